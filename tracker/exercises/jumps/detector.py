"""Jumps and hops from whatever sensors there are, live or from a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Protocol

from tracker.exercises.base import Context, Samples
from tracker.exercises.fusion import Witness, fused
from tracker.exercises.jumps.feet import FootJumps
from tracker.exercises.jumps.plate_jumps import PlateJumps
from tracker.exercises.jumps.summary import summed_up
from tracker.exercises.jumps.trunk import TrunkJumps
from tracker.findings import Finding
from tracker.recording import Kind, Stream
from tracker.results import Curve, Effort, EffortSet

_FEET = ("left_foot", "left_heel", "right_foot", "right_heel")
_TRUNK = ("sacrum", "phone_waist")


class JumpSource(Protocol):
    """Something that sees jumps.

    Attributes
    ----------
    streams
        What it sees them in, the first of them first to be named.
    """

    streams: tuple[str, ...]

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if they are another stream's."""

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """The jumps that what came so far completes."""

    def efforts(self) -> tuple[Effort, ...]:
        """All jumps so far."""

    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of them."""

    def curves(self) -> tuple[Curve, ...]:
        """What they were found in."""


class JumpDetector:
    """Jumps by force plates, else by a sensor on the trunk, else by sensors on the feet.

    The first of these says which jumps there were; the others are held against it, and add what
    it cannot tell; see `Detector`.

    Parameters
    ----------
    streams, context
        See `Detector`.
    stated
        What was done, where that was said: it names the jumps that could be it.
    """

    exercise: ClassVar[str] = "countermovement_jump"

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, stated: str | None = None
    ) -> None:
        self._sources: Sequence[JumpSource] = tuple(_sources(streams, context, stated))

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples; see `Detector.feed`."""
        if not any(source.feed(stream, time, values) for source in self._sources):
            return ()
        return self._advance(ended=False)

    def finish(self) -> tuple[Effort, ...]:
        """Measure a last jump whose landing the recording cuts short."""
        return self._advance(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All jumps so far, each number from the source that knows it best."""
        return tuple(self._fused()[0])

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return summed_up(group)

    def findings(self) -> tuple[Finding, ...]:
        """Offsets of the plate, missing weighing, heights that disagree."""
        if not self._sources:
            return ()
        return (*self._sources[0].findings(), *self._fused()[1])

    def curves(self) -> tuple[Curve, ...]:
        """The vertical force, or what stands for it."""
        return self._sources[0].curves() if self._sources else ()

    def _advance(self, *, ended: bool) -> tuple[Effort, ...]:
        new = [source.advance(ended=ended) for source in self._sources]
        return new[0] if new else ()

    def _fused(self) -> tuple[list[Effort], list[Finding]]:
        if not self._sources:
            return [], []
        leading, *others = self._sources
        return fused(
            leading.efforts(), [Witness(other.streams[0], other.efforts()) for other in others]
        )


def _sources(
    streams: Mapping[str, Stream], context: Context, stated: str | None
) -> Iterator[JumpSource]:
    imus = [stream for stream in streams.values() if stream.kind is Kind.IMU]
    if any(stream.kind is Kind.FORCE_PLATE for stream in streams.values()):
        yield PlateJumps(streams, context, stated)
    trunk = next((one for place in _TRUNK for one in imus if one.placement == place), None)
    if trunk is not None:
        yield TrunkJumps(trunk, context, stated)
    feet = [one for one in imus if one.placement in _FEET]
    if feet:
        yield FootJumps(feet, context, stated)
