"""Raises seen by one IMU or phone above the ankle, which goes up and down with the body."""

import numpy as np

from tracker.exercises.base import Samples
from tracker.exercises.calf_raise.acceptance import JUMP, KNEE, longest_weightless_s
from tracker.exercises.calf_raise.centre_source import CentreSource
from tracker.exercises.calf_raise.finder import Raise
from tracker.exercises.calf_raise.view import GRID_HZ
from tracker.exercises.grid import Aligned
from tracker.exercises.segment import ImuSegment, SeenSegment
from tracker.gravity import GRAVITY
from tracker.recording import Stream
from tracker.results import Side
from tracker.signals.filters import smoothed

_BODY_N = 700.0
"""Any body's weight: heights do not depend on it."""

_CUTOFF_HZ = 5.0
"""An accelerometer's noise would hide that a slow raise is no rest."""

_FLIGHT_S, _TILT = 0.12, np.radians(25.0)
_AROUND = round(0.2 * GRID_HZ)


class SegmentSource(CentreSource):
    """Counts and times; a segment that also tilts cannot tell how far the heel rose.

    Parameters
    ----------
    stream
        The IMU, without samples.
    side
        Whose heel it is taken for.
    """

    method = "segment_imu"
    time_error_s, edge_share = 0.12, 0.12
    label = "Height of the sensor"

    def __init__(self, stream: Stream, side: Side) -> None:
        super().__init__(side, (stream.name,))
        self._segment = ImuSegment(stream, rest_bias=False)
        self._grid = Aligned({stream.name: self._segment.gridded}, GRID_HZ)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `Source.feed`."""
        return self._segment.feed(stream, time, values)

    def advance(self, *, ended: bool = False) -> None:
        """See `Source.advance`."""
        if ended:
            self._segment.begin()
        self._grid.advance(ended=ended)

    @property
    def start_s(self) -> float:
        """See `Source.start_s`."""
        return self._grid.start_s or 0.0

    @property
    def size(self) -> int:
        """See `Source.size`."""
        return self._grid.size

    def force(self, first: int, last: int) -> Samples:
        """See `CentreSource.force`."""
        if last <= first:
            return np.empty(0)
        rising = self._seen(first, last).acceleration[:, 2]
        smooth = smoothed(np.nan_to_num(rising), GRID_HZ, _CUTOFF_HZ)
        return _BODY_N * (1.0 + np.where(np.isnan(rising), np.nan, smooth) / GRAVITY)

    def why_no_raise(self, first: int, edges: Raise) -> str | None:
        """See `CentreSource.why_no_raise`: a flight, or a tilt as in a squat or a step."""
        start, end = first + int(edges.start), first + int(np.ceil(edges.end)) + 1
        around = self._seen(max(0, start - _AROUND), min(end + _AROUND, self.size))
        if longest_weightless_s(around.acceleration) > _FLIGHT_S:
            return JUMP
        return KNEE if self._seen(start, min(end, self.size)).largest_tilt > _TILT else None

    def _seen(self, first: int, last: int) -> SeenSegment:
        return self._segment.seen(self._grid[self.streams[0]][first:last])
