// The way through the page, one question after another, and the recording that it makes.

import { liveCountOf } from "../../../components/exercises";
import words from "../../../words/en/record.json";
import { ApiProblem, api } from "../../../components/api";
import { say } from "../../../components/words";
import { Recorder, takeUp, type Progress } from "../recorder";
import { unfinished, type Unfinished } from "../store";
import { capabilities } from "../sensors";
import { onUploads } from "../upload";
import { Awake } from "./awake";
import { CheckStep } from "./check";
import { choiceOf, ChoiceStep, summarise, type Choice } from "./choice";
import { Cues } from "./cues";
import { all, clock, onAct, one, radioOf, setRadio, show, tell } from "./dom";
import { LiveCount } from "./live_count";
import { FeelStep, SendingStep } from "./outcome";
import { pageData, remember, remembered, type Plan } from "./page_data";
import { SensorStep } from "./sensing";
import { Stage } from "./stage";

type StepName = "resume" | "what" | "sensors" | "check" | "ready" | "set" | "feel" | "sending";

const COUNTDOWN_S = { near: 5, worn: 10 };
const REST_MS = 500;

export class Flow {
  private readonly data = pageData();
  private readonly cues = new Cues();
  private readonly awake = new Awake();
  private readonly choices = new ChoiceStep(this.data, planOf, (choice) => this.chosen(choice));
  private readonly sensing = new SensorStep(
    this.data,
    (text) => this.problem(text),
    () => this.cues.wear(this.worn),
  );
  private readonly checking = new CheckStep(this.cues, this.data.mass);
  private readonly feeling = new FeelStep();
  private readonly sending = new SendingStep();
  private choice: Choice | null = null;
  private live: LiveCount | null = null;
  private recorder: Recorder | null = null;
  private stage: Stage | null = null;
  private done: (number | null)[] = [];
  private setNumber = 1;
  private resting = 0;
  private goingOn: Unfinished | null = null;
  private mine: string | null = null;

  async open(): Promise<void> {
    this.wire();
    onUploads((progress) => this.hear(progress));
    if (!capabilities().storage) this.problem(words.storage);
    const [left] = await unfinished().catch(() => []);
    if (left === undefined) this.step("what", false);
    else this.offer(left);
  }

