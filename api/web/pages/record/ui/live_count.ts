// Counts with whichever sensors count an exercise best, from when they are in place.

import { liveCountOf } from "../../../components/exercises";
import { counterFor, leadingPlace, Tally, type Counted, type Counter } from "../counter";
import type { Sensor } from "../sensors";

const FOOT = /_(foot|heel)$/;

export class LiveCount {
  private readonly tally = new Tally();
  private readonly counters: Counter[] = [];
  private readonly off: (() => void)[] = [];
  private readonly listeners = new Set<(one: Counted) => void>();

  constructor(exercise: string | null, sensors: readonly Sensor[]) {
    const leading = leadingPlace(
      exercise,
      sensors.map((one) => one.placement),
    );
    for (const sensor of sensors) {
      const both = leading !== null && FOOT.test(leading) && FOOT.test(sensor.placement);
      const counts = sensor.placement === leading || (liveCountOf(exercise) === "raises" && both);
      const counter = counts ? counterFor(exercise, sensor.placement) : null;
      if (counter === null) continue;
      this.counters.push(counter);
      this.off.push(
        sensor.onSamples((samples) => {
          for (const one of counter.feed(samples)) this.take(one);
        }),
      );
    }
  }

  /** Whether anything is counted. */
  get counts(): boolean {
    return this.counters.length > 0;
  }

  get unit(): Counter["unit"] {
    return this.counters[0]?.unit ?? "mm";
  }

  /** How high the higher heel is now. */
  get level(): number {
    return Math.max(0, ...this.counters.map((one) => one.level));
  }

  onCounted(listener: (one: Counted) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): void {
    for (const off of this.off) off();
    this.listeners.clear();
  }

  private take(one: Counted): void {
    if (!this.tally.add(one)) return;
    for (const listener of this.listeners) listener(one);
  }
}
