"""Calf raises: a set of repetitions with exactly known truth."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.interpolate import PPoly

from firmware_mocks.athlete import GRAVITY, Athlete, Segment
from firmware_mocks.jet import Array, Jet, constant, follow, transitions
from firmware_mocks.motion import SegmentName, Side, Support, Sway
from firmware_mocks.raise_plan import (
    Rep,
    RepTruth,
    Tempo,
    ankle_curve,
    lead_in_s,
    planned,
    varied_ranges,
)
from firmware_mocks.rep_truth import truth_of

_HELD_LEG_PITCH = {"foot": np.radians(50.0), "shank": np.radians(40.0), "thigh": 0.0}
_HEEL_LIFT_RAD = np.radians(1.0)
_STEP_COP_SHARE = 0.5
_LEAN_S = 0.6
_DEGREE = float(np.pi / 180)


@dataclass(frozen=True, kw_only=True, eq=False)
class CalfRaises:
    """A set of calf raises between two spells of quiet standing.

    The knee stays straight, so the centre of mass rises with the ankle. Fingertips on a wall, as
    the test's protocol has it, give what little the balance needs: the vertical force is all the
    body's, and the centre of pressure goes to the metatarsal heads as the heel leaves the floor.

    Parameters
    ----------
    athlete
        Who does them.
    reps, range_deg
        How many, and how far the ankle plantar-flexes from the bottom, in the mean of fresh ones.
    ranges_deg
        The range of each repetition instead; then `reps`, `range_variation_deg` and `fatigue`
        are not used.
    tempo
        Mean durations; each repetition's differ by `tempo_variation` (a fraction, one SD).
    range_variation_deg, fatigue
        One SD from repetition to repetition, and the fraction of the range lost by the last.
    side
        The leg worked; with one, the other is held in the air and moves with the body.
    left_share
        Part of the body carried by the left foot when both work.
    bottom_deg
        Where a repetition starts: below zero on a step, as the heel drops over its edge.
    load_kg
        Carried besides the body.
    shank_sway
        Forward turn of the shank per forward turn of the foot: 0.07 is 2° in a raise of 30°.
    sway_deg
        Quiet-standing sway, one SD.
    lean_deg
        How far the whole body leans forward over the ball just before the first repetition, to
        stay so until after the last: people do, by 3° to 6°. The ankle then starts below zero.
    quiet_s
        Quiet standing before and after.
    seed
        Chooses all that varies.

    Raises
    ------
    ValueError
        If there is no repetition, a duration is not positive, or it is so fast that the athlete
        would leave the floor.
    """

    athlete: Athlete = field(default_factory=Athlete)
    reps: int = 5
    range_deg: float = 32.0
    ranges_deg: tuple[float, ...] | None = None
    tempo: Tempo = field(default_factory=Tempo)
    range_variation_deg: float = 1.0
    tempo_variation: float = 0.05
    fatigue: float = 0.0
    side: Literal["left", "right", "both"] = "left"
    left_share: float = 0.5
    bottom_deg: float = 0.0
    load_kg: float = 0.0
    shank_sway: float = 0.07
    sway_deg: float = 0.15
    lean_deg: float = 0.0
    quiet_s: float = 3.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.reps < 1 or self.ranges_deg == ():
            raise ValueError("a set needs at least one repetition")
        if min(self.tempo.concentric_s, self.tempo.eccentric_s, self.quiet_s) <= 0:
            raise ValueError("rise, lowering and quiet standing must take some time")
        if min(self.tempo.top_s, self.tempo.bottom_s) < 0:
            raise ValueError("a hold cannot take less than no time")
        if self.support(None, np.arange(0, self.duration_s, 0.002)).force.min() <= 0:
            raise ValueError("so quick a raise leaves the floor; lengthen it or lessen its range")

    @property
    def duration_s(self) -> float:
        """From the start of the first quiet standing to the end of the last."""
        return float(self._ankle_curve.x[-1])

    @property
    def total_mass_kg(self) -> float:
        """Body and load."""
        return self.athlete.mass_kg + self.load_kg

    @cached_property
    def truth(self) -> tuple[RepTruth, ...]:
        """What is exactly true of each repetition."""
        ends = [None, *(rep.end_s for rep in self._plan[:-1])]
        return tuple(
            truth_of(self, self._working[0], rep, before)
            for rep, before in zip(self._plan, ends, strict=True)
        )

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle), thigh (knee) or trunk (centre)."""
        pitch, lean = self._foot_pitch(time), self._lean(time)
        foot = Segment(constant(0.0, time), constant(0.0, time), pitch)
        ankle_x, ankle_z = foot.point(
            -self.athlete.ankle_behind_ball_m, self.athlete.ankle_height_m
        )
        body = lean + self.athlete.standing_lean_rad
        if name == "trunk":
            centre = Segment(ankle_x, ankle_z, body).point(0.0, self.athlete.centre_above_ankle_m)
            return Segment(*centre, body)
        if side not in self._working:
            return self._held_leg(name, ankle_x, ankle_z)
        if name == "foot":
            return foot
        shank = Segment(ankle_x, ankle_z, body + pitch * self.shank_sway)
        if name == "shank":
            return shank
        return Segment(*shank.point(0.0, self.athlete.shank_length_m), body)

    def plantar_flexion(self, side: Side, time: Array) -> Jet:
        """Ankle angle in radians; zero is quiet standing without sway."""
        if side not in self._working:
            return constant(0.0, time)
        shank = self.segment("shank", side, time).pitch - self.athlete.standing_lean_rad
        return self._foot_pitch(time) - shank

    def plantar_flexion_deg(self, side: Side, time: Array) -> Array:
        """(n,) ankle angle, deg; zero is quiet standing without sway."""
        return np.degrees(self.plantar_flexion(side, time).value)

    def centre_height(self, time: Array) -> Jet:
        """Height of the centre of mass above the floor, m."""
        return self.segment("trunk", "left", time).z

    def heel_height(self, side: Side, time: Array) -> Jet:
        """Height of the back of the working heel above its place in standing, m."""
        del side
        return self._foot_pitch(time).sin() * self.athlete.heel_behind_ball_m

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both together."""
        force = self.total_mass_kg * (self.centre_height(time).acceleration + GRAVITY)
        standing = self.athlete.centre_ahead_of_ankle_m - self.athlete.ankle_behind_ball_m
        lean = self._lean(time).value * self.athlete.centre_above_ankle_m
        # Real insoles read over nine tenths of the force at the forefoot from 1° on. On a step
        # the heel hangs free: only the midfoot can be pressed upon, at the bottom.
        back = (standing + lean) * (_STEP_COP_SHARE if self.bottom_deg < 0 else 1.0)
        bottom = np.radians(self.bottom_deg) / (1.0 - self.shank_sway)
        risen = (self._foot_pitch(time).value - bottom) / _HEEL_LIFT_RAD
        return Support(force * self._share(side), back * np.exp(-(risen**2)))

    def _share(self, side: Side | None) -> float:
        if side is None:
            return 1.0
        if self.side == "both":
            return self.left_share if side == "left" else 1.0 - self.left_share
        return 1.0 if side == self.side else 0.0

    @cached_property
    def _working(self) -> tuple[Side, ...]:
        return ("left", "right") if self.side == "both" else (self.side,)

    @cached_property
    def _sway(self) -> Sway:
        return Sway(self.sway_deg, self.seed)

    @cached_property
    def _plan(self) -> tuple[Rep, ...]:
        generator = np.random.default_rng((self.seed, 0xCA))
        ranges = self.ranges_deg or varied_ranges(
            generator, self.reps, self.range_deg, self.range_variation_deg, self.fatigue
        )
        return planned(
            generator,
            ranges,
            self.tempo,
            self.tempo_variation,
            first_s=self.quiet_s + self._lean_s + lead_in_s(self.bottom_deg),
            bottom_deg=self.bottom_deg,
        )

    @property
    def _lean_s(self) -> float:
        return _LEAN_S if self.lean_deg else 0.0

    @cached_property
    def _ankle_curve(self) -> PPoly[np.float64]:
        return ankle_curve(self._plan, self.bottom_deg, self._lean_s + self.quiet_s)

    @cached_property
    def _lean_curve(self) -> PPoly[np.float64]:
        """Degrees of forward lean besides the sway."""
        first, last = self._plan[0].start_s, self._plan[-1].end_s
        before, after = first - lead_in_s(self.bottom_deg), last + lead_in_s(self.bottom_deg)
        knots = np.array([before - _LEAN_S, before, after, after + _LEAN_S])
        return transitions(knots, np.array([0.0, self.lean_deg, self.lean_deg, 0.0]))

    def _lean(self, time: Array) -> Jet:
        """How far the body leans forward of its mean standing, rad."""
        return self._sway.lean(time) + follow(self._lean_curve, time) * _DEGREE

    def _foot_pitch(self, time: Array) -> Jet:
        # The plan is in ankle angles, of which the shank's own turn takes a part.
        return follow(self._ankle_curve, time) * (_DEGREE / (1.0 - self.shank_sway))

    def _held_leg(self, name: SegmentName, ankle_x: Jet, ankle_z: Jet) -> Segment:
        lifted = Segment(ankle_x - 0.15, ankle_z + 0.15, constant(0.0, ankle_x.value))
        pitch = constant(_HELD_LEG_PITCH[name], ankle_x.value)
        return Segment(lifted.x, lifted.z, pitch)
