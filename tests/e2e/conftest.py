"""A real Chromium in front of the real server."""

import asyncio
import logging
import os
import shutil
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Response,
    expect,
    sync_playwright,
)

from api.demo import service
from api.embedded import EmbeddedServer
from tests.e2e.demo import few_trainings, fill_demo

_NAMES = (
    "chromium-headless-shell",  # The same pages at a third of the work: it has no window to draw.
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
)  # fmt: skip
MOTION = ["accelerometer", "gyroscope"]
"""The permissions of somebody who lets a page read how the phone moves."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)
# Made once: it takes longer than a request does.
_TRUST = ssl.create_default_context()
_REFUSED = "Failed to load resource"
# What a page shows is awaited for as long as what is done to it.
expect.set_options(timeout=30_000)


@dataclass
class Site:
    """A server that runs beside the test, and ways to fill and to enter it."""

    server: EmbeddedServer
    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return self.server.url

    def client(self) -> httpx2.Client:
        """A client with the key of whoever set the server up."""
        headers = {"authorization": f"Bearer {self.server.key}"}
        return httpx2.Client(base_url=self.url, timeout=60, headers=headers, verify=_TRUST)

    def entry(self, path: str = "/") -> str:
        """A link that signs in whoever set the server up, once, and leads to a page."""
        return asyncio.run_coroutine_threadsafe(self.server.entry(path), self.loop).result()

    def store(self, name: str, data: bytes) -> str:
        """Upload a recording, wait for its analysis, and give the address of its page."""
        with self.client() as client:
            answer = client.post("/v1/recordings", files={"file": (name, data)})
            session_id = answer.json()["session"]["id"]
            while True:
                session = client.get(f"/v1/sessions/{session_id}").json()
                if session["status"] in {"done", "failed"}:
                    assert session["failure"] is None
                    return f"{self.url}/sessions/{session_id}"


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """The real application on a real port, in its own thread."""
    running = threading.Event()
    sites: list[Site] = []

    async def serve() -> None:
        async with EmbeddedServer(folder, port=0) as server:
            sites.append(Site(server, asyncio.get_running_loop()))
            running.set()
            await server.wait_stopped()

    def run() -> None:
        try:
            asyncio.run(serve())
        finally:
            running.set()

    thread = threading.Thread(target=run)
    thread.start()
    running.wait()
    assert sites, "the server did not start"
    try:
        yield sites[0]
    finally:
        sites[0].loop.call_soon_threadsafe(sites[0].server.stop)
        thread.join()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server for all tests of a file."""
    with serving(tmp_path_factory.mktemp("site")) as served:
        yield served


def chromium_path() -> str:
    """Where Chromium is; skips or fails the test where it is nowhere."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        reason = "no Chromium on the PATH (Debian: apt-get install chromium-headless-shell)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none a laptop skips these tests and CI fails."""
    path = chromium_path()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Open pages as wide as a phone's, and as a desk's too in tests marked `both_sizes`.

    The others see a desk in the nightly checks.
    """
    named = (str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize"))
    if "size" in metafunc.fixturenames and "size" not in named:
        both = metafunc.definition.get_closest_marker("both_sizes") is not None
        desk = pytest.param("desk", marks=() if both else pytest.mark.nightly)
        metafunc.parametrize("size", ["phone", desk], indirect=True)


@pytest.fixture
def size(request: pytest.FixtureRequest) -> str:
    """Whose width a page has."""
    size: str = request.param
    return size


@pytest.fixture
def visitor(browser: Browser, site: Site, size: str) -> Iterator[Page]:
    """A page as wide as a phone's or a desk's; no script may fail, no request leave the site.

    Nobody is signed in.
    """
    context = _context(browser, size)
    with _watched(context, site) as opened:
        yield opened
    context.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site) -> Iterator[Callable[[str], BrowserContext]]:
    """Browsers of each size for all tests of a file, in which the site's owner has signed in."""
    contexts: dict[str, BrowserContext] = {}

    def of(size: str) -> BrowserContext:
        if size not in contexts:
            contexts[size] = _context(browser, size)
            first = contexts[size].new_page()
            first.goto(site.entry())
            first.close()
        return contexts[size]

    yield of
    for context in contexts.values():
        context.close()


@pytest.fixture
def page(signed_in: Callable[[str], BrowserContext], site: Site, size: str) -> Iterator[Page]:
    """The same page of whoever set the server up."""
    with _watched(signed_in(size), site) as opened:
        yield opened
        opened.close()


def _context(browser: Browser, size: str) -> BrowserContext:
    phone = size == "phone"
    return browser.new_context(
        viewport={"width": 360, "height": 740} if phone else {"width": 1280, "height": 900},
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        color_scheme="dark" if phone else "light",
        # A page that glides to where it is sent may have left the place of a click.
        reduced_motion="reduce",
    )


@contextmanager
def _watched(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A new page, of which nothing but answers that refuse may have been complained of."""
    opened = context.new_page()
    complaints: list[tuple[str, str]] = []
    refused: set[str] = set()

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append((message.location["url"], message.text))

    def failed(error: Error) -> None:
        complaints.append((opened.url, str(error)))

    def answered(response: Response) -> None:
        # Shown where the test fails: whether a click that did nothing was sent at all.
        _log.info("%s %s %d", response.request.method, response.url, response.status)
        # A page that says what went wrong is not a fault of the page.
        if response.status >= 400 and response.request.is_navigation_request():
            refused.add(response.url)

    opened.on("console", heard)
    opened.on("pageerror", failed)
    opened.on("response", answered)
    opened.on("request", lambda asked: _at_home(asked.url, site, complaints))
    yield opened
    assert [
        (url, text)
        for url, text in complaints
        if not (text.startswith(_REFUSED) and url in refused)
    ] == []


def _at_home(url: str, site: Site, complaints: list[tuple[str, str]]) -> None:
    if not url.startswith((site.url, "data:", "blob:")):
        complaints.append((url, "a request left the site"))


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with a demo club, of which each athlete has trained twice."""
    with (
        pytest.MonkeyPatch.context() as patched,
        serving(tmp_path_factory.mktemp("demo")) as served,
    ):
        patched.setattr(service, "members", few_trainings(2))
        with served.client() as client:
            fill_demo(client)
        yield served
