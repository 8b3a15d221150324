// When the endurance test ends: two repetitions in a row partial or out of pace (Hébert-Losier
// 2017), judged as tracker/exercises/calf_raise/summary.py judges a set that is over.

import type { Counted } from "../counter";
import { medianOf } from "../counting/signals";

export type Failing = "low" | "late" | "both";

const PARTIAL_SHARE = 0.5;
const LATE = 1.25;
const BEST = 5;

/** Why the test is over, and how many full repetitions there were until then; null while it goes on. */
export function ended(
  set: readonly Counted[],
  tempoS: number | null,
): { why: Failing; full: number } | null {
  const best = set.map((one) => one.size).sort((one, other) => one - other);
  if (!best.length) return null;
  const least = PARTIAL_SHARE * medianOf(best.slice(-BEST));
  const failings = set.map((one, at): { low: boolean; late: boolean } => {
    const before = set[at - 1];
    const gapS = before === undefined ? 0 : (one.startMs - before.startMs) / 1000;
    return { low: one.size < least, late: tempoS !== null && gapS > LATE * tempoS };
  });
  for (let at = 1; at < failings.length; at++) {
    const [before, now] = [failings[at - 1]!, failings[at]!];
    if (!(before.low || before.late) || !(now.low || now.late)) continue;
    const why = before.low && now.low ? "low" : before.late && now.late ? "late" : "both";
    return { why, full: failings.slice(0, at - 1).filter((one) => !one.low).length };
  }
  return null;
}

/** How high a full repetition of a set is: the middle of its best five; null without any. */
export function fullHeight(set: readonly Counted[]): number | null {
  const best = set.map((one) => one.size).sort((one, other) => one - other);
  return best.length ? medianOf(best.slice(-BEST)) : null;
}
