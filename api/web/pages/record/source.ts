// What every sensor of a recording is: samples for the page to draw, packets for the journal.

import type { Bytes } from "./journal";
import type { SensorDescription } from "./notes";

/** Names of the recording contract: `phone_shank_left`, `phone_waist`, `left_foot`, `plate` … */
export type Placement = string;

export interface Imu {
  kind: "imu";
  timeMs: number;
  /** Specific force, m/s²: +g upwards at rest. */
  acc: [number, number, number];
  /** rad/s. */
  gyr: [number, number, number];
}

export interface Force {
  kind: "force";
  timeMs: number;
  newtons: number;
}

export type Sample = Imu | Force;
export type SensorState = "connecting" | "ready" | "streaming" | "lost" | "stopped";

export interface Sensor {
  /** Unique within the recording. */
  readonly key: string;
  /** As it is shown. */
  readonly label: string;
  readonly kind: "imu" | "force_plate";
  /** Name of its codec. */
  readonly profile: string;
  placement: Placement;
  readonly state: SensorState;
  /** Samples known to be lost so far. */
  readonly lost: number;
  /** Samples a second received lately; null before that is known. */
  rateHz(): number | null;
  onState(listener: (state: SensorState) => void): () => void;
  /** Decoded, only for drawing and counting; works before a recording begins too. */
  onSamples(listener: (samples: Sample[]) => void): () => void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Why a sensor cannot be used, in words for a person. */
export class SensorProblem extends Error {}

/** Takes what belongs into the journal; times in ms of `nowMs`. */
export interface Scribe {
  packet(payload: Bytes, arrivalMs: number): void;
  link(state: "lost" | "restored", atMs: number): void;
  ping(sentMs: number, deviceUs: number, receivedMs: number): void;
}

const RATE_WINDOW_MS = 2000;

export abstract class Source implements Sensor {
  abstract readonly key: string;
  abstract readonly label: string;
  abstract readonly kind: "imu" | "force_plate";
  abstract readonly profile: string;
  placement: Placement = "";
  lost = 0;
  /** Where packets go while they are recorded. */
  scribe: Scribe | null = null;

  private now: SensorState = "connecting";
  private readonly watchers = new Set<(state: SensorState) => void>();
  private readonly readers = new Set<(samples: Sample[]) => void>();
  private recent: number[] = [];

  get state(): SensorState {
    return this.now;
  }

  onState(listener: (state: SensorState) => void): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  onSamples(listener: (samples: Sample[]) => void): () => void {
    this.readers.add(listener);
    return () => this.readers.delete(listener);
  }

  rateHz(): number | null {
    const [first, last] = [this.recent[0], this.recent.at(-1)];
    if (first === undefined || last === undefined || last - first < RATE_WINDOW_MS / 4) return null;
    return ((this.recent.length - 1) * 1000) / (last - first);
  }

  /** Which sensor it is and what its packets hold; SensorProblem as long as that is not known. */
  abstract describe(): SensorDescription;
  abstract start(): Promise<void>;
  abstract stop(): Promise<void>;

  /** Hand on what is held back to make packets of. */
  flush(): void {}

  protected become(state: SensorState): void {
    if (state === this.now) return;
    this.now = state;
    for (const watcher of this.watchers) watcher(state);
  }

  protected give(samples: Sample[]): void {
    const last = samples.at(-1);
    if (last === undefined) return;
    this.recent.push(...samples.map((one) => one.timeMs));
    const from = this.recent.findIndex((one) => one >= last.timeMs - RATE_WINDOW_MS);
    this.recent = this.recent.slice(Math.max(0, from));
    for (const reader of this.readers) reader(samples);
  }
}
