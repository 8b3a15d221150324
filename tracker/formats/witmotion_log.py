"""Binary logs of WitMotion sensors: frames as the sensor sent them, one after another.

They hold no rate. Where frames carry the sensor's time that tells it; else it is found from
physics: the sensor's angles change over some samples by what its angular velocities make in their
time.
"""

import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tracker.errors import FileFormatError, MissingInformation
from tracker.findings import Code, Severity
from tracker.formats.attitude import from_roll_pitch_yaw
from tracker.formats.imu_stream import Array, ImuData, Sampled, imu_recording, placement_in
from tracker.recording import Recording, nominal_rate
from tracker.sensors.codecs import witmotion as codec

_LEAST_TURN_RAD_S = 0.3
_SNAP = 0.05
_SPAN = 5
_STAMP = struct.Struct("<6BH")
_LEAST_FRAMES = 3


def is_witmotion(head: bytes) -> bool:
    """Whether a file begins with at least three frames and little else."""
    reader = codec.FrameReader()
    frames = reader.feed(head)
    wanted = {codec.MOTION, codec.FORCE, codec.VELOCITY, codec.ANGLE}
    return sum(frame.kind in wanted for frame in frames) >= _LEAST_FRAMES and reader.rejected <= 1


def read_witmotion(
    path: Path, rate_hz: float | None = None, placement: str | None = None
) -> Recording:
    """Read a log.

    Parameters
    ----------
    path
        The file; its name may tell the placement.
    rate_hz
        Samples a second, if known.
    placement
        Where the sensor was worn.

    Raises
    ------
    FileFormatError
        If there is no force or no angular velocity in it.
    MissingInformation
        If the rate is not told and the sensor was hardly turned.
    """
    reader = codec.FrameReader()
    try:
        frames = reader.feed(path.read_bytes())
    except OSError as error:
        raise FileFormatError(path, f"cannot be read ({error.strerror})") from error
    force, velocity, angle = _long(frames) if _is_long(frames) else _short(frames)
    if len(force) < _LEAST_FRAMES:
        raise FileFormatError(path, "it holds no acceleration frames (0x51 or 0x61)")
    force, velocity = force * codec.FORCE_SCALE_M_S2, velocity * codec.VELOCITY_SCALE_RAD_S
    angle = angle * codec.ANGLE_SCALE_DEG
    time, found = _times(frames), _rate(velocity, angle)
    rate = rate_hz or found
    if time is not None and len(time) == len(force):
        rate = nominal_rate(time)
    if rate is None:
        raise MissingInformation(
            f"{path}: a WitMotion log does not hold its rate, and the sensor was turned too little "
            "to find it; say it with --rate"
        )
    timed = time is not None and len(time) == len(force)
    time = time if time is not None and timed else np.arange(len(force)) / rate
    data = ImuData(
        path,
        "WitMotion log",
        Sampled(time, force),
        Sampled(time, velocity),
        placement=placement or placement_in(path.stem),
        rate_hz=None if timed else rate,
    )
    data.note(Code.FORMAT, Severity.INFO, f"{len(frames)} frames read, {reader.rejected} rejected")
    if reader.rejected:
        data.note(
            Code.FORMAT,
            Severity.WARNING,
            f"{reader.rejected} stretches of bytes are no frame or fail their checksum; samples "
            "lost there cannot be told, so times after them may be early",
            "left out",
        )
    if timed:
        return imu_recording(data, rate_hz)
    if rate_hz is None:
        data.note(
            Code.RATE,
            Severity.WARNING,
            f"the log does not hold its rate; {rate:g} Hz makes its angular velocities agree with "
            "its angles; say --rate if you know better",
        )
    elif found is not None and abs(rate_hz / found - 1) > _SNAP:
        data.note(
            Code.RATE,
            Severity.WARNING,
            f"told were {rate_hz:g} Hz, but angles and angular velocities agree at {found:g} Hz",
        )
    return imu_recording(data)


def _is_long(frames: list[codec.Frame]) -> bool:
    return any(frame.kind == codec.MOTION for frame in frames)


def _long(frames: list[codec.Frame]) -> tuple[Array, Array, Array]:
    bodies = b"".join(frame.body[:18] for frame in frames if frame.kind == codec.MOTION)
    counts = np.frombuffer(bodies, "<i2").reshape(-1, 9).astype(np.float64)
    return counts[:, :3], counts[:, 3:6], counts[:, 6:]


def _short(frames: list[codec.Frame]) -> tuple[Array, Array, Array]:
    """A sample is a force and the velocity and angle that come before the next force."""
    at, force = _frames_of(frames, codec.FORCE)
    parts = [force]
    for kind in (codec.VELOCITY, codec.ANGLE):
        where, values = _frames_of(frames, kind)
        matched = np.full(force.shape, np.nan)
        sample = np.searchsorted(at, where) - 1
        matched[sample[sample >= 0]] = values[sample >= 0]
        parts.append(matched)
    return parts[0], parts[1], parts[2]


def _times(frames: list[codec.Frame]) -> Array | None:
    """The sensor's times of all samples in s, if they have one each and it increases."""
    long = [frame.body[18:] for frame in frames if frame.kind == codec.MOTION]
    stamps = long or [frame.body for frame in frames if frame.kind == codec.TIME]
    if len(stamps) < _LEAST_FRAMES or any(len(stamp) != _STAMP.size for stamp in stamps):
        return None
    try:
        times = [
            datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
            + ms / 1e3
            for year, month, day, hour, minute, second, ms in map(_STAMP.unpack, stamps)
        ]
    except ValueError:
        return None
    seconds = np.array(times) - times[0]
    return seconds if (np.diff(seconds) > 0).all() else None


def _frames_of(frames: list[codec.Frame], kind: int) -> tuple[Array, Array]:
    chosen = [(at, one.body) for at, one in enumerate(frames) if one.kind == kind]
    counts = np.frombuffer(b"".join(body for _, body in chosen), "<i2").reshape(-1, 4)
    return np.array([at for at, _ in chosen], dtype=np.float64), counts[:, :3].astype(np.float64)


def _rate(velocity: Array, angle: Array) -> float | None:
    """Samples a second at which turning by `velocity` makes the changes of `angle`."""
    known = np.isfinite(velocity).all(axis=1) & np.isfinite(angle).all(axis=1)
    velocity, angle = velocity[known], angle[known]
    if len(angle) < 2 * _SPAN:
        return None
    attitude = from_roll_pitch_yaw(angle)
    turned = (attitude[:-_SPAN].inv() * attitude[_SPAN:]).as_rotvec()
    summed = np.cumsum(np.vstack((np.zeros(3), (velocity[:-1] + velocity[1:]) / 2)), axis=0)
    made = summed[_SPAN:] - summed[:-_SPAN]
    # Near its poles, and where its magnetometer pulls, the attitude moves without any turning.
    moving = (np.linalg.norm(made, axis=1) > _LEAST_TURN_RAD_S * _SPAN) & (
        np.linalg.norm(turned, axis=1) < 1.0
    )
    if moving.sum() < 20:
        return None
    period_s = float(np.median((turned * made).sum(axis=1)[moving] / (made**2).sum(axis=1)[moving]))
    if not period_s > 0:
        return None
    nearest = min(codec.RATES_HZ, key=lambda one: abs(np.log(one * period_s)))
    return nearest if abs(nearest * period_s - 1) < _SNAP else float(f"{1 / period_s:.3g}")
