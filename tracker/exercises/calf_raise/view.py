"""What a source sees of one raise: a stretch of signals on the grid, and the edges found in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.exercises.base import Samples
from tracker.exercises.calf_raise.finder import Raise
from tracker.signals.filters import Signal

GRID_HZ = 100.0
"""Rate of the grid on which raises are sought."""


@dataclass(frozen=True, slots=True)
class AngleBy:
    """What tells the ankle's angle, and how well.

    Parameters
    ----------
    method
        Named with the numbers.
    error_deg, peak_error_deg
        One standard deviation of the range, and of the peak above quiet standing.
    """

    method: str
    error_deg: float
    peak_error_deg: float


@dataclass(frozen=True, slots=True)
class View:
    """A stretch of what a source sees, on the grid.

    Parameters
    ----------
    signal
        (n,) what rises with the heel, smoothed, without NaN: plantar flexion in degrees if
        `angle_by` is given, else in the source's own unit.
    angle_by
        What makes the signal plantar flexion, or None if it is something else.
    pitch_deg
        (n,) heel-up pitch of the foot, smoothed, or None.
    missing
        (n,) True where samples are missing and the signal is only bridged.
    zeroed
        Whether zero is quiet standing, not merely the lowest point seen.
    """

    signal: Signal
    angle_by: AngleBy | None
    pitch_deg: Signal | None
    missing: NDArray[np.bool_]
    zeroed: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One raise in the view it was found in.

    Parameters
    ----------
    view
        The stretch.
    edges
        In samples of the stretch.
    first
        Grid sample at which the stretch begins.
    doubt
        Why it is no calf raise after all; None if it may be one.
    knee_deg
        How far the shank leaned forward as the heel rose, as it does when the knee bends; None
        where it is not seen.
    """

    view: View
    edges: Raise
    first: int
    doubt: str | None = None
    knee_deg: float | None = None

    @property
    def span(self) -> slice:
        """Samples from start to end."""
        return slice(int(self.edges.start), int(np.ceil(self.edges.end)) + 1)

    @property
    def end(self) -> int:
        """First grid sample after the raise."""
        return self.first + int(np.ceil(self.edges.end))


def bridged(values: Samples) -> tuple[Samples | None, NDArray[np.bool_]]:
    """Fill NaN with straight lines, and say where; None if there is nothing but NaN."""
    missing = np.isnan(values)
    if not missing.any():
        return values, missing
    if missing.all():
        return None, missing
    index = np.arange(values.size)
    return np.interp(index, index[~missing], values[~missing]), missing
