"""Decimation: few points that look like all of them, and never one that was not measured."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from api.core.curves import decimate, decode_curve, encode_curve, window

Floats = NDArray[np.float64]
VALUES = arrays(
    np.float64,
    st.integers(0, 400),
    elements=st.one_of(st.just(np.nan), st.integers(-5, 5), st.floats(-1e6, 1e6)),
)


def times(values: Floats) -> Floats:
    return np.arange(values.size) / 100.0


@given(VALUES, st.integers(4, 120))
def test_every_point_was_measured_and_no_extreme_is_lost(values: Floats, points: int) -> None:
    time = times(values)

    shown_time, shown = decimate(time, values, points)

    assert shown_time.size <= points or shown_time.size == values.size <= points
    assert np.all(np.diff(shown_time) > 0)
    places = np.searchsorted(time, shown_time)
    np.testing.assert_array_equal(shown, values[places])
    if values.size:
        assert shown_time[0] == time[0]
        assert shown_time[-1] == time[-1]
    if not np.isnan(values).all():
        assert np.nanmin(shown) == np.nanmin(values)
        assert np.nanmax(shown) == np.nanmax(values)


@given(VALUES)
def test_enough_points_give_every_sample(values: Floats) -> None:
    time = times(values)

    shown_time, shown = decimate(time, values, max(4, values.size))

    np.testing.assert_array_equal(shown_time, time)
    np.testing.assert_array_equal(shown, values)


def test_a_long_gap_still_breaks_the_line() -> None:
    values = np.ones(10_000)
    values[4_000:6_000] = np.nan

    shown_time, shown = decimate(times(values), values, 100)

    missing = shown_time[np.isnan(shown)]
    assert missing.size > 0
    assert np.all((missing >= 40.0) & (missing < 60.0))


def test_a_spike_of_one_sample_is_seen_at_any_zoom() -> None:
    values = np.zeros(300_000)
    values[123_456] = 1.0

    for points in (4, 100, 2_000):
        shown_time, shown = decimate(times(values), values, points)
        assert shown_time[np.argmax(shown)] == 1234.56


@given(VALUES, st.floats(-1, 5), st.floats(0, 5))
def test_a_window_holds_its_samples_and_one_more_on_each_side(
    values: Floats, start: float, width: float
) -> None:
    time = times(values)

    part = window(time, start, start + width)

    inside = np.flatnonzero((time >= start) & (time <= start + width))
    if inside.size:
        assert part.start == max(0, inside[0] - 1)
        assert part.stop == min(values.size, inside[-1] + 2)
    else:
        assert part.stop - part.start <= 2


@given(VALUES)
def test_a_stored_curve_is_exact(values: Floats) -> None:
    time, value = decode_curve(encode_curve(times(values), values))

    np.testing.assert_array_equal(time, times(values))
    np.testing.assert_array_equal(value, values)
