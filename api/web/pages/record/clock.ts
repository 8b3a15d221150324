// The host's monotonic clock, in the units in which a journal tells times.

/** Milliseconds since 1970, but never set back while the page is open. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The same in nanoseconds, for the journal; a browser's clock has microseconds at best. */
export function toNs(ms: number): bigint {
  return BigInt(Math.round(ms * 1000)) * 1000n;
}

/** A sensor's own clock as told by its packets, for drawing: under the earliest arrivals. */
export class HostTimes {
  private leastMs = Infinity;
  private wraps = 0;
  private lastUs: number | null = null;

  constructor(private readonly wrapUs: number | null = null) {}

  /** Host time of a sample, whose packet arrived by then. */
  of(deviceUs: number, arrivalMs: number): number {
    const deviceMs = this.unwrapped(deviceUs) / 1000;
    this.leastMs = Math.min(this.leastMs, arrivalMs - deviceMs);
    return deviceMs + this.leastMs;
  }

  reset(): void {
    this.leastMs = Infinity;
    this.lastUs = null;
    this.wraps = 0;
  }

  private unwrapped(deviceUs: number): number {
    if (this.wrapUs === null) return deviceUs;
    if (this.lastUs !== null && deviceUs < this.lastUs - this.wrapUs / 2) this.wraps++;
    this.lastUs = deviceUs;
    return deviceUs + this.wraps * this.wrapUs;
  }
}
