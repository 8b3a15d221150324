// The filters, integrals and spreads of tracker/signals/filters.py, as far as live counting needs them.

/** Samples a second of the grid on which everything is sought. */
export const GRID_HZ = 100;

export const GRAVITY = 9.80665;

export type Signal = Float64Array;

/** A column of samples that only grows; `slice` gives a view of some of them. */
export class Growing {
  private room = new Float64Array(1024);
  size = 0;

  push(value: number): void {
    if (this.size === this.room.length) {
      const wider = new Float64Array(2 * this.size);
      wider.set(this.room);
      this.room = wider;
    }
    this.room[this.size++] = value;
  }

  at(index: number): number {
    return this.room[index]!;
  }

  slice(first: number, last: number): Signal {
    return this.room.subarray(Math.max(0, first), Math.min(last, this.size));
  }
}

/** Cumulative trapezoidal integral that begins with 0. */
export function integral(values: Signal): Signal {
  const total = new Float64Array(values.length);
  for (let i = 1; i < values.length; i++) {
    total[i] = total[i - 1]! + (values[i]! + values[i - 1]!) * (0.5 / GRID_HZ);
  }
  return total;
}

/** Central differences, one-sided at the ends, per second. */
export function derivative(values: Signal): Signal {
  const count = values.length;
  const slope = new Float64Array(count);
  if (count < 2) return slope;
  for (let i = 1; i < count - 1; i++) slope[i] = (values[i + 1]! - values[i - 1]!) * GRID_HZ * 0.5;
  slope[0] = (values[1]! - values[0]!) * GRID_HZ;
  slope[count - 1] = (values[count - 1]! - values[count - 2]!) * GRID_HZ;
  return slope;
}

/** Low-pass without delay by a Gaussian that is -3 dB at the cut-off. */
export function smoothed(values: Signal, cutoffHz: number): Signal {
  const weights = gaussian(cutoffHz);
  const half = (weights.length - 1) / 2;
  const last = values.length - 1;
  return values.map((_, at) => {
    let sum = 0;
    for (let k = -half; k <= half; k++) {
      sum += weights[k + half]! * values[Math.min(last, Math.max(0, at + k))]!;
    }
    return sum;
  });
}

const known = new Map<number, Signal>();

function gaussian(cutoffHz: number): Signal {
  const found = known.get(cutoffHz);
  if (found !== undefined) return found;
  const spread = (Math.sqrt(Math.log(2)) / (2 * Math.PI * cutoffHz)) * GRID_HZ;
  const half = Math.max(1, Math.ceil(3 * spread));
  const weights = new Float64Array(2 * half + 1).map((_, i) =>
    Math.exp(-0.5 * ((i - half) / spread) ** 2),
  );
  const whole = weights.reduce((sum, one) => sum + one, 0);
  const made = weights.map((one) => one / whole);
  known.set(cutoffHz, made);
  return made;
}

/** Mean and standard deviation of every window of `width` samples; both n - width + 1 long. */
export function rollingSpread(values: Signal, width: number): { mean: Signal; spread: Signal } {
  const count = Math.max(0, values.length - width + 1);
  const mean = new Float64Array(count);
  const spread = new Float64Array(count);
  const centre = meanOf(values);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const entering = values[i]! - centre;
    sum += entering;
    squares += entering * entering;
    if (i >= width) {
      const leaving = values[i - width]! - centre;
      sum -= leaving;
      squares -= leaving * leaving;
    }
    if (i >= width - 1) {
      const own = sum / width;
      mean[i - width + 1] = own + centre;
      spread[i - width + 1] = Math.sqrt(Math.max(0, squares / width - own * own));
    }
  }
  return { mean, spread };
}

export function meanOf(values: Signal): number {
  let sum = 0;
  for (const one of values) sum += one;
  return values.length ? sum / values.length : 0;
}

export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Where the highest (or with `sign` -1 the lowest) of a stretch is, the first if there are several. */
export function extreme(values: Signal, first: number, last: number, sign = 1): number {
  let best = first;
  for (let i = first + 1; i <= last; i++) if (sign * values[i]! > sign * values[best]!) best = i;
  return best;
}
