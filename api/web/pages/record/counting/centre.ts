// Raises seen by what goes up and down with the body: a force plate, or a sensor above the ankle.
// Height by double integration that starts anew wherever the body is at rest, as in
// tracker/exercises/calf_raise/centre_source.py.

import { edgesOf, turnsIn, type Edges, type Finder } from "./finder";
import {
  extreme,
  GRAVITY,
  GRID_HZ,
  Growing,
  integral,
  meanOf,
  medianOf,
  rollingSpread,
  smoothed,
  type Signal,
} from "./signals";

const FINDER: Finder = { cutoffHz: 6, smallest: 20, still: 15, stillS: 0.2 };
const PERSON_N = 150;
const STILL = Math.round(0.7 * GRID_HZ);
const STEADY = 0.006;
const LEAST_STEADY = 0.0012;
const STILLEST = 2.5;
const EDGE = Math.round(0.15 * GRID_HZ);
const BRIEF = Math.round(0.25 * GRID_HZ);
const HOP = Math.round(0.1 * GRID_HZ);
const BEFORE = GRID_HZ;
const MARGIN = Math.round(0.15 * GRID_HZ);
const LONGEST_VIEW = 25 * GRID_HZ;
const HIGHEST_MM = 200;
const SUNK = 0.5;
const BACK_UP = 1.4;
const COMPARABLE = 4 * GRID_HZ;
const STOOD = 1.5 * GRID_HZ;
/** What of a mean error of velocity stands at the end: 1 if it was steady, 2 if it grew. */
const DRIFT = 1.5;
/** So many raises back, less one, what the sensor reads at rest is told by them. */
const LATEST = 4;

/** A raise in samples of the grid; `size` in mm. */
export interface Found {
  start: number;
  end: number;
  size: number;
}

/** Where a raise ended, and how fast the body was moving there, m/s. */
interface Mark {
  at: number;
  speed: number;
}

interface View {
  signal: Signal;
  resting: Uint8Array;
}

export class Centre {
  private readonly force = new Growing();
  private marks: Mark[] = [];
  private weight: number | null = null;
  private hop = HOP;
  private anchor = 0;
  private accepted = 0;
  /** Height above the last bottom, mm. */
  level = 0;

  /**
   * @param settled smooths the force of a stretch, where its noise asks for it
   * @param refused what else tells, of a stretch of the grid, that it is no raise
   */
  constructor(
    private readonly settled: (force: Signal) => Signal,
    private readonly refused: (start: number, end: number) => boolean,
  ) {}

  /** Take the next sample of the grid, N; give the raises that it makes complete. */
  next(force: number): Found[] {
    this.force.push(force);
    if (this.force.size < this.hop) return [];
    this.hop += HOP;
    return this.search(this.force.size);
  }

  private search(now: number): Found[] {
    const found: Found[] = [];
    for (;;) {
      const first = Math.max(0, this.anchor - BEFORE, now - LONGEST_VIEW);
      const view = this.height(first, now);
      if (view === null) return found;
      const { signal, resting } = view;
      const searched = Math.max(0, this.anchor - first);
      this.level = signal.at(-1)! - signal[extreme(signal, searched, signal.length - 1, -1)]!;
      const turns = turnsIn(FINDER, signal, searched, resting);
      if (turns === null) return found;
      const edges = edgesOf(FINDER, signal, turns);
      const end = edges === null ? turns.end : Math.ceil(edges.end);
      if (first + end + MARGIN > now) return found;
      this.anchor = first + end;
      this.endedAt(this.anchor, speedAt(signal, edges === null ? turns.bottom : edges.start, end));
      if (edges === null || this.squat(view, first, turns.bottom, turns.top)) continue;
      if (this.refused(first + Math.floor(edges.start), this.anchor + 1)) continue;
      this.accepted = this.anchor;
      found.push(raiseOf(signal, edges, first));
    }
  }

  /** Whether the body only came back up to where it had stood, or rose further than a heel can. */
  private squat(view: View, first: number, bottom: number, top: number): boolean {
    const height = view.signal[top]! - view.signal[bottom]!;
    if (height > HIGHEST_MM) return true;
    // Longer ago the integrated height has drifted too far to be compared.
    const since = Math.max(0, this.accepted - first, bottom - COMPARABLE);
    let stood = -Infinity;
    for (let i = since; i < bottom; i++) {
      if (view.resting[i]) stood = Math.max(stood, view.signal[i]!);
    }
    const level = stood - view.signal[bottom]!;
    return SUNK * height < level && level < BACK_UP * height;
  }

  /** The body's height in mm between grid samples, and where it is known to be held. */
  private height(first: number, last: number): View | null {
    const force = this.settled(this.force.slice(first, last));
    if (force.length < STILL || !force.some((one) => one > PERSON_N)) return null;
    const limit = steadyLimit(force);
    const resting = stillIn(force, limit);
    const speeds = new Map<number, number>();
    for (const mark of this.marks) {
      const at = mark.at - first;
      if (at < 0 || at >= force.length || resting[at]) continue;
      resting[at] = 1;
      speeds.set(at, mark.speed);
    }
    const stops = [...resting.keys()].filter((at) => resting[at]);
    if (!stops.length) return null;
    if (!this.marks.length) this.marks.push({ at: first + stops[0]!, speed: 0 });
    const weight = this.weightIn(force, stops);
    if (weight === null) return null;
    const net = force.map((one) => (one > 0.5 * weight ? (one / weight - 1) * GRAVITY : 0));
    const velocity = withoutDrift(integral(net), stops, speeds);
    const height = integral(velocity).map((one) => 1000 * one);
    return { signal: smoothed(height, FINDER.cutoffHz), resting: steadyAt(force, weight, limit) };
  }

