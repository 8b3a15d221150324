// The beat to which repetitions are done, as tracker/cli/metronome.py reads it.

export type PhaseName = "up" | "hold" | "down" | "rest";

const NAMES: readonly PhaseName[] = ["up", "hold", "down", "rest"];
const LONGEST_S = 30;

export class Tempo {
  private constructor(readonly phases: readonly { name: PhaseName; seconds: number }[]) {}

  /** Beats a minute (`60`) or seconds (`2-1-2-1`); null where it is neither. */
  static parse(text: string): Tempo | null {
    const parts = text.trim().split("-");
    if (parts.some((one) => !/^\s*\d+([.,]\d+)?\s*$/.test(one))) return null;
    const numbers = parts.map((one) => Number(one.replace(",", ".")));
    const [only] = numbers;
    if (numbers.length === 1 && only !== undefined) {
      if (only < 10 || only > 240) return null;
      return new Tempo([
        { name: "up", seconds: 60 / only },
        { name: "down", seconds: 60 / only },
      ]);
    }
    if (numbers.length > 4 || numbers.some((one) => one > LONGEST_S)) return null;
    const names: readonly PhaseName[] = numbers.length === 2 ? ["up", "down"] : NAMES;
    const phases = numbers
      .map((seconds, at) => ({ name: names[at]!, seconds }))
      .filter((one) => one.seconds > 0);
    return phases.length ? new Tempo(phases) : null;
  }

  /** A whole repetition, seconds. */
  get cycleS(): number {
    return this.phases.reduce((sum, one) => sum + one.seconds, 0);
  }

  /** When the beat of that number comes, seconds since the first. */
  beatS(number: number): number {
    const count = this.phases.length;
    const within = this.phases.slice(0, number % count);
    return Math.floor(number / count) * this.cycleS + within.reduce((sum, one) => sum + one.seconds, 0);
  }

  phase(number: number): PhaseName {
    return this.phases[number % this.phases.length]!.name;
  }
}
