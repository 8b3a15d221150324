"""From the phone's motion sensor to the analysed session, in a real Chromium.

What the record page is made of is called here without the page itself.
"""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.raise_plan import Tempo
from tests.e2e.conftest import MOTION, Site
from tests.e2e.recording_harness import awaited, harnessed, progress, statement, troubled
from tests.phones import CHROMIUM, RATE_HZ, readings
from tracker.recording.journal import MAGIC, Note, Packet, read_entries, read_journal
from tracker.sensors.codecs.phone import configuration, decode_packet
from tracker.sensors.notes import SensorNote

pytestmark = pytest.mark.browser

_PERIOD_MS = 1e3 / RATE_HZ
_REPS = 4

Open = Callable[[], Page]

_KEPT = """async () => {
  while ((await caches.match("/record")) === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}"""
_FORGOTTEN = _KEPT.replace("===", "!==")


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A phone's browser, signed in."""
    opened = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, permissions=MOTION
    )
    first = opened.new_page()
    first.goto(site.entry("/numbers"))
    first.close()
    yield opened
    opened.close()


@pytest.fixture
def tab(context: BrowserContext, site: Site) -> Open:
    """Opens a tab with what the record page is made of."""
    return lambda: harnessed(context, site)


@pytest.fixture(scope="module")
def set_of_raises() -> list[list[float]]:
    """What the browser gives of a set of raises, reading by reading."""
    motion = CalfRaises(reps=_REPS, seed=2, tempo=Tempo())
    _, values = readings(motion, "phone_shank_left", CHROMIUM, 2)
    played: list[list[float]] = values.tolist()
    return played


def begun(page: Page, site: Site, first: list[float], **changed: Any) -> str:
    page.evaluate("calf.quicken()")
    page.evaluate("first => calf.phone(first)", first)
    stated = statement(site, **changed)
    started: str = page.evaluate("one => calf.begin(one, 'phone_shank_left')", stated)
    return started


def play(page: Page, values: list[list[float]]) -> None:
    page.evaluate("([values, period]) => calf.play(values, period)", [values, _PERIOD_MS])


def test_a_set_survives_no_connection_and_a_closed_tab(
    context: BrowserContext, tab: Open, site: Site, set_of_raises: list[list[float]], tmp_path: Path
) -> None:
    page = tab()
    page.evaluate("calf.startUploading()")
    recording = begun(page, site, set_of_raises[0])
    half = len(set_of_raises) // 2
    play(page, set_of_raises[1:half])
    page.wait_for_function("() => calf.uploads()[0].chunksSent >= 2")
    context.set_offline(True)
    play(page, set_of_raises[half:])
    page.evaluate("id => calf.allKept(id)", recording)
    troubled(page, recording, "No connection")
    page.close()

    context.set_offline(False)
    page = tab()
    assert len(page.evaluate("calf.store.unfinished()")) == 1
    page.evaluate("calf.startUploading()")
    page.evaluate("id => calf.takeUp(id, null)", recording)
    page.evaluate("calf.remark('pain', 2)")
    kept = page.evaluate("id => calf.bytesOf(id)", recording)
    page.evaluate("calf.finish()")
    done = awaited(page, recording, "done")

    assert done["efforts"] == _REPS
    with site.client() as client:
        raw = client.get(f"/v1/recordings/{recording}/raw").content
        session = client.get(f"/v1/sessions/{done['sessionId']}").json()
    assert session["status"] == "done"
    assert session["recording"]["id"] == recording
    assert raw.hex().startswith(kept)
    path = tmp_path / "journal.calf"
    path.write_bytes(raw)
    journal = read_journal(path)
    assert journal.torn_bytes == 0
    notes = [one.content["note"] for one in journal.entries if isinstance(one, Note)]
    assert notes == ["begin", "sensor", "remark", "end"]
    arrivals = [one.arrival_ns for one in journal.entries if isinstance(one, Packet)]
    assert arrivals == sorted(arrivals)
    # The device forgets the bytes once the server has confirmed that they are the same.
    assert page.evaluate("id => calf.bytesOf(id)", recording) == b"CALFJNL1".hex()


