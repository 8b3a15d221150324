// The set itself: a countdown, then count, height, beat and time, large enough to read from afar.

import words from "../../../words/en/record.json";
import { say } from "../../../components/words";
import type { Counted } from "../counter";
import type { Choice } from "./choice";
import type { Cues } from "./cues";
import { Metronome } from "./cues";
import { clock, one, show, tell } from "./dom";
import { HeightBar } from "./height_bar";
import type { LiveCount } from "./live_count";
import { ended, fullHeight } from "./stop_rule";
import { Tempo, type PhaseName } from "./tempo";

export interface Marks {
  /** What comes is to be counted, or is not any more. */
  counting(on: boolean): void;
}

const QUIET_S = 3;
const EARLY_MS = 400;
const COUNT_HZ = 1046;
const GO_HZ = 1318;
const DONE_HZ = 587;
const FLASH_MS = 160;

/** One set on the screen, from its countdown to its end. */
export class Stage {
  readonly counted: Counted[] = [];
  private readonly tempo: Tempo | null;
  private readonly metronome: Metronome | null;
  private readonly bar: HeightBar;
  private off: () => void = () => undefined;
  private frame = 0;
  private waiting: (() => void) | null = null;
  /** Since when it counts; null while it counts down or pauses. */
  private since: number | null = null;
  private elapsedMs = 0;
  private marked = false;
  private told = false;
  /** Repetitions since the last pause, which no pace can be told across. */
  private run: Counted[] = [];

  constructor(
    private readonly choice: Choice,
    private readonly set: number,
    private readonly live: LiveCount,
    private readonly cues: Cues,
    private readonly marks: Marks,
    reference: number | null,
  ) {
    this.tempo = choice.tempo === null ? null : Tempo.parse(choice.tempo);
    this.metronome =
      this.tempo === null
        ? null
        : new Metronome(cues, this.tempo, (phase) => this.showPhase(phase));
    this.bar = new HeightBar(live, reference);
  }

  /** Count down, then count until `end`. */
  async begin(countdownS: number, title: string): Promise<void> {
    one("[data-set-title]").textContent = title;
    this.clear();
    this.off = this.live.onCounted((each) => this.take(each));
    this.frame = requestAnimationFrame(() => this.draw());
    this.showControls(false);
    show(one("[data-provisional]"), false);
    const target = one("[data-target]");
    tell(target, words.set.countdown);
    for (let left = countdownS; left > 0; left--) {
      if (left === Math.min(QUIET_S, countdownS)) this.mark(true);
      one("[data-number]").textContent = String(left);
      tell(one("[data-spoken]"), String(left));
      if (left <= QUIET_S) this.cues.tone(COUNT_HZ);
      if (!(await this.second())) return;
    }
    this.cues.tone(GO_HZ, 0.4);
    this.cues.buzz(200);
    tell(one("[data-spoken]"), words.set.go);
    tell(target, this.choice.reps === null ? "" : say(words.set.of, { target: this.choice.reps }));
    this.showControls(true);
    show(one("[data-provisional]"), this.live.counts);
    show(one("[data-uncounted]"), !this.live.counts);
    this.showCount();
    this.go();
  }

  get paused(): boolean {
    return this.since === null;
  }

  pause(): void {
    if (this.since === null) return;
    this.elapsedMs += performance.now() - this.since;
    this.since = null;
    this.metronome?.stop();
    this.mark(false);
    show(one("[data-phase]"), false);
    one('[data-act="pause"]').textContent = words.set.resume;
    this.message(words.set.paused);
  }

  resume(): void {
    this.mark(true);
    this.message("");
    one('[data-act="pause"]').textContent = words.set.pause;
    this.go();
  }

  /** Over: nothing is counted any more. */
  end(): void {
    this.mark(false);
    this.since = null;
    this.metronome?.stop();
    this.off();
    cancelAnimationFrame(this.frame);
    this.waiting?.();
  }

  message(text: string): void {
    tell(one("[data-message]"), text);
  }

  /** Go on although the test is over. */
  goOn(): void {
    show(one("[data-stop]"), false);
    show(one("[data-controls]"), true);
    this.message("");
  }

  private mark(on: boolean): void {
    if (on === this.marked) return;
    this.marked = on;
    this.marks.counting(on);
  }

  /** While it counts down there is nothing to do but to break off. */
  private showControls(running: boolean): void {
    show(one("[data-controls]"), true);
    for (const name of ["pause", "next-set", "note"]) show(one(`[data-act="${name}"]`), running);
  }

  private go(): void {
    this.since = performance.now();
    this.run = [];
    this.metronome?.start();
  }

  private second(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting = null;
        resolve(true);
      }, 1000);
      this.waiting = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }

  private clear(): void {
    for (const name of ["phase", "stop", "uncounted", "note"]) show(one(`[data-${name}]`), false);
    one('[data-act="note"]').setAttribute("aria-expanded", "false");
    one('[data-act="pause"]').textContent = words.set.pause;
    one("[data-clock]").textContent = clock(0);
    this.message("");
  }

  private take(each: Counted): void {
    if (this.since === null) return;
    // What began before it was paused or counted down belongs to nothing.
    if (each.startMs < performance.timeOrigin + this.since - EARLY_MS) return;
    this.counted.push(each);
    this.run.push(each);
    const count = this.counted.length;
    this.showCount();
    tell(one("[data-spoken]"), String(count));
    if (this.metronome === null) this.cues.tone(COUNT_HZ, 0.06);
    this.cues.speak(String(count));
    this.bar.best(fullHeight(this.counted));
    if (this.live.unit === "s") {
      this.message(say(words.set.flight, { seconds: each.size.toFixed(2) }));
    }
    this.judge(count);
  }

  private judge(count: number): void {
    const { goal, reps: target, sets } = this.choice;
    if (goal === "reps" && target !== null && count === target) {
      this.cues.tone(DONE_HZ, 0.6);
      this.cues.buzz(300);
      const last = sets !== null && this.set >= sets;
      const done = last ? words.set.reached_last : words.set.reached;
      this.message(say(done, { count, target }));
      this.cues.speak(say(words.set.of, { target }));
    }
    const over = ended(this.run, this.tempo?.cycleS ?? null);
    if (goal !== "most" || over === null || this.told) return;
    this.told = true;
    const before = this.counted.length - this.run.length;
    const why = { low: words.set.stop_low, late: words.set.stop_late, both: words.set.stop_both };
    const full = say(words.set.stopped_at, { count: before + over.full });
    this.message(`${why[over.why]} ${full}`);
    this.cues.tone(DONE_HZ, 1);
    this.cues.buzz(600);
    this.cues.speak(why[over.why]);
    show(one("[data-stop]"), true);
    show(one("[data-controls]"), false);
  }

  private showCount(): void {
    const number = one("[data-number]");
    number.textContent = this.live.counts ? String(this.counted.length) : "●";
    number.classList.toggle("uncounted", !this.live.counts);
  }

  private showPhase(phase: PhaseName): void {
    const room = one("[data-phase]");
    tell(room, words.set.phase[phase]);
    room.dataset["now"] = phase;
    if (!this.cues.has("flash")) return;
    room.classList.add("flash");
    setTimeout(() => room.classList.remove("flash"), FLASH_MS);
  }

  private draw(): void {
    const running = this.since === null ? 0 : performance.now() - this.since;
    const time = clock(this.elapsedMs + running);
    const room = one("[data-clock]");
    if (room.textContent !== time) room.textContent = time;
    this.bar.draw();
    this.frame = requestAnimationFrame(() => this.draw());
  }
}
