// What lies behind a curve: the efforts with their numbers, or the phases of one with their names.

import type uPlot from "uplot";

import { placeOf, type Window } from "./curves";

export type Phase = [name: string, start: number, end: number];

export interface Effort {
  effort: number;
  number: number;
  each: string;
  side: string;
  start: number;
  end: number;
  full: boolean;
  phases: Phase[];
}

type Colour = (name: string) => string;

const PHASE_COLOURS = ["--shade", "--select"] as const;
const NUMBER_ROOM_PX = 18;
const NAME_ROOM_PX = 7;
/** A window that is wider than so many efforts shows several, or none in particular. */
const NEAR = 3;

/** The effort that a window is about; null where it shows none or several. */
export function singled(efforts: Effort[], window: Window): Effort | null {
  const width = window.end - window.start;
  const middle = (window.start + window.end) / 2;
  let found: Effort | null = null;
  for (const one of within(efforts, window)) {
    const seen = Math.min(one.end, window.end) - Math.max(one.start, window.start);
    if (seen <= 0 || width > NEAR * (one.end - one.start)) continue;
    if (one.start <= middle && middle <= one.end) return one;
    if (seen > width / 2) found = one;
  }
  return found;
}

export function shadeEfforts(chart: uPlot, efforts: Effort[], colour: Colour): void {
  const { ctx, bbox } = chart;
  const { min, max } = chart.scales["x"]!;
  clipped(chart, () => {
    ctx.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`;
    const room = NUMBER_ROOM_PX * devicePixelRatio;
    const [whole, part, ink] = [colour("--shade"), colour("--shade-partial"), colour("--ink-soft")];
    let labelled = -Infinity;
    for (const effort of within(efforts, { start: min ?? 0, end: max ?? 0 })) {
      const left = chart.valToPos(effort.start, "x", true);
      const right = chart.valToPos(effort.end, "x", true);
      ctx.fillStyle = effort.full ? whole : part;
      ctx.fillRect(left, bbox.top, Math.max(1, right - left), bbox.height);
      const middle = (left + right) / 2;
      if (middle - labelled < room) continue;
      ctx.fillStyle = ink;
      ctx.fillText(String(effort.number), middle, bbox.top - 2 * devicePixelRatio);
      labelled = middle;
    }
  });
}

export function shadePhases(chart: uPlot, effort: Effort, colour: Colour): void {
  const { ctx, bbox } = chart;
  clipped(chart, () => {
    ctx.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`;
    effort.phases.forEach(([name, start, end], index) => {
      const left = Math.max(bbox.left, chart.valToPos(start, "x", true));
      const right = Math.min(bbox.left + bbox.width, chart.valToPos(end, "x", true));
      if (right <= left) return;
      ctx.fillStyle = colour(PHASE_COLOURS[index % PHASE_COLOURS.length]!);
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.fillStyle = colour("--line-strong");
      ctx.fillRect(left, bbox.top, devicePixelRatio, bbox.height);
      ctx.fillRect(right - devicePixelRatio, bbox.top, devicePixelRatio, bbox.height);
      ctx.fillStyle = colour("--ink-soft");
      const room = right - left - NAME_ROOM_PX;
      const letters = ctx.measureText(name).width <= room ? name : String(index + 1);
      ctx.fillText(letters, (left + right) / 2, bbox.top - 2 * devicePixelRatio);
    });
  });
}

/** Efforts that lie in a window at least in part; they are in the order of their start. */
function within(efforts: Effort[], window: Window): Effort[] {
  const before = placeOf(efforts.map((one) => one.start), window.end, true);
  return efforts.slice(0, before).filter((one) => one.end >= window.start);
}

function clipped(chart: uPlot, draw: () => void): void {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height);
  ctx.clip();
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  draw();
  ctx.restore();
}
