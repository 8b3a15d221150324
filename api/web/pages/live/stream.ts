// The server's events, asked for again whenever they break off.

import type { Events, Name } from "./events";

export type Link = "connecting" | "live" | "again" | "signed_out" | "busy";

type Hear = <Kind extends Name>(kind: Kind, data: Events[Kind]) => void;

const NAMES: Name[] = [
  "snapshot",
  "begin",
  "rep",
  "state",
  "curve",
  "finding",
  "finished",
  "hidden",
  "lagged",
  "ended",
];
const WAITS_MS = [500, 1000, 2000, 5000, 10_000];
const BUSY_MS = 15_000;

export class Stream {
  private source: EventSource | null = null;
  private tries = 0;
  private waiting = 0;

  constructor(
    private readonly address: string,
    private readonly hear: Hear,
    private readonly tell: (link: Link) => void,
  ) {}

  /** Connect, and stay connected. */
  open(): void {
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.broke("again"));
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.now();
    });
    this.connect();
  }

  /** A page that comes back, or a network, does not wait its turn. */
  private now(): void {
    this.tries = 0;
    this.connect();
  }

  private connect(): void {
    clearTimeout(this.waiting);
    this.source?.close();
    this.tell(this.tries === 0 ? "connecting" : "again");
    const source = new EventSource(this.address);
    this.source = source;
    for (const name of NAMES)
      source.addEventListener(name, (event) => {
        if (source === this.source) this.take(name, event as MessageEvent<string>);
      });
    source.addEventListener("error", () => {
      if (source === this.source) void this.failed();
    });
  }

  private take(name: Name, event: MessageEvent<string>): void {
    const data = JSON.parse(event.data) as Events[Name];
    if (name === "snapshot") {
      this.tries = 0;
      this.tell("live");
    }
    this.hear(name, data);
    if (name === "ended") void this.failed();
  }

  /** An EventSource does not tell what the server answered, so it is asked once more. */
  private async failed(): Promise<void> {
    this.source?.close();
    this.source = null;
    this.broke("again");
    try {
      const answer = await fetch("/v1/live/recordings", { headers: { accept: "application/json" } });
      if (answer.status === 401) this.broke("signed_out");
      if (answer.status === 429) this.broke("busy", BUSY_MS);
    } catch {
      // It cannot be reached: the next try tells.
    }
  }

  private broke(link: Link, wait?: number): void {
    clearTimeout(this.waiting);
    this.tell(link);
    if (link === "signed_out") return;
    const wanted = wait ?? WAITS_MS[Math.min(this.tries, WAITS_MS.length - 1)]!;
    this.tries += 1;
    // Many viewers of a server that starts anew do not all come at once.
    this.waiting = setTimeout(() => this.connect(), wanted * (0.8 + 0.4 * Math.random()));
  }
}
