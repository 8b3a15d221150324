"""The record page in a real browser of a phone's size: from the choice to the analysed session."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from api.recordings import reader_process
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.imu import Imu
from firmware_mocks.raise_plan import Tempo
from firmware_mocks.sensor_model import SensorModel
from tests.api import hostile_readers
from tests.e2e.conftest import MOTION, Site
from tests.e2e.moving import MovingPhone, readings_of
from tests.e2e.recording_harness import harness

pytestmark = pytest.mark.browser

_REPS = 4
_OFFLINE = "ERR_INTERNET_DISCONNECTED"

Open = Callable[[], tuple[Page, MovingPhone]]


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone's browser, signed in."""
    opened = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        reduced_motion="reduce",
        permissions=MOTION,
    )
    first = opened.new_page()
    first.goto(site.entry("/numbers"))
    first.close()
    yield opened
    opened.close()


@pytest.fixture
def tab(context: BrowserContext, site: Site) -> Iterator[Open]:
    """Opens the record page on a phone that can be moved; no script may fail."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and _OFFLINE not in message.text:
            complaints.append(message.text)

    def opened() -> tuple[Page, MovingPhone]:
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        phone = MovingPhone(page)
        page.goto(f"{site.url}/record")
        return page, phone

    yield opened
    assert complaints == []


@pytest.fixture(scope="module")
def raises() -> list[list[float]]:
    """What the phone's browser gives of a set of raises, standing before and after."""
    motion = CalfRaises(reps=_REPS, seed=2, tempo=Tempo(), quiet_s=3.5)
    return readings_of(motion, "phone_shank_left")


@pytest.fixture(scope="module")
def two_raises() -> list[list[float]]:
    """The same of the check: two slow ones."""
    motion = CalfRaises(reps=2, seed=2, tempo=Tempo(1.2, 0.4, 1.2, 0.8), quiet_s=3.0)
    return readings_of(motion, "phone_shank_left")


def choose(page: Page) -> None:
    expect(page.get_by_role("heading", name="What will you do?")).to_be_visible()
    page.get_by_label("Exercise").select_option("calf_raise")
    page.get_by_role("radio", name="Left", exact=True).check()
    page.get_by_role("button", name="Next: sensors").click()


def wear(page: Page, phone: MovingPhone, quiet: list[list[float]]) -> None:
    phone.stand(quiet)
    page.get_by_role("button", name="Add: This phone").click()
    expect(page.get_by_label("Where is This phone?")).to_have_value("phone_shank_left")
    expect(page.locator("[data-ability]")).to_contain_text("Cannot measure")
    page.get_by_role("button", name="Next: check").click()


def begin(page: Page, phone: MovingPhone, quiet: list[list[float]]) -> None:
    """Be in the first set, with this phone and without a check."""
    choose(page)
    wear(page, phone, quiet)
    page.get_by_role("button", name="Skip the check").click()
    start(page)


def start(page: Page, number: int = 1) -> None:
    expect(page.get_by_role("heading", name="Ready?")).to_be_visible()
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_role("button", name=f"Start set {number}").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def on_the_disk(page: Page, phone: MovingPhone, quiet: list[list[float]]) -> None:
    """Wait until all that was played is on the disk.

    Parts are written one after the other, each with everything up to then: what came before is in
    the second one to end from now on.
    """
    kept = page.locator("[data-kept]")
    expect(kept).to_have_text(re.compile(r": \d+ parts"))
    before = int(re.findall(r"\d+", kept.inner_text())[0])
    phone.stand(quiet)
    page.wait_for_function(
        "least => Number(document.querySelector('[data-kept]').textContent.match(/\\d+/)) >= least",
        arg=before + 2,
    )


