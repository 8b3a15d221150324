"""Raises in the forces under the zones of the foot."""

from collections.abc import Iterator

import numpy as np

from tracker.exercises.base import Samples
from tracker.exercises.calf_raise.finder import Finder
from tracker.exercises.calf_raise.source import BEFORE, MARGIN, GrowingSignal, OneStream, Search
from tracker.exercises.calf_raise.view import GRID_HZ, Seen, View
from tracker.exercises.grid import Growing
from tracker.recording import Stream
from tracker.results import Curve, Side

_LOADED_SHARE, _HEEL_DOWN_SHARE, _NOTHING_SHARE = 0.35, 0.04, 0.005
_USUAL_S = 5.0
_CUTOFF_HZ, _SMALLEST, _STILL = 4.0, 95.0, 20.0


class InsoleSource(OneStream):
    """How completely the forefoot bears the force: all of it while the heel is up.

    The signal is 100 with nothing behind the forefoot, and 0 from a few percent on. A foot in the
    air is no raise, so its signal is zero.
    """

    method = "insole"
    pitch_error_deg = 0.0
    time_error_s, edge_share = 0.1, 0.1
    follows_heel = False

    def __init__(self, stream: Stream, side: Side) -> None:
        super().__init__(stream, side, ("forefoot", "total"))
        self._finder = Finder(GRID_HZ, _CUTOFF_HZ, _SMALLEST, _STILL)
        self._search = Search(self._finder)
        self._signal = GrowingSignal(_CUTOFF_HZ)
        self._loads = Growing(2)

    def advance(self, *, ended: bool = False) -> None:
        """See `Source.advance`."""
        done = self.size
        self._grid.advance(ended=ended)
        forefoot, total = self._grid[""][done:].T
        loaded = total > _LOADED_SHARE * self._usual(total)
        signal = np.where(np.isnan(total), np.nan, 0.0)
        behind = 1 - forefoot[loaded] / total[loaded]
        signal[loaded] = 100 * (1 - np.clip((behind - _NOTHING_SHARE) / _HEEL_DOWN_SHARE, 0, 1))
        self._signal.extend(signal, ended=ended)

    def _usual(self, total: Samples) -> Samples:
        """(n,) mean force of the last seconds in which there was one."""
        count = self._loads.values.shape[0]
        before = self._loads.values[-1] if count else np.zeros(2)
        standing = total > 0
        loads = np.column_stack((np.where(standing, total, 0.0), standing))
        self._loads.extend(before + np.cumsum(loads, axis=0))
        sums = np.vstack((np.zeros(2), self._loads.values))
        now = np.arange(count, count + total.size) + 1
        force, samples = (sums[now] - sums[np.maximum(0, now - round(_USUAL_S * GRID_HZ))]).T
        return np.asarray(np.where(samples > 0, force / np.maximum(samples, 1), np.inf))

    def raises(self, reach: int, *, ended: bool) -> Iterator[Seen]:
        """See `Source.raises`."""
        signal = self._signal.values
        while (turns := self._search.next(signal, ended=ended)) is not None:
            if not ended and max(turns.known, turns.end + MARGIN) > min(reach, signal.size):
                return
            self._search.go_on(turns.end)
            first = max(0, turns.bottom - BEFORE)
            span = slice(first, turns.end + MARGIN)
            edges = self._finder.edges(signal[span], turns.since(first))
            if edges is not None:
                self._search.go_on(first + int(np.ceil(edges.end)))
                view = View(signal[span], None, None, self._signal.missing[span], zeroed=False)
                yield Seen(view, edges, first)

    def curves(self) -> list[Curve]:
        """See `Source.curves`."""
        return [self._curve("forefoot_share", "Load on the forefoot", "%", self._signal.values)]
