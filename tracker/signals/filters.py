"""Zero-phase smoothing, derivatives and integrals of evenly sampled signals."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import cumulative_trapezoid
from scipy.signal import butter, sosfiltfilt

Signal = NDArray[np.float64]


@lru_cache(maxsize=64)
def _sections(order: int, cutoff_hz: float, rate_hz: float) -> Signal:
    return np.asarray(butter(order, cutoff_hz, "low", fs=rate_hz, output="sos"))


def lowpass(values: Signal, rate_hz: float, cutoff_hz: float, order: int = 2) -> Signal:
    """Low-pass without delay: a Butterworth filter run forwards and backwards.

    Parameters
    ----------
    values
        (n,) or (n, channels), evenly sampled.
    rate_hz, cutoff_hz
        With a cut-off at or above 0.45 x the rate nothing is filtered.
    order
        Of one pass; two passes double it and lower the -3 dB point, so the cut-off of the single
        pass is raised to keep -3 dB at `cutoff_hz` (Winter 2009).

    Returns
    -------
    Of the same shape.
    """
    if cutoff_hz >= 0.45 * rate_hz or len(values) < 4:
        return values
    # The bilinear transform bends frequencies; the cut-off is raised where they are straight.
    straight = np.tan(np.pi * cutoff_hz / rate_hz) / (2**0.5 - 1) ** (0.5 / order)
    corrected = float(np.arctan(straight) * rate_hz / np.pi)
    sections = _sections(order, corrected, rate_hz)
    padding = min(len(values) - 1, int(3 * rate_hz / cutoff_hz))
    return np.asarray(sosfiltfilt(sections, values, axis=0, padlen=padding))


def derivative(values: Signal, rate_hz: float) -> Signal:
    """Central differences, one-sided at the ends; (n,) in, (n,) out, per second."""
    if len(values) < 2:
        return np.zeros_like(values)
    return np.gradient(values, 1.0 / rate_hz, axis=0)


def integral(values: Signal, rate_hz: float) -> Signal:
    """Cumulative trapezoidal integral that begins with 0; (n,) in, (n,) out."""
    return np.asarray(cumulative_trapezoid(values, dx=1.0 / rate_hz, initial=0))


def on_grid(time: Signal, values: Signal, grid: Signal, longest_gap_s: float) -> Signal:
    """Interpolate linearly onto other times; NaN across gaps and beyond the ends.

    Parameters
    ----------
    time, values
        (n,) increasing times and (n,) values; NaN values are skipped.
    grid
        (m,) increasing times.
    longest_gap_s
        Between two present samples further apart than this the result is NaN.
    """
    present = np.isfinite(values)
    time, values = time[present], values[present]
    if time.size < 2:
        return np.full(grid.size, np.nan)
    result = np.interp(grid, time, values, left=np.nan, right=np.nan)
    after = np.clip(np.searchsorted(time, grid), 1, time.size - 1)
    exact = (time[after] == grid) | (time[after - 1] == grid)
    result[(time[after] - time[after - 1] > longest_gap_s) & ~exact] = np.nan
    return result


def rolling_spread(values: Signal, width: int) -> tuple[Signal, Signal]:
    """Mean and standard deviation of every window of `width` samples.

    Returns
    -------
    Two arrays of n - width + 1; the i-th is of ``values[i : i + width]``.
    """
    centre = values - values.mean()
    padded = np.concatenate(([0.0], np.cumsum(centre)))
    squares = np.concatenate(([0.0], np.cumsum(centre * centre)))
    mean = (padded[width:] - padded[:-width]) / width
    variance = (squares[width:] - squares[:-width]) / width - mean * mean
    return mean + values.mean(), np.sqrt(np.maximum(variance, 0.0))
