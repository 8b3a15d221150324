"""Pictures of every page of a demo club, and the two that the README shows.

::

    python -m tests.e2e.screenshots FOLDER [--data FOLDER] [--only NAME]

With ``--data`` the server's own folder is kept, so that the next time nothing is to be filled.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.e2e.conftest import FLAGS, Site, chromium_path, serving
from tests.e2e.demo import fill_demo
from tests.e2e.pages import PAGES, Shown, addresses

README = Path(__file__).parents[2] / ".readme"
IN_README = {"session raises": "session.png", "team": "team.png"}
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
_README_SIZE: ViewportSize = {"width": 1280, "height": 1000}
_SETTLED_MS = 300
_SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
  scrollTo(0, 0);
}"""


def main() -> None:
    """Take all of them."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--data", type=Path)
    given.add_argument("--only", help="of pages whose name begins so")
    asked = given.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, serving(asked.data or Path(scratch)) as site:
        with site.client() as client:
            fill_demo(client)
            ids = addresses(client)
        chosen = [one for one in PAGES if one.name.startswith(asked.only or "")]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for size in SIZES:
                for scheme in ("light", "dark"):
                    _take(browser, site, ids, chosen, asked.folder, size, scheme)
            _for_readme(browser, site, ids)
            browser.close()


def _take(
    browser: Browser,
    site: Site,
    ids: dict[str, str],
    chosen: list[Shown],
    folder: Path,
    size: str,
    scheme: str,
) -> None:
    across, down = SIZES[size]
    with browser.new_context(
        viewport={"width": across, "height": down},
        has_touch=size == "phone",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.goto(site.entry())
        for shown in chosen:
            _open(page, site, ids, shown)
            name = shown.name.replace(" ", "-")
            page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)


def _for_readme(browser: Browser, site: Site, ids: dict[str, str]) -> None:
    with browser.new_context(viewport=_README_SIZE, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(site.entry())
        for shown in PAGES:
            if shown.name in IN_README:
                _open(page, site, ids, shown)
                page.screenshot(path=README / IN_README[shown.name])


def _open(page: Page, site: Site, ids: dict[str, str], shown: Shown) -> None:
    page.goto(site.url + shown.at(ids))
    page.wait_for_selector(shown.drawn, state="attached")
    # What lies further down is drawn once it comes into sight.
    page.evaluate(_SCROLL)
    # Charts that no selector tells of draw in the next frames.
    page.wait_for_timeout(_SETTLED_MS)


if __name__ == "__main__":
    main()
