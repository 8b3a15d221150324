"""Weight-bearing lunges: how far a tibia leans forward over a foot that stays on the floor.

The lean is taken from quiet standing, so that the sensor may be strapped in any way. Published:
an inclinometer or phone on the shank errs by 0.92°, raters differ by an MDC of 4.57°.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.legs import GRID_HZ, HOP, SIDES, FollowedLeg, Leg, bridged, lean_of
from tracker.exercises.segment import UP
from tracker.exercises.sided import SidedDetector
from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Quality

EXERCISE = "weight_bearing_lunge"
_METHOD = "shank_imu"
_LEANS_DEG, _DEEPEST_DEG, _LEAST_DEG = 8.0, 65.0, 12.0
_NEAR_DEG = 2.0
_HELD_S, _HELD_STATED_S = 0.8, 0.2
_CUTOFF_HZ = 3.0
_ERROR_DEG = 1.0
_DEG_PER_M, _DISTANCE_ERROR_M = 355.0, 0.010
"""3.5 to 3.6° of tibia are a centimetre between toe and wall (Bennell 1998; Chisholm 2012)."""
_HEEL_DEG, _NO_LUNGE_DEG = 4.0, 15.0
_SQUAT_DEG = 3.0
_HEEL_UP = "the heel came up by {:.0f}°: what it adds is no dorsiflexion"


class LungeDetector(SidedDetector["_Lunging"]):
    """Lunges of each leg that wears a sensor on the shank; see `Detector`.

    A lunge is a forward lean that is held. Where it was not said that lunges were done, it is
    held for 0.8 s, and both shanks do not lean alike as in a squat.

    Parameters
    ----------
    streams, context
        See `Detector`. With a stated side only that leg's lean is measured.
    stated
        Whether it was said that this was done.
    """

    exercise: ClassVar[str] = EXERCISE

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, *, stated: bool = False
    ) -> None:
        asked = context.variant.side
        legs = [Leg(streams, side, ("shank", "foot")) for side in SIDES]
        super().__init__(
            [
                _Lunging(leg, stated=stated)
                for leg in legs
                if leg.has("shank") and asked in {leg.side, "both", "unknown", None}
            ]
        )
        self._stated = stated

    def efforts(self) -> tuple[Effort, ...]:
        """All lunges so far; without those of both shanks alike, unless lunges were stated."""
        found = super().efforts()
        if self._stated:
            return found
        return tuple(one for one in found if not any(_squat(one, other) for other in found))

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return _summed_up(group)

    def findings(self) -> tuple[Finding, ...]:
        """Heels that came up, and zeros that were not found."""
        efforts = self.efforts()
        told = [leg.told[effort.start_s] for leg in self._legs for effort in efforts
                if effort.side == leg.leg.side and effort.start_s in leg.told]  # fmt: skip
        no_rest = [
            _no_quiet(leg.leg.stream("shank"))
            for leg in self._legs
            if any(effort.side == leg.leg.side for effort in efforts)
            and not leg.leg.rested("shank")
        ]
        return (*told, *no_rest)


class _Lunging(FollowedLeg):
    """Lunges of one leg."""

    def __init__(self, leg: Leg, *, stated: bool) -> None:
        super().__init__(leg, 1)
        self.told: dict[float, Finding] = {}
        self._held_s = _HELD_STATED_S if stated else _HELD_S
        self._stated = stated
        self._ahead = np.zeros(3)

    def curves(self) -> list[Curve]:
        """Lean of the shank in whatever direction."""
        if not self.leg.size:
            return []
        lean = lean_of(self.leg.seen("shank", 0, self.leg.size))
        time = self.leg.start_s + np.arange(lean.size) / GRID_HZ
        side = self.leg.side
        name = f"tibial_angle_{side}"
        return [
            Curve(name, f"Lean of the shank, {side}", "deg", time, lean, self.leg.stream("shank"))
        ]

    def _holds(self, hop: int, first: int) -> bool:
        del first
        if not self.leg.rested("shank") and not self._stated:
            return False
        lean = lean_of(self.leg.seen("shank", hop * HOP, (hop + 1) * HOP))
        # A comparison with NaN is false.
        return bool(np.median(lean) > _LEANS_DEG)

    def _measured_in(self, first: int, last: int) -> list[Effort]:
        found = self._effort(first, last)
        return [] if found is None else [found]

    def _effort(self, first: int, last: int) -> Effort | None:
        first, last = max(0, first - HOP), min(last + HOP, self.leg.size)
        shank = self.leg.seen("shank", first, last)
        lean = bridged(lean_of(shank), _CUTOFF_HZ)
        if lean is None:
            return None
        held = _held(lean)
        peak = float(np.median(lean[held]))
        if not _LEAST_DEG < peak < _DEEPEST_DEG:
            return None
        if held.stop - held.start < self._held_s * GRID_HZ:
            return None
        ahead = _direction(shank.part[held, UP], shank.reference)
        if self._ahead @ ahead < 0:
            # The shank leans back, as after a step with that foot.
            return None
        heel = self._heel_deg(first, last, held)
        if heel is not None and heel > _NO_LUNGE_DEG and not self._stated:
            return None
        self._ahead += ahead
        start_s, end_s = self.leg.time(first), self.leg.time(last)
        metrics, withheld = self._measured(peak, float(np.ptp(lean[held])), heel)
        reasons: tuple[str, ...] = ()
        if heel is not None and heel > _HEEL_DEG:
            reasons = (_HEEL_UP.format(heel),)
            self.told[start_s] = _heel_up(heel, self.leg.stream("foot"), start_s, end_s)
        return Effort(
            exercise=EXERCISE,
            side=self.leg.side,
            start_s=start_s,
            top_s=self.leg.time(first + (held.start + held.stop) / 2),
            end_s=end_s,
            full=not reasons,
            reasons=reasons,
            phases={"hold": (self.leg.time(first + held.start), self.leg.time(first + held.stop))},
            metrics=metrics,
            withheld=withheld,
        )

    def _measured(
        self, peak: float, moved: float, heel: float | None
    ) -> tuple[dict[str, Metric], dict[str, str]]:
        rested = self.leg.rested("shank")
        quality = Quality.GOOD if rested else Quality.POOR
        if heel is not None and heel > _HEEL_DEG:
            quality = Quality.POOR
        error = float(np.hypot(_ERROR_DEG, moved / 4))
        metrics = {
            "tibial_angle": Metric.of(
                "tibial_angle", peak, _METHOD, quality=quality, uncertainty=error
            ),
            "toe_to_wall": Metric.of(
                "toe_to_wall",
                peak / _DEG_PER_M,
                "from_tibial_angle",
                quality=Quality.POOR if quality is Quality.POOR else Quality.FAIR,
                uncertainty=float(np.hypot(error / _DEG_PER_M, _DISTANCE_ERROR_M)),
            ),
        }
        if heel is None:
            return metrics, {"heel_lift": "needs a sensor on the foot"}
        metrics["heel_lift"] = Metric.of("heel_lift", heel, "foot_imu", uncertainty=1.0)
        return metrics, {}

    def _heel_deg(self, first: int, last: int, held: slice) -> float | None:
        """How far the foot turned up from where it stood, while the lunge was held."""
        if not self.leg.has("foot") or not self.leg.rested("foot"):
            return None
        foot = self.leg.seen("foot", first, last)
        lean = lean_of(foot)[held]
        known = lean[np.isfinite(lean)]
        return float(np.median(known)) if known.size else None


def _held(lean: Samples) -> slice:
    """The stretch around the largest lean in which it is near it."""
    top = int(np.argmax(lean))
    near = lean > lean[top] - _NEAR_DEG
    before = np.flatnonzero(~near[:top])
    after = np.flatnonzero(~near[top:])
    first = int(before[-1]) + 1 if before.size else 0
    last = top + int(after[0]) if after.size else lean.size
    return slice(first, last)


def _direction(up: Samples, reference: Samples) -> Samples:
    """(3,) unit vector in the sensor's frame towards which the vertical tipped."""
    mean = up[np.isfinite(up).all(axis=1)].mean(axis=0)
    across = mean - (mean @ reference) * reference
    return np.asarray(across / max(float(np.linalg.norm(across)), 1e-9))


