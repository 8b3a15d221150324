// Sends what this device keeps: in one tab at a time, as often as it takes, nothing twice wrongly.

import words from "../../words/en/recording.json";
import { say } from "../../components/words";
import { toHex } from "./journal";
import { onKept, progressOf, remembered, tell } from "./progress";
import { Refusal, Server, sha256 } from "./server";
import * as store from "./store";
import type { Kept } from "./store";

export { onUploads } from "./progress";
export type { Progress } from "./progress";

const LOCK = "calf-upload";
const PATIENCE_MS = 5000;
const AT_ONCE = 4;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
const ASK_MS = 700;
const ASK_LONGEST_MS = 5000;
const SIGNED_IN_MS = 120_000;
const UNAUTHENTICATED = 401;
const NOT_FOUND = 404;
/** A token that is too old, an upload given up, one that changed, bytes torn on the way. */
const MENDABLE = new Set([403, NOT_FOUND, 409, 422]);
const MOST_TRIES = 3;

let started = false;

/** Send whatever is kept, now and later; once a page. */
export function startUploading(): void {
  if (started) return;
  started = true;
  const uploader = new Uploader();
  void uploader.show();
  void (navigator.locks === undefined ? uploader.run() : takeTurns(uploader));
}

/**
 * One tab sends. The lock goes to another when it is closed; a tab that the system suspended would
 * hold it for good, so whoever is looked at takes it after a while.
 */
async function takeTurns(uploader: Uploader): Promise<never> {
  for (;;) {
    await until("visible");
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const given = await heldOnce(uploader, { signal: patience });
    if (!given) await heldOnce(uploader, { steal: true });
    await until("hidden");
  }
}

/** Send until the lock is taken away; false where it was not given in time. */
async function heldOnce(uploader: Uploader, options: LockOptions): Promise<boolean> {
  let given = false;
  try {
    await navigator.locks.request(LOCK, options, () => {
      given = true;
      return uploader.run();
    });
  } catch {
    uploader.halt();
  }
  return given;
}

function until(state: DocumentVisibilityState): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState !== state) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    look();
  });
}

class Uploader {
  private readonly server = new Server();
  private readonly here = new Map<string, { numbers: Set<number>; finished: boolean }>();
  private readonly tries = new Map<string, number>();
  private readonly followed = new Set<string>();
  private user: string | null = null;
  private askedAt = -Infinity;
  private failures = 0;
  private halted = false;
  private wake: () => void = () => undefined;

