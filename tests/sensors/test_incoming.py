from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.sensors.test_replay import sensor_note
from tests.sensors.worn import CountingSource, imu
from tracker.sensors.codecs.calf import DataPacket, encode_packet
from tracker.sensors.incoming import Block, IncomingStream

SOURCE = imu()
COUNT = 10
PERIOD_NS = 50_000_000
HOLD_NS = 1_000_000_000


def packet(number: int, epoch: int = 0) -> bytes:
    first = number * COUNT
    return encode_packet(
        DataPacket(epoch, first % 2**32, first * 5000 % 2**32, SOURCE.counts(first, COUNT))
    )


def numbers(blocks: list[Block], source: CountingSource = SOURCE) -> NDArray[np.int64]:
    values = np.concatenate([block.values[:, 0] for block in blocks] or [np.empty(0)])
    return source.numbers(np.rint(values / source.scales[0]).astype(np.int64))


def fed(order: list[int], hold_ns: int = HOLD_NS) -> tuple[IncomingStream, list[Block]]:
    incoming = IncomingStream(sensor_note(SOURCE), 0, hold_ns)
    blocks: list[Block] = []
    for step, number in enumerate(order):
        blocks += incoming.feed(packet(number), step * PERIOD_NS)
    return incoming, blocks


def test_what_follows_a_loss_waits_for_what_is_sent_again() -> None:
    incoming, blocks = fed([0, 1, 3, 4, 5])
    assert numbers(blocks).tolist() == list(range(20))
    assert incoming.missing == ((20, 30),)
    blocks += incoming.feed(packet(2), 6 * PERIOD_NS)
    assert numbers(blocks).tolist() == list(range(60))
    assert incoming.lost == sum(block.missing for block in blocks) == 0


def test_it_does_not_wait_for_ever() -> None:
    incoming, blocks = fed([0, 2, *range(3, 30)])
    assert numbers(blocks).tolist() == [*range(10), *range(20, 300)]
    assert [block.missing for block in blocks if block.missing] == [10]
    assert incoming.lost == 10
    # What comes later still is for the recording only.
    assert incoming.feed(packet(1), 30 * PERIOD_NS) == ()
    assert (incoming.lost, incoming.samples) == (0, 300)


def test_samples_before_the_first_packet_are_missed_if_the_sensor_says_so() -> None:
    incoming, _ = fed([3, 4])
    assert list(incoming.missing) == []
    incoming.expect(10)
    assert list(incoming.missing) == [(10, 30)]
    early = IncomingStream(sensor_note(SOURCE), 0)
    early.expect(10)
    early.feed(packet(3), 0)
    assert early.missing == ((10, 30),)
    # The word of a sensor that has restarted since is of no use here.
    incoming.expect(2**31)
    assert list(incoming.missing) == [(10, 30)]


def test_samples_after_the_last_packet_are_missed_if_the_sensor_says_so() -> None:
    incoming, _ = fed([0, 1])
    incoming.expect_end(35)
    assert (incoming.missing, incoming.lost) == (((20, 35),), 15)


@given(st.permutations(range(12)), st.lists(st.integers(0, 11), max_size=4), st.booleans())
def test_any_order_gives_every_sample_once_and_in_order(
    order: list[int], doubled: list[int], patient: bool
) -> None:
    incoming, blocks = fed([*order, *doubled], HOLD_NS * 100 if patient else 0)
    blocks += incoming.flush()
    given_out = numbers(blocks)
    assert incoming.samples == 120
    assert np.all(np.diff(given_out) > 0)
    assert np.all(np.diff(np.concatenate([block.time for block in blocks])) > 0)
    if patient:
        assert given_out.tolist() == list(range(10 * order[0], 120))
    holes = [after - before - 1 for before, after in pairwise(given_out.tolist())]
    assert sum(block.missing for block in blocks) == sum(holes)
