// Several drawings that change together, as many a frame as this machine shows in time.

/** A frame that takes longer is seen to jerk; one that takes less has room for another drawing. */
const LONG_MS = 42;
const SHORT_MS = 26;

/** Draws again what has changed; what has waited longest comes first. */
export class Painter {
  private readonly waiting = new Set<() => void>();
  private frame = 0;
  /** How many a frame. What a browser does with a drawing takes longer than the drawing itself. */
  private most = 1;
  private before: { begun: number; drawn: number } | null = null;

  constructor(private readonly drawings: (() => void)[]) {}

  /** Have everything drawn, once, however often that is asked for before it is. */
  paint(): void {
    this.drawings.forEach((draw) => this.waiting.add(draw));
    this.ask();
  }

  private ask(): void {
    this.frame ||= requestAnimationFrame((begun) => this.some(begun));
  }

  private some(begun: number): void {
    this.frame = 0;
    this.learn(begun);
    const next = [...this.waiting].slice(0, this.most);
    this.before = next.length > 0 ? { begun, drawn: next.length } : null;
    for (const draw of next) {
      this.waiting.delete(draw);
      draw();
    }
    // Also when all is drawn: how long that took is told by the frame that follows.
    if (next.length > 0) this.ask();
  }

  private learn(begun: number): void {
    if (this.before === null) return;
    const took = begun - this.before.begun;
    if (took > LONG_MS) this.most = Math.max(1, this.before.drawn - 1);
    else if (took < SHORT_MS) this.most = Math.min(this.drawings.length, this.before.drawn + 1);
  }
}
