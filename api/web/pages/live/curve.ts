// The last seconds of what a sensor gives, moving.

import uPlot from "uplot";

import words from "../../words/en/live.json";
import { say } from "../../components/words";
import type { Piece, Watched } from "./events";

const WINDOW_S = 10;
const HEIGHT_PX = 88;

export class Curve {
  private stream: string | null = null;
  private time: number[] = [];
  private value: (number | null)[] = [];
  private chart: uPlot | null = null;
  private asked = 0;

  constructor(
    private readonly figure: HTMLElement,
    private readonly units: Watched["units"],
  ) {}

  /** Take some more of it; of several sensors the first is drawn. */
  add(piece: Piece): void {
    this.stream ??= piece.stream;
    if (piece.stream !== this.stream) return;
    this.begin(piece);
    this.time.push(...piece.time);
    const factor = this.units[piece.unit]?.factor ?? 1;
    for (const one of piece.value) this.value.push(one === null ? null : one * factor);
    const since = (this.time.at(-1) ?? 0) - WINDOW_S;
    const old = this.time.findIndex((one) => one >= since);
    this.time.splice(0, old);
    this.value.splice(0, old);
    this.asked ||= requestAnimationFrame(() => this.draw());
  }

  /** Draw again in other colours. */
  recolour(): void {
    this.chart?.redraw(false, true);
  }

  stop(): void {
    cancelAnimationFrame(this.asked);
    this.chart?.destroy();
    this.chart = null;
    this.figure.hidden = true;
  }

  private begin(piece: Piece): void {
    if (this.chart) return;
    this.figure.hidden = false;
    const unit = this.units[piece.unit]?.unit ?? piece.unit;
    const place = piece.stream.replaceAll("_", " ");
    this.figure.querySelector("figcaption")!.textContent = say(words.curve.of, {
      label: piece.label,
      unit,
      place,
    });
    const stage = this.figure.querySelector<HTMLElement>(".live-stage")!;
    stage.setAttribute("role", "img");
    stage.setAttribute(
      "aria-label",
      say(words.curve.alternative, { label: piece.label, seconds: WINDOW_S }),
    );
    this.chart = new uPlot(this.config(stage), [[], []], stage);
    new ResizeObserver(() =>
      this.chart?.setSize({ width: stage.clientWidth, height: HEIGHT_PX }),
    ).observe(stage);
  }

  private config(stage: HTMLElement): uPlot.Options {
    return {
      width: stage.clientWidth || 280,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      padding: [6, 0, 6, 0],
      scales: { x: { time: false } },
      axes: [
        { show: false },
        {
          stroke: () => colour("--ink-soft"),
          grid: { stroke: () => colour("--line"), width: 1 },
          ticks: { show: false },
          font: "11px system-ui, sans-serif",
          size: 38,
          space: 34,
        },
      ],
      series: [{}, { stroke: () => colour("--curve"), width: 2, points: { show: false } }],
    };
  }

  private draw(): void {
    this.asked = 0;
    const last = this.time.at(-1) ?? 0;
    this.chart?.batch(() => {
      this.chart?.setData([this.time, this.value], false);
      this.chart?.setScale("x", { min: last - WINDOW_S, max: last });
    });
  }
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
