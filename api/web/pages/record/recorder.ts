// Makes a recording: every packet into the journal, and the journal onto this device's disk.

import words from "../../words/en/recording.json";
import { say } from "../../components/words";
import { nowMs, toNs } from "./clock";
import { HEAD_BYTES } from "./codecs/configuration";
import { newId } from "./identifiers";
import { encodeNote, encodePacket, joined, toHex, type Bytes, type Note } from "./journal";
import * as notes from "./notes";
import type { RemarkKind, Statement } from "./notes";
import { onUploads, tell, tellKept, type Progress } from "./progress";
import { Source, type Sensor } from "./source";
import * as store from "./store";
import { RecordingProblem, type Kept, type KeptStream } from "./store";

export type { Progress } from "./progress";
export type { Statement } from "./notes";
export { RecordingProblem } from "./store";

const CHUNK_MS = 1000;
/** While somebody watches, to whom everything comes later by as much as a chunk is long. */
const WATCHED_CHUNK_MS = 200;
const CHUNK_BYTES = 200_000;

export class Recorder {
  private entries: Bytes[] = [];
  private bytes = 0;
  private sinceMs = 0;
  private sources: Source[] = [];
  private streams: KeptStream[];
  private writing: Promise<void> = Promise.resolve();
  private ended = false;
  private chunkMs = CHUNK_MS;
  private timer = 0;
  private unheard: () => void = () => undefined;
  private letGo: () => void = () => undefined;
  /** Brings the clock of this opening of the page behind that of the one before. */
  private readonly offsetNs: bigint;
  private readonly hidden = (): void => void this.seal();

  private constructor(kept: Kept) {
    this.id = kept.id;
    this.streams = kept.streams;
    const now = toNs(nowMs());
    this.offsetNs = kept.lastNs > now ? kept.lastNs - now : 0n;
  }

  readonly id: string;

  /** Begin. Sensors that do not stream yet are started. */
  static async begin(statement: Statement, sensors: Sensor[]): Promise<Recorder> {
    const sources = usable(sensors);
    if (sources.length === 0) throw new RecordingProblem(words.recorder.no_sensor);
    const startedAt = new Date();
    const kept: Kept = {
      id: newId(startedAt.getTime()),
      owner: await store.lastOwner(),
      statement,
      startedAt,
      lastAt: startedAt,
      lastNs: toNs(nowMs()),
      streams: [],
      chunks: 0,
      state: "open",
      sessionId: null,
      efforts: null,
      failure: null,
    };
    await Promise.all(sources.map((one) => one.start()));
    // Asked for once; where the browser says no, it may only delete when the disk is full.
    void navigator.storage?.persist?.();
    const recorder = new Recorder(kept);
    await recorder.hold();
    await store.create(kept).catch((error: unknown) => {
      recorder.release();
      throw error;
    });
    const startNs = recorder.now();
    recorder.note(notes.beginNote(statement, startNs, startedAt));
    recorder.attach(sources, null);
    const { tempo } = statement;
    if (tempo !== null && notes.tempoSeconds(tempo) === null) recorder.remark("note", tempo);
    await recorder.seal();
    return recorder;
  }

  /** Go on with a recording whose tab was closed; without sensors only to remark and finish. */
  static async takeUp(id: string, sensors: Sensor[] | null): Promise<Recorder> {
    const kept = await store.find(id);
    if (kept === undefined || kept.state !== "open") {
      throw new RecordingProblem(words.recorder.gone);
    }
    const sources = usable(sensors ?? []);
    await Promise.all(sources.map((one) => one.start()));
    const recorder = new Recorder(kept);
    await recorder.hold();
    recorder.attach(sources, kept.lastNs);
    return recorder;
  }

  /** Note what a person says now. */
  remark(kind: RemarkKind, value: string | number | null = null): void {
    if (this.ended) return;
    this.note(notes.remarkNote(kind, this.now(), value));
  }

  /** End it in good order; sending it goes on by itself. The sensors stream on until stopped. */
  async finish(): Promise<void> {
    if (this.ended) return;
    for (const source of this.sources) {
      source.flush();
      source.scribe = null;
    }
    this.note(notes.endNote(this.now()));
    await this.seal();
    // It goes on trying, and may be finished again once there is room.
    if (this.entries.length > 0) throw new RecordingProblem(words.recorder.storage_full);
    await store.update(this.id, { state: "complete" });
    this.release();
    tell(this.id, { state: "waiting" });
    tellKept();
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    return onUploads((all) => {
      const mine = all.find((one) => one.id === this.id);
      if (mine !== undefined) listener(mine);
    });
  }

  /** Be known to the other tabs as the one that makes this recording. */
  private async hold(): Promise<void> {
    if (navigator.locks !== undefined) {
      await new Promise<void>((resolve, reject) => {
        void navigator.locks.request(
          store.recordingLock(this.id),
          { ifAvailable: true },
          (lock) => {
            if (lock === null) return reject(new RecordingProblem(words.recorder.elsewhere));
            resolve();
            return new Promise<void>((done) => (this.letGo = done));
          },
        );
      });
    }
    this.every(CHUNK_MS);
    this.unheard = this.onProgress(({ watched }) =>
      this.every(watched ? WATCHED_CHUNK_MS : CHUNK_MS),
    );
    document.addEventListener("visibilitychange", this.hidden);
  }

