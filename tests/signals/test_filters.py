import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.signals.filters import (
    Smoother,
    derivative,
    integral,
    lowpass,
    on_grid,
    rolling_spread,
    smoothed,
)


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 1000.0])
def test_lowpass_halves_the_power_at_its_cutoff_and_shifts_nothing(rate_hz: float) -> None:
    time = np.arange(0, 20, 1 / rate_hz)
    middle = slice(round(5 * rate_hz), round(15 * rate_hz))
    for frequency_hz, gain in ((0.5, 1.0), (5.0, 2**-0.5)):
        wave = np.sin(2 * np.pi * frequency_hz * time)
        passed = lowpass(wave, rate_hz, 5.0)[middle]
        assert passed @ wave[middle] / (wave[middle] @ wave[middle]) == pytest.approx(
            gain, abs=0.01
        )
        shifted = np.cos(2 * np.pi * frequency_hz * time)[middle]
        assert abs(passed @ shifted / (shifted @ shifted)) < 0.01


def test_lowpass_above_half_the_rate_leaves_the_signal_alone() -> None:
    values = np.random.default_rng(1).normal(size=50)
    assert lowpass(values, 20.0, 12.0) is values


@pytest.mark.parametrize("rate_hz", [100.0, 1000.0])
def test_smoothed_halves_the_power_at_its_cutoff_and_shifts_nothing(rate_hz: float) -> None:
    time = np.arange(0, 4, 1 / rate_hz)
    middle = slice(round(rate_hz), round(3 * rate_hz))
    wave, shifted = np.sin(2 * np.pi * 5 * time), np.cos(2 * np.pi * 5 * time)[middle]
    passed = smoothed(wave, rate_hz, 5.0)[middle]
    assert passed @ wave[middle] / (wave[middle] @ wave[middle]) == pytest.approx(2**-0.5, abs=0.01)
    assert abs(passed @ shifted / (shifted @ shifted)) < 0.01


@given(st.lists(st.floats(-1e4, 1e4), max_size=80), st.lists(st.integers(0, 30), max_size=10))
def test_smoothing_in_blocks_gives_what_smoothing_the_whole_does(
    values: list[float], sizes: list[int]
) -> None:
    signal, smoother = np.array(values), Smoother(100.0, 8.0)
    cuts = np.minimum(np.cumsum([0, *sizes]), signal.size)
    parts = [
        smoother.feed(signal[one:other], ended=False) for one, other in itertools.pairwise(cuts)
    ]
    parts.append(smoother.feed(signal[cuts[-1] :], ended=True))
    assert np.concatenate(parts) == pytest.approx(smoothed(signal, 100.0, 8.0), abs=1e-7)


def test_integral_undoes_the_derivative_of_a_smooth_signal() -> None:
    time = np.arange(0, 3, 0.001)
    signal = np.sin(2 * time)
    assert integral(derivative(signal, 1000.0), 1000.0) == pytest.approx(signal, abs=1e-5)


def test_on_grid_bridges_short_gaps_and_leaves_long_ones() -> None:
    time = np.array([0.0, 0.01, 0.02, 0.05, 0.06, 0.5])
    values = 2 * time[:, np.newaxis]
    grid = np.array([-0.01, 0.0, 0.015, 0.03, 0.06, 0.2, 0.5, 0.6])
    result = on_grid(time, values, grid, 0.05)[:, 0]
    assert result[[1, 2, 3, 4, 6]] == pytest.approx([0.0, 0.03, 0.06, 0.12, 1.0])
    assert np.isnan(result[[0, 5, 7]]).all()


def test_on_grid_passes_over_nan_as_over_missing_samples() -> None:
    time = np.arange(0, 1, 0.01)
    values = np.column_stack((time, -time))
    values[50:53, 1] = np.nan
    assert on_grid(time, values, time, 0.05)[:, 0] == pytest.approx(time)
    values[30:45] = np.nan
    assert np.isnan(on_grid(time, values, time, 0.05)[30:45]).all()


@given(st.lists(st.floats(-1e4, 1e4), min_size=5, max_size=60), st.integers(1, 5))
def test_rolling_spread_is_that_of_each_window(values: list[float], width: int) -> None:
    signal = np.array(values)
    mean, spread = rolling_spread(signal, width)
    windows = np.lib.stride_tricks.sliding_window_view(signal, width)
    assert mean == pytest.approx(windows.mean(axis=1), abs=1e-6)
    assert spread == pytest.approx(windows.std(axis=1), abs=2e-2)
