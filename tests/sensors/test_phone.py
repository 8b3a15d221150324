"""A phone that records itself: its packets, its browser's ways, and what is counted of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.jump import CountermovementJump
from firmware_mocks.jumper import Jumper
from tests.phones import CHROMIUM, RATE_HZ, SAFARI, START_NS, Browser, phone_journal, readings
from tracker.analysis import analyze
from tracker.errors import PacketError, SensorRefused
from tracker.findings import Severity
from tracker.live.journal_follower import JournalFollower
from tracker.recording import Recording
from tracker.recording.journal import Packet, encode_entry, split_journal
from tracker.sensors.codecs.phone import (
    ReadingsDecoder,
    ReadingsPacket,
    configuration,
    decode_packet,
    encode_packet,
)
from tracker.sensors.devices.registry import device_of
from tracker.sensors.replay import recording_from_journal

_PERIOD_MS = 1e3 / RATE_HZ


class Nameless:
    """A connection to nothing."""

    name = "A phone"

    async def read(self, uuid: str) -> bytes:
        raise AssertionError(uuid)

    async def write(self, uuid: str, data: bytes, *, response: bool = True) -> None:
        raise AssertionError(uuid, data, response)

    async def subscribe(self, uuid: str, listener: Callable[[bytes], None]) -> None:
        raise AssertionError(uuid, listener)

    def has(self, uuid: str) -> bool:
        raise AssertionError(uuid)


def recorded(journal: bytes, folder: Path) -> Recording:
    path = folder / "journal.calf"
    path.write_bytes(journal)
    return recording_from_journal(path)


def packets(time_ms: list[float], *, epoch: int = 1, size: int = 6) -> list[bytes]:
    return [
        encode_packet(
            ReadingsPacket(
                epoch,
                first,
                np.array(time_ms[first : first + size]),
                np.zeros((len(time_ms[first : first + size]), 6), np.float32),
            )
        )
        for first in range(0, len(time_ms), size)
    ]


def indices(payloads: list[bytes]) -> list[tuple[int, int]]:
    decoder = ReadingsDecoder(configuration(RATE_HZ))
    return [
        (one.run, index)
        for payload in payloads
        for one in decoder.feed(payload, 0)
        for index in range(one.first_index, one.end_index)
    ]


@given(
    st.integers(0, 0xFFFF),
    st.integers(0, 2**32 - 1),
    st.integers(1, 255).flatmap(
        lambda n: st.tuples(
            arrays(np.float64, n, elements=st.floats(0, 1e9)),
            arrays(np.float32, (n, 6), elements=st.floats(-5e3, 5e3, width=32)),
        )
    ),
)
def test_a_packet_comes_back_as_it_was(
    epoch: int, first: int, content: tuple[NDArray[Any], NDArray[Any]]
) -> None:
    packet = ReadingsPacket(epoch, first, *content)
    back = decode_packet(encode_packet(packet))
    assert (back.epoch, back.first_index) == (epoch, first)
    assert np.array_equal(back.time_ms, packet.time_ms)
    assert np.array_equal(back.values, packet.values)


@given(st.binary(max_size=80))
def test_other_bytes_are_refused(data: bytes) -> None:
    decoder = ReadingsDecoder(configuration(RATE_HZ))
    try:
        decoder.feed(data, 0)
    except PacketError:
        return
    assert data[0] == 0x11


def test_a_reading_that_is_no_number_is_refused() -> None:
    packet = ReadingsPacket(1, 0, np.array([5.0]), np.full((1, 6), np.nan, np.float32))
    with pytest.raises(PacketError, match="no number"):
        decode_packet(encode_packet(packet))


def test_a_timers_jitter_loses_nothing() -> None:
    draw = np.random.default_rng(3)
    times = 100.0 + np.arange(2000) * _PERIOD_MS + np.abs(draw.normal(0, 3.0, 2000))
    assert indices(packets(times.tolist())) == [(0, one) for one in range(2000)]


@pytest.mark.parametrize("rate_hz", [58.6, 62.5])
def test_a_rate_beside_the_stated_one_is_learnt(rate_hz: float) -> None:
    times = 100.0 + np.arange(3000) * (1e3 / rate_hz)
    assert indices(packets(times.tolist())) == [(0, one) for one in range(3000)]


@pytest.mark.parametrize("missing", [1, 2, 7, 200])
def test_readings_left_out_are_missing_by_their_number(missing: int) -> None:
    times = 100.0 + np.arange(400) * _PERIOD_MS
    left = np.delete(times, np.arange(100, 100 + missing))
    found = [index for _, index in indices(packets(left.tolist()))]
    assert found == [*range(100), *range(100 + missing, 400)]


def test_another_opening_of_the_page_is_another_run() -> None:
    before = packets([100.0 + one * _PERIOD_MS for one in range(12)])
    after = packets([9.0 + one * _PERIOD_MS for one in range(6)], epoch=2)
    assert indices(before + after) == [(0, one) for one in range(12)] + [
        (1, one) for one in range(6)
    ]


def test_a_packet_that_comes_twice_is_refused() -> None:
    first, second = packets([100.0 + one * _PERIOD_MS for one in range(12)])
    decoder = ReadingsDecoder(configuration(RATE_HZ))
    decoder.feed(first, 0)
    decoder.feed(second, 0)
    with pytest.raises(PacketError, match="was there before"):
        decoder.feed(first, 0)


@pytest.mark.parametrize("browser", [CHROMIUM, SAFARI], ids=["chromium", "safari"])
def test_what_the_phone_measured_is_in_the_stream(browser: Browser, tmp_path: Path) -> None:
    motion = CalfRaises(reps=2, seed=5)
    recording = recorded(phone_journal(motion, "phone_shank_left", browser), tmp_path)
    (stream,) = recording.streams
    time_ms, _ = readings(motion, "phone_shank_left", browser)
    assert (stream.placement, stream.rate_hz) == ("phone_shank_left", RATE_HZ)
    assert stream.time.size == time_ms.size
    assert stream.gaps == ()
    # At rest it reads +g upwards, whatever sign the browser gives.
    _, ideal = readings(motion, "phone_shank_left", Browser())
    rest = stream.values[:60, :3].mean(axis=0)
    assert rest == pytest.approx(ideal[:60, :3].mean(axis=0), abs=0.06)
    assert np.abs(np.diff(stream.time) - 1 / RATE_HZ).max() < 0.004
    assert all(one.severity is Severity.INFO for one in recording.findings)


@pytest.mark.parametrize("placement", ["phone_shank_left", "phone_waist"])
@pytest.mark.parametrize("browser", [CHROMIUM, SAFARI], ids=["chromium", "safari"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_phone_counts_raises(placement: str, browser: Browser, seed: int, tmp_path: Path) -> None:
    motion = CalfRaises(reps=8, seed=seed)
    result = analyze(recorded(phone_journal(motion, placement, browser, seed=seed), tmp_path))
    assert len(result.efforts) == 8
    for effort, true in zip(result.efforts, motion.truth, strict=True):
        assert effort.start_s < true.top_s < effort.end_s
        assert {"range_of_motion", "heel_height"} <= set(effort.withheld)


def test_a_busy_browser_costs_no_repetition(tmp_path: Path) -> None:
    motion = CalfRaises(reps=8, seed=4)
    busy = Browser(step=0.1, jitter_ms=2.0, left_out=0.05)
    recording = recorded(phone_journal(motion, "phone_shank_left", busy, seed=4), tmp_path)
    (stream,) = recording.streams
    time_ms, _ = readings(motion, "phone_shank_left", busy, 4)
    assert stream.time.size == time_ms.size
    lost = round((time_ms[-1] - time_ms[0]) / _PERIOD_MS) + 1 - time_ms.size
    assert sum(one.missing for one in stream.gaps) == pytest.approx(lost, abs=3)
    assert len(analyze(recording).efforts) == 8


def test_a_phone_at_the_waist_sees_a_jump(tmp_path: Path) -> None:
    motion = CountermovementJump(height_m=0.3, seed=2)
    journal = phone_journal(Jumper(motion), "phone_waist", exercise="countermovement_jump")
    (jump,) = analyze(recorded(journal, tmp_path)).efforts
    assert jump.exercise == "countermovement_jump"


def test_raises_are_counted_while_they_are_recorded() -> None:
    motion = CalfRaises(reps=6, seed=2)
    journal = phone_journal(motion, "phone_shank_left")
    follower = JournalFollower()
    for chunk in split_journal(journal, 100_000, 1.0):
        follower.feed(chunk)
    assert follower.count == 6
    (sensor,) = follower.sensors()
    assert (sensor.lost, sensor.refused) == (0, 0)
    assert sensor.rate_hz == pytest.approx(RATE_HZ, rel=0.03)


def test_a_page_opened_anew_goes_on_with_the_recording(tmp_path: Path) -> None:
    motion = CalfRaises(reps=2, seed=5)
    journal = phone_journal(motion, "phone_waist")
    time_ms, values = readings(motion, "phone_waist", CHROMIUM)
    later_ns = START_NS + 60_000_000_000
    more = b"".join(
        encode_entry(
            Packet(
                0,
                later_ns + round(time_ms[first + 5] * 1e6),
                encode_packet(
                    ReadingsPacket(
                        8, first, time_ms[first : first + 6], values[first : first + 6].astype("f4")
                    )
                ),
            )
        )
        for first in range(0, 120, 6)
    )
    recording = recorded(journal + more, tmp_path)
    (stream,) = recording.streams
    assert stream.time.size == time_ms.size + 120
    (gap,) = stream.gaps
    assert gap.end_s - gap.start_s == pytest.approx(
        60.0 + time_ms[0] * 1e-3 - stream.time[time_ms.size - 1], abs=0.1
    )
    assert [one.message for one in recording.findings if "restarted" in one.message]


async def test_a_phone_is_nothing_to_connect_to() -> None:
    phone = device_of("phone")(Nameless(), lambda data: None)
    for asked in (phone.open, phone.start, phone.stop):
        with pytest.raises(SensorRefused, match="by the page in its browser"):
            await asked()
