"""Whether an IMU and a force plate tell the same time: a drop on the heels, felt by both.

As the heels meet the floor the plate's force jumps within some milliseconds, and so does the
acceleration of foot and shank. What the IMU reads then is the force less what the body above takes
up, later and more smoothly than the heels. So the IMU's course over the impact is fitted with the
force and with two slowed copies of it, all shifted together, and the shift of the best fit is the
difference of the clocks. The force is sampled more finely than the impact lasts; of the IMU a few
samples an impact will do, so that the shift is told to a small part of its sample period.

Nothing is guessed: without a jump of the force under a person who stood on the plate before and
after, and without a sharp answer of the IMU to it, there is no result.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.findings import Code, Finding, Severity
from tracker.recording import Kind, Recording, Stream
from tracker.signals.filters import Signal
from tracker.signals.force import CONTACT_N

TOLERATED_S = 0.010
"""Beyond this the clocks are said to disagree, and if it is certain the IMU's is put right."""
RESIDUAL_KEY = "heel_drop_residual_s"

_SITES = ("foot", "heel", "shank")
_RISE_S, _RISE_OF_WEIGHT = 0.015, 0.5
_BEFORE_S, _AFTER_S = (-1.2, -0.3), (0.6, 1.0)
_LIGHTENED_S = (-0.15, -0.01)
_STANDING = 0.35
_LEAST_WEIGHT_N = 100.0
_APART_S = 0.5

_SEARCHED_S = 0.15
_FITTED_S = 0.03
_SHARP_M_S2, _SHARP_WITHIN_S = 8.0, 0.012
_SLOWED_S = (0.004, 0.015)
_STEP_S = 0.00025
_SPARE_SAMPLES = 5
_WORST_FIT = 0.15
_FLOOR_S, _FLOOR_OF_PERIOD = 0.0002, 0.03
_CERTAIN = 5.0


@dataclass(frozen=True, slots=True)
class Residual:
    """By how much one IMU is late against one plate.

    Parameters
    ----------
    imu, plate
        Names of the streams.
    residual_s
        Time of an impact in the IMU's stream less that in the plate's.
    uncertainty_s
        One standard deviation of it.
    drops
        How many impacts it rests on.
    """

    imu: str
    plate: str
    residual_s: float
    uncertainty_s: float
    drops: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """What heel drops say about the clocks.

    Parameters
    ----------
    drops_s
        When the heels met the floor, s, on the plates' clock.
    residuals
        One for each IMU with each plate that felt the same impacts.
    """

    drops_s: tuple[float, ...]
    residuals: tuple[Residual, ...]


def heel_drop_alignment(recording: Recording) -> Alignment | None:
    """Compare all IMUs on feet and shanks with all plates; None without a sharp impact in both."""
    drops_s: list[float] = []
    residuals: list[Residual] = []
    for plate in recording.of_kind(Kind.FORCE_PLATE):
        contacts_s = heel_drops(plate)
        for imu in recording.of_kind(Kind.IMU):
            if contacts_s and _may_feel_the_same(imu, plate):
                residual = _residual(imu, plate, contacts_s)
                if residual is not None:
                    residuals.append(residual)
                    drops_s = drops_s or contacts_s
    return Alignment(tuple(drops_s), tuple(residuals)) if residuals else None


def with_alignment(recording: Recording) -> Recording:
    """The recording with what heel drops say of its clocks, as calibration and findings.

    An IMU that is off by more than 10 ms, by five times the uncertainty and in two drops or more,
    is moved to the plate's time: nothing that the clock fit leaves over is so large, and two
    impacts cannot both be something else. Less is reported and left, for it may as well be the
    delay of the sensor's own filter, and a single impact may be a stamp of the other foot.
    """
    alignment = heel_drop_alignment(recording)
    if alignment is None:
        return recording
    streams = {stream.name: stream for stream in recording.streams}
    findings: list[Finding] = []
    for residual in alignment.residuals:
        known = streams[residual.imu]
        if RESIDUAL_KEY in known.calibration:
            findings.append(_finding(residual, alignment.drops_s[0], moved=False))
            continue
        moved = (
            abs(residual.residual_s) > max(TOLERATED_S, _CERTAIN * residual.uncertainty_s)
            and residual.drops >= 2
        )
        findings.append(_finding(residual, alignment.drops_s[0], moved=moved))
        noted = {**known.calibration, RESIDUAL_KEY: residual.residual_s}
        streams[residual.imu] = replace(
            _shifted(known, -residual.residual_s) if moved else known, calibration=noted
        )
        plate = streams[residual.plate]
        streams[residual.plate] = replace(
            plate, calibration={RESIDUAL_KEY: 0.0, **plate.calibration}
        )
    return replace(
        recording, streams=tuple(streams.values()), findings=(*recording.findings, *findings)
    )


