"""What raises can be seen in: each source turns its streams into a signal of the heel's rise.

From the best to the least: optical angle, foot and shank IMU, foot IMU, insole, plate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from tracker.exercises.base import Buffer, Samples
from tracker.exercises.calf_raise.finder import Finder
from tracker.exercises.calf_raise.segment import ImuSegment, SeenSegment
from tracker.exercises.grid import Aligned, Gridded
from tracker.recording import Kind, Stream
from tracker.results import Side

GRID_HZ = 100.0
_REST_S, _REST_SPREAD_DEG = 0.5, 3.0
_LOST_SHARE = 0.2
_OneSide = Literal["left", "right"]


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
        (n,) what raises are sought in; without NaN.
    angle_by
        What makes the signal plantar flexion in degrees, or None if it is something else.
    pitch_deg
        (n,) heel-up pitch of the foot, or None.
    missing
        (n,) True where samples are missing and the signal is only bridged.
    zeroed
        Whether zero is quiet standing, not merely the lowest point seen.
    resting
        (n,) True where the heel is known to be down or held, whatever the signal's slope; None
        if only the signal can tell.
    """

    signal: Samples
    angle_by: AngleBy | None
    pitch_deg: Samples | None
    missing: NDArray[np.bool_]
    zeroed: bool
    resting: NDArray[np.bool_] | None = None


_OPTICAL = AngleBy("optical_angle", 1.0, 1.5)
_FOOT_SHANK = AngleBy("foot_shank_imu", 1.0, 1.0)
# Alone, each degree of the shank's sway is a degree of error; nor does the foot know how far the
# shank leans forward while the heel is down.
_FOOT = AngleBy("foot_imu", 2.5, 4.0)


class Source(Protocol):
    """Turns streams into views.

    Attributes
    ----------
    method, side, streams
        Name of the way of measuring, whose heel, and the streams used.
    finder
        How raises are sought in its signal.
    pitch_error_deg
        One standard deviation of the foot's pitch.
    time_error_s
        One standard deviation of the times of the edges.
    follows_heel
        Whether the signal rises as the heel does, so that the phases can be told.
    """

    side: Side
    method: str
    streams: tuple[str, ...]
    finder: Finder
    pitch_error_deg: float
    time_error_s: float
    follows_heel: bool

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if the stream is not its own."""

    def advance(self, *, ended: bool = False) -> None:
        """Extend the grid."""

    @property
    def start_s(self) -> float:
        """Time of the grid's first sample."""

    @property
    def size(self) -> int:
        """Grid samples so far."""

    def rested_at(self, sample: int) -> None:
        """Learn that a raise ended at that grid sample."""

    def view(self, first: int, last: int) -> View | None:
        """What is seen from grid sample `first` to before `last`; None if nothing can be told."""


