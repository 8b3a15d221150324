from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import PacketError
from tracker.sensors.codecs.calf import (
    DataPacket,
    encode_packet,
)
from tracker.sensors.codecs.configuration import ChannelConfiguration, Configuration
from tracker.sensors.codecs.samples import Samples
from tracker.sensors.codecs.sequence import SequenceDecoder

RATE_HZ = 200.0
CONFIGURATION = Configuration("imu", RATE_HZ, (ChannelConfiguration("acc_x", "m/s²", 0.01),))
WRAP = 2**32


def packet(index: int, t_us: int, count: int = 10, epoch: int = 0) -> bytes:
    counts = np.arange(count, dtype=np.int16)[:, np.newaxis]
    return encode_packet(DataPacket(epoch, index % WRAP, t_us % WRAP, counts))


def at(index: int, epoch: int = 0) -> bytes:
    return packet(index, round(index * 1e6 / RATE_HZ), epoch=epoch)


def fed(decoder: SequenceDecoder, payload: bytes, arrival_s: float = 0.0) -> Samples:
    (samples,) = decoder.feed(payload, round(arrival_s * 1e9))
    return samples


def test_index_and_time_go_on_over_their_wraps() -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    start = WRAP - 25
    read = [fed(decoder, at(start + step)) for step in range(0, 100, 10)]
    assert [one.first_index for one in read] == [start + step for step in range(0, 100, 10)]
    assert len({one.run for one in read}) == 1
    assert np.diff([one.t_us for one in read]).tolist() == [50_000] * 9


@given(st.integers(1, 10 * 3600))
def test_a_gap_of_hours_is_counted_exactly(gap_s: int) -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    first = fed(decoder, at(0))
    second = fed(decoder, at(round(gap_s * RATE_HZ)), gap_s)
    assert second.first_index - first.first_index == round(gap_s * RATE_HZ)
    assert second.t_us - first.t_us == gap_s * 1_000_000
    assert second.run == first.run


def test_late_packets_keep_their_place() -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    order = [0, 20, 10, 30, 20]
    assert [fed(decoder, at(one)).first_index for one in order] == order


def test_another_epoch_is_another_run() -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    assert fed(decoder, at(5000)).run == 0
    restarted = fed(decoder, at(0, epoch=1))
    assert (restarted.run, restarted.first_index, restarted.t_us) == (1, 0, 0)


def test_a_packet_that_contradicts_the_others_is_refused() -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    fed(decoder, at(0))
    with pytest.raises(PacketError):
        fed(decoder, packet(10, 3_000_000))
    assert fed(decoder, at(10)).first_index == 10


@pytest.mark.parametrize("bit", [21, 24, 30])
def test_an_index_that_there_was_no_time_to_reach_is_refused(bit: int) -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    fed(decoder, at(0))
    with pytest.raises(PacketError):
        fed(decoder, packet(10 + (1 << bit), 50_000), 0.05)
    assert fed(decoder, at(20), 0.1).first_index == 20


def test_samples_sent_again_keep_their_place_and_strange_ones_are_refused() -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    for second in range(60):
        fed(decoder, at(round(second * RATE_HZ)), second)
    again = fed(decoder, at(110), 60)
    assert (again.run, again.first_index, again.t_us) == (0, 110, 550_000)
    with pytest.raises(PacketError):
        fed(decoder, packet(110, 3_000_000), 60)


def test_three_that_agree_are_an_unannounced_restart() -> None:
    decoder = SequenceDecoder(CONFIGURATION)
    fed(decoder, at(100_000))
    moved = [packet(index, index * 5000 + 77_000_000) for index in (0, 10, 20, 30)]
    for one in moved[:2]:
        with pytest.raises(PacketError):
            fed(decoder, one)
    assert fed(decoder, moved[2]).run == 1
    assert fed(decoder, moved[3]).run == 1


@given(st.lists(st.tuples(st.integers(0, WRAP - 1), st.integers(0, WRAP - 1)), max_size=40))
def test_within_a_run_time_rises_with_the_index(stamps: list[tuple[int, int]]) -> None:
    for run in _runs(packet(index, t_us) for index, t_us in stamps):
        newest_index, newest_us = run[0]
        for index, t_us in run[1:]:
            if index > newest_index:
                assert t_us > newest_us
                newest_index, newest_us = index, t_us


def _runs(data: Iterator[bytes]) -> list[list[tuple[int, float]]]:
    decoder = SequenceDecoder(CONFIGURATION)
    runs: dict[int, list[tuple[int, float]]] = {}
    for one in data:
        try:
            samples = fed(decoder, one)
        except PacketError:
            continue
        runs.setdefault(samples.run, []).append((samples.first_index, samples.t_us))
    return list(runs.values())
