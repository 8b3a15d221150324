// The open profile of this project, as tracker/sensors/codecs/calf.py describes it.

import type { Bytes } from "../journal";
import { PacketError } from "./configuration";

export const SERVICE = "4e9c0001-5a1d-4c8e-9b7f-2d36c0a8e5f1";
export const DATA = "4e9c0002-5a1d-4c8e-9b7f-2d36c0a8e5f1";
export const CONFIGURATION = "4e9c0003-5a1d-4c8e-9b7f-2d36c0a8e5f1";
export const CONTROL = "4e9c0004-5a1d-4c8e-9b7f-2d36c0a8e5f1";
export const BACKFILL = "4e9c0005-5a1d-4c8e-9b7f-2d36c0a8e5f1";

export const START = 1;
export const STOP = 2;
export const TIME_PING = 4;
export const GET_RANGE = 6;

const HEADER_BYTES = 12;
const SAMPLES_V1 = 0x11;
const REPLY = 0x80;

export interface DataPacket {
  epoch: number;
  firstIndex: number;
  timeUs: number;
  /** One row a sample. */
  counts: number[][];
}

export interface Reply {
  operation: number;
  token: number;
  status: number;
  returned: DataView;
}

export function decodePacket(data: Bytes, channels: number): DataPacket {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (data.length < HEADER_BYTES || view.getUint8(0) !== SAMPLES_V1) {
    throw new PacketError("no packet of this profile");
  }
  const count = view.getUint8(1);
  if (count === 0 || data.length !== HEADER_BYTES + 2 * count * channels) {
    throw new PacketError("a packet of another length");
  }
  const counts = Array.from({ length: count }, (_, sample) =>
    Array.from({ length: channels }, (_, channel) =>
      view.getInt16(HEADER_BYTES + 2 * (sample * channels + channel), true),
    ),
  );
  return {
    epoch: view.getUint16(2, true) & 0xff,
    firstIndex: view.getUint32(4, true),
    timeUs: view.getUint32(8, true),
    counts,
  };
}

export function request(operation: number, token: number): Bytes {
  return Uint8Array.of(operation, token);
}

/** Ask for samples of the sensor's ring again. */
export function rangeRequest(token: number, firstIndex: number, count: number): Bytes {
  const data = new Uint8Array(8);
  const view = new DataView(data.buffer);
  data.set([GET_RANGE, token]);
  view.setUint32(2, firstIndex, true);
  view.setUint16(6, Math.min(count, 0xffff), true);
  return data;
}

export function decodeReply(data: Bytes): Reply {
  const [head, token, status] = data;
  if (head === undefined || token === undefined || status === undefined || !(head & REPLY)) {
    throw new PacketError("no reply of the control point");
  }
  const returned = new DataView(data.buffer, data.byteOffset + 3, data.length - 3);
  return { operation: head & ~REPLY, token, status, returned };
}
