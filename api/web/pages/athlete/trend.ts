// One number over time, each leg in its own colour and shape, with what earlier sessions would
// have one expect as a band.

import uPlot from "uplot";

import words from "../../words/en/athlete.json";
import { say } from "../../components/words";

type Side = "left" | "right" | "both" | "unknown";

interface Point {
  at: number;
  value: number;
  around: number | null;
  mean: number | null;
  mdc: number | null;
  mark: "plain" | "up" | "down" | "other";
  session: string;
}

export interface TrendData {
  unit: string;
  decimals: number;
  words: string;
  series: { side: Side; points: Point[] }[];
}

interface Placed extends Point {
  side: Side;
}

const HEIGHT_PX = 300;
const RADIUS_PX = 4.5;
const DAY_S = 86_400;
const MINUS = "\u2212";
const COLOURS: Record<Side, string> = {
  left: "--curve",
  right: "--warn-ink",
  both: "--curve",
  unknown: "--curve",
};

const MARKS: Record<Point["mark"], string> = {
  plain: "",
  up: words.trend.changed_up,
  down: words.trend.changed_down,
  other: words.trend.not_comparable,
};

export class Trend {
  private readonly chart: uPlot;
  private readonly points: Placed[];
  private readonly format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
  private readonly days: Intl.DateTimeFormat;
  private at = -1;

  constructor(
    private readonly stage: HTMLElement,
    private readonly readout: HTMLElement,
    private readonly data: TrendData,
  ) {
    this.points = data.series
      .flatMap((one) => one.points.map((point) => ({ ...point, side: one.side })))
      .sort((one, other) => one.at - other.at);
    const times = [...new Set(this.points.map((one) => one.at))];
    const years = new Set(times.map((time) => new Date(time * 1000).getFullYear())).size > 1;
    this.days = new Intl.DateTimeFormat(undefined, {
      month: "short",
      ...(years ? { year: "2-digit" } : { day: "numeric" }),
    });
    const rows = data.series.map((one) => {
      const values = new Map(one.points.map((point) => [point.at, point.value]));
      return times.map((time) => values.get(time) ?? null);
    });
    this.chart = new uPlot(this.config(times), [times, ...rows], stage);
    stage.addEventListener("keydown", (event) => this.step(event));
    this.chart.over.addEventListener("click", () => this.open());
  }

  fit(): void {
    this.chart.setSize({ width: this.stage.clientWidth, height: HEIGHT_PX });
  }

  /** Draw again in other colours. */
  recolour(): void {
    this.chart.redraw(false, true);
  }

  destroy(): void {
    this.chart.destroy();
  }

