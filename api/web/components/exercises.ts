// What the scripts know of an exercise; the file is made from the records in tracker/exercises.

import file from "./exercises.json";

export type Detail = "knee" | "load" | "tempo" | "surface" | "goal";

interface Exercise {
  details: readonly Detail[];
  /** What a phone counts while it is recorded. */
  liveCount: "raises" | "flights" | null;
}

const EXERCISES = file.exercises as Readonly<Record<string, Exercise>>;

/** What is recorded unless the athlete chooses another. */
export const DEFAULT_EXERCISE = file.default;

/** What is asked before an exercise is recorded. */
export function detailsOf(exercise: string): readonly Detail[] {
  return EXERCISES[exercise]?.details ?? [];
}

/** What a phone counts of an exercise while it is recorded. */
export function liveCountOf(exercise: string | null): "raises" | "flights" | null {
  return exercise === null ? null : (EXERCISES[exercise]?.liveCount ?? null);
}
