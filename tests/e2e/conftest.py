"""A real Chromium in front of the real server."""

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from api.embedded import EmbeddedServer

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass
class Site:
    """A server that runs beside the test, and a way to fill it."""

    url: str

    def store(self, name: str, data: bytes) -> str:
        """Upload a recording, wait for its analysis, and give the address of its page."""
        with httpx2.Client(base_url=self.url, timeout=60) as client:
            answer = client.post("/v1/recordings", files={"file": (name, data)})
            session_id = answer.json()["session"]["id"]
            while True:
                session = client.get(f"/v1/sessions/{session_id}").json()
                if session["status"] in {"done", "failed"}:
                    assert session["failure"] is None
                    return f"{self.url}/sessions/{session_id}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real application on a real port, in its own thread."""
    running = threading.Event()
    served: list[EmbeddedServer] = []
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        async with EmbeddedServer(tmp_path_factory.mktemp("site"), port=0) as server:
            served.append(server)
            loops.append(asyncio.get_running_loop())
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
    assert served, "the server did not start"
    yield Site(served[0].url)
    loops[0].call_soon_threadsafe(served[0].stop)
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none a laptop skips these tests and CI fails."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        reason = "no Chromium on the PATH (Debian: apt-get install chromium)"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page as wide as a phone's or a desk's; no script may fail, no request leave the site."""
    phone = request.param == "phone"
    context = browser.new_context(
        viewport={"width": 360, "height": 740} if phone else {"width": 1280, "height": 900},
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        color_scheme="dark" if phone else "light",
    )
    opened = context.new_page()
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def failed(error: Error) -> None:
        complaints.append(str(error))

    opened.on("console", heard)
    opened.on("pageerror", failed)
    opened.on("request", lambda asked: _at_home(asked.url, site, complaints))
    yield opened
    context.close()
    assert complaints == []


def _at_home(url: str, site: Site, complaints: list[str]) -> None:
    if not url.startswith((site.url, "data:", "blob:")):
        complaints.append(f"a request left the site: {url}")
