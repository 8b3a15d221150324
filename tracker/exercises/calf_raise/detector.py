"""Counts and measures calf raises, live or from a file, with whatever sensors there are."""

from collections.abc import Mapping
from typing import ClassVar

from tracker.exercises.base import Context, Samples
from tracker.exercises.calf_raise.follower import EXERCISE, Follower
from tracker.exercises.calf_raise.plate_source import PlateSource
from tracker.exercises.calf_raise.source import Source
from tracker.exercises.calf_raise.sources import sources_for
from tracker.exercises.calf_raise.summary import both_sides, judged, summed_up
from tracker.exercises.plates import Plates
from tracker.exercises.sets import grouped
from tracker.findings import Finding
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet


class CalfRaiseDetector:
    """Raises of the left heel, the right, or both; see `Detector`.

    Nothing is decided on samples that are still to come, so the split into blocks cannot matter.
    """

    exercise: ClassVar[str] = EXERCISE

    def __init__(self, streams: Mapping[str, Stream], context: Context) -> None:
        self._context = context
        self._plates = Plates(streams)
        sources: list[Source] = sources_for(streams, context.variant.side)
        if not sources and self._plates.names:
            sources = [PlateSource(self._plates, context.variant.side or "unknown")]
        self._followers = [Follower(one, self._plates, context) for one in sources]

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
        """What was seen and not counted; what is wrong with a stream is found before it is fed."""
        return tuple(one for follower in self._followers for one in follower.findings())

    def curves(self) -> tuple[Curve, ...]:
        """The angle (or what stands for it) of each side, and the force."""
        return (
            *(one for follower in self._followers for one in follower.source.curves()),
            *self._plates.curves(),
        )

    def _advance(self, *, ended: bool) -> tuple[Effort, ...]:
        self._plates.advance(ended=ended)
        found = [one for follower in self._followers for one in follower.advance(ended=ended)]
        return tuple(sorted(found, key=lambda one: one.end_s))
