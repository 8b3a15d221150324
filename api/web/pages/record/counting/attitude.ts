// Which way is up in a sensor's own frame, while it turns.

import type { Imu } from "../sensors";
import { GRAVITY, GRID_HZ } from "./signals";

export type Vector = [number, number, number];

/** How long the accelerometer takes to correct what the gyroscope says, as VQF has it. */
const CORRECTION_S = 3;
const REST = Math.round(1.5 * GRID_HZ);
const STILL_RAD_S = 0.04;
const LARGEST_BIAS_RAD_S = 0.25;

/** Gyroscope for what is quick, accelerometer for what lasts. */
export class Attitude {
  up: Vector | null = null;
  /** What the gyroscope reads at rest; null until it has rested once. */
  private bias: Vector | null = null;
  private rest: { acc: Vector; gyr: Vector }[] = [];

  /** Take the next sample of the grid; give the upward acceleration, gravity taken off, m/s². */
  next(acc: Vector, gyr: Vector): number {
    const length = norm(acc);
    if (length === 0) return 0;
    if (this.bias === null) this.learnRest(acc, gyr);
    if (this.up === null) {
      this.up = scaled(acc, 1 / length);
      return length - GRAVITY;
    }
    // Seen from the sensor, the vertical turns the other way.
    const rate = this.bias === null ? gyr : added(gyr, scaled(this.bias, -1));
    const turned = added(this.up, scaled(cross(this.up, rate), 1 / GRID_HZ));
    const share = 1 / (CORRECTION_S * GRID_HZ);
    const mended = added(scaled(turned, 1 - share), scaled(acc, share / length));
    this.up = scaled(mended, 1 / norm(mended));
    return dot(acc, this.up) - GRAVITY;
  }

  private learnRest(acc: Vector, gyr: Vector): void {
    this.rest.push({ acc, gyr });
    if (this.rest.length < REST) return;
    const rates = this.rest.map((one) => one.gyr);
    const mean = meanVector(rates);
    const spread = Math.sqrt(
      rates.reduce((sum, one) => sum + norm(added(one, scaled(mean, -1))) ** 2, 0) / REST,
    );
    if (spread < STILL_RAD_S && norm(mean) < LARGEST_BIAS_RAD_S) {
      const down = meanVector(this.rest.map((one) => one.acc));
      this.up = scaled(down, 1 / norm(down));
      this.bias = mean;
    }
    this.rest = this.bias === null ? this.rest.slice(REST / 3) : [];
  }
}

export function meanVector(all: readonly Vector[]): Vector {
  const sum = all.reduce((so, one) => added(so, one), [0, 0, 0]);
  return scaled(sum, 1 / Math.max(1, all.length));
}

/** The six numbers of a sample, as the grid takes them. */
export function rowOf(one: Imu): [number, number, number, number, number, number] {
  return [...one.acc, ...one.gyr];
}

export function norm(one: Vector): number {
  return Math.hypot(...one);
}

export function dot(one: Vector, other: Vector): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

export function cross(one: Vector, other: Vector): Vector {
  return [
    one[1] * other[2] - one[2] * other[1],
    one[2] * other[0] - one[0] * other[2],
    one[0] * other[1] - one[1] * other[0],
  ];
}

export function scaled(one: Vector, by: number): Vector {
  return [one[0] * by, one[1] * by, one[2] * by];
}

export function added(one: Vector, other: Vector): Vector {
  return [one[0] + other[0], one[1] + other[1], one[2] + other[2]];
}

/** Angle between two unit vectors, degrees. */
export function between(one: Vector, other: Vector): number {
  return (Math.acos(Math.min(1, Math.max(-1, dot(one, other)))) * 180) / Math.PI;
}
