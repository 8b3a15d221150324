"""Two IMUs and two plates over the virtual radio: nothing lost, or every loss told exactly."""

import asyncio
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from firmware_mocks.faults import Faults, drops_at_random
from firmware_mocks.link_conditions import Conditions
from tests.conftest import Show
from tests.sensors.worn import (
    CountingSource,
    Sensor,
    assert_samples_are_the_sources,
    imu,
    plate,
    worn,
)
from tracker.sensors.ble.client import Patience
from tracker.sensors.session import RecordingSession

TITLE = "sensors over Bluetooth: 2 IMUs at 200 Hz and 2 plates at 1 kHz"
DURATIONS_S = [8.0, pytest.param(60.0, marks=pytest.mark.nightly)]


def sources_of(duration_s: float) -> dict[str, CountingSource]:
    """Two IMUs and two plates that stop after the same time."""
    return {
        "left_foot": imu(duration_s),
        "left_shank": imu(duration_s),
        "left_plate": plate(duration_s),
        "right_plate": plate(duration_s),
    }


async def delays_s(
    session: RecordingSession, sources: dict[str, CountingSource], begun_ns: int
) -> dict[str, list[float]]:
    """How long after its last sample was taken each block came out, beside an unknown constant.

    The movement clock and the host's are the same here, so that the time from the sample's instant
    to its block is the time in the radio, the stack, the journal and the decoder.
    """
    seen: dict[str, list[float]] = {name: [] for name in sources}
    async for block in session.blocks():
        source = sources[block.stream]
        count = np.rint(block.values[-1:, 0] / source.scales[0]).astype(np.int64)
        taken_s = float(source.numbers(count)[0]) / source.rate_hz
        seen[block.stream].append((time.monotonic_ns() - begun_ns) * 1e-9 - taken_s)
    return seen


@pytest.mark.parametrize("duration_s", DURATIONS_S)
async def test_nothing_is_lost_over_a_good_link(
    tmp_path: Path, show: Show, duration_s: float
) -> None:
    sources = sources_of(duration_s)
    sensors: list[Sensor] = [(name, source, {}) for name, source in sources.items()]
    process = psutil.Process()
    async with worn(sensors) as on:
        session = RecordingSession(tmp_path, on.placed, client_backend=on.central.client_backend)
        async with session:
            begun_ns = on.clock.started_ns
            watching = asyncio.create_task(delays_s(session, sources, begun_ns))
            before, since = process.cpu_times(), time.monotonic()
            await asyncio.gather(*(one.finished.wait() for one in on.peripherals))
            used, elapsed = process.cpu_times(), time.monotonic() - since
            links = session.links()
            recording = await session.stop()
            delays = await watching
    cpu = (used.user + used.system - before.user - before.system) / elapsed
    every = np.array([delay for one in delays.values() for delay in one]) * 1e3
    assert {name: link.lost for name, link in links.items()} == dict.fromkeys(sources, 0)
    for stream in recording.streams:
        assert stream.gaps == ()
        assert stream.time.size >= duration_s * stream.rate_hz
        assert_samples_are_the_sources(stream, sources[stream.name])
    packets = sum(link.packets for link in links.values())
    text = (
        f"undisturbed, {duration_s:.0f} s: {packets} packets, 0 samples lost; "
        f"sensors and client together {100 * cpu:.0f} % of a core; sample to block "
        f"{np.median(every):.2f} ms median, {np.percentile(every, 95):.2f} ms 95th percentile"
    )
    show(TITLE, [text])


@pytest.mark.virtual_time
@pytest.mark.parametrize("ring_s", [60.0, 0.0], ids=["backfill", "no backfill"])
@pytest.mark.parametrize("duration_s", [16.0, pytest.param(60.0, marks=pytest.mark.nightly)])
async def test_losses_and_drops(
    tmp_path: Path, show: Show, duration_s: float, ring_s: float
) -> None:
    sources = sources_of(duration_s)
    sensors: list[Sensor] = [
        (
            name,
            source,
            {
                "faults": Faults(loss=0.02, seed=number),
                "drops": drops_at_random(2, 3.0, duration_s, number),
                "ring_s": ring_s,
            },
        )
        for number, (name, source) in enumerate(sources.items())
    ]
    async with worn(sensors, speed=2.0) as on:
        session = RecordingSession(
            tmp_path,
            on.placed,
            client_backend=on.central.client_backend,
            host_clock=on.clock.host_ns,
            patience=Patience(backfill_s=2.0 if ring_s else 0.0),
        )
        async with session:
            await asyncio.gather(*(one.finished.wait() for one in on.peripherals))
            recording = await session.stop()
            links = session.links()
    missing = 0
    for stream in recording.streams:
        # Every gap is checked here to hold just the samples that are not there.
        assert_samples_are_the_sources(stream, sources[stream.name])
        lost = sum(gap.missing for gap in stream.gaps)
        assert stream.time.size + lost >= duration_s * stream.rate_hz - stream.rate_hz * 0.05
        missing += lost
    dropped = sum(one.packets_dropped for one in on.peripherals)
    # How many packets 2 % are depends on how full each is.
    assert dropped > 0
    assert all(link.reconnects == 2 for link in links.values())
    if ring_s:
        assert missing == 0
    else:
        assert missing > 8 * 3.0 * 200
    gaps = sum(len(stream.gaps) for stream in recording.streams)
    reconnections = sum(link.reconnects for link in links.values())
    text = (
        f"2 % loss and two 3 s drops each in {duration_s:.0f} s, "
        f"{'' if ring_s else 'no '}backfill: {dropped} packets never arrived, "
        f"{reconnections} reconnections, {missing} samples missing"
        f"{f' in {gaps} gaps, each of the right length' if gaps else ''}"
    )
    show(TITLE, [text])


@pytest.mark.virtual_time
async def test_imu_and_plate_agree_in_time_over_a_slow_link(tmp_path: Path, show: Show) -> None:
    sources = {"left_foot": imu(10.0), "plate": plate(10.0)}
    sensors: list[Sensor] = [
        ("left_foot", sources["left_foot"], {"drift_ppm": 100.0, "uptime_us": 2**32 - 4_000_000}),
        ("plate", sources["plate"], {"drift_ppm": -100.0}),
    ]
    conditions = Conditions(interval_s=0.03, error_rate=0.02)
    async with worn(sensors, conditions=conditions, supervision_timeout_s=2.0) as on:
        session = RecordingSession(
            tmp_path,
            on.placed,
            client_backend=on.central.client_backend,
            host_clock=on.clock.host_ns,
        )
        async with session:
            await asyncio.gather(*(one.finished.wait() for one in on.peripherals))
            recording = await session.stop()
    late_s = {}
    for stream in recording.streams:
        source = sources[stream.name]
        counts = np.rint(stream.values[:, 0] / source.scales[0]).astype(np.int64)
        late_s[stream.name] = stream.time - source.numbers(counts) / source.rate_hz
    # What both are late by alike is the recording's own beginning.
    apart_ms = 1e3 * (np.median(late_s["left_foot"]) - np.median(late_s["plate"]))
    spread_ms = 1e3 * max(float(np.ptp(one)) for one in late_s.values())
    assert abs(apart_ms) < 1.0
    assert spread_ms < 1.0
    text = (
        "30 ms connection interval, drift +100 and -100 ppm, 2 % sent again, 10 s over the virtual "
        f"radio: IMU and plate {abs(apart_ms):.2f} ms apart, neither clock bent by more than "
        f"{spread_ms:.2f} ms"
    )
    show(TITLE, [text])
