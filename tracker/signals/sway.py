"""How far and how fast the centre of pressure wanders while somebody stands (Prieto 1996)."""

from dataclasses import dataclass

import numpy as np
import scipy

from tracker.signals.filters import Signal, lowpass

CUTOFF_HZ = 10.0
_ORDER = 4
_CONFIDENCE = 0.95
_FEWEST = 16


@dataclass(frozen=True, slots=True)
class Sway:
    """Measures of one trial; lengths in m, with the two axes as the samples have them.

    Parameters
    ----------
    path_m, velocity_m_s
        Length of the way, and that by the time it took.
    axis_velocity_m_s, rms_m
        Of each axis: mean speed along it, and standard deviation about the mean.
    area_m2
        Of the ellipse that holds the next sample with 95 % (Schubert & Kirchner 2014).
    mean_frequency_hz
        Mean of the power spectrum of both axes together (Welch 1967, halves of the trial).
    noise_velocity_m_s
        What white noise of the sensor, seen above the cut-off, adds to the velocity in quadrature.
    """

    path_m: float
    velocity_m_s: float
    axis_velocity_m_s: tuple[float, float]
    rms_m: tuple[float, float]
    area_m2: float
    mean_frequency_hz: float
    noise_velocity_m_s: float


def sway_of(centre: Signal, rate_hz: float) -> Sway:
    """Measure a centre of pressure, low-passed at 10 Hz (Butterworth, 4th order, both ways).

    Parameters
    ----------
    centre
        (n, 2) m, evenly sampled, without NaN; n at least 16.
    rate_hz
        Of the samples.

    Raises
    ------
    ValueError
        If there are fewer samples.
    """
    count = len(centre)
    if count < _FEWEST:
        raise ValueError(f"{count} samples are too few to measure sway on")
    smooth = lowpass(centre, rate_hz, CUTOFF_HZ, order=_ORDER)
    steps = np.diff(smooth, axis=0)
    duration_s = (count - 1) / rate_hz
    path = float(np.linalg.norm(steps, axis=1).sum())
    along = np.abs(steps).sum(axis=0) / duration_s
    spread = smooth.std(axis=0)
    return Sway(
        path,
        path / duration_s,
        (float(along[0]), float(along[1])),
        (float(spread[0]), float(spread[1])),
        prediction_area(smooth),
        _mean_frequency(smooth, rate_hz),
        _noise_velocity(centre - smooth, rate_hz),
    )


def prediction_area(points: Signal) -> float:
    """Area of the 95 % prediction ellipse of (n, 2) points (Schubert & Kirchner 2014)."""
    count = len(points)
    quantile = float(scipy.stats.f.ppf(_CONFIDENCE, 2, count - 2))
    scale = 2 * (count + 1) * (count - 1) / (count * (count - 2)) * quantile
    variances = np.linalg.eigvalsh(np.cov(points.T))
    return float(np.pi * scale * np.sqrt(max(0.0, float(np.prod(variances)))))


def _mean_frequency(smooth: Signal, rate_hz: float) -> float:
    frequency, power = scipy.signal.welch(smooth, rate_hz, nperseg=len(smooth) // 2, axis=0)
    both = power.sum(axis=1)
    total = float(both.sum())
    return float(frequency @ both) / total if total > 0 else np.nan


def _noise_velocity(residual: Signal, rate_hz: float) -> float:
    """Root mean square speed of the white noise that the filter lets through, both axes."""
    if rate_hz <= 2 * CUTOFF_HZ:
        return 0.0
    density = residual.var(axis=0) / (rate_hz / 2 - CUTOFF_HZ)
    return float(2 * np.pi * np.sqrt(density.sum() * CUTOFF_HZ**3 / 3))
