"""A short movement from rest to rest, from the gyroscope alone: where to, and how it was turned."""

from typing import TYPE_CHECKING

import numpy as np

from tracker.gravity import GRAVITY
from tracker.signals.filters import Signal, integral

if TYPE_CHECKING:
    from scipy.spatial.transform import Rotation


def turned_from_rest(rate: Signal, rate_hz: float) -> "Rotation":
    """Turns (n) of the sensor since the first sample.

    Parameters
    ----------
    rate
        (n, 3) angular velocity in the sensor's frame, rad/s.
    rate_hz
        Of the samples.
    """
    # Half of the time in which the pipeline is imported: only who walked waits for it.
    from scipy.spatial.transform import Rotation

    steps = np.vstack((np.zeros(3), (rate[1:] + rate[:-1]) / (2 * rate_hz)))
    turns = Rotation.from_rotvec(steps)
    # Products of all turns up to each, in as many steps as the count doubles (Hillis 1986).
    span = 1
    while span < len(turns):
        turns = Rotation.concatenate((turns[:span], turns[:-span] * turns[span:]))
        span *= 2
    return turns


def upright(turns: "Rotation", up: Signal) -> Signal:
    """(n, 3) the vertical in the turned frame, of which the first is `up`."""
    return np.asarray(turns.apply(up, inverse=True))


def way_from_rest(
    force: Signal, turns: "Rotation", up: Signal, rate_hz: float
) -> tuple[float, float]:
    """How far something went, from rest to rest (zero-velocity update, Foxlin 2005).

    Parameters
    ----------
    force
        (n, 3) specific force in the sensor's frame, m/s².
    turns
        n as `turned_from_rest` gives them.
    up
        (3,) the vertical in the sensor's frame at the first sample.
    rate_hz
        Of the samples.

    Returns
    -------
    Horizontal way and rise, m; the velocity that is left at the end is taken off evenly.
    """
    acceleration = turns.apply(force) - GRAVITY * up
    way = []
    for along in acceleration.T:
        velocity = integral(along, rate_hz)
        velocity -= np.linspace(0.0, velocity[-1], velocity.size)
        way.append(integral(velocity, rate_hz)[-1])
    rise = float(np.dot(way, up))
    return float(np.sqrt(max(0.0, float(np.dot(way, way)) - rise**2))), rise