def test_a_taken_up_recording_goes_on_with_the_same_phone(
    tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    page = tab()
    recording = begun(page, site, set_of_raises[0])
    play(page, set_of_raises[1:])
    page.evaluate("id => calf.allKept(id)", recording)
    page.close()

    page = tab()
    assert len(page.evaluate("calf.store.unfinished()")) == 1
    page.evaluate("calf.startUploading()")
    page.evaluate("calf.quicken()")
    page.evaluate("first => calf.phone(first)", set_of_raises[0])
    page.evaluate("id => calf.takeUp(id, 'phone_shank_left')", recording)
    play(page, set_of_raises[1:])
    page.evaluate("calf.finish()")
    done = awaited(page, recording, "done")

    assert done["efforts"] == 2 * _REPS
    with site.client() as client:
        streams = client.get(f"/v1/recordings/{recording}").json()["streams"]
    assert [one["name"] for one in streams] == ["phone_shank_left"]


def test_answers_that_are_lost_make_nothing_twice(
    context: BrowserContext, tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    page = tab()
    recording = begun(page, site, set_of_raises[0])
    play(page, set_of_raises[1:])
    page.evaluate("calf.finish()")
    asked: list[tuple[str, str]] = []

    def shaky(route: Route) -> None:
        kind = route.request.url.rpartition("/")[2]
        asked.append((route.request.method, kind))
        if asked.count(asked[-1]) > 1 or kind not in {"1", "2", "finish"}:
            route.continue_()
        elif kind == "1":
            route.fulfill(status=503, json={"detail": "busy"})
        else:
            # The server took it, but the answer never arrives.
            route.fetch()
            route.abort()

    context.route("**/v1/recordings/**", shaky)
    page.evaluate("calf.startUploading()")
    done = awaited(page, recording, "done")

    assert done["efforts"] == _REPS
    assert asked.count(("POST", "finish")) == 2
    with site.client() as client:
        listed = client.get("/v1/recordings").json()["items"]
    assert [one["id"] for one in listed].count(recording) == 1


def test_two_tabs_send_each_chunk_once(
    context: BrowserContext, tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    one, other = tab(), tab()
    sent: list[str] = []
    context.on("request", lambda asked: sent.append(asked.url) if "/chunks/" in asked.url else None)
    recording = begun(one, site, set_of_raises[0])
    other.evaluate("calf.startUploading()")
    one.evaluate("calf.startUploading()")
    play(one, set_of_raises[1:])
    assert other.evaluate("calf.store.unfinished()") == []
    elsewhere = "id => calf.takeUp(id, null).catch((error) => error.message)"
    assert "in another tab" in other.evaluate(elsewhere, recording)
    one.evaluate("calf.finish()")

    assert awaited(one, recording, "done")["efforts"] == _REPS
    assert awaited(other, recording, "done")["chunksSent"] == len(sent) > 1
    assert len(sent) == len(set(sent))


def test_a_tab_that_was_suspended_holds_nothing_up(
    tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    page, suspended = tab(), tab()
    suspended.evaluate(
        "() => { void navigator.locks.request('calf-upload', () => new Promise(() => {})); }"
    )
    recording = begun(page, site, set_of_raises[0])
    play(page, set_of_raises[1:])
    page.evaluate("calf.finish()")
    page.evaluate("calf.startUploading()")
    assert awaited(page, recording, "done")["efforts"] == _REPS


def test_who_is_signed_out_is_told_and_loses_nothing(
    context: BrowserContext, tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    page = tab()
    recording = begun(page, site, set_of_raises[0])
    play(page, set_of_raises[1:])
    context.clear_cookies()
    page.evaluate("calf.finish()")
    page.evaluate("calf.startUploading()")
    troubled(page, recording, "signed out")

    door = context.new_page()
    door.goto(site.entry("/numbers"))
    door.close()
    page.evaluate("dispatchEvent(new Event('online'))")
    assert awaited(page, recording, "done")["efforts"] == _REPS


def test_another_account_does_not_send_it(
    tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    page = tab()
    page.evaluate("calf.store.rememberOwner('01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e21')")
    recording = begun(page, site, set_of_raises[0])
    play(page, set_of_raises[1:200])
    page.evaluate("calf.finish()")
    page.evaluate("calf.startUploading()")
    troubled(page, recording, "another account")

    assert progress(page, recording)["chunksSent"] == 0
    page.evaluate("id => calf.store.discard(id)", recording)
    assert progress(page, recording) == {}


def test_what_the_server_refuses_is_told_in_its_words(
    tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    page = tab()
    stranger = "01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e99"
    recording = begun(page, site, set_of_raises[0], athleteId=stranger)
    play(page, set_of_raises[1:200])
    page.evaluate("calf.finish()")
    page.evaluate("calf.startUploading()")

    refused = awaited(page, recording, "refused")
    assert "kept on this device" in refused["problem"]
    assert page.evaluate("id => calf.bytesOf(id)", recording).startswith(b"CALFJNL1".hex())


def test_a_full_device_says_so_and_goes_on(
    tab: Open, site: Site, set_of_raises: list[list[float]]
) -> None:
    page = tab()
    page.evaluate("calf.startUploading()")
    recording = begun(page, site, set_of_raises[0])
    page.evaluate(
        """() => {
          window.room = IDBObjectStore.prototype.add;
          IDBObjectStore.prototype.add = () => {
            throw new DOMException("", "QuotaExceededError");
          };
        }"""
    )
    play(page, set_of_raises[1:300])
    troubled(page, recording, "storage is full")
    page.evaluate("() => { IDBObjectStore.prototype.add = window.room; }")
    play(page, set_of_raises[300:])
    page.evaluate("calf.finish()")

    assert awaited(page, recording, "done")["efforts"] == _REPS


def test_the_record_page_opens_without_a_connection_until_somebody_signs_out(
    context: BrowserContext, site: Site
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/record")
    page.evaluate(_KEPT)
    # With a connection it is the server's word that counts.
    answer = page.goto(f"{site.url}/record?athlete=01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e99")
    assert answer is not None
    assert (answer.status, answer.from_service_worker) == (404, True)
    context.set_offline(True)
    page.goto(f"{site.url}/record")
    expect(page).to_have_title("Record – calf-tracker")
    page.goto(f"{site.url}/record?athlete=somebody")
    expect(page).to_have_title("Record – calf-tracker")
    kept = page.evaluate(
        "caches.open('calf-record-1').then((one) => one.keys())"
        ".then((all) => all.map((one) => one.url))"
    )
    assert {one.removeprefix(site.url).partition("?")[0] for one in kept} >= {
        "/record", "/static/record.js", "/static/app.css", "/manifest.webmanifest",
    }  # fmt: skip
    assert not [one for one in kept if "/v1/" in one or "signed-in" in one]
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{site.url}/sessions")

    context.set_offline(False)
    page.goto(f"{site.url}/account")
    page.locator("form[action='/sign-out'] button").first.click()
    page.wait_for_url("**/sign-in")
    page.evaluate(_FORGOTTEN)
    context.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.goto(f"{site.url}/record")


def test_a_real_sensor_of_the_browser_is_read(context: BrowserContext, tab: Open) -> None:
    page = tab()
    devtools = context.new_cdp_session(page)
    for kind, x in (("accelerometer", 0.0), ("linear-acceleration", 0.0), ("gyroscope", 0.5)):
        devtools.send(
            "Emulation.setSensorOverrideEnabled",
            {"enabled": True, "type": kind, "metadata": {"available": True}},
        )
        devtools.send(
            "Emulation.setSensorOverrideReadings",
            {"type": kind, "reading": {"xyz": {"x": x, "y": 9.8 if kind[0] == "a" else 0, "z": 0}}},
        )
    page.evaluate("calf.realPhone()")
    page.wait_for_function("() => calf.samples().length > 20")

    sample = page.evaluate("calf.samples().at(-1)")
    assert sample["acc"] == pytest.approx([0, 9.8, 0], abs=0.11)
    assert sample["gyr"] == pytest.approx([0.5, 0, 0], abs=0.002)
    assert page.evaluate("calf.states()") == []
    page.evaluate("calf.stop()")
    assert page.evaluate("calf.states()") == ["stopped"]


def test_a_device_without_a_sensor_is_told_so(tab: Open) -> None:
    page = tab()
    message = page.evaluate("calf.realPhone().catch((error) => error.message)")
    assert "no reading within 2 seconds" in message
    assert page.evaluate("calf.capabilities()")["secure"] is True
    expect(page).to_have_title("What each number means – calf-tracker")


def test_each_browsers_ways_are_met(tab: Open, site: Site) -> None:
    page = tab()
    asked = "(reading) => calf.phone(reading).catch((error) => error.message)"
    assert "gyroscope" in page.evaluate(asked, [0.0, 0.0, 9.8, None, None, None])
    page.evaluate("() => { DeviceMotionEvent.requestPermission = async () => 'denied'; }")
    assert "choose Allow" in page.evaluate(asked, [0.0, 0.0, 9.8, 0.0, 0.0, 0.0])

    # As an iPhone lies on its back, whose person allows it.
    page.evaluate(
        """() => {
          DeviceMotionEvent.requestPermission = async () => "granted";
          Object.defineProperty(navigator, "vendor", { value: "Apple Computer, Inc." });
        }"""
    )
    assert page.evaluate("calf.capabilities()")["motionNeedsPermission"] is True
    recording = begun(page, site, [0.0, 0.0, -9.8, 90.0, 0.0, 0.0])
    play(page, [[0.0, 0.0, -9.8, 90.0, 0.0, 0.0]] * 10)
    sample = page.evaluate("calf.samples().at(-1)")
    assert sample["acc"] == pytest.approx([0, 0, 9.8])
    assert sample["gyr"] == pytest.approx([math.pi / 2, 0, 0])
    page.evaluate("calf.finish()")
    kept = bytes.fromhex(page.evaluate("id => calf.bytesOf(id)", recording)).removeprefix(MAGIC)
    notes = [one.content for one in read_entries(kept).entries if isinstance(one, Note)]
    (sensor,) = (SensorNote.from_note(one) for one in notes if one["note"] == "sensor")
    assert sensor.configuration == configuration(sensor.configuration.rate_hz, apple=True)
    # The numbers themselves are kept as the browser gave them.
    (first, *_) = (one for one in read_entries(kept).entries if isinstance(one, Packet))
    assert decode_packet(first.payload).values[0, 2] == pytest.approx(-9.8)
