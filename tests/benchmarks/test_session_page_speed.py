"""The page of ten minutes at 1000 Hz in a browser that has a quarter of this machine's speed.

Frames are told by the clock, and so is a busy machine; the longest task is told by the time that
the page's own thread had for it, slowed down likewise.

Run with ``pytest -n0 tests/benchmarks/test_session_page_speed.py --benchmark-enable``; else a short
set is shown, of which only the answers matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.api.house import zipped
from tests.conftest import Show
from tests.e2e.conftest import Site, browser, site
from tests.simulated import calf_raise_recording
from tests.validation.layout import aligned

__all__ = ["browser", "site"]

pytestmark = pytest.mark.browser

SLOWER = 4
REPS, SHORT = 229, 4
SETTLED = "#curves[data-ready][aria-busy=false]"
PLOT = "#curves .plot .u-over"

# Times between frames; a task that holds the page up is a long time between two.
WATCH = """() => {
  const seen = window.seen = { frames: [], going: true };
  let before = performance.now();
  const step = () => {
    const now = performance.now();
    seen.frames.push(now - before);
    before = now;
    if (seen.going) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}"""
STOP = "() => { window.seen.going = false; return window.seen }"
SEEN = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


@dataclass
class Figures:
    """Milliseconds of each gesture."""

    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, name: str, frames: list[float], tasks: list[float]) -> None:
        frames, tasks = sorted(frames[1:]), sorted(tasks)
        shown = (
            *(frames[int(share * (len(frames) - 1))] for share in (0.5, 0.95, 1.0)),
            *(tasks[int(share * (len(tasks) - 1))] for share in (0.99, 1.0)),
        )
        self.rows.append((name, str(len(frames)), *(f"{one:.0f}" for one in shown)))


class Tracer:
    """Listens to how long the page's own thread works at a time."""

    def __init__(self, session: CDPSession, page: Page) -> None:
        self._session, self._page = session, page
        self._events: list[dict[str, Any]] = []
        self._complete = False
        session.on("Tracing.dataCollected", lambda told: self._events.extend(told["value"]))
        session.on("Tracing.tracingComplete", lambda _: self._end())

    def _end(self) -> None:
        self._complete = True

    def start(self) -> None:
        self._events.clear()
        self._complete = False
        how = {"categories": "devtools.timeline,disabled-by-default-devtools.timeline"}
        self._session.send("Tracing.start", how)

    def tasks(self) -> list[float]:
        """Milliseconds of each task since then."""
        self._session.send("Tracing.end")
        while not self._complete:
            self._page.wait_for_timeout(20)
        main = {
            (one["pid"], one["tid"])
            for one in self._events
            if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
        }
        return [
            one["tdur"] / 1000
            for one in self._events
            if one["name"] == "RunTask" and "tdur" in one and (one["pid"], one["tid"]) in main
        ]


@pytest.fixture(scope="module")
def figures(show: Show) -> Iterator[Figures]:
    found = Figures()
    yield found
    head = (
        "gesture", "frames", "median ms", "95 % ms", "longest ms", "task 99 % ms", "longest ms",
    )  # fmt: skip
    show(f"session page, CPU {SLOWER} x slower", aligned([head, *found.rows]))


@pytest.fixture(scope="module", params=[(390, 844, 3), (1440, 900, 1)], ids=["phone", "desk"])
def slow(
    request: pytest.FixtureRequest, browser: Browser, site: Site, pytestconfig: pytest.Config
) -> Iterator[tuple[Page, Tracer, str, str]]:
    """A page on a slow machine, its name, and where the session is."""
    earnest = pytestconfig.getoption("benchmark_enable")
    width, height, scale = request.param
    recording, _ = calf_raise_recording(
        reps=REPS if earnest else SHORT, imu_rate_hz=200.0, plate_rate_hz=1000.0
    )
    address = site.store("long set.zip", zipped(recording))
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale
    )
    page = context.new_page()
    page.goto(site.entry())
    rate = {"rate": SLOWER if earnest else 1}
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", rate)
    yield page, Tracer(session, page), "phone" if width < 600 else "desk", address
    context.close()


def wheel(page: Page, turns: int, down: float, *, zoom: bool) -> None:
    """Turn the wheel over the first curve; with Ctrl it zooms, sideways it slides."""
    page.locator(PLOT).first.hover()
    if zoom:
        page.keyboard.down("Control")
    for _ in range(turns):
        page.mouse.wheel(0 if zoom else down, down if zoom else 0)
    if zoom:
        page.keyboard.up("Control")
    page.wait_for_selector(SETTLED)


def test_the_page_zooms_and_slides_without_delay(
    slow: tuple[Page, Tracer, str, str], figures: Figures
) -> None:
    page, tracer, name, address = slow

    page.goto(address)
    page.wait_for_selector(SETTLED)
    ready = page.evaluate("performance.now()")
    drawn = page.evaluate(SEEN)
    whole = page.locator("#curves").get_attribute("data-ready")
    page.locator(PLOT).first.scroll_into_view_if_needed()

    for gesture, turns, down, zoom in (
        ("zoom in", 60, -40, True),
        ("slide", 60, 40, False),
        ("zoom out", 60, 40, True),
    ):
        page.evaluate(WATCH)
        tracer.start()
        wheel(page, turns, down, zoom=zoom)
        figures.add(f"{name}, {gesture}", page.evaluate(STOP)["frames"], tracer.tasks())
        if gesture == "zoom in":
            assert page.locator("#curves").get_attribute("data-ready") != whole
            assert page.locator("#curves .stage").first.get_attribute("data-exact") == "true"
    figures.rows.append((f"{name}, first seen after", "", "", "", f"{drawn:.0f}", "", ""))
    figures.rows.append((f"{name}, curves there after", "", "", "", f"{ready:.0f}", "", ""))
