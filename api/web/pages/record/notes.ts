// What a recording's journal says besides packets, as tracker/sensors/notes.py reads it.

import { toHex, type Bytes, type Note } from "./journal";

export interface Statement {
  athleteId: string;
  exercise: string | null;
  side: "left" | "right" | "both" | "unknown";
  knee: "straight" | "bent" | "seated" | null;
  loadKg: number | null;
  surface: string | null;
  tempo: string | null;
  massKg: number | null;
  heightM: number | null;
}

export type RemarkKind = "set" | "pause" | "resume" | "note" | "pain" | "rpe";

/** Which sensor a stream comes from, and what its packets hold. */
export interface SensorDescription {
  placement: string;
  profile: string;
  address: string;
  device: string;
  firmware: string | null;
  configuration: Bytes;
}

export function beginNote(statement: Statement, startNs: bigint, startedAt: Date): Note {
  return {
    note: "begin",
    start_ns: startNs,
    started_at: startedAt.toISOString().replace("Z", "+00:00"),
    subject: { mass_kg: statement.massKg, height_m: statement.heightM, foot_length_m: null },
    exercise: statement.exercise,
    variant: {
      side: statement.side === "unknown" ? null : statement.side,
      knee: statement.knee,
      load_kg: statement.loadKg,
      surface: statement.surface,
      tempo_s: tempoSeconds(statement.tempo),
      eyes: null,
      forward: null,
    },
  };
}

export function sensorNote(stream: number, name: string, sensor: SensorDescription): Note {
  return {
    note: "sensor",
    stream,
    name,
    placement: sensor.placement,
    address: sensor.address,
    device: sensor.device,
    firmware: sensor.firmware,
    profile: sensor.profile,
    configuration: toHex(sensor.configuration),
  };
}

export function linkNote(stream: number, state: "lost" | "restored", atNs: bigint): Note {
  return { note: "link", stream, state, at_ns: atNs };
}

export function pingNote(
  stream: number,
  sentNs: bigint,
  deviceUs: number,
  receivedNs: bigint,
): Note {
  return {
    note: "ping",
    stream,
    sent_ns: sentNs,
    device_us: deviceUs,
    received_ns: receivedNs,
  };
}

export function remarkNote(kind: RemarkKind, atNs: bigint, value: string | number | null): Note {
  return { note: "remark", kind, at_ns: atNs, value };
}

export function endNote(atNs: bigint): Note {
  return { note: "end", at_ns: atNs };
}

/** From one repetition to the next by a coach's notation, such as `3-0-2-0`; null if it is none. */
export function tempoSeconds(tempo: string | null): number | null {
  if (tempo === null || !/^\d+(\.\d+)?([-/]\d+(\.\d+)?){1,3}$/.test(tempo.trim())) return null;
  const seconds = tempo.trim().split(/[-/]/).reduce((sum, one) => sum + Number(one), 0);
  return seconds > 0 ? seconds : null;
}
