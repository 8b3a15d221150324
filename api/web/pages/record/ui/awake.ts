// Keeps the screen on while something is recorded; a browser lets go of it whenever it is hidden.

export class Awake {
  private wanted = false;
  private lock: WakeLockSentinel | null = null;

  constructor() {
    document.addEventListener("visibilitychange", () => void this.take());
  }

  keep(wanted: boolean): void {
    this.wanted = wanted;
    if (wanted) void this.take();
    else {
      void this.lock?.release();
      this.lock = null;
    }
  }

  private async take(): Promise<void> {
    if (!this.wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    if (this.lock !== null && !this.lock.released) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      // A low battery refuses it; the recording goes on all the same.
    }
  }
}
