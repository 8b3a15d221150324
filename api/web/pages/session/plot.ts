// One curve: uPlot with the efforts (or the phases of one) shaded, in the colours of the page.

import uPlot from "uplot";

import { script as words } from "../../words/en/session.json";
import { placeOf, spliced, type Samples, type Slice, type Window } from "./curves";
import { strokeLine } from "./line";
import { shadeEfforts, shadePhases, type Effort } from "./shading";
import { say } from "../../components/words";

export interface Shown {
  unit: string;
  factor: number;
  decimals: number;
}

export interface PlotOptions {
  slice: Slice;
  shown: Shown;
  efforts: Effort[];
  last: boolean;
  height: number;
  sync: string;
  onSelect: (window: Window) => void;
}

const AXIS_PX = 46;
const LABELS_PX = 26;
const LINE_PX = 1.75;
const MINUS = "\u2212";

export class Plot {
  readonly element: HTMLElement;
  private readonly chart: uPlot;
  private readonly stage: HTMLElement;
  private readonly readout: HTMLElement;
  private readonly whole: Samples;
  private range: [number, number];
  private single: Effort | null = null;
  private colours = new Map<string, string>();

  constructor(private readonly options: PlotOptions) {
    const { slice, shown } = options;
    this.element = document.createElement("figure");
    this.element.className = "plot";
    const caption = document.createElement("figcaption");
    const title = document.createElement("span");
    title.textContent = slice.label + (shown.unit ? ` (${shown.unit})` : "");
    this.readout = document.createElement("output");
    caption.append(title, this.readout);
    this.stage = document.createElement("div");
    this.stage.className = "stage";
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "img");
    this.element.append(caption, this.stage);
    this.whole = this.samples(slice);
    const [low, high] = extremes(this.whole[1]);
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    this.range = low > high ? [0, 1] : [low - room, high + room];
    this.chart = new uPlot(this.config(), this.whole, this.stage);
    this.describe(low, high);
  }

  get over(): HTMLElement {
    return this.chart.over;
  }

  get keys(): HTMLElement {
    return this.stage;
  }

  /** Show a window with the samples that are there already, at once. */
  show(window: Window, single: Effort | null): void {
    this.chart.batch(() => this.place(window, single));
  }

  /** Put finer samples in, for the window that is shown. */
  update(slice: Slice, window: Window, single: Effort | null): void {
    this.chart.batch(() => {
      this.chart.setData(spliced(this.whole, this.samples(slice)), false);
      this.place(window, single);
    });
    this.stage.dataset["samples"] = String(slice.time.length);
    this.stage.dataset["exact"] = String(slice.exact);
  }

  fit(): void {
    this.chart.setSize({ width: this.stage.clientWidth, height: this.height() });
  }

  /** Draw again in other colours. */
  recolour(): void {
    this.colours.clear();
    this.chart.redraw(false, true);
  }

  private place(window: Window, single: Effort | null): void {
    this.single = single && this.options.efforts.includes(single) ? single : null;
    this.chart.setScale("x", { min: window.start, max: window.end });
  }

  private config(): uPlot.Options {
    const colour = this.colour;
    const axis: uPlot.Axis = {
      stroke: () => colour("--ink-soft"),
      grid: { stroke: () => colour("--line"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    return {
      width: this.stage.clientWidth || 320,
      height: this.height(),
      legend: { show: false },
      padding: [16, 10, 0, 0],
      cursor: {
        sync: { key: this.options.sync, setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
      },
      scales: { x: { time: false }, y: { range: () => this.range } },
      axes: [
        {
          ...axis,
          size: this.options.last ? 28 : 8,
          values: (_, ticks) =>
            this.options.last ? ticks.map((tick) => `${trimmed(tick)} s`) : ticks.map(() => ""),
        },
        { ...axis, size: AXIS_PX, values: (_, ticks) => ticks.map(signed) },
      ],
      series: [{}, { stroke: () => colour("--curve"), paths: () => null, points: { show: false } }],
      hooks: {
        drawSeries: [(chart) => strokeLine(chart, colour("--curve"), LINE_PX)],
        drawClear: [(chart) => this.shade(chart)],
        setCursor: [(chart) => this.read(chart)],
        setSelect: [(chart) => this.select(chart)],
      },
    };
  }

  private height(): number {
    return this.options.height - (this.options.last ? 0 : LABELS_PX);
  }

  private samples(slice: Slice): Samples {
    const { factor } = this.options.shown;
    return [slice.time, slice.value.map((one) => (one === null ? null : one * factor))];
  }

  private shade(chart: uPlot): void {
    if (this.single?.phases.length) shadePhases(chart, this.single, this.colour);
    else shadeEfforts(chart, this.options.efforts, this.colour);
  }

  private read(chart: uPlot): void {
    const { idx } = chart.cursor;
    const time = idx == null ? undefined : chart.data[0][idx];
    const value = idx == null ? undefined : chart.data[1]?.[idx];
    if (time === undefined) {
      this.readout.textContent = "";
      return;
    }
    const { unit, decimals } = this.options.shown;
    const amount =
      value == null
        ? words.nothing
        : `${signed(Number(value.toFixed(decimals)))}${unit === "°" ? "" : " "}${unit}`;
    const { min, max } = chart.scales["x"]!;
    const digits = (max ?? 0) - (min ?? 0) < 2 ? 3 : 2;
    this.readout.textContent = `${time.toFixed(digits)} s: ${amount}`;
  }

  private select(chart: uPlot): void {
    const { left, width } = chart.select;
    if (width < 4) return;
    const start = chart.posToVal(left, "x");
    const end = chart.posToVal(left + width, "x");
    chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.options.onSelect({ start, end });
  }

  private describe(low: number, high: number): void {
    const { unit, decimals } = this.options.shown;
    const { slice, efforts } = this.options;
    const [first, last] = [slice.time[0] ?? 0, slice.time.at(-1) ?? 0];
    const rounded = (value: number): string => signed(Number(value.toFixed(decimals)));
    const bounds =
      low > high ? words.empty : say(words.bounds, { low: rounded(low), high: rounded(high), unit });
    const inside = placeOf(efforts.map((one) => one.start), last, true);
    this.stage.setAttribute(
      "aria-label",
      say(words.describe, {
        label: slice.label,
        seconds: (last - first).toFixed(1),
        bounds,
        count: inside,
      }),
    );
  }

  /** A colour of the page as it is now; asked for once, for the answer is slow. */
  private readonly colour = (name: string): string => {
    let found = this.colours.get(name);
    if (found === undefined) {
      found = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      this.colours.set(name, found);
    }
    return found;
  };
}

function extremes(values: (number | null)[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(3)));
}

function signed(value: number): string {
  return trimmed(value).replace("-", MINUS);
}