def heel_drops(plate: Stream) -> list[float]:
    """Times at which the heels of a person who stood on that plate dropped on it, s.

    The force jumps by half of what it is in standing within 15 ms, from a foot that had been
    lightened but never left the plate, and there is standing before and after: neither a landing
    nor a step is like that.
    """
    time, force = _finite(plate.time, plate["fz"])
    loaded = force[force > CONTACT_N]
    if loaded.size < plate.rate_hz:
        return []
    weight_n = float(np.median(loaded))
    width = max(1, round(_RISE_S * plate.rate_hz))
    if weight_n < _LEAST_WEIGHT_N or force.size <= width:
        return []
    rise = force[width:] - force[:-width]
    contacts: list[float] = []
    for start in _peaks(rise, _RISE_OF_WEIGHT * weight_n, round(_APART_S * plate.rate_hz)):
        part = force[start : start + width + 1]
        half = float(part[0] + part[-1]) / 2
        contact_s = float(time[start + int(np.argmax(part >= half))])
        if _dropped(time, force, contact_s, weight_n):
            contacts.append(contact_s)
    return contacts


def _peaks(values: Signal, least: float, apart: int) -> Iterator[int]:
    """Largest value of each spell above the least; spells nearer than `apart` are one."""
    above = np.flatnonzero(values >= least)
    for spell in np.split(above, np.flatnonzero(np.diff(above) > apart) + 1):
        if spell.size:
            yield int(spell[np.argmax(values[spell])])


def _dropped(time: Signal, force: Signal, contact_s: float, weight_n: float) -> bool:
    for span in (_BEFORE_S, _AFTER_S):
        part = force[(time >= contact_s + span[0]) & (time <= contact_s + span[1])]
        if not part.size or abs(part.mean() / weight_n - 1) > _STANDING:
            return False
    before = force[(time >= contact_s + _LIGHTENED_S[0]) & (time <= contact_s + _LIGHTENED_S[1])]
    return bool(before.size and CONTACT_N < before.min() < weight_n)


def _may_feel_the_same(imu: Stream, plate: Stream) -> bool:
    side, _, site = imu.placement.partition("_")
    return site in _SITES and plate.placement in ("plate", f"{side}_plate")


def _residual(imu: Stream, plate: Stream, contacts_s: list[float]) -> Residual | None:
    time, acceleration = _finite(imu.time, np.column_stack([imu[f"acc_{axis}"] for axis in "xyz"]))
    felt = [(at, _jump(time, acceleration, at)) for at in contacts_s]
    pairs = [(at, jump_s) for at, jump_s in felt if jump_s is not None]
    if not pairs:
        return None
    coarse_s = float(np.median([jump_s - at for at, jump_s in pairs]))
    margin_s = max(0.010, 1.5 / imu.rate_hz)
    contacts = [at for at, jump_s in pairs if abs(jump_s - at - coarse_s) <= margin_s]
    inside = np.zeros(time.size, dtype=np.bool_)
    for at in contacts:
        inside |= np.abs(time - at - coarse_s) <= _FITTED_S
    fitted = _fit(time[inside], acceleration[inside], plate, coarse_s, margin_s, 1.0 / imu.rate_hz)
    return None if fitted is None else Residual(imu.name, plate.name, *fitted, len(contacts))


