// The page's codecs, asked line by line: a JSON request in, a JSON answer out.

import { createInterface } from "node:readline";

import { newId } from "../../../api/web/pages/record/identifiers";
import {
  encodeNote,
  encodePacket,
  toHex,
  type Bytes,
  type Json,
  type Note,
} from "../../../api/web/pages/record/journal";
import * as notes from "../../../api/web/pages/record/notes";
import * as calf from "../../../api/web/pages/record/codecs/calf";
import {
  decodeConfiguration,
  encodeConfiguration,
  type Configuration,
} from "../../../api/web/pages/record/codecs/configuration";
import * as phone from "../../../api/web/pages/record/codecs/phone";
import * as progressor from "../../../api/web/pages/record/codecs/progressor";
import * as witmotion from "../../../api/web/pages/record/codecs/witmotion";

interface Request {
  ask: string;
  [key: string]: unknown;
}

const fromHex = (hex: unknown): Bytes =>
  Uint8Array.from(String(hex).match(/../g) ?? [], (one) => parseInt(one, 16));

const described = (one: Request): notes.SensorDescription => ({
  ...(one["sensor"] as Omit<notes.SensorDescription, "configuration">),
  configuration: fromHex(one["configuration"]),
});

const answers: Record<string, (one: Request) => Json> = {
  note: (one) => toHex(encodeNote(one["content"] as Note)),
  packet: (one) =>
    toHex(
      encodePacket(Number(one["stream"]), BigInt(String(one["arrival"])), fromHex(one["payload"])),
    ),
  begin: (one) =>
    toHex(
      encodeNote(
        notes.beginNote(
          one["statement"] as notes.Statement,
          BigInt(String(one["start"])),
          new Date(Number(one["started_ms"])),
        ),
      ),
    ),
  sensor: (one) =>
    toHex(encodeNote(notes.sensorNote(Number(one["stream"]), String(one["name"]), described(one)))),
  link: (one) => toHex(encodeNote(notes.linkNote(1, "lost", BigInt(String(one["at"]))))),
  ping: (one) => {
    const at = BigInt(String(one["at"]));
    return toHex(encodeNote(notes.pingNote(1, at, Number(one["device_us"]), at + 5n)));
  },
  remark: (one) =>
    toHex(encodeNote(notes.remarkNote("pain", BigInt(String(one["at"])), one["value"] as number))),
  tempo: (one) => notes.tempoSeconds(one["text"] as string),
  id: (one) => newId(Number(one["now_ms"])),
  configured: (one) => toHex(encodeConfiguration(one["configuration"] as Configuration)),
  configuration: (one) => decodeConfiguration(fromHex(one["data"])) as unknown as Json,
  calf: (one) =>
    calf.decodePacket(fromHex(one["data"]), Number(one["channels"])) as unknown as Json,
  calf_range: (one) =>
    toHex(calf.rangeRequest(Number(one["token"]), Number(one["first"]), Number(one["count"]))),
  calf_reply: (one) => {
    const { operation, token, status, returned } = calf.decodeReply(fromHex(one["data"]));
    return { operation, token, status, returned: returned.byteLength };
  },
  progressor: (one) => progressor.decodePulls(fromHex(one["data"])) as unknown as Json,
  witmotion: (one) => {
    const reader = new witmotion.FrameReader();
    return (one["parts"] as string[])
      .flatMap((part) => reader.feed(fromHex(part)))
      .map((frame) => ({ kind: frame.kind, body: toHex(frame.body) }));
  },
  witmotion_counts: (one) =>
    witmotion.motionCounts({ kind: witmotion.MOTION, body: fromHex(one["body"]) }),
  witmotion_configuration: (one) =>
    toHex(encodeConfiguration(witmotion.configuration(Number(one["rate_hz"])))),
  progressor_configuration: () => toHex(encodeConfiguration(progressor.CONFIGURATION)),
  phone_configuration: (one) =>
    toHex(
      encodeConfiguration(phone.configuration(Number(one["rate_hz"]), Boolean(one["apple"]))),
    ),
  phone: (one) => phone.decodePacket(fromHex(one["data"])) as unknown as Json,
  phone_packet: (one) =>
    toHex(phone.encodePacket(one["packet"] as unknown as phone.ReadingsPacket)),
};

for await (const line of createInterface({ input: process.stdin })) {
  const one = JSON.parse(line) as Request;
  let answer: unknown;
  try {
    answer = { answer: answers[one.ask]!(one) };
  } catch (error) {
    answer = { refused: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
