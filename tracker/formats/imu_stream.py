"""Accelerations and angular velocities of other programs' files, made a stream and checked.

What a file says of its units is compared with physics: at rest a specific force has the size of
gravity, and no worn sensor turns faster than 45 rad/s.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.gravity import GRAVITY
from tracker.recording import (
    CHANNELS,
    Channel,
    Kind,
    Recording,
    Stream,
    gaps_in,
    nominal_rate,
)

Array = NDArray[np.float64]
_WINDOW_S = 0.5
_FASTEST_RAD_S = 45.0
_NEAR = 0.15
_SEGMENTS = {
    "foot": r"foot|feet|instep|shoe", "heel": r"heel|calcaneus",
    "shank": r"shank|tibia|calf|lower.?leg", "thigh": r"thigh|femur|upper.?leg",
}  # fmt: skip
_MIDDLE = {
    "sacrum": r"sacrum|pelvis|lumbar|l5",
    "phone_waist": r"waist|hip|belt",
    "board": r"board",
}


class Sampled(NamedTuple):
    """Three axes and their times."""

    time: Array
    values: Array


@dataclass
class ImuData:
    """What a reader found; `imu_recording` makes a recording of it.

    Parameters
    ----------
    path
        The file.
    format
        Whose it is.
    acceleration, gyroscope
        As in the file, in the stated unit; times in s. No gyroscope is None.
    acceleration_unit, gyroscope_unit
        ``m/s²``, ``g`` or ``mg``; ``rad/s`` or ``deg/s``.
    without_gravity
        Whether the file says that gravity was taken off.
    placement
        Where the sensor was, as far as the file or the person says.
    rate_hz
        Nominal, if known better than from the times.
    findings
        What the reader noticed.
    """

    path: Path
    format: str
    acceleration: Sampled
    gyroscope: Sampled | None
    acceleration_unit: str = "m/s²"
    gyroscope_unit: str = "rad/s"
    without_gravity: bool = False
    placement: str | None = None
    rate_hz: float | None = None
    source: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(
        self, code: Code, severity: Severity, message: str, correction: str | None = None
    ) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, severity, message, correction=correction))


def imu_recording(data: ImuData, rate_hz: float | None = None) -> Recording:
    """Put acceleration and angular velocity on one clock, check them, and make a recording.

    Parameters
    ----------
    data
        What was read.
    rate_hz
        What the person told; the times decide, and a difference is a finding.

    Raises
    ------
    FileFormatError
        If there are fewer than two samples, or time does not increase.
    """
    acceleration = _increasing(data, data.acceleration, "acceleration")
    acceleration = Sampled(acceleration.time, _in_si(data, acceleration))
    time, gyroscope = acceleration.time, np.full((acceleration.time.size, 3), np.nan)
    if data.gyroscope is None:
        data.note(
            Code.FORMAT,
            Severity.WARNING,
            "there is no angular velocity: angles, heel height and power cannot be measured; "
            "record the gyroscope too",
        )
    else:
        turning = _increasing(data, data.gyroscope, "angular velocity")
        turning = Sampled(turning.time, _turns(data, turning.values))
        acceleration, gyroscope = _on_one_clock(data, acceleration, turning)
        time = acceleration.time
    if time.size < 2:
        raise FileFormatError(data.path, "fewer than two samples have both a time and a value")
    start_s = float(time[0])
    time = (time - start_s).round(9)
    rate = data.rate_hz or nominal_rate(time)
    if rate_hz is not None and abs(rate_hz / rate - 1) > 0.01:
        data.note(
            Code.RATE,
            Severity.WARNING,
            f"told were {rate_hz:g} Hz, but the file's times step at {rate:g} Hz",
            f"{rate:g} Hz used",
        )
    name = data.placement or "imu"
    if data.placement is None:
        data.note(
            Code.FORMAT,
            Severity.INFO,
            "the file does not say where the sensor was worn; say it with --placement, such as "
            "left_shank or phone_waist",
        )
    stream = Stream(
        name=name,
        kind=Kind.IMU,
        placement=name,
        rate_hz=rate,
        time=time,
        values=np.hstack((acceleration.values, gyroscope)),
        channels=tuple(Channel(one, unit) for one, unit in CHANNELS[Kind.IMU].items()),
        gaps=gaps_in(time, rate),
        source={"format": data.format, "file": data.path.name, **data.source},
    )
    missing = sum(gap.missing for gap in stream.gaps)
    if missing:
        data.note(
            Code.GAP, Severity.WARNING, f"{missing} samples are missing in {len(stream.gaps)} gaps"
        )
    return Recording((stream,), findings=tuple(data.findings))


def placement_in(text: str) -> str | None:
    """Where a name such as ``right_tibia.csv`` says that a sensor was; None if it does not."""
    words = text.lower()
    for placement, pattern in _MIDDLE.items():
        if re.search(rf"(?<![a-z])({pattern})(?![a-z])", words):
            return placement
    side = re.search(r"(?<![a-z])(left|right|l|r)(?![a-z])", words)
    if side is None:
        return None
    for segment, pattern in _SEGMENTS.items():
        if re.search(rf"(?<![a-z])({pattern})(?![a-z])", words):
            return f"{'left' if side[1].startswith('l') else 'right'}_{segment}"
    return None


def resting_size(values: Array, rate_hz: float) -> float:
    """Median length of (n, 3) vectors in the tenth of all half seconds that is quietest."""
    length = np.linalg.norm(values, axis=1)
    length = length[np.isfinite(length)]
    window = max(2, min(length.size, round(_WINDOW_S * rate_hz)))
    count = length.size // window
    if not count:
        return float("nan")
    parts = length[: count * window].reshape(count, window)
    quiet = parts[np.argsort(parts.std(axis=1))[: max(1, count // 10)]]
    return float(np.median(quiet))


def _increasing(data: ImuData, sampled: Sampled, what: str) -> Sampled:
    """Rows with a time and all axes; doubled times once, steps back in time an error."""
    there = np.isfinite(sampled.time) & (np.abs(sampled.time) < 1e11)
    time, values = sampled.time[there], sampled.values[there]
    if time.size < 2:
        raise FileFormatError(data.path, f"fewer than two rows of {what} have a time")
    step = np.diff(time)
    if (step < 0).any():
        row = int(np.argmax(step < 0))
        raise FileFormatError(
            data.path,
            f"{what}: time goes back from {time[row]:.6f} to {time[row + 1]:.6f} s; it must "
            "increase",
        )
    doubled = int((step == 0).sum())
    if doubled:
        data.note(Code.FORMAT, Severity.WARNING, f"{what}: {doubled} times came twice", "kept once")
        keep = np.r_[True, step > 0]
        time, values = time[keep], values[keep]
    if time.size < 2:
        raise FileFormatError(data.path, f"all rows of {what} have the same time")
    empty = int((~np.isfinite(values).all(axis=1)).sum())
    if empty:
        data.note(Code.NAN, Severity.WARNING, f"{what}: {empty} rows lack a value")
    return Sampled(time, values)


def _in_si(data: ImuData, sampled: Sampled) -> Array:
    """Accelerations in m/s², the unit judged by what they read at rest."""
    scale = {"m/s²": 1.0, "g": GRAVITY, "mg": GRAVITY / 1000}[data.acceleration_unit]
    values = sampled.values * scale
    at_rest = resting_size(values, nominal_rate(sampled.time))
    lacking = at_rest < 0.25 * GRAVITY and not _near(at_rest, 1.0)
    if data.without_gravity or lacking:
        how = "as the file says" if data.without_gravity else f"at rest it reads {at_rest:.2f} m/s²"
        data.note(
            Code.UNITS,
            Severity.ERROR,
            f"gravity was taken off the acceleration ({how}): which way is up cannot be told, so "
            "no angle, heel height or power can be measured; record the raw (total) acceleration",
        )
        # Analysis takes this at its word, for a jumping phone reads 9.81 now and then.
        data.source["gravity"] = "removed"
        return values
    for reading, unit in ((1.0, "g"), (1000.0, "mg"), (GRAVITY**2, "m/s²")):
        if not _near(at_rest, GRAVITY) and _near(at_rest, reading):
            data.note(
                Code.UNITS,
                Severity.WARNING,
                f"the acceleration is in {unit}, not {data.acceleration_unit} (at rest it would "
                f"read {at_rest:.2f} m/s²)",
                "converted to m/s²",
            )
            return np.asarray(values * (GRAVITY / reading))
    if not _near(at_rest, GRAVITY):
        data.note(
            Code.UNITS,
            Severity.WARNING,
            f"at rest the acceleration reads {at_rest:.2f} m/s², where gravity is 9.81; it was "
            "moved all the time, or its range or unit is wrong",
        )
    return values


def _turns(data: ImuData, values: Array) -> Array:
    """Angular velocities in rad/s, the unit judged by what is possible."""
    scale = {"rad/s": 1.0, "deg/s": np.pi / 180}[data.gyroscope_unit]
    fastest = float(np.nanmax(np.abs(values * scale), initial=0.0))
    if data.gyroscope_unit == "rad/s" and fastest > _FASTEST_RAD_S:
        data.note(
            Code.UNITS,
            Severity.WARNING,
            f"an angular velocity of {fastest:.0f} rad/s is not possible",
            "taken as °/s",
        )
        scale = np.pi / 180
    return np.asarray(values * scale)


def _on_one_clock(data: ImuData, acceleration: Sampled, turning: Sampled) -> tuple[Sampled, Array]:
    """Angular velocity at the times of the acceleration, where both were recorded."""
    if acceleration.time.size == turning.time.size and np.allclose(
        acceleration.time, turning.time, rtol=0, atol=1e-9
    ):
        return acceleration, turning.values
    first = max(acceleration.time[0], turning.time[0])
    last = min(acceleration.time[-1], turning.time[-1])
    both = (acceleration.time >= first) & (acceleration.time <= last)
    if both.sum() < 2:
        raise FileFormatError(
            data.path, "acceleration and angular velocity were not recorded at the same time"
        )
    time = acceleration.time[both]
    values = np.column_stack([np.interp(time, turning.time, one) for one in turning.values.T])
    # Over a gap in the turning nothing is known.
    after = np.clip(np.searchsorted(turning.time, time), 1, turning.time.size - 1)
    width = turning.time[after] - turning.time[after - 1]
    usual = float(np.median(np.diff(turning.time)))
    values[width > 1.8 * usual] = np.nan
    data.note(
        Code.FORMAT,
        Severity.INFO,
        f"acceleration has {nominal_rate(acceleration.time):g} Hz and angular velocity "
        f"{1 / usual:.4g} Hz, on clocks of their own",
        f"put on the times of the acceleration, {time.size} samples that both cover",
    )
    return Sampled(time, acceleration.values[both]), values


def _near(reading: float, expected: float) -> bool:
    return abs(reading / expected - 1) < _NEAR
