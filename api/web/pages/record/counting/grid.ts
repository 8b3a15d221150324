// Samples put on the even grid of 100 Hz, whatever rate and jitter they come with.

import { GRID_HZ } from "./signals";

const STEP_MS = 1000 / GRID_HZ;
/** What is bridged; after a longer silence the grid begins anew. */
const LONGEST_GAP_MS = 400;

/** Interpolates linearly; a denser signal is averaged over each step of the grid. */
export class Grid<Row extends number[]> {
  private before: { timeMs: number; row: Row } | null = null;
  private sum: number[] = [];
  private count = 0;
  private nextMs = 0;
  /** Time of the grid's first sample. */
  startMs = 0;
  size = 0;

  /** `restarted` is called where what follows does not go on from what was. */
  constructor(
    private readonly take: (row: Row) => void,
    private readonly restarted: () => void,
  ) {}

  feed(timeMs: number, row: Row): void {
    if (!Number.isFinite(timeMs) || row.some((one) => !Number.isFinite(one))) return;
    const { before } = this;
    if (before !== null && timeMs <= before.timeMs) return;
    if (before === null || timeMs - before.timeMs > LONGEST_GAP_MS) {
      if (before !== null) this.restarted();
      this.startMs = timeMs;
      this.size = 0;
      this.nextMs = timeMs + STEP_MS;
      this.before = { timeMs, row };
      this.put(row);
      return;
    }
    this.sum = row.map((one, i) => one + (this.count ? this.sum[i]! : 0));
    this.count++;
    while (this.nextMs <= timeMs) {
      const share = (this.nextMs - before.timeMs) / (timeMs - before.timeMs);
      const between = row.map((one, i) => before.row[i]! + share * (one - before.row[i]!));
      this.put((this.count > 2 ? this.sum.map((one) => one / this.count) : between) as Row);
      this.sum = [];
      this.count = 0;
      this.nextMs += STEP_MS;
    }
    this.before = { timeMs, row };
  }

  timeMs(sample: number): number {
    return this.startMs + sample * STEP_MS;
  }

  private put(row: Row): void {
    this.size++;
    this.take(row);
  }
}
