// A phone's own motion sensor, as tracker/sensors/codecs/phone.py describes it: the numbers of
// the browser's events as it gave them; what they mean is in the configuration.

import type { Bytes } from "../journal";
import { imuConfiguration, PacketError, type Configuration } from "./configuration";

export const TURNING_SCALE = Math.PI / 180;

const HEADER_BYTES = 8;
const READING_BYTES = 32;
const READINGS_V1 = 0x11;

export interface Reading {
  timeMs: number;
  /** Acceleration x, y, z and turning about them, as the browser gave them. */
  values: number[];
}

export interface ReadingsPacket {
  epoch: number;
  firstIndex: number;
  readings: Reading[];
}

export function configuration(rateHz: number, apple: boolean): Configuration {
  return imuConfiguration(rateHz, apple ? -1 : 1, TURNING_SCALE);
}

export function encodePacket(packet: ReadingsPacket): Bytes {
  const data = new Uint8Array(HEADER_BYTES + READING_BYTES * packet.readings.length);
  const view = new DataView(data.buffer);
  view.setUint8(0, READINGS_V1);
  view.setUint8(1, packet.readings.length);
  view.setUint16(2, packet.epoch, true);
  view.setUint32(4, packet.firstIndex, true);
  packet.readings.forEach((reading, index) => {
    const at = HEADER_BYTES + READING_BYTES * index;
    view.setFloat64(at, reading.timeMs, true);
    reading.values.forEach((value, channel) => view.setFloat32(at + 8 + 4 * channel, value, true));
  });
  return data;
}

export function decodePacket(data: Bytes): ReadingsPacket {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (data.length < HEADER_BYTES || view.getUint8(0) !== READINGS_V1) {
    throw new PacketError("no packet of readings");
  }
  const count = view.getUint8(1);
  if (count === 0 || data.length !== HEADER_BYTES + READING_BYTES * count) {
    throw new PacketError("a packet of another length");
  }
  const readings = Array.from({ length: count }, (_, index) => {
    const at = HEADER_BYTES + READING_BYTES * index;
    const values = Array.from({ length: 6 }, (_, channel) =>
      view.getFloat32(at + 8 + 4 * channel, true),
    );
    return { timeMs: view.getFloat64(at, true), values };
  });
  return { epoch: view.getUint16(2, true), firstIndex: view.getUint32(4, true), readings };
}
