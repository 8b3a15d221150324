// What the record page is made of, without the page: tests call it from outside.

import { nowMs } from "../../api/web/src/recording/clock";
import { Recorder, takeUp, type Statement } from "../../api/web/src/recording/recorder";
import {
  bluetoothSensor,
  capabilities,
  phoneSensor,
  type Sample,
  type Sensor,
} from "../../api/web/src/recording/sensors";
import * as store from "../../api/web/src/recording/store";
import { onUploads, startUploading, type Progress } from "../../api/web/src/recording/upload";
import { registerWorker } from "../../api/web/src/recording/worker";

const seen: Sample[] = [];
const states: string[] = [];
let uploads: Progress[] = [];
let sensor: Sensor | null = null;
let recorder: Recorder | null = null;
let ahead = 0;

onUploads((all) => (uploads = all));

/** Movement as the browser's events, each as much later on the page's clock as it would be. */
async function play(values: number[][], periodMs: number): Promise<void> {
  for (const [at, [x, y, z, alpha, beta, gamma]] of values.entries()) {
    ahead += periodMs;
    const event = new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: { x: x!, y: y!, z: z! },
      rotationRate: { alpha: alpha!, beta: beta!, gamma: gamma! },
      interval: 16,
    });
    Object.defineProperty(event, "timeStamp", { value: performance.now() });
    dispatchEvent(event);
    if (at % 30 === 29) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Let the page's clock run ahead by what was played. */
function quicken(): void {
  const now = performance.now.bind(performance);
  performance.now = () => now() + ahead;
}

function watched(one: Sensor): Sensor {
  one.onSamples((samples) => seen.push(...samples));
  one.onState((state) => states.push(state));
  return one;
}

async function bytesOf(id: string): Promise<string> {
  const bytes = new Uint8Array(await (await store.fileOf(id)).arrayBuffer());
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

const calf = {
  play,
  quicken,
  capabilities,
  registerWorker,
  startUploading,
  bytesOf,
  nowMs,
  store,
  samples: () => seen,
  states: () => states,
  uploads: () => uploads,
  async phone(first: number[]): Promise<void> {
    const timer = setInterval(() => void play([first], 16), 5);
    sensor = watched(await phoneSensor());
    clearInterval(timer);
  },
  async realPhone(): Promise<void> {
    sensor = watched(await phoneSensor());
  },
  async bluetooth(): Promise<string> {
    sensor = watched(await bluetoothSensor());
    return `${sensor.label}|${sensor.profile}|${sensor.kind}`;
  },
  async begin(statement: Statement, placement: string): Promise<string> {
    sensor!.placement = placement;
    recorder = await Recorder.begin(statement, [sensor!]);
    return recorder.id;
  },
  async takeUp(id: string, placement: string | null): Promise<void> {
    if (placement !== null) sensor!.placement = placement;
    recorder = await takeUp(id, placement === null ? null : [sensor!]);
  },
  remark: (kind: "pain" | "note", value: number | string): void => recorder!.remark(kind, value),
  finish: (): Promise<void> => recorder!.finish(),
  stop: (): Promise<void> => sensor!.stop(),
};

Object.assign(window, { calf });
