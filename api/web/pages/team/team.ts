// The team's page: choosing a group at once, and picking athletes to compare.

import "./team.css";

import words from "../../words/en/team.json";
import { say } from "../../components/words";

/** A group is shown as soon as it is chosen. */
function chooser(form: HTMLFormElement): void {
  form.addEventListener("change", (event) => {
    // Groups are of one club, so another club is shown whole.
    const team = form.querySelector<HTMLSelectElement>("select[name=team]");
    if (team && event.target instanceof HTMLSelectElement && event.target.name === "club")
      team.value = "";
    form.requestSubmit();
  });
}

/** How many are picked, and whether so many can be compared. */
function tell(form: HTMLFormElement): void {
  const most = Number(form.dataset["pick"]);
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const count = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.disabled = !box.checked && count >= most;
  const said = form.querySelector<HTMLElement>("[data-picked]")!;
  const picked = count >= most ? say(words.pick.most, { most }) : say(words.pick.picked, { count });
  said.textContent = count === 0 ? say(words.pick.hint, { most }) : picked;
  form.querySelector<HTMLButtonElement>("button[type=submit]")!.disabled = count < 2;
  form.classList.toggle("has-picked", count > 0);
}

function pick(form: HTMLFormElement): void {
  if (form.dataset["picking"]) return;
  form.dataset["picking"] = "true";
  form.addEventListener("change", () => tell(form));
  tell(form);
}

/** Moments that came with a part of the page, in the reader's own time zone. */
function localise(part: ParentNode): void {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of part.querySelectorAll<HTMLTimeElement>("time[data-local]"))
    time.textContent = format.format(new Date(time.dateTime));
}

/** The fields that sift say the order in which a heading has put the table. */
function keepOrder(sift: HTMLFormElement, said: HTMLElement): void {
  const order = sift.querySelector<HTMLSelectElement>("select[name=order]")!;
  order.value = said.dataset["order"] ?? order.value;
  sift.querySelector<HTMLInputElement>("input[name=back]")!.value = said.dataset["back"] ?? "";
}

const roster = document.querySelector<HTMLElement>("#roster");
const found = document.querySelector<HTMLElement>("[data-found]");
const sift = document.querySelector<HTMLFormElement>(".sift");

document.querySelectorAll<HTMLFormElement>("[data-chooser]").forEach(chooser);
document.querySelectorAll<HTMLFormElement>("[data-pick]").forEach(pick);
if (roster && found && sift) {
  // Another order begins in its usual direction.
  sift.querySelector("select[name=order]")!.addEventListener("change", () => {
    sift.querySelector<HTMLInputElement>("input[name=back]")!.value = "";
  });
  new MutationObserver(() => {
    roster.querySelectorAll<HTMLFormElement>("[data-pick]").forEach(pick);
    localise(roster);
    const said = roster.querySelector<HTMLElement>(".found");
    if (said === null) return;
    if (found.textContent !== said.textContent) found.textContent = said.textContent;
    keepOrder(sift, said);
  }).observe(roster, { childList: true });
}