  private config(times: number[]): uPlot.Options {
    const axis: uPlot.Axis = {
      stroke: () => colour("--ink-soft"),
      grid: { stroke: () => colour("--line"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    const [low, high] = this.reach();
    const room = Math.max(DAY_S, ((times.at(-1) ?? 0) - (times[0] ?? 0)) * 0.04);
    return {
      width: this.stage.clientWidth || 320,
      height: HEIGHT_PX,
      legend: { show: false },
      padding: [12, 12, 0, 0],
      cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
      scales: {
        x: { time: true, range: () => [times[0]! - room, times.at(-1)! + room] },
        y: { range: () => [low, high] },
      },
      axes: [
        { ...axis, size: 30, space: 80, values: (_, ticks) => ticks.map((tick) => this.tick(tick)) },
        { ...axis, size: 52, values: (_, ticks) => ticks.map(signed) },
      ],
      series: [{}, ...this.data.series.map(() => ({ paths: () => null, points: { show: false } }))],
      hooks: {
        drawClear: [(chart) => this.data.series.forEach((one) => band(chart, one.side, one.points))],
        draw: [(chart) => this.data.series.forEach((one) => marks(chart, one.side, one.points))],
        setCursor: [(chart) => this.hover(chart)],
      },
    };
  }

  private tick(time: number): string {
    return this.days.format(new Date(time * 1000));
  }

  /** From the lowest to the highest that is drawn, with some room. */
  private reach(): [number, number] {
    const drawn = this.points.flatMap((one) => {
      const around = one.around ?? 0;
      const expected = one.mean === null ? [] : [one.mean - one.mdc!, one.mean + one.mdc!];
      return [one.value - around, one.value + around, ...expected];
    });
    const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    return [low - room, high + room];
  }

  private hover(chart: uPlot): void {
    const { idx, left } = chart.cursor;
    if (idx == null || left == null || left < 0) return;
    const time = chart.data[0][idx];
    this.at = this.points.findIndex((one) => one.at === time);
    this.read();
  }

  private step(event: KeyboardEvent): void {
    const last = this.points.length - 1;
    const now = this.points[this.at]?.at;
    const later = this.points.findIndex((one) => now === undefined || one.at > now);
    const before = this.points.filter((one) => now === undefined || one.at < now).at(-1);
    const earlier = this.points.findIndex((one) => one.at === before?.at);
    if (event.key === "Enter") return this.open();
    if (event.key === "ArrowRight") this.at = later < 0 ? this.at : later;
    else if (event.key === "ArrowLeft") this.at = earlier < 0 ? this.at : earlier;
    else if (event.key === "Home") this.at = 0;
    else if (event.key === "End") this.at = last;
    else return;
    event.preventDefault();
    const left = this.chart.valToPos(this.points[this.at]?.at ?? 0, "x");
    this.chart.setCursor({ left, top: 10 }, false);
    this.read();
  }

  private open(): void {
    const point = this.points[this.at];
    if (point) location.assign(`/sessions/${encodeURIComponent(point.session)}`);
  }

  /** Say what was measured at the moment that is pointed at. */
  private read(): void {
    const time = this.points[this.at]?.at;
    if (time === undefined) return;
    const values = this.points
      .filter((one) => one.at === time)
      .map((one) => {
        const amount = signed(Number(one.value.toFixed(this.data.decimals))) + this.data.unit;
        const what = say(words.trend.read_one, { side: words.trend.of[one.side], value: amount });
        return MARKS[one.mark] ? `${what} (${MARKS[one.mark]})` : what;
      });
    const when = this.format.format(new Date(time * 1000));
    this.readout.textContent = say(words.trend.read, { when, values: values.join(", ") });
  }
}

/** What the sessions before each would have one expect, ± the smallest change that is none. */
function band(chart: uPlot, side: Side, points: Point[]): void {
  const known = points.filter((one) => one.mean !== null);
  if (known.length === 0) return;
  const { ctx, bbox } = chart;
  const x = (one: Point): number => chart.valToPos(one.at, "x", true);
  const y = (value: number): number => chart.valToPos(value, "y", true);
  // A single one would be a line without an area.
  const half = known.length === 1 ? 12 * devicePixelRatio : 0;
  const along = half ? [known[0]!, known[0]!] : known;
  const places = along.map((one, index) => ({
    x: x(one) + (half && index ? half : -half),
    mean: y(one.mean!),
    low: y(one.mean! - one.mdc!),
    high: y(one.mean! + one.mdc!),
  }));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = ctx.strokeStyle = colour(COLOURS[side]);
  ctx.beginPath();
  places.forEach((one) => ctx.lineTo(one.x, one.high));
  places.reverse().forEach((one) => ctx.lineTo(one.x, one.low));
  ctx.globalAlpha = 0.12;
  ctx.fill();
  ctx.globalAlpha = 0.8;
  ctx.lineWidth = 1.25 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  places.forEach((one) => ctx.lineTo(one.x, one.mean));
  ctx.stroke();
  ctx.restore();
}

/** A leg's values: joined where they compare, each with its whisker and its shape. */
function marks(chart: uPlot, side: Side, points: Point[]): void {
  const { ctx } = chart;
  const ratio = devicePixelRatio;
  const x = (one: Point): number => chart.valToPos(one.at, "x", true);
  const y = (value: number): number => chart.valToPos(value, "y", true);
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour(COLOURS[side]);
  ctx.lineWidth = 1.75 * ratio;
  ctx.beginPath();
  points
    .filter((one) => one.mark !== "other")
    .forEach((one) => ctx.lineTo(x(one), y(one.value)));
  ctx.stroke();
  ctx.lineWidth = 1.25 * ratio;
  for (const one of points) {
    if (one.around !== null) whisker(ctx, x(one), y(one.value - one.around), y(one.value + one.around));
    shape(ctx, one.mark === "plain" ? side : one.mark, x(one), y(one.value), RADIUS_PX * ratio);
  }
  ctx.restore();
}

function whisker(ctx: CanvasRenderingContext2D, x: number, low: number, high: number): void {
  const half = 3 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, low);
  ctx.lineTo(x, high);
  for (const end of [low, high]) {
    ctx.moveTo(x - half, end);
    ctx.lineTo(x + half, end);
  }
  ctx.stroke();
}

function shape(
  ctx: CanvasRenderingContext2D,
  name: Side | Point["mark"],
  x: number,
  y: number,
  r: number,
): void {
  ctx.beginPath();
  if (name === "left") ctx.arc(x, y, r, 0, 2 * Math.PI);
  else if (name === "right") ctx.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (name === "up" || name === "down") {
    const tip = name === "up" ? -1 : 1;
    ctx.moveTo(x, y + tip * r * 1.6);
    ctx.lineTo(x + r * 1.5, y - tip * r * 1.1);
    ctx.lineTo(x - r * 1.5, y - tip * r * 1.1);
    ctx.closePath();
  } else if (name === "other") {
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x + r, y - r);
    ctx.lineTo(x - r, y + r);
    ctx.stroke();
    return;
  } else {
    ctx.moveTo(x, y - r * 1.3);
    ctx.lineTo(x + r * 1.3, y);
    ctx.lineTo(x, y + r * 1.3);
    ctx.lineTo(x - r * 1.3, y);
    ctx.closePath();
  }
  ctx.fill();
}

/** A colour of the page as it is now, light or dark. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function signed(value: number): string {
  return String(Number(value.toFixed(3))).replace("-", MINUS);
}
