// The sensors that a page can record: the phone itself, and those in reach of its Bluetooth.

import { chosenSensor } from "./bluetooth";
import { asksForMotion, hasMotion, PhoneSource } from "./phone";
import type { Sensor } from "./source";

export type { Force, Imu, Placement, Sample, Sensor, SensorState } from "./source";
export { SensorProblem } from "./source";

/** What this browser can do of what recording wants. */
export interface Capabilities {
  motion: boolean;
  motionNeedsPermission: boolean;
  bluetooth: boolean;
  secure: boolean;
  wakeLock: boolean;
  vibration: boolean;
  storage: boolean;
}

export function capabilities(): Capabilities {
  return {
    motion: isSecureContext && hasMotion(),
    motionNeedsPermission: asksForMotion(),
    bluetooth: navigator.bluetooth !== undefined,
    secure: isSecureContext,
    wakeLock: "wakeLock" in navigator,
    vibration: "vibrate" in navigator,
    storage: "indexedDB" in window,
  };
}

/** The phone's own sensor, streaming. Call it from a tap, for some browsers ask the person. */
export async function phoneSensor(): Promise<Sensor> {
  const sensor = new PhoneSource();
  await sensor.start();
  return sensor;
}

/** A Bluetooth sensor that the person chooses, connected. Call it from a tap. */
export async function bluetoothSensor(): Promise<Sensor> {
  return chosenSensor();
}