  private every(chunkMs: number): void {
    if (this.timer !== 0 && chunkMs === this.chunkMs) return;
    clearInterval(this.timer);
    this.chunkMs = chunkMs;
    this.timer = window.setInterval(() => void this.seal(), chunkMs);
  }

  private release(): void {
    this.ended = true;
    this.unheard();
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.hidden);
    this.letGo();
  }

  private attach(sources: Source[], lostNs: bigint | null): void {
    for (const source of sources) {
      const stream = this.streamOf(source, lostNs);
      source.flush();
      source.scribe = {
        packet: (payload, arrivalMs) =>
          this.keep(encodePacket(stream, this.at(arrivalMs), payload)),
        link: (state, atMs) => this.note(notes.linkNote(stream, state, this.at(atMs))),
        ping: (sentMs, deviceUs, receivedMs) =>
          this.note(notes.pingNote(stream, this.at(sentMs), deviceUs, this.at(receivedMs))),
      };
    }
    this.sources = sources;
  }

  /** The number of a source's stream: the one it had before, where its packets mean the same. */
  private streamOf(source: Source, lostNs: bigint | null): number {
    const described = source.describe();
    const same = this.streams.find((one) => isSame(one, described));
    if (same !== undefined && lostNs !== null) {
      this.note(notes.linkNote(same.number, "lost", lostNs));
      this.note(notes.linkNote(same.number, "restored", this.now()));
      return same.number;
    }
    const { placement, profile, configuration } = described;
    const number = this.streams.length;
    const again = this.streams.filter((one) => one.placement === placement).length;
    const name = again === 0 ? placement : `${placement}_${again + 1}`;
    this.streams = [...this.streams, { number, placement, profile, configuration }];
    this.note(notes.sensorNote(number, name, described));
    return number;
  }

  private note(content: Note): void {
    this.keep(encodeNote(content));
  }

  private keep(entry: Bytes): void {
    if (this.ended) return;
    if (this.entries.length === 0) this.sinceMs = nowMs();
    this.entries.push(entry);
    this.bytes += entry.length;
    // The timer alone would be late where the browser slows down timers that nobody sees.
    const due = nowMs() - this.sinceMs >= this.chunkMs || this.bytes >= CHUNK_BYTES;
    if (due) void this.seal();
  }

  /** Bring what came since the last time onto the disk; what does not fit is tried again. */
  private seal(): Promise<void> {
    const next = this.writing.then(() => this.write());
    this.writing = next;
    return next;
  }

  private async write(): Promise<void> {
    const { entries, streams } = this;
    if (entries.length === 0) return;
    this.entries = [];
    this.bytes = 0;
    const lastNs = this.now();
    try {
      await store.append(this.id, joined(entries), { lastNs, lastAt: new Date(), streams });
    } catch (error) {
      this.entries = [...entries, ...this.entries];
      tell(this.id, { problem: problemOf(error) });
      return;
    }
    const chunksKept = (await store.find(this.id))?.chunks ?? 0;
    tell(this.id, { chunksKept, problem: null });
    tellKept();
  }

  private now(): bigint {
    return this.at(nowMs());
  }

  private at(ms: number): bigint {
    return toNs(ms) + this.offsetNs;
  }
}

/** Go on with a recording whose tab was closed; see `Recorder.takeUp`. */
export function takeUp(id: string, sensors: Sensor[] | null): Promise<Recorder> {
  return Recorder.takeUp(id, sensors);
}

function usable(sensors: Sensor[]): Source[] {
  const sources = sensors.filter((one): one is Source => one instanceof Source);
  if (sources.length < sensors.length) throw new RecordingProblem(words.recorder.no_sensor);
  const places = new Set<string>();
  if (new Set(sources.map((one) => one.key)).size < sources.length) {
    throw new RecordingProblem(words.recorder.chosen_twice);
  }
  for (const { placement, label } of sources) {
    if (placement === "") {
      throw new RecordingProblem(say(words.recorder.not_placed, { name: label }));
    }
    if (places.has(placement)) {
      throw new RecordingProblem(say(words.recorder.two_at_one_place, { placement }));
    }
    places.add(placement);
  }
  return sources;
}

function isSame(stream: KeptStream, described: notes.SensorDescription): boolean {
  const { placement, profile, configuration } = described;
  if (stream.placement !== placement || stream.profile !== profile) return false;
  // A phone's rate is measured and so never quite the same; its scales must be.
  const from = profile === "phone" ? HEAD_BYTES : 0;
  return toHex(stream.configuration.slice(from)) === toHex(configuration.slice(from));
}

function problemOf(error: unknown): string {
  if (error instanceof RecordingProblem) return error.message;
  return words.recorder.storage_full;
}
