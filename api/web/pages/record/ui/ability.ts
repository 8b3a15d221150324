// What can and what cannot be measured with the sensors that there are, by the page's rules.

import words from "../../../words/en/record.json";
import { say } from "../../../components/words";
import { counterFor } from "../counter";
import { make } from "./dom";
import type { AbilityRule, ExerciseData } from "./page_data";

type Site = keyof typeof words.sensors.site;

const SITES: readonly [RegExp, Site][] = [
  [/^phone_shank/, "phone_shank"],
  [/^phone_waist/, "phone_waist"],
  [/_(foot|heel)$/, "foot"],
  [/_shank$/, "shank"],
  [/^sacrum$/, "waist"],
  [/plate$/, "plate"],
  [/^board$/, "board"],
];

export function siteOf(placement: string): Site | null {
  return SITES.find(([pattern]) => pattern.test(placement))?.[1] ?? null;
}

/** The exercise's metrics that sensors in those places give. */
export function given(
  rules: readonly AbilityRule[],
  exercise: string,
  placements: readonly string[],
): Set<string> {
  const sites = new Set(placements.map(siteOf));
  const holding = rules.filter(
    (rule) => rule.exercises.includes(exercise) && rule.sites.every((one) => sites.has(one as Site)),
  );
  return new Set(holding.flatMap((rule) => rule.gives));
}

/** Say it in the page. */
export function describeAbility(
  room: HTMLElement,
  rules: readonly AbilityRule[],
  exercise: ExerciseData,
  placements: readonly string[],
): void {
  const gives = given(rules, exercise.id, placements);
  const own = rules.filter((rule) => rule.exercises.includes(exercise.id));
  if (gives.size === 0) {
    const places = either(own.map((rule) => rule.sites));
    const text = say(words.sensors.nothing, { exercise: exercise.name, places });
    room.replaceChildren(make("p", text, "notice"));
    return;
  }
  const lacking = exercise.foremost.filter((one) => !gives.has(one.id));
  const labels = exercise.foremost.filter((one) => gives.has(one.id)).map(labelOf);
  room.replaceChildren(
    make("h2", words.sensors.measures),
    listOf([words.sensors.counts, ...labels], "can"),
  );
  if (lacking.length > 0) {
    const helping = helps(own, lacking.map((one) => one.id));
    room.append(
      make("h2", words.sensors.cannot),
      listOf(lacking.map(labelOf), "cannot"),
    );
    if (helping.length > 0) {
      room.append(make("p", say(words.sensors.needs, { places: either(helping) }), "muted"));
    }
  }
  if (!placements.some((one) => counterFor(exercise.id, one) !== null)) {
    room.append(make("p", words.sensors.not_live, "muted"));
  }
}

/** Sites that would give most of what is lacking. */
function helps(rules: readonly AbilityRule[], lacking: readonly string[]): string[][] {
  const worth = rules.map((rule) => rule.gives.filter((one) => lacking.includes(one)).length);
  const most = Math.max(0, ...worth);
  return most === 0 ? [] : rules.filter((_, at) => worth[at] === most).map((rule) => rule.sites);
}

function either(sites: readonly (readonly string[])[]): string {
  const named = sites.map((one) => joined(one.map(nameOf), words.sensors.and));
  return joined([...new Set(named)], words.sensors.or);
}

function nameOf(site: string): string {
  return words.sensors.site[site as Site];
}

function joined(parts: readonly string[], pattern: string): string {
  const last = parts.at(-1) ?? "";
  if (parts.length < 2) return last;
  return say(pattern, { some: parts.slice(0, -1).join(", "), last });
}

/** Tables call the phases of a raise by what is done in them; alone that says no measure. */
function labelOf(one: { id: string; label: string }): string {
  const plain = one.id.endsWith("_time") && !/time/i.test(one.label);
  return plain ? say(words.sensors.timed, { label: one.label }) : one.label;
}

function listOf(items: readonly string[], className: string): HTMLElement {
  const list = make("ul", "", className);
  list.append(...items.map((one) => make("li", one)));
  return list;
}
