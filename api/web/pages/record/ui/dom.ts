// Short ways to what is on the page; what a template lacks is a fault of the template.

export function one<Found extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): Found {
  const found = within.querySelector<Found>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

export function all<Found extends HTMLElement = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): Found[] {
  return [...within.querySelectorAll<Found>(selector)];
}

export function show(element: HTMLElement, shown: boolean): void {
  element.hidden = !shown;
}

/** Put words into an element, which shows only while it has some. */
export function tell(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
}

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = "",
  className = "",
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

export function radioOf(name: string): string | null {
  return document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value ?? null;
}

export function setRadio(name: string, value: string): void {
  const wanted = document.querySelector<HTMLInputElement>(
    `input[name="${name}"][value="${CSS.escape(value)}"]`,
  );
  if (wanted !== null) wanted.checked = true;
}

/** Act on a tap of every element that asks for it. */
export function onAct(name: string, act: () => void): void {
  for (const button of all(`[data-act="${name}"]`)) button.addEventListener("click", act);
}

/** Minutes and seconds. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
