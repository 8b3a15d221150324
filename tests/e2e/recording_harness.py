"""What the record page is made of, without the page: `recording_path.ts` in a page of the site."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, Page

from api.web.build_assets import WEB, find_node
from tests.e2e.conftest import Site

_ENTRY = Path(__file__).parent / "recording_path.ts"
_WAIT_MS = 60_000


@cache
def harness() -> str:
    """The script, bundled."""
    node, _ = find_node()
    esbuild = WEB / "node_modules" / "esbuild" / "bin" / "esbuild"
    with TemporaryDirectory() as folder:
        script = Path(folder) / "harness.js"
        subprocess.run(
            [node, str(esbuild), str(_ENTRY), "--bundle", "--format=iife", "--target=es2022",
             "--log-level=warning", f"--alias:idb={WEB / 'node_modules' / 'idb'}",
             f"--outfile={script}"],
            check=True,
        )  # fmt: skip
        return script.read_text()


def harnessed(context: BrowserContext, site: Site) -> Page:
    """A tab with the script in it, as `calf`."""
    address = f"{site.url}/static/harness.js"
    page = context.new_page()
    page.route(address, lambda route: route.fulfill(body=harness(), content_type="text/javascript"))
    page.goto(f"{site.url}/numbers")
    page.add_script_tag(url=address)
    return page


def statement(site: Site, **changed: Any) -> dict[str, Any]:
    with site.client() as client:
        mine = client.get("/v1/athletes").json()["items"][0]["id"]
    names = ("knee", "loadKg", "surface", "tempo", "massKg", "heightM")
    stated = dict.fromkeys(names) | {"exercise": "calf_raise", "side": "left"}
    return stated | {"athleteId": mine, "massKg": 75.0, "heightM": 1.78} | changed


def progress(page: Page, recording: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        "id => calf.uploads().find((one) => one.id === id) ?? {}", recording
    )
    return found


def awaited(page: Page, recording: str, state: str) -> dict[str, Any]:
    page.wait_for_function(
        "([id, state]) => calf.uploads().find((one) => one.id === id)?.state === state",
        arg=[recording, state],
        timeout=_WAIT_MS,
    )
    return progress(page, recording)


def troubled(page: Page, recording: str, words: str) -> None:
    page.wait_for_function(
        "([id, words]) => calf.uploads().find((one) => one.id === id)?.problem?.includes(words)",
        arg=[recording, words],
        timeout=_WAIT_MS,
    )
