// Draws a curve's line: what lies in one column of pixels is drawn as its lowest and its highest.

import type uPlot from "uplot";

import { placeOf } from "./curves";

/** A path of thousands of points that cross each other takes long to fill; short ones do not. */
const PIECE = 64;
/** A steeper stretch between neighbouring columns is as good as upright: a bar, drawn at once. */
const UPRIGHT_PX = 5;

/** Stroke the samples that are in view, in the colour given. */
export function strokeLine(chart: uPlot, colour: string, widthPx: number): void {
  const { ctx, bbox } = chart;
  const x = chart.scales["x"]!;
  const y = chart.scales["y"]!;
  const [min, max, low, high] = [x.min ?? 0, x.max ?? 1, y.min ?? 0, y.max ?? 1];
  const across = bbox.width / (max - min || 1);
  const up = bbox.height / (high - low || 1);
  const times = chart.data[0];
  const values = chart.data[1]!;
  const [first, last] = seen(times, min, max);

  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const pen = new Pen(ctx, colour, widthPx * devicePixelRatio);
  for (let i = first; i <= last; i++) {
    const value = values[i];
    if (value == null) pen.lift();
    else pen.to(bbox.left + (times[i]! - min) * across, bbox.top + (high - value) * up);
  }
  pen.lift();
  ctx.restore();
}

class Pen {
  /** Where the line is, if it is anywhere. */
  private place: { x: number; y: number } | null = null;
  private drawn = 0;
  private column = NaN;
  private entered = { x: 0, y: 0 };
  private lowest = 0;
  private highest = 0;
  private leaving = 0;
  private readonly width: number;

  constructor(
    private readonly ctx: CanvasRenderingContext2D,
    colour: string,
    width: number,
  ) {
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = width;
    ctx.lineJoin = "bevel";
    ctx.lineCap = "round";
    this.width = Math.max(1, Math.round(width));
  }

  /** Go on to a point; it is drawn once the line leaves its column of pixels. */
  to(x: number, y: number): void {
    const column = Math.round(x);
    if (column === this.column) {
      if (y < this.lowest) this.lowest = y;
      if (y > this.highest) this.highest = y;
    } else {
      this.finish();
      this.column = column;
      this.entered = { x, y };
      this.lowest = this.highest = y;
    }
    this.leaving = y;
  }

  lift(): void {
    this.finish();
    this.stroke();
    this.place = null;
  }

  private finish(): void {
    const { column, place, entered } = this;
    if (Number.isNaN(column)) return;
    const next = place !== null && column - place.x < 1.5;
    const top = next ? Math.min(this.lowest, place.y) : this.lowest;
    const bottom = next ? Math.max(this.highest, place.y) : this.highest;
    if (next && bottom - top > UPRIGHT_PX) {
      this.stroke();
      const left = column - (this.width >> 1);
      this.ctx.fillRect(left, Math.round(top), this.width, Math.round(bottom - top) + 1);
    } else {
      this.line(entered.x, entered.y);
      if (bottom - top > 1) {
        this.line(column, this.lowest);
        this.line(column, this.highest);
      }
      if (this.leaving !== entered.y) this.line(column, this.leaving);
    }
    if (this.drawn === 0) this.place = { x: column, y: this.leaving };
    this.column = NaN;
  }

  private line(x: number, y: number): void {
    if (this.drawn === 0) {
      this.ctx.beginPath();
      this.ctx.moveTo(this.place?.x ?? x, this.place?.y ?? y);
    }
    this.ctx.lineTo(x, y);
    this.place = { x, y };
    if (++this.drawn >= PIECE) this.stroke();
  }

  private stroke(): void {
    if (this.drawn > 0) this.ctx.stroke();
    this.drawn = 0;
  }
}

/** The first and the last sample to be drawn: those in view and one beyond on either side. */
function seen(times: ArrayLike<number>, min: number, max: number): [number, number] {
  const [before, through] = [placeOf(times, min, false), placeOf(times, max, true)];
  return [Math.max(0, before - 1), Math.min(times.length - 1, through)];
}
