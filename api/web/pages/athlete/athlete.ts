// The page of an athlete: its trend as a chart, also after a part of the page was put in anew.

import "uplot/dist/uPlot.min.css";
import "./athlete.css";

import { Trend, type TrendData } from "./trend";

let shown: Trend | null = null;

function draw(): void {
  const stage = document.querySelector<HTMLElement>("[data-trend]");
  const text = document.querySelector("[data-trend-plot]")?.textContent;
  if (stage?.dataset["drawn"]) return;
  shown?.destroy();
  shown = null;
  if (!stage || !text) return;
  stage.dataset["drawn"] = "true";
  const readout = document.querySelector<HTMLElement>("[data-trend-read]")!;
  shown = new Trend(stage, readout, JSON.parse(text) as TrendData);
}

document.documentElement.classList.add("scripted");
addEventListener("resize", () => shown?.fit());
document.addEventListener("htmx:after:swap", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => shown?.recolour());
draw();
