// Small helps on every page; all of them work without, only less conveniently.

import { forgetKeptPage } from "./offline";

const POLL_MS = 700;

/** Show moments in the reader's own time zone. */
function localiseTimes(): void {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    time.title = time.textContent ?? "";
    time.textContent = format.format(new Date(time.dateTime));
  }
}

/** Reload once the analysis of this page's session has moved on. */
async function awaitAnalysis(waiting: HTMLElement): Promise<void> {
  const { poll, status, pending } = waiting.dataset;
  if (poll === undefined) return;
  try {
    const answer = await fetch(poll, { headers: { accept: "application/json" } });
    const session = (await answer.json()) as { status?: string; pending?: boolean };
    const moved =
      pending === undefined
        ? session.status !== status && session.status !== "analysing"
        : session.pending === false;
    if (!answer.ok || moved) {
      location.reload();
      return;
    }
  } catch {
    // The server may be restarting; the next try tells.
  }
  setTimeout(() => void awaitAnalysis(waiting), POLL_MS);
}

/** Say that a form is on its way, and keep it from being sent twice. */
function markBusy(form: HTMLFormElement): void {
  form.addEventListener("submit", () => {
    const button = form.querySelector<HTMLButtonElement>("button[data-busy]");
    if (button === null) return;
    const label = button.textContent;
    button.disabled = true;
    button.textContent = button.dataset["busy"] ?? label;
    // A page that comes back from the browser's memory must be usable again.
    addEventListener("pageshow", () => {
      button.disabled = false;
      button.textContent = label;
    });
  });
}

/** Open what a link within the page points into. */
function openTarget(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target?.closest("details");
  if (target && details && !details.open) {
    details.open = true;
    target.scrollIntoView({ block: "center" });
  }
}

localiseTimes();
document.querySelectorAll<HTMLElement>("[data-poll]").forEach((one) => void awaitAnalysis(one));
document.querySelectorAll("form").forEach(markBusy);
addEventListener("hashchange", openTarget);
openTarget();
// Whoever is asked to sign in is not signed in any more.
if (location.pathname === "/sign-in") void forgetKeptPage();
