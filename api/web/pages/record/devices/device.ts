// What the page asks of a Bluetooth sensor, whoever made it.

import type { Gatt } from "../gatt";
import type { Bytes } from "../journal";
import type { Configuration } from "../codecs/configuration";
import type { Sample } from "../source";

/** What a packet holds for the page to draw. */
export interface Decoded {
  samples: Sample[];
  /** Samples known to be lost before it. */
  lost: number;
}

/** One sensor, over one connection; a new connection gets a new object. */
export interface Device {
  readonly profile: string;
  readonly kind: "imu" | "force_plate";
  readonly firmware: string | null;
  /** Learn what it measures and subscribe to its data. */
  open(): Promise<{ configuration: Configuration; bytes: Bytes }>;
  /** Let the samples come; harmless if they do already. */
  start(): Promise<void>;
  stop(): Promise<void>;
  decode(payload: Bytes, arrivalMs: number): Decoded;
  /** Its clock in µs, modulo 2³²; null if it cannot be asked. */
  clockUs(): Promise<number | null>;
  /** Have it send again what was missed since the connection before; true if it will. */
  fetchMissed(before: Device): Promise<boolean>;
}

export interface DeviceKind {
  readonly service: string;
  readonly namePrefixes: readonly string[];
  make(gatt: Gatt, packet: (payload: Bytes) => void): Device;
}
