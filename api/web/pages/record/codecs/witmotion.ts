// What WitMotion's Bluetooth 5 sensors say, as tracker/sensors/codecs/witmotion.py describes it.

import type { Bytes } from "../journal";
import { imuConfiguration, type Configuration } from "./configuration";

export const SERVICE = "0000ffe5-0000-1000-8000-00805f9a34fb";
export const NOTIFY = "0000ffe4-0000-1000-8000-00805f9a34fb";
export const WRITE = "0000ffe9-0000-1000-8000-00805f9a34fb";

export const MOTION = 0x61;
export const REGISTER = 0x71;
export const UNLOCK: Bytes = Uint8Array.of(0xff, 0xaa, 0x69, 0x88, 0xb5);
export const RATE_REGISTER = 0x03;
export const READ_REGISTER = 0x27;
export const RATES_HZ: ReadonlyMap<number, number> = new Map([
  [0x01, 0.2], [0x02, 0.5], [0x03, 1], [0x04, 2], [0x05, 5],
  [0x06, 10], [0x07, 20], [0x08, 50], [0x09, 100], [0x0b, 200],
]);

const GRAVITY = 9.80665;
const HEAD = 0x55;
const LONG = 20;
const TIMED = 28;
const SHORT = 11;
const FIRST_SHORT = 0x50;
const LAST_SHORT = 0x5a;

export interface Frame {
  kind: number;
  body: Bytes;
}

export function configuration(rateHz: number): Configuration {
  return imuConfiguration(rateHz, (16 * GRAVITY) / 32768, (2000 * (Math.PI / 180)) / 32768);
}

export function command(register: number, value: number): Bytes {
  return Uint8Array.of(0xff, 0xaa, register, value & 0xff, value >> 8);
}

/** The six counts of a motion frame: force and turning. */
export function motionCounts(frame: Frame): number[] {
  const view = new DataView(frame.body.buffer, frame.body.byteOffset, frame.body.length);
  return Array.from({ length: 6 }, (_, index) => view.getInt16(2 * index, true));
}

/** Cuts a stream of bytes into frames, however it is split; resumes after nonsense. */
export class FrameReader {
  private rest: Bytes = new Uint8Array(0);
  private timed: boolean | null = null;

  feed(data: Bytes): Frame[] {
    const whole = new Uint8Array(this.rest.length + data.length);
    whole.set(this.rest);
    whole.set(data, this.rest.length);
    const frames: Frame[] = [];
    let at = 0;
    while (at < whole.length) {
      const size = this.size(whole, at);
      if (size === null) break;
      if (size > 0) {
        const end = at + size - (size === SHORT ? 1 : 0);
        frames.push({ kind: whole[at + 1] ?? 0, body: whole.slice(at + 2, end) });
        at += size;
        continue;
      }
      const following = whole.indexOf(HEAD, at + 1);
      at = following < 0 ? whole.length : following;
    }
    this.rest = whole.slice(at);
    return frames;
  }

  /** Bytes of the frame that begins there; 0 if none does, null if more must come to tell. */
  private size(data: Bytes, at: number): number | null {
    const left = data.length - at;
    const kind = data[at + 1];
    if (data[at] !== HEAD || (kind !== undefined && !known(kind))) return 0;
    if (kind === undefined) return null;
    const least = isShort(kind) ? SHORT : LONG;
    if (left < least) return null;
    if (least === SHORT) {
      const sum = data.subarray(at, at + SHORT - 1).reduce((total, one) => total + one, 0);
      return sum % 256 === data[at + SHORT - 1] ? SHORT : 0;
    }
    return this.longSize(data, at, left);
  }

  /** Without a checksum a frame is known by the one that follows. */
  private longSize(data: Bytes, at: number, left: number): number | null {
    if (left > LONG && data[at + LONG] === HEAD) return LONG;
    if (left > TIMED) {
      this.timed = data[at + TIMED] === HEAD;
      return this.timed ? TIMED : 0;
    }
    if (left === LONG && !this.timed) return LONG;
    return left === TIMED && this.timed !== false ? TIMED : null;
  }
}

function isShort(kind: number): boolean {
  return kind >= FIRST_SHORT && kind <= LAST_SHORT;
}

function known(kind: number): boolean {
  return isShort(kind) || kind === MOTION || kind === REGISTER;
}
