// How far the demo club is filled, until it is.

import words from "../../words/en/demo.json";
import { say } from "../../components/words";

const POLL_MS = 700;

interface Demo {
  state: string;
  sessions: number;
  sessions_planned: number;
}

async function follow(shown: HTMLElement, address: string): Promise<void> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    const demo = (await answer.json()) as Demo;
    if (!answer.ok || demo.state !== "filling") {
      location.reload();
      return;
    }
    show(shown, demo);
  } catch {
    // The server may be restarting; the next try tells.
  }
  setTimeout(() => void follow(shown, address), POLL_MS);
}

function show(shown: HTMLElement, demo: Demo): void {
  const bar = shown.querySelector("progress");
  const said = shown.querySelector("[data-said]");
  if (bar) bar.value = demo.sessions;
  if (said) {
    said.textContent = say(words.progress, { done: demo.sessions, count: demo.sessions_planned });
  }
}

for (const shown of document.querySelectorAll<HTMLElement>("[data-demo]")) {
  const address = shown.dataset["demo"];
  if (address !== undefined) void follow(shown, address);
}
