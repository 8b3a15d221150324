"""The report on paper, and the link that shows it, in a real browser."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.house import zipped
from tests.e2e.conftest import Site
from tests.simulated import calf_raise_recording

pytestmark = pytest.mark.browser

REPS = 8


def stored(site: Site, day: int, range_deg: float) -> str:
    """A set of raises on some day; gives its page."""
    recording, _ = calf_raise_recording(reps=REPS, seed=day, range_deg=range_deg)
    begun = datetime(2026, 11, day, 9, 30, tzinfo=UTC)
    return site.store(f"{day}.zip", zipped(replace(recording, started_at=begun)))


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    """The second of two sets; the heel came up much higher than in the first."""
    stored(site, 10, 18.0)
    return stored(site, 17, 38.0)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_report_says_what_changed(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Report", exact=True).click()

    report = page.get_by_role("article")
    expect(report.get_by_role("heading", level=1)).to_have_text("Calf raise, left")
    expect(report).to_contain_text(f"{REPS} reps with the left leg.")
    height = report.get_by_role("row", name=re.compile("Height, on average"))
    expect(height).to_contain_text("a real change for the better")
    reps = report.get_by_role("row", name=re.compile("^Reps"))
    expect(reps).to_contain_text("within measurement error")
    expect(report.locator("svg.picture .span")).to_have_count(REPS)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_report_fits_one_sheet(browser: Browser, site: Site, address: str, paper: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site.entry())
        page.goto(f"{address}/report")
        pdf = page.pdf(format=paper)
        page.emulate_media(media="print")

        assert pages_of(pdf) == 1
        expect(page.get_by_role("button", name="Print")).to_be_hidden()
        expect(page.locator("header.bar")).to_be_hidden()


def test_a_link_shows_the_report_until_it_is_taken_back(
    page: Page, browser: Browser, address: str
) -> None:
    page.goto(f"{address}/share")
    page.get_by_label("Name on the report").fill("Sam")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Address of the report").input_value()

    with browser.new_context() as context:
        stranger = context.new_page()
        seen = stranger.goto(link)
        assert seen is not None
        assert seen.status == 200
        expect(stranger.get_by_role("article")).to_contain_text(f"{REPS} reps with the left leg.")
        expect(stranger.get_by_role("article")).to_contain_text("Sam")
        expect(stranger.get_by_role("navigation")).to_have_count(0)
        page.get_by_role("button", name="Take back").first.click()
        expect(page.get_by_text("taken back").first).to_be_visible()
        gone = stranger.goto(link)
        assert gone is not None
        assert gone.status == 404


def test_the_address_of_a_link_is_copied(browser: Browser, site: Site, address: str) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(site.entry())
        page.goto(f"{address}/share")
        page.get_by_role("button", name="Make the link").click()
        link = page.get_by_label("Address of the report").input_value()
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()

        assert page.evaluate("navigator.clipboard.readText()") == link
