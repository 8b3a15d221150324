// How high the heel is now, against the first raises: a bar that fills upwards.

import words from "../../../words/en/record.json";
import { say } from "../../../components/words";
import { one, show } from "./dom";
import type { LiveCount } from "./live_count";

/** What a raise usually is, as long as nothing is known of this person's. */
const USUAL = { deg: 35, mm: 70 };
/** Top of the bar, as a share of a raise. */
const ROOM = 1.25;
const SPOKEN_MS = 1000;

export class HeightBar {
  private readonly room = one("[data-height-room]");
  private readonly meter = one("[data-height]");
  private readonly fill = one("[data-fill]");
  private readonly mark = one("[data-mark]");
  private readonly now = one("[data-height-now]");
  private known: boolean;
  private full: number;
  private spokenMs = 0;

  constructor(
    private readonly live: LiveCount,
    private readonly reference: number | null,
  ) {
    const { unit } = live;
    const measured = live.counts && (unit === "deg" || unit === "mm");
    show(this.room, measured);
    this.known = reference !== null;
    this.full = reference ?? (unit === "deg" ? USUAL.deg : USUAL.mm);
    this.meter.setAttribute("aria-label", words.set.height_of);
    this.mark.style.bottom = `${100 / ROOM}%`;
  }

  /** What a full raise has turned out to be, where it was not measured before. */
  best(height: number | null): void {
    if (this.reference !== null || height === null) return;
    this.full = height;
    this.known = true;
  }

  draw(): void {
    if (this.room.hidden) return;
    const { level, unit } = this.live;
    const share = Math.min(ROOM, level / this.full);
    this.fill.style.transform = `scaleY(${(share / ROOM).toFixed(3)})`;
    const told =
      unit === "deg"
        ? say(words.set.angle_now, { angle: Math.round(level) })
        : say(words.set.height_now, { share: Math.round(100 * share) });
    const text = this.known || unit === "deg" ? told : "";
    if (this.now.textContent !== text) this.now.textContent = text;
    const ms = performance.now();
    if (ms - this.spokenMs < SPOKEN_MS) return;
    this.spokenMs = ms;
    this.meter.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    this.meter.setAttribute("aria-valuetext", told);
  }
}
