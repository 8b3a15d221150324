// Live counting under Node: a file of questions in, their answers out.

import { readFileSync } from "node:fs";

import { counterFor, leadingPlace, Tally, type Counted } from "../../../api/web/pages/record/counter";
import type { Sample } from "../../../api/web/pages/record/source";
import { ended } from "../../../api/web/pages/record/ui/stop_rule";
import { Tempo } from "../../../api/web/pages/record/ui/tempo";

interface Stream {
  placement: string;
  kind: "imu" | "force";
  /** A row for each sample: its time in ms, then its values. */
  rows: number[][];
}

interface Question {
  exercise: string;
  streams: Stream[];
  block: number;
}

function sampleOf(kind: Stream["kind"], [timeMs, ...values]: number[]): Sample {
  const [ax, ay, az, gx, gy, gz] = values as [number, number, number, number, number, number];
  return kind === "force"
    ? { kind, timeMs: timeMs!, newtons: ax }
    : { kind, timeMs: timeMs!, acc: [ax, ay, az], gyr: [gx, gy, gz] };
}

/** What is counted, and how far the samples had come when it was told. */
function counted({ exercise, streams, block }: Question): (Counted & { toldMs: number })[] {
  const tally = new Tally();
  const told: (Counted & { toldMs: number })[] = [];
  for (const { placement, kind, rows } of streams) {
    const counter = counterFor(exercise, placement);
    if (counter === null) continue;
    for (let at = 0; at < rows.length; at += block) {
      const samples = rows.slice(at, at + block).map((row) => sampleOf(kind, row));
      for (const one of counter.feed(samples)) {
        if (tally.add(one)) told.push({ ...one, toldMs: samples.at(-1)!.timeMs });
      }
    }
  }
  return told;
}

const asked = JSON.parse(readFileSync(process.argv[2]!, "utf-8")) as {
  counted: Question[];
  ended: { set: Counted[]; tempoS: number | null }[];
  tempo: string[];
  leading: { exercise: string; placements: string[] }[];
};

process.stdout.write(
  JSON.stringify({
    counted: asked.counted.map(counted),
    ended: asked.ended.map(({ set, tempoS }) => ended(set, tempoS)),
    tempo: asked.tempo.map((text) => Tempo.parse(text)?.phases ?? null),
    leading: asked.leading.map(({ exercise, placements }) => leadingPlace(exercise, placements)),
  }),
);
