"""What the client makes of a sensor's ring: requests, answers, and rings that are too short."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.faults import Drop, Faults
from firmware_mocks.imu import Imu
from tests.sensors.test_session import finished, session_of, stream_of, until_samples
from tests.sensors.worn import QUICK, assert_samples_are_the_sources, imu, plate, until, worn
from tracker.errors import SensorRefused
from tracker.findings import Code
from tracker.sensors.ble.client import LinkState
from tracker.sensors.codecs import calf
from tracker.sensors.devices.calf import CalfDevice
from tracker.sensors.session import RecordingSession

pytestmark = pytest.mark.virtual_time


def calf_device(session: RecordingSession, stream: str) -> CalfDevice:
    device = session.client(stream).device
    assert isinstance(device, CalfDevice)
    return device


async def test_lost_late_and_doubled_packets_leave_nothing_missing(
    tmp_path: Path,
) -> None:
    source = imu(10.0)
    faults = Faults(loss=0.1, doubled=0.1, late=0.1, seed=5)
    async with (
        worn([("left_foot", source, {"faults": faults})], speed=4.0) as on,
        session_of(tmp_path, on) as session,
    ):
        await finished(*on.peripherals)
        recording = await session.stop()
        link = session.links()["left_foot"]
    stream = stream_of(recording, "left_foot")
    assert on.peripherals[0].packets_dropped > 3
    assert (link.lost, stream.gaps) == (0, ())
    assert stream.time.size >= 10.0 * source.rate_hz
    assert_samples_are_the_sources(stream, source)


async def test_one_sensor_fetches_while_the_other_goes_on(tmp_path: Path) -> None:
    away, still = imu(3.0), plate(3.0)
    async with (
        worn([("left_foot", away, {"drops": (Drop(1.0, 1.0),)}), ("plate", still, {})]) as on,
        session_of(tmp_path, on) as session,
    ):
        await until(lambda: session.links()["left_foot"].state is LinkState.LOST)
        before = session.links()["plate"].samples
        await until(lambda: session.links()["plate"].samples > before + 500)
        await finished(*on.peripherals)
        recording = await session.stop()
        links = session.links()
    assert [links[name].reconnects for name in ("left_foot", "plate")] == [1, 0]
    for name, source in (("left_foot", away), ("plate", still)):
        assert stream_of(recording, name).gaps == ()
        assert_samples_are_the_sources(stream_of(recording, name), source)


async def test_what_a_short_ring_has_lost_is_a_gap(tmp_path: Path) -> None:
    source = imu(3.0)
    async with (
        worn([("left_foot", source, {"ring_s": 0.5, "drops": (Drop(0.5, 1.5),)})]) as on,
        session_of(tmp_path, on) as session,
    ):
        await finished(*on.peripherals)
        recording = await session.stop()
    stream = stream_of(recording, "left_foot")
    assert len(stream.gaps) == 1
    # Away for 1.5 s, and back some time later; half a second is fetched.
    assert stream.gaps[0].missing / source.rate_hz > 0.8
    assert stream.gaps[0].end_s - stream.gaps[0].start_s > 0.8
    assert_samples_are_the_sources(stream, source)
    assert Code.GAP in {one.code for one in recording.findings}


async def test_the_first_and_the_last_samples_are_fetched_too(tmp_path: Path) -> None:
    source = imu(1.0)
    faults = Faults(loss=0.3, seed=1)
    async with (
        worn([("left_foot", source, {"faults": faults, "index_offset": 2**32 - 30})]) as on,
        session_of(tmp_path, on) as session,
    ):
        await finished(*on.peripherals)
        recording = await session.stop()
    stream = stream_of(recording, "left_foot")
    assert stream.gaps == ()
    numbers = source.numbers(np.rint(stream.values[:, 0] / source.scales[0]).astype(np.int64))
    assert numbers.tolist() == list(range(on.peripherals[0].model.next_sample(99.0)))


async def test_a_ring_answers_for_what_it_holds(tmp_path: Path) -> None:
    async with (
        worn([("left_foot", imu(5.0), {"index_offset": 2**32 - 30, "ring_s": 1.0})]) as on,
        session_of(tmp_path, on) as session,
    ):
        await until_samples(session, "left_foot", 320)
        device = calf_device(session, "left_foot")
        gone = await device.fetch(2**32 - 30, 50)
        assert gone is not None
        assert gone.count == 0
        held = await device.fetch(gone.oldest_index + 20, 30)
        assert held is not None
        assert (held.first_index, held.count) == (gone.oldest_index + 20, 30)
        to_come = await device.fetch(gone.oldest_index + 150, 1000)
        assert to_come is not None
        assert 0 < to_come.count < 200


async def test_a_sensor_is_configured_before_it_starts(tmp_path: Path) -> None:
    worn_imu = Imu(motion=CalfRaises(reps=1), placement="left_foot", rate_hz=200.0)
    sensors: list[Any] = [("left_foot", worn_imu, {})]
    async with worn(sensors) as on:
        session = session_of(tmp_path, on)
        client = session._links[0].client
        await client.connect()
        device = client.device
        assert isinstance(device, CalfDevice)
        assert await device.configure(calf.Setting.RATE_HZ, 90.0) == 100.0
        range_m_s2 = await device.configure(calf.Setting.ACCELERATION_RANGE_M_S2, 4 * 9.81)
        assert range_m_s2 == pytest.approx(4 * 9.80665, rel=1e-4)
        with pytest.raises(SensorRefused, match="cannot do that"):
            await device.configure(calf.Setting.FORCE_RANGE_N, 1000.0)
        configuration = await device.open()
        assert configuration.rate_hz == 100.0
        assert configuration.scales[0] == pytest.approx(range_m_s2 / 32768)
        await client.start()
        with pytest.raises(SensorRefused, match="stop it first"):
            await device.configure(calf.Setting.RATE_HZ, 200.0)
        await client.stop()


async def test_a_sensor_that_wants_a_bond_is_bonded_with(tmp_path: Path) -> None:
    source = imu(1.0)
    async with (
        worn([("left_foot", source, {"bonding": True})]) as on,
        session_of(tmp_path, on, QUICK) as session,
    ):
        (connection,) = on.peripherals[0].bumble.connections.values()
        assert connection.is_encrypted
        await until_samples(session, "left_foot", 60)
        await on.peripherals[0].drop_connections()
        await until(lambda: session.links()["left_foot"].reconnects == 1)
        async with asyncio.timeout(10.0):
            await finished(*on.peripherals)
        recording = await session.stop()
    assert stream_of(recording, "left_foot").gaps == ()
