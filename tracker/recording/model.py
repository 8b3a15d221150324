"""What was recorded: streams of samples, the person, and what they did when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracker.errors import RecordingError
from tracker.findings import Finding

Knee = Literal["straight", "bent", "seated"]
Surface = Literal["floor", "foam", "step", "wobble_board"]
Eyes = Literal["open", "closed"]
Forward = Literal["x", "-x", "y", "-y"]
RecordedSide = Literal["left", "right", "both"]


class Kind(StrEnum):
    """What kind of sensor a stream comes from."""

    IMU = "imu"
    FORCE_PLATE = "force_plate"
    INSOLE = "insole"
    ANGLE = "angle"


@dataclass(frozen=True, slots=True)
class Channel:
    """One column of a stream.

    Parameters
    ----------
    name, unit
        Such as ``acc_x`` in ``m/s²``.
    count
        What one count of the sensor's converter means, in `unit`; every value is then a whole
        multiple of it. None where the counts are not known (text files).
    """

    name: str
    unit: str
    count: float | None = None


CHANNELS: Mapping[Kind, Mapping[str, str]] = {
    Kind.IMU: {"acc_x": "m/s²", "acc_y": "m/s²", "acc_z": "m/s²",
               "gyr_x": "rad/s", "gyr_y": "rad/s", "gyr_z": "rad/s"},
    Kind.FORCE_PLATE: {"fz": "N", "fx": "N", "fy": "N", "cop_x": "m", "cop_y": "m"},
    Kind.INSOLE: {"forefoot": "N", "midfoot": "N", "heel": "N", "total": "N"},
    Kind.ANGLE: {"plantar_flexion": "deg"},
}  # fmt: skip
"""Known channels of each kind and their units."""

REQUIRED: Mapping[Kind, frozenset[str]] = {
    Kind.IMU: frozenset(CHANNELS[Kind.IMU]),
    Kind.FORCE_PLATE: frozenset({"fz"}),
    Kind.INSOLE: frozenset({"total"}),
    Kind.ANGLE: frozenset({"plantar_flexion"}),
}
"""Channels without which a stream of that kind is of no use."""


MAX_TIME_S = 1e11
"""Beyond a thousand years, which clock times in seconds stay below, time is a fault."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Samples that are missing, between two that are there.

    Parameters
    ----------
    start_s, end_s
        Times of the last sample before and the first after.
    missing
        How many are missing: exact where sequence numbers tell, else from the rate.
    """

    start_s: float
    end_s: float
    missing: int


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """One sensor's samples.

    Parameters
    ----------
    name
        Unique in its recording.
    kind, placement
        What it is and where: ``left_foot``, ``right_shank``, ``plate``, ``left_plate``, …
    rate_hz
        Nominal sampling rate.
    time
        (n,) float64, seconds from the recording's start, strictly increasing.
    values
        (n, channels) float64; NaN is a missing value. IMU: specific force and angular velocity
        in the sensor's own frame. A plate's ``fz`` is positive for a person standing on it.
    channels
        One for each column of `values`.
    gaps
        Where samples are missing.
    source
        Where it came from: device name, firmware, file. Free text by key.
    calibration
        What was applied or found, by key (tare in N, clock residual in s, …).

    Raises
    ------
    RecordingError
        If shapes disagree, time does not increase, a required channel is missing, or two have
        one name.
    """

    name: str
    kind: Kind
    placement: str
    rate_hz: float
    time: NDArray[np.float64] = field(repr=False)
    values: NDArray[np.float64] = field(repr=False)
    channels: tuple[Channel, ...]
    gaps: tuple[Gap, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)
    calibration: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"stream {self.name!r}"
        if self.values.ndim != 2 or self.values.shape != (self.time.size, len(self.channels)):
            raise RecordingError(
                f"{where}: {self.time.size} times and {len(self.channels)} channels do not fit "
                f"values of shape {self.values.shape}"
            )
        names = [channel.name for channel in self.channels]
        if len(set(names)) < len(names) or "time" in names:
            raise RecordingError(f"{where}: channels must have names of their own: {names}")
        if not (np.isfinite(self.rate_hz) and self.rate_hz > 0):
            raise RecordingError(f"{where}: the rate must be positive, not {self.rate_hz} Hz")
        missing = REQUIRED[self.kind] - set(names)
        if missing:
            raise RecordingError(f"{where}: a {self.kind} needs {', '.join(sorted(missing))}")
        bad = ~(np.abs(self.time) <= MAX_TIME_S)
        bad[1:] |= self.time[1:] <= self.time[:-1]
        if bad.any():
            row = int(np.argmax(bad))
            raise RecordingError(
                f"{where}: time does not increase, or cannot be, at sample {row} "
                f"({self.time[row]} s)"
            )

    def __getitem__(self, channel: str) -> NDArray[np.float64]:
        """The (n,) column of that name; KeyError if there is none."""
        for index, one in enumerate(self.channels):
            if one.name == channel:
                return self.values[:, index]
        raise KeyError(channel)

    def has(self, channel: str) -> bool:
        """Whether there is a column of that name."""
        return any(one.name == channel for one in self.channels)

    @property
    def start_s(self) -> float:
        """Time of the first sample, or 0 if there is none."""
        return float(self.time[0]) if self.time.size else 0.0

    @property
    def end_s(self) -> float:
        """Time of the last sample, or 0 if there is none."""
        return float(self.time[-1]) if self.time.size else 0.0


@dataclass(frozen=True, slots=True)
class Subject:
    """The person measured; None is unknown. `foot_length_m` is heel to toe, mass without load."""

    mass_kg: float | None = None
    height_m: float | None = None
    foot_length_m: float | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """How an exercise was done; None is not stated.

    Parameters
    ----------
    side, knee, load_kg, surface
        Leg, or both at once; knee position; extra load; surface under the feet.
    tempo_s
        Prescribed time from one repetition to the next.
    eyes
        Open or closed, in balance.
    forward
        Which axis of the plate, or of the sensor on a board, points to where the toes point.
    """

    side: RecordedSide | None = None
    knee: Knee | None = None
    load_kg: float | None = None
    surface: Surface | None = None
    tempo_s: float | None = None
    eyes: Eyes | None = None
    forward: Forward | None = None


NO_EXERCISE = "none"
"""In place of an exercise: a person says that none was done."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What was done in a part of the recording, as stated by a person.

    `end_s` None is the recording's end. `exercise` None is to be recognised; `NO_EXERCISE` says
    that none was done.
    """

    start_s: float = 0.0
    end_s: float | None = None
    exercise: str | None = None
    variant: Variant = Variant()


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's correction of efforts; where two corrections disagree, the later one counts.

    Parameters
    ----------
    start_s, end_s
        The stretch it applies to, in seconds from the recording's start.
    side
        The legs that did the efforts whose top lies in the stretch.
    split_s
        When the second effort begins, where the one that fills the stretch was two.
    merge
        Whether the efforts whose top lies in the stretch were one.
    remove
        Whether the efforts whose top lies in the stretch were not efforts at all.
    """

    start_s: float
    end_s: float
    side: RecordedSide | None = None
    split_s: float | None = None
    merge: bool = False
    remove: bool = False

    def covers(self, top_s: float) -> bool:
        """Whether an effort with its top at that time lies in the stretch."""
        return self.start_s <= top_s <= self.end_s


