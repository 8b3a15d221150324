// What this device keeps of recordings until the server has them for good.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import words from "../../words/en/recording.json";
import { joined, MAGIC, type Bytes } from "./journal";
import type { Statement } from "./notes";
import { tellGone } from "./progress";

/** Why a recording cannot be made or kept, in words for a person. */
export class RecordingProblem extends Error {}

/** A stream of a recording: which sensor was given its number. */
export interface KeptStream {
  number: number;
  placement: string;
  profile: string;
  configuration: Bytes;
}

/** `open` until it is finished, `complete` until the server has it, `stored` until analysed. */
export type KeptState = "open" | "complete" | "stored" | "done";

export interface Kept {
  id: string;
  /** Who was signed in; nobody else may send it. Null where that was never known. */
  owner: string | null;
  statement: Statement;
  startedAt: Date;
  lastAt: Date;
  /** Time of the newest entry on the journal's clock, ns. */
  lastNs: bigint;
  streams: KeptStream[];
  chunks: number;
  state: KeptState;
  sessionId: string | null;
  efforts: number | null;
  failure: string | null;
}

interface Shelves extends DBSchema {
  recordings: { key: string; value: Kept };
  chunks: { key: [string, number]; value: Bytes };
  facts: { key: string; value: string };
}

export interface Unfinished {
  id: string;
  statement: Statement;
  startedAt: Date;
  chunks: number;
  lastPacketAt: Date;
}

const NAME = "calf-recordings";
const VERSION = 1;
const OWNER = "owner";
const KEEP_DONE_MS = 24 * 3600 * 1000;
const LAST = Number.MAX_SAFE_INTEGER;

let opened: Promise<IDBPDatabase<Shelves>> | null = null;

function database(): Promise<IDBPDatabase<Shelves>> {
  opened ??= openDB<Shelves>(NAME, VERSION, {
    upgrade(fresh) {
      fresh.createObjectStore("recordings", { keyPath: "id" });
      fresh.createObjectStore("chunks");
      fresh.createObjectStore("facts");
    },
    // Another tab has a newer version of the page: let it.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
    terminated: () => (opened = null),
  });
  return opened.catch(() => {
    opened = null;
    throw new RecordingProblem(words.recorder.storage_unavailable);
  });
}

/** Name of the lock that a tab holds while it makes a recording. */
export function recordingLock(id: string): string {
  return `calf-recording-${id}`;
}

export async function create(kept: Kept): Promise<void> {
  await (await database()).add("recordings", kept);
}

export async function find(id: string): Promise<Kept | undefined> {
  return (await database()).get("recordings", id);
}

/** All recordings, the oldest first. */
export async function all(): Promise<Kept[]> {
  const kept = await (await database()).getAll("recordings");
  return kept.sort((one, other) => one.startedAt.getTime() - other.startedAt.getTime());
}

/** Change what is known of a recording; nothing where it is gone. */
export async function update(id: string, change: Partial<Kept>): Promise<void> {
  const transaction = (await database()).transaction("recordings", "readwrite");
  const kept = await transaction.store.get(id);
  if (kept !== undefined) await transaction.store.put({ ...kept, ...change });
  await transaction.done;
}

/** Keep the next chunk; it is on the disk when this returns. DOMException where that is full. */
export async function append(
  id: string,
  chunk: Bytes,
  change: Pick<Kept, "lastNs" | "lastAt" | "streams">,
): Promise<void> {
  const transaction = (await database()).transaction(["recordings", "chunks"], "readwrite", {
    durability: "strict",
  });
  const kept = await transaction.objectStore("recordings").get(id);
  if (kept === undefined) throw new RecordingProblem(words.recorder.gone);
  await Promise.all([
    transaction.objectStore("chunks").add(chunk, [id, kept.chunks]),
    transaction.objectStore("recordings").put({ ...kept, ...change, chunks: kept.chunks + 1 }),
    transaction.done,
  ]);
}

export async function chunk(id: string, number: number): Promise<Bytes | undefined> {
  return (await database()).get("chunks", [id, number]);
}

/** The whole journal. */
export async function journal(id: string): Promise<Bytes> {
  const chunks = await (await database()).getAll("chunks", of(id));
  return joined([MAGIC, ...chunks]);
}

/** The server has it for good: only what became of it is kept, for a while. */
export async function confirm(id: string, sessionId: string): Promise<void> {
  await update(id, { state: "stored", sessionId });
  await (await database()).delete("chunks", of(id));
}

/** Delete a recording from this device; only on the person's word. */
export async function discard(id: string): Promise<void> {
  const transaction = (await database()).transaction(["recordings", "chunks"], "readwrite");
  await Promise.all([
    transaction.objectStore("recordings").delete(id),
    transaction.objectStore("chunks").delete(of(id)),
    transaction.done,
  ]);
  tellGone(id);
}

/** Forget recordings that were analysed yesterday. */
export async function tidy(): Promise<void> {
  const before = Date.now() - KEEP_DONE_MS;
  for (const one of await all()) {
    if (one.state === "done" && one.lastAt.getTime() < before) await discard(one.id);
  }
}

/** Recordings whose tab was closed before they were finished. */
export async function unfinished(): Promise<Unfinished[]> {
  const held = (await navigator.locks?.query())?.held ?? [];
  const names = new Set(held.map((one) => one.name));
  return (await all())
    .filter((one) => one.state === "open" && !names.has(recordingLock(one.id)))
    .map(({ id, statement, startedAt, chunks, lastAt }) => ({
      id,
      statement,
      startedAt,
      chunks,
      lastPacketAt: lastAt,
    }));
}

/** A recording's journal as a file, to save by hand. */
export async function fileOf(id: string): Promise<Blob> {
  return new Blob([await journal(id)], { type: "application/octet-stream" });
}

/** Who was last signed in to this browser. */
export async function lastOwner(): Promise<string | null> {
  return (await (await database()).get("facts", OWNER)) ?? null;
}

export async function rememberOwner(user: string): Promise<void> {
  await (await database()).put("facts", user, OWNER);
}

function of(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, LAST]);
}
