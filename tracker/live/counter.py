"""The detectors of files, fed while the samples arrive."""

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracker.exercises.base import Context
from tracker.exercises.registry import detector_for
from tracker.recording import Channel, Kind, Stream
from tracker.results import Effort
from tracker.sensors.incoming import Block
from tracker.sensors.notes import SensorNote


def prepare() -> None:
    """Import now what is imported when it is first needed, so that no sample waits for it."""
    importlib.import_module("scipy.signal")


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
        prepare()
        self.exercise = exercise
        self._detector = detector_for(exercise, streams, context)
        self._efforts: list[Effort] = []

    def feed(self, block: Block) -> tuple[Effort, ...]:
        """Take one block of a session; give the efforts that it completes."""
        new = self._detector.feed(block.stream, block.time, block.values)
        self._efforts += new
        return new

    def finish(self) -> tuple[Effort, ...]:
        """No more samples will come; give the efforts that were still open."""
        new = self._detector.finish()
        self._efforts += new
        return new

    @property
    def count(self) -> int:
        """Efforts so far; where both sides are seen, those of the side with more."""
        sides = [effort.side for effort in self._efforts]
        return max((sides.count(side) for side in set(sides)), default=0)

    @property
    def efforts(self) -> tuple[Effort, ...]:
        """Efforts so far, in the order in which they were completed."""
        return tuple(self._efforts)


def live_streams(sensors: Iterable[SensorNote]) -> dict[str, Stream]:
    """Stream heads of the sensors of a session."""
    return {
        sensor.name: Stream(
            name=sensor.name,
            kind=sensor.kind,
            placement=sensor.placement,
            rate_hz=sensor.configuration.rate_hz,
            time=np.empty(0),
            values=np.empty((0, len(sensor.configuration.channels))),
            channels=tuple(
                Channel(channel.name, channel.unit, channel.scale)
                for channel in sensor.configuration.channels
            ),
        )
        for sensor in sensors
    }


PIECE_HZ = 25.0
"""Points a second of a curve shown live: the lowest and the highest of each stretch."""

_STRETCH_S = 2 / PIECE_HZ


@dataclass(frozen=True, slots=True, eq=False)
class LivePiece:
    """Some more of a curve shown live, decimated; a NaN breaks the line.

    Parameters
    ----------
    name, label, unit
        Of the curve.
    stream
        Whose it is.
    time, value
        (n,) seconds from the recording's start, and the signal.
    """

    name: str
    label: str
    unit: str
    stream: str
    time: NDArray[np.float64] = field(repr=False)
    value: NDArray[np.float64] = field(repr=False)


class PieceMaker:
    """The main channel of one stream, decimated as it arrives.

    It is what the sensor gave: a plate's vertical force, an insole's total, an angle, and of a
    motion sensor how fast it turns about any axis.

    Parameters
    ----------
    stream
        Without samples.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream.name
        self._columns, self._name, self._label, self._unit, self._scale = _MAIN[stream.kind]
        names = [channel.name for channel in stream.channels]
        self._places = [names.index(column) for column in self._columns if column in names]
        self._time = np.empty(0)
        self._value = np.empty(0)

    def feed(self, block: Block) -> tuple[LivePiece, ...]:
        """Take more samples; give what of the curve is settled by them, if anything."""
        if not self._places:
            return ()
        columns = block.values[:, self._places]
        value = columns[:, 0] if len(self._places) == 1 else np.linalg.norm(columns, axis=1)
        time = np.concatenate([self._time, block.time])
        value = np.concatenate([self._value, value * self._scale])
        stretch = np.floor(time / _STRETCH_S)
        settled = int(np.searchsorted(stretch, stretch[-1]))
        self._time, self._value = time[settled:], value[settled:]
        if not settled:
            return ()
        kept = _extremes(stretch[:settled], value[:settled])
        shown = (time[kept], value[kept])
        return (LivePiece(self._name, self._label, self._unit, self._stream, *shown),)


def _extremes(stretch: NDArray[np.float64], value: NDArray[np.float64]) -> NDArray[np.intp]:
    """Where the lowest and the highest value of each stretch are, in order."""
    borders = np.flatnonzero(np.diff(stretch)) + 1
    kept: set[int] = set()
    for first, last in zip((0, *borders), (*borders, value.size), strict=True):
        part = value[first:last]
        # An argument of NaN is the first one, which then breaks the line.
        kept |= {int(first + np.argmin(part)), int(first + np.argmax(part))}
    return np.array(sorted(kept), dtype=np.intp)


_Main = tuple[tuple[str, ...], str, str, str, float]
_MAIN: Mapping[Kind, _Main] = {
    Kind.IMU: (
        ("gyr_x", "gyr_y", "gyr_z"), "turning_rate", "Turning rate", "deg/s", 180 / np.pi
    ),
    Kind.FORCE_PLATE: (("fz",), "vertical_force", "Vertical force", "N", 1.0),
    Kind.INSOLE: (("total",), "insole_force", "Insole force", "N", 1.0),
    Kind.ANGLE: (("plantar_flexion",), "plantar_flexion", "Plantar flexion", "deg", 1.0),
}  # fmt: skip
