// The end: how it was, and what becomes of the recording until its analysis is there.

import words from "../../../words/en/record.json";
import { say, type Words } from "../../../components/words";
import type { Progress, Recorder } from "../recorder";
import { all, one, radioOf, show, tell } from "./dom";

/** Pain and exertion, which may both be left unsaid. */
export class FeelStep {
  constructor() {
    for (const room of all("[data-scale]")) room.addEventListener("change", () => this.label());
  }

  open(): void {
    for (const box of all<HTMLInputElement>("[data-scale] input")) box.checked = false;
    this.label();
  }

  tell(recorder: Recorder): void {
    for (const kind of ["pain", "rpe"] as const) {
      const level = radioOf(kind);
      if (level !== null) recorder.remark(kind, Number(level));
    }
  }

  private label(): void {
    const button = one('[data-act="save-feel"]');
    const said = radioOf("pain") !== null || radioOf("rpe") !== null;
    button.textContent = (said ? button.dataset["say"] : button.dataset["sayNone"]) ?? "";
  }
}

export interface Outcome {
  id: string;
  /** Counted live, all sets together; null where nothing was. */
  live: number | null;
  counted: Words;
}

export class SendingStep {
  private outcome: Outcome | null = null;

  open(outcome: Outcome): void {
    this.outcome = outcome;
    for (const name of ["found", "found-words", "difference", "refused", "open", "sent"]) {
      show(one(`[data-${name}]`), false);
    }
    one("#sending-title").textContent = words.sending.title;
    const { live } = outcome;
    const told =
      live === null ? "" : say(words.sending.counted_here, { count: live, counted: named(outcome, live) });
    tell(one("[data-live-count]"), told);
    tell(one("[data-sending]"), words.sending.recording);
  }

  /** What is new of any recording; only the one shown is told of. */
  hear(progress: readonly Progress[]): void {
    const { outcome } = this;
    const mine = progress.find((each) => each.id === outcome?.id);
    if (outcome === null || mine === undefined) return;
    const { state, problem, chunksSent: sent, chunksKept: kept } = mine;
    // The server has it: its reason says all there is to say.
    const status = state === "unread" ? (problem ?? "") : say(words.sending[state], { sent, kept });
    tell(one("[data-sending]"), status);
    const bar = one<HTMLProgressElement>("[data-sent]");
    show(bar, state === "sending");
    bar.max = Math.max(1, kept);
    bar.value = sent;
    // What keeps it from being sent for now is no refusal.
    const refused = problem === null ? "" : say(words.sending.still_here, { problem });
    tell(one("[data-refused]"), state === "refused" ? refused : "");
    if (mine.sessionId !== null) {
      const link = one<HTMLAnchorElement>("[data-open]");
      link.href = `/sessions/${mine.sessionId}`;
      show(link, true);
    }
    if (state === "done" && mine.efforts !== null) this.finished(outcome, mine.efforts);
  }

  private finished(outcome: Outcome, found: number): void {
    one("#sending-title").textContent = words.sending.title_done;
    tell(one("[data-sending]"), "");
    tell(one("[data-live-count]"), "");
    tell(one("[data-found]"), String(found));
    tell(one("[data-found-words]"), `${named(outcome, found)} ${words.sending.result}`);
    const { live } = outcome;
    const difference =
      live === null
        ? ""
        : live === found
          ? words.sending.same
          : say(words.sending.more, { found, live });
    tell(one("[data-difference]"), difference);
  }
}

function named(outcome: Outcome, count: number): string {
  return say(outcome.counted, { count });
}
