"""The detectors of files, fed while the samples arrive."""

from collections.abc import Iterable, Mapping

import numpy as np

from tracker.exercises.base import Context
from tracker.exercises.registry import detector_for
from tracker.recording import Channel, Stream
from tracker.results import Effort
from tracker.sensors.incoming import Block
from tracker.sensors.notes import SensorNote


class LiveCounter:
    """Counts and measures while a session records.

    What it gives is provisional: device clocks are still being learnt, and whether a repetition
    is full is decided when the set is over.

    Parameters
    ----------
    streams
        By name, without samples; `live_streams` makes them from a session's sensors.
    exercise
        What is being done.
    context
        Who does it, and how.

    Attributes
    ----------
    exercise
        As given.

    Raises
    ------
    InputError
        If the exercise is not known.
    """

    def __init__(self, streams: Mapping[str, Stream], exercise: str, context: Context) -> None:
        self.exercise = exercise
        self._detector = detector_for(exercise, streams, context)
        self._efforts: list[Effort] = []

    def feed(self, block: Block) -> tuple[Effort, ...]:
        """Take one block of a session; give the efforts that it completes."""
        new = self._detector.feed(block.stream, block.time, block.values)
        self._efforts += new
        return new

    @property
    def count(self) -> int:
        """Efforts so far; where both sides are seen, those of the side with more."""
        sides = [one.side for one in self._efforts]
        return max((sides.count(side) for side in set(sides)), default=0)

    @property
    def efforts(self) -> tuple[Effort, ...]:
        """Efforts so far, in the order in which they were completed."""
        return tuple(self._efforts)


def live_streams(sensors: Iterable[SensorNote]) -> dict[str, Stream]:
    """Stream heads of the sensors of a session."""
    return {
        one.name: Stream(
            name=one.name,
            kind=one.kind,
            placement=one.placement,
            rate_hz=one.configuration.rate_hz,
            time=np.empty(0),
            values=np.empty((0, len(one.configuration.channels))),
            channels=tuple(
                Channel(channel.name, channel.unit, channel.scale)
                for channel in one.configuration.channels
            ),
        )
        for one in sensors
    }
