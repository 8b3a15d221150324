"""Zero-phase smoothing, derivatives and integrals of evenly sampled signals."""

from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import NDArray

Signal = NDArray[np.float64]


@lru_cache(maxsize=64)
def _sections(order: int, cutoff_hz: float, rate_hz: float) -> Signal:
    return np.asarray(scipy.signal.butter(order, cutoff_hz, "low", fs=rate_hz, output="sos"))


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
    return np.asarray(scipy.signal.sosfiltfilt(sections, values, axis=0, padlen=padding))


@lru_cache(maxsize=64)
def _gaussian(rate_hz: float, cutoff_hz: float) -> Signal:
    spread = np.sqrt(np.log(2)) / (2 * np.pi * cutoff_hz) * rate_hz
    half = max(1, int(np.ceil(3 * spread)))
    weights = np.exp(-0.5 * (np.arange(-half, half + 1) / spread) ** 2)
    return np.asarray(weights / weights.sum())


def smoothed(values: Signal, rate_hz: float, cutoff_hz: float) -> Signal:
    """Low-pass without delay or overshoot, by a Gaussian that is -3 dB at the cut-off.

    Unlike `lowpass`, a value depends on its near neighbours only (three standard deviations on
    each side), which is what lets a signal be smoothed as it grows; see `Smoother`.

    Parameters
    ----------
    values
        (n,) evenly sampled, without NaN; beyond its ends it is taken to stay as it is there.
    rate_hz, cutoff_hz
        Of the samples, and of the filter.
    """
    if not values.size:
        return values
    weights = _gaussian(rate_hz, cutoff_hz)
    half = weights.size // 2
    before, after = np.full(half, values[0]), np.full(half, values[-1])
    return np.convolve(np.concatenate((before, values, after)), weights, mode="valid")


class Smoother:
    """`smoothed`, fed in blocks: any split gives the same values, each once its neighbours came.

    Parameters
    ----------
    rate_hz, cutoff_hz
        As for `smoothed`.
    """

    def __init__(self, rate_hz: float, cutoff_hz: float) -> None:
        self._weights = _gaussian(rate_hz, cutoff_hz)
        self._half = self._weights.size // 2
        self._tail: Signal = np.empty(0)

    def feed(self, values: Signal, *, ended: bool) -> Signal:
        """The values that the next (n,) samples make known; after the last, all of the rest."""
        if not self._tail.size and values.size:
            self._tail = np.full(self._half, values[0])
        reach = np.concatenate((self._tail, values))
        if ended and reach.size:
            reach = np.concatenate((reach, np.full(self._half, reach[-1])))
        if reach.size < self._weights.size:
            self._tail = reach
            return np.empty(0)
        self._tail = reach[reach.size - self._weights.size + 1 :]
        return np.convolve(reach, self._weights, mode="valid")


def derivative(values: Signal, rate_hz: float) -> Signal:
    """Central differences, one-sided at the ends; (n,) in, (n,) out, per second."""
    if len(values) < 2:
        return np.zeros_like(values)
    return np.asarray(np.gradient(values, 1.0 / rate_hz))


def integral(values: Signal, rate_hz: float) -> Signal:
    """Cumulative trapezoidal integral that begins with 0; (n,) in, (n,) out."""
    return np.asarray(scipy.integrate.cumulative_trapezoid(values, dx=1.0 / rate_hz, initial=0))


def on_grid(time: Signal, values: Signal, grid: Signal, longest_gap_s: float) -> Signal:
    """Interpolate linearly onto other times; NaN across gaps and beyond the ends.

    Parameters
    ----------
    time, values
        (n,) increasing times and (n, channels) values; rows with a NaN are skipped.
    grid
        (m,) increasing times.
    longest_gap_s
        Between two present samples further apart than this the result is NaN.

    Returns
    -------
    (m, channels).
    """
    present = np.logical_and.reduce(np.isfinite(values), axis=1)
    upto = slice(grid.size)
    if present[upto].all() and np.array_equal(time[upto], grid):
        return values[upto].copy()
    if not present.all():
        time, values = time[present], values[present]
    result = np.full((grid.size, values.shape[1]), np.nan)
    if time.size < 2:
        return result
    after = np.clip(np.searchsorted(time, grid), 1, time.size - 1)
    before = after - 1
    span = time[after] - time[before]
    share = (grid - time[before]) / span
    exact = (share == 0) | (share == 1)
    known = (share >= 0) & (share <= 1) & ((span <= longest_gap_s) | exact)
    after, before, share = after[known], before[known], share[known, np.newaxis]
    result[known] = values[before] * (1 - share) + values[after] * share
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
