// Jumps: how long nothing bears the body, on a plate or as free fall of a sensor.

import type { Sample } from "../sensors";
import { norm } from "./attitude";
import type { Counted, Counter } from "./counted";

const WEIGHTLESS_M_S2 = 3;
const UNLOADED_N = 30;
/** Somebody was on the plate before: it is not empty because nobody came yet. */
const STOOD_N = 300;
const SHORTEST_MS = 120;
const LONGEST_MS = 1200;

/** Counts flights; their size is their duration in seconds. */
export class Flights implements Counter {
  readonly unit = "s";
  readonly level = 0;
  private stood = false;
  private since: number | null = null;

  feed(samples: readonly Sample[]): Counted[] {
    const done: Counted[] = [];
    for (const one of samples) {
      const landed = this.next(one.timeMs, inTheAir(one), bears(one));
      if (landed !== null) done.push(landed);
    }
    return done;
  }

  private next(timeMs: number, air: boolean, borne: boolean): Counted | null {
    if (air) {
      if (this.stood) this.since ??= timeMs;
      return null;
    }
    const { since } = this;
    this.since = null;
    if (borne) this.stood = true;
    if (since === null) return null;
    const lastsMs = timeMs - since;
    if (lastsMs < SHORTEST_MS) return null;
    if (lastsMs > LONGEST_MS) {
      this.stood = borne;
      return null;
    }
    return { startMs: since, endMs: timeMs, size: lastsMs / 1000 };
  }
}

function inTheAir(one: Sample): boolean {
  return one.kind === "force" ? one.newtons < UNLOADED_N : norm(one.acc) < WEIGHTLESS_M_S2;
}

function bears(one: Sample): boolean {
  return one.kind === "force" ? one.newtons > STOOD_N : true;
}
