"""CSV of the Movella (Xsens) DOT app and data exporter, whatever was chosen to be recorded.

Columns ``PacketCounter, SampleTimeFine`` (µs, modulo 2³²) and of the measurement mode: ``Acc_X``
(m/s²) and ``Gyr_X`` (°/s); or orientation (``Quat_W``, ``Euler_X`` in °) with ``FreeAcc_X`` (m/s²
in the earth's frame, gravity taken off); or increments (``dv[1]`` in m/s, ``dq_W``). From the last
two the specific force is exact; the angular velocity is the orientation's difference from sample to
sample. Files whose header was cut off are known by a counter beside a µs clock.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tracker.errors import FileFormatError
from tracker.findings import Code, Severity
from tracker.formats.attitude import from_quaternions, from_roll_pitch_yaw
from tracker.formats.imu_stream import (
    Array,
    ImuData,
    Sampled,
    imu_recording,
    placement_in,
    resting_size,
)
from tracker.formats.named_columns import NamedColumns, header_line, read_named_columns
from tracker.gravity import GRAVITY
from tracker.recording import Recording

if TYPE_CHECKING:
    from scipy.spatial.transform import Rotation

_COUNTER, _CLOCK = "PacketCounter", "SampleTimeFine"
_WRAP = 2**32
_XYZ = "XYZ"
_ACC, _GYR, _FREE, _EULER = (
    tuple(f"{name}_{axis}" for axis in _XYZ) for name in ("Acc", "Gyr", "FreeAcc", "Euler")
)
_QUAT = ("Quat_W", "Quat_X", "Quat_Y", "Quat_Z")
_STEPS_US = (2000, 1_100_000)
_LIKELY_HEADERS = {
    8: (_ACC + _GYR, _EULER + _FREE),
    9: (_QUAT + _FREE,),
    10: ((*_QUAT, *_FREE, "Status"),),
    11: ((*_ACC, *_GYR, "Mag_X", "Mag_Y", "Mag_Z"),),
    17: ((*_QUAT, *_ACC, *_GYR, *_EULER, "Status", "Clip"),),
}


def is_xsens_dot(text: str) -> bool:
    """Whether a header names the DOT's clock, or rows without a header count as it does."""
    return header_line(text, _CLOCK) is not None or _headless(text) is not None


def read_xsens_dot(
    path: Path, text: str, rate_hz: float | None = None, placement: str | None = None
) -> Recording:
    """Read one sensor's file.

    Parameters
    ----------
    path
        For messages; its name may tell the placement.
    text
        The file's text.
    rate_hz
        What the person told, to be compared.
    placement
        Where the sensor was worn.

    Raises
    ------
    FileFormatError
        If there is no acceleration in it, or time does not increase.
    """
    at = header_line(text, _CLOCK)
    names = None if at is not None else _headless(text)
    table = read_named_columns(path, text, _first_row(text) if at is None else at, names)
    time = _seconds(table)
    data = ImuData(
        path,
        "Movella DOT CSV",
        Sampled(time, np.empty((time.size, 0))),
        None,
        placement=placement or placement_in(path.stem),
        findings=list(table.findings),
    )
    if names is not None:
        data.note(Code.FORMAT, Severity.INFO, "there is no header; columns judged by their values")
    data.acceleration, data.gyroscope = _motion(data, table, time)
    data.gyroscope_unit = "deg/s"
    _count_losses(data, table)
    return imu_recording(data, rate_hz)


