// The server as a sender of recordings knows it.

import type { Bytes } from "./journal";
import type { Kept } from "./store";

/** What the server refused, in its words; `status` 0 where it could not be reached. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly afterMs: number | null = null,
  ) {
    super(message);
  }

  /** Whether the same may work later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

interface SignedIn {
  user: string;
  csrf: string;
}

interface Ingest {
  finished_at: string | null;
  streams: { stream: string; received: number; next: number; missing: number[] }[];
}

interface Uploaded {
  recording: { upload: { sha256: string } };
  session: { id: string };
}

export interface Session {
  status: "queued" | "analysing" | "done" | "failed" | "kept";
  failure: string | null;
  efforts: number | null;
}

const STREAM = "journal";
const ANSWER_MS = 30_000;

export class Server {
  private csrf = "";

  /** Who is signed in; makes what follows theirs. */
  async signedIn(): Promise<string> {
    const { user, csrf } = await this.ask<SignedIn>("GET", "/signed-in");
    this.csrf = csrf;
    return user;
  }

  /** Begin or go on: the numbers that are there, and whether it is finished. */
  async begin(kept: Kept): Promise<{ here: Set<number>; finished: boolean }> {
    const stamp = kept.startedAt.toISOString().slice(0, 16).replace("T", "-").replace(":", "");
    const told = await this.ask<Ingest>("PUT", `/v1/recordings/${kept.id}`, {
      name: `${kept.statement.exercise ?? "recording"}-${stamp}.calf`,
      athlete_id: kept.statement.athleteId,
      exercise: kept.statement.exercise,
    });
    return { here: hereOf(told), finished: told.finished_at !== null };
  }

  /** Send a chunk; whether somebody watches the recording now. */
  async put(id: string, number: number, chunk: Bytes): Promise<boolean> {
    const digest = toBase64(await sha256(chunk));
    const headers = { "content-digest": `sha-256=:${digest}:` };
    const path = `/v1/recordings/${id}/streams/${STREAM}/chunks/${number}`;
    return (await this.ask<{ watched: boolean }>("PUT", path, chunk, headers)).watched;
  }

  /** Have the recording made; once it is, again gives the same. */
  async finish(id: string, chunks: number): Promise<{ sessionId: string; sha256: string }> {
    const path = `/v1/recordings/${id}/finish`;
    const told = await this.ask<Uploaded>("POST", path, { chunks: { [STREAM]: chunks } });
    return { sessionId: told.session.id, sha256: told.recording.upload.sha256 };
  }

  session(id: string): Promise<Session> {
    return this.ask<Session>("GET", `/v1/sessions/${id}`);
  }

  private async ask<Answer>(
    method: string,
    path: string,
    body?: Bytes | object,
    more: Record<string, string> = {},
  ): Promise<Answer> {
    const raw = body instanceof Uint8Array;
    const headers: Record<string, string> = { accept: "application/json", ...more };
    if (method !== "GET") headers["x-csrf-token"] = this.csrf;
    if (body !== undefined) {
      headers["content-type"] = raw ? "application/octet-stream" : "application/json";
    }
    let answer: Response;
    try {
      answer = await fetch(path, {
        method,
        headers,
        signal: AbortSignal.timeout(ANSWER_MS),
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      });
      if (answer.ok) return (await answer.json()) as Answer;
    } catch (error) {
      throw new Refusal(error instanceof Error ? error.message : "", 0);
    }
    const afterS = Number(answer.headers.get("retry-after") ?? NaN);
    const afterMs = Number.isFinite(afterS) ? afterS * 1000 : null;
    throw new Refusal(await detailOf(answer), answer.status, afterMs);
  }
}

export async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

function toBase64(bytes: Bytes): string {
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}

function hereOf(told: Ingest): Set<number> {
  const journal = told.streams.find((one) => one.stream === STREAM);
  if (journal === undefined) return new Set();
  const missing = new Set(journal.missing);
  const listed = Array.from({ length: journal.next }, (_, number) => number).filter(
    (number) => !missing.has(number),
  );
  // Of very many only the first missing are listed; after those, nothing is taken for granted.
  const last = Math.max(0, ...missing);
  const complete = listed.length === journal.received;
  return new Set(complete ? listed : listed.filter((number) => number < last));
}

async function detailOf(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? answer.statusText;
  } catch {
    return answer.statusText;
  }
}