@dataclass(frozen=True, slots=True)
class Remark:
    """A note, pause or rating that was entered during the recording.

    Parameters
    ----------
    kind
        Such as ``note`` or ``pain``; see `tracker.recording.remarks.RemarkKind`.
    at_s
        When, on the recording's clock.
    value
        A text or a number, where the kind has one.
    """

    kind: str
    at_s: float
    value: str | float | None = None


_START_YEARS = range(1900, 2101)
"""A clock that is not set says 1970 or 2000. Years far from these are typing errors, which zip
archives and time zones cannot hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Everything recorded at one time.

    Parameters
    ----------
    streams
        In any order, of unique names, on one clock.
    subject, segments
        The person, and what a person stated about the exercises.
    started_at
        Wall-clock time (with time zone) of time zero.
    findings
        What the reader or recorder noticed: lines without numbers, lost packets, clock fit.
    remarks
        Pauses, sets, notes, pain and effort, as entered during the recording.
    corrections
        A person's corrections of its efforts, oldest first.

    Raises
    ------
    RecordingError
        If there is no stream, two have one name, or the start lies outside 1900 to 2100.
    """

    streams: tuple[Stream, ...]
    subject: Subject = Subject()
    segments: tuple[Segment, ...] = ()
    started_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Remark, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        names = [stream.name for stream in self.streams]
        if not names:
            raise RecordingError("a recording needs at least one stream")
        double = {name for name in names if names.count(name) > 1}
        if double:
            raise RecordingError(f"two streams are named {', '.join(sorted(double))}")
        if self.started_at is not None and self.started_at.year not in _START_YEARS:
            raise RecordingError(
                f"started_at is {self.started_at.isoformat()}, but a recording begins between "
                f"{_START_YEARS[0]} and {_START_YEARS[-1]}; correct it or leave it out"
            )

    @property
    def duration_s(self) -> float:
        """From the first sample of any stream to the last."""
        filled = [stream for stream in self.streams if stream.time.size]
        if not filled:
            return 0.0
        return max(one.end_s for one in filled) - min(one.start_s for one in filled)

    def of_kind(self, kind: Kind) -> tuple[Stream, ...]:
        """The streams of one kind."""
        return tuple(stream for stream in self.streams if stream.kind is kind)

    def at(self, placement: str) -> Stream | None:
        """The first stream at that placement."""
        return next((stream for stream in self.streams if stream.placement == placement), None)


def gaps_in(time: NDArray[np.float64], rate_hz: float) -> tuple[Gap, ...]:
    """Find where samples are missing by their times alone.

    Parameters
    ----------
    time
        (n,) increasing, seconds.
    rate_hz
        Nominal rate; a step longer than 1.5 sample periods is a gap.
    """
    steps = np.diff(time)
    at = np.flatnonzero(steps > 1.5 / rate_hz)
    return tuple(
        Gap(float(time[i]), float(time[i + 1]), max(1, round(float(steps[i]) * rate_hz) - 1))
        for i in at
    )


_LONGEST_COUNTED = 4.5
"""In sample periods: how many samples a longer gap lacks is less sure than the rate itself."""


def nominal_rate(time: NDArray[np.float64]) -> float:
    """The sampling rate that times mean, Hz.

    The time that all steps take by the samples they span, so that neither times rounded to
    milliseconds nor missing samples mislead; within 0.1 % of a whole number it is that number.

    Parameters
    ----------
    time
        (n,) increasing seconds, n at least 2.
    """
    steps = np.diff(time)
    usual_s = float(np.median(steps))
    period_s = float(steps[steps < 1.8 * usual_s].mean())
    short = steps[steps < _LONGEST_COUNTED * usual_s]
    for _ in range(2):
        spanned = np.maximum(np.rint(short / period_s), 1.0)
        period_s = float(short.sum() / spanned.sum())
    rate_hz = 1.0 / period_s
    whole = round(rate_hz)
    return float(whole) if whole and abs(rate_hz / whole - 1) < 1e-3 else float(f"{rate_hz:.5g}")
