"""Each maker's mock sensor: found by a scan, recorded, analysed, in the right units."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.faults import Faults
from firmware_mocks.force_plate import ForcePlate
from firmware_mocks.imu import Imu
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.peripheral import SensorPeripheral
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.source import SampleSource
from firmware_mocks.vendors.movella_dot import MockMovellaDot
from firmware_mocks.vendors.polar import MockPolar
from firmware_mocks.vendors.progressor import MockProgressor
from firmware_mocks.vendors.streaming import StreamingSensor
from firmware_mocks.vendors.witmotion import MockWitMotion
from tests.conftest import Show
from tests.sensors.worn import QUICK, until
from tracker.analysis import analyze
from tracker.recording import Kind, Recording, read_folder
from tracker.sensors.ble.backend_bumble import BumbleCentral
from tracker.sensors.ble.client import LinkState
from tracker.sensors.ble.scan import scan
from tracker.sensors.devices.registry import device_of
from tracker.sensors.session import LinkReport, PlacedSensor, RecordingSession

pytestmark = pytest.mark.virtual_time

G = 9.80665
SPEED = 4.0
MOTION = CalfRaises(reps=2)


def foot(rate_hz: float, noise: float = 1.0) -> Imu:
    return Imu(motion=MOTION, placement="left_foot", rate_hz=rate_hz, seed=3, noise=noise)


@dataclass(frozen=True)
class Case:
    """A mock, its source, and what a scan must make of it."""

    name: str
    profile: str
    make: Callable[..., StreamingSensor | SensorPeripheral]
    source: SampleSource
    rate_hz: float
    options: dict[str, Any]


CASES = [
    Case("CALF foot", "calf", SensorPeripheral, foot(200.0), 200.0, {"kind": "imu"}),
    Case("Progressor_1234", "progressor", MockProgressor,
         ForcePlate(motion=MOTION, rate_hz=80.0), 80.0, {"uptime_us": 2**32 - 3_000_000}),
    Case("WT901BLE68", "witmotion", MockWitMotion, foot(100.0), 100.0, {}),
    Case("Movella DOT", "movella_dot", MockMovellaDot, foot(60.0), 60.0,
         {"uptime_us": 2**32 - 3_000_000, "drift_ppm": 50.0}),
    Case("Polar Sense 8C1A", "polar_verity_sense", MockPolar, foot(52.0), 52.0, {}),
    Case("Polar H10 1F2B", "polar_h10", MockPolar, foot(200.0), 200.0, {"turning": False}),
]  # fmt: skip


@dataclass
class On:
    radio: VirtualRadio
    clock: MovementClock
    sensor: StreamingSensor | SensorPeripheral
    central: BumbleCentral


@asynccontextmanager
async def switched_on(
    case: Case, faults: Faults | None = None, *, speed: float = SPEED, awaited: int = 1
) -> AsyncIterator[On]:
    async with AsyncExitStack() as stack:
        radio = VirtualRadio(supervision_timeout_s=0.1)
        stack.callback(radio.close)
        clock = MovementClock(speed, awaited)
        sensor = case.make(
            radio,
            case.source,
            name=case.name,
            address="C0:00:00:00:00:01",
            clock=clock,
            faults=faults,
            **case.options,
        )
        await stack.enter_async_context(sensor)
        device = radio.central()
        await device.power_on()
        stack.push_async_callback(device.power_off)
        yield On(radio, clock, sensor, BumbleCentral(device))


async def recorded(on: On, folder: Path, placement: str) -> tuple[Recording, LinkReport]:
    (found,) = await scan(5.0, expected=frozenset({on.sensor.address}),
                          backend=on.central.scanner_backend)  # fmt: skip
    session = RecordingSession(
        folder,
        [PlacedSensor(found, placement)],
        client_backend=on.central.client_backend,
        host_clock=on.clock.host_ns,
        patience=QUICK,
    )
    async with session:
        await asyncio.wait_for(on.sensor.finished.wait(), 30.0)
        recording = await session.stop()
    assert not on.sensor.streaming or found.profile == "witmotion"
    return recording, session.links()[placement]


@pytest.mark.parametrize("case", CASES, ids=[one.profile for one in CASES])
async def test_from_scan_to_analysis(case: Case, tmp_path: Path, show: Show) -> None:
    assert MOTION.duration_s >= 10.0
    placement = "plate" if case.profile == "progressor" else "left_foot"
    async with switched_on(case) as on:
        (found,) = await scan(
            5.0, expected=frozenset({on.sensor.address}), backend=on.central.scanner_backend
        )
        assert (found.name, found.profile) == (case.name, case.profile)
        recording, link = await recorded(on, tmp_path, placement)
    (stream,) = recording.streams
    assert stream.rate_hz == case.rate_hz
    assert stream.time.size > 9.0 * case.rate_hz
    assert (link.lost, link.refused, stream.gaps) == (0, 0, ())
    assert np.median(np.diff(stream.time)) == pytest.approx(1 / case.rate_hz, rel=0.03)
    quiet = stream.time < stream.time[0] + 1.0
    if stream.kind is Kind.FORCE_PLATE:
        weight_n = MOTION.athlete.mass_kg * G
        reading = f"{stream['fz'][quiet].mean():.1f} N (true {weight_n:.1f})"
        assert stream["fz"][quiet].mean() == pytest.approx(weight_n, rel=0.02)
    else:
        size = np.linalg.norm(stream.values[quiet, :3], axis=1).mean()
        reading = f"{size:.2f} m/s² at rest"
        assert size == pytest.approx(9.81, abs=0.2)
    if case.profile not in {"progressor", "polar_h10"}:
        truth = foot(case.rate_hz, noise=0.0)
        counts = truth.counts(0, round(10 * case.rate_hz)) * np.array(truth.scales)
        fastest = np.abs(counts[:, 3:]).max()
        assert np.nanmax(np.abs(stream.values[:, 3:])) == pytest.approx(fastest, rel=0.15)
    back = read_folder(tmp_path)
    assert np.array_equal(back.streams[0].values, stream.values, equal_nan=True)
    result = analyze(recording)
    # A pull gauge sees no raise, and without angular velocity there is no angle.
    assert len(result.efforts) == (0 if case.profile in {"polar_h10", "progressor"} else 2)
    text = (
        f"{device_of(case.profile).label}: {stream.time.size} samples at {stream.rate_hz:g} Hz, "
        f"{link.lost} lost, {reading}, {len(result.efforts)} raises"
    )
    show("mock sensors of each maker, 10 s from scan to analysis", [text])


@pytest.mark.parametrize(
    "case", [one for one in CASES if one.profile in {"progressor", "movella_dot", "polar_h10"}],
    ids=["progressor", "movella_dot", "polar_h10"],
)  # fmt: skip
async def test_lost_notifications_are_gaps_of_their_samples(case: Case, tmp_path: Path) -> None:
    async with switched_on(case, Faults(loss=0.05, seed=8)) as on:
        recording, link = await recorded(on, tmp_path, "plate")
        dropped = on.sensor.packets_dropped
        samples_a_packet = getattr(on.sensor, "_samples_a_packet", 1)
    (stream,) = recording.streams
    missing = sum(gap.missing for gap in stream.gaps)
    assert dropped > 0
    # One at either end of the recording cannot be seen.
    assert dropped * samples_a_packet - missing in {0, samples_a_packet, 2 * samples_a_packet}
    assert link.lost == missing


@asynccontextmanager
async def impatient(on: On, folder: Path) -> AsyncIterator[RecordingSession]:
    """A session that starts any sensor again after 0.3 s without data, if its dialect allows."""
    (found,) = await scan(5.0, expected=frozenset({on.sensor.address}),
                          backend=on.central.scanner_backend)  # fmt: skip
    session = RecordingSession(
        folder,
        [PlacedSensor(found, "left_foot")],
        client_backend=on.central.client_backend,
        patience=replace(QUICK, first_data_s=0.3),
    )
    async with session:
        yield session


async def test_an_h10_may_send_its_first_data_late(tmp_path: Path) -> None:
    (case,) = (case for case in CASES if case.profile == "polar_h10")
    # The movement, and with it the data, waits for a second sensor.
    async with switched_on(case, awaited=2) as on, impatient(on, tmp_path) as session:
        await asyncio.sleep(1.2)
        assert session.links()["left_foot"].state is LinkState.STREAMING
        on.clock.join()
        await until(lambda: session.links()["left_foot"].samples > 100)
        assert session.links()["left_foot"].reconnects == 0


async def test_a_verity_sense_may_send_frames_seldom(tmp_path: Path) -> None:
    (case,) = (case for case in CASES if case.profile == "polar_verity_sense")
    # In real time a frame of 26 samples takes half a second.
    async with switched_on(case, speed=1.0) as on, impatient(on, tmp_path) as session:
        await until(lambda: session.links()["left_foot"].samples > 100)
        assert session.links()["left_foot"].reconnects == 0
