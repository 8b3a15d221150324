// Raises seen by an IMU on the foot, in any mounting: how far the foot has pitched about its hinge,
// which is learned as it moves, as in tracker/exercises/calf_raise/pitch_track.py.

import type { Sample } from "../sensors";
import { added, Attitude, cross, dot, norm, rowOf, scaled, type Vector } from "./attitude";
import { longestBelow } from "./body";
import type { Counted, Counter } from "./counted";
import { edgesOf, turnsIn, type Finder, type Turns } from "./finder";
import { Grid } from "./grid";
import { extreme, GRID_HZ, Growing, smoothed } from "./signals";

const FINDER: Finder = { cutoffHz: 8, smallest: 8, still: 0.8, stillS: 0.16 };
const HOP = Math.round(0.1 * GRID_HZ);
const BEFORE = GRID_HZ;
const MARGIN = Math.round(0.05 * GRID_HZ);
const LONGEST_VIEW = 25 * GRID_HZ;
const TURNING_RAD_S = 0.08;
/** What a moving sample leaves of the past: half after 4.6 s of movement. */
const FADING = 0.985 ** (1 / 5);
const FORGETTING = 0.97;
/** How surely the sensor goes up with what is taken for a rising heel. */
const SURELY = 0.3;
const FLIGHT = Math.round(0.12 * GRID_HZ);
const AROUND = Math.round(0.2 * GRID_HZ);

export class FootRaises implements Counter {
  readonly unit = "deg";
  private track = new PitchTrack();
  private readonly searched: [number, number] = [0, 0];
  /** Which of the hinge's directions lifted the heel so far. */
  private direction: 1 | -1 | null = null;
  private hop = HOP;
  private readonly grid = new Grid(
    (row: ReturnType<typeof rowOf>) => this.track.take(row),
    () => {
      this.track = new PitchTrack();
      this.searched.fill(0);
      this.hop = HOP;
    },
  );

  get level(): number {
    const { angle } = this.track;
    if (!angle.size) return 0;
    const direction = this.direction ?? 1;
    const since = Math.max(0, this.searched[direction > 0 ? 0 : 1], angle.size - LONGEST_VIEW);
    const seen = angle.slice(since, angle.size).map((one) => direction * one);
    return seen.length ? seen.at(-1)! - seen[extreme(seen, 0, seen.length - 1, -1)]! : 0;
  }

  feed(samples: readonly Sample[]): Counted[] {
    const done: Counted[] = [];
    for (const one of samples) {
      if (one.kind !== "imu") continue;
      this.grid.feed(one.timeMs, rowOf(one));
      while (this.track.angle.size >= this.hop) {
        done.push(...this.search(this.hop));
        this.hop += HOP;
      }
    }
    return done;
  }

  /** Raises with the hinge in either direction: which one lifts the heel, the sensor's rise tells. */
  private search(now: number): Counted[] {
    const done: Counted[] = [];
    for (const [place, direction] of ([1, -1] as const).entries()) {
      for (;;) {
        const at = this.searched[place]!;
        const first = Math.max(0, at - BEFORE, now - LONGEST_VIEW);
        const turned = this.track.angle.slice(first, now).map((one) => direction * one);
        const signal = smoothed(turned, FINDER.cutoffHz);
        const turns = turnsIn(FINDER, signal, Math.max(0, at - first), null);
        if (turns === null || first + Math.max(turns.known, turns.end + MARGIN) > now) break;
        this.searched[place] = first + turns.end;
        const rising = this.track.rises(first, turns, direction);
        // A slow rise says little; then the heel is lifted as it was before.
        const likely =
          this.direction === null ? rising > 0 : this.direction === direction && rising > -SURELY;
        const found = rising > SURELY || likely ? edgesOf(FINDER, signal, turns) : null;
        if (found === null) continue;
        this.direction = direction;
        const [start, end] = [Math.floor(found.start), Math.ceil(found.end)];
        if (this.track.flew(first + start, first + end)) continue;
        done.push({
          startMs: this.grid.timeMs(first + found.start),
          endMs: this.grid.timeMs(first + found.end),
          size: signal[extreme(signal, turns.bottom, turns.end)]! - signal[turns.bottom]!,
        });
      }
    }
    return done;
  }
}

/** The angle turned about the hinge so far, degrees, of either sign. */
class PitchTrack {
  readonly angle = new Growing();
  private readonly attitude = new Attitude();
  private readonly strength: number[] = [];
  private readonly both = new Growing();
  private readonly rising = new Growing();
  private readonly turning = new Growing();
  private spread: [Vector, Vector, Vector] = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  private axis: Vector = [0, 0, 0];
  private speed = 0;
  private turned = 0;

  take([ax, ay, az, gx, gy, gz]: ReturnType<typeof rowOf>): void {
    const gyr: Vector = [gx, gy, gz];
    const before = this.attitude.up;
    const rising = this.attitude.next([ax, ay, az], gyr);
    const up = this.attitude.up ?? [0, 0, 1];
    this.learn(added(gyr, scaled(up, -dot(gyr, up))));
    // Small turns between neighbours: their sine is the turn.
    if (before !== null) this.turned += dot(cross(up, before), this.axis) * (180 / Math.PI);
    this.angle.push(this.turned);
    this.strength.push(norm([ax, ay, az]));
    this.speed = FORGETTING * this.speed + rising / GRID_HZ;
    const rate = dot(gyr, this.axis);
    this.add(this.both, this.speed * rate);
    this.add(this.rising, this.speed * this.speed);
    this.add(this.turning, rate * rate);
  }

  /** How far the sensor went up as its angle grew: 1 always, -1 never, 0 if it says nothing. */
  rises(first: number, turns: Turns, direction: 1 | -1): number {
    const [from, to] = [first + turns.bottom, first + turns.end];
    const sum = (one: Growing): number => one.at(to) - one.at(from);
    const [speed, turning] = [sum(this.rising), sum(this.turning)];
    if (!(speed > 0 && turning > 0)) return 0;
    return (direction * sum(this.both)) / Math.sqrt(speed * turning);
  }

  flew(start: number, end: number): boolean {
    return longestBelow(this.strength.slice(Math.max(0, start - AROUND), end + AROUND)) > FLIGHT;
  }

  /** The horizontal axis of most turning, of which the past fades; its sign is kept. */
  private learn(flat: Vector): void {
    if (norm(flat) < TURNING_RAD_S) return;
    this.spread = this.spread.map((row, i) =>
      added(scaled(row, FADING), scaled(flat, flat[i]!)),
    ) as typeof this.spread;
    let axis = norm(this.axis) ? this.axis : flat;
    for (let round = 0; round < 4; round++) {
      const next: Vector = [
        dot(this.spread[0], axis),
        dot(this.spread[1], axis),
        dot(this.spread[2], axis),
      ];
      axis = scaled(next, 1 / norm(next));
    }
    this.axis = axis;
  }

  private add(sums: Growing, value: number): void {
    sums.push((sums.size ? sums.at(sums.size - 1) : 0) + value);
  }
}
