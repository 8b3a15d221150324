// Says aloud what changes, for who cannot see it: the newest of each athlete, now and then.

const EVERY_MS = 4000;

export class Announcer {
  private readonly waiting = new Map<string, string>();
  private timer = 0;

  constructor(private readonly region: HTMLElement) {}

  /** Say something of an athlete in place of what waits to be said. */
  say(about: string, text: string): void {
    this.waiting.set(about, text);
    this.timer ||= setTimeout(() => this.flush(), EVERY_MS);
  }

  private flush(): void {
    this.timer = 0;
    this.region.textContent = [...this.waiting.values()].join(" ");
    this.waiting.clear();
  }
}
