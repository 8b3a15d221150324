// Several athletes' trends in one chart: a colour and a shape for each.

import "uplot/dist/uPlot.min.css";
import "./compare.css";

import uPlot from "uplot";

import words from "../../words/en/compare.json";
import { amount } from "../live/bars";
import type { Shown } from "../live/events";
import { say } from "../../components/words";

interface Series {
  name: string;
  mark: number;
  time: number[];
  value: number[];
}

interface Compared {
  series: Series[];
  shown: Shown;
}

const HEIGHT_PX = 300;
const NEAR_PX = 32;
const MARK_PX = 1.15;

class Chart {
  private readonly chart: uPlot;
  private readonly data: uPlot.AlignedData;

  constructor(
    private readonly stage: HTMLElement,
    private readonly compared: Compared,
  ) {
    const { factor } = compared.shown;
    const tables = compared.series.map(
      (one): uPlot.AlignedData => [one.time, one.value.map((value) => value * factor)],
    );
    this.data = uPlot.join(tables);
    this.chart = new uPlot(this.config(), this.data, stage);
    const fit = (): void =>
      this.chart.setSize({ width: stage.clientWidth, height: HEIGHT_PX });
    new ResizeObserver(fit).observe(stage);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.chart.redraw(false, true),
    );
  }

  private config(): uPlot.Options {
    const axis: uPlot.Axis = {
      stroke: () => token("--ink-soft"),
      grid: { stroke: () => token("--line"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
    return {
      width: this.stage.clientWidth || 320,
      height: HEIGHT_PX,
      legend: { show: false },
      padding: [12, 12, 0, 0],
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: { y: { range: (_, low, high) => roomy(low, high) } },
      axes: [
        {
          ...axis,
          space: 70,
          values: (_, ticks) => ticks.map((tick) => day.format(new Date(tick * 1000))),
        },
        { ...axis, size: 46 },
      ],
      series: [
        {},
        ...this.compared.series.map(
          ({ mark }): uPlot.Series => ({
            stroke: () => colour(mark),
            width: 2,
            spanGaps: true,
            points: { show: false },
          }),
        ),
      ],
      hooks: {
        draw: [(chart) => this.marks(chart)],
        setCursor: [(chart) => this.read(chart)],
      },
    };
  }

  /** Shapes on the values, those of the legend. */
  private marks(chart: uPlot): void {
    const { ctx } = chart;
    this.compared.series.forEach(({ mark }, index) => {
      const shape = new Path2D(picture(mark)?.getAttribute("d") ?? "");
      this.data[index + 1]!.forEach((value, at) => {
        if (value == null) return;
        ctx.save();
        ctx.translate(
          chart.valToPos(this.data[0][at]!, "x", true),
          chart.valToPos(value, "y", true),
        );
        ctx.scale(devicePixelRatio * MARK_PX, devicePixelRatio * MARK_PX);
        ctx.fillStyle = colour(mark);
        ctx.strokeStyle = token("--panel");
        ctx.stroke(shape);
        ctx.fill(shape);
        ctx.restore();
      });
    });
  }

  /** Say which value is nearest to the pointer. */
  private read(chart: uPlot): void {
    const { left = -1, top = -1 } = chart.cursor;
    let [nearest, told] = [NEAR_PX, ""];
    this.compared.series.forEach(({ name }, index) => {
      this.data[index + 1]!.forEach((value, at) => {
        if (value == null || left < 0) return;
        const time = this.data[0][at]!;
        const across = chart.valToPos(time, "x") - left;
        const away = Math.hypot(across, chart.valToPos(value, "y") - top);
        if (away >= nearest) return;
        nearest = away;
        const when = new Date(time * 1000).toLocaleDateString(undefined, { dateStyle: "medium" });
        const shown = { ...this.compared.shown, factor: 1 };
        told = say(words.read, { name, when, value: amount(value, shown) });
      });
    });
    document.querySelector("[data-read]")!.textContent = told;
  }
}

function roomy(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  return [low - room, high + room];
}

function picture(mark: number): SVGPathElement | null {
  return document.querySelector<SVGPathElement>(`.mark-${mark} path`);
}

function colour(mark: number): string {
  const path = picture(mark);
  return path === null ? token("--ink") : getComputedStyle(path).fill;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const stage = document.querySelector<HTMLElement>("[data-compare]");
const text = document.querySelector("#compared")?.textContent;
if (stage && text) new Chart(stage, JSON.parse(text) as Compared);