  /** What is read at rest: of standing that is in view, else of the latest raises. */
  private weightIn(force: Signal, stops: readonly number[]): number | null {
    const [first, last] = [stops[0]!, stops.at(-1)!];
    const stood = last - first < STOOD ? null : meanWeight(force.subarray(first, last + 1));
    return stood ?? this.weight ?? meanWeight(force.subarray(first, last + 1));
  }

  /**
   * Learn that a raise ended there. An accelerometer's zero and the sensor's inclination change
   * slowly, so the latest raises tell best what it reads at rest.
   */
  private endedAt(at: number, speed: number): void {
    this.marks = [...this.marks, { at, speed }].slice(-LATEST);
    const weight = meanWeight(this.settled(this.force.slice(this.marks[0]!.at, at)));
    // Somebody stepped off: what was before says nothing any more.
    if (weight === null) this.marks = [{ at, speed }];
    this.weight = weight ?? this.weight;
  }
}

/**
 * How fast the body moves at a raise's end, m/s. Without a pause between raises it is nowhere
 * still, but back at the height it rose from: what is left of the rise is the velocity's error.
 */
function speedAt(signal: Signal, start: number, end: number): number {
  const from = Math.max(0, Math.floor(start));
  const error = ((signal[end]! - signal[from]!) / Math.max(1, end - from)) * GRID_HZ;
  const around = (signal[Math.min(end + 1, signal.length - 1)]! - signal[end - 1]!) * GRID_HZ * 0.5;
  return (around - DRIFT * error) / 1000;
}

function raiseOf(signal: Signal, edges: Edges, first: number): Found {
  const start = Math.max(0, Math.floor(edges.start));
  const end = Math.min(signal.length - 1, Math.ceil(edges.end));
  const bottom = (signal[start]! + signal[end]!) / 2;
  const size = signal[extreme(signal, start, end)]! - bottom;
  return { start: first + edges.start, end: first + edges.end, size };
}

/** The velocity brought to what it is known to be at each stop, in straight lines between them. */
function withoutDrift(
  velocity: Signal,
  stops: readonly number[],
  speeds: ReadonlyMap<number, number>,
): Signal {
  const error = (at: number): number => velocity[at]! - (speeds.get(at) ?? 0);
  let next = 0;
  return velocity.map((one, at) => {
    while (next < stops.length && stops[next]! < at) next++;
    const after = stops[next] ?? stops.at(-1)!;
    const before = next === 0 ? after : stops[next - 1]!;
    const share = after > before ? Math.min(1, (at - before) / (after - before)) : 0;
    return one - (error(before) + share * (error(after) - error(before)));
  });
}

/** Mean force from rest to rest, over which the net impulse is zero; null where it says nothing. */
function meanWeight(force: Signal): number | null {
  if (force.length < STILL || force.some((one) => one < PERSON_N)) return null;
  return meanOf(force);
}

/** How far the force of someone standing still may stray: the stillest standing sets it, N. */
function steadyLimit(force: Signal): number {
  const { mean, spread } = rollingSpread(force, STILL);
  const loaded = [...mean.keys()].filter((at) => mean[at]! > PERSON_N);
  if (!loaded.length) return 0;
  const level = medianOf(loaded.map((at) => mean[at]!));
  const stillest = STILLEST * loaded.reduce((least, at) => Math.min(least, spread[at]!), Infinity);
  return Math.min(STEADY * level, Math.max(LEAST_STEADY * level, stillest));
}

/** Samples inside a stretch of steady force under a person. */
function stillIn(force: Signal, limit: number): Uint8Array {
  const { mean, spread } = rollingSpread(force, STILL);
  const steady = [...mean.keys()].filter((at) => spread[at]! < limit && mean[at]! > PERSON_N);
  const resting = new Uint8Array(force.length);
  const level = steady.length ? medianOf(steady.map((at) => mean[at]!)) : 0;
  for (const at of steady) {
    // The ends of a steady stretch may hold the beginning of a movement.
    if (Math.abs(mean[at]! - level) < limit) resting.fill(1, at + EDGE, at + STILL - EDGE);
  }
  return resting;
}

/** Samples inside a brief stretch of force at body weight: no acceleration, either way. */
function steadyAt(force: Signal, weight: number, limit: number): Uint8Array {
  const { mean, spread } = rollingSpread(force, BRIEF);
  const resting = new Uint8Array(force.length);
  for (const at of mean.keys()) {
    if (Math.abs(mean[at]! - weight) < limit && spread[at]! < limit) {
      resting.fill(1, at, at + BRIEF);
    }
  }
  return resting;
}
