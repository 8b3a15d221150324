// The server's curves: asked for window by window, so that a zoom shows every sample.

export interface Slice {
  name: string;
  label: string;
  unit: string;
  exact: boolean;
  time: number[];
  value: (number | null)[];
}

export interface Window {
  start: number;
  end: number;
}

interface Answer {
  start_s: number;
  end_s: number;
  curves: Slice[];
}

export interface Loaded extends Window {
  curves: Slice[];
}

/** Asks for curves; a newer question gives up the older one. */
export class CurveSource {
  private pending: AbortController | null = null;

  constructor(private readonly session: string) {}

  /** All curves between two times (or all of them) in about `points` points each. */
  async load(points: number, window?: Window): Promise<Loaded> {
    this.pending?.abort();
    this.pending = new AbortController();
    const query = new URLSearchParams({ points: String(points) });
    if (window) {
      query.set("start_s", window.start.toFixed(4));
      query.set("end_s", window.end.toFixed(4));
    }
    const answer = await fetch(`/v1/sessions/${encodeURIComponent(this.session)}/curves?${query}`, {
      signal: this.pending.signal,
      headers: { accept: "application/json" },
    });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    const found = (await answer.json()) as Answer;
    return { start: found.start_s, end: found.end_s, curves: found.curves };
  }
}
