// Finds one raise after another in a signal that is high when the heel is high: what
// tracker/exercises/calf_raise/finder.py does, for samples that are still arriving.

import { derivative, extreme, GRID_HZ, smoothed, type Signal } from "./signals";

/** A rise and a fall: the bottoms around it and its top, in samples, and what had to be there. */
export interface Turns {
  bottom: number;
  top: number;
  end: number;
  known: number;
}

/** Where the heel leaves the bottom and is down again, in fractional samples. */
export interface Edges {
  start: number;
  end: number;
}

export interface Finder {
  cutoffHz: number;
  /** Rise and fall of the smallest raise, in the signal's unit. */
  smallest: number;
  /** Rate of change below which the signal rests, per second, and for how long it has to. */
  still: number;
  stillS: number;
}

const FALLEN_SHARE = 0.5;
const NEAR_SHARE = 0.2;
const STANDING_S = 0.5;
const STILL_SHARE = 0.05;
const SHORTEST_S = 0.35;
const LONGEST_S = 20;
const EXTRAPOLATION = 0.6;
const SPEED_CYCLES = 12;
const FOOT_SHARE = 0.35;

/** The first rise and fall from a sample on, or null if the signal does not hold it yet. */
export function turnsIn(
  finder: Finder,
  signal: Signal,
  at: number,
  resting: Uint8Array | null,
): Turns | null {
  const last = signal.length - 1;
  let lowest = Infinity;
  let risen = -1;
  for (let i = at; i <= last && risen < 0; i++) {
    lowest = Math.min(lowest, signal[i]!);
    if (signal[i]! - lowest >= finder.smallest) risen = i;
  }
  if (risen < 0) return null;
  const bottom = extreme(signal, at, risen, -1);
  let top = extreme(signal, bottom, risen);
  let down = -1;
  for (let i = top; i <= last && down < 0; i++) {
    if (signal[i]! > signal[top]!) top = i;
    const height = signal[top]! - signal[bottom]!;
    const need = Math.max(finder.smallest, FALLEN_SHARE * height);
    if (signal[top]! - signal[i]! >= need) down = i;
  }
  if (down < 0) return null;
  const after = bottomAfter(finder, signal, resting, bottom, top, down);
  if (after === null) return null;
  // Standing before the raise may last long, and its lowest sample lie anywhere in it.
  const low = signal[bottom]! + FOOT_SHARE * (signal[top]! - signal[bottom]!);
  let leaving = top;
  while (leaving > bottom && signal[leaving]! > low) leaving--;
  const earliest = 2 * leaving - top - Math.round(STANDING_S * GRID_HZ);
  return { bottom: Math.max(bottom, earliest), top, end: after.end, known: after.event + 2 };
}

/** The bottom that follows, and the sample that told it: a turn upwards, or rest. */
function bottomAfter(
  finder: Finder,
  signal: Signal,
  resting: Uint8Array | null,
  bottom: number,
  top: number,
  down: number,
): { end: number; event: number } | null {
  const speed = derivative(signal.subarray(top));
  let fastest = 0;
  for (let i = 0; i <= down - top; i++) fastest = Math.max(fastest, Math.abs(speed[i]!));
  const limit = Math.max(finder.still, STILL_SHARE * fastest);
  const width = Math.max(2, Math.round(finder.stillS * GRID_HZ));
  const level = signal[bottom]! + NEAR_SHARE * (signal[top]! - signal[bottom]!);
  let lowest = down;
  let slow = 0;
  for (let i = down; i < signal.length; i++) {
    if (signal[i]! < signal[lowest]!) lowest = i;
    const height = signal[top]! - signal[lowest]!;
    // On the way down a tremor is no turn; near the level the raise began from, it is.
    const need =
      signal[lowest]! <= level
        ? Math.max(0.3 * finder.smallest, 0.12 * height)
        : Math.max(0.5 * finder.smallest, 0.3 * height);
    if (signal[i]! - signal[lowest]! >= need) return { end: lowest, event: i };
    // The speed at the last sample is one-sided: it may yet change.
    const still = i < signal.length - 1 && Math.abs(speed[i - top]!) < limit;
    slow = still || resting?.[i] ? slow + 1 : 0;
    if (slow >= width) return { end: i, event: i };
  }
  return null;
}

/** Where the raise between two bottoms begins and ends; null if it is none, or not in a raise's time. */
export function edgesOf(finder: Finder, signal: Signal, turns: Turns): Edges | null {
  const { bottom, end } = turns;
  const top = extreme(signal, bottom, end);
  if (!(bottom < top && top < end)) return null;
  let speed = derivative(signal);
  // Noise matters at a twentieth of the speed, and the more, the slower the movement is.
  const cutoffHz = (SPEED_CYCLES * GRID_HZ) / (end - bottom);
  if (cutoffHz < finder.cutoffHz) speed = smoothed(speed, cutoffHz);
  const peak = speed[extreme(speed, bottom, top)]!;
  const fall = -speed[extreme(speed, top, end, -1)]!;
  const lowBefore = signal[bottom]! + FOOT_SHARE * (signal[top]! - signal[bottom]!);
  const lowAfter = signal[end]! + FOOT_SHARE * (signal[top]! - signal[end]!);
  let leaving = top;
  while (leaving > bottom && signal[leaving]! > lowBefore) leaving--;
  let arriving = top;
  while (arriving < end && signal[arriving]! > lowAfter) arriving++;
  const start = edge(speed, leaving, -1, peak, bottom);
  const finish = edge(speed.map((one) => -one), arriving, 1, fall, end);
  const lastsS = (finish - start) / GRID_HZ;
  return lastsS >= SHORTEST_S && lastsS <= LONGEST_S ? { start, end: finish } : null;
}

/** Where a movement begins (step -1) or ends (step +1), sought outwards from `begin`. */
function edge(speed: Signal, begin: number, step: 1 | -1, peak: number, limit: number): number {
  const reach: number[] = [];
  for (let i = begin; step * (limit - i) >= 0; i += step) reach.push(speed[i]!);
  const fast = below(reach, 0.2 * peak);
  const slow = below(reach, 0.05 * peak);
  const found = slow + EXTRAPOLATION * Math.max(0, slow - fast);
  return begin + step * Math.min(found, Math.max(0, reach.length - 1));
}

/** First fractional sample at which the speed is below a level. */
function below(reach: readonly number[], level: number): number {
  const first = reach.findIndex((one) => one < level);
  if (first < 0) return Math.max(0, reach.length - 1);
  if (first === 0) return 0;
  const before = reach[first - 1]!;
  return first - 1 + (before - level) / (before - reach[first]!);
}
