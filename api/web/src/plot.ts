// One curve: uPlot with the repetitions shaded and the colours of the page.

import uPlot from "uplot";

import type { Slice, Window } from "./curves";

export interface Shown {
  unit: string;
  factor: number;
  decimals: number;
}

export interface Effort {
  start: number;
  end: number;
  full: boolean;
}

export interface PlotOptions {
  slice: Slice;
  shown: Shown;
  efforts: Effort[];
  last: boolean;
  sync: string;
  onSelect: (window: Window) => void;
}

const HEIGHT_PX = 190;
const AXIS_PX = 46;
const MINUS = "\u2212";

export class Plot {
  readonly element: HTMLElement;
  private readonly chart: uPlot;
  private readonly stage: HTMLElement;
  private readonly readout: HTMLElement;
  private range: [number, number];

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
    this.range = this.wholeRange(slice);
    this.chart = new uPlot(this.config(), this.data(slice), this.stage);
    this.describe(slice);
  }

  get over(): HTMLElement {
    return this.chart.over;
  }

  get keys(): HTMLElement {
    return this.stage;
  }

  /** Show a window with the samples that are there already. */
  show(window: Window): void {
    this.chart.setScale("x", { min: window.start, max: window.end });
  }

  /** Put other samples in, for the window that is shown. */
  update(slice: Slice, window: Window): void {
    this.chart.batch(() => {
      this.chart.setData(this.data(slice), false);
      this.show(window);
    });
    this.stage.dataset["samples"] = String(slice.time.length);
    this.stage.dataset["exact"] = String(slice.exact);
  }

  fit(): void {
    this.chart.setSize({ width: this.stage.clientWidth, height: this.height() });
  }

  /** Draw again in other colours. */
  recolour(): void {
    this.chart.redraw(false, true);
  }

  private config(): uPlot.Options {
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
      series: [{}, { stroke: () => colour("--curve"), width: 1.75, points: { show: false } }],
      hooks: {
        drawClear: [(chart) => this.shade(chart)],
        setCursor: [(chart) => this.read(chart)],
        setSelect: [(chart) => this.select(chart)],
      },
    };
  }

  private height(): number {
    return HEIGHT_PX - (this.options.last ? 0 : 26);
  }

  private data(slice: Slice): uPlot.AlignedData {
    const { factor } = this.options.shown;
    return [slice.time, slice.value.map((one) => (one === null ? null : one * factor))];
  }

  /** The scale stays that of the whole curve, so that a zoom shows how much of it is there. */
  private wholeRange(slice: Slice): [number, number] {
    let low = Infinity;
    let high = -Infinity;
    for (const value of this.data(slice)[1] as (number | null)[]) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (low > high) return [0, 1];
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    return [low - room, high + room];
  }

  private shade(chart: uPlot): void {
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height);
    ctx.clip();
    ctx.textAlign = "center";
    ctx.textBaseline = "bottom";
    ctx.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`;
    let labelled = -Infinity;
    this.options.efforts.forEach((effort, index) => {
      const left = chart.valToPos(effort.start, "x", true);
      const right = chart.valToPos(effort.end, "x", true);
      if (right < bbox.left || left > bbox.left + bbox.width) return;
      ctx.fillStyle = colour(effort.full ? "--shade" : "--shade-partial");
      ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
      const middle = (left + right) / 2;
      if (middle - labelled < 18 * devicePixelRatio) return;
      ctx.fillStyle = colour("--ink-soft");
      ctx.fillText(String(index + 1), middle, bbox.top - 2 * devicePixelRatio);
      labelled = middle;
    });
    ctx.restore();
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
        ? "not measured"
        : `${signed(Number(value.toFixed(decimals)))}${unit === "°" ? "" : " "}${unit}`;
    this.readout.textContent = `${time.toFixed(2)} s: ${amount}`;
  }

  private select(chart: uPlot): void {
    const { left, width } = chart.select;
    if (width < 4) return;
    const start = chart.posToVal(left, "x");
    const end = chart.posToVal(left + width, "x");
    chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.options.onSelect({ start, end });
  }

  private describe(slice: Slice): void {
    const { unit, factor, decimals } = this.options.shown;
    const values = slice.value.filter((one): one is number => one !== null);
    const [first, last] = [slice.time[0] ?? 0, slice.time.at(-1) ?? 0];
    const bounds = values.length
      ? `from ${signed(Number((Math.min(...values) * factor).toFixed(decimals)))} to ` +
        `${signed(Number((Math.max(...values) * factor).toFixed(decimals)))} ${unit}`
      : "without values";
    const count = this.options.efforts.length;
    this.stage.setAttribute(
      "aria-label",
      `${slice.label} over ${(last - first).toFixed(1)} s, ${bounds}, with ${count} shaded ` +
        `${count === 1 ? "effort" : "efforts"}. The table below gives them in numbers.`,
    );
  }
}

/** A colour of the page as it is now, light or dark. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(3)));
}

function signed(value: number): string {
  return trimmed(value).replace("-", MINUS);
}