def test_a_set_with_the_phone_is_counted_kept_sent_and_analysed(
    context: BrowserContext, tab: Open, raises: list[list[float]], two_raises: list[list[float]]
) -> None:
    page, phone = tab()
    choose(page)
    wear(page, phone, two_raises)
    expect(page.get_by_text("stand still on both feet until it sounds")).to_be_visible()
    page.get_by_role("button", name="Start the check").click()
    expect(page.get_by_text("Raise the LEFT heel twice")).to_be_visible()
    phone.play(two_raises)
    expect(page.locator("[data-check-verdict]")).to_contain_text("two raises were seen")
    phone.stand(raises)
    page.get_by_role("button", name="Next", exact=True).click()
    start(page)
    context.set_offline(True)
    phone.play(raises)
    expect(page.locator("[data-step=set] [data-number]")).to_have_text(str(_REPS))
    expect(page.locator("[data-spoken]")).to_have_text(str(_REPS))
    phone.stand(raises)

    page.get_by_role("button", name="Next set").click()
    expect(page.locator("[data-after]")).to_contain_text(f"Set 1: {_REPS} reps")
    start(page, 2)
    phone.play(raises)
    expect(page.locator("[data-step=set] [data-number]")).to_have_text(str(_REPS))
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("group", name="Pain now").get_by_role("radio", name="2", exact=True).check()
    page.get_by_role("group", name="How hard was it?").get_by_role(
        "radio", name="6", exact=True
    ).check()
    page.get_by_role("button", name="Save and finish").click()
    expect(page.get_by_role("heading", name="Kept on this device")).to_be_visible()
    expect(page.locator("[data-sending]")).to_contain_text("as soon as the server can be reached")
    expect(page.get_by_text(f"{2 * _REPS} reps counted here, provisional.")).to_be_visible()

    context.set_offline(False)
    expect(page.get_by_role("heading", name="Analysed")).to_be_visible()
    expect(page.locator("[data-found]")).to_have_text(str(2 * _REPS))
    expect(page.get_by_text("The same as counted live.")).to_be_visible()
    page.get_by_role("link", name="See the session").click()
    expect(page.locator("[data-rep-count]").first).to_have_text(str(2 * _REPS))


def test_whoever_watches_sees_each_repetition_while_the_phone_records(
    browser: Browser, site: Site, tab: Open, raises: list[list[float]]
) -> None:
    coach = browser.new_context()
    watching = coach.new_page()
    watching.goto(site.entry("/live"))
    expect(watching.locator("[data-live-link]")).to_have_text("Live")
    page, phone = tab()
    begin(page, phone, raises)
    card = watching.locator(".live-card")
    expect(card).to_contain_text("Calf raise")
    with page.expect_response(lambda one: "/chunks/" in one.url and one.json()["watched"]):
        phone.play(raises)
    phone.stand(raises)
    expect(card.locator("[data-part=count]")).to_have_text(str(_REPS))
    expect(card.locator("[data-part=detail]")).to_contain_text("provisional")

    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish without saying").click()
    session = card.locator("[data-part=session]")
    expect(session).to_have_attribute("href", re.compile("^/sessions/"))
    coach.close()


def test_a_page_that_was_closed_offers_to_finish_what_it_had_also_offline(
    context: BrowserContext, tab: Open, raises: list[list[float]]
) -> None:
    page, phone = tab()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    begin(page, phone, raises)
    phone.play(raises)
    expect(page.locator("[data-step=set] [data-number]")).to_have_text(str(_REPS))
    on_the_disk(page, phone, raises)
    page.close()

    context.set_offline(True)
    page, _ = tab()
    expect(page.get_by_role("heading", name="A recording was not finished")).to_be_visible()
    page.get_by_role("button", name="Finish it").click()
    page.get_by_role("button", name="Finish without saying").click()
    expect(page.locator("[data-sending]")).to_contain_text("as soon as the server can be reached")
    context.set_offline(False)
    expect(page.get_by_role("heading", name="Analysed")).to_be_visible()
    expect(page.locator("[data-found]")).to_have_text(str(_REPS))
    expect(page.get_by_text("counted live")).not_to_be_visible()


