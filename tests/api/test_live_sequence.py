"""Chunks put into their order."""

import random

from hypothesis import given
from hypothesis import strategies as st

from api.live.sequence import Sequence


def given_in(order: list[int], stream: str = "journal") -> list[str]:
    sequence, ready = Sequence(), []
    for number in order:
        sequence.arrived(stream, number, str(number))
        ready += sequence.ready()
    return ready


@given(st.integers(1, 60), st.randoms())
def test_every_chunk_is_given_once_and_in_order(count: int, chance: random.Random) -> None:
    order = [*range(count), *range(0, count, 3)]
    chance.shuffle(order)

    assert given_in(order) == [str(number) for number in range(count)]


def test_a_missing_one_holds_up_its_own_stream_only() -> None:
    sequence = Sequence()
    for stream, number in (("foot", 1), ("plate", 0), ("foot", 2)):
        sequence.arrived(stream, number, f"{stream} {number}")

    assert sequence.ready() == ["plate 0"]
    assert sequence.held_up

    sequence.go_on()

    assert sequence.ready() == ["foot 1", "foot 2"]
    assert not sequence.held_up
    sequence.arrived("foot", 0, "foot 0")
    assert sequence.ready() == []


def test_only_so_many_wait() -> None:
    assert given_in(list(range(1, 300)))[:2] == ["1", "2"]
