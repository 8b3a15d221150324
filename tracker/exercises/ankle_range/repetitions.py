"""Repetitions in the angle of an ankle: away from where the foot rests, and back."""

from dataclasses import dataclass

import numpy as np
import scipy

from tracker.exercises.base import Samples
from tracker.exercises.legs import GRID_HZ
from tracker.signals.filters import derivative

# Ranges over which results stay the same: see `tracker.exercises.ankle_range.angle`.
_SMALLEST_DEG = 5.0
"""Excursion of a repetition: 3-15 degrees give the same; at 2 a wobble counts."""
_BEGINS_SHARE = 0.05
"""Of an excursion, from which on it counts as begun: 0.05-0.1 give the same; at 0.02 and 0.2 the
range of a repetition errs by 1.6 and 8.6 degrees."""
_DIP_SHARE = 0.4
"""Of an excursion's height; a top with a shallower dip in it is one: 0.1-0.8 give the same."""
_REST_DEG_S = 4.0
"""A foot that nobody moves turns slower: 1-15 degrees a second give the same."""
_HELD_SAMPLES = 40
"""How long before a movement the foot's place is looked for, 0.4 s: 40-80 samples give the same; 20
are too few where a movement begins slowly (3.8 degrees)."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """One way out and back, in samples; `direction` is the sign of the angle on the way out."""

    start: int
    top: int
    end: int
    direction: float


def repetitions(angle: Samples) -> list[Repetition]:
    """Excursions from where the foot rests, in either direction, in their order.

    Parameters
    ----------
    angle
        (n,) deg.
    """
    rest = _resting_angle(angle)
    found = []
    for direction in (1.0, -1.0):
        away = np.maximum(direction * (angle - rest), 0.0)
        tops, peaks = scipy.signal.find_peaks(
            np.concatenate(([0.0], away, [0.0])), height=_SMALLEST_DEG, prominence=_SMALLEST_DEG
        )
        tops = tops[peaks["prominences"] > _DIP_SHARE * peaks["peak_heights"]] - 1
        edges = [0, *tops.tolist(), away.size - 1]
        for before, top, after in zip(edges, edges[1:], edges[2:], strict=False):
            start = top - _way_down(away[before : top + 1][::-1])
            end = top + _way_down(away[top : after + 1])
            if start < top < end:
                found.append(Repetition(start, top, end, direction))
    return sorted(found, key=lambda repetition: repetition.start)


def angle_before(angle: Samples, start: int) -> float:
    """The angle, deg, that was held before a movement, or turned back from."""
    part = angle[max(0, start - _HELD_SAMPLES) : start + 1]
    held = np.abs(derivative(part, GRID_HZ)) < _REST_DEG_S if part.size > 2 else np.zeros(0)
    return float(np.median(part[held])) if held.any() else float(angle[start])


def _resting_angle(angle: Samples) -> float:
    """Where the foot hangs when nobody moves it: the first rest."""
    slow = np.abs(derivative(angle, GRID_HZ)) < _REST_DEG_S
    moving = np.flatnonzero(~slow)
    begin = int(moving[0]) if moving.size else angle.size
    return float(np.median(angle[: max(begin, 5)]))


def _way_down(away: Samples) -> int:
    """Samples from a top until what it rose from is nearly reached."""
    low = int(np.argmin(away))
    below = away[: low + 1] <= away[low] + _BEGINS_SHARE * (away[0] - away[low])
    return int(np.argmax(below))
