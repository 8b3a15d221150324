"""How far a foot has pitched so far, from a sensor of which the mounting is not known.

The hinge is learned as the foot moves: ten times a second the horizontal axis of most turning, in
which the past fades. Which of its two directions lifts the heel is left open: raises are sought
with either, and each that is found is judged by what the sensor did meanwhile.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from tracker.exercises.base import Samples
from tracker.signals.filters import Signal

HOP = 10
"""Grid samples from one estimate of the axis to the next."""

_TURNING_RAD_S = 0.08
_FADING = 0.985
"""What a moving hop leaves of the past: half after 4.6 s of movement."""


class PitchTrack:
    """Turns grid samples of an IMU into the angle turned about its hinge, sign open.

    The angle only serves to find raises: its increments come from axes that still change.
    """

    def __init__(self) -> None:
        self._sum = np.zeros(9)
        self._axis = np.zeros(3)
        self._up = np.full(3, np.nan)
        self._angle = 0.0

    def extend(self, up: Samples, rate: Samples) -> Signal:
        """The angle, rad, at the next samples.

        Parameters
        ----------
        up, rate
            (n, 3) vertical in the sensor's frame and angular velocity in rad/s; n a multiple of
            `HOP`, but for the last.
        """
        if not len(up):
            return np.empty(0)
        up = self._held(up)
        axes = np.repeat(self._axes(up, rate), HOP, axis=0)[: len(up)]
        before = np.vstack((self._up, up[:-1]))
        # Small turns between neighbours: their sine is the turn.
        turns = np.einsum("ij,ij->i", np.cross(up, before), axes)
        angle = self._angle + np.cumsum(np.nan_to_num(turns))
        self._up, self._angle = up[-1], float(angle[-1])
        return angle

    def _held(self, up: Samples) -> Samples:
        """The same with samples that are missing as they were before."""
        known = np.isfinite(up[:, 0])
        if known.all():
            return up
        last = np.maximum.accumulate(np.where(known, np.arange(len(up)), -1))
        return np.where((last < 0)[:, np.newaxis], self._up, up[last])

    def _axes(self, up: Samples, rate: Samples) -> Samples:
        """(hops, 3) the axis at each hop, its sign kept from hop to hop."""
        flat = rate - np.einsum("ij,ij->i", rate, up)[:, np.newaxis] * up
        flat = np.nan_to_num(flat)
        flat[np.einsum("ij,ij->i", flat, flat) < _TURNING_RAD_S**2] = 0.0
        products = (flat[:, :, np.newaxis] * flat[:, np.newaxis, :]).reshape(-1, 9)
        sums = np.add.reduceat(products, np.arange(0, len(products), HOP), axis=0)
        moving = np.asarray(sums.any(axis=1))
        axes = np.zeros((len(sums), 3))
        if moving.any():
            faded, state = lfilter(
                [1.0], [1.0, -_FADING], sums[moving], axis=0, zi=_FADING * self._sum[np.newaxis]
            )
            self._sum = state[0] / _FADING
            _, vectors = np.linalg.eigh(faded.reshape(-1, 3, 3))
            axes[moving] = vectors[:, :, -1]
        return self._with_signs(axes, moving)

    def _with_signs(self, axes: Samples, moving: NDArray[np.bool_]) -> Samples:
        at = np.flatnonzero(moving)
        if at.size:
            chain = np.vstack((self._axis, axes[at]))
            agree = np.einsum("ij,ij->i", chain[1:], chain[:-1]) >= 0
            axes[at] *= np.cumprod(np.where(agree, 1.0, -1.0))[:, np.newaxis]
        # A hop without movement keeps the axis of the one before.
        last = np.maximum.accumulate(np.where(moving, np.arange(len(axes)), -1))
        kept = np.where((last < 0)[:, np.newaxis], self._axis, axes[last])
        self._axis = kept[-1]
        return kept
