import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cli.metronome import Tempo, beat
from tracker.errors import InputError


def test_tempos_are_read() -> None:
    assert Tempo.parse("60").phases == (("up", 1.0), ("down", 1.0))
    assert Tempo.parse("2-1-2-1").phases == (("up", 2), ("hold", 1), ("down", 2), ("rest", 1))
    assert Tempo.parse("2-0-2").phases == (("up", 2), ("down", 2))
    assert Tempo.parse("1-3").phases == (("up", 1), ("down", 3))


@pytest.mark.parametrize("text", ["", "x", "5", "300", "1-2-3-4-5", "0-0", "-1-2", "nan", "1-99"])
def test_what_is_no_tempo_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="2-1-2-1"):
        Tempo.parse(text)


@given(st.lists(st.floats(0.1, 5.0), min_size=2, max_size=4), st.integers(0, 200))
def test_beats_last_as_long_as_their_phases(seconds: list[float], number: int) -> None:
    tempo = Tempo.parse("-".join(f"{one:.2f}" for one in seconds))
    at_s = tempo.beat_s(number)
    _, lasts_s = tempo.phases[number % len(tempo.phases)]
    assert tempo.beat_s(number + 1) - at_s == pytest.approx(lasts_s)
    assert tempo.beat_s(number + len(tempo.phases)) - at_s == pytest.approx(tempo.cycle_s)


async def test_the_beat_comes_in_order() -> None:
    beats: asyncio.Queue[str] = asyncio.Queue()
    beating = asyncio.create_task(beat(Tempo((("up", 0.02), ("down", 0.01))), beats.put_nowait))
    async with asyncio.timeout(10.0):
        assert [await beats.get() for _ in range(5)] == ["up", "down", "up", "down", "up"]
    beating.cancel()
