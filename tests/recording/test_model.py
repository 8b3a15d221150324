"""What a stream and a recording refuse, and what they derive."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.errors import RecordingError
from tracker.recording import Channel, Gap, Kind, Recording, Stream, gaps_in, nominal_rate

FZ = (Channel("fz", "N"),)


def plate(
    time: list[float],
    name: str = "plate",
    channels: tuple[Channel, ...] = FZ,
    rate_hz: float = 100.0,
) -> Stream:
    values = np.ones((len(time), len(channels)))
    return Stream(name, Kind.FORCE_PLATE, "plate", rate_hz, np.array(time), values, channels)


@pytest.mark.parametrize(
    ("time", "problem"),
    [
        ([0.0, 0.0], "sample 1"),
        ([0.0, 0.1, 0.05], "sample 2"),
        ([0.0, float("nan")], "sample 1"),
        ([float("inf")], "sample 0"),
        ([-1e308, 1e308], "sample 0"),
    ],
)
def test_time_must_increase(time: list[float], problem: str) -> None:
    with pytest.raises(RecordingError, match=problem):
        plate(time)


def test_channels_must_be_known_and_have_names_of_their_own() -> None:
    with pytest.raises(RecordingError, match="needs fz"):
        plate([0.0], channels=(Channel("fx", "N"),))
    with pytest.raises(RecordingError, match="names of their own"):
        plate([0.0], channels=FZ + FZ)
    with pytest.raises(RecordingError, match="names of their own"):
        plate([0.0], channels=(*FZ, Channel("time", "s")))


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, float("nan"), float("inf")])
def test_the_rate_must_be_possible(rate_hz: float) -> None:
    with pytest.raises(RecordingError, match="rate"):
        plate([0.0], rate_hz=rate_hz)


def test_shapes_must_fit() -> None:
    with pytest.raises(RecordingError, match="do not fit"):
        Stream("p", Kind.FORCE_PLATE, "plate", 1.0, np.zeros(1), np.zeros((2, 1)), FZ)


def test_a_recording_needs_streams_of_different_names() -> None:
    with pytest.raises(RecordingError, match="at least one"):
        Recording(())
    with pytest.raises(RecordingError, match="named plate"):
        Recording((plate([0.0]), plate([0.0])))


def test_duration_spans_all_streams_that_have_samples() -> None:
    streams = (plate([1.0, 2.0]), plate([1.5, 4.0], "other"), plate([], "empty"))
    assert Recording(streams).duration_s == 3.0
    assert Recording((plate([]),)).duration_s == 0.0


def test_repr_is_short_however_long_the_stream() -> None:
    stream = plate(list(np.arange(100_000) / 100))
    assert len(repr(stream)) < 400
    assert len(repr(Recording((stream,)))) < 800


def test_gaps_are_steps_longer_than_one_and_a_half_periods() -> None:
    time = np.array([0.0, 0.01, 0.0249, 0.04, 0.07])
    assert gaps_in(time, 100.0) == (Gap(0.0249, 0.04, 1), Gap(0.04, 0.07, 2))


@settings(deadline=None)
@example(2149.0, {1, 4, 7, 10, 99}, 4)
@given(
    st.floats(5.0, 5000.0),
    st.sets(st.integers(1, 498), max_size=80),
    st.integers(3, 9),
)
def test_missing_rows_do_not_change_the_rate(
    rate_hz: float, missing: set[int], digits: int
) -> None:
    """Rounded to milliseconds or finer, with up to a sixth of the rows lost."""
    whole = float(round(rate_hz))
    keep = np.setdiff1d(np.arange(500), list(missing))
    time = np.round(keep / whole, digits)
    if (np.diff(time) <= 0).any() or 10.0**-digits > 0.3 / whole:
        return
    assert nominal_rate(time) == pytest.approx(whole, rel=0.01)
    if digits >= 6:
        assert nominal_rate(time) == whole
