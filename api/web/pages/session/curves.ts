// The server's curves: asked for window by window, so that a zoom shows every sample.

import { api } from "../../components/api";

export interface Slice {
  name: string;
  label: string;
  unit: string;
  exact: boolean;
  time: number[];
  value: (number | null)[];
}

export interface Window {
  start: number;
  end: number;
}

interface Answer {
  start_s: number;
  end_s: number;
  curves: Slice[];
}

export interface Loaded extends Window {
  curves: Slice[];
}

/** Asks for curves; a newer question gives up the older one. */
export class CurveSource {
  private pending: AbortController | null = null;

  constructor(private readonly session: string) {}

  /** All curves between two times (or all of them) in about `points` points each. */
  async load(points: number, window?: Window): Promise<Loaded> {
    this.giveUp();
    this.pending = new AbortController();
    const query = new URLSearchParams({ points: String(points) });
    if (window) {
      query.set("start_s", window.start.toFixed(4));
      query.set("end_s", window.end.toFixed(4));
    }
    const path = `/v1/sessions/${encodeURIComponent(this.session)}/curves?${query}`;
    const found = await api<Answer>("GET", path, undefined, this.pending.signal);
    return { start: found.start_s, end: found.end_s, curves: found.curves };
  }

  giveUp(): void {
    this.pending?.abort();
    this.pending = null;
  }
}

export type Samples = [number[], (number | null)[]];

/** A coarse course of the whole with a fine part in it: whatever is slid into view is there. */
export function spliced(coarse: Samples, fine: Samples): Samples {
  const [first, last] = [fine[0][0], fine[0].at(-1)];
  if (first === undefined || last === undefined) return coarse;
  const before = placeOf(coarse[0], first, false);
  const after = placeOf(coarse[0], last, true);
  return [
    [...coarse[0].slice(0, before), ...fine[0], ...coarse[0].slice(after)],
    [...coarse[1].slice(0, before), ...fine[1], ...coarse[1].slice(after)],
  ];
}

/** How many of the ascending numbers are below a bound, or at it as well. */
export function placeOf(ascending: ArrayLike<number>, bound: number, at: boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = ascending[middle]!;
    if (value < bound || (at && value === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
