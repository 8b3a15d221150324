// Raises of the whole body: on a force plate, or by a sensor or phone on shank, thigh or waist.

import type { Sample } from "../sensors";
import { Attitude, between, norm, rowOf, type Vector } from "./attitude";
import { Centre, type Found } from "./centre";
import type { Counted, Counter } from "./counted";
import { Grid } from "./grid";
import { GRAVITY, GRID_HZ, smoothed } from "./signals";

/** Any body's weight: heights do not depend on it. */
const BODY_N = 700;
/** An accelerometer's noise would hide that a slow raise is no rest. */
const CUTOFF_HZ = 5;
const WEIGHTLESS_M_S2 = 3;
const FLIGHT = Math.round(0.12 * GRID_HZ);
const AROUND = Math.round(0.2 * GRID_HZ);
const TILT_DEG = 25;

export class PlateRaises implements Counter {
  readonly unit = "mm";
  private centre = freshOnPlate();
  private done: Counted[] = [];
  private readonly grid = new Grid<[number]>(
    ([force]) => this.done.push(...inTime(this.grid, this.centre.next(force))),
    () => (this.centre = freshOnPlate()),
  );

  get level(): number {
    return this.centre.level;
  }

  feed(samples: readonly Sample[]): Counted[] {
    this.done = [];
    for (const one of samples) {
      if (one.kind === "force") this.grid.feed(one.timeMs, [one.newtons]);
    }
    return this.done;
  }
}

export class SegmentRaises implements Counter {
  readonly unit = "mm";
  private attitude = new Attitude();
  private up: Vector[] = [];
  private strength: number[] = [];
  private centre = this.fresh();
  private done: Counted[] = [];
  private readonly grid = new Grid(
    (row: ReturnType<typeof rowOf>) => this.take(row),
    () => {
      this.attitude = new Attitude();
      this.up = [];
      this.strength = [];
      this.centre = this.fresh();
    },
  );

  get level(): number {
    return this.centre.level;
  }

  feed(samples: readonly Sample[]): Counted[] {
    this.done = [];
    for (const one of samples) {
      if (one.kind === "imu") this.grid.feed(one.timeMs, rowOf(one));
    }
    return this.done;
  }

  private take([ax, ay, az, gx, gy, gz]: ReturnType<typeof rowOf>): void {
    const rising = this.attitude.next([ax, ay, az], [gx, gy, gz]);
    this.up.push(this.attitude.up ?? [0, 0, 1]);
    this.strength.push(norm([ax, ay, az]));
    this.done.push(...inTime(this.grid, this.centre.next(BODY_N * (1 + rising / GRAVITY))));
  }

  private fresh(): Centre {
    return new Centre(
      (force) => smoothed(force, CUTOFF_HZ),
      (start, end) => this.jumped(start, end) || this.tilted(start, end),
    );
  }

  private jumped(start: number, end: number): boolean {
    return longestBelow(this.strength.slice(Math.max(0, start - AROUND), end + AROUND)) > FLIGHT;
  }

  /** As in a squat or a step. */
  private tilted(start: number, end: number): boolean {
    const [first, ...others] = this.up.slice(Math.max(0, start), end);
    return first !== undefined && others.some((one) => between(first, one) > TILT_DEG);
  }
}

/** Most samples in a row in which a sensor was in free fall. */
export function longestBelow(strength: readonly number[]): number {
  let longest = 0;
  let run = 0;
  for (const one of strength) {
    run = one < WEIGHTLESS_M_S2 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function freshOnPlate(): Centre {
  return new Centre(
    (force) => force,
    () => false,
  );
}

function inTime(grid: { timeMs(sample: number): number }, found: readonly Found[]): Counted[] {
  return found.map((one) => ({
    startMs: grid.timeMs(one.start),
    endMs: grid.timeMs(one.end),
    size: one.size,
  }));
}
