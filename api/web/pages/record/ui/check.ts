// Whether the sensors are where they are said to be: standing still, then two slow raises.

import { liveCountOf } from "../../../components/exercises";
import words from "../../../words/en/record.json";
import { say } from "../../../components/words";
import { GRAVITY } from "../counting/signals";
import type { Sample, Sensor } from "../sensors";
import type { Choice } from "./choice";
import type { Cues } from "./cues";
import { make, one, show, tell } from "./dom";
import type { LiveCount } from "./live_count";
import type { PageData } from "./page_data";

const STILL_MS = 2000;
const STILL_RAD_S = 0.04;
const STILL_M_S2 = 0.25;
const STILL_SHARE = 0.01;
const GRAVITY_TOLERANCE = 0.03;
const PERSON_N = 150;
const LIFTS = 2;
const PATIENCE_MS = 20_000;
const RISING_HZ = 784;

interface Line {
  good: boolean;
  text: string;
}

export class CheckStep {
  /** Mean size of the two raises, to measure the set against; null without them. */
  reference: number | null = null;
  private stop: () => void = () => undefined;

  constructor(
    private readonly cues: Cues,
    private readonly mass: PageData["mass"],
  ) {}

  open(lifts: boolean): void {
    this.cancel();
    tell(one("[data-check-say]"), lifts ? words.check.how : words.check.how_still);
    tell(one("[data-check-count]"), "");
    show(one("[data-check-verdict]"), false);
    show(one("[data-check-progress]"), false);
    this.buttons(words.check.begin, false, words.check.skip);
  }

  cancel(): void {
    this.stop();
  }

  /** Run it; the verdict shows, and the way on is open in any case. */
  async run(sensors: readonly Sensor[], live: LiveCount, choice: Choice): Promise<void> {
    this.cancel();
    const ended = new AbortController();
    this.stop = () => ended.abort();
    const lifts = liveCountOf(choice.exercise) === "raises" && live.counts;
    show(one("[data-check-verdict]"), false);
    this.buttons(null, false, words.check.skip);
    const lines = await this.stand(sensors, ended.signal);
    if (ended.signal.aborted) return;
    if (lifts) {
      this.announce(words.check.lift_side[choice.side]);
      lines.push(await this.lift(live, ended.signal));
    } else if (lines.every((each) => each.good)) {
      lines.push({ good: true, text: words.check.good_still });
    }
    if (!ended.signal.aborted) this.judge(lines);
  }

  /** Until every sensor was still for two seconds. */
  private async stand(sensors: readonly Sensor[], ended: AbortSignal): Promise<Line[]> {
    this.announce(words.check.still);
    const progress = one<HTMLProgressElement>("[data-check-progress]");
    progress.value = 0;
    show(progress, true);
    const watched = sensors.map((each) => new Stillness(each, this.mass));
    await until(ended, PATIENCE_MS, () => {
      const share = Math.min(...watched.map((each) => each.share));
      progress.value = share;
      return share >= 1;
    });
    show(progress, false);
    for (const each of watched) each.off();
    this.cues.tone(RISING_HZ, 0.25);
    return watched.flatMap((each) => each.verdict());
  }

  private async lift(live: LiveCount, ended: AbortSignal): Promise<Line> {
    const sizes: number[] = [];
    const off = live.onCounted((each) => {
      sizes.push(each.size);
      tell(one("[data-check-count]"), say(words.check.lifted, { count: sizes.length }));
      this.cues.tone(RISING_HZ, 0.12);
    });
    await until(ended, PATIENCE_MS, () => sizes.length >= LIFTS);
    off();
    if (sizes.length) this.reference = sizes.reduce((sum, each) => sum + each, 0) / sizes.length;
    return sizes.length >= LIFTS
      ? { good: true, text: words.check.good }
      : { good: false, text: say(words.check.few, { count: sizes.length }) };
  }

