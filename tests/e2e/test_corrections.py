"""What a person says against a session, in a real browser, with scripts and without."""

from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.house import zipped
from tests.e2e.conftest import Site
from tests.simulated import calf_raise_recording

pytestmark = pytest.mark.browser

REPS = 6
_seeds = count(1)


@pytest.fixture
def address(site: Site) -> str:
    """The page of a set of left calf raises that no other test corrects."""
    recording, _ = calf_raise_recording(placements=("left_foot",), reps=REPS, seed=next(_seeds))
    return site.store("left set.zip", zipped(recording))


def test_a_repetition_is_removed_and_brought_back(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Correct a repetition").click()
    page.get_by_role("link", name="The next one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Correct rep 2")
    page.get_by_label("Why (if you like)").fill("She stumbled")
    page.get_by_role("button", name="Do not count it").click()

    expect(page.locator("[data-rep-count]")).to_have_text(str(REPS - 1))
    corrections = page.locator("#corrections")
    expect(corrections).to_contain_text("no repetition; it does not count")
    expect(corrections).to_contain_text("She stumbled")

    corrections.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-rep-count]")).to_have_text(str(REPS))


def test_one_is_two_where_the_slide_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/correct?at=0")
    form = page.locator("form", has_text="It was two")
    slide, typed = form.locator("input[type=range]"), form.locator("input[name=at_s]")
    before = typed.input_value()
    slide.focus()
    slide.press("ArrowRight")
    assert float(typed.input_value()) == pytest.approx(float(before) + 0.01)
    expect(page.locator("svg .mark")).to_have_attribute("visibility", "visible")
    form.get_by_role("button", name="Split it there").click()

    # The page comes again by itself once the session has been measured anew.
    expect(page.locator("[data-rep-count]")).to_have_text(str(REPS + 1))
    expect(page.locator("#corrections")).to_contain_text("two repetitions, the second from")


def test_a_set_of_the_other_leg_is_that_leg_s_without_any_script(
    browser: Browser, site: Site, address: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(site.entry())
        page.goto(f"{address}/correct")
        form = page.locator("form", has_text="It was the other leg")
        form.get_by_label("the right leg").check()
        form.get_by_role("button", name="Change the leg").click()
        expect(page.locator("#corrections")).to_contain_text("done with the right leg")
        with site.client() as client:
            session = address.rpartition("/")[2]
            while client.get(f"/v1/sessions/{session}").json()["pending"]:
                pass
        page.reload()

        expect(page.get_by_role("heading", level=1)).to_have_text("Calf raise, right")
        expect(page.locator("[data-rep-count]")).to_have_text(str(REPS))


def test_what_cannot_be_is_said_where_it_was_typed(page: Page, address: str) -> None:
    page.goto(f"{address}/correct")
    form = page.locator("form", has_text="It was two")
    typed = form.locator("input[name=at_s]")
    typed.fill(typed.get_attribute("min") or "")
    # The field's own bounds are wider than what is worth parting off.
    form.get_by_role("button", name="Split it there").click()

    expect(page.get_by_role("alert")).to_contain_text("at_s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Correct rep 1")


def test_a_note_is_written_changed_and_deleted(page: Page, address: str) -> None:
    page.goto(address)
    notes = page.locator("#notes")
    notes.get_by_label("Your note", exact=True).fill("Heavy from the tenth on.\nNo <b>pain</b>.")
    notes.get_by_role("button", name="Keep the note").click()
    expect(notes.locator(".text")).to_have_text("Heavy from the tenth on.\nNo <b>pain</b>.")

    notes.get_by_text("Change or delete your note").click()
    notes.get_by_label("Your note, changed").fill("All well.")
    notes.get_by_role("button", name="Change", exact=True).click()
    expect(notes.locator(".text")).to_have_text("All well.")
    expect(notes).to_contain_text("changed")

    notes.get_by_text("Change or delete your note").click()
    notes.get_by_role("button", name="Delete the note").click()
    expect(notes.locator(".text")).to_have_count(0)
