"""An athlete's page in a real browser: a change that is real, a day that is told, a plan edited."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.house import zipped
from tests.e2e.conftest import Site
from tests.simulated import Side, calf_raise_recording

pytestmark = pytest.mark.browser

RANGES_DEG = (22.0, 22.5, 36.0)
DRAWN = "[data-trend] canvas"

# Controls of the page that a finger would miss.
SMALL = """() => {
  const all = "main .button, main .choice, main select, main input, main .day";
  return [...document.querySelectorAll(all)]
    .filter(one => one.offsetParent && one.type !== "hidden" && !one.matches(".visually-hidden"))
    .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML);
}"""


@pytest.fixture(scope="module")
def athlete(site: Site) -> str:
    """Who set the server up, with three sessions of the left leg and one of the right."""
    sides: tuple[Side, ...] = ("left", "right")
    for number, range_deg in enumerate(RANGES_DEG):
        _store(site, sides[0], range_deg, 40 - 10 * number)
    _store(site, sides[1], 30.0, 9)
    with site.client() as client:
        (one,) = client.get("/v1/athletes").json()["items"]
    found: str = one["id"]
    return found


def _store(site: Site, side: Side, range_deg: float, days_ago: int) -> None:
    recording, _ = calf_raise_recording(
        ranges_deg=(range_deg,) * 3, side=side, placements=(f"{side}_foot", f"{side}_shank")
    )
    at = datetime.now(UTC) - timedelta(days=days_ago)
    site.store(f"{side} {days_ago}.zip", zipped(replace(recording, started_at=at)))


@pytest.fixture
def shown(page: Page, site: Site, athlete: str) -> Page:
    page.goto(f"{site.url}/athletes/{athlete}?metric=heel_height")
    page.wait_for_selector(DRAWN)
    return page


def plan_of(site: Site, athlete: str) -> dict[str, Any]:
    with site.client() as client:
        answer = client.get(f"/v1/athletes/{athlete}/programme")
    plan: dict[str, Any] = answer.json().get("plan", {})
    return plan


def test_a_real_rise_is_told_and_drawn(shown: Page) -> None:
    left = shown.locator(".leg").first
    expect(left).to_contain_text("Better")
    expect(left).to_contain_text("more than measurement error")
    expect(shown.locator(".keys").first).to_contain_text("real rise")
    label = shown.locator("[data-trend]").get_attribute("aria-label")
    assert label is not None
    assert "4 sessions from" in label


def test_the_keyboard_reads_the_chart_and_opens_a_session(shown: Page) -> None:
    read = shown.locator("[data-trend-read]")
    shown.locator("[data-trend]").focus()
    shown.keyboard.press("Home")
    expect(read).to_contain_text("left leg")
    first = read.inner_text()
    shown.keyboard.press("ArrowRight")
    expect(read).not_to_have_text(first)
    shown.keyboard.press("End")
    expect(read).to_contain_text("right leg")
    shown.keyboard.press("ArrowLeft")
    expect(read).to_contain_text("a real rise")
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/sessions/*")


def test_another_number_is_put_in_place_and_can_be_linked_to(shown: Page, site: Site) -> None:
    shown.get_by_label("Number", exact=True).select_option("range_of_motion")
    expect(shown.locator(".leg-value").first).to_contain_text("°")
    assert "metric=range_of_motion" in shown.url
    shown.wait_for_selector(DRAWN)
    shown.get_by_role("link", name="Right leg").click()
    expect(shown.locator(".leg")).to_have_count(1)
    shown.wait_for_selector(DRAWN)

    shown.goto(shown.url)
    expect(shown.locator(".leg")).to_have_count(1)
    expect(shown.get_by_label("Number", exact=True)).to_have_value("range_of_motion")

    shown.get_by_role("link", name="Both legs").click()
    expect(shown.locator(".leg")).to_have_count(2)
    shown.go_back()
    expect(shown.locator(".leg")).to_have_count(1)


def test_a_day_of_the_calendar_is_told_of(shown: Page) -> None:
    on = datetime.now(UTC).date() - timedelta(days=1)
    if on.month != datetime.now(UTC).date().month:
        shown.get_by_role("link", name="Month before").click()
    shown.locator(f'.calendar a[href*="day={on}"]').click()
    shown.get_by_label("Pain while training").fill("2")
    shown.get_by_label("Minutes", exact=True).fill("25")
    shown.get_by_role("button", name="Save the day").click()

    expect(shown.get_by_label("Pain while training")).to_have_value("2")
    day = shown.locator(f'.calendar a[href*="day={on}"]')
    assert "trained" in (day.get_attribute("aria-label") or "")
    shown.get_by_role("button", name="Take the entry away").click()
    expect(shown.get_by_label("Pain while training")).to_have_value("")


def test_a_programme_is_begun_edited_and_ended(page: Page, site: Site, athlete: str) -> None:
    page.goto(f"{site.url}/athletes/{athlete}")
    page.get_by_role("link", name="Choose a programme").first.click()
    page.get_by_role("button", name="Begin with this").last.click()
    page.get_by_role("link", name="Edit").click()

    names = len(plan_of(site, athlete)["phases"][0]["exercises"])
    page.get_by_role("button", name="Add an exercise").first.click()
    added = page.locator(f"[id='phases.0.exercises.{names}']")
    expect(added).to_be_visible()
    added.get_by_label("Name").fill("Toe walks")
    added.get_by_label("Fewest repetitions").fill("30")
    page.get_by_role("button", name="Save the programme").last.click()
    # Ten is less than thirty, and stands at its field.
    expect(page.get_by_role("alert")).to_contain_text("reps must go from few to many")
    added.get_by_label("Most repetitions").fill("40")
    page.get_by_role("button", name="Save the programme").last.click()

    page.wait_for_url("**/programme")
    expect(page.locator("main")).to_contain_text("Toe walks")
    assert plan_of(site, athlete)["phases"][0]["exercises"][names]["reps"] == [30, 40]
    page.get_by_text("End this programme").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Choose a programme")


@pytest.mark.both_sizes
def test_nothing_is_wider_than_the_screen_and_every_control_is_large(
    shown: Page, site: Site, athlete: str
) -> None:
    at = f"/athletes/{athlete}"
    paths = ("", "/programme", "/programme/edit?template=calf_strength")
    for path in paths:
        shown.goto(site.url + at + path)
        shown.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert shown.evaluate(SMALL) == []
