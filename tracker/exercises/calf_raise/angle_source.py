"""Raises in the ankle's angle as motion capture or a goniometer gives it."""

from collections.abc import Iterator

import numpy as np

from tracker.exercises.calf_raise.acceptance import BACK_UP, only_back_up
from tracker.exercises.calf_raise.finder import Finder, Raise
from tracker.exercises.calf_raise.source import BEFORE, MARGIN, GrowingSignal, OneStream, Search
from tracker.exercises.calf_raise.view import GRID_HZ, AngleBy, Seen, View
from tracker.recording import Stream
from tracker.results import Curve, Side
from tracker.signals.filters import Signal

_OPTICAL = AngleBy("optical_angle", 0.8, 1.5)
_REST_S, _REST_SPREAD_DEG = 0.5, 3.0
_HELD, _HELD_DEG = round(0.4 * GRID_HZ), 1.5
_CUTOFF_HZ, _SMALLEST_DEG, _STILL_DEG_S = 6.0, 12.0, 4.0


class AngleSource(OneStream):
    """Plantar flexion; the foot is taken to pitch as the ankle flexes."""

    method = "optical_angle"
    time_error_s, edge_share = 0.05, 0.045
    # The shank's sway, which the ankle's angle holds and the foot's pitch does not.
    pitch_error_deg = 2.5
    follows_heel = True

    def __init__(self, stream: Stream, side: Side) -> None:
        super().__init__(stream, side, ("plantar_flexion",))
        self._finder = Finder(GRID_HZ, _CUTOFF_HZ, _SMALLEST_DEG, _STILL_DEG_S)
        self._search = Search(self._finder)
        self._signal = GrowingSignal(_CUTOFF_HZ)
        self._rest_deg: float | None = None
        self._searched = 0
        self._accepted = -_HELD

    def advance(self, *, ended: bool = False) -> None:
        """See `Source.advance`; look for quiet standing, whose angle is the zero."""
        done = self.size
        self._grid.advance(ended=ended)
        angle = self._grid[""][:, 0]
        self._signal.extend(angle[done:], ended=ended)
        width = round(_REST_S * GRID_HZ)
        while self._rest_deg is None and angle.size >= self._searched + width:
            part = angle[self._searched : self._searched + width]
            self._searched += width // 4
            # A comparison with NaN is false: a stretch with missing samples is no rest.
            if np.ptp(part) < _REST_SPREAD_DEG:
                self._rest_deg = float(part.mean())

    def raises(self, reach: int, *, ended: bool) -> Iterator[Seen]:
        """See `Source.raises`."""
        angle = self._signal.values
        while (turns := self._search.next(angle, ended=ended)) is not None:
            if not ended and max(turns.known, turns.end + MARGIN) > min(reach, angle.size):
                return
            self._search.go_on(turns.end)
            first = max(0, turns.bottom - BEFORE)
            span = slice(first, turns.end + MARGIN)
            # A system's own zero is the anatomical one or any; ours is quiet standing.
            zero = float(angle[span].min()) if self._rest_deg is None else self._rest_deg
            part = angle[span] - zero
            edges = self._finder.edges(part, turns.since(first))
            if edges is not None:
                self._search.go_on(first + int(np.ceil(edges.end)))
                zeroed = self._rest_deg is not None
                missing = self._signal.missing[span]
                doubt = self._why_no_raise(part, edges, first) if zeroed else None
                seen = Seen(View(part, _OPTICAL, part, missing, zeroed), edges, first, doubt)
                if doubt is None:
                    self._accepted = seen.end
                yield seen

    def _why_no_raise(self, angle: Signal, edges: Raise, first: int) -> str | None:
        """Whether it is a squat, whose bottom is not held, nor follows on another raise."""
        if not only_back_up(angle, edges):
            return None
        start = int(edges.start)
        held = angle[max(0, start - _HELD) : start + 1]
        follows = first + start - self._accepted < _HELD
        return None if follows or np.ptp(held) < _HELD_DEG else BACK_UP

    def curves(self) -> list[Curve]:
        """See `Source.curves`."""
        zero = self._rest_deg or 0.0
        return [
            self._curve("plantar_flexion", "Plantar flexion", "deg", self._grid[""][:, 0] - zero)
        ]