def _motion(data: ImuData, table: NamedColumns, time: Array) -> tuple[Sampled, Sampled]:
    if all(name in table for name in (*_ACC, *_GYR)):
        return Sampled(time, table.matrix(*_ACC)), Sampled(time, table.matrix(*_GYR))
    period_s = float(np.median(np.diff(time[np.isfinite(time)])))
    dv = [name for name in table.columns if name.lower().startswith("dv")]
    dq = [name for name in table.columns if name.lower().startswith("dq")]
    if len(dv) == 3 and len(dq) == 4:
        half = table.matrix(*dq)[:, 1:]
        turned = np.degrees(2 * np.arcsin(np.clip(half, -1, 1))) / period_s
        return Sampled(time, table.matrix(*dv) / period_s), Sampled(time, turned)
    if not all(name in table for name in _FREE):
        raise FileFormatError(
            data.path,
            "it has neither acceleration (Acc) nor free acceleration (FreeAcc); record Rate "
            "quantities, or an orientation with free acceleration",
        )
    turned = _orientation(data.path, table)
    force = turned.inv().apply(table.matrix(*_FREE) + np.array([0.0, 0.0, GRAVITY]))
    force[~np.isfinite(table.matrix(*_FREE)).all(axis=1)] = np.nan
    step = (turned[:-1].inv() * turned[1:]).as_rotvec(degrees=True) / np.diff(time)[:, np.newaxis]
    velocity = (np.vstack((step[:1], step)) + np.vstack((step, step[-1:]))) / 2
    data.note(
        Code.FORMAT,
        Severity.INFO,
        "the sensor's own orientation was recorded in place of acceleration and angular velocity",
        "both computed from it; the angular velocity is smoothed over two samples",
    )
    return Sampled(time, force), Sampled(time, velocity)


def _orientation(path: Path, table: NamedColumns) -> "Rotation":
    """From the sensor's frame to the earth's; samples without one keep the frame."""
    if all(name in table for name in _QUAT):
        quaternion = table.matrix(*_QUAT)
        quaternion[~(np.linalg.norm(quaternion, axis=1) > 0.5)] = (1.0, 0.0, 0.0, 0.0)
        return from_quaternions(quaternion)
    if all(name in table for name in _EULER):
        return from_roll_pitch_yaw(np.nan_to_num(table.matrix(*_EULER)))
    raise FileFormatError(
        path, "free acceleration without an orientation (Quat or Euler) cannot be used"
    )


def _seconds(table: NamedColumns) -> Array:
    """The clock's column in seconds, its wraps undone."""
    clock = table[_CLOCK]
    step = np.diff(clock, prepend=clock[:1])
    return np.asarray((clock + _WRAP * np.cumsum(step < -_WRAP / 2)) * 1e-6)


def _count_losses(data: ImuData, table: NamedColumns) -> None:
    if _COUNTER not in table:
        return
    counter = table[_COUNTER]
    steps = np.diff(counter[np.isfinite(counter)]) % 65536 if counter.size else counter
    lost = int(np.sum(steps[(steps > 1) & (steps < 30000)] - 1))
    if lost:
        data.note(
            Code.LINK, Severity.WARNING, f"{lost} packets were lost on the way, by their counter"
        )


def _first_row(text: str) -> int:
    return next(
        (at for at, line in enumerate(text.split("\n", 60)) if line.strip()[:1].isdigit()), 0
    )


def _headless(text: str) -> tuple[str, ...] | None:
    """Names for rows without a header, if the first columns count and keep time as a DOT does."""
    lines = text[:20_000].split("\n")
    rows = [line for line in lines[_first_row(text) : -1] if line.strip()][:20]
    if len(rows) < 3:
        return None
    separator = max("\t;,", key=rows[0].count)
    fields = [row.replace(",", ".") if separator != "," else row for row in rows]
    try:
        values = np.array([[float(one) for one in row.split(separator)] for row in fields])
    except ValueError:
        return None
    if values.shape[1] not in _LIKELY_HEADERS:
        return None
    counted, clock = np.diff(values[:, 0]), np.diff(values[:, 1]) % _WRAP
    whole = (values[:, :2] % 1 == 0).all() and (counted >= 1).all()
    if not whole or not ((clock > _STEPS_US[0]) & (clock < _STEPS_US[1])).all():
        return None
    choices = _LIKELY_HEADERS[values.shape[1]]
    like_gravity = abs(resting_size(values[:, 2:5], 60.0) / GRAVITY - 1) < 0.3
    chosen = choices[0] if like_gravity or len(choices) == 1 else choices[-1]
    return (_COUNTER, _CLOCK, *chosen)
