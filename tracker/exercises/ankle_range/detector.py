"""Ankle range without weight: pointing the foot and having it pulled up, the shank lying still.

The angle is the foot's turn about the ankle less the shank's, both by gravity from quiet standing,
where that was seen. An IMU each on foot and shank is needed; what a foot's alone tells must be said
to be this exercise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import scipy

from tracker.exercises.base import Context, Samples
from tracker.exercises.legs import GRID_HZ, HOP, SIDES, FollowedLeg, Leg, bridged, lean_of
from tracker.exercises.segment import RATE, RISE, UP, SeenSegment
from tracker.exercises.sided import SidedDetector
from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Quality, Side
from tracker.signals.filters import derivative, integral, smoothed
from tracker.signals.orientation import hinge_axis, turn_about

EXERCISE = "ankle_range"
_LYING_DEG = (50.0, 130.0)
_STILL_RAD_S, _PAUSE_HOPS = 0.35, 5
_SHORTEST_S = 3.0
_CUTOFF_HZ, _DRIFT_HZ = 6.0, 0.25
_SMALLEST_DEG, _BEGINS, _DIP = 5.0, 0.05, 0.4
_REST_DEG_S, _HELD = 4.0, 40
_ALIKE = 0.15
_NO_ZERO = "where zero is was not seen: stand still for 2 s with the sensors on, then sit down"
_NO_SIGN = "which way the foot turned was not seen: stand still for 2 s first"


@dataclass(frozen=True, slots=True)
class _By:
    """What tells the angle, and how well: deg, one standard deviation of a range and a peak."""

    method: str
    range_error_deg: float
    peak_error_deg: float


_FOOT_SHANK, _FOOT = _By("foot_shank_imu", 1.0, 1.5), _By("foot_imu", 2.5, 4.0)


class AnkleRangeDetector(SidedDetector["_Ankle"]):
    """Plantar flexions and dorsiflexions of each leg whose foot wears a sensor; see `Detector`.

    What is found is told when the leg is moved on: the hinge is known best from all of it.

    Parameters
    ----------
    streams, context
        See `Detector`.
    stated
        Whether it was said that this was done: then the shank need not be seen to lie.
    """

    exercise: ClassVar[str] = EXERCISE

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, *, stated: bool = False
    ) -> None:
        asked = context.variant.side
        legs = [Leg(streams, side, ("foot", "shank")) for side in SIDES]
        super().__init__(
            [
                _Ankle(leg, stated=stated)
                for leg in legs
                if leg.has("foot")
                and (leg.has("shank") or stated)
                and asked in {leg.side, "both", "unknown", None}
            ]
        )

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return _summed_up(group)

    def findings(self) -> tuple[Finding, ...]:
        """Zeros that were not seen."""
        return tuple(one for ankle in self._legs for one in ankle.findings)


@dataclass(frozen=True, slots=True)
class _Turned:
    """An ankle's angle: (n,) deg, plantar flexion positive; what of it is sure; how it was made."""

    angle: Samples
    zeroed: bool
    signed: bool
    by: _By