  private announce(text: string): void {
    tell(one("[data-check-say]"), text);
    this.cues.speak(text);
  }

  private judge(lines: readonly Line[]): void {
    const good = lines.every((each) => each.good);
    tell(one("[data-check-say]"), "");
    tell(one("[data-check-count]"), "");
    const list = one("[data-check-verdict]");
    const shown = good ? lines.slice(-1) : lines.filter((each) => !each.good);
    list.replaceChildren(
      ...shown.map((each) => make("li", each.text, each.good ? "notice good" : "notice")),
    );
    show(list, true);
    this.buttons(words.check.again, good, good ? null : words.check.anyway);
    list.tabIndex = -1;
    list.focus();
  }

  private buttons(again: string | null, next: boolean, skip: string | null): void {
    tell(one('[data-act="check"]'), again ?? "");
    one('[data-act="check"]').classList.toggle("quiet", next);
    show(one('[data-act="to-ready"]'), next);
    tell(one('[data-act="skip-check"]'), skip ?? "");
  }
}

/** How long one sensor has been still, by its own samples. */
class Stillness {
  share = 0;
  readonly off: () => void;
  private recent: Sample[] = [];
  private level = 0;

  constructor(
    private readonly sensor: Sensor,
    private readonly massUnit: PageData["mass"],
  ) {
    this.off = sensor.onSamples((samples) => this.take(samples));
  }

  verdict(): Line[] {
    const name = this.sensor.label;
    if (!this.recent.length) return [{ good: false, text: say(words.check.silent, { name }) }];
    const lines: Line[] = this.share < 1 ? [{ good: false, text: words.check.no_still }] : [];
    if (this.sensor.kind === "imu" && Math.abs(this.level / GRAVITY - 1) > GRAVITY_TOLERANCE) {
      const read = this.level.toFixed(2);
      lines.push({ good: false, text: say(words.check.gravity, { name, read }) });
    }
    if (this.sensor.kind === "force_plate" && this.level < PERSON_N) {
      const { unit, perKg } = this.massUnit;
      const weight = `${Math.round((this.level / GRAVITY) * perKg)} ${unit}`;
      lines.push({ good: false, text: say(words.check.light, { weight }) });
    }
    return lines;
  }

  private take(samples: readonly Sample[]): void {
    if (this.share >= 1) return;
    this.recent.push(...samples);
    const last = this.recent.at(-1)?.timeMs ?? 0;
    const kept = this.recent.filter((each) => last - each.timeMs <= STILL_MS);
    this.recent = kept;
    this.level = mean(kept.map(strengthOf));
    if (!isStill(kept)) {
      // What has just moved must be still for as long again.
      this.recent = kept.slice(-Math.ceil(kept.length / 4));
      this.share = 0;
      return;
    }
    this.share = Math.min(1, (last - (kept[0]?.timeMs ?? last)) / (0.95 * STILL_MS));
  }
}

function strengthOf(each: Sample): number {
  return each.kind === "force" ? each.newtons : Math.hypot(...each.acc);
}

/** A person sways; more than that is movement. */
function isStill(samples: readonly Sample[]): boolean {
  const strength = spread(samples.map(strengthOf));
  if (samples[0]?.kind === "force") return strength < STILL_SHARE * mean(samples.map(strengthOf));
  const turning = [0, 1, 2].map((axis) =>
    spread(samples.map((each) => (each.kind === "imu" ? each.gyr[axis]! : 0))),
  );
  return strength < STILL_M_S2 && Math.hypot(...turning) < STILL_RAD_S;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / Math.max(1, values.length);
}

function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((each) => (each - centre) ** 2)));
}

/** Ask a few times a second until it is so, the time is over, or it is broken off. */
function until(ended: AbortSignal, patienceMs: number, so: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const timer = setInterval(() => {
      if (!so() && !ended.aborted && performance.now() - begun < patienceMs) return;
      clearInterval(timer);
      resolve();
    }, 80);
  });
}
