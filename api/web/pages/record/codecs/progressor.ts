// What Tindeq's Progressor says, as tracker/sensors/codecs/progressor.py describes it.

import type { Bytes } from "../journal";
import { PacketError, type Configuration } from "./configuration";

export const SERVICE = "7e4e1701-1ea6-40c9-9dcc-13d34ffead57";
export const NOTIFY = "7e4e1702-1ea6-40c9-9dcc-13d34ffead57";
export const WRITE = "7e4e1703-1ea6-40c9-9dcc-13d34ffead57";

export const START: Bytes = Uint8Array.of(0x65);
export const STOP: Bytes = Uint8Array.of(0x66);

export const CONFIGURATION: Configuration = {
  kind: "force_plate",
  rateHz: 80,
  channels: [{ name: "fz", unit: "N", scale: 9.80665 }],
};

const MEASUREMENT = 1;
const SAMPLE_BYTES = 8;

export interface Pull {
  kilograms: number;
  timeUs: number;
}

/** The measurements of a notification; none in those that hold others. */
export function decodePulls(data: Bytes): Pull[] {
  const [tag, length] = data;
  if (length === undefined || data.length !== 2 + length) {
    throw new PacketError("no notification of a Progressor");
  }
  if (tag !== MEASUREMENT) return [];
  if (length === 0 || length % SAMPLE_BYTES) throw new PacketError("no measurements");
  const view = new DataView(data.buffer, data.byteOffset + 2, length);
  const pulls = Array.from({ length: length / SAMPLE_BYTES }, (_, index) => ({
    kilograms: view.getFloat32(index * SAMPLE_BYTES, true),
    timeUs: view.getUint32(index * SAMPLE_BYTES + 4, true),
  }));
  if (!pulls.every((one) => Number.isFinite(one.kilograms))) throw new PacketError("no number");
  return pulls;
}