class _Ankle(FollowedLeg):
    """Repetitions of one ankle."""

    def __init__(self, leg: Leg, *, stated: bool) -> None:
        super().__init__(leg, _PAUSE_HOPS)
        self.findings: list[Finding] = []
        self._stated = stated
        self._drawn: list[tuple[int, Samples]] = []

    def curves(self) -> list[Curve]:
        """The angle where it was measured."""
        if not self._drawn:
            return []
        angle = np.full(self.leg.size, np.nan)
        for first, drawn in self._drawn:
            angle[first : first + drawn.size] = drawn
        time = self.leg.start_s + np.arange(angle.size) / GRID_HZ
        side = self.leg.side
        label = f"Plantar flexion, {side}"
        return [Curve(f"ankle_{side}", label, "deg", time, angle, self.leg.stream("foot"))]

    def _holds(self, hop: int, first: int) -> bool:
        del first
        if not self.leg.has("shank"):
            return True
        shank = self.leg.seen("shank", hop * HOP, (hop + 1) * HOP)
        turning = float(np.median(np.linalg.norm(shank.part[:, RATE], axis=1)))
        # A comparison with NaN is false.
        if not turning < _STILL_RAD_S:
            return False
        if self._stated and not self._has_lain():
            return True
        lean = float(np.median(lean_of(shank)))
        return self.leg.rested("shank") and _LYING_DEG[0] < lean < _LYING_DEG[1]

    def _has_lain(self) -> bool:
        """Whether the shank lay at any time after it had stood: then only that is meant."""
        if not self.leg.rested("shank"):
            return False
        lean = lean_of(self.leg.seen("shank", 0, self.leg.hops * HOP))
        return bool(np.nanmax(lean, initial=0.0) > _LYING_DEG[0])

    def _measured_in(self, first: int, last: int) -> list[Effort]:
        if last - first < _SHORTEST_S * GRID_HZ:
            return []
        turned = self._turned(first, last)
        if turned is None:
            return []
        reps = _repetitions(turned.angle, _resting_at(turned.angle))
        if not reps:
            return []
        self._drawn.append((first, turned.angle))
        if not turned.zeroed or not turned.signed:
            self.findings.append(
                _unsure(self.leg.stream("foot"), self.leg.time(first), self.leg.time(last))
            )
        return [self._effort(turned, first, rep) for rep in reps]

    def _turned(self, first: int, last: int) -> _Turned | None:
        foot = self.leg.seen("foot", first, last)
        known = np.isfinite(foot.part[:, 0])
        axis = (
            hinge_axis(foot.part[known][:, RATE], foot.part[known][:, UP]) if known.any() else None
        )
        if axis is None:
            return None
        shank = self.leg.seen("shank", first, last) if self.leg.has("shank") else None
        lying = None if shank is None else -lean_of(shank)
        stood = (
            lying is not None
            and self.leg.rested("foot")
            and self.leg.rested("shank")
            and float(np.nanmedian(lying)) < -_LYING_DEG[0]
        )
        if not stood:
            return self._unzeroed(foot, axis)
        turn = np.degrees(turn_about(axis, foot.part[:, UP], foot.reference))
        if np.nanmedian(turn) > 0:
            # From standing to lying the toes turned up.
            turn = -turn
        angle = bridged(turn - lying, _CUTOFF_HZ)
        return None if angle is None else _Turned(angle, zeroed=True, signed=True, by=_FOOT_SHANK)

    def _unzeroed(self, foot: SeenSegment, axis: Samples) -> _Turned | None:
        """The foot's turn alone, from where it began."""
        known = np.flatnonzero(np.isfinite(foot.part[:, 0]))
        turn = np.degrees(turn_about(axis, foot.part[:, UP], foot.part[known[0], UP]))
        angle = bridged(turn, _CUTOFF_HZ)
        if angle is None:
            return None
        rising = _rises_with(foot.part[:, RISE], foot.part[:, RATE] @ axis)
        # A foot that is pointed, sitting, brings the instep down.
        sign = -1.0 if rising > 0 else 1.0
        by = _FOOT_SHANK if self.leg.has("shank") else _FOOT
        return _Turned(sign * angle, zeroed=False, signed=abs(rising) > _ALIKE, by=by)

    def _effort(self, turned: _Turned, first: int, rep: "_Rep") -> Effort:
        by, angle = turned.by, turned.angle
        part = slice(rep.start, rep.end + 1)
        own = _before(angle, rep.start)
        peak = float(angle[rep.top])
        quality = Quality.GOOD if by is _FOOT_SHANK else Quality.FAIR
        metrics = {
            "range_of_motion": Metric.of(
                "range_of_motion",
                abs(peak - own),
                by.method,
                quality=quality,
                uncertainty=by.range_error_deg,
            )
        }
        pointed = rep.direction > 0
        name = "peak_plantar_flexion" if pointed else "peak_dorsiflexion"
        withheld: dict[str, str] = {}
        if not turned.zeroed:
            withheld[name] = _NO_ZERO
        else:
            metrics[name] = Metric.of(
                name,
                rep.direction * peak,
                by.method,
                quality=quality,
                uncertainty=by.peak_error_deg,
            )
        if not turned.signed:
            metrics = {one: _doubted(metric) for one, metric in metrics.items()}
            withheld[name] = _NO_SIGN
        speed = float((rep.direction * derivative(angle, GRID_HZ)[part]).max())
        name = "peak_plantar_flexion_velocity" if pointed else "peak_dorsiflexion_velocity"
        metrics[name] = Metric.of(name, speed, by.method, quality=quality, uncertainty=0.05 * speed)
        side: Side = self.leg.side
        return Effort(
            exercise=EXERCISE,
            side=side,
            start_s=self.leg.time(first + rep.start),
            top_s=self.leg.time(first + rep.top),
            end_s=self.leg.time(first + rep.end),
            phases={
                "plantar flexion" if pointed else "dorsiflexion": (
                    self.leg.time(first + rep.start),
                    self.leg.time(first + rep.top),
                )
            },
            metrics=metrics,
            withheld=withheld,
        )


