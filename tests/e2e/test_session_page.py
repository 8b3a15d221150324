"""The session's page in a real browser: from simulated sensors to curves that can be zoomed."""

from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.api.house import force_csv, zipped
from tests.e2e.conftest import Site
from tests.simulated import calf_raise_recording

pytestmark = pytest.mark.browser

REPS = 6
READY = "#curves[data-ready]"
PLOT = "#curves .plot"
_LOOKS = 1500
"""How often the answer is looked for, every 20 ms: for half a minute."""

# Pixels of the curve's colour, told from ground, grid and shading by their strength.
COUNT_DRAWN = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const wanted = getComputedStyle(document.documentElement).getPropertyValue("--curve").trim();
  const [r, g, b] = [1, 3, 5].map(at => parseInt(wanted.slice(at, at + 2), 16));
  let drawn = 0;
  for (let i = 0; i < data.length; i += 4) {
    const near = Math.abs(data[i] - r) + Math.abs(data[i+1] - g) + Math.abs(data[i+2] - b) < 24;
    if (near && data[i+3] > 200) drawn++;
  }
  return drawn;
}"""


@pytest.fixture(scope="module")
def address(site: Site) -> str:
    """The page of a set of calf raises as foot, shank and plate saw it; the last is partial."""
    recording, truth = calf_raise_recording(ranges_deg=(32, 31, 30, 31, 30, 9))
    assert len(truth) == REPS
    return site.store("left set.zip", zipped(recording))


@pytest.fixture
def session(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(READY)
    return page


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


def slices(page: Page, act: Any) -> dict[str, Any]:
    """Do something, and give the curves that the page then fetched and drew.

    A gesture may ask more than once; the page drops answers that a later question has overtaken,
    so the last one is waited for.
    """

    fetched: list[Request] = []

    def finished(request: Request) -> None:
        if "/curves?" in request.url:
            fetched.append(request)

    def drawn() -> dict[str, Any] | None:
        ready = curves.get_attribute("data-ready")
        for request in fetched:
            answer = request.response()
            told: dict[str, Any] = answer.json() if answer is not None else {}
            if told and f"{told['start_s']:.2f} to {told['end_s']:.2f} s" == ready:
                return told
        return None

    curves = page.locator("#curves")
    page.on("requestfinished", finished)
    act()
    expect(curves).to_have_attribute("aria-busy", "false")
    # The browser may tell of the answer later than it draws it.
    for _ in range(_LOOKS):
        if (found := drawn()) is not None:
            break
        page.wait_for_timeout(20)
    page.remove_listener("requestfinished", finished)
    assert found is not None
    return found


def drag(page: Page, start: float, end: float) -> None:
    """Drag the mouse over a part of the first curve, as fractions of its width."""
    box = page.locator(f"{PLOT} .u-over").first.bounding_box()
    assert box is not None
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], height)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], height)
    page.mouse.move(box["x"] + end * box["width"], height)
    page.mouse.up()


def test_reps_and_table_are_those_of_the_athlete(session: Page) -> None:
    expect(session.locator("[data-rep-count]")).to_have_text(str(REPS))
    expect(session.get_by_role("heading", level=1)).to_have_text("Calf raise, left")
    rows = session.locator("table.reps tbody tr")
    expect(rows).to_have_count(REPS)
    expect(rows.last).to_contain_text("partial")
    assert rows.first.locator("td").first.inner_text().startswith(("31.", "32.", "33."))


def test_curves_are_drawn(session: Page) -> None:
    assert session.locator(PLOT).count() >= 2
    for canvas in session.locator(f"{PLOT} canvas").all():
        assert canvas.evaluate(COUNT_DRAWN) > 500


def test_each_curve_says_in_words_what_it_shows(session: Page) -> None:
    for stage in session.locator(f"{PLOT} .stage").all():
        label = stage.get_attribute("aria-label")
        assert label is not None
        assert f"with {REPS} shaded efforts" in label


def test_dragging_zooms_to_every_sample_and_reset_goes_back(session: Page) -> None:
    session.locator(PLOT).first.scroll_into_view_if_needed()
    reset = session.get_by_role("button", name="Reset zoom")
    expect(reset).to_be_disabled()

    near = slices(session, lambda: drag(session, 0.30, 0.34))

    assert near["end_s"] - near["start_s"] < 2.0
    assert all(curve["exact"] for curve in near["curves"])
    force = next(curve for curve in near["curves"] if curve["unit"] == "N")
    assert len(force["time"]) == pytest.approx(1000 * (near["end_s"] - near["start_s"]), abs=4)
    expect(session.locator("#curves .window")).to_contain_text("every sample")
    assert session.locator(f"{PLOT} canvas").first.evaluate(COUNT_DRAWN) > 200

    far = slices(session, reset.click)

    assert far["start_s"] == 0.0
    assert far["end_s"] > 15.0
    expect(reset).to_be_disabled()


def test_the_keyboard_zooms_and_moves(session: Page) -> None:
    session.locator(f"{PLOT} .stage").first.focus()

    closer = slices(session, lambda: session.keyboard.press("+"))
    later = slices(session, lambda: session.keyboard.press("ArrowRight"))
    whole = slices(session, lambda: session.keyboard.press("0"))

    assert later["start_s"] > closer["start_s"] > whole["start_s"] == 0.0


def test_two_fingers_zoom(session: Page) -> None:
    session.locator(PLOT).first.scroll_into_view_if_needed()
    over = session.locator(f"{PLOT} .u-over").first
    box = over.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2

    def finger(kind: str, number: int, x: float) -> None:
        over.dispatch_event(
            kind, {"pointerId": number, "pointerType": "touch", "clientX": x, "isPrimary": False}
        )

    def pinch() -> None:
        for number, side in ((1, -20), (2, 20)):
            finger("pointerdown", number, middle + side)
        for number, side in ((1, -80), (2, 80)):
            finger("pointermove", number, middle + side)
        for number, side in ((1, -80), (2, 80)):
            finger("pointerup", number, middle + side)

    whole = session.evaluate("document.querySelector('#curves').dataset.ready")
    near = slices(session, pinch)

    seconds = float(whole.split(" to ")[1].removesuffix(" s"))
    assert near["end_s"] - near["start_s"] == pytest.approx(seconds / 4, rel=0.02)


def test_a_reps_number_shows_it_on_the_curves(session: Page) -> None:
    button = session.locator("table.reps button.rep").nth(2)
    start, end = button.get_attribute("data-start"), button.get_attribute("data-end")
    assert start is not None
    assert end is not None

    near = slices(session, button.click)

    assert near["start_s"] == pytest.approx(float(start) - 0.3, abs=0.01)
    assert near["end_s"] == pytest.approx(float(end) + 0.3, abs=0.01)


def test_a_rep_tells_its_phases_and_how_its_numbers_were_made(session: Page) -> None:
    session.locator("a.tile").nth(1).click()

    expect(session.locator("[data-phases]")).to_contain_text("Phases of rep 2")
    expect(session.locator("[data-phases] li")).to_have_count(3)
    part = session.locator("[data-effort-part]")
    expect(part.get_by_role("heading")).to_have_text("Rep 2 of Calf raise, left")
    expect(part.locator("tbody tr").first).to_contain_text("foot shank IMU, quality good")

    part.get_by_role("link", name="Next").click()

    expect(part.get_by_role("heading")).to_have_text("Rep 3 of Calf raise, left")
    expect(session.locator("[data-phases]")).to_contain_text("Phases of rep 3")
    assert overflow(session) <= 0
    part.get_by_role("button", name="Close").click()
    expect(part.get_by_role("heading")).to_have_count(0)


def test_a_figure_explains_itself_and_is_closed_by_a_key(session: Page) -> None:
    button = session.get_by_role("button", name="How Mean range was computed")
    button.focus()
    session.keyboard.press("Enter")

    how = session.get_by_role("dialog", name="Mean range")
    expect(how).to_contain_text("mean of 5 efforts")
    expect(how).to_contain_text("one standard deviation")
    session.keyboard.press("Escape")
    expect(how).to_be_hidden()
    expect(button).to_be_focused()


def test_the_wheel_zooms_about_the_pointer_and_slides(session: Page) -> None:
    over = session.locator(f"{PLOT} .u-over").first
    over.scroll_into_view_if_needed()
    over.hover()
    whole = session.locator("#curves").get_attribute("data-ready")
    assert whole is not None
    seconds = float(whole.split(" to ")[1].removesuffix(" s"))

    def roll(across: float, down: float) -> None:
        session.mouse.wheel(across, down)

    session.keyboard.down("Control")
    near = slices(session, lambda: roll(0, -60))
    session.keyboard.up("Control")
    later = slices(session, lambda: roll(60, 0))

    middle = (near["start_s"] + near["end_s"]) / 2
    assert near["end_s"] - near["start_s"] < 0.9 * seconds
    assert middle == pytest.approx(seconds / 2, abs=0.05 * seconds)
    assert later["start_s"] > near["start_s"]


def test_another_session_of_the_same_exercise_is_compared(
    session: Page, site: Site, address: str
) -> None:
    other, _ = calf_raise_recording(ranges_deg=(24, 25, 24), seed=2)
    site.store("weaker.zip", zipped(other))
    session.goto(address)
    session.get_by_label("Session of the same exercise").select_option(index=0)
    session.get_by_role("button", name="Compare", exact=True).click()

    table = session.locator("#compare table").first
    expect(table.locator("tbody tr").first).to_contain_text("Reps")
    expect(table).to_contain_text("Smallest change that is not noise")
    expect(session.locator("#compare .chart svg path.mean")).to_have_count(2)
    assert overflow(session) <= 0
    session.get_by_role("link", name="Stop comparing").click()
    expect(session.locator("#compare table")).to_have_count(0)


def test_an_effort_has_a_page_of_its_own(session: Page) -> None:
    link = session.locator("a.tile").last.get_attribute("href")
    assert link is not None
    session.goto(session.url.partition("/sessions/")[0] + link)

    expect(session.get_by_role("heading", level=1)).to_have_text("Calf raise, left")
    expect(session.locator(".notice")).to_contain_text("Partial")
    assert overflow(session) <= 0


def test_a_cursor_reads_all_curves_at_one_time(session: Page) -> None:
    session.locator(PLOT).first.scroll_into_view_if_needed()
    session.locator(f"{PLOT} .u-over").first.hover()

    readouts = session.locator(f"{PLOT} output")
    expect(readouts.first).not_to_be_empty()
    assert "not measured" in " ".join(readouts.all_inner_texts())  # no power between two raises
    times = {text.partition(":")[0] for text in readouts.all_inner_texts()}
    seconds = [float(time.removesuffix(" s")) for time in times]
    assert max(seconds) - min(seconds) < 0.1


def test_a_columns_head_opens_its_meaning(session: Page) -> None:
    session.locator("table.reps thead a").first.click()

    expect(session.locator(".definitions dt").first).to_be_visible()


@pytest.mark.both_sizes
def test_nothing_is_wider_than_the_screen(session: Page, site: Site) -> None:
    for details in session.locator("details").all():
        details.evaluate("one => { one.open = true }")
    assert overflow(session) <= 0
    for path in ("/", "/numbers"):
        session.goto(site.url + path)
        assert overflow(session) <= 0


def test_a_file_can_be_uploaded(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/sessions")
    page.get_by_label("File").set_input_files(
        {"name": "standing.csv", "mimeType": "text/csv", "buffer": force_csv()}
    )
    page.get_by_role("button", name="Upload and analyse").click()

    page.wait_for_url("**/sessions/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("No effort found")
    expect(page.locator(".findings")).to_contain_text("Data quality")


def test_a_session_can_be_deleted(page: Page, site: Site) -> None:
    page.goto(site.store("gone.csv", force_csv(2.0)))
    page.get_by_text("Delete this session").click()
    page.get_by_role("button", name="Delete for good").click()

    page.wait_for_url(f"{site.url}/sessions")
    expect(page.get_by_text("gone.csv")).to_have_count(0)


@pytest.mark.both_sizes
def test_every_control_can_be_reached_and_named(session: Page) -> None:
    nameless = session.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, summary")].filter(one =>
          one.type !== "hidden" && !(
            one.textContent.trim() || one.getAttribute("aria-label") || one.labels?.length))
          .map(one => one.outerHTML)"""
    )
    assert nameless == []
    small = session.evaluate(
        """() => [...document.querySelectorAll(".button, button, .back, .brand")].filter(one =>
          one.offsetParent && one.getBoundingClientRect().height < 36).map(one => one.outerHTML)"""
    )
    assert small == []