class _OneStream:
    """What sources of a single stream have in common: its channels on the grid."""

    def __init__(self, stream: Stream, side: Side, channels: tuple[str, ...]) -> None:
        self.side: Side = side
        self.streams: tuple[str, ...] = (stream.name,)
        self._buffer = Buffer([one.name for one in stream.channels])
        self._grid = Aligned({"": Gridded(self._buffer, channels, stream.rate_hz)}, GRID_HZ)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `Source.feed`."""
        if stream not in self.streams:
            return False
        self._buffer.append(time, values)
        return True

    def advance(self, *, ended: bool = False) -> None:
        """See `Source.advance`."""
        self._grid.advance(ended=ended)

    @property
    def start_s(self) -> float:
        """See `Source.start_s`."""
        return self._grid.start_s or 0.0

    @property
    def size(self) -> int:
        """See `Source.size`."""
        return self._grid.size

    def rested_at(self, sample: int) -> None:
        """Make nothing of it: this signal does not drift."""


class AngleSource(_OneStream):
    """Plantar flexion as a goniometer or motion capture gives it."""

    method = "optical_angle"
    time_error_s = 0.05
    # The shank's sway, which the ankle's angle holds and the foot's pitch does not.
    pitch_error_deg = 2.5
    follows_heel = True

    def __init__(self, stream: Stream, side: Side) -> None:
        super().__init__(stream, side, ("plantar_flexion",))
        self.finder = Finder(GRID_HZ, cutoff_hz=6.0, smallest=12.0, still=4.0)
        self._rest_deg: float | None = None
        self._searched = 0

    def advance(self, *, ended: bool = False) -> None:
        """See `Source.advance`; look for quiet standing, whose angle is the zero."""
        super().advance(ended=ended)
        width = round(_REST_S * GRID_HZ)
        angle = self._grid[""][:, 0]
        while self._rest_deg is None and angle.size >= self._searched + width:
            part = angle[self._searched : self._searched + width]
            self._searched += width // 4
            # A comparison with NaN is false: a stretch with missing samples is no rest.
            if np.ptp(part) < _REST_SPREAD_DEG:
                self._rest_deg = float(part.mean())

    def view(self, first: int, last: int) -> View | None:
        """See `Source.view`; the foot is taken to pitch as the ankle flexes."""
        angle, missing = bridged(self._grid[""][first:last, 0])
        if angle is None:
            return None
        # A system's own zero is the anatomical one or any; ours is quiet standing.
        zero = float(angle.min()) if self._rest_deg is None else self._rest_deg
        angle = angle - zero
        return View(angle, _OPTICAL, angle, missing, zeroed=self._rest_deg is not None)


class InsoleSource(_OneStream):
    """How completely the forefoot bears the force: all of it while the heel is up.

    The signal is 100 with nothing behind the forefoot, and 0 from a few percent on.
    """

    method = "insole"
    pitch_error_deg = 0.0
    time_error_s = 0.1
    follows_heel = False
    _LOADED_SHARE, _HEEL_DOWN_SHARE = 0.35, 0.04

    def __init__(self, stream: Stream, side: Side) -> None:
        super().__init__(stream, side, ("forefoot", "total"))
        self.finder = Finder(GRID_HZ, cutoff_hz=4.0, smallest=95.0, still=20.0)

    def view(self, first: int, last: int) -> View | None:
        """See `Source.view`; a foot in the air is no raise, so its signal is zero."""
        forefoot, total = self._grid[""][first:last].T
        standing = np.nanmedian(total[total > 0]) if (total > 0).any() else np.nan
        if not standing > 0:
            return None
        loaded = total > self._LOADED_SHARE * standing
        signal = np.zeros(total.size)
        behind = 1 - forefoot[loaded] / total[loaded]
        signal[loaded] = 100 * (1 - np.clip((behind - 0.005) / self._HEEL_DOWN_SHARE, 0, 1))
        return View(signal, None, None, ~np.isfinite(total), zeroed=False)


class ImuSource:
    """Foot pitch, less the shank's where there is one, from IMUs in any mounting."""

    pitch_error_deg = 1.0
    time_error_s = 0.03
    follows_heel = True

    def __init__(self, foot: Stream, shank: Stream | None, side: Side) -> None:
        self.side: Side = side
        self.method = "foot_imu" if shank is None else "foot_shank_imu"
        self.finder = Finder(GRID_HZ, cutoff_hz=8.0, smallest=8.0, still=1.2)
        self._foot = ImuSegment(foot, rest_bias=True)
        self._shank = None if shank is None else ImuSegment(shank, rest_bias=False)
        self._segments = [one for one in (self._foot, self._shank) if one is not None]
        self.streams = tuple(one.name for one in self._segments)
        self._grid = Aligned({one.name: one.gridded for one in self._segments}, GRID_HZ)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `Source.feed`."""
        return any(one.feed(stream, time, values) for one in self._segments)

    def advance(self, *, ended: bool = False) -> None:
        """See `Source.advance`."""
        if ended:
            for one in self._segments:
                one.begin()
        self._grid.advance(ended=ended)
        for one in self._segments:
            one.find_rest(self._grid[one.name])

    @property
    def start_s(self) -> float:
        """See `Source.start_s`."""
        return self._grid.start_s or 0.0

    @property
    def size(self) -> int:
        """See `Source.size`."""
        return self._grid.size

    def rested_at(self, sample: int) -> None:
        """Make nothing of it: this signal does not drift."""

    def view(self, first: int, last: int) -> View | None:
        """See `Source.view`."""
        foot = self._foot.seen(self._grid[self._foot.name][first:last])
        pitch = foot.pitch()
        if pitch is None:
            return None
        angle, angle_by, zeroed = pitch.turn, _FOOT, self._foot.rested
        shank = self._shank_seen(first, last)
        if shank is not None:
            tilt = shank.tilt_along(foot.forward_acceleration(pitch.axis))
            angle, angle_by = pitch.turn - tilt, _FOOT_SHANK
            zeroed = zeroed and self._shank is not None and self._shank.rested
        signal, missing = bridged(np.degrees(angle))
        foot_pitch, _ = bridged(np.degrees(pitch.turn))
        if signal is None or foot_pitch is None:
            return None
        return View(signal, angle_by, foot_pitch, missing, zeroed)

    def _shank_seen(self, first: int, last: int) -> SeenSegment | None:
        """The shank's part of a stretch; None without one, or where it fell silent."""
        if self._shank is None:
            return None
        part = self._grid[self._shank.name][first:last]
        lost = float(np.isnan(part[:, 0]).mean())
        return None if lost > _LOST_SHARE else self._shank.seen(part)


def bridged(values: Samples) -> tuple[Samples | None, NDArray[np.bool_]]:
    """Fill NaN with straight lines, and say where; None if there is nothing but NaN."""
    missing = np.isnan(values)
    if missing.all():
        return None, missing
    index = np.arange(values.size)
    return np.interp(index, index[~missing], values[~missing]), missing


def sources_for(streams: Mapping[str, Stream], side: Side | None) -> list[Source]:
    """The best source of each side, or of the one side that was asked for.

    A plate, which has no side, is not among them.
    """
    sides: tuple[_OneSide, ...] = ("left", "right")
    chosen = [one for one in sides if side in {None, "both", one}]
    found = [_best(streams, one) for one in chosen]
    return [one for one in found if one is not None]


def _best(streams: Mapping[str, Stream], side: _OneSide) -> Source | None:
    def placed(kind: Kind, *places: str) -> Stream | None:
        at = {one.placement: one for one in streams.values() if one.kind is kind}
        return next((at[f"{side}_{place}"] for place in places if f"{side}_{place}" in at), None)

    angle = placed(Kind.ANGLE, "ankle")
    if angle is not None:
        return AngleSource(angle, side)
    foot, shank = placed(Kind.IMU, "foot", "heel"), placed(Kind.IMU, "shank")
    if foot is not None:
        return ImuSource(foot, shank, side)
    insole = placed(Kind.INSOLE, "foot", "ankle", "insole")
    if insole is not None and insole.has("forefoot"):
        return InsoleSource(insole, side)
    return None
