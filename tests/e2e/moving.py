"""A phone that moves: what the browser's events say of a simulated athlete's set."""

from playwright.sync_api import Page

from firmware_mocks.motion import JointedMotion
from tests.phones import CHROMIUM, RATE_HZ, readings

# The page's clock is the sensor's: it goes on by what is played, so that a set takes no time of the
# test's; and between two looks at the real one by a little at most, so that a busy machine, which
# stops the page for seconds, does not stretch the movement.
_SCRIPT = """
(() => {
  const LOOK_MS = 10;
  const MOST_MS = 50;
  const real = performance.now.bind(performance);
  let looked = real();
  let nowMs = looked;
  let timeMs = looked;
  let there = null;
  let played = 0;
  performance.now = () => nowMs;
  const send = ([x, y, z, alpha, beta, gamma]) => {
    const event = new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: { x, y, z }, rotationRate: { alpha, beta, gamma }, interval: 16,
    });
    Object.defineProperty(event, "timeStamp", { value: timeMs });
    dispatchEvent(event);
  };
  setInterval(() => {
    const passed = real() - looked;
    looked += passed;
    if (played) return;
    nowMs += Math.min(passed, MOST_MS);
    while (there && timeMs + there.periodMs <= nowMs) {
      timeMs += there.periodMs;
      send(there.values[there.at++ % there.values.length]);
    }
  }, LOOK_MS);
  window.phone = {
    async play(values, periodMs) {
      there = null;
      played += 1;
      for (const [at, one] of values.entries()) {
        timeMs += periodMs;
        nowMs = Math.max(nowMs, timeMs);
        send(one);
        if (at % 30 === 29) await new Promise((resolve) => setTimeout(resolve, 0));
      }
      played -= 1;
    },
    stand(values, periodMs) {
      there = { values: [...values, ...values.toReversed()], periodMs, at: 0 };
      timeMs = nowMs;
    },
  };
})();
"""


class MovingPhone:
    """The motion sensor of a page that has yet to be opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.add_init_script(_SCRIPT)

    def play(self, values: list[list[float]]) -> None:
        """Move; the events come much faster than they say."""
        self._page.evaluate(
            "([values, period]) => phone.play(values, period)", [values, 1e3 / RATE_HZ]
        )

    def stand(self, values: list[list[float]]) -> None:
        """Give the first second of a movement, to and fro, until something else is played."""
        quiet = values[: round(RATE_HZ)]
        self._page.evaluate(
            "([values, period]) => phone.stand(values, period)", [quiet, 1e3 / RATE_HZ]
        )


def readings_of(motion: JointedMotion, placement: str, seed: int = 2) -> list[list[float]]:
    """What the browser gives of a movement, reading by reading."""
    _, values = readings(motion, placement, CHROMIUM, seed)
    played: list[list[float]] = values.tolist()
    return played
