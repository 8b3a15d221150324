"""What every exercise's detector is, and the buffers it works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from tracker.findings import Finding
from tracker.recording import Recording, Stream, Subject, Variant
from tracker.results import Curve, Effort, EffortSet

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Context:
    """Who moves, and how, as far as it is known."""

    subject: Subject = field(default_factory=Subject)
    variant: Variant = field(default_factory=Variant)


class Detector(Protocol):
    """Finds and measures the efforts of one exercise in streams fed block by block.

    The same object serves a file and live sensors: however the samples are split into blocks,
    and in whatever order the streams take turns, the same efforts come out.
    """

    exercise: ClassVar[str]

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples of one stream; give the efforts that are now complete.

        Parameters
        ----------
        stream
            Name of a stream the detector was made for; others are ignored.
        time, values
            (n,) seconds, later than all before, and (n, channels) as in the stream.
        """

    def finish(self) -> tuple[Effort, ...]:
        """No more samples will come; give the efforts that were still open."""

    def efforts(self) -> tuple[Effort, ...]:
        """All efforts so far, judged against each other: full or partial is decided here."""

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts, which this detector found: of one exercise and side."""

    def findings(self) -> tuple[Finding, ...]:
        """What was noticed so far."""

    def curves(self) -> tuple[Curve, ...]:
        """The signals that the efforts were measured on."""


class Buffer:
    """Samples growing at their end without a copy each time.

    Parameters
    ----------
    channels
        Names of the columns.
    """

    def __init__(self, channels: Sequence[str]) -> None:
        self._columns = {name: index for index, name in enumerate(channels)}
        self._time: Samples = np.empty(0)
        self._values: Samples = np.empty((0, len(channels)))
        self.size = 0

    def append(self, time: Samples, values: Samples) -> None:
        """Add (n,) times and (n, channels) values at the end."""
        needed = self.size + time.size
        if needed > self._time.size:
            room = max(needed, 2 * self._time.size, 1024)
            self._time = _enlarged(self._time, room)
            self._values = _enlarged(self._values, room)
        self._time[self.size : needed] = time
        self._values[self.size : needed] = values
        self.size = needed

    @property
    def time(self) -> Samples:
        """(n,) times so far; a view."""
        return self._time[: self.size]

    @property
    def values(self) -> Samples:
        """(n, channels) values so far; a view."""
        return self._values[: self.size]

    def columns(self, channels: Sequence[str]) -> Samples:
        """(n, channels) some columns so far, in that order; a view where it can be one."""
        places = [self._columns[channel] for channel in channels]
        if places == list(range(places[0], places[0] + len(places))):
            return self.values[:, places[0] : places[0] + len(places)]
        return self.values[:, places]


def _enlarged(array: Samples, rows: int) -> Samples:
    larger = np.empty((rows, *array.shape[1:]))
    larger[: len(array)] = array
    return larger


def heads(recording: Recording) -> Mapping[str, Stream]:
    """The streams without their samples: what a detector is told before the first block."""
    return {stream.name: head(stream) for stream in recording.streams}


def head(stream: Stream) -> Stream:
    """One stream without its samples."""
    return Stream(
        name=stream.name,
        kind=stream.kind,
        placement=stream.placement,
        rate_hz=stream.rate_hz,
        time=np.empty(0),
        values=np.empty((0, len(stream.channels))),
        channels=stream.channels,
    )