  constructor() {
    onKept(() => {
      if (this.failures === 0) this.wake();
    });
    addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.again();
    });
  }

  /** Tell what is there before anything is sent. */
  async show(): Promise<void> {
    await store.tidy();
    for (const kept of await store.all()) {
      if (progressOf(kept.id) === undefined) tell(kept.id, remembered(kept));
    }
  }

  /** For as long as the page is open, or until it is halted. */
  async run(): Promise<void> {
    this.halted = false;
    while (!this.halted) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      const pauseMs = await this.round();
      const waits = [woken];
      if (pauseMs !== null) {
        waits.push(new Promise((resolve) => setTimeout(resolve, pauseMs)));
      }
      await Promise.race(waits);
    }
  }

  /** Another tab sends from now on. */
  halt(): void {
    this.halted = true;
    this.here.clear();
    this.wake();
  }

  private again(): void {
    this.failures = 0;
    this.wake();
  }

  /** Send what can be sent; how long to wait then, or null until there is more. */
  private async round(): Promise<number | null> {
    try {
      for (const kept of await store.all()) {
        if (kept.state === "stored") this.follow(kept.id, kept.sessionId ?? "");
        if (kept.state === "open" || kept.state === "complete") await this.attempt(kept);
      }
      this.failures = 0;
      return null;
    } catch (error) {
      return this.pauseAfter(error);
    }
  }

  private async attempt(kept: Kept): Promise<void> {
    if ((this.tries.get(kept.id) ?? 0) >= MOST_TRIES) return;
    try {
      await this.signIn(kept);
      if (kept.owner !== null && kept.owner !== this.user) {
        tell(kept.id, { state: "waiting", problem: words.upload.other_account });
        return;
      }
      await this.send(kept);
    } catch (error) {
      this.judge(kept, error);
    }
  }

  /** Say what stands in the way; thrown on where it is worth trying again after a while. */
  private judge(kept: Kept, error: unknown): void {
    this.here.delete(kept.id);
    if (!(error instanceof Refusal)) throw error;
    if (error.passing || error.status === UNAUTHENTICATED) {
      const state = kept.state === "open" ? "recording" : "waiting";
      tell(kept.id, { state, problem: hindrance(error.status) });
      throw error;
    }
    // Somebody else may be signed in by now, and what was begun may have been given up there.
    this.askedAt = -Infinity;
    const tries = MENDABLE.has(error.status) ? (this.tries.get(kept.id) ?? 0) + 1 : MOST_TRIES;
    this.tries.set(kept.id, tries);
    if (tries < MOST_TRIES) throw error;
    const reason = error.message;
    tell(kept.id, { state: "refused", problem: say(words.upload.refused, { reason }) });
  }

  private pauseAfter(error: unknown): number {
    if (error instanceof Refusal && error.status === UNAUTHENTICATED) this.askedAt = -Infinity;
    const asked = error instanceof Refusal ? error.afterMs : null;
    const grown = Math.min(FIRST_PAUSE_MS * 2 ** this.failures, LONGEST_PAUSE_MS);
    this.failures++;
    // Not all phones of a team at the same instant.
    return Math.max(asked ?? 0, grown * (0.5 + Math.random()));
  }

  private async signIn(kept: Kept): Promise<void> {
    if (performance.now() - this.askedAt > SIGNED_IN_MS) {
      this.user = await this.server.signedIn();
      this.askedAt = performance.now();
      await store.rememberOwner(this.user);
    }
    if (kept.owner === null && this.user !== null) {
      kept.owner = this.user;
      await store.update(kept.id, { owner: this.user });
    }
  }

  private async send(kept: Kept): Promise<void> {
    let here = this.here.get(kept.id);
    if (here === undefined) {
      const told = await this.server.begin(kept);
      here = { numbers: told.here, finished: told.finished };
      this.here.set(kept.id, here);
    }
    if (!here.finished) await this.sendChunks(kept, here.numbers);
    if (kept.state === "complete") await this.finish(kept);
  }

  private async sendChunks(kept: Kept, here: Set<number>): Promise<void> {
    const left = Array.from({ length: kept.chunks }, (_, number) => number).filter(
      (number) => !here.has(number),
    );
    const state = kept.state === "open" ? "recording" : "sending";
    tell(kept.id, { state, chunksKept: kept.chunks, chunksSent: here.size, problem: null });
    for (let at = 0; at < left.length; at += AT_ONCE) {
      let watched = false;
      await Promise.all(
        left.slice(at, at + AT_ONCE).map(async (number) => {
          const chunk = await store.chunk(kept.id, number);
          // It was deleted by hand meanwhile.
          if (chunk === undefined) return;
          if (await this.server.put(kept.id, number, chunk)) watched = true;
          here.add(number);
        }),
      );
      tell(kept.id, { chunksSent: here.size, watched });
    }
  }

  private async finish(kept: Kept): Promise<void> {
    const { sessionId, sha256: theirs } = await this.server.finish(kept.id, kept.chunks);
    const ours = toHex(await sha256(await store.journal(kept.id)));
    if (ours !== theirs) {
      this.tries.set(kept.id, MOST_TRIES);
      tell(kept.id, { state: "refused", problem: words.upload.other_content });
      return;
    }
    await store.confirm(kept.id, sessionId);
    this.here.delete(kept.id);
    tell(kept.id, { state: "analysing", sessionId, chunksSent: kept.chunks, problem: null });
    this.follow(kept.id, sessionId);
  }

  /** Ask until it is analysed, beside whatever else is sent. */
  private follow(id: string, sessionId: string): void {
    if (this.followed.has(id)) return;
    this.followed.add(id);
    void this.analysed(id, sessionId).finally(() => this.followed.delete(id));
  }

  private async analysed(id: string, sessionId: string): Promise<void> {
    for (let pauseMs = ASK_MS; ; pauseMs = Math.min(pauseMs * 1.2, ASK_LONGEST_MS)) {
      try {
        const { status, failure: reason, efforts } = await this.server.session(sessionId);
        if (status === "done" || status === "failed" || status === "kept") {
          const refusal = say(words.upload.analysis_failed, { reason: reason ?? "" });
          const problem = status === "failed" ? refusal : status === "kept" ? reason : null;
          await store.update(id, { state: "done", efforts, failure: problem });
          tell(id, { state: status === "done" ? "done" : "unread", efforts, problem });
          return;
        }
      } catch (error) {
        if (error instanceof Refusal && error.status === NOT_FOUND) {
          // Somebody deleted the session: there is nothing more to follow.
          await store.update(id, { state: "done" });
          tell(id, { state: "done" });
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function hindrance(status: number): string {
  if (status === UNAUTHENTICATED) return words.upload.signed_out;
  return status === 0 ? words.upload.offline : words.upload.busy;
}
