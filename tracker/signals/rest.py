"""What a sensor reads while nothing happens: gyroscope bias, gravity, noise; a plate's tare."""

from dataclasses import dataclass

import numpy as np

from tracker.findings import Code, Finding, Severity
from tracker.gravity import GRAVITY
from tracker.recording import Stream
from tracker.signals.filters import Signal, rolling_spread

REST_S = 2.0
UNLOADED_S = 1.0

_STILL_RAD_S, _STILL_M_S2 = 0.04, 0.25
"""Spread of a person who stands still; a held breath is not asked for."""
_LARGEST_BIAS_RAD_S = 0.25
_GRAVITY_TOLERANCE = 0.03
_STILL_N, _EMPTY_N = 5.0, 60.0


@dataclass(frozen=True, slots=True, eq=False)
class RestCalibration:
    """An IMU at rest.

    Parameters
    ----------
    start_s, end_s
        The stillest two seconds; NaN, as all else, where there are none.
    bias_rad_s, bias_sd_rad_s
        (3,) angular velocity read at rest, sensor frame, and one standard deviation of its mean.
    up
        (3,) unit vector: the upward vertical in the sensor's frame.
    gravity_m_s2
        What the accelerometer reads at rest.
    acc_noise_m_s2, gyr_noise_rad_s
        (3,) standard deviation of a sample, sway included.
    findings
        Never still, or a gravity that is not 9.81 m/s² within 3 %.
    """

    start_s: float
    end_s: float
    bias_rad_s: Signal
    bias_sd_rad_s: Signal
    up: Signal
    gravity_m_s2: float
    acc_noise_m_s2: Signal
    gyr_noise_rad_s: Signal
    findings: tuple[Finding, ...] = ()

    @property
    def still(self) -> bool:
        """Whether the sensor rested long enough."""
        return bool(np.isfinite(self.start_s))


@dataclass(frozen=True, slots=True)
class Tare:
    """A force plate with nobody on it; all NaN where it never was empty and still.

    Parameters
    ----------
    offset_n, noise_n
        What it reads, and the standard deviation of a sample.
    start_s, end_s
        The second that was used.
    findings
        Why there is none.
    """

    offset_n: float
    noise_n: float
    start_s: float
    end_s: float
    findings: tuple[Finding, ...] = ()


def rest_calibration(imu: Stream) -> RestCalibration:
    """Calibrate an IMU on the stillest two seconds of a recording.

    Returns
    -------
    Of an IMU that never was still, a calibration that says so and holds no number.
    """
    acceleration = np.column_stack([imu[f"acc_{axis}"] for axis in "xyz"])
    rate = np.column_stack([imu[f"gyr_{axis}"] for axis in "xyz"])
    good = np.isfinite(acceleration).all(axis=1) & np.isfinite(rate).all(axis=1)
    time, acceleration, rate = imu.time[good], acceleration[good], rate[good]
    width = max(4, round(REST_S * imu.rate_hz))
    start = _stillest(time, acceleration, rate, width) if time.size >= width else None
    if start is None:
        return _moving(imu)
    at = slice(start, start + width)
    mean = acceleration[at].mean(axis=0)
    gravity = float(np.linalg.norm(mean))
    # Sway is slow: means of quarters tell how far the mean itself may be off.
    quarters = np.array([part.mean(axis=0) for part in np.array_split(rate[at], 4)])
    return RestCalibration(
        start_s=float(time[start]),
        end_s=float(time[start + width - 1]),
        bias_rad_s=rate[at].mean(axis=0),
        bias_sd_rad_s=quarters.std(axis=0, ddof=1) / 2,
        up=mean / gravity,
        gravity_m_s2=gravity,
        acc_noise_m_s2=acceleration[at].std(axis=0, ddof=1),
        gyr_noise_rad_s=rate[at].std(axis=0, ddof=1),
        findings=_gravity_findings(imu, gravity),
    )


def tare(plate: Stream) -> Tare:
    """What a plate reads in its emptiest still second."""
    good = np.isfinite(plate["fz"])
    time, force = plate.time[good], plate["fz"][good]
    width = max(4, round(UNLOADED_S * plate.rate_hz))
    if force.size < width:
        return _not_empty(plate, "less than a second was recorded; step off and wait")
    mean, spread = rolling_spread(force, width)
    whole = time[width - 1 :] - time[: 1 - width] < 1.1 * UNLOADED_S
    still = (spread < _STILL_N) & whole
    if not (still & (np.abs(mean) < _EMPTY_N)).any():
        if still.any():
            lowest = float(np.abs(mean[still]).min())
            return _not_empty(plate, f"it never reads less than {lowest:.0f} N; step off the plate")
        return _not_empty(plate, "it was never still; step off and wait 2 s")
    start = int(np.argmin(np.where(still & (np.abs(mean) < _EMPTY_N), spread, np.inf)))
    return Tare(
        float(mean[start]),
        float(spread[start]),
        float(time[start]),
        float(time[start + width - 1]),
    )


def _stillest(time: Signal, acceleration: Signal, rate: Signal, width: int) -> int | None:
    turning, shaking, mean_turn = (np.zeros(time.size - width + 1) for _ in range(3))
    for axis in range(3):
        mean, spread = rolling_spread(rate[:, axis], width)
        mean_turn = np.hypot(mean_turn, mean)
        turning = np.hypot(turning, spread)
        shaking = np.hypot(shaking, rolling_spread(acceleration[:, axis], width)[1])
    usable = (turning < _STILL_RAD_S) & (shaking < _STILL_M_S2) & (mean_turn < _LARGEST_BIAS_RAD_S)
    usable &= time[width - 1 :] - time[: 1 - width] < 1.1 * REST_S
    unrest = turning / _STILL_RAD_S + shaking / _STILL_M_S2
    return int(np.argmin(np.where(usable, unrest, np.inf))) if usable.any() else None


def _moving(imu: Stream) -> RestCalibration:
    nothing = np.full(3, np.nan)
    finding = Finding(
        Code.NO_QUIET,
        Severity.WARNING,
        f"{imu.name} never was still: hold still for 2 s",
        imu.name,
    )
    return RestCalibration(
        *(np.nan, np.nan), *(nothing,) * 3, np.nan, *(nothing,) * 2, findings=(finding,)
    )


def _gravity_findings(imu: Stream, gravity: float) -> tuple[Finding, ...]:
    off = gravity / GRAVITY - 1
    if abs(off) <= _GRAVITY_TOLERANCE:
        return ()
    message = (
        f"at rest {imu.name} reads {gravity:.2f} m/s² where gravity is 9.81 ({100 * off:+.0f} %): "
        "its range or unit is wrong, or it must be calibrated"
    )
    return (Finding(Code.UNITS, Severity.WARNING, message, imu.name),)


def _not_empty(plate: Stream, problem: str) -> Tare:
    message = f"{plate.name} was not tared: {problem}"
    finding = Finding(Code.OFFSET, Severity.WARNING, message, plate.name)
    return Tare(np.nan, np.nan, np.nan, np.nan, (finding,))
