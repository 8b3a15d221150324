// The page of a session: its curves, all showing the same window of time.

import "uplot/dist/uPlot.min.css";
import "./session.css";

import uPlot from "uplot";

import { script as words } from "../../words/en/session.json";
import { CurveSource, type Loaded, type Window } from "./curves";
import { EffortPart } from "./effort";
import { around, middle, rollable, steerable, touchable, type View } from "./gestures";
import { Painter } from "./painter";
import { Plot, type Shown } from "./plot";
import { singled, type Effort } from "./shading";
import { say } from "../../components/words";

interface PlotData {
  session: string;
  units: Record<string, Shown>;
  /** By the efforts' side, the names of curves. */
  shown_on: Record<string, string[]>;
  efforts: Effort[];
}

const SETTLE_MS = 120;
const NARROWEST_S = 0.02;
const MARGIN_S = 0.3;
/** Up to so many curves there is room for tall ones. */
const FEW = 2;
const HIGH_PX = 300;
const LOW_PX = 190;

class Curves implements View {
  window: Window;
  private readonly whole: Loaded;
  private readonly plots: Plot[];
  private settling = 0;
  private readonly painter: Painter;
  private single: Effort | null = null;

  constructor(
    private readonly section: HTMLElement,
    private readonly source: CurveSource,
    private readonly data: PlotData,
    first: Loaded,
  ) {
    this.whole = first;
    this.window = { start: first.start, end: first.end };
    const sync = uPlot.sync("session").key;
    const room = section.querySelector<HTMLElement>("[data-plots]")!;
    const height = first.curves.length > FEW ? LOW_PX : HIGH_PX;
    room.replaceChildren();
    this.plots = first.curves.map((slice, index) => {
      const shown = data.units[slice.unit] ?? { unit: slice.unit, factor: 1, decimals: 2 };
      const last = index === first.curves.length - 1;
      const onSelect = (window: Window): void => this.show(window, true);
      const efforts = data.efforts.filter((one) => data.shown_on[one.side]?.includes(slice.name));
      return new Plot({ slice, shown, efforts, last, height, sync, onSelect });
    });
    for (const plot of this.plots) {
      room.append(plot.element);
      plot.fit();
      plot.over.addEventListener("dblclick", () => this.reset());
      touchable(plot.over, this);
      rollable(plot.over, this);
      steerable(plot.keys, this);
    }
    this.plots.forEach((plot) => plot.show(this.window, null));
    this.painter = new Painter(
      this.plots.map((plot) => () => plot.show(this.window, this.single)),
    );
    this.tell(first);
    new ResizeObserver(() => this.plots.forEach((plot) => plot.fit())).observe(room);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.plots.forEach((plot) => plot.recolour()),
    );
  }

  get zoomed(): boolean {
    return this.window.start > this.whole.start || this.window.end < this.whole.end;
  }

  show(wanted: Window, settled: boolean): void {
    this.window = this.within(wanted);
    this.choose();
    this.painter.paint();
    clearTimeout(this.settling);
    this.busy(true);
    if (settled) void this.refetch();
    else this.settling = setTimeout(() => void this.refetch(), SETTLE_MS);
  }

  reset(): void {
    clearTimeout(this.settling);
    // An answer that is still on its way would zoom in again.
    this.source.giveUp();
    this.window = { start: this.whole.start, end: this.whole.end };
    this.busy(true);
    void this.refetch();
  }

  zoom(factor: number): void {
    this.show(around(this.window, middle(this.window), factor), true);
  }

  private within(wanted: Window): Window {
    const { start, end } = this.whole;
    const width = Math.min(Math.max(wanted.end - wanted.start, NARROWEST_S), end - start);
    const from = Math.min(Math.max(wanted.start, start), end - width);
    return { start: from, end: from + width };
  }

  private async refetch(): Promise<void> {
    const { window } = this;
    try {
      const found = await this.source.load(pointsFor(this.section), window);
      await this.refine({ ...found, ...window });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.busy(false);
      this.say(failure(error));
    }
  }

  /** Put finer samples in, a curve a frame, unless somebody has gone on meanwhile. */
  private async refine(found: Loaded): Promise<void> {
    this.choose();
    for (const [index, slice] of found.curves.entries()) {
      await new Promise(requestAnimationFrame);
      if (found.start !== this.window.start || found.end !== this.window.end) return;
      this.plots[index]?.update(slice, found, this.single);
    }
    this.tell(found);
  }

  private tell(found: Loaded): void {
    const exact = found.curves.every((slice) => slice.exact);
    const [start, end] = [found.start.toFixed(2), found.end.toFixed(2)];
    this.say(this.zoomed ? say(exact ? words.exact : words.showing, { start, end }) : "");
    this.section.querySelector<HTMLButtonElement>("[data-zoom=reset]")!.disabled = !this.zoomed;
    this.section.dataset["ready"] = `${start} to ${end} s`;
    this.busy(false);
  }

  /** Whether one effort is looked at, whose phases are then told. */
  private choose(): void {
    const single = this.zoomed ? singled(this.data.efforts, this.window) : null;
    if (single === this.single) return;
    this.single = single;
    const room = this.section.querySelector<HTMLElement>("[data-phases]")!;
    room.hidden = !single?.phases.length;
    if (single === null) return;
    const title = document.createElement("p");
    title.textContent = say(words.phases_of, { each: single.each, number: single.number });
    const list = document.createElement("ol");
    for (const [name, start, end] of single.phases) {
      const item = document.createElement("li");
      item.textContent = say(words.phase, { name, seconds: (end - start).toFixed(3) });
      list.append(item);
    }
    room.replaceChildren(title, list);
  }

  private busy(whether: boolean): void {
    this.section.setAttribute("aria-busy", String(whether));
  }

  private say(text: string): void {
    this.section.querySelector(".window")!.textContent = text;
  }
}

/** Twice the pixels there are: one lowest and one highest sample for each. */
function pointsFor(section: HTMLElement): number {
  const pixels = section.clientWidth * Math.min(devicePixelRatio, 2);
  return Math.min(4000, Math.max(400, Math.round(pixels) * 2));
}

function failure(error: unknown): string {
  return say(words.failed, { why: error instanceof Error ? error.message : "" });
}

async function start(): Promise<void> {
  const section = document.querySelector<HTMLElement>("#curves");
  const text = document.querySelector("#plot-data")?.textContent;
  if (section === null || !text) return;
  const data = JSON.parse(text) as PlotData;
  const source = new CurveSource(data.session);
  let curves: Curves;
  try {
    curves = new Curves(section, source, data, await source.load(pointsFor(section)));
  } catch (error) {
    section.querySelector(".window")!.textContent = failure(error);
    return;
  }
  for (const button of section.querySelectorAll<HTMLButtonElement>("[data-zoom]")) {
    button.addEventListener("click", () => {
      if (button.dataset["zoom"] === "reset") curves.reset();
      else curves.zoom(button.dataset["zoom"] === "in" ? 0.5 : 2);
    });
  }
  const part = new EffortPart(section.querySelector("[data-effort-part]")!, data.session);
  const look = (number: number): void => {
    const effort = data.efforts.find((one) => one.effort === number);
    if (effort === undefined) return;
    curves.show({ start: effort.start - MARGIN_S, end: effort.end + MARGIN_S }, true);
    void part.show(number, look);
  };
  for (const rep of document.querySelectorAll<HTMLElement>("[data-rep]")) {
    rep.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      look(Number(rep.dataset["rep"]));
      section.scrollIntoView({ block: "start" });
    });
  }
}

void start();
