// The last repetitions as bars: how far, how high, or how hard.

import words from "../../words/en/live.json";
import { say } from "../../components/words";
import type { Rep, Shown, Watched } from "./events";

const SHOWN = 12;
const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, GAP] = [240, 56, 5];
const MINUS = "\u2212";

export class Bars {
  constructor(
    private readonly figure: HTMLElement,
    private readonly watched: Watched,
  ) {}

  /** Show the last of some repetitions by their foremost number. */
  show(reps: Rep[]): void {
    const last = reps.slice(-SHOWN);
    const metric = this.foremost(last);
    const shown = metric === undefined ? undefined : this.watched.metrics[metric];
    this.figure.hidden = metric === undefined || shown === undefined;
    if (metric === undefined || shown === undefined) return;
    const values = last.map((rep) => rep.effort.metrics[metric]?.value ?? null);
    const newest = values.filter((one) => one !== null).at(-1);
    this.figure.querySelector("figcaption")!.textContent = say(words.bars.of, {
      label: shown.label,
      value: newest == null ? "–" : amount(newest, shown),
    });
    this.figure.querySelector(".live-bars")!.replaceChildren(this.drawn(last, values, shown));
  }

  /** The number that an exercise is told by first, of those that there are. */
  private foremost(reps: Rep[]): string | undefined {
    const exercise = reps.at(-1)?.effort.exercise ?? "";
    return this.watched.exercises[exercise]?.find((one) =>
      reps.some((rep) => rep.effort.metrics[one] !== undefined),
    );
  }

  private drawn(reps: Rep[], values: (number | null)[], shown: Shown): SVGSVGElement {
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    picture.setAttribute("role", "img");
    const told = values.map((one, index) =>
      say(reps[index]?.effort.full === false ? words.bars.partial : words.bars.rep, {
        number: reps[index]?.number ?? 0,
        value: one === null ? "–" : amount(one, shown),
      }),
    );
    picture.setAttribute("aria-label", say(words.bars.alternative, { reps: told.join(", ") }));
    const most = Math.max(...values.map((one) => Math.abs(one ?? 0))) || 1;
    const wide = (WIDTH - GAP * (SHOWN - 1)) / SHOWN;
    values.forEach((one, index) => {
      const tall = Math.max(2, ((HEIGHT - 2) * Math.abs(one ?? 0)) / most);
      const bar = document.createElementNS(SVG, "rect");
      const place = { x: index * (wide + GAP), y: HEIGHT - tall, width: wide, height: tall, rx: 2 };
      for (const [name, value] of Object.entries(place)) bar.setAttribute(name, value.toFixed(1));
      if (reps[index]?.effort.full === false) bar.setAttribute("class", "partial");
      picture.append(bar);
    });
    return picture;
  }
}

/** A number in the reader's units. */
export function amount(value: number, shown: Shown): string {
  const text = (value * shown.factor).toFixed(shown.decimals).replace("-", MINUS);
  return `${text}${shown.unit === "°" || shown.unit === "" ? "" : "\u00a0"}${shown.unit}`;
}