@dataclass(frozen=True, slots=True)
class _Rep:
    """One way out and back, in samples; direction 1 is plantar flexion, -1 dorsiflexion."""

    start: int
    top: int
    end: int
    direction: float


def _resting_at(angle: Samples) -> float:
    """Where the foot hangs when nobody moves it: the first rest."""
    slow = np.abs(derivative(angle, GRID_HZ)) < _REST_DEG_S
    moving = np.flatnonzero(~slow)
    begin = int(moving[0]) if moving.size else angle.size
    return float(np.median(angle[: max(begin, 5)]))


def _repetitions(angle: Samples, rest: float) -> list[_Rep]:
    """Excursions from where the foot rests, in either direction, in their order."""
    reps = []
    for direction in (1.0, -1.0):
        away = np.maximum(direction * (angle - rest), 0.0)
        tops, found = scipy.signal.find_peaks(
            np.concatenate(([0.0], away, [0.0])), height=_SMALLEST_DEG, prominence=_SMALLEST_DEG
        )
        # A top with a shallow dip in it is one.
        tops = tops[found["prominences"] > _DIP * found["peak_heights"]] - 1
        edges = [0, *tops.tolist(), away.size - 1]
        for before, top, after in zip(edges, edges[1:], edges[2:], strict=False):
            start = top - _way_down(away[before : top + 1][::-1])
            end = top + _way_down(away[top : after + 1])
            if start < top < end:
                reps.append(_Rep(start, top, end, direction))
    return sorted(reps, key=lambda one: one.start)


def _way_down(away: Samples) -> int:
    """Samples from a top until what it rose from is nearly reached."""
    low = int(np.argmin(away))
    below = away[: low + 1] <= away[low] + _BEGINS * (away[0] - away[low])
    return int(np.argmax(below))


def _before(angle: Samples, start: int) -> float:
    """The angle that was held before a movement, or turned back from."""
    part = angle[max(0, start - _HELD) : start + 1]
    held = np.abs(derivative(part, GRID_HZ)) < _REST_DEG_S if part.size > 2 else np.zeros(0)
    return float(np.median(part[held])) if held.any() else float(angle[start])


def _rises_with(vertical: Samples, rate: Samples) -> float:
    """Correlation of upward velocity with angular velocity, over all of it."""
    good = np.isfinite(vertical) & np.isfinite(rate)
    velocity = integral(np.where(good, vertical, 0.0), GRID_HZ)
    velocity = (velocity - smoothed(velocity, GRID_HZ, _DRIFT_HZ))[good]
    turning = rate[good] - rate[good].mean()
    scale = float(np.sqrt((velocity @ velocity) * (turning @ turning)))
    return float(velocity @ turning) / scale if scale > 0 else 0.0


def _doubted(metric: Metric) -> Metric:
    return Metric(metric.value, metric.unit, metric.method, Quality.POOR, metric.uncertainty)


def _summed_up(group: Sequence[Effort]) -> EffortSet:
    metrics: dict[str, Metric] = {}
    withheld: dict[str, str] = {}
    method = next(iter(group[0].metrics.values())).method
    metrics["reps"] = Metric.of("reps", len(group), method)
    best = {}
    for name, label in (
        ("peak_plantar_flexion", "plantar_flexion"),
        ("peak_dorsiflexion", "dorsiflexion"),
    ):
        known = [one.metrics[name] for one in group if name in one.metrics]
        if not known:
            continue
        best[label] = max(known, key=lambda one: one.value)
        if len(known) >= 3:
            spread = float(np.std([one.value for one in known], ddof=1))
            metrics[f"{label}_repeatability"] = Metric.of(
                f"{label}_repeatability", spread, method, quality=known[0].quality
            )
        else:
            withheld[f"{label}_repeatability"] = "needs three repetitions"
    if len(best) == 2:
        total = sum(one.value for one in best.values())
        errors = [one.uncertainty or 0.0 for one in best.values()]
        metrics["total_range"] = Metric.of(
            "total_range", total, method, uncertainty=sum(one**2 for one in errors) ** 0.5
        )
    return EffortSet(
        exercise=EXERCISE,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )


def _unsure(stream: str, start_s: float, end_s: float) -> Finding:
    message = (
        "no quiet standing before the foot was moved, so that peaks have no zero: stand still "
    )
    message += "for 2 s with the sensors on, then sit down"
    return Finding(Code.NO_QUIET, Severity.WARNING, message, stream, start_s, end_s)
