"""A short movement from rest to rest, from the gyroscope alone: where to, and how it was turned."""

import numpy as np

from tracker.signals.filters import Signal, integral
from tracker.signals.force import GRAVITY


def turned_from_rest(rate: Signal, rate_hz: float) -> Signal:
    """(n, 4) quaternions (w, x, y, z): turn of the sensor since the first sample.

    Parameters
    ----------
    rate
        (n, 3) angular velocity in the sensor's frame, rad/s.
    rate_hz
        Of the samples.
    """
    half = (rate[1:] + rate[:-1]) / (4 * rate_hz)
    angle = np.linalg.norm(half, axis=1, keepdims=True)
    turns = np.vstack(
        ([1.0, 0.0, 0.0, 0.0], np.hstack((np.cos(angle), half * np.sinc(angle / np.pi))))
    )
    # Products of all turns up to each, in as many steps as the count doubles (Hillis 1986).
    span = 1
    while span < len(turns):
        turns[span:] = product(turns[:-span], turns[span:])
        span *= 2
    return turns


def product(one: Signal, other: Signal) -> Signal:
    """(n, 4) products of quaternions, row by row."""
    w, x, y, z = one.T
    a, b, c, d = other.T
    return np.column_stack(
        (
            w * a - x * b - y * c - z * d,
            w * b + x * a + y * d - z * c,
            w * c - x * d + y * a + z * b,
            w * d + x * c - y * b + z * a,
        )
    )


def rotated(turns: Signal, vectors: Signal) -> Signal:
    """(n, 3) vectors of the turned frame, in the frame of the beginning."""
    w, axis = turns[:, :1], turns[:, 1:]
    twice = 2 * np.cross(axis, vectors)
    return np.asarray(vectors + w * twice + np.cross(axis, twice))


def upright(turns: Signal, up: Signal) -> Signal:
    """(n, 3) the vertical in the turned frame, of which the first is `up`."""
    back = turns * (1.0, -1.0, -1.0, -1.0)
    return rotated(back, np.broadcast_to(up, (len(turns), 3)))


def way_from_rest(force: Signal, turns: Signal, up: Signal, rate_hz: float) -> tuple[float, float]:
    """How far something went, from rest to rest (zero-velocity update, Foxlin 2005).

    Parameters
    ----------
    force
        (n, 3) specific force in the sensor's frame, m/s².
    turns
        (n, 4) as `turned_from_rest` gives them.
    up
        (3,) the vertical in the sensor's frame at the first sample.
    rate_hz
        Of the samples.

    Returns
    -------
    Horizontal way and rise, m; the velocity that is left at the end is taken off evenly.
    """
    acceleration = rotated(turns, force) - GRAVITY * up
    way = []
    for along in acceleration.T:
        velocity = integral(along, rate_hz)
        velocity -= np.linspace(0.0, velocity[-1], velocity.size)
        way.append(integral(velocity, rate_hz)[-1])
    rise = float(np.dot(way, up))
    return float(np.sqrt(max(0.0, float(np.dot(way, way)) - rise**2))), rise
