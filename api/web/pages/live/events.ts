// What the server tells while somebody records; `/v1/live` of the API describes it.

export interface Metric {
  value: number;
  unit: string;
  uncertainty: number | null;
}

export interface Effort {
  exercise: string;
  side: string;
  start_s: number;
  top_s: number;
  end_s: number;
  full: boolean;
  metrics: Record<string, Metric>;
}

export interface Rep {
  number: number;
  effort: Effort;
}

export interface Sensor {
  name: string;
  connected: boolean;
  samples: number;
  lost: number;
  refused: number;
  rate_hz: number | null;
}

export interface State {
  exercise: string | null;
  seconds: number;
  count: number;
  paused: boolean;
  ended: boolean;
  sensors: Sensor[];
}

export interface Recording {
  recording_id: string;
  athlete_id: string;
  athlete: string;
  exercise: string | null;
  opened_at: string;
  reps: Rep[];
  state: State | null;
}

export interface Piece {
  name: string;
  label: string;
  unit: string;
  stream: string;
  time: number[];
  value: (number | null)[];
}

export interface Finding {
  code: string;
  severity: string;
  stream: string | null;
  message: string;
}

interface Head {
  recording_id: string;
  athlete_id: string;
}

export interface Events {
  snapshot: { recordings: Recording[] };
  begin: Recording;
  rep: Head & Rep;
  state: Head & State;
  curve: Head & Piece;
  finding: Head & { finding: Finding };
  finished: Head & { session_id: string | null };
  hidden: { athlete_id: string };
  lagged: { dropped: number };
  ended: { reason: string };
}

export type Name = keyof Events;

/** How a number is shown in the reader's units. */
export interface Shown {
  label: string;
  unit: string;
  factor: number;
  decimals: number;
}

/** What the page knows of the catalogue. */
export interface Watched {
  address: string;
  metrics: Record<string, Shown>;
  exercises: Record<string, string[]>;
  names: Record<string, string>;
  counted: Record<string, [string, string]>;
  sides: Record<string, string>;
  units: Record<string, { unit: string; factor: number; decimals: number }>;
}
