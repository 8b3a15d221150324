// One recording as it happens: who, how many, how far, and whether all is well.

import words from "../../words/en/live.json";
import { say } from "../../components/words";
import { Bars } from "./bars";
import { Curve } from "./curve";
import type { Finding, Piece, Recording, Rep, State, Watched } from "./events";

const SILENT_S = 4;
const FOLLOWED_S = 3600;
const FINDINGS = 3;

export class Card {
  readonly element: HTMLElement;
  readonly athlete: string;
  readonly athleteId: string;
  over = false;
  private exercise: string | null;
  private state: State | null = null;
  private heard = Date.now();
  private readonly reps = new Map<number, Rep>();
  private readonly said = new Set<string>();
  private readonly bars: Bars;
  private readonly curve: Curve;

  constructor(
    template: HTMLTemplateElement,
    recording: Recording,
    private readonly watched: Watched,
  ) {
    const part = template.content.cloneNode(true) as DocumentFragment;
    this.element = part.querySelector<HTMLElement>(".live-card")!;
    this.athlete = recording.athlete;
    this.athleteId = recording.athlete_id;
    this.exercise = recording.exercise;
    this.element.dataset["recording"] = recording.recording_id;
    const name = this.part<HTMLAnchorElement>("name");
    name.textContent = recording.athlete;
    name.href = `/athletes/${recording.athlete_id}`;
    const opened = new Date(recording.opened_at);
    const since = this.part<HTMLTimeElement>("since");
    since.dateTime = recording.opened_at;
    since.textContent = say(words.since, {
      time: opened.toLocaleTimeString(undefined, { timeStyle: "short" }),
    });
    this.bars = new Bars(this.part("bars"), watched);
    this.curve = new Curve(this.part("curve"), watched.units);
    this.refresh(recording);
  }

  /** All that is known of it, told anew. */
  refresh(recording: Recording): void {
    for (const rep of recording.reps) this.reps.set(rep.number, rep);
    this.exercise = recording.exercise ?? this.exercise;
    if (recording.state) this.state = recording.state;
    this.show();
  }

  rep(rep: Rep): void {
    this.reps.set(rep.number, { number: rep.number, effort: rep.effort });
    this.heard = Date.now();
    this.show();
  }

  progress(state: State): void {
    this.state = state;
    this.exercise = state.exercise ?? this.exercise;
    this.heard = Date.now();
    if (state.seconds >= FOLLOWED_S) this.note(words.too_long, "info");
    this.show();
  }

  draw(piece: Piece): void {
    this.heard = Date.now();
    this.curve.add(piece);
  }

  found(finding: Finding): void {
    const place = finding.stream ? `${finding.stream.replaceAll("_", " ")}: ` : "";
    this.note(place + finding.message, finding.severity);
  }

  /** Nothing more comes; what was made of it, where that is known. */
  finish(how: keyof typeof words.state, sessionId: string | null): void {
    this.over = true;
    this.element.classList.add("over");
    this.curve.stop();
    this.part("sensors").replaceChildren();
    this.tell(words.state[how] as string);
    const link = this.part<HTMLAnchorElement>("session");
    link.hidden = false;
    link.href = sessionId ? `/sessions/${sessionId}` : `/sessions?athlete=${this.athleteId}`;
    link.textContent = sessionId ? words.session : words.sessions;
  }

  /** A second went by. */
  tick(): void {
    if (!this.over) this.tellState();
  }

  recolour(): void {
    this.curve.recolour();
  }

  /** Repetitions so far; where both legs are seen, those of the leg with more. */
  get count(): number {
    const sides = [...this.bySide().values()];
    const heard = sides.length > 1 ? Math.max(...sides) : (sides[0] ?? 0);
    // Some may have been left out on the way; the server's own count is of all legs.
    return sides.length > 1 ? heard : Math.max(heard, this.state?.count ?? 0);
  }

  /** What the repetitions of this exercise are called. */
  get counted(): string {
    const [one, many] = this.watched.counted[this.exercise ?? ""] ?? ["", ""];
    return this.count === 1 ? one : many;
  }

  private show(): void {
    const { exercise } = this;
    this.part("exercise").textContent = exercise
      ? (this.watched.names[exercise] ?? exercise)
      : words.unnamed;
    this.part("count").textContent = exercise ? String(this.count) : "–";
    this.part("counted").textContent = exercise ? this.counted : "";
    this.part("detail").textContent = exercise ? this.detail() : words.not_counted;
    this.element.dataset["count"] = String(this.count);
    this.bars.show([...this.reps.values()].sort((one, other) => one.number - other.number));
    if (!this.over) {
      this.tellState();
      this.sensors();
    }
  }

  private detail(): string {
    const parts = [words.provisional];
    const partial = [...this.reps.values()].filter((one) => !one.effort.full).length;
    if (partial) parts.push(say(words.partial, { count: partial }));
    const sides = this.bySide();
    for (const [side, count] of sides)
      if (sides.size > 1 || side === "left" || side === "right")
        parts.push(say(words.side_count, { side: this.watched.sides[side] ?? side, count }));
    return parts.join(" · ");
  }

  private bySide(): Map<string, number> {
    const sides = new Map<string, number>();
    for (const { effort } of this.reps.values())
      sides.set(effort.side, (sides.get(effort.side) ?? 0) + 1);
    return sides;
  }

  private tellState(): void {
    const { state } = this;
    const quiet_s = Math.floor((Date.now() - this.heard) / 1000);
    if (state?.ended) this.tell(words.state.ended);
    else if (state === null) this.tell(words.state.waiting);
    else if (quiet_s >= SILENT_S) this.tell(say(words.state.silent, { count: quiet_s }), true);
    else this.tell(state.paused ? words.state.paused : words.state.recording);
  }

  private tell(text: string, troubled = false): void {
    const told = this.part("state");
    if (told.textContent !== text) told.textContent = text;
    told.classList.toggle("warning", troubled);
  }

  private sensors(): void {
    const told = (this.state?.sensors ?? []).map((one) => {
      const name = one.name.replaceAll("_", " ");
      const item = document.createElement("li");
      item.textContent = !one.connected
        ? say(words.sensor.off, { name })
        : one.refused
          ? say(words.sensor.refused, { name, count: one.refused })
          : one.lost
            ? say(words.sensor.lost, { name, count: one.lost })
            : one.rate_hz === null
              ? say(words.sensor.known, { name })
              : say(words.sensor.on, { name, rate: Math.round(one.rate_hz) });
      item.className = !one.connected ? "badge error" : one.lost || one.refused ? "badge warning" : "badge";
      return item;
    });
    this.part("sensors").replaceChildren(...told);
  }

  private note(text: string, severity: string): void {
    if (this.said.has(text)) return;
    this.said.add(text);
    const list = this.part("findings");
    const item = document.createElement("li");
    item.textContent = text;
    item.dataset["severity"] = severity;
    list.prepend(item);
    while (list.children.length > FINDINGS) list.lastElementChild!.remove();
    list.hidden = false;
  }

  private part<Kind extends HTMLElement = HTMLElement>(name: string): Kind {
    return this.element.querySelector<Kind>(`[data-part="${name}"]`)!;
  }
}
