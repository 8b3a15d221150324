"""Detectors that follow each leg by itself."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from tracker.exercises.base import Samples
from tracker.results import Curve, Effort


class Followed(Protocol):
    """One leg as a detector follows it.

    Attributes
    ----------
    efforts
        What was found so far.
    """

    efforts: list[Effort]

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if they are of no sensor of this leg."""

    def advance(self, *, ended: bool) -> list[Effort]:
        """The efforts that what came so far completes."""

    def curves(self) -> list[Curve]:
        """What they were measured on."""


_Leg = TypeVar("_Leg", bound=Followed)


class SidedDetector(Generic[_Leg]):
    """What detectors have in common that follow each leg by itself; see `Detector`.

    Parameters
    ----------
    legs
        Those that wear what is needed.
    """

    def __init__(self, legs: Sequence[_Leg]) -> None:
        self._legs = legs

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples; see `Detector.feed`."""
        took = [leg.feed(stream, time, values) for leg in self._legs]
        return self._advance(ended=False) if any(took) else ()

    def finish(self) -> tuple[Effort, ...]:
        """What the recording ends is measured as far as it goes; see `Detector.finish`."""
        return self._advance(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All efforts so far, in the order of their start."""
        found = [effort for leg in self._legs for effort in leg.efforts]
        return tuple(sorted(found, key=lambda one: one.start_s))

    def curves(self) -> tuple[Curve, ...]:
        """What the efforts were measured on."""
        return tuple(curve for leg in self._legs for curve in leg.curves())

    def _advance(self, *, ended: bool) -> tuple[Effort, ...]:
        return tuple(effort for leg in self._legs for effort in leg.advance(ended=ended))
