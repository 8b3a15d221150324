// Fingers, wheel and keys on a curve: pinch to zoom, slide to move, arrows and + − 0.

import type { Window } from "./curves";

export interface View {
  readonly window: Window;
  readonly zoomed: boolean;
  /** Show another window; with `settled` false more is about to come. */
  show: (window: Window, settled: boolean) => void;
  reset: () => void;
}

const STEP = 0.2;
const WHEEL = 0.008;

export function around(window: Window, centre: number, factor: number): Window {
  return {
    start: centre - (centre - window.start) * factor,
    end: centre + (window.end - centre) * factor,
  };
}

export function moved(window: Window, by: number): Window {
  return { start: window.start + by, end: window.end + by };
}

export function middle(window: Window): number {
  return (window.start + window.end) / 2;
}

/** Two fingers zoom, one finger slides what is zoomed; up and down scrolls the page as ever. */
export function touchable(over: HTMLElement, view: View): void {
  const fingers = new Map<number, number>();
  let before: { window: Window; places: number[] } | null = null;

  const begin = (): void => {
    before = fingers.size ? { window: view.window, places: [...fingers.values()] } : null;
  };
  const timeAt = (window: Window, x: number): number => {
    const box = over.getBoundingClientRect();
    return window.start + ((x - box.left) / box.width) * (window.end - window.start);
  };
  const follow = (settled: boolean): void => {
    if (before === null) return;
    const places = [...fingers.values()];
    const [was, is] = [before.places, places];
    if (is.length === 2 && was.length === 2) {
      const apart = Math.max(8, Math.abs(is[1]! - is[0]!));
      const factor = Math.max(8, Math.abs(was[1]! - was[0]!)) / apart;
      const centre = timeAt(before.window, (was[0]! + was[1]!) / 2);
      view.show(around(before.window, centre, factor), settled);
    } else if (is.length === 1 && was.length === 1 && view.zoomed) {
      const by = timeAt(before.window, was[0]!) - timeAt(before.window, is[0]!);
      view.show(moved(before.window, by), settled);
    }
  };

  over.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    fingers.set(event.pointerId, event.clientX);
    begin();
  });
  over.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    follow(false);
  });
  const lift = (event: PointerEvent): void => {
    if (!fingers.has(event.pointerId)) return;
    follow(true);
    fingers.delete(event.pointerId);
    begin();
  };
  for (const kind of ["pointerup", "pointercancel"] as const) over.addEventListener(kind, lift);
}

/** The wheel with Ctrl (or a pinch on a touchpad) zooms about the pointer; sideways it slides. */
export function rollable(over: HTMLElement, view: View): void {
  over.addEventListener(
    "wheel",
    (event) => {
      const { window } = view;
      const box = over.getBoundingClientRect();
      const perPixel = (window.end - window.start) / box.width;
      if (event.ctrlKey || event.metaKey) {
        const centre = window.start + (event.clientX - box.left) * perPixel;
        const turn = Math.max(-60, Math.min(60, event.deltaY));
        view.show(around(window, centre, Math.exp(turn * WHEEL)), false);
      } else if (view.zoomed && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        view.show(moved(window, event.deltaX * perPixel), false);
      } else return;
      event.preventDefault();
    },
    { passive: false },
  );
}

export function steerable(keys: HTMLElement, view: View): void {
  keys.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { window } = view;
    const step = STEP * (window.end - window.start);
    if (event.key === "ArrowLeft") view.show(moved(window, -step), true);
    else if (event.key === "ArrowRight") view.show(moved(window, step), true);
    else if (event.key === "+" || event.key === "=") {
      view.show(around(window, middle(window), 0.5), true);
    } else if (event.key === "-") view.show(around(window, middle(window), 2), true);
    else if (event.key === "0" || event.key === "Escape") view.reset();
    else return;
    event.preventDefault();
  });
}
