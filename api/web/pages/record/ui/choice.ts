// The first question: what will be done, by whom; from today's plan or freely.

import { DEFAULT_EXERCISE, detailsOf } from "../../../components/exercises";
import words from "../../../words/en/record.json";
import { say } from "../../../components/words";
import type { Statement } from "../recorder";
import { all, make, one, radioOf, setRadio, show, tell } from "./dom";
import {
  remember,
  remembered,
  type ExerciseData,
  type PageData,
  type Plan,
  type Proposed,
} from "./page_data";
import { Tempo } from "./tempo";

export type Side = "left" | "right" | "both";
type Knee = "straight" | "bent" | "seated";
type Goal = "free" | "reps" | "most";

export interface Choice {
  athlete: string;
  exercise: string;
  side: Side;
  knee: Knee | null;
  loadKg: number | null;
  tempo: string | null;
  surface: string | null;
  goal: Goal;
  sets: number | null;
  reps: number | null;
}

const MOST_KG = 500;
const MOST_REPS = 500;

export class ChoiceStep {
  private readonly form = one<HTMLFormElement>("[data-form]");
  private readonly athlete = one<HTMLSelectElement>('[data-field="athlete"]');
  private readonly exercise = one<HTMLSelectElement>('[data-field="exercise"]');

  constructor(
    private readonly data: PageData,
    private readonly fetchPlan: (athlete: string) => Promise<Plan | null>,
    private readonly chosen: (choice: Choice) => void,
  ) {
    this.athlete.append(...data.athletes.map((each) => new Option(each.name, each.id)));
    this.exercise.append(...data.exercises.map((each) => new Option(each.name, each.id)));
    this.put({ ...remembered<Choice>("choice"), ...(data.chosen ? { athlete: data.chosen } : {}) });
    this.athlete.addEventListener("change", () => void this.showPlan());
    this.form.addEventListener("change", () => this.fit());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const choice = this.read();
      if (choice !== null) this.choose(choice);
    });
    this.fit();
    void this.showPlan();
  }

  exerciseData(id: string): ExerciseData {
    return this.data.exercises.find((each) => each.id === id) ?? this.data.exercises[0]!;
  }

  /** The choice in a line. */
  summary(choice: Choice): string {
    const who = this.data.athletes.find((each) => each.id === choice.athlete)?.name;
    const parts = [this.exerciseData(choice.exercise).name, words.what.side[choice.side]];
    if (choice.knee !== null && choice.knee !== "straight") parts.push(words.what.knee[choice.knee]);
    if (choice.loadKg) parts.push(this.loadWords(choice.loadKg));
    if (choice.tempo !== null) parts.push(say(words.what.tempo, { tempo: choice.tempo }));
    if (this.data.athletes.length > 1 && who !== undefined) parts.push(who);
    return parts.join(" · ");
  }

  statement(choice: Choice): Statement {
    const who = this.data.athletes.find((each) => each.id === choice.athlete);
    return {
      athleteId: choice.athlete,
      exercise: choice.exercise,
      side: choice.side,
      knee: choice.knee,
      loadKg: choice.loadKg,
      surface: choice.surface,
      tempo: choice.tempo,
      massKg: who?.massKg ?? null,
      heightM: who?.heightM ?? null,
    };
  }

  choose(choice: Choice): void {
    remember("choice", choice);
    this.put(choice);
    this.chosen(choice);
  }

  private put(choice: Partial<Choice>): void {
    this.athlete.value = choice.athlete ?? this.data.athletes[0]?.id ?? "";
    if (this.athlete.selectedIndex < 0) this.athlete.selectedIndex = 0;
    this.exercise.value = choice.exercise ?? DEFAULT_EXERCISE;
    if (this.exercise.selectedIndex < 0) this.exercise.selectedIndex = 0;
    setRadio("side", choice.side ?? "left");
    setRadio("knee", choice.knee ?? "straight");
    setRadio("surface", choice.surface ?? "floor");
    setRadio("goal", choice.goal ?? "free");
    const load = choice.loadKg ? choice.loadKg * this.data.mass.perKg : null;
    this.field("load").value = load === null ? "" : String(Number(load.toFixed(1)));
    this.field("tempo").value = choice.tempo ?? "";
    this.field("sets").value = String(choice.sets ?? 3);
    this.field("reps").value = String(choice.reps ?? 15);
    this.fit();
  }

  /** Ask only what the exercise has. */
  private fit(): void {
    const asked = detailsOf(this.exercise.value);
    for (const name of ["knee", "surface", "goal"] as const) {
      show(one(`[data-group="${name}"]`), asked.includes(name));
    }
    for (const name of ["load", "tempo"] as const) {
      show(this.field(name).closest<HTMLElement>(".field")!, asked.includes(name));
    }
    show(one("[data-details]"), asked.length > 0);
    const goal = asked.includes("goal") ? radioOf("goal") : null;
    show(one('[data-only="reps"]'), goal === "reps");
    show(one('[data-only="most"]'), goal === "most");
  }

  private read(): Choice | null {
    const asked = detailsOf(this.exercise.value);
    const goal = (asked.includes("goal") ? radioOf("goal") : "free") as Goal;
    const loadKg = asked.includes("load") ? this.load() : null;
    const tempo = asked.includes("tempo") ? this.field("tempo").value.trim() || null : null;
    const [sets, reps] = goal === "reps" ? [this.whole("sets"), this.whole("reps")] : [null, null];
    const { perKg, unit } = this.data.mass;
    const most = Math.round(MOST_KG * perKg);
    const wrong = {
      load: Number.isNaN(loadKg) ? say(words.what.load_wrong, { most, unit }) : "",
      tempo: tempo !== null && Tempo.parse(tempo) === null ? words.what.tempo_wrong : "",
      reps: Number.isNaN(sets) || Number.isNaN(reps) ? words.what.reps_wrong : "",
    };
    for (const [name, text] of Object.entries(wrong)) {
      tell(one(`[data-wrong="${name}"]`), text);
      const fields = name === "reps" ? ["sets", "reps"] : [name];
      for (const field of fields) this.field(field).setAttribute("aria-invalid", String(text !== ""));
    }
    const first = Object.entries(wrong).find(([, text]) => text !== "");
    if (first !== undefined) {
      one<HTMLDetailsElement>("[data-details]").open = true;
      this.field(first[0]).focus();
      return null;
    }
    return {
      athlete: this.athlete.value,
      exercise: this.exercise.value,
      side: radioOf("side") as Side,
      knee: asked.includes("knee") ? (radioOf("knee") as Knee) : null,
      loadKg,
      tempo,
      surface: asked.includes("surface") ? radioOf("surface") : null,
      goal,
      sets,
      reps,
    };
  }

  /** In kg; null where nothing is said, NaN where it is no load. */
  private load(): number | null {
    const text = this.field("load").value.trim().replace(",", ".");
    if (text === "") return null;
    const loadKg = Number(text) / this.data.mass.perKg;
    return loadKg >= 0 && loadKg <= MOST_KG ? loadKg : NaN;
  }

  private whole(name: string): number {
    const count = Number(this.field(name).value.trim());
    return Number.isInteger(count) && count >= 1 && count <= MOST_REPS ? count : NaN;
  }

  private field(name: string): HTMLInputElement {
    return one<HTMLInputElement>(`[data-field="${name}"]`);
  }

  private loadWords(loadKg: number): string {
    const load = Number((loadKg * this.data.mass.perKg).toFixed(1));
    return say(words.what.load, { load, unit: this.data.mass.unit });
  }

  private async showPlan(): Promise<void> {
    const athlete = this.athlete.value;
    const room = one("[data-plan]");
    let plan = this.data.plans[athlete];
    if (plan === undefined) {
      show(room, false);
      plan = await this.fetchPlan(athlete);
      if (this.athlete.value !== athlete) return;
      this.data.plans[athlete] = plan;
    }
    show(room, plan !== null);
    if (plan === null) return;
    tell(one("[data-plan-phase]"), say(words.what.phase, { programme: plan.programme, phase: plan.phase }));
    one("[data-plan-warnings]").replaceChildren(
      ...plan.warnings.map((each) => make("p", each, "notice error")),
    );
    one("[data-plan-list]").replaceChildren(
      ...plan.exercises.map((each) => this.card(athlete, each)),
    );
  }

  private card(athlete: string, each: Proposed): HTMLElement {
    const card = make("li", "", "panel choice");
    const dose = [
      say(words.what.sets, { sets: each.sets, reps: each.reps }),
      ...(each.load_kg ? [this.loadWords(each.load_kg)] : []),
      ...(each.tempo ? [say(words.what.tempo, { tempo: each.tempo })] : []),
    ].join(" · ");
    const acts = make("div", "", "acts");
    const sides: Side[] = each.side === "each" ? ["left", "right"] : ["both"];
    for (const side of sides) {
      const label = each.side === "each" ? words.what.side[side] : words.what.begin;
      const button = make("button", label, "button large");
      button.type = "button";
      button.setAttribute("aria-label", `${each.name}: ${label}`);
      button.addEventListener("click", () => this.choose(planned(athlete, each, side)));
      acts.append(button);
    }
    const what = make("div");
    what.append(make("h3", each.name), make("p", dose, "dose"), make("p", each.reason, "muted first"));
    card.append(what, acts);
    return card;
  }
}

function planned(athlete: string, each: Proposed, side: Side): Choice {
  return {
    athlete,
    exercise: each.exercise,
    side,
    knee: each.knee,
    loadKg: each.load_kg || null,
    tempo: each.tempo,
    surface: each.surface,
    goal: "reps",
    sets: each.sets,
    reps: each.reps,
  };
}

/** What an unfinished recording says of itself, as a choice to go on with. */
export function choiceOf(statement: Statement): Choice {
  const { side } = statement;
  return {
    athlete: statement.athleteId,
    exercise: statement.exercise ?? DEFAULT_EXERCISE,
    side: side === "unknown" ? "both" : side,
    knee: statement.knee,
    loadKg: statement.loadKg,
    tempo: statement.tempo,
    surface: statement.surface,
    goal: "free",
    sets: null,
    reps: null,
  };
}

/** Marks every element that repeats what was chosen. */
export function summarise(text: string): void {
  for (const each of all("[data-summary]")) each.textContent = text;
}
