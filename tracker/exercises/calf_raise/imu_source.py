"""Raises seen by an IMU on the foot, with or without one on the shank, in any mounting."""

from collections.abc import Iterator

import numpy as np

from tracker.exercises.base import Samples
from tracker.exercises.calf_raise.acceptance import BACK_UP, FOREFOOT, only_back_up, why_no_raise
from tracker.exercises.calf_raise.finder import Finder, Turns
from tracker.exercises.calf_raise.pitch_track import HOP, PitchTrack, goes_up
from tracker.exercises.calf_raise.source import BEFORE, MARGIN, Search
from tracker.exercises.calf_raise.view import GRID_HZ, AngleBy, Seen, View, bridged
from tracker.exercises.grid import Aligned, Growing
from tracker.exercises.segment import RATE, RISE, UP, ImuSegment, Pitch, SeenSegment, lever_m
from tracker.recording import Stream
from tracker.results import Curve, Side
from tracker.signals.filters import Signal, Smoother, smoothed

_FOOT_SHANK = AngleBy("foot_shank_imu", 1.0, 1.0)
# Alone, each degree of the shank's sway is a degree of error; nor does the foot know how far the
# shank leans forward while the heel is down.
_FOOT = AngleBy("foot_imu", 2.5, 4.0)
_CUTOFF_HZ, _SMALLEST_DEG = 8.0, 8.0
_STILL_DEG_S, _STILL_S = 0.8, 0.16
_LOST_SHARE, _OPPOSITE = 0.2, 0.5
_NO_LEVER_M, _LEVER_M = 0.02, 0.06
"""An ankle rises by a tenth of a metre and more per radian that a foot turns about its ball."""
_SURELY = 0.3
_STOOD = 100
"""Samples of standing flat after which no earlier movement goes on."""
"""The sensor that goes down while the heel would go up is seen in the other direction."""


