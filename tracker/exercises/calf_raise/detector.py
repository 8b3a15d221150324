"""Counts and measures calf raises, live or from a file, with whatever sensors there are."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from tracker.exercises.base import Context, Samples
from tracker.exercises.calf_raise.follower import EXERCISE, Follower
from tracker.exercises.calf_raise.source import Source
from tracker.exercises.calf_raise.sources import sources_for
from tracker.exercises.calf_raise.summary import both_sides, judged, summed_up
from tracker.exercises.fusion import Witness, fused
from tracker.exercises.plates import Plates
from tracker.exercises.sets import grouped
from tracker.findings import Code, Finding, Severity
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
        sides = sources_for(streams, self._plates, context.variant.side)

        def follower(source: Source) -> Follower:
            return Follower(source, self._plates, context)

        self._counted = [[follower(one) for one in sources] for sources in sides.counted]
        self._other = [follower(one) for one in sides.other]

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples; see `Detector.feed`.

        What is given is the leading source's account; full or partial is still provisional.
        """
        self._plates.feed(stream, time, values)
        for follower in self._all:
            follower.source.feed(stream, time, values)
        return self._advance(ended=False)

    def finish(self) -> tuple[Effort, ...]:
        """No more samples will come; see `Detector.finish`."""
        return self._advance(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All raises so far, those of both heels at once made one, partial ones marked."""
        sides = [self._fused(followers)[0] for followers in self._counted]
        merged = both_sides(*sides) if len(sides) == 2 else [one for side in sides for one in side]
        return tuple(effort for group in grouped(merged) for effort in judged(group))

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return summed_up(group, self._context.variant.tempo_s)

    def findings(self) -> tuple[Finding, ...]:
        """What was seen and not counted, what disagrees, and sensors that are in wrong places."""
        found = [finding for followers in self._counted for finding in followers[0].findings()]
        for followers in self._counted:
            found += self._fused(followers)[1]
        count = sum(len(followers[0].efforts) for followers in self._counted)
        for one in self._other:
            if len(one.efforts) > count:
                found.append(_other_leg(one, count))
        return tuple(found)

    def curves(self) -> tuple[Curve, ...]:
        """The angle (or what stands for it) of each side, and the force."""
        return (
            *(curve for followers in self._counted for curve in followers[0].curves()),
            *self._plates.curves(),
        )

    @property
    def _all(self) -> list[Follower]:
        return [*(one for followers in self._counted for one in followers), *self._other]

    @staticmethod
    def _fused(followers: list[Follower]) -> tuple[list[Effort], list[Finding]]:
        leading, *others = followers
        witnesses = [Witness(other.source.streams[0], other.efforts) for other in others]
        return fused(leading.efforts, witnesses)

    def _advance(self, *, ended: bool) -> tuple[Effort, ...]:
        self._plates.advance(ended=ended)
        new = {id(one): one.advance(ended=ended) for one in self._all}
        found = [one for followers in self._counted for one in new[id(followers[0])]]
        return tuple(sorted(found, key=lambda one: one.end_s))


def _other_leg(follower: Follower, count: int) -> Finding:
    side = follower.source.side
    return Finding(
        Code.WRONG_SEGMENT,
        Severity.ERROR,
        f"{len(follower.efforts)} raises were seen on the {side}, which is not the side that the "
        f"recording names, and {count} on that: correct the side with --side, or the sensors' "
        "places",
        follower.source.streams[0],
    )
