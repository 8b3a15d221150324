import asyncio
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_mocks.link_conditions import Conditions, LinkQueue, Strength
from tests.sensors.test_session import finished, session_of, stream_of
from tests.sensors.worn import assert_samples_are_the_sources, imu, plate, until, worn
from tracker.sensors.ble.client import LinkState


@given(
    st.floats(0.0, 0.9),
    st.floats(0.0, 0.2),
    st.integers(1, 8),
    st.lists(st.integers(0, 12), max_size=60),
    st.integers(0, 10),
)
def test_packets_come_once_each_and_in_order(
    error_rate: float, burst_start: float, an_event: int, puts: list[int], seed: int
) -> None:
    conditions = Conditions(0.03, error_rate, burst_start, packets_an_event=an_event, seed=seed)
    queue, arrived = LinkQueue(conditions), list[int]()
    number = 0
    for count in puts:
        for _ in range(count):
            queue.put(lambda at=number: arrived.append(at))  # type: ignore[misc]
            number += 1
        assert queue.event() <= an_event
    for _ in range(100_000):
        if not queue:
            break
        queue.event()
    assert arrived == list(range(number))


def test_errors_delay_by_whole_events_as_often_as_they_should() -> None:
    queue = LinkQueue(Conditions(0.03, error_rate=0.3, packets_an_event=1))
    waited = []
    for _ in range(4000):
        queue.put(lambda: None)
        events = 0
        while queue:
            queue.event()
            events += 1
        waited.append(events)
    # Geometric: one event with 0.7, two with 0.21, …
    assert np.mean(waited) == pytest.approx(1 / 0.7, rel=0.03)
    assert np.mean(np.array(waited) == 2) == pytest.approx(0.21, abs=0.02)


def test_nothing_passes_in_a_burst_or_out_of_range() -> None:
    queue = LinkQueue(Conditions(0.03, burst_start=1.0, burst_end=0.0))
    queue.put(lambda: None)
    assert [queue.event() for _ in range(5)] == [0] * 5
    assert (queue.events_in_vain, queue.sent_again) == (5, 5)
    calm = LinkQueue(Conditions(0.03))
    calm.put(lambda: None)
    assert (calm.event(in_range=False), calm.event()) == (0, 1)
    assert calm.events_in_vain == 0


def test_strength_wanders_about_its_mean() -> None:
    strength = Strength(4.0, seed=1)
    heard = np.array([strength.heard(-60) for _ in range(5000)])
    assert heard.mean() == pytest.approx(-60, abs=2.0)
    assert heard.std() == pytest.approx(4.0, rel=0.25)
    assert np.abs(np.diff(heard)).mean() < 2.0


@pytest.mark.virtual_time
async def test_a_noisy_gym_loses_nothing(tmp_path: Path) -> None:
    sources = {"left_foot": imu(2.0), "plate": plate(2.0)}
    conditions = Conditions(0.015, error_rate=0.1, burst_start=0.01, burst_end=0.3, rssi_sd_db=3.0)
    sensors = [(name, source, dict[str, object]()) for name, source in sources.items()]
    async with (
        worn(sensors, conditions=conditions, supervision_timeout_s=2.0) as on,
        session_of(tmp_path, on) as session,
    ):
        await finished(*on.peripherals)
        recording = await session.stop()
        again = sum(queue.sent_again for queue in on.radio._queues.values())
    assert again > 5
    for name, source in sources.items():
        assert stream_of(recording, name).gaps == ()
        assert_samples_are_the_sources(stream_of(recording, name), source)


@pytest.mark.virtual_time
async def test_a_link_that_hears_nothing_is_given_up_and_restored(tmp_path: Path) -> None:
    source = imu(2.0)
    async with (
        worn([("left_foot", source, {})], conditions=Conditions(0.01)) as on,
        session_of(tmp_path, on) as session,
    ):
        await until(lambda: session.links()["left_foot"].samples > 60)
        on.radio.vanish(on.peripherals[0].address)
        await until(lambda: session.links()["left_foot"].state is LinkState.LOST)
        on.radio.reappear(on.peripherals[0].address)
        async with asyncio.timeout(20.0):
            await finished(*on.peripherals)
        recording = await session.stop()
    assert stream_of(recording, "left_foot").gaps == ()
