// What a sensor measures, as tracker/sensors/codecs/configuration.py writes and reads it.

import type { Bytes } from "../journal";

export interface Channel {
  name: string;
  unit: string;
  scale: number;
}

export type Kind = "imu" | "force_plate" | "insole" | "angle";

export interface Configuration {
  kind: Kind;
  rateHz: number;
  channels: Channel[];
}

/** Before the channels: version, kind, their number, the rate. */
export const HEAD_BYTES = 12;

const VERSION = 1;
const KINDS: readonly Kind[] = ["imu", "force_plate", "insole", "angle"];

/** Bytes that are nothing which the profile allows. */
export class PacketError extends Error {}

export function encodeConfiguration(configuration: Configuration): Bytes {
  const parts = configuration.channels.map((channel) => {
    const scale = new Uint8Array(8);
    new DataView(scale.buffer).setFloat64(0, channel.scale, true);
    return [...scale, ...text(channel.name), ...text(channel.unit)];
  });
  const head = new Uint8Array(HEAD_BYTES);
  const view = new DataView(head.buffer);
  head.set([VERSION, KINDS.indexOf(configuration.kind) + 1, configuration.channels.length, 0]);
  view.setFloat64(4, configuration.rateHz, true);
  return Uint8Array.from([...head, ...parts.flat()]);
}

export function decodeConfiguration(data: Bytes): Configuration {
  if (data.length < HEAD_BYTES) throw new PacketError("a configuration is cut short");
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const kind = KINDS[view.getUint8(1) - 1];
  if (view.getUint8(0) !== VERSION || kind === undefined) {
    throw new PacketError("a configuration of another version or kind");
  }
  const channels: Channel[] = [];
  let at = HEAD_BYTES;
  const next = (): string => {
    const length = data[at];
    if (length === undefined || at + 1 + length > data.length) {
      throw new PacketError("a configuration is cut short");
    }
    const from = at + 1;
    at = from + length;
    return new TextDecoder("utf-8", { fatal: true }).decode(data.subarray(from, at));
  };
  for (let number = 0; number < view.getUint8(2); number++) {
    if (at + 8 > data.length) throw new PacketError("a configuration is cut short");
    const scale = view.getFloat64(at, true);
    at += 8;
    channels.push({ name: next(), unit: next(), scale });
  }
  if (at !== data.length || channels.length === 0) {
    throw new PacketError("a configuration of another length");
  }
  return { kind, rateHz: view.getFloat64(4, true), channels };
}

/** Of an inertial sensor whose counts mean so much, in m/s² and rad/s on all three axes. */
export function imuConfiguration(
  rateHz: number,
  accelerationScale: number,
  turningScale: number,
): Configuration {
  const channels = (name: string, unit: string, scale: number): Channel[] =>
    ["x", "y", "z"].map((axis) => ({ name: `${name}_${axis}`, unit, scale }));
  return {
    kind: "imu",
    rateHz,
    channels: [
      ...channels("acc", "m/s²", accelerationScale),
      ...channels("gyr", "rad/s", turningScale),
    ],
  };
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [bytes.length, ...bytes];
}
