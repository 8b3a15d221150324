// Live counting in the browser, to tell the athlete at once; what counts in the end is the
// pipeline's. It looks for the same rises and falls as the detectors of tracker/exercises.

import { PlateRaises, SegmentRaises } from "./counting/body";
import type { Counted, Counter } from "./counting/counted";
import { Flights } from "./counting/flights";
import { FootRaises } from "./counting/foot";
import { liveCountOf } from "../../components/exercises";
import type { Placement } from "./sensors";

export type { Counted, Counter, LevelUnit } from "./counting/counted";

/** How well a place tells what is counted, the best first. */
const RAISES: readonly [RegExp, () => Counter][] = [
  [/_(foot|heel)$/, () => new FootRaises()],
  [/plate$/, () => new PlateRaises()],
  [/shank|thigh|waist|sacrum/, () => new SegmentRaises()],
];
const FLYING = /plate$|_(foot|heel)$|waist|sacrum/;

/** What counts an exercise with a sensor in that place; null where that is left to the analysis. */
export function counterFor(exercise: string | null, placement: Placement): Counter | null {
  const counted = liveCountOf(exercise);
  if (counted === "raises") {
    return RAISES.find(([place]) => place.test(placement))?.[1]() ?? null;
  }
  return counted === "flights" && FLYING.test(placement) ? new Flights() : null;
}

/** The place that counts best of those there are; null if none does. */
export function leadingPlace(
  exercise: string | null,
  placements: readonly Placement[],
): Placement | null {
  if (liveCountOf(exercise) === "raises") {
    for (const [place] of RAISES) {
      const found = placements.find((one) => place.test(one));
      if (found !== undefined) return found;
    }
    return null;
  }
  return placements.find((one) => counterFor(exercise, one) !== null) ?? null;
}

/** Makes one of what both feet did: raises that overlap by more than half are one. */
export class Tally {
  readonly counted: Counted[] = [];

  /** Take one; false where the other foot's was counted for it. */
  add(one: Counted): boolean {
    const twin = this.counted.find((other) => sharesHalf(one, other));
    if (twin !== undefined) {
      twin.size = Math.max(twin.size, one.size);
      return false;
    }
    this.counted.push(one);
    return true;
  }
}

function sharesHalf(one: Counted, other: Counted): boolean {
  const shared = Math.min(one.endMs, other.endMs) - Math.max(one.startMs, other.startMs);
  return shared > 0.5 * Math.min(one.endMs - one.startMs, other.endMs - other.startMs);
}
