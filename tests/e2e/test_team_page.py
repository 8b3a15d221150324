"""A coach's team in a real browser: found by name, sorted, picked and compared."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.api.house import zipped
from tests.e2e.conftest import Site
from tests.simulated import calf_raise_recording

pytestmark = pytest.mark.browser

NAMES = ("Ann Archer", "Bob Baker", "Cid Carter")
ROWS = "table.roster tbody tr"


@pytest.fixture(scope="module")
def athletes(site: Site) -> dict[str, str]:
    """Three athletes: Ann and Bob with a set of calf raises, Cid with pain."""
    ids = {}
    with site.client() as client:
        club = client.get("/v1/me").json()["memberships"][0]["organization_id"]
        for name in NAMES:
            body = {"name": name, "consent_stated": True}
            answer = client.post(f"/v1/organizations/{club}/athletes", json=body)
            ids[name] = answer.json()["id"]
        for name, seed in ((NAMES[0], 1), (NAMES[1], 2)):
            data = zipped(calf_raise_recording(ranges_deg=(30 + seed, 31, 30))[0])
            sent = {"file": ("set.zip", data)}
            told = client.post("/v1/recordings", files=sent, data={"athlete_id": ids[name]}).json()
            address = f"/v1/sessions/{told['session']['id']}"
            while client.get(address).json()["status"] not in {"done", "failed"}:
                pass
        today = datetime.now(UTC).date()
        pain = f"/v1/athletes/{ids[NAMES[2]]}/diary/{today}"
        assert client.put(pain, json={"pain": 8}).is_success
    return ids


@pytest.fixture
def team(page: Page, site: Site, athletes: dict[str, str]) -> Page:
    page.goto(f"{site.url}/team")
    return page


def test_who_needs_attention_leads_to_what_to_do(team: Page, athletes: dict[str, str]) -> None:
    needs = team.get_by_role("region", name="Who needs attention")
    expect(needs).to_contain_text("Cid Carter")
    expect(needs).to_contain_text("physiotherapist or doctor")
    assert team.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    needs.get_by_role("link", name="See the diary").click()

    expect(team).to_have_url(re.compile(athletes["Cid Carter"]))


def test_the_table_is_sifted_while_one_types(team: Page) -> None:
    expect(team.locator(ROWS)).to_have_count(4)

    team.get_by_label("Name", exact=True).press_sequentially("bak")

    expect(team.locator(ROWS)).to_have_count(1)
    expect(team.locator(ROWS)).to_contain_text("Bob Baker")
    expect(team.locator("[data-found]")).to_have_text("1 athlete")
    team.get_by_label("Name", exact=True).fill("nobody")
    expect(team.locator("#roster")).to_contain_text("No athlete is like that.")
    team.get_by_role("link", name="Show everybody").click()
    team.get_by_label("Order", exact=True).select_option("name")
    expect(team.locator(ROWS).first).to_contain_text("Ann Archer")


def test_headings_sort_and_the_search_keeps_the_order(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site.url}/team")
    heading = page.get_by_role("columnheader", name="Athlete")
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_label("Order", exact=True)).to_have_value("name")

    page.get_by_label("Name", exact=True).press_sequentially("r")

    expect(page.locator("[data-found]")).to_have_text("3 athletes")
    expect(page.locator(ROWS)).to_have_text([re.compile(one) for one in reversed(NAMES)])


def test_several_are_picked_and_compared(team: Page) -> None:
    compare = team.get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    team.get_by_label("Compare Ann Archer").check()
    expect(team.locator("[data-picked]")).to_have_text("1 athlete picked; tick one more.")
    team.get_by_label("Compare Bob Baker").check()

    compare.click()

    expect(team.locator("[data-compare] canvas")).to_be_visible()
    expect(team.locator("table.compared tbody tr")).to_have_count(2)
    expect(team.locator(".legend li")).to_have_text([re.compile("Ann"), re.compile("Bob")])
    team.get_by_label("Number", exact=True).select_option("heel_height")
    expect(team.get_by_role("heading", name=re.compile("^Height"))).to_be_visible()
    assert team.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