def _jump(time: Signal, acceleration: Signal, contact_s: float) -> float | None:
    """When the acceleration changes most at once near an impact; None if it is not sharp."""
    near = np.flatnonzero(np.abs(time - contact_s) <= _SEARCHED_S)
    if near.size < 4:
        return None
    period_s = float(np.median(np.diff(time[near])))
    width = max(1, int(_SHARP_WITHIN_S / period_s))
    change = np.linalg.norm(acceleration[near][width:] - acceleration[near][:-width], axis=1)
    at = int(np.argmax(change))
    if not change.size or change[at] < _SHARP_M_S2 or change[at] < 4 * np.median(change):
        return None
    return float(time[near[at]] + time[near[at + width]]) / 2


def _fit(
    time: Signal,
    acceleration: Signal,
    plate: Stream,
    coarse_s: float,
    margin_s: float,
    period_s: float,
) -> tuple[float, float] | None:
    """Shift of the IMU against the plate and its uncertainty; None if they do not match."""
    plate_time, force = _finite(plate.time, plate["fz"])
    courses = [force, *(_slowed(force, plate.rate_hz, by_s) for by_s in _SLOWED_S)]
    freedom = time.size - len(courses) - 2
    if freedom < _SPARE_SAMPLES:
        return None
    centred = acceleration - acceleration.mean(axis=0)
    # The mounting is unknown: the direction of the greatest change is the impact's.
    felt = centred @ np.linalg.svd(centred, full_matrices=False)[2][0]
    shifts = np.arange(coarse_s - margin_s, coarse_s + margin_s + _STEP_S / 2, _STEP_S)
    misfit = np.array([_misfit(felt, time - by_s, plate_time, courses) for by_s in shifts])
    best = int(np.argmin(misfit))
    if not 0 < best < shifts.size - 1 or misfit[best] > _WORST_FIT * (felt @ felt):
        return None
    left, least, right = misfit[best - 1 : best + 2]
    bend = left - 2 * least + right
    shift_s = float(shifts[best] + _STEP_S * (left - right) / (2 * bend))
    variance = 2 * least / freedom / (bend / _STEP_S**2)
    floor_s = _FLOOR_S + _FLOOR_OF_PERIOD * period_s
    return shift_s, float(np.hypot(np.sqrt(variance), floor_s))


def _misfit(felt: Signal, at: Signal, plate_time: Signal, courses: list[Signal]) -> float:
    """Sum of squares that force and slowed force at those times leave unexplained."""
    columns = [np.ones_like(at), *(np.interp(at, plate_time, course) for course in courses)]
    matrix = np.column_stack(columns)
    left = felt - matrix @ np.linalg.lstsq(matrix, felt, rcond=None)[0]
    return float(left @ left)


def _slowed(force: Signal, rate_hz: float, by_s: float) -> Signal:
    keep = float(np.exp(-1.0 / (rate_hz * by_s)))
    return np.asarray(force[0] + scipy.signal.lfilter([1 - keep], [1, -keep], force - force[0]))


def _finite(time: Signal, values: NDArray[np.float64]) -> tuple[Signal, Signal]:
    rows = np.isfinite(values) if values.ndim == 1 else np.isfinite(values).all(axis=1)
    return time[rows], values[rows]


def _shifted(stream: Stream, by_s: float) -> Stream:
    gaps = tuple(
        replace(gap, start_s=gap.start_s + by_s, end_s=gap.end_s + by_s) for gap in stream.gaps
    )
    return replace(stream, time=stream.time + by_s, gaps=gaps)


def _finding(residual: Residual, drop_s: float, *, moved: bool) -> Finding:
    off_ms, doubt_ms = abs(residual.residual_s) * 1e3, residual.uncertainty_s * 1e3
    large = abs(residual.residual_s) > TOLERATED_S
    order = "later" if residual.residual_s > 0 else "earlier"
    pair = f"{residual.imu} and {residual.plate}"
    said = (
        f"{residual.imu} is {off_ms:.1f} ms {order} than {residual.plate} (± {doubt_ms:.1f} ms)"
        if large
        else f"{pair} agree within {max(off_ms, doubt_ms):.1f} ms"
    )
    times = "" if residual.drops == 1 else f" and {residual.drops - 1} more"
    return Finding(
        Code.CLOCK,
        Severity.WARNING if large else Severity.INFO,
        f"heel drop at {drop_s:.1f} s{times}: {said}",
        residual.imu,
        drop_s,
        drop_s,
        f"{residual.imu} moved to the plate's time" if moved else None,
    )
