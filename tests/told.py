"""What detectors say of samples that come in blocks, so that it can be compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tracker.exercises.base import Context, Detector, heads
from tracker.recording import Recording, Stream
from tracker.results import Effort

_DIGITS = 9
_ALL = 10**7

Kind = Callable[[Mapping[str, Stream], Context], Detector]


def told_of(kind: Kind, recording: Recording, cuts: Sequence[int] = ()) -> list[Any]:
    """The efforts of a detector that was fed a recording, all streams cut at those samples."""
    detector = kind(heads(recording), Context())
    for first, last in pairwise([0, *sorted(cuts), _ALL]):
        for stream in recording.streams:
            detector.feed(stream.name, stream.time[first:last], stream.values[first:last])
    detector.finish()
    return told(detector.efforts())


def told(efforts: Iterable[Effort]) -> list[Any]:
    """The efforts as their JSON, numbers rounded to nine digits after the point.

    A matrix product's last digits depend on where in memory its operands lie.
    """
    return [_rounded(one.to_dict()) for one in efforts]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value