  private wire(): void {
    onAct("resume-on", () => this.goOn());
    onAct("resume-finish", () => this.attempt(() => this.finishLeft()));
    onAct("to-check", () => this.toCheck());
    onAct("check", () => this.check());
    onAct("to-ready", () => this.ready());
    onAct("skip-check", () => this.ready());
    onAct("go", () => this.attempt(() => this.go()));
    onAct("pause", () => (this.stage?.paused ? this.stage.resume() : this.stage?.pause()));
    onAct("next-set", () => this.nextSet());
    onAct("note", () => this.note());
    onAct("finish", () => this.feel());
    onAct("finish-here", () => this.feel());
    onAct("stop-on", () => this.stage?.goOn());
    onAct("save-feel", () => this.attempt(() => this.finish()));
    onAct("again", () => this.again(null));
    onAct("other-side", () => this.again(this.choice?.side === "left" ? "right" : "left"));
    for (const button of all("[data-go]")) {
      button.addEventListener("click", () => this.step(button.dataset["go"] as StepName));
    }
    one("[data-note]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.keepNote();
    });
    for (const box of all("[name=countdown]")) {
      box.addEventListener("change", () => remember("countdown", { seconds: radioOf("countdown") }));
    }
  }

  /** Show one step; its heading is read out. */
  private step(name: StepName, focus = true): void {
    if (name !== "check") this.checking.cancel();
    for (const each of all("[data-step]")) show(each, each.dataset["step"] === name);
    document.body.classList.toggle("recording", name === "set");
    clearInterval(this.resting);
    this.problem("");
    scrollTo(0, 0);
    if (focus) one("h1", one(`[data-step="${name}"]`)).focus();
  }

  private problem(text: string): void {
    tell(one("[data-problem]"), text);
  }

  private attempt(act: () => Promise<void>): void {
    void act().catch((error: unknown) => {
      this.problem(error instanceof Error ? error.message : String(error));
    });
  }

  private offer(left: Unfinished): void {
    this.goingOn = left;
    const choice = choiceOf(left.statement);
    const exercise = this.choices.exerciseData(choice.exercise).name;
    const time = (at: Date): string =>
      new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(at);
    one('[data-resume="what"]').textContent = say(words.resume.what, {
      exercise,
      time: time(left.startedAt),
    });
    one('[data-resume="kept"]').textContent = say(words.resume.kept, {
      time: time(left.lastPacketAt),
    });
    this.step("resume", false);
  }

  private goOn(): void {
    if (this.goingOn !== null) this.chosen(choiceOf(this.goingOn.statement));
  }

  private async finishLeft(): Promise<void> {
    const left = this.goingOn;
    if (left === null) return;
    this.choice = choiceOf(left.statement);
    summarise(this.choices.summary(this.choice));
    this.recorder = await takeUp(left.id, null);
    this.goingOn = null;
    // What was counted before the page was closed is not known any more.
    this.done = [null];
    this.feel();
  }

  private chosen(choice: Choice): void {
    this.choice = choice;
    this.done = [];
    this.setNumber = 1;
    summarise(this.choices.summary(choice));
    this.sensing.open(choice, this.choices.exerciseData(choice.exercise));
    this.step("sensors");
  }

  private toCheck(): void {
    if (this.choice === null || this.sensing.clash) return;
    this.live?.stop();
    this.live = new LiveCount(this.choice.exercise, this.sensing.sensors);
    this.checking.reference = null;
    this.step("check");
    this.checking.open(liveCountOf(this.choice.exercise) === "raises" && this.live.counts);
  }

  private check(): void {
    if (this.choice === null || this.live === null) return;
    this.cues.wake();
    void this.checking.run(this.sensing.sensors, this.live, this.choice);
  }

  private get worn(): boolean {
    return this.sensing.sensors.some((each) => each.profile === "phone");
  }

  private ready(): void {
    const usual = this.worn ? COUNTDOWN_S.worn : COUNTDOWN_S.near;
    const { seconds } = remembered<{ seconds: string }>("countdown");
    setRadio("countdown", seconds ?? String(usual));
    one('[data-act="go"]').textContent = say(words.ready.begin, { set: this.setNumber });
    const later = this.recorder !== null;
    show(one("[data-first-only]"), !later);
    show(one('[data-act="finish-here"]'), later);
    const last = this.done.at(-1);
    const after =
      last === undefined || last === null || this.choice === null
        ? ""
        : say(words.ready.after, { set: this.setNumber - 1, done: this.countWords(last) });
    tell(one("[data-after]"), after);
    show(one("[data-rest]"), later);
    this.step("ready");
    if (!later) return;
    const since = performance.now();
    const rest = (): void =>
      tell(one("[data-rest]"), say(words.ready.rested, { time: clock(performance.now() - since) }));
    rest();
    this.resting = window.setInterval(rest, REST_MS);
  }

  private countWords(count: number): string {
    const { counted } = this.choices.exerciseData(this.choice?.exercise ?? "");
    return `${count} ${say(counted, { count })}`;
  }

  private async go(): Promise<void> {
    const { choice, live } = this;
    if (choice === null || live === null || this.stage !== null) return;
    this.cues.wake();
    this.awake.keep(true);
    const recorder = (this.recorder ??= await this.recording(choice));
    this.mine = recorder.id;
    const reference = this.checking.reference;
    const marks = {
      counting: (on: boolean): void => recorder.remark(on ? "resume" : "pause"),
    };
    this.stage = new Stage(choice, this.setNumber, live, this.cues, marks, reference);
    this.step("set");
    const named = { set: this.setNumber, sets: choice.sets ?? 0 };
    const title = say(choice.sets === null ? words.set.set : words.set.set_of, named);
    tell(one("[data-link]"), "wakeLock" in navigator ? "" : words.set.awake);
    void this.stage.begin(Number(radioOf("countdown") ?? COUNTDOWN_S.near), title);
  }

  private async recording(choice: Choice): Promise<Recorder> {
    const { sensors } = this.sensing;
    const recorder =
      this.goingOn === null
        ? await Recorder.begin(this.choices.statement(choice), sensors)
        : await takeUp(this.goingOn.id, sensors);
    this.goingOn = null;
    recorder.remark("pause");
    for (const each of sensors) {
      each.onState((state) => {
        const told = { lost: words.set.link_lost, streaming: words.set.link_back }[state as "lost"];
        if (told !== undefined) tell(one("[data-link]"), say(told, { name: each.label }));
      });
    }
    return recorder;
  }

  private endStage(): void {
    if (this.stage === null) return;
    this.stage.end();
    this.done.push(this.live?.counts ? this.stage.counted.length : null);
    this.stage = null;
  }

  private nextSet(): void {
    this.endStage();
    this.setNumber++;
    this.ready();
  }

  private note(): void {
    const form = one("[data-note]");
    const opens = form.hidden === true;
    show(form, opens);
    one('[data-act="note"]').setAttribute("aria-expanded", String(opens));
    if (opens) one("#note").focus();
  }

  private keepNote(): void {
    const field = one<HTMLInputElement>("#note");
    if (field.value.trim()) {
      this.recorder?.remark("note", field.value.trim());
      this.stage?.message(words.set.note_kept);
    }
    field.value = "";
    this.note();
  }

  private feel(): void {
    this.endStage();
    this.awake.keep(false);
    this.feeling.open();
    this.step("feel");
  }

  private async finish(): Promise<void> {
    const { recorder, choice } = this;
    if (recorder === null || choice === null) return;
    this.feeling.tell(recorder);
    await recorder.finish();
    this.recorder = null;
    this.live?.stop();
    this.live = null;
    const known = this.done.filter((each) => each !== null);
    const live = known.length < this.done.length ? null : known.reduce((sum, each) => sum + each, 0);
    const { counted } = this.choices.exerciseData(choice.exercise);
    this.mine = recorder.id;
    this.sending.open({ id: recorder.id, live, counted });
    this.step("sending");
    const other = choice.side === "left" ? "right" : "left";
    const button = one('[data-act="other-side"]');
    show(button, choice.side !== "both");
    button.textContent = words.sending.other_side[other];
    recorder.onProgress((progress) => this.sending.hear([progress]));
  }

  /** From the beginning, or with the other leg: sensors stay connected, but move with the leg. */
  private again(side: "left" | "right" | null): void {
    this.done = [];
    this.setNumber = 1;
    if (side !== null && this.choice !== null) {
      this.choices.choose({ ...this.choice, side });
      return;
    }
    void this.sensing.stopAll();
    this.step("what");
  }

  private hear(progress: readonly Progress[]): void {
    this.sending.hear(progress);
    const own = progress.find((each) => each.id === this.mine);
    if (own !== undefined) {
      const { chunksKept: kept, chunksSent: sent } = own;
      tell(one("[data-kept]"), kept ? say(words.set.sent, { kept, sent }) : words.set.kept);
    }
    const others = progress.filter((each) => each.id !== this.mine);
    const waiting = others.filter((each) => ["waiting", "sending"].includes(each.state));
    const refused = others.find((each) => each.state === "refused" && each.problem !== null);
    const told = [
      ...(waiting.length ? [say(words.pending, { count: waiting.length })] : []),
      ...(refused ? [say(words.pending_problem, { problem: refused.problem ?? "" })] : []),
    ];
    tell(one("[data-pending]"), told.join(" "));
  }
}

/** The plan of one of a coach's other athletes; none without a connection. */
async function planOf(athlete: string): Promise<Plan | null> {
  try {
    return await api<Plan>("GET", `/v1/athletes/${encodeURIComponent(athlete)}/programme/next`);
  } catch (error) {
    if (error instanceof ApiProblem) return null;
    throw error;
  }
}
