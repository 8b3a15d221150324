"""Ankle range without weight: pointing the foot and having it pulled up, the shank lying still.

The angle is the foot's turn about the ankle less the shank's, both by gravity from quiet standing,
where that was seen. It takes an IMU each on foot and shank; a foot's alone counts where the
exercise was stated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from tracker.exercises.ankle_range.angle import LYING_SHANK_DEG, ankle_angle
from tracker.exercises.ankle_range.repetitions import Repetition, angle_before, repetitions
from tracker.exercises.ankle_range.summary import summed_up
from tracker.exercises.base import Context, Samples
from tracker.exercises.legs import GRID_HZ, HOP, SIDES, FollowedLeg, Leg, lean_of
from tracker.exercises.segment import RATE
from tracker.exercises.sided import SidedDetector
from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Quality
from tracker.signals.filters import derivative

EXERCISE = "ankle_range"
# Ranges over which results stay the same: see `tracker.exercises.ankle_range.angle`.
_STILL_SHANK_RAD_S = 0.35
"""A shank that lies turns slower: 0.1-0.35 rad/s give the same. At 0.5 a range errs by 1.4 degrees;
at 1 repetitions are lost."""
_PAUSE_HOPS = 5
"""How long the shank may move inside one stretch, in hops of the grid: 1-20 give the same."""
_SHORTEST_S = 3.0
"""Of a stretch, one repetition and a rest: 1-10 s give the same."""
_SPEED_ERROR_SHARE = 0.05
"""One standard deviation of a velocity, as a share of it."""
_METHOD = "foot_shank_imu"
_RANGE_ERROR_DEG = 1.0
"""One standard deviation, as for an angle's difference by two IMUs."""
_PEAK_ERROR_DEG = 1.5
"""One standard deviation; the zero from quiet standing adds to that of a range."""
NO_DIRECTION = (
    "pointing the foot cannot be told from pulling it up: stand still for 2 s with the sensors on, "
    "then sit down"
)
FOOT_ALONE = "a sensor on the foot alone does not give the angle of the ankle: add one on the shank"
_POINTED = ("range_of_motion", "peak_plantar_flexion", "peak_plantar_flexion_velocity")
_PULLED_UP = ("dorsiflexion_range", "peak_dorsiflexion", "peak_dorsiflexion_velocity")
"""Range, peak and velocity of an effort in each direction."""
_PHASES = {1.0: "plantar flexion", -1.0: "dorsiflexion"}
"""By the direction of a repetition."""


class AnkleRangeDetector(SidedDetector["_Ankle"]):
    """Plantar flexions and dorsiflexions of each leg whose foot wears a sensor; see `Detector`.

    Efforts are given when the person moves on: the hinge is known best from all of them.

    Parameters
    ----------
    streams, context
        See `Detector`.
    stated
        Whether the exercise was stated: then the shank need not be seen to lie.
    """

    exercise: ClassVar[str] = EXERCISE

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, *, stated: bool = False
    ) -> None:
        stated_side = context.variant.side
        legs = [Leg(streams, side, ("foot", "shank")) for side in SIDES]
        super().__init__(
            [
                _Ankle(leg, stated=stated)
                for leg in legs
                if leg.has("foot")
                and (leg.has("shank") or stated)
                and stated_side in {leg.side, "both", "unknown", None}
            ]
        )

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return summed_up(EXERCISE, group)

    def findings(self) -> tuple[Finding, ...]:
        """Zeros that were not seen."""
        return tuple(finding for ankle in self._legs for finding in ankle.findings)


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
        # Without standing first nobody knows which way is up.
        name = "Ankle angle" if self.findings else "Plantar flexion"
        label = f"{name}, {side}"
        return [Curve(f"ankle_{side}", label, "deg", time, angle, self.leg.stream("foot"))]

    def _holds(self, hop: int, first: int) -> bool:
        del first
        if not self.leg.has("shank"):
            return True
        shank = self.leg.seen("shank", hop * HOP, (hop + 1) * HOP)
        turning = float(np.median(np.linalg.norm(shank.part[:, RATE], axis=1)))
        # A comparison with NaN is false.
        if not turning < _STILL_SHANK_RAD_S:
            return False
        if self._stated and not self._has_lain():
            return True
        lean = float(np.median(lean_of(shank)))
        return self.leg.rested("shank") and LYING_SHANK_DEG[0] < lean < LYING_SHANK_DEG[1]

    def _has_lain(self) -> bool:
        """Whether the shank lay at any time after it had stood: then only that is meant."""
        if not self.leg.rested("shank"):
            return False
        lean = lean_of(self.leg.seen("shank", 0, self.leg.hops * HOP))
        return bool(np.nanmax(lean, initial=0.0) > LYING_SHANK_DEG[0])

    def _measured_in(self, first: int, last: int) -> list[Effort]:
        if last - first < _SHORTEST_S * GRID_HZ:
            return []
        ankle = ankle_angle(self.leg, first, last)
        if ankle is None:
            return []
        found = repetitions(ankle.angle)
        if not found:
            return []
        self._drawn.append((first, ankle.angle))
        if not ankle.stood_first:
            self.findings.append(
                _never_stood(self.leg.stream("foot"), self.leg.time(first), self.leg.time(last))
            )
        efforts = [self._counted(first, repetition) for repetition in found]
        if not ankle.stood_first:
            return efforts
        return [
            replace(
                effort,
                phases={_PHASES[repetition.direction]: (effort.start_s, effort.top_s)},
                metrics=_measured(ankle.angle, repetition),
                withheld={},
            )
            for effort, repetition in zip(efforts, found, strict=True)
        ]

    def _counted(self, first: int, repetition: Repetition) -> Effort:
        """A repetition of which nothing is measured yet."""
        start_s, top_s, end_s = (
            self.leg.time(first + sample)
            for sample in (repetition.start, repetition.top, repetition.end)
        )
        reason = NO_DIRECTION if self.leg.has("shank") else FOOT_ALONE
        return Effort(
            exercise=EXERCISE,
            side=self.leg.side,
            start_s=start_s,
            top_s=top_s,
            end_s=end_s,
            withheld=dict.fromkeys((*_POINTED, *_PULLED_UP), reason),
        )


def _measured(angle: Samples, repetition: Repetition) -> dict[str, Metric]:
    """Metrics of a repetition, from the angle with its zero and direction."""
    direction = repetition.direction
    peak = float(angle[repetition.top])
    own = angle_before(angle, repetition.start)
    part = slice(repetition.start, repetition.end + 1)
    speed = float((direction * derivative(angle, GRID_HZ)[part]).max())
    range_id, peak_id, speed_id = _POINTED if direction > 0 else _PULLED_UP
    values = {
        range_id: (abs(peak - own), _RANGE_ERROR_DEG),
        peak_id: (direction * peak, _PEAK_ERROR_DEG),
        speed_id: (speed, _SPEED_ERROR_SHARE * speed),
    }
    return {
        name: Metric.of(name, value, _METHOD, quality=Quality.GOOD, uncertainty=error)
        for name, (value, error) in values.items()
    }


def _never_stood(stream: str, start_s: float, end_s: float) -> Finding:
    message = (
        "no quiet standing with sensors on foot and shank before the foot was moved, so only reps "
        "are counted: stand still for 2 s with the sensors on, then sit down"
    )
    return Finding(Code.NO_QUIET, Severity.WARNING, message, stream, start_s, end_s)