def _squat(one: Effort, other: Effort) -> bool:
    """Whether both shanks leaned as far at the same time."""
    if one.side == other.side or min(one.end_s, other.end_s) <= max(one.start_s, other.start_s):
        return False
    angles = [effort.metrics["tibial_angle"].value for effort in (one, other)]
    return abs(angles[0] - angles[1]) < _SQUAT_DEG


def _summed_up(group: Sequence[Effort]) -> EffortSet:
    down = [effort for effort in group if effort.full] or list(group)
    best = max((one.metrics["tibial_angle"] for one in down), key=lambda one: one.value)
    metrics = {
        "reps": Metric.of("reps", len(group), _METHOD),
        "best_tibial_angle": Metric.of(
            "best_tibial_angle",
            best.value,
            best.method,
            quality=best.quality,
            uncertainty=best.uncertainty,
        ),
    }
    return EffortSet(
        exercise=EXERCISE,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
    )


def _heel_up(heel: float, stream: str, start_s: float, end_s: float) -> Finding:
    message = _HEEL_UP.format(heel) + "; keep the heel down"
    return Finding(Code.TECHNIQUE, Severity.WARNING, message, stream, start_s, end_s)


def _no_quiet(stream: str) -> Finding:
    message = "no quiet standing before the lunge: stand still for 2 s first, its lean is the zero"
    return Finding(Code.NO_QUIET, Severity.WARNING, message, stream)
