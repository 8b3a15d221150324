"""Whether the sensors are where they are said to be, seen when a heel is asked for.

The person stands still for two seconds, lifts one heel twice, then the other, and stands again.
How far each sensor turned in each lift, how it came to rest after it, and how the plates were
loaded tell the rest. A check that is wrong costs more than one that misses: every verdict needs
evidence in each of the lifts, and what may have another cause is said with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from tracker.findings import Code, Finding, Severity
from tracker.gravity import GRAVITY
from tracker.recording import Kind, RecordedSide, Recording, Stream
from tracker.signals.filters import Signal, lowpass
from tracker.signals.orientation import AttitudeFilter
from tracker.signals.rest import RestCalibration, rest_calibration

_FOOT_SITES = ("foot", "heel")
_LIFTED_DEG, _RESTING_DEG, _RESTING_SHARE = 8.0, 4.0, 0.25
_TABLE_RAD_S, _TABLE_DEG = 0.001, 1.0
_SHANK_LEAD = 3.0
_CARRIED_M_S2 = 0.1
_SLID_DEG = {"foot": 8.0, "heel": 8.0, "shank": 12.0}
_RING_HZ = (8.0, 40.0)
_RING_AFTER_S = (0.15, 0.45)
_RING_RAD_S, _RING_OF_PEAK = 0.25, 0.08
_PRESENT = 0.5
_LOAD_SHIFT = 0.25
_UPSIDE_DOWN = -0.7


@dataclass(frozen=True, slots=True)
class Asked:
    """When a heel was asked for, s, and which; one entry may hold several lifts."""

    start_s: float
    end_s: float
    side: RecordedSide


@dataclass(frozen=True, slots=True, eq=False)
class _Worn:
    """What one IMU did: its rest, and how far it turned (deg) in each of the lifts asked for."""

    stream: Stream
    rest: RestCalibration
    time: Signal
    rate: Signal
    acceleration: Signal
    tilt_deg: Signal
    turned_deg: tuple[float, ...]

    @property
    def side(self) -> str:
        return self.stream.placement.partition("_")[0]

    @property
    def site(self) -> str:
        return self.stream.placement.partition("_")[2] or self.stream.placement

    @property
    def label(self) -> str:
        return f"{self.stream.placement.replace('_', ' ')} sensor"


def check_placement(recording: Recording, *, asked: Sequence[Asked]) -> tuple[Finding, ...]:
    """Judge where the sensors are by the lifts that were asked for.

    Parameters
    ----------
    recording
        IMUs by placement, and plates if there are any; still for 2 s at some time.
    asked
        The lifts, in any order.

    Returns
    -------
    What is wrong, and what looks wrong but is fine; empty if all is as it was said to be.
    """
    findings: list[Finding] = []
    worn: list[_Worn] = []
    for imu in recording.of_kind(Kind.IMU):
        if _silent(imu, asked):
            findings.append(_silence(imu))
            continue
        one = _observed(imu, asked)
        findings += one.rest.findings
        if one.rest.still:
            worn.append(one)
    crossed = _crossed(worn, asked)
    named = {one.stream for one in crossed}
    findings += crossed
    for one in worn:
        if one.stream.name not in named:
            findings += _still_ones(one, worn, asked)
    findings += _swapped_segments(worn, asked)
    for one in worn:
        findings += _strap(one, asked)
        findings += _upside_down(one)
    findings += _plates(recording, asked)
    return tuple(findings)


def _silent(imu: Stream, asked: Sequence[Asked]) -> bool:
    finite = np.isfinite(imu.values).all(axis=1)
    for lift in asked:
        there = finite & (imu.time >= lift.start_s) & (imu.time <= lift.end_s)
        if there.sum() < _PRESENT * (lift.end_s - lift.start_s) * imu.rate_hz:
            return True
    return not finite.any()


def _silence(imu: Stream) -> Finding:
    message = (
        f"the {imu.placement.replace('_', ' ')} sensor was silent while a heel was asked for: "
        "check that it is on, charged and near"
    )
    return Finding(Code.LINK, Severity.ERROR, message, imu.name)


def _observed(imu: Stream, asked: Sequence[Asked]) -> _Worn:
    good = np.isfinite(imu.values).all(axis=1)
    time = imu.time[good]
    acceleration = np.column_stack([imu[f"acc_{axis}"] for axis in "xyz"])[good]
    rate = np.column_stack([imu[f"gyr_{axis}"] for axis in "xyz"])[good]
    rest = rest_calibration(imu)
    if not rest.still:
        return _Worn(imu, rest, time, rate, acceleration, np.zeros(time.size), ())
    attitude = AttitudeFilter(imu.rate_hz, rest_bias=False)
    attitude.start_with_bias(rest.bias_rad_s)
    up = attitude.update(time, acceleration, rate).up
    tilt_deg = np.degrees(np.arccos(np.clip(up @ rest.up, -1.0, 1.0)))
    turned = tuple(_turned(time, up, lift) for lift in asked)
    return _Worn(imu, rest, time, rate - rest.bias_rad_s, acceleration, tilt_deg, turned)


def _turned(time: Signal, up: Signal, lift: Asked) -> float:
    """Largest inclination against where the lift began, deg."""
    inside = (time >= lift.start_s) & (time <= lift.end_s)
    before = inside & (time <= lift.start_s + 0.1)
    if not before.any():
        return 0.0
    begin = up[before].mean(axis=0)
    return float(
        np.degrees(np.arccos(np.clip(up[inside] @ begin / np.linalg.norm(begin), -1, 1))).max()
    )


def _lifts_of(one: _Worn, asked: Sequence[Asked], side: str) -> list[float]:
    return [by for by, lift in zip(one.turned_deg, asked, strict=True) if lift.side == side]


def _moved(turned: Sequence[float]) -> bool:
    return bool(turned) and min(turned) >= _LIFTED_DEG


def _rested(turned: Sequence[float], against: Sequence[float]) -> bool:
    most = max(_RESTING_DEG, _RESTING_SHARE * min(against, default=0.0))
    return bool(turned) and max(turned) <= most


def _crossed(worn: Sequence[_Worn], asked: Sequence[Asked]) -> list[Finding]:
    """Feet that moved when the other heel was asked for, and rested when theirs was."""
    findings: list[Finding] = []
    for one in worn:
        if one.site not in (*_FOOT_SITES, "shank") or one.side not in ("left", "right"):
            continue
        other = "right" if one.side == "left" else "left"
        own, others = _lifts_of(one, asked, one.side), _lifts_of(one, asked, other)
        if _moved(others) and _rested(own, others):
            site = one.site
            message = (
                f"the {one.label} is on the {other} {site}: it moved when the {other} heel was "
                f"asked for; put it on the {one.side} {site}, or lift the heel that is asked for"
            )
            findings.append(_wrong(one, message, Severity.ERROR))
    return findings


def _still_ones(one: _Worn, worn: Sequence[_Worn], asked: Sequence[Asked]) -> Iterator[Finding]:
    """A sensor that no body carries, and a foot that stayed down when its heel was asked for."""
    if _on_the_table(one):
        message = f"the {one.label} does not move at all: it seems to be worn by nobody"
        yield _wrong(one, message, Severity.ERROR)
        return
    own = _lifts_of(one, asked, one.side)
    if one.site not in _FOOT_SITES or not own or max(own) > _RESTING_DEG:
        return
    leg = [other for other in worn if other.side == one.side and other is not one]
    if any(_moved(_lifts_of(other, asked, one.side)) for other in leg):
        return
    message = (
        f"the {one.label} did not move when the {one.side} heel was asked for: "
        "lift it again, or see whether the sensor is on that foot"
    )
    yield _wrong(one, message, Severity.WARNING)


def _on_the_table(one: _Worn) -> bool:
    """Whether not even the sway of standing is in the signal."""
    if max(one.turned_deg, default=0.0) > _TABLE_DEG or one.site in _FOOT_SITES:
        return False
    slow = lowpass(one.rate, one.stream.rate_hz, 3.0)
    return bool(np.sqrt(np.mean(np.sum(slow**2, axis=1))) < _TABLE_RAD_S)


def _swapped_segments(worn: Sequence[_Worn], asked: Sequence[Asked]) -> Iterator[Finding]:
    """Foot and shank exchanged: a foot turns more than its shank, whatever the knee does.

    Unless the heel stays down while the knee bends: then the foot is still to the last, which a
    sensor on a shank, carried up with its ankle, is not.
    """
    for shank in (one for one in worn if one.site == "shank"):
        for foot in (one for one in worn if one.site == "foot" and one.side == shank.side):
            own = _lifts_of(shank, asked, shank.side)
            feet = _lifts_of(foot, asked, shank.side)
            led = all(by > _SHANK_LEAD * beside for by, beside in zip(own, feet, strict=True))
            if _moved(own) and led and _carried(foot, asked):
                message = (
                    f"the {foot.side} foot and shank sensors are exchanged: the one said to be on "
                    "the shank turned as a foot does, the other hardly; exchange them"
                )
                yield _wrong(foot, message, Severity.ERROR)


def _carried(one: _Worn, asked: Sequence[Asked]) -> bool:
    slow = lowpass(one.acceleration, one.stream.rate_hz, 5.0)
    for lift in asked:
        if lift.side == one.side:
            inside = (one.time >= lift.start_s) & (one.time <= lift.end_s)
            size = np.linalg.norm(slow[inside], axis=1)
            if float(np.ptp(size)) < 2 * _CARRIED_M_S2:
                return False
    return True


def _strap(one: _Worn, asked: Sequence[Asked]) -> Iterator[Finding]:
    """A sensor that slid on its segment, or rings on after the heel is down again."""
    if one.site not in _SLID_DEG or one.side not in ("left", "right"):
        return
    first_s = min((lift.start_s for lift in asked), default=np.inf)
    last_s = max((lift.end_s for lift in asked), default=-np.inf)
    before = _rest_between(one, -np.inf, first_s)
    after = _rest_between(one, last_s, np.inf)
    if before is not None and after is not None:
        slid_deg = float(np.degrees(np.arccos(np.clip(before @ after, -1.0, 1.0))))
        if slid_deg > _SLID_DEG[one.site]:
            message = (
                f"the strap of the {one.label} may be loose: at rest it is tilted by "
                f"{slid_deg:.0f}° against before, unless the {one.site} now stands otherwise; "
                "tighten it and stand as before"
            )
            yield _wrong(one, message, Severity.WARNING)
            return
    ringing = [
        _rings(one, lift) for lift in asked if lift.side == one.side and one.site in _FOOT_SITES
    ]
    if len(ringing) >= 2 and all(ringing):
        message = (
            f"the strap of the {one.label} is probably loose: the sensor goes on shaking after "
            "the heel is down; tighten it"
        )
        yield _wrong(one, message, Severity.WARNING)


def _rest_between(one: _Worn, start_s: float, end_s: float) -> Signal | None:
    """Mean upward direction, unit (3,), of the second next to the lifts, if it was still."""
    inside = (one.time > start_s) & (one.time < end_s)
    inside &= (one.time > end_s - 1.3) if np.isfinite(end_s) else (one.time < start_s + 1.7)
    if np.isfinite(start_s):
        inside &= one.time > start_s + 0.5
    if inside.sum() < 0.8 * one.stream.rate_hz or one.rate[inside].std(axis=0).max() > 0.05:
        return None
    mean = one.acceleration[inside].mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


def _rings(one: _Worn, lift: Asked) -> bool:
    """Whether a foot that is down again still turns to and fro."""
    rate_hz = one.stream.rate_hz
    # A foot still pitched is in motion, and a sensor of a low rate shows no ringing.
    if rate_hz < 2.5 * _RING_HZ[0]:
        return False
    inside = (one.time >= lift.start_s) & (one.time <= lift.end_s + 0.5)
    time, tilt = one.time[inside], one.tilt_deg[inside]
    raised = np.flatnonzero(tilt > _LIFTED_DEG / 2)
    if not raised.size:
        return False
    down_s = float(time[raised[-1]])
    top_hz = min(_RING_HZ[1], 0.45 * rate_hz)
    band = scipy.signal.butter(2, (_RING_HZ[0], top_hz), btype="bandpass", fs=rate_hz, output="sos")
    fast = np.linalg.norm(scipy.signal.sosfiltfilt(band, one.rate, axis=0), axis=1)
    after = (one.time >= down_s + _RING_AFTER_S[0]) & (one.time <= down_s + _RING_AFTER_S[1])
    if after.sum() < 4:
        return False
    level = float(np.sqrt(np.mean(fast[after] ** 2)))
    peak = float(np.linalg.norm(one.rate[inside], axis=1).max())
    return level > max(_RING_RAD_S, _RING_OF_PEAK * peak)


def _upside_down(one: _Worn) -> Iterator[Finding]:
    if one.rest.up[2] < _UPSIDE_DOWN:
        message = f"the {one.label} is upside down: that is fine"
        yield Finding(Code.INVERTED, Severity.INFO, message, one.stream.name)


def _plates(recording: Recording, asked: Sequence[Asked]) -> Iterator[Finding]:
    """Two plates exchanged: the one said to be under the lifted heel took load in every lift."""
    left, right = recording.at("left_plate"), recording.at("right_plate")
    if left is None or right is None or not (left.time.size and right.time.size):
        return
    shifts = {"left": list[float](), "right": list[float]()}
    for lift in asked:
        before = _left_share(left, right, lift.start_s - 0.5, lift.start_s)
        if before is None or lift.side == "both":
            continue
        during = [
            _left_share(left, right, start_s, start_s + 0.1)
            for start_s in np.arange(lift.start_s, lift.end_s - 0.1, 0.05)
        ]
        changes = [one - before for one in during if one is not None]
        if changes:
            shifts[lift.side].append(max(changes, key=abs))
    # On two feet the weight leaves the lifted heel; one side alone may be a way of balancing.
    exchanged = all(
        one and all(sign * by > _LOAD_SHIFT for by in one)
        for sign, one in ((1, shifts["left"]), (-1, shifts["right"]))
    )
    if exchanged:
        message = (
            "the left and right plates seem exchanged: the weight went to the plate of the heel "
            "that was lifted; exchange their names, unless the person stood on the leg asked for"
        )
        yield Finding(Code.WRONG_SEGMENT, Severity.WARNING, message, left.name)


def _left_share(left: Stream, right: Stream, start_s: float, end_s: float) -> float | None:
    """Part of the whole force that is on the left plate."""
    loads = []
    for plate in (left, right):
        inside = (plate.time >= start_s) & (plate.time <= end_s) & np.isfinite(plate["fz"])
        if not inside.any():
            return None
        loads.append(max(0.0, float(plate["fz"][inside].mean())))
    whole = sum(loads)
    return loads[0] / whole if whole > 10 * GRAVITY else None


def _wrong(one: _Worn, message: str, severity: Severity) -> Finding:
    return Finding(Code.WRONG_SEGMENT, severity, message, one.stream.name)
