"""A phone that moves: what the browser's events say of a simulated athlete's set."""

from playwright.sync_api import Page

from firmware_mocks.motion import JointedMotion
from tests.phones import CHROMIUM, RATE_HZ, readings

# The sensor's own clock is even, however busy the machine is; the page's clock runs ahead by what
# is played, so that a set takes no time of the test's.
_SCRIPT = """
(() => {
  const real = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => real() + ahead;
  let timeMs = 0;
  const send = ([x, y, z, alpha, beta, gamma]) => {
    const event = new DeviceMotionEvent("devicemotion", {
      accelerationIncludingGravity: { x, y, z }, rotationRate: { alpha, beta, gamma }, interval: 16,
    });
    Object.defineProperty(event, "timeStamp", { value: timeMs });
    dispatchEvent(event);
  };
  let standing = 0;
  window.phone = {
    async play(values, periodMs) {
      clearInterval(standing);
      for (const [at, one] of values.entries()) {
        timeMs = Math.max(timeMs + periodMs, performance.now() - 900);
        ahead += Math.max(0, timeMs - performance.now());
        send(one);
        if (at % 30 === 29) await new Promise((resolve) => setTimeout(resolve, 0));
      }
    },
    stand(values, periodMs) {
      clearInterval(standing);
      const there = [...values, ...values.toReversed()];
      let at = 0;
      timeMs ||= performance.now();
      standing = setInterval(() => {
        while (timeMs + periodMs <= performance.now()) {
          timeMs += periodMs;
          send(there[at++ % there.length]);
        }
      }, 10);
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
