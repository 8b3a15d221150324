// Those who train now: a card each, as the server tells what happens.

import "uplot/dist/uPlot.min.css";
import "./live.css";

import words from "../../words/en/live.json";
import { Announcer } from "./announcer";
import { Card } from "./card";
import type { Events, Name, Recording, Watched } from "./events";
import { Stream, type Link } from "./stream";
import { say } from "../../components/words";

class Board {
  private readonly cards = new Map<string, Card>();
  private readonly announcer: Announcer;
  private readonly template = part<HTMLTemplateElement>("#live-card");

  constructor(
    private readonly room: HTMLElement,
    private readonly watched: Watched,
  ) {
    this.announcer = new Announcer(part("[data-live-said]"));
    setInterval(() => this.cards.forEach((card) => card.tick()), 1000);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      this.cards.forEach((card) => card.recolour()),
    );
  }

  hear<Kind extends Name>(kind: Kind, data: Events[Kind]): void {
    const take = this.takes[kind] as (data: Events[Kind]) => void;
    take(data);
  }

  private readonly takes: { [Kind in Name]: (data: Events[Kind]) => void } = {
    snapshot: ({ recordings }) => this.snapshot(recordings),
    begin: (recording) => {
      this.put(recording);
      this.announcer.say(recording.recording_id, say(words.said.begins, { name: recording.athlete }));
      this.tidy();
    },
    rep: (rep) => {
      const card = this.cards.get(rep.recording_id);
      if (!card) return;
      card.rep(rep);
      const { athlete: name, count, counted } = card;
      this.announcer.say(rep.recording_id, say(words.said.count, { name, count, counted }));
    },
    state: (state) => this.cards.get(state.recording_id)?.progress(state),
    curve: (piece) => this.cards.get(piece.recording_id)?.draw(piece),
    finding: ({ recording_id, finding }) => this.cards.get(recording_id)?.found(finding),
    finished: ({ recording_id, session_id }) => {
      const card = this.cards.get(recording_id);
      if (!card) return;
      card.finish(session_id === null ? "left" : "finished", session_id);
      this.announcer.say(recording_id, say(words.said.finished, { name: card.athlete }));
      this.room.append(card.element);
    },
    hidden: ({ athlete_id }) => {
      for (const [id, card] of this.cards)
        if (card.athleteId === athlete_id) this.remove(id, card);
      this.tidy();
    },
    lagged: ({ dropped }) => notice(say(words.lagged, { count: dropped })),
    ended: ({ reason }) => notice(say(words.ended, { reason })),
  };

  /** Everything is told anew, also after the connection was away for a while. */
  private snapshot(recordings: Recording[]): void {
    notice("");
    const now = new Set(recordings.map((one) => one.recording_id));
    for (const [id, card] of this.cards)
      if (!now.has(id) && !card.over) card.finish("away", null);
    recordings.forEach((one) => this.put(one));
    this.tidy();
  }

  private put(recording: Recording): void {
    const known = this.cards.get(recording.recording_id);
    if (known) {
      known.refresh(recording);
      return;
    }
    const card = new Card(this.template, recording, this.watched);
    this.cards.set(recording.recording_id, card);
    this.room.prepend(card.element);
  }

  private remove(id: string, card: Card): void {
    card.finish("left", null);
    card.element.remove();
    this.cards.delete(id);
  }

  private tidy(): void {
    part<HTMLElement>("[data-live-none]").hidden = this.cards.size > 0;
  }
}

function part<Kind extends Element = HTMLElement>(selector: string): Kind {
  return document.querySelector<Kind>(selector)!;
}

function notice(text: string): void {
  const told = part("[data-live-notice]");
  told.textContent = text;
  told.hidden = text === "";
}

function tellLink(link: Link): void {
  const told = part("[data-live-link]");
  told.textContent = words.link[link];
  told.dataset["liveLink"] = link;
  part("[data-live-sign-in]").hidden = link !== "signed_out";
}

const room = document.querySelector<HTMLElement>("[data-live]");
const text = document.querySelector("#watched")?.textContent;
if (room && text) {
  const watched = JSON.parse(text) as Watched;
  room.replaceChildren();
  const board = new Board(room, watched);
  new Stream(watched.address, (kind, data) => board.hear(kind, data), tellLink).open();
}
