"""Standing, and lifting one heel or the other as the check of the sensors' places asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.interpolate import PPoly

from firmware_mocks.athlete import GRAVITY, Athlete, Segment
from firmware_mocks.jet import Array, Jet, constant, follow, transitions
from firmware_mocks.motion import SegmentName, Side, Support, Sway

_UNLOADED = 0.8
_TURN_OF_DEGREE = float(np.pi / 180)


@dataclass(frozen=True, kw_only=True, eq=False)
class HeelLifts:
    """Quiet standing in which a heel is lifted at times, the ball staying on the floor.

    Parameters
    ----------
    athlete
        Who does them.
    sides
        Whose heel, lift by lift.
    height_deg
        How far the foot is pitched.
    shank_share
        Turn of that leg's shank per turn of the foot: 0.7 or so, for the knee bends; 0.07 if the
        knee stays straight, as on the toes of both feet.
    lift_s, rest_s, quiet_s
        Duration of one lift, of the rest after each, and of standing before and after all.
    sway_deg, seed
        Quiet-standing sway, one SD, and its chance.
    """

    athlete: Athlete = field(default_factory=Athlete)
    sides: Sequence[Side] = ("left", "left", "right", "right")
    height_deg: float = 25.0
    shank_share: float = 0.7
    lift_s: float = 1.2
    rest_s: float = 0.8
    quiet_s: float = 2.5
    sway_deg: float = 0.15
    seed: int = 0

    @property
    def duration_s(self) -> float:
        """From the start of the first quiet standing to the end of the last."""
        return 2 * self.quiet_s + len(self.sides) * (self.lift_s + self.rest_s)

    def lifts(self, side: Side) -> tuple[tuple[float, float], ...]:
        """Start and end of each lift of that heel, s."""
        starts = [
            self.quiet_s + at * (self.lift_s + self.rest_s)
            for at, one in enumerate(self.sides)
            if one == side
        ]
        return tuple((start, start + self.lift_s) for start in starts)

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle) or trunk (centre of mass)."""
        upright = Sway(self.sway_deg, self.seed).lean(time) + self.athlete.standing_lean_rad
        pitch = constant(0.0, time) if name == "trunk" else self._pitch(side, time)
        foot = Segment(constant(0.0, time), constant(0.0, time), pitch)
        if name == "foot":
            return foot
        ankle = foot.point(-self.athlete.ankle_behind_ball_m, self.athlete.ankle_height_m)
        if name == "shank":
            return Segment(*ankle, upright + pitch * self.shank_share)
        centre = Segment(*ankle, upright).point(0.0, self.athlete.centre_above_ankle_m)
        return Segment(*centre, upright)

    def plantar_flexion_deg(self, side: Side, time: Array) -> Array:
        """(n,) ankle angle, deg; zero is quiet standing without sway."""
        foot, shank = (self.segment(name, side, time).pitch for name in ("foot", "shank"))
        return np.degrees(foot.value - shank.value + self.athlete.standing_lean_rad)

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both together: a lifted heel unloads."""
        weight = self.athlete.mass_kg * GRAVITY
        lifted = {one: self._pitch(one, time).value for one in ("left", "right")}
        to_right = (lifted["left"] - lifted["right"]) / np.radians(self.height_deg)
        right = 0.5 * (1.0 + _UNLOADED * np.clip(to_right, -1.0, 1.0))
        share = {"left": 1.0 - right, "right": right, None: np.ones_like(time)}[side]
        standing = self.athlete.centre_ahead_of_ankle_m - self.athlete.ankle_behind_ball_m
        return Support(weight * share, np.full_like(time, standing))

    def _pitch(self, side: Side, time: Array) -> Jet:
        return follow(self._curves[side], time) * _TURN_OF_DEGREE

    @cached_property
    def _curves(self) -> dict[Side, PPoly[np.float64]]:
        return {"left": self._curve("left"), "right": self._curve("right")}

    def _curve(self, side: Side) -> PPoly[np.float64]:
        knots = [(0.0, 0.0)]
        for start, end in self.lifts(side):
            knots += [(start, 0.0), ((start + end) / 2, self.height_deg), (end, 0.0)]
        times, angles = np.array([*knots, (self.duration_s, 0.0)]).T
        return transitions(times, angles)
