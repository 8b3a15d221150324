"""What each page weighs when it is opened for the first time."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.e2e.conftest import Site
from tests.e2e.pages import PAGES, Shown, addresses

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
OF_THE_PAGE = {"document", "script", "stylesheet", "image", "font", "manifest"}
"""What is asked for besides, such as curves, is what somebody measured: as long as it lasted."""


@pytest.fixture(scope="module")
def ids(demo_site: Site) -> dict[str, str]:
    with demo_site.client() as client:
        return addresses(client)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[int, int]]]:
    """Bytes of each page and of its data; written down at the end for who wants to read them."""
    told: dict[str, tuple[int, int]] = {}
    yield told
    folder = tmp_path_factory.getbasetemp()
    Path(folder, "weights.json").write_text(json.dumps(told, indent=1), encoding="utf-8")


@pytest.fixture
def page(browser: Browser, demo_site: Site, shown: Shown) -> Iterator[Page]:
    """A page of a browser that knows who is signed in, and has nothing of the site."""
    with browser.new_context() as context:
        opened = context.new_page()
        if shown.signed_in:
            # By a request that leaves nothing in the cache of pages.
            context.request.get(demo_site.entry("/signed-in"))
        yield opened


@pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
def test_first_load(
    page: Page,
    demo_site: Site,
    ids: dict[str, str],
    shown: Shown,
    weights: dict[str, tuple[int, int]],
) -> None:
    loaded: list[Request] = []

    def note(request: Request) -> None:
        loaded.append(request)

    page.on("requestfinished", note)

    page.goto(demo_site.url + shown.at(ids))
    page.wait_for_selector(shown.drawn, state="attached")

    own = sum(_bytes(one) for one in loaded if one.resource_type in OF_THE_PAGE)
    weights[shown.name] = (own, sum(map(_bytes, loaded)) - own)
    assert own <= MOST_BYTES


def _bytes(request: Request) -> int:
    return request.sizes()["responseBodySize"]
