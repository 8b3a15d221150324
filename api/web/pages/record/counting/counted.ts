// What every live counter offers, whatever it sees its movements with.

import type { Sample } from "../sensors";

/** One raise or jump as it was seen live; `size` in the counter's unit. */
export interface Counted {
  startMs: number;
  endMs: number;
  size: number;
}

export type LevelUnit = "deg" | "mm" | "s" | "N";

export interface Counter {
  readonly unit: LevelUnit;
  /** How high the heel is (or how hard it is pushed) now; 0 at the bottom. */
  readonly level: number;
  /** Take samples of its own sensor; give what they complete. */
  feed(samples: readonly Sample[]): Counted[];
}