def test_a_recording_that_the_server_keeps_unread_is_not_shown_as_refused(
    tab: Open, raises: list[list[float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "_work", hostile_readers.crash)
    page, phone = tab()
    begin(page, phone, raises)
    phone.play(raises)
    expect(page.locator("[data-step=set] [data-number]")).to_have_text(str(_REPS))
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish without saying").click()

    expect(page.locator("[data-sending]")).to_have_text(
        "We could not read this file because of a fault of ours; it is kept, nothing to do."
    )
    expect(page.locator("[data-refused]")).to_be_hidden()
    expect(page.get_by_role("link", name="See the session")).to_be_visible()


def test_it_is_gone_on_with_a_recording_that_a_closed_page_left(
    tab: Open, raises: list[list[float]]
) -> None:
    page, phone = tab()
    begin(page, phone, raises)
    phone.play(raises)
    expect(page.locator("[data-step=set] [data-number]")).to_have_text(str(_REPS))
    on_the_disk(page, phone, raises)
    page.close()

    page, phone = tab()
    page.get_by_role("button", name="Go on with it").click()
    wear(page, phone, raises)
    page.get_by_role("button", name="Skip the check").click()
    start(page)
    phone.play(raises)
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish without saying").click()
    expect(page.get_by_role("heading", name="Analysed")).to_be_visible()
    expect(page.locator("[data-found]")).to_have_text(str(2 * _REPS))


def test_a_sensor_on_the_foot_counts_over_bluetooth(context: BrowserContext, site: Site) -> None:
    motion = CalfRaises(reps=_REPS, seed=3, tempo=Tempo())
    sensor = SensorModel(Imu(motion=motion, placement="left_foot", rate_hz=100.0, seed=3), "imu")
    sensor.start(0.0)
    last = int(motion.duration_s * 100.0) - 10
    packets = [sensor.packet(first, 10).hex() for first in range(0, last, 10)]
    configuration = sensor.configuration.to_bytes().hex()
    page = context.new_page()
    page.add_init_script(f"{harness()}; calf.wear('{configuration}'); calf.quicken();")
    page.goto(f"{site.url}/record")
    choose(page)
    page.get_by_role("button", name="Add: Bluetooth sensor").click()
    expect(page.get_by_label("Where is CALF-TEST?")).to_have_value("left_foot")
    expect(page.locator("[data-ability]")).to_contain_text("Measures")
    expect(page.locator("[data-ability]")).not_to_contain_text("Cannot measure")
    page.get_by_role("button", name="Next: check").click()
    page.get_by_role("button", name="Skip the check").click()
    start(page)
    page.evaluate("packets => calf.worn().send(packets, 100)", packets)
    expect(page.locator("[data-step=set] [data-number]")).to_have_text(str(_REPS))
    page.evaluate("calf.worn().drop()")
    expect(page.locator("[data-link]")).to_contain_text("CALF-TEST")
    page.get_by_role("button", name="Finish").click()
    page.get_by_role("button", name="Finish without saying").click()
    expect(page.get_by_text("The same as counted live.")).to_be_visible()


_IPHONE = """
Object.defineProperty(Navigator.prototype, "bluetooth", { value: undefined });
DeviceMotionEvent.requestPermission = async () => "denied";
"""


def test_what_a_phone_cannot_do_is_said_with_a_way_out(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.add_init_script(_IPHONE)
    page.goto(f"{site.url}/record")
    choose(page)
    sources = page.locator(".sources")
    expect(sources).to_contain_text("no Web Bluetooth")
    expect(sources).to_contain_text("Bluefy")
    expect(page.get_by_role("button", name="Add: Bluetooth sensor")).to_be_disabled()
    page.get_by_role("button", name="Add: This phone").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Next: check")).to_be_disabled()


def test_a_choice_is_checked_kept_and_made_by_the_keyboard(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/record")
    page.get_by_label("Exercise").select_option("calf_raise")
    page.get_by_role("radio", name="Right", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_text("Knee, load, tempo").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Tempo").fill("quickly")
    page.get_by_label("Load carried").fill("-3")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Load carried")).to_be_focused()
    expect(page.get_by_text("Write a load from 0 to 500 kg")).to_be_visible()
    expect(page.get_by_text("Write beats a minute from 10")).to_be_visible()
    page.get_by_label("Load carried").fill("7,5")
    page.get_by_label("Tempo").fill("60")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What measures it?")).to_be_focused()
    told = page.locator("[data-step=sensors] [data-summary]")
    expect(told).to_have_text("Calf raise · Right · 7.5 kg · tempo 60")
    page.reload()
    expect(page.get_by_role("radio", name="Right", exact=True)).to_be_checked()
    expect(page.get_by_label("Load carried")).to_have_value("7.5")
