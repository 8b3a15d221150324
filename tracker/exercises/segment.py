"""One IMU on a body segment, mounted in any way: how the segment turns in a raise."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tracker.exercises.base import Buffer, Samples
from tracker.exercises.grid import Gridded
from tracker.gravity import GRAVITY
from tracker.recording import Stream
from tracker.signals.filters import integral, smoothed
from tracker.signals.orientation import AttitudeFilter, hinge_axis, turn_about

_COLUMNS = (
    "up_x", "up_y", "up_z", "gyr_x", "gyr_y", "gyr_z", "east_x", "east_y", "east_z",
    "acc_east", "acc_north", "acc_up",
)  # fmt: skip
UP, RATE, _EAST, _ALONG, RISE = slice(0, 3), slice(3, 6), slice(6, 9), slice(9, 11), 11
_ACCELERATION = slice(9, 12)
_REST_STEP_S, _REST_HOPS, _MOST_HOPS = 0.1, 8, 512
_REST_RATE_RAD_S = 0.12
_REST_TILT_RAD = np.radians(1.5)
_STANDING_RAD, _STANDING_RAD_S = np.radians(3.0), 0.04
"""Slower than the slowest raise begins, and faster than a gyroscope's bias."""
_BIAS_S = 2.0
_SWAY_RAD_S, _BIAS_RAD_S = np.radians(2.0), np.radians(5.0)
_GRID_HZ = 100.0
_ACCELERATION_HZ = 4.0
_DRIFT_HZ = 0.3
_ALIKE = 0.3
_TELLING_RAD_S, _LEVER_ERROR_M = 0.45, 0.02
"""A turn that is quick enough, and how much of a lever may be left unexplained in a second."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """How a foot turned.

    Parameters
    ----------
    turn
        (n,) rad, heel-up positive, zero at rest.
    axis
        (3,) unit vector in the sensor's frame about which heel-up is positive.
    certain
        Whether the sensor's own rise told which way is up.
    """

    turn: Samples
    axis: Samples
    certain: bool


class ImuSegment:
    """Streams in, inclination on the grid out; finds its own quiet standing.

    Parameters
    ----------
    stream
        The IMU, without samples.
    rest_bias
        See `AttitudeFilter`.
    """

    def __init__(self, stream: Stream, *, rest_bias: bool) -> None:
        self.name = stream.name
        self._begin_with = round(_BIAS_S * stream.rate_hz)
        self._filter = AttitudeFilter(stream.rate_hz, rest_bias=rest_bias)
        self._raw = [channel.name for channel in stream.channels]
        self._buffer = Buffer(_COLUMNS)
        self.gridded = Gridded(self._buffer, _COLUMNS, stream.rate_hz)
        self._rest: Samples | None = None
        self._rested_at = 0
        self._searched = 0
        self._waiting: list[tuple[Samples, Samples]] | None = []

    @property
    def rested(self) -> bool:
        """Whether quiet standing was found, so that its inclination is the zero."""
        return self._rest is not None

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if they are another stream's."""
        if stream != self.name:
            return False
        wanted = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
        values = values[:, [self._raw.index(name) for name in wanted]]
        if self._waiting is None:
            self._filtered(time, values)
        else:
            self._waiting.append((time, values))
            if sum(part.size for part, _ in self._waiting) >= self._begin_with:
                self.begin()
        return True

    def begin(self) -> None:
        """Start the filter on the samples that waited for it.

        It starts late, so that the gyroscope's bias can be read off the first seconds first: a
        bias that the filter has yet to learn tilts it by as much as a degree.
        """
        if not self._waiting:
            return
        time = np.concatenate([part for part, _ in self._waiting])
        values = np.concatenate([part for _, part in self._waiting])
        self._waiting = None
        rate = values[: self._begin_with, 3:]
        # A comparison with NaN is false: with samples missing nothing is read off.
        if rate.std(axis=0).max() < _SWAY_RAD_S and np.abs(rate.mean(axis=0)).max() < _BIAS_RAD_S:
            self._filter.start_with_bias(rate.mean(axis=0))
        self._filtered(time, values)

    def _filtered(self, time: Samples, values: Samples) -> None:
        acceleration, rate = values[:, :3], values[:, 3:]
        attitude = self._filter.update(time, acceleration, rate)
        columns = np.column_stack(
            (attitude.up, rate, attitude.east, attitude.horizontal, attitude.vertical)
        )
        self._buffer.append(time, columns)

    def find_rest(self, grid: Samples) -> None:
        """Look on the grid for the first quiet standing; its inclination becomes the zero."""
        step = round(_REST_STEP_S * _GRID_HZ)
        hops = _REST_HOPS
        while self._rest is None and len(grid) >= (self._searched + hops) * step:
            upto = min(len(grid) // step, self._searched + _MOST_HOPS)
            part = grid[self._searched * step : upto * step].reshape(-1, step, grid.shape[1])
            rate = np.mean(np.sum(part[:, :, RATE] ** 2, axis=2), axis=1)
            up = part[:, :, UP].mean(axis=1)
            windows = sliding_window_view(up, hops, axis=0)
            spread = np.linalg.norm(windows - windows.mean(axis=2, keepdims=True), axis=1)
            # A comparison with NaN is false: a stretch with missing samples is no rest.
            still = (spread.max(axis=1) < _REST_TILT_RAD) & (
                sliding_window_view(rate, hops).mean(axis=1) < _REST_RATE_RAD_S**2
            )
            if still.any():
                first = int(np.argmax(still))
                mean = windows[first].mean(axis=1)
                self._rested_at = (self._searched + first + hops) * step
                self._rest = mean / np.linalg.norm(mean)
            self._searched = upto - hops + 1

    def stands(self, part: Samples, first: int) -> NDArray[np.bool_]:
        """(n,) where it is as still and upright as in its quiet standing, and that was before.

        Parameters
        ----------
        part
            (n, 12) of the grid.
        first
            Grid sample at which they begin.
        """
        if self._rest is None:
            return np.zeros(len(part), dtype=np.bool_)
        # A comparison with NaN is false.
        upright = part[:, UP] @ self._rest > np.cos(_STANDING_RAD)
        still = np.linalg.norm(part[:, RATE], axis=1) < _STANDING_RAD_S
        known = first + np.arange(len(part)) >= self._rested_at
        return np.asarray(upright & still & known, dtype=np.bool_)

    def seen(self, part: Samples) -> "SeenSegment":
        """A stretch of the grid, with the zero found so far."""
        reference = self._rest
        if reference is None:
            rate = np.linalg.norm(part[:, RATE], axis=1)
            stillest = np.nanargmin(rate) if np.isfinite(rate).any() else 0
            reference = part[stillest, UP]
        return SeenSegment(part, np.asarray(reference))


def specific_force(part: Samples) -> Samples:
    """(n, 3) what the accelerometer read, m/s², sensor frame, from (n, 12) columns."""
    up, east = part[:, UP], part[:, _EAST]
    along = part[:, _ALONG]
    rising = part[:, RISE, np.newaxis] + GRAVITY
    return np.asarray(along[:, :1] * east + along[:, 1:] * np.cross(up, east) + rising * up)


@dataclass(frozen=True, slots=True)
class SeenSegment:
    """One stretch of grid samples, 100 a second.

    Parameters
    ----------
    part
        (n, 12) columns as `ImuSegment` makes them.
    reference
        (3,) the vertical in the sensor's frame at the zero of angles.
    """

    part: Samples
    reference: Samples

    @property
    def acceleration(self) -> Samples:
        """(n, 3) acceleration in a level frame of any heading, m/s², upwards last."""
        return self.part[:, _ACCELERATION]

    @property
    def heading_rate(self) -> Samples:
        """(n,) turning about the vertical, rad/s."""
        return np.asarray(np.einsum("ij,ij->i", self.part[:, RATE], self.part[:, UP]))

    @property
    def largest_tilt(self) -> float:
        """Largest angle between the inclination at the stretch's beginning and later on, rad."""
        up = self.part[np.isfinite(self.part[:, 0])][:, UP]
        if not len(up):
            return 0.0
        return float(np.arccos(np.clip(up @ up[0], -1.0, 1.0)).max())

    def pitch(self, hinge: Samples) -> Pitch | None:
        """Turn about the foot's hinge, heel-up positive; None if it hardly turned.

        The sign comes from what the sensor does: with the heel it goes up. Where the sensor's own
        rise says nothing, it is that of earlier raises, or up is where the foot goes further from
        rest.

        Parameters
        ----------
        hinge
            (3,) axis about which earlier raises turned; zero before the first.
        """
        axis = hinge_axis(self.part[:, RATE], self.part[:, UP])
        if axis is None or not np.isfinite(self.reference).all():
            return None
        turn = turn_about(axis, self.part[:, UP], self.reference)
        rate = self.part[:, RATE] @ axis
        rising = _rising_with(self.part[:, RISE], rate)
        # What a slow turn lifts is lost in the accelerometer's errors.
        certain = abs(rising) >= _ALIKE and float(np.nanmax(np.abs(rate))) > _TELLING_RAD_S
        if not certain:
            rising = float(axis @ hinge) or float(np.nanmax(turn) + np.nanmin(turn))
        sign = 1.0 if rising >= 0 else -1.0
        return Pitch(sign * turn, sign * axis, certain)

    def forward_acceleration(self, axis: Samples) -> Samples:
        """(n,) horizontal acceleration towards the toes, m/s².

        Parameters
        ----------
        axis
            (3,) hinge in the sensor's frame about which heel-up is positive: it points to the
            left, so forwards is across it and the vertical.
        """
        east, north = self._mean_direction(axis)
        return np.asarray(self.part[:, _ALONG] @ np.array([north, -east]))

    def tilt_along(self, forward: Samples) -> Samples:
        """Tilt of this segment towards where another, on the same ankle, goes forward.

        Both ride on one ankle, so their horizontal accelerations agree: the direction that goes
        with the foot's forward acceleration is this segment's forward, without any heading.

        Parameters
        ----------
        forward
            (n,) forward acceleration of the foot, m/s².

        Returns
        -------
        (n,) rad, forward positive, zero at rest; zero throughout where the accelerations have
        nothing in common.
        """
        along = self.part[:, _ALONG]
        good = np.isfinite(along).all(axis=1) & np.isfinite(forward)
        if good.sum() < 20:
            return np.zeros(forward.size)
        foot = _smooth(forward[good])[:, 0]
        here = _smooth(along[good])
        direction = foot @ here
        alike = np.linalg.norm(direction) / (np.linalg.norm(foot) * np.linalg.norm(here) + 1e-12)
        if alike < _ALIKE or not np.isfinite(self.reference).all():
            return np.zeros(forward.size)
        ahead = direction / np.linalg.norm(direction)
        left = np.array([-ahead[1], ahead[0]])
        up, east = self.part[good][:, UP], self.part[good][:, _EAST]
        axis = left[0] * east.mean(axis=0) + left[1] * _mean_cross(up, east)
        return turn_about(axis / np.linalg.norm(axis), self.part[:, UP], self.reference)

    def _mean_direction(self, axis: Samples) -> tuple[float, float]:
        """Where an axis of the sensor's frame points in the filter's world, as a unit vector."""
        known = self.part[np.isfinite(self.part[:, 0])]
        up, east = known[:, UP], known[:, _EAST]
        x = float(east.mean(axis=0) @ axis)
        y = float(_mean_cross(up, east) @ axis)
        length = float(np.hypot(x, y)) or 1.0
        return x / length, y / length


def _mean_cross(one: Samples, other: Samples) -> Samples:
    """(3,) mean of the cross products of (n, 3) vectors."""
    (_, xy, xz), (yx, _, yz), (zx, zy, _) = one.T @ other / len(one)
    return np.array([yz - zy, zx - xz, xy - yx])


def _smooth(acceleration: Samples) -> Samples:
    slow = np.column_stack(
        [smoothed(one, _GRID_HZ, _ACCELERATION_HZ) for one in np.atleast_2d(acceleration.T)]
    )
    return np.asarray(slow - slow.mean(axis=0))


def lever_m(vertical: Samples, rate: Samples) -> float | None:
    """How far something goes up per radian that something else turns, m.

    Parameters
    ----------
    vertical, rate
        (n,) upward acceleration of the one in m/s², angular velocity of the other in rad/s.

    Returns
    -------
    None where the turn is too slow to tell, or too much else goes on.
    """
    good = np.isfinite(vertical) & np.isfinite(rate)
    if good.sum() < 20 or float(np.abs(rate[good]).max()) < _TELLING_RAD_S:
        return None
    velocity = integral(np.where(good, vertical, 0.0), _GRID_HZ)
    # Both lose what is slow, so that their ratio stays.
    turning = np.where(good, rate, 0.0)
    velocity, turning = (
        (one - smoothed(one, _GRID_HZ, _DRIFT_HZ))[good] for one in (velocity, turning)
    )
    lever = float(velocity @ turning) / float(turning @ turning)
    error = float((velocity - lever * turning).std() / turning.std())
    return lever if error < _LEVER_ERROR_M * (good.sum() / _GRID_HZ) ** 0.5 else None


def _rising_with(vertical: Samples, rate: Samples) -> float:
    """Correlation of upward velocity with angular velocity, -1 to 1."""
    good = np.isfinite(vertical) & np.isfinite(rate)
    if good.sum() < 20:
        return 0.0
    velocity = integral(np.where(good, vertical, 0.0), _GRID_HZ)
    slow = smoothed(velocity, _GRID_HZ, _DRIFT_HZ)
    velocity, rate = (velocity - slow)[good], rate[good]
    scale = float(np.sqrt((velocity @ velocity) * (rate @ rate)))
    return float(velocity @ rate) / scale if scale > 0 else 0.0
