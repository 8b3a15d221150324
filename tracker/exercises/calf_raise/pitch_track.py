"""How far a foot has pitched so far, from a sensor of which the mounting is not known.

The hinge is learned as the foot moves: ten times a second the horizontal axis of most turning, in
which the past fades. Which of its two directions lifts the heel is left open: raises are sought
with either, and each that is found is judged by what the sensor did meanwhile.
"""

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.exercises.base import Samples

HOP = 5
"""Grid samples from one estimate of the axis to the next."""

_TURNING_RAD_S = 0.08
_FORGETTING = 0.97
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
        self._speed = np.zeros(1)
        self._sums = np.zeros(3)

    def extend(self, up: Samples, rate: Samples, rising: Samples) -> Samples:
        """What the next samples add.

        Parameters
        ----------
        up, rate, rising
            (n, 3) vertical in the sensor's frame, (n, 3) angular velocity in rad/s and (n,) upward
            acceleration in m/s²; n a multiple of `HOP`, but for the last.

        Returns
        -------
        (n, 4) the angle, rad, and the running sums of the sensor's upward velocity times its
        turning, and of the squares of both: `goes_up` reads them.
        """
        if not len(up):
            return np.empty((0, 4))
        up = self._held(up)
        axes = np.repeat(self._axes(up, rate), HOP, axis=0)[: len(up)]
        before = np.vstack((self._up, up[:-1]))
        # Small turns between neighbours: their sine is the turn.
        turns = np.einsum("ij,ij->i", np.cross(up, before), axes)
        angle = self._angle + np.cumsum(np.nan_to_num(turns))
        self._up, self._angle = up[-1], float(angle[-1])
        speed = self._rising(np.nan_to_num(rising))
        turning = np.nan_to_num(np.einsum("ij,ij->i", rate, axes))
        products = np.column_stack((speed * turning, speed * speed, turning * turning))
        sums = self._sums + np.cumsum(products, axis=0)
        self._sums = sums[-1]
        return np.column_stack((angle, sums))

    def _rising(self, acceleration: Samples) -> Samples:
        """Upward velocity, m/s, that forgets what it was a third of a second ago."""
        speed, self._speed = scipy.signal.lfilter(
            [0.01], [1.0, -_FORGETTING], acceleration, zi=self._speed
        )
        return np.asarray(speed)

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
            faded, state = scipy.signal.lfilter(
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


def goes_up(sums: Samples, first: int, last: int) -> float:
    """How far a sensor went up as its angle grew: 1 always, -1 never, 0 if it says nothing.

    Parameters
    ----------
    sums
        (n, 3) running sums from `PitchTrack.extend`.
    first, last
        The samples between which it is asked.
    """
    both, speed, turning = sums[last] - sums[first]
    return float(both / np.sqrt(speed * turning)) if speed > 0 and turning > 0 else 0.0
