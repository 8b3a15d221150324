"""The inertial sensors of one leg on one grid, followed hop by hop."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

import numpy as np

from tracker.exercises.base import Samples
from tracker.exercises.grid import Aligned
from tracker.exercises.runs import Run, Runs
from tracker.exercises.segment import UP, ImuSegment, SeenSegment
from tracker.recording import Kind, Stream
from tracker.results import Effort, Side
from tracker.signals.filters import smoothed

GRID_HZ = 100.0
HOP = 10
HOP_S = HOP / GRID_HZ
_PLACES: Mapping[str, Sequence[str]] = {
    "foot": ("{}_foot", "{}_heel"),
    "shank": ("{}_shank", "phone_shank_{}"),
    "thigh": ("{}_thigh",),
}
SIDES: tuple[Side, Side] = ("left", "right")


class Leg:
    """Foot, shank and thigh of one side, as far as they wear sensors.

    Each segment looks for its own quiet standing, hop by hop, so that what is known at a hop never
    depends on how the samples were split into blocks.

    Parameters
    ----------
    streams
        By name, without samples.
    side
        Which leg.
    segments
        Which of ``foot``, ``shank``, ``thigh`` are wanted.
    """

    def __init__(self, streams: Mapping[str, Stream], side: Side, segments: Sequence[str]) -> None:
        self.side: Side = side
        placed = {one.placement: one for one in streams.values() if one.kind is Kind.IMU}
        self._segments: dict[str, ImuSegment] = {}
        for segment in segments:
            names = (place.format(side) for place in _PLACES[segment])
            stream = next((placed[name] for name in names if name in placed), None)
            if stream is not None:
                # The sway of a shank would be taken for rest; a foot on the floor has none.
                self._segments[segment] = ImuSegment(stream, rest_bias=segment == "foot")
        sources = {name: one.gridded for name, one in self._segments.items()}
        self._grid = Aligned(sources, GRID_HZ)
        self.hops = 0

    def has(self, segment: str) -> bool:
        """Whether a segment wears a sensor."""
        return segment in self._segments

    def stream(self, segment: str) -> str:
        """Name of a segment's stream."""
        return self._segments[segment].name

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if they are of no sensor of this leg."""
        return any(segment.feed(stream, time, values) for segment in self._segments.values())

    def advance(self, *, ended: bool) -> int:
        """Extend the grid; gives how many whole hops there are to be followed."""
        if not self._segments:
            return 0
        if ended:
            for segment in self._segments.values():
                segment.begin()
        self._grid.advance(ended=ended)
        return self._grid.size // HOP

    def follow(self, hop: int) -> None:
        """Go on to a hop: quiet standing is looked for up to its end."""
        self.hops = hop + 1
        for name, one in self._segments.items():
            one.find_rest(self._grid[name][: self.hops * HOP])

    def rested(self, segment: str) -> bool:
        """Whether quiet standing of a segment was found."""
        return self._segments[segment].rested

    def seen(self, segment: str, first: int, last: int) -> SeenSegment:
        """What a segment's sensor says between two samples of the grid."""
        return self._segments[segment].seen(self._grid[segment][first:last])

    @property
    def start_s(self) -> float:
        """Time of the grid's first sample."""
        return self._grid.start_s or 0.0

    @property
    def size(self) -> int:
        """Samples on the grid."""
        return self._grid.size

    def time(self, sample: float) -> float:
        """Seconds at a sample of the grid."""
        return self.start_s + sample / GRID_HZ


class FollowedLeg(ABC):
    """A leg in which stretches of hops are looked for; see `Followed`.

    Parameters
    ----------
    leg
        Its sensors.
    pause
        How many hops in a row may not belong to a stretch inside it.
    """

    def __init__(self, leg: Leg, pause: int) -> None:
        self.leg = leg
        self.efforts: list[Effort] = []
        self._runs = Runs(self._holds, pause)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `Followed.feed`."""
        return self.leg.feed(stream, time, values)

    def advance(self, *, ended: bool) -> list[Effort]:
        """See `Followed.advance`."""
        hops = self.leg.advance(ended=ended)
        new: list[Effort] = []
        while self.leg.hops < hops:
            self.leg.follow(self.leg.hops)
            new += self._found(self._runs.advance(self.leg.hops, ended=False))
        if ended:
            new += self._found(self._runs.advance(hops, ended=True))
        self.efforts += new
        return new

    def _found(self, runs: Sequence[Run]) -> list[Effort]:
        return [one for run in runs for one in self._measured_in(run[0] * HOP, run[1] * HOP)]

    @abstractmethod
    def _holds(self, hop: int, first: int) -> bool:
        """Whether a hop belongs to a stretch that began with the hop `first`."""

    @abstractmethod
    def _measured_in(self, first: int, last: int) -> list[Effort]:
        """The efforts in a stretch of samples of the grid."""


def lean_of(seen: SeenSegment) -> Samples:
    """(n,) deg between a segment and its quiet standing, in whatever direction; NaN where lost."""
    # A matrix product's last digit depends on where in memory its operands lie.
    cosine = (seen.part[:, UP] * seen.reference).sum(axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def bridged(values: Samples, cutoff_hz: float) -> Samples | None:
    """(n,) smoothed, with straight lines for missing samples; None where most are missing."""
    known = np.isfinite(values)
    if known.mean() < 0.5:
        return None
    index = np.arange(values.size)
    return smoothed(np.interp(index, index[known], values[known]), GRID_HZ, cutoff_hz)
