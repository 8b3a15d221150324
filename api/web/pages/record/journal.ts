// The journal of a recording: the same bytes as those of tracker/recording/journal.py, which a
// server puts together and decodes. Entries are `u32 length, u32 crc32, u8 type, body`.

export type Bytes = Uint8Array<ArrayBuffer>;
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };
export type Note = { [key: string]: Json };

export const MAGIC: Bytes = new TextEncoder().encode("CALFJNL1");

const NOTE = 1;
const PACKET = 2;
const FRAME_BYTES = 8;
const PACKET_HEAD_BYTES = 11;

/** Something said about the recording. */
export function encodeNote(content: Note): Bytes {
  const text = new TextEncoder().encode(asJson(content));
  const entry = new Uint8Array(FRAME_BYTES + 1 + text.length);
  entry[FRAME_BYTES] = NOTE;
  entry.set(text, FRAME_BYTES + 1);
  return framed(entry);
}

/** Bytes as a sensor sent them, with the host's monotonic time of their arrival. */
export function encodePacket(stream: number, arrivalNs: bigint, payload: Bytes): Bytes {
  const entry = new Uint8Array(FRAME_BYTES + PACKET_HEAD_BYTES + payload.length);
  const view = new DataView(entry.buffer);
  view.setUint8(FRAME_BYTES, PACKET);
  view.setUint16(FRAME_BYTES + 1, stream, true);
  view.setBigInt64(FRAME_BYTES + 3, arrivalNs, true);
  entry.set(payload, FRAME_BYTES + PACKET_HEAD_BYTES);
  return framed(entry);
}

export function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** Fill in the length and the checksum of an entry that has room for them. */
function framed(entry: Bytes): Bytes {
  const view = new DataView(entry.buffer);
  view.setUint32(0, entry.length - FRAME_BYTES, true);
  view.setUint32(4, crc32(entry.subarray(FRAME_BYTES)), true);
  return entry;
}

/** JSON with the spaces and escapes of Python's; whole numbers of any size may be bigint. */
function asJson(value: Json): string {
  if (typeof value === "string") return asciiString(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("no number");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(asJson).join(", ")}]`;
  const fields = Object.entries(value).map(([key, one]) => `${asciiString(key)}: ${asJson(one)}`);
  return `{${fields.join(", ")}}`;
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Bytes): number {
  let value = 0xffffffff;
  for (const one of bytes) value = (value >>> 8) ^ (TABLE[(value ^ one) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
