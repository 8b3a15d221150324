"""What can be changed about a mock sensor's converter, and what it offers."""

from dataclasses import replace
from typing import Any

import numpy as np

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.force_plate import ForcePlate
from firmware_mocks.imu import Imu
from firmware_mocks.source import SampleSource
from tracker.sensors.codecs.calf import Setting

_STEPS = 32767
# By setting: the converter's field, its unit in SI, and what is offered in that unit.
_IMU: dict[int, tuple[str, float, tuple[float, ...]]] = {
    Setting.RATE_HZ: ("rate_hz", 1.0, (50.0, 100.0, 200.0, 400.0, 500.0)),
    Setting.ACCELERATION_RANGE_M_S2: ("acc_range_g", GRAVITY, (2.0, 4.0, 8.0, 16.0)),
    Setting.ANGULAR_VELOCITY_RANGE_RAD_S: (
        "gyr_range_deg_s", float(np.pi) / 180, (250.0, 500.0, 1000.0, 2000.0),
    ),
}  # fmt: skip
_PLATE: dict[int, tuple[str, float, tuple[float, ...]]] = {
    Setting.RATE_HZ: ("rate_hz", 1.0, (100.0, 200.0, 500.0, 1000.0, 2000.0)),
    Setting.FORCE_RANGE_N: (
        "scale_n", float(_STEPS), tuple(force / _STEPS for force in (1000.0, 2000.0, 6000.0)),
    ),
}  # fmt: skip


def reconfigured(
    source: SampleSource, setting: int, value: float
) -> tuple[SampleSource, float] | None:
    """A converter set to the nearest that it offers, and that value in SI units.

    None if it has no such setting, or the value is no number.
    """
    settings = _IMU if isinstance(source, Imu) else _PLATE
    if setting not in settings or not np.isfinite(value):
        return None
    field, unit, offered = settings[setting]
    taken = min(offered, key=lambda one: abs(one * unit - value))
    if not isinstance(source, Imu | ForcePlate):
        return None
    change: dict[str, Any] = {field: taken}
    return replace(source, **change), taken * unit
