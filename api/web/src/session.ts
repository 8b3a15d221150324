// The page of a session: its curves, all showing the same window of time.

import "uplot/dist/uPlot.min.css";
import "./session.css";

import uPlot from "uplot";

import { CurveSource, type Loaded, type Window } from "./curves";
import { around, middle, steerable, touchable, type View } from "./gestures";
import { Plot, type Effort, type Shown } from "./plot";

interface PlotData {
  session: string;
  units: Record<string, Shown>;
  efforts: Effort[];
}

const SETTLE_MS = 120;
const NARROWEST_S = 0.02;
const MARGIN_S = 0.3;

class Curves implements View {
  window: Window;
  private readonly whole: Loaded;
  private readonly plots: Plot[];
  private settling = 0;

  constructor(
    private readonly section: HTMLElement,
    private readonly source: CurveSource,
    data: PlotData,
    first: Loaded,
  ) {
    this.whole = first;
    this.window = { start: first.start, end: first.end };
    const sync = uPlot.sync("session").key;
    const room = section.querySelector<HTMLElement>("[data-plots]")!;
    this.plots = first.curves.map((slice, index) => {
      const shown = data.units[slice.unit] ?? { unit: slice.unit, factor: 1, decimals: 2 };
      const last = index === first.curves.length - 1;
      const onSelect = (window: Window): void => this.show(window, true);
      return new Plot({ slice, shown, efforts: data.efforts, last, sync, onSelect });
    });
    for (const plot of this.plots) {
      room.append(plot.element);
      plot.fit();
      plot.over.addEventListener("dblclick", () => this.reset());
      touchable(plot.over, this);
      steerable(plot.keys, this);
    }
    this.put(first);
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
    this.plots.forEach((plot) => plot.show(this.window));
    clearTimeout(this.settling);
    this.busy(true);
    if (settled) void this.refetch();
    else this.settling = setTimeout(() => void this.refetch(), SETTLE_MS);
  }

  reset(): void {
    clearTimeout(this.settling);
    this.window = { start: this.whole.start, end: this.whole.end };
    this.busy(true);
    // An answer that is still on its way would zoom in again.
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
      this.put({ ...found, ...window });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.busy(false);
      this.say(`The curves could not be fetched. ${error instanceof Error ? error.message : ""}`);
    }
  }

  private put(found: Loaded): void {
    found.curves.forEach((slice, index) => this.plots[index]?.update(slice, found));
    const exact = found.curves.every((slice) => slice.exact);
    const range = `${found.start.toFixed(2)} to ${found.end.toFixed(2)} s`;
    this.say(this.zoomed ? `Showing ${range}${exact ? ", every sample" : ""}.` : "");
    this.section.querySelector<HTMLButtonElement>("[data-zoom=reset]")!.disabled = !this.zoomed;
    this.section.dataset["ready"] = range;
    this.busy(false);
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
  return Math.min(8000, Math.max(400, Math.round(pixels) * 2));
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
    const said = error instanceof Error ? error.message : "";
    section.querySelector(".window")!.textContent = `The curves could not be fetched. ${said}`;
    return;
  }
  for (const button of section.querySelectorAll<HTMLButtonElement>("[data-zoom]")) {
    button.addEventListener("click", () => {
      if (button.dataset["zoom"] === "reset") curves.reset();
      else curves.zoom(button.dataset["zoom"] === "in" ? 0.5 : 2);
    });
  }
  for (const rep of document.querySelectorAll<HTMLButtonElement>("button.rep")) {
    rep.addEventListener("click", () => {
      const [from, to] = [Number(rep.dataset["start"]), Number(rep.dataset["end"])];
      curves.show({ start: from - MARGIN_S, end: to + MARGIN_S }, true);
      section.scrollIntoView({ behavior: "smooth", block: "start" });
    });
  }
}

void start();