class ImuSource:
    """Foot pitch, less the shank's where there is one.

    Raises are sought in the foot's pitch, for that is what the heel does: the ankle's angle also
    changes in a squat. They are sought with the hinge in either direction, because what lifts the
    heel is known only when it has been lifted.
    """

    pitch_error_deg = 1.0
    time_error_s, edge_share = 0.03, 0.045
    follows_heel = True

    def __init__(
        self, foot: ImuSegment, shank: ImuSegment | None, side: Side, grid: Aligned | None = None
    ) -> None:
        self.side: Side = side
        self.method = "foot_imu" if shank is None else "foot_shank_imu"
        self._finder = Finder(GRID_HZ, _CUTOFF_HZ, _SMALLEST_DEG, _STILL_DEG_S, _STILL_S)
        self._foot, self._shank = foot, shank
        self._segments = [one for one in (foot, shank) if one is not None]
        self.streams = tuple(segment.name for segment in self._segments)
        sources = {segment.name: segment.gridded for segment in self._segments}
        self._grid = grid or Aligned(sources, GRID_HZ)
        self._track = PitchTrack()
        self._tracked = 0
        self._hinge = np.zeros(3)
        self._standing, self._seen_to = 0, 0
        self._stood: list[int] = []
        self._smoother = Smoother(GRID_HZ, _CUTOFF_HZ)
        self._turned = Growing(1)
        self._sums = Growing(3)
        self._searches = ((1.0, Search(self._finder)), (-1.0, Search(self._finder)))

    @classmethod
    def of(cls, foot: Stream, shank: Stream | None, side: Side) -> "ImuSource":
        """A source of streams, which need no samples yet."""
        above = None if shank is None else ImuSegment(shank, rest_bias=False)
        return cls(ImuSegment(foot, rest_bias=True), above, side)

    def raises_if_exchanged(self) -> int:
        """How many raises there were if the foot's sensor sat on the shank and the other below.

        To be asked when all samples have come.
        """
        if self._shank is None:
            return 0
        other = ImuSource(self._shank, self._foot, self.side, self._grid)
        other.advance(ended=True)
        found = other.raises(other.size, ended=True)
        return sum(one.doubt is None for one in found)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `Source.feed`."""
        return any(segment.feed(stream, time, values) for segment in self._segments)

    def advance(self, *, ended: bool = False) -> None:
        """See `Source.advance`."""
        if ended:
            for segment in self._segments:
                segment.begin()
        self._grid.advance(ended=ended)
        for segment in self._segments:
            segment.find_rest(self._grid[segment.name])
        upto = self.size if ended else self.size - self.size % HOP
        new = self._grid[self._foot.name][self._tracked : upto]
        self._tracked = upto
        track = self._track.extend(new[:, UP], new[:, RATE], new[:, RISE])
        self._sums.extend(track[:, 1:])
        angle = self._smoother.feed(np.degrees(track[:, 0]), ended=ended)
        self._turned.extend(angle[:, np.newaxis])
        for stands in self._foot.stands(new, upto - len(new)):
            self._standing = self._standing + 1 if stands else 0
            if self._standing % _STOOD == 1 and self._standing > 1:
                self._stood.append(self._seen_to)
            self._seen_to += 1

    def _forget_before(self, sample: int) -> None:
        """A foot that stands flat has ended whatever it did before."""
        for _, search in self._searches:
            search.go_on(max(sample, search.at))

    @property
    def start_s(self) -> float:
        """See `Source.start_s`."""
        return self._grid.start_s or 0.0

    @property
    def size(self) -> int:
        """See `Source.size`."""
        return self._grid.size

    def raises(self, reach: int, *, ended: bool) -> Iterator[Seen]:
        """See `Source.raises`."""
        turned = self._turned.values[:, 0]
        upto = min(reach, turned.size)
        while True:
            found = self._earliest(turned, ended=ended)
            ready = turned.size if found is None else _ready(found[2])
            if self._stood and self._stood[0] <= min(ready, upto):
                self._forget_before(self._stood.pop(0) - _STOOD)
                continue
            if found is None or (not ended and ready > upto):
                return
            direction, search, turns = found
            search.go_on(turns.end)
            rising = direction * goes_up(self._sums.values, turns.bottom, turns.end)
            if rising < -_SURELY:
                continue
            seen = self._seen(turns, direction * turned)
            if seen is not None:
                search.go_on(seen.end)
                yield seen

    def _earliest(self, turned: Signal, *, ended: bool) -> tuple[float, Search, Turns] | None:
        """Of the next rise in either direction the one that is known first.

        The order of what is known does not depend on when it is asked.
        """
        found = [
            (direction, search, turns)
            for direction, search in self._searches
            if (turns := search.next(direction * turned, ended=ended)) is not None
        ]
        return min(found, key=lambda one: _ready(one[2]), default=None)

    def _seen(self, turns: Turns, turned: Signal) -> Seen | None:
        first, last = max(0, turns.bottom - BEFORE), min(turns.end + MARGIN, self.size)
        foot = self._foot.seen(self._grid[self._foot.name][first:last])
        pitch = foot.pitch(self._hinge)
        if pitch is None:
            return None
        pitched, missing = bridged(np.degrees(pitch.turn))
        if pitched is None or not _goes_with(pitched, turned[first:last], turns.since(first)):
            return None
        pitched = smoothed(pitched, GRID_HZ, _CUTOFF_HZ)
        edges = self._finder.edges(pitched, turns.since(first))
        if edges is None:
            return None
        tilt = self._tilt(first, last, foot, pitch)
        angle, angle_by, zeroed = pitched, _FOOT, self._foot.rested
        if tilt is not None:
            angle, angle_by = pitched - tilt, _FOOT_SHANK
            zeroed = zeroed and self._shank is not None and self._shank.rested
        ankle_m = self._ankle_rise(first, last, foot, pitch)
        doubt = why_no_raise(foot, pitched, tilt, edges) or self._forefoot_lifted(pitch, ankle_m)
        if doubt is None and self._foot.rested and only_back_up(pitched, edges):
            doubt = BACK_UP
        knee = None if tilt is None else float(tilt[int(edges.top)] - tilt[int(edges.start)])
        return Seen(View(angle, angle_by, pitched, missing, zeroed), edges, first, doubt, knee)

    def _ankle_rise(self, first: int, last: int, foot: SeenSegment, pitch: Pitch) -> float | None:
        """How far the shank goes up per radian of the foot, m; None where nobody knows."""
        if self._shank is None:
            return None
        rising = self._grid[self._shank.name][first:last, RISE]
        return lever_m(rising, foot.part[:, RATE] @ pitch.axis)

    def _forefoot_lifted(self, pitch: Pitch, ankle_m: float | None) -> str | None:
        """Whether the foot turned the other way than it did in the raises so far.

        A sensor on a foot of which the forefoot is lifted goes up as well. What tells it from a
        raise is that the shank does not; without a sensor there, that the raises turned the other
        way.
        """
        if not pitch.certain:
            return None
        turned = pitch.axis * float(np.ptp(pitch.turn[np.isfinite(pitch.turn)]))
        if ankle_m is not None and ankle_m < _NO_LEVER_M:
            self._hinge -= turned
            return FOREFOOT
        if ankle_m is not None and ankle_m > _LEVER_M and self._hinge @ pitch.axis < 0:
            # What was learned before was wrong.
            self._hinge = np.zeros(3)
        if pitch.axis @ self._hinge < -_OPPOSITE * np.linalg.norm(self._hinge):
            return FOREFOOT
        self._hinge += turned
        return None

    def _tilt(self, first: int, last: int, foot: SeenSegment, pitch: Pitch) -> Signal | None:
        """Forward tilt of the shank, deg; None without a shank, or where it fell silent."""
        if self._shank is None:
            return None
        part = self._grid[self._shank.name][first:last]
        if float(np.isnan(part[:, 0]).mean()) > _LOST_SHARE:
            return None
        tilt = self._shank.seen(part).tilt_along(foot.forward_acceleration(pitch.axis))
        known, _ = bridged(np.degrees(tilt))
        return None if known is None else smoothed(known, GRID_HZ, _CUTOFF_HZ)

    def pitch_deg(self) -> Signal | None:
        """(size,) the foot's heel-up pitch; None if it hardly turned."""
        if not self.size:
            return None
        pitch = self._foot.seen(self._grid[self._foot.name]).pitch(self._hinge)
        return None if pitch is None else np.degrees(pitch.turn)

    def curves(self) -> list[Curve]:
        """See `Source.curves`."""
        if not self.size:
            return []
        foot = self._foot.seen(self._grid[self._foot.name])
        pitch = foot.pitch(self._hinge)
        if pitch is None:
            return []
        tilt = self._tilt(0, self.size, foot, pitch)
        angle = np.degrees(pitch.turn) - (0.0 if tilt is None else tilt)
        time = self.start_s + np.arange(self.size) / GRID_HZ
        label = f"Plantar flexion, {self.side}"
        return [Curve(f"plantar_flexion_{self.side}", label, "deg", time, angle, self.streams[0])]


def _ready(turns: Turns) -> int:
    return max(turns.known, turns.end + MARGIN)


def _goes_with(pitched: Signal, turned: Signal, turns: Turns) -> bool:
    """Whether the heel rose where the track did, and not the other way round."""
    top = min(turns.top, pitched.size - 1)
    rise = pitched[top] - pitched[turns.bottom]
    return bool(rise * (turned[turns.top] - turned[turns.bottom]) > 0 and rise > 0)
