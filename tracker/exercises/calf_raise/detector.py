"""Counts and measures calf raises, live or from a file, with whatever sensors there are."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.calf_raise.measure import Measure, Seen
from tracker.exercises.calf_raise.plate_source import PlateSource
from tracker.exercises.calf_raise.sources import GRID_HZ, Source, sources_for
from tracker.exercises.calf_raise.summary import both_sides, judged, summed_up
from tracker.exercises.plates import Plates
from tracker.exercises.sets import grouped
from tracker.findings import Finding
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet

_HOP = round(0.25 * GRID_HZ)
_MARGIN = round(0.15 * GRID_HZ)
_BEFORE = round(1.0 * GRID_HZ)
_LONGEST_VIEW = round(25.0 * GRID_HZ)
_BOTTOM_HOLD_S = 8.0


class CalfRaiseDetector:
    """Raises of the left heel, the right, or both; see `Detector`.

    The search runs on a fixed grid of times, not when samples happen to arrive, so that the split
    into blocks cannot matter.
    """

    exercise: ClassVar[str] = "calf_raise"

    def __init__(self, streams: Mapping[str, Stream], context: Context) -> None:
        self._context = context
        self._plates = Plates(streams)
        sources: list[Source] = sources_for(streams, context.variant.side)
        if not sources and self._plates.names:
            sources = [PlateSource(self._plates, context.variant.side or "unknown")]
        self._followers = [_Follower(one, self._plates, context) for one in sources]

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples; see `Detector.feed`. Full or partial is still provisional."""
        self._plates.feed(stream, time, values)
        for follower in self._followers:
            follower.source.feed(stream, time, values)
        return self._advance(ended=False)

    def finish(self) -> tuple[Effort, ...]:
        """No more samples will come; see `Detector.finish`."""
        return self._advance(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All raises so far, those of both heels at once made one, partial ones marked."""
        sides = [follower.efforts for follower in self._followers]
        merged = both_sides(*sides) if len(sides) == 2 else [one for side in sides for one in side]
        return tuple(effort for group in grouped(merged) for effort in judged(group))

    def sets(self) -> tuple[EffortSet, ...]:
        """Raises without a long rest between them, summed up."""
        return tuple(summed_up(group) for group in grouped(self.efforts()))

    def findings(self) -> tuple[Finding, ...]:
        """Nothing of its own: what is wrong with a stream is found before it is fed."""
        return ()

    def curves(self) -> tuple[Curve, ...]:
        """The angle (or what stands for it) of each side, and the force."""
        return (
            *(one for follower in self._followers for one in follower.curves()),
            *self._plates.curves(),
        )

    def _advance(self, *, ended: bool) -> tuple[Effort, ...]:
        self._plates.advance(ended=ended)
        found = [one for follower in self._followers for one in follower.advance(ended=ended)]
        return tuple(sorted(found, key=lambda one: one.end_s))


class _Follower:
    """Follows the heel of one side through its source."""

    def __init__(self, source: Source, plates: Plates, context: Context) -> None:
        self.source = source
        self.efforts: list[Effort] = []
        self._measure = Measure(source, plates, context)
        self._plates = plates
        self._hop = _HOP
        self._anchor = 0

    def advance(self, *, ended: bool) -> list[Effort]:
        self.source.advance(ended=ended)
        known = len(self.efforts)
        while self._hop <= self._reach(ended=ended):
            self._search(self._hop, ended=False)
            self._hop += _HOP
        if ended and self.source.size:
            self._search(self.source.size, ended=True)
        return self.efforts[known:]

    def _reach(self, *, ended: bool) -> int:
        """Grid samples for which the plates have said their part too."""
        if ended or not self._plates.names:
            return self.source.size
        lead = self._plates.start_s - self.source.start_s
        plates = int((lead + self._plates.total.size / self._plates.rate_hz) * GRID_HZ)
        return min(self.source.size, plates)

    def _search(self, now: int, *, ended: bool) -> None:
        """Add the raises that are complete at a time of the grid."""
        while True:
            first = max(0, self._anchor - _BEFORE, now - _LONGEST_VIEW)
            view = self.source.view(first, now)
            if view is None or view.signal.size < _HOP:
                return
            smoothed = self.source.finder.smooth(view.signal)
            searched = max(0, self._anchor - first)
            resting = None if view.resting is None else view.resting[searched:]
            edges = self.source.finder.first(smoothed[searched:], resting, ended=ended)
            if edges is None:
                return
            edges = edges.shifted(searched)
            if not ended and first + edges.end + _MARGIN > now:
                return
            self._anchor = first + int(np.ceil(edges.end))
            seen = Seen(view, smoothed, edges, first)
            self.source.rested_at(self._anchor)
            if self._measure.is_raise(seen):
                self.efforts.append(self._effort(seen))

    def _effort(self, seen: Seen) -> Effort:
        def at(position: float) -> float:
            return round(self.source.start_s + (seen.first + position) / GRID_HZ, 6)

        edges = seen.edges
        rest = at(edges.start) - self.efforts[-1].end_s if self.efforts else None
        hold = max(rest, 0.0) if rest is not None and rest < _BOTTOM_HOLD_S else None
        metrics, withheld = self._measure.metrics(seen, hold)
        return Effort(
            exercise=CalfRaiseDetector.exercise,
            side=self.source.side,
            start_s=at(edges.start),
            top_s=at((edges.risen + edges.lowering) / 2),
            end_s=at(edges.end),
            phases={
                "concentric": (at(edges.start), at(edges.risen)),
                "top_hold": (at(edges.risen), at(edges.lowering)),
                "eccentric": (at(edges.lowering), at(edges.end)),
            },
            metrics=metrics,
            withheld=withheld,
        )

    def curves(self) -> list[Curve]:
        view = self.source.view(0, self.source.size) if self.source.size else None
        if view is None:
            return []
        time = self.source.start_s + np.arange(self.source.size) / GRID_HZ
        signal = np.where(view.missing, np.nan, view.signal)
        side, stream = self.source.side, self.source.streams[0]
        names = {
            "insole": ("forefoot_share", f"Load on the forefoot, {side}", "%"),
            "plate": ("centre_height", "Height of the centre of mass", "mm"),
        }
        default = ("plantar_flexion", f"Plantar flexion, {side}", "deg")
        name, label, unit = names.get(self.source.method, default)
        unique = name if side == "unknown" else f"{name}_{side}"
        return [Curve(unique, label, unit, time, signal, stream)]
