// What the server puts into the page, so that it works without a connection.

import type { Words } from "../../../components/words";
import { one } from "./dom";

export interface AthleteData {
  id: string;
  name: string;
  massKg: number | null;
  heightM: number | null;
}

export interface Proposed {
  name: string;
  exercise: string;
  side: "both" | "each";
  knee: "straight" | "bent" | "seated";
  surface: string;
  sets: number;
  reps: number;
  load_kg: number;
  tempo: string | null;
  reason: string;
}

export interface Plan {
  programme: string;
  phase: string;
  exercises: Proposed[];
  warnings: string[];
}

export interface ExerciseData {
  id: string;
  name: string;
  counted: Words;
  foremost: { id: string; label: string }[];
}

export interface AbilityRule {
  exercises: string[];
  sites: string[];
  gives: string[];
}

export interface PageData {
  athletes: AthleteData[];
  chosen: string | null;
  plans: Record<string, Plan | null>;
  mass: { unit: string; perKg: number };
  exercises: ExerciseData[];
  abilities: AbilityRule[];
}

export function pageData(): PageData {
  return JSON.parse(one("#record-data").textContent ?? "") as PageData;
}

/** What this device remembers of earlier visits; nothing where the browser keeps nothing. */
export function remembered<Value>(name: string): Partial<Value> {
  try {
    return JSON.parse(localStorage.getItem(`calf-${name}`) ?? "{}") as Partial<Value>;
  } catch {
    return {};
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(`calf-${name}`, JSON.stringify(value));
  } catch {
    // A private window keeps nothing; then it is asked again.
  }
}
