"""Every page as people meet it: by axe-core's rules, on a phone and a desk, light and dark.

And what it weighs when it is opened for the first time.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from api.app import create_app
from api.web import build_assets
from tests.api.route_table import routes_of
from tests.e2e.conftest import Site
from tests.e2e.pages import NO_PAGES, PAGES, Shown, addresses

pytestmark = pytest.mark.browser

AXE = Path(build_assets.__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
NARROWEST = 360
MOST_BYTES = 150_000
OF_THE_PAGE = {"document", "script", "stylesheet", "image", "font", "manifest"}
"""What is asked for besides, such as curves, is what somebody measured: as long as it lasted."""
HEAVIEST = frozenset(
    {"session raises", "session jumps", "record", "athlete recovering", "team", "live"}
)
"""Pages that draw, count or record; the others weigh less."""
WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}

FIND = """async only => {
  const options = { resultTypes: ["violations"] };
  if (only) options.runOnly = { type: "rule", values: [only] };
  const { violations } = await axe.run(document, options);
  return violations.map(one => [one.id, one.nodes.map(node =>
    `${node.html.slice(0, 200)} ${node.failureSummary}`)]);
}"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"))
  .map(one => one.outerHTML.slice(0, 120))
  .filter(() => document.documentElement.scrollWidth > innerWidth)"""


@dataclass
class Window:
    """A browser's window, and what went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self, site: Site) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._asked(asked.url, site))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _asked(self, url: str, site: Site) -> None:
        if not url.startswith((site.url, "data:", "blob:")):
            self.complaints.append(f"a request left the site: {url}")


@pytest.fixture(scope="module")
def ids(demo_site: Site) -> dict[str, str]:
    with demo_site.client() as client:
        return addresses(client)


@pytest.fixture(scope="module")
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def windows(browser: Browser, demo_site: Site) -> Iterator[dict[tuple[str, bool], Window]]:
    """By width, and whether somebody is signed in."""
    opened: dict[tuple[str, bool], Window] = {}
    contexts: list[BrowserContext] = []
    for width, (across, down) in WIDTHS.items():
        for signed_in in (True, False):
            context = browser.new_context(
                viewport={"width": across, "height": down},
                has_touch=width == "phone",
                reduced_motion="reduce",
            )
            contexts.append(context)
            page = context.new_page()
            if signed_in:
                page.goto(demo_site.entry())
            opened[width, signed_in] = Window(page)
            opened[width, signed_in].listen(demo_site)
    yield opened
    for context in contexts:
        context.close()


def test_every_page_is_known() -> None:
    routes = {
        one
        for one in routes_of(create_app())
        if one.startswith("GET ")
        and not one.startswith(("GET /v1/", "GET /openapi", "GET /metrics"))
    }

    assert routes == {one.route for one in PAGES} | set(NO_PAGES), (
        "PAGES and NO_PAGES of tests/e2e/pages.py do not say what pages there are"
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
def test_page(
    windows: dict[tuple[str, bool], Window],
    demo_site: Site,
    ids: dict[str, str],
    axe: str,
    shown: Shown,
    width: str,
) -> None:
    window = windows[width, shown.signed_in]
    page = window.page
    window.complaints.clear()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))  # type: ignore[arg-type]

    answer = page.goto(demo_site.url + shown.at(ids))
    assert answer is not None
    assert answer.status == shown.status
    page.wait_for_selector(shown.drawn, state="attached")
    page.evaluate(axe)
    faults = [f"light: {fault}" for fault in page.evaluate(FIND, None)]
    # Nothing but the colours is another in the dark.
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {fault}" for fault in page.evaluate(FIND, "color-contrast")]
    if width == "phone":
        page.set_viewport_size({"width": NARROWEST, "height": 740})
        faults += [f"wider than {NARROWEST} px: {fault}" for fault in page.evaluate(TOO_WIDE)]

    assert faults + _said(window.complaints, answer) == []


def _said(complaints: list[str], answer: Response) -> list[Any]:
    """What the window complained of, but that a page which says so was not found."""
    expected = answer.status >= 400
    return [one for one in complaints if not (expected and "Failed to load resource" in one)]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[int, int]]]:
    """Bytes of each page and of its data; written down at the end for who wants to read them."""
    told: dict[str, tuple[int, int]] = {}
    yield told
    folder = tmp_path_factory.getbasetemp()
    Path(folder, "weights.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


@pytest.fixture
def newcomer(browser: Browser, demo_site: Site, shown: Shown) -> Iterator[Page]:
    """A page of a browser that knows who is signed in, and has nothing of the site."""
    with browser.new_context() as context:
        opened = context.new_page()
        if shown.signed_in:
            # By a request that leaves nothing in the cache of pages.
            context.request.get(demo_site.entry("/signed-in"))
        yield opened


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(page, id=page.name, marks=() if page.name in HEAVIEST else pytest.mark.nightly)
        for page in PAGES
    ],
)
def test_first_load(
    newcomer: Page,
    demo_site: Site,
    ids: dict[str, str],
    shown: Shown,
    weights: dict[str, tuple[int, int]],
) -> None:
    loaded: list[Request] = []

    def note(request: Request) -> None:
        loaded.append(request)

    newcomer.on("requestfinished", note)

    newcomer.goto(demo_site.url + shown.at(ids))
    newcomer.wait_for_selector(shown.drawn, state="attached")

    own = sum(_bytes(one) for one in loaded if one.resource_type in OF_THE_PAGE)
    weights[shown.name] = (own, sum(map(_bytes, loaded)) - own)
    assert own <= MOST_BYTES


def _bytes(request: Request) -> int:
    return request.sizes()["responseBodySize"]
