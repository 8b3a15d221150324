"""Inclination of a body segment from its IMU, guarded against what upsets the filter.

The filter is VQF (Laidig and Seel 2023) without magnetometer: gyroscope and accelerometer only,
causal, so that the same code serves live and files. Its heading is arbitrary and may jump at a
gap; nothing here uses the heading of one sensor against another's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from vqf import VQF

from tracker.gravity import GRAVITY
from tracker.signals.filters import Signal

RESTART_GAP_S = 0.05
"""After a gap longer than this the filter begins anew, keeping its gyroscope bias: integrating
across a loss inside a movement would leave degrees of error for seconds."""

_READ_BIAS_RAD_S = np.radians(0.2)
"""How well two seconds of quiet standing, with its sway, tell a gyroscope's bias."""

_TURNING_RAD_S = 0.05
"""Slower is sway or the gyroscope's bias."""


@dataclass(frozen=True, slots=True)
class Attitude:
    """Inclination and world acceleration of one IMU.

    Parameters
    ----------
    up
        (n, 3) unit vectors: the upward vertical in the sensor's own frame; NaN where unknown.
    east
        (n, 3) unit vectors: one horizontal direction of the filter's world, of arbitrary heading,
        in the sensor's own frame.
    horizontal
        (n, 2) acceleration in m/s² along that direction and the one to the left of it.
    vertical
        (n,) upward acceleration in m/s², gravity taken off.
    """

    up: Signal
    east: Signal
    horizontal: Signal
    vertical: Signal


class AttitudeFilter:
    """VQF fed in blocks; any split of the samples gives the same result.

    Parameters
    ----------
    rate_hz
        Sampling rate.
    rest_bias
        Whether the gyroscope bias may be learnt at rest. Off for a segment whose slow sway
        would be taken for rest, such as the shank.
    """

    def __init__(self, rate_hz: float, *, rest_bias: bool) -> None:
        self._rate_hz = rate_hz
        self._rest_bias = rest_bias
        self._filter = self._fresh()
        self._last_time = -np.inf
        self._last: Signal | None = None

    def start_with_bias(self, bias: Signal) -> None:
        """Begin with a gyroscope bias, (3,) rad/s, that was read off quiet standing."""
        self._filter.setBiasEstimate(np.ascontiguousarray(bias), _READ_BIAS_RAD_S)

    def update(self, time: Signal, acceleration: Signal, rate: Signal) -> Attitude:
        """Continue with the next samples.

        Parameters
        ----------
        time
            (n,) seconds, increasing.
        acceleration, rate
            (n, 3) specific force in m/s² and angular velocity in rad/s, sensor frame. A sample
            with a NaN is bridged, if the gap is short, and its result is NaN.
        """
        quaternion = np.full((time.size, 4), np.nan)
        good = np.isfinite(acceleration).all(axis=1) & np.isfinite(rate).all(axis=1)
        index = np.flatnonzero(good)
        if index.size:
            samples = np.hstack((rate[index], acceleration[index]))
            since = np.diff(time[index], prepend=self._last_time)
            breaks = np.flatnonzero(since > RESTART_GAP_S + 1 / self._rate_hz)
            for part in np.split(np.arange(index.size), breaks):
                if not part.size:
                    continue
                if part[0] in breaks:
                    self._restart()
                steps = np.maximum(1, np.rint(since[part] * self._rate_hz))
                steps[0] = 1 if part[0] in breaks else steps[0]
                quaternion[index[part]] = self._filtered(samples[part], steps.astype(np.intp))
            self._last_time = float(time[index[-1]])
        return _attitude(quaternion, acceleration)

    def _filtered(self, samples: Signal, steps: NDArray[np.intp]) -> Signal:
        """(n, 4) quaternions at samples that come so many sampling periods after each other.

        The filter takes even samples: where some are missing, straight lines stand for them, lest
        the turn that they held be lost.
        """
        if (steps == 1).all():
            even, last = samples, np.arange(len(samples))
        else:
            last = np.cumsum(steps) - 1
            before = samples[0] if self._last is None else self._last
            known = np.vstack((before, samples))
            at = np.concatenate(([-1], last))
            wanted = np.arange(last[-1] + 1)
            even = np.column_stack([np.interp(wanted, at, one) for one in known.T])
        self._last = samples[-1]
        result: Signal = self._filter.updateBatch(
            np.ascontiguousarray(even[:, :3]), np.ascontiguousarray(even[:, 3:])
        )["quat6D"]
        return result[last]

    def _fresh(self) -> VQF:
        return VQF(1.0 / self._rate_hz, restBiasEstEnabled=self._rest_bias)

    def _restart(self) -> None:
        self._last = None
        bias, sigma = self._filter.getBiasEstimate()
        self._filter = self._fresh()
        self._filter.setBiasEstimate(bias, sigma)


def _attitude(quaternion: Signal, acceleration: Signal) -> Attitude:
    w, x, y, z = quaternion.T
    up = np.column_stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
    east = np.column_stack((1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)))
    north = np.cross(up, east)
    horizontal = np.column_stack(
        (np.sum(east * acceleration, axis=1), np.sum(north * acceleration, axis=1))
    )
    vertical = np.sum(up * acceleration, axis=1) - GRAVITY
    return Attitude(up, east, horizontal, vertical)


def hinge_axis(rate: Signal, up: Signal) -> NDArray[np.float64] | None:
    """Horizontal axis about which a segment turns, in its sensor's frame.

    The direction of most angular velocity after the turn about the vertical is taken off (the
    idea of Seel 2014, for one segment: the hinge explains the motion). Only the faster samples
    count, for they tell the axis from bias and sway, in slow movements as in quick ones.

    Parameters
    ----------
    rate
        (n, 3) angular velocity, rad/s.
    up
        (n, 3) upward vertical in the sensor's frame.

    Returns
    -------
    Unit vector of either sign, or None if the segment hardly turned.
    """
    flat = rate - np.sum(rate * up, axis=1, keepdims=True) * up
    speed = np.linalg.norm(np.nan_to_num(flat), axis=1)
    fast = speed > max(_TURNING_RAD_S, 0.3 * float(speed.max(initial=0.0)))
    if fast.sum() < 5:
        return None
    _, vectors = np.linalg.eigh(flat[fast].T @ flat[fast])
    return np.asarray(vectors[:, -1])


def turn_about(axis: Signal, up: Signal, reference: Signal) -> Signal:
    """Angle by which a segment has turned about an axis since a reference inclination.

    Parameters
    ----------
    axis
        (3,) unit vector in the sensor's frame.
    up
        (n, 3) upward vertical in the sensor's frame.
    reference
        (3,) the same at the zero of the angle.

    Returns
    -------
    (n,) rad; positive when the segment turned about `axis` by the right hand.
    """
    zero = reference - (reference @ axis) * axis
    zero = zero / np.linalg.norm(zero)
    side = np.cross(axis, zero)
    # The vertical, seen from the sensor, turns the other way.
    return np.asarray(-np.arctan2(up @ side, up @ zero))
