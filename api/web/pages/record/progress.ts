// How far recordings are: told within the page, and to the other tabs of this browser.

import type { Kept } from "./store";

export interface Progress {
  id: string;
  /** `unread` is at the server, which could not read or analyse it; `problem` says why. */
  state: "recording" | "waiting" | "sending" | "analysing" | "done" | "unread" | "refused";
  chunksKept: number;
  chunksSent: number;
  sessionId: string | null;
  problem: string | null;
  efforts: number | null;
  /** Whether somebody watches it on the server now. */
  watched: boolean;
}

type Message = { kind: "kept" } | { kind: "gone"; id: string } | { kind: "progress"; of: Progress };

const STATES = {
  open: "recording",
  complete: "waiting",
  stored: "analysing",
  done: "done",
} as const;

const known = new Map<string, Progress>();
const listeners = new Set<(all: Progress[]) => void>();
const wakers = new Set<() => void>();
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("calf-recordings") : null;

channel?.addEventListener("message", (event: MessageEvent<Message>) => hear(event.data));

/** Hear of all recordings whenever one gets further. */
export function onUploads(listener: (all: Progress[]) => void): () => void {
  listeners.add(listener);
  if (known.size > 0) listener([...known.values()]);
  return () => listeners.delete(listener);
}

/** Be woken when something more is kept, in whichever tab. */
export function onKept(waker: () => void): void {
  wakers.add(waker);
}

export function progressOf(id: string): Progress | undefined {
  return known.get(id);
}

/** Tell what is new of a recording. */
export function tell(id: string, change: Partial<Progress>): void {
  const of = { ...(known.get(id) ?? initial(id)), ...change };
  publish({ kind: "progress", of });
}

/** Tell that there is something to send. */
export function tellKept(): void {
  publish({ kind: "kept" });
}

export function tellGone(id: string): void {
  publish({ kind: "gone", id });
}

/** What the device's memory alone says of a recording. */
export function remembered(kept: Kept): Progress {
  return {
    ...initial(kept.id),
    state: kept.state === "done" && kept.failure !== null ? "unread" : STATES[kept.state],
    chunksKept: kept.chunks,
    chunksSent: kept.state === "stored" || kept.state === "done" ? kept.chunks : 0,
    sessionId: kept.sessionId,
    efforts: kept.efforts,
    problem: kept.failure,
  };
}

function initial(id: string): Progress {
  return {
    id,
    state: "recording",
    chunksKept: 0,
    chunksSent: 0,
    sessionId: null,
    problem: null,
    efforts: null,
    watched: false,
  };
}

function publish(message: Message): void {
  channel?.postMessage(message);
  hear(message);
}

function hear(message: Message): void {
  if (message.kind === "kept") {
    for (const waker of wakers) waker();
    return;
  }
  if (message.kind === "gone") known.delete(message.id);
  else known.set(message.of.id, message.of);
  const all = [...known.values()];
  for (const listener of listeners) listener(all);
}
