"""Sensors by Web Bluetooth: one that the page makes up, and one of Chromium's own emulation."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.imu import Imu
from firmware_mocks.raise_plan import Tempo
from firmware_mocks.sensor_model import SensorModel
from tests.e2e.conftest import Site, chromium_path
from tests.e2e.recording_harness import awaited, harnessed, statement
from tracker.recording.journal import Note, Packet, read_journal
from tracker.sensors.codecs import calf
from tracker.sensors.codecs.configuration import Configuration

pytestmark = pytest.mark.browser

_REPS = 4
_ADDRESS = "C0:00:00:00:00:01"
_CCCD = "00002902-0000-1000-8000-00805f9b34fb"


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A tab of somebody who is signed in."""
    context = browser.new_context()
    context.new_page().goto(site.entry("/numbers"))
    yield harnessed(context, site)
    context.close()


def worn_packets() -> tuple[Configuration, list[str]]:
    """What a sensor of ours on the left foot sends of a set, ten samples a packet at 100 Hz."""
    motion = CalfRaises(reps=_REPS, seed=3, tempo=Tempo())
    sensor = SensorModel(Imu(motion=motion, placement="left_foot", rate_hz=100.0, seed=3), "imu")
    sensor.start(0.0)
    last = int(motion.duration_s * 100.0) - 10
    return sensor.configuration, [sensor.packet(first, 10).hex() for first in range(0, last, 10)]


def test_a_bluetooth_sensor_that_was_out_of_reach_loses_nothing(
    page: Page, site: Site, tmp_path: Path
) -> None:
    configuration, packets = worn_packets()
    third = len(packets) // 3
    page.evaluate("calf.quicken()")
    page.evaluate("hex => calf.wear(hex)", configuration.to_bytes().hex())
    assert page.evaluate("calf.bluetooth()") == "CALF-TEST|calf|imu"
    page.evaluate("calf.start()")
    recording = page.evaluate("one => calf.begin(one, 'left_foot')", statement(site))
    page.evaluate("packets => calf.worn().send(packets, 100)", packets[:third])
    assert page.evaluate("calf.rateHz()") == pytest.approx(100.0, rel=0.02)
    missed, rest = packets[third : third + 20], packets[third + 20 :]
    page.evaluate(
        "([again, next]) => Object.assign(calf.worn(), { again, next })",
        [missed, (third + 20) * 10],
    )
    page.evaluate("calf.worn().drop()")
    page.wait_for_function("() => calf.worn().asked.includes(6)")
    assert page.evaluate("calf.states()") == ["streaming", "lost", "streaming"]
    page.evaluate("packets => calf.worn().send(packets, 100)", rest)
    assert page.evaluate("calf.lost()") == 0
    page.wait_for_function("() => calf.worn().asked.filter((one) => one === 4).length > 2")
    page.evaluate("calf.finish()")
    page.evaluate("calf.stop()")
    assert page.evaluate("calf.worn().asked.at(-1)") == 2
    page.evaluate("calf.startUploading()")
    done = awaited(page, recording, "done")

    assert done["efforts"] == _REPS
    with site.client() as client:
        (stream,) = client.get(f"/v1/recordings/{recording}").json()["streams"]
        raw = client.get(f"/v1/recordings/{recording}/raw").content
    assert (stream["placement"], stream["missing_samples"]) == ("left_foot", 0)
    assert stream["samples"] == 10 * len(packets)
    path = tmp_path / "journal.calf"
    path.write_bytes(raw)
    entries = read_journal(path).entries
    payloads = [one.payload.hex() for one in entries if isinstance(one, Packet)]
    assert sorted(payloads) == sorted(packets)
    links = [one.content for one in entries if isinstance(one, Note) and "state" in one.content]
    assert [one["state"] for one in links] == ["lost", "restored"]
    assert any(one.content["note"] == "ping" for one in entries if isinstance(one, Note))


class Air:
    """A sensor of ours in Chromium's own emulation of Bluetooth, which sends no notifications."""

    def __init__(self, browser: Browser, configuration: bytes) -> None:
        self.asked: list[str] = []
        self._configuration = configuration
        self._devtools = browser.new_browser_cdp_session()
        self._send("enable", state="powered-on", leSupported=True)
        self._send(
            "simulatePreconnectedPeripheral",
            address=_ADDRESS, name="CALF-AIR", manufacturerData=[],
            knownServiceUuids=[calf.SERVICE_UUID],
        )  # fmt: skip
        service = self._send("addService", address=_ADDRESS, serviceUuid=calf.SERVICE_UUID)
        for uuid, properties in (
            (calf.DATA_UUID, {"notify": True}),
            (calf.CONFIGURATION_UUID, {"read": True}),
            (calf.CONTROL_UUID, {"write": True, "indicate": True}),
        ):
            made = self._send(
                "addCharacteristic",
                serviceId=service["serviceId"], characteristicUuid=uuid, properties=properties,
            )  # fmt: skip
            # Without one, nothing can be subscribed to.
            self._send(
                "addDescriptor", characteristicId=made["characteristicId"], descriptorUuid=_CCCD
            )
        self._devtools.on("BluetoothEmulation.gattOperationReceived", self._link)
        self._devtools.on("BluetoothEmulation.characteristicOperationReceived", self._operation)

    def choose_for(self, page: Page) -> None:
        """Choose the sensor as soon as the page asks for one."""
        devtools = page.context.new_cdp_session(page)
        devtools.send("DeviceAccess.enable")
        chosen: list[str] = []

        def prompted(event: dict[str, Any]) -> None:
            # It is told again when more is known of the device, and may be answered once.
            if event["devices"] and not chosen:
                chosen.append(event["devices"][0]["id"])
                devtools.send(
                    "DeviceAccess.selectPrompt", {"id": event["id"], "deviceId": chosen[0]}
                )

        devtools.on("DeviceAccess.deviceRequestPrompted", prompted)

    def _send(self, command: str, **given: Any) -> dict[str, Any]:
        told: dict[str, Any] = self._devtools.send(f"BluetoothEmulation.{command}", given)
        return told

    def _link(self, event: dict[str, Any]) -> None:
        self._send("simulateGATTOperationResponse", address=_ADDRESS, type=event["type"], code=0)

    def _operation(self, event: dict[str, Any]) -> None:
        self.asked.append(event["type"])
        read = {"data": b64encode(self._configuration).decode()} if event["type"] == "read" else {}
        self._send(
            "simulateCharacteristicOperationResponse",
            characteristicId=event["characteristicId"], type=event["type"], code=0, **read,
        )  # fmt: skip


def test_the_browsers_own_bluetooth_picks_connects_and_reads(browser: Browser, site: Site) -> None:
    configuration, _ = worn_packets()
    # Off by default on Linux.
    flags = ["--no-sandbox", "--disable-gpu", "--enable-features=WebBluetooth"]
    radio = browser.browser_type.launch(executable_path=chromium_path(), args=flags)
    air = Air(radio, configuration.to_bytes())
    context = radio.new_context()
    page = harnessed(context, site)
    air.choose_for(page)
    # A browser asks only for somebody who has just touched the page.
    page.evaluate("() => { document.body.onclick = () => { window.found = calf.bluetooth(); }; }")
    page.locator("h1").click()

    assert page.evaluate("window.found") == "CALF-AIR|calf|imu"
    assert air.asked == ["read", "subscribe-to-notifications", "subscribe-to-notifications"]
    assert page.evaluate("calf.states()") == []
    radio.close()
