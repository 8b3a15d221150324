import asyncio
from pathlib import Path

import numpy as np
import pytest

from firmware_mocks.demo import DemoSensors
from tracker.recording import Kind, Subject, Variant
from tracker.sensors.ble.backend_bumble import BumbleCentral
from tracker.sensors.ble.scan import find
from tracker.sensors.session import PlacedSensor, RecordingSession

pytestmark = pytest.mark.virtual_time


async def test_the_demo_is_recorded_whole_and_on_the_athletes_time(tmp_path: Path) -> None:
    async with DemoSensors(reps=2, seed=5, speed=5.0) as demo:
        radio = BumbleCentral(demo.central)
        found = await find(frozenset(demo.placements), backend=radio.scanner_backend)
        session = RecordingSession(
            tmp_path,
            [
                PlacedSensor(found[address], placement)
                for address, placement in demo.placements.items()
            ],
            subject=Subject(**demo.subject),
            exercise=demo.exercise,
            variant=Variant(**demo.variant),
            client_backend=radio.client_backend,
            host_clock=demo.host_clock,
        )
        async with session:
            async with asyncio.timeout(60.0):
                await demo.wait_finished()
            links = session.links()
            recording = await session.stop()
        assert len(demo.truth) == 2
        assert {name: one.lost for name, one in links.items()} == dict.fromkeys(links, 0)
    assert {one.placement: one.kind for one in recording.streams} == {
        "left_foot": Kind.IMU,
        "left_shank": Kind.IMU,
        "plate": Kind.FORCE_PLATE,
    }
    plate, foot = recording.at("plate"), recording.at("left_foot")
    assert plate is not None
    assert foot is not None
    for stream in recording.streams:
        assert stream.gaps == ()
        assert stream.time.size >= demo.duration_s * stream.rate_hz
    standing = plate["fz"][plate.time < demo.truth[0]["start_s"] - 0.5]
    assert np.median(standing) == pytest.approx(demo.subject["mass_kg"] * 9.80665, rel=0.01)
    # The foot turns when the truth says so: recording and truth share their time.
    turning = np.linalg.norm(np.column_stack([foot[f"gyr_{axis}"] for axis in "xyz"]), axis=1)
    for rep in demo.truth:
        rising = (foot.time > rep["start_s"]) & (foot.time < rep["concentric_end_s"])
        peak_s = foot.time[rising][np.argmax(turning[rising])]
        middle_s = (rep["start_s"] + rep["concentric_end_s"]) / 2
        assert peak_s == pytest.approx(middle_s, abs=0.15)


async def test_the_same_seed_is_the_same_movement() -> None:
    first, second, other = DemoSensors(3, 1), DemoSensors(3, 1), DemoSensors(3, 2)
    assert first.truth == second.truth != other.truth
    assert len(first.truth) == 3
    assert first.duration_s > first.truth[-1]["end_s"]


async def test_it_must_be_entered() -> None:
    with pytest.raises(RuntimeError, match="enter"):
        _ = DemoSensors(1, 0).central
