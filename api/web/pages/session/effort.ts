// All numbers of one effort below the curves that show it.

export class EffortPart {
  private wanted = 0;

  constructor(
    private readonly room: HTMLElement,
    private readonly session: string,
  ) {}

  /** Ask for an effort's part and put it in place; its links to others go to `look`. */
  async show(number: number, look: (number: number) => void): Promise<void> {
    this.wanted = number;
    const path = `/sessions/${encodeURIComponent(this.session)}/efforts/${number}`;
    let html: string;
    try {
      const answer = await fetch(path, { headers: { "hx-request": "true" } });
      if (!answer.ok) return;
      html = await answer.text();
    } catch {
      // The curves say that the server is away; the table has the same numbers.
      return;
    }
    if (this.wanted !== number) return;
    // Made by our own server, which escapes what people wrote; a script in it would not run.
    const part = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (part === null) return;
    this.room.replaceChildren(part);
    part.querySelector("[data-close]")?.addEventListener("click", () => {
      this.wanted = 0;
      this.room.replaceChildren();
    });
    for (const link of part.querySelectorAll<HTMLAnchorElement>("a[data-go]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        look(Number(link.dataset["go"]));
      });
    }
  }
}
