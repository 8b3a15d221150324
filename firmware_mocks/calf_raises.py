"""Calf raises: a set of repetitions with exactly known truth."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.interpolate import PPoly

from firmware_mocks.athlete import GRAVITY, Athlete, Segment
from firmware_mocks.jet import Array, Jet, constant, follow, transitions
from firmware_mocks.motion import SegmentName, Side, Support, Sway

_TRUTH_STEP_S = 2e-4
_HELD_LEG_PITCH = {"foot": np.radians(50.0), "shank": np.radians(40.0)}
_HEEL_LIFT_RAD = np.radians(2.0)


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds of each part of a repetition."""

    concentric_s: float = 0.8
    top_s: float = 0.3
    eccentric_s: float = 0.9
    bottom_s: float = 0.6


@dataclass(frozen=True, slots=True)
class RepTruth:
    """What is exactly true of one repetition.

    The times are the knots of the movement itself: `start_s` is the last instant of complete rest
    at the bottom, `concentric_end_s` the first at the top, `eccentric_start_s` the last at the
    top, and `end_s` the first at the bottom again. A detector with a velocity threshold finds the
    start a little later and the end a little earlier. `top_s` is the middle of the hold.

    Parameters
    ----------
    range_deg, peak_deg
        Ankle plantar flexion: peak minus the angle at the start, and peak from quiet standing.
    foot_range_deg
        The same of the foot's pitch alone.
    heel_height_m, com_rise_m
        Rise of the back of the heel, and of the centre of mass, from start to the end of the rise.
    bottom_hold_time_s
        Since the repetition before; None for the first.
    peak_plantar_flexion_velocity_deg_s, peak_vertical_velocity_m_s, mean_vertical_velocity_m_s
        Of the ankle, and of the centre of mass, in the concentric phase.
    peak_power_w, mean_power_w
        Vertical force times vertical velocity of the centre of mass in the concentric phase.
    work_j
        Mass (with load) times g times `com_rise_m`.
    """

    start_s: float
    concentric_end_s: float
    top_s: float
    eccentric_start_s: float
    end_s: float
    range_deg: float
    peak_deg: float
    foot_range_deg: float
    heel_height_m: float
    com_rise_m: float
    concentric_time_s: float
    top_hold_time_s: float
    eccentric_time_s: float
    bottom_hold_time_s: float | None
    peak_plantar_flexion_velocity_deg_s: float
    peak_vertical_velocity_m_s: float
    mean_vertical_velocity_m_s: float
    peak_power_w: float
    mean_power_w: float
    work_j: float


@dataclass(frozen=True, slots=True)
class _Rep:
    start_s: float
    concentric_end_s: float
    eccentric_start_s: float
    end_s: float
    top_deg: float


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
    tempo: Tempo = Tempo()
    range_variation_deg: float = 1.0
    tempo_variation: float = 0.05
    fatigue: float = 0.0
    side: Literal["left", "right", "both"] = "left"
    left_share: float = 0.5
    bottom_deg: float = 0.0
    load_kg: float = 0.0
    shank_sway: float = 0.07
    sway_deg: float = 0.15
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
        return float(self._pitch_curve.x[-1])

    @property
    def total_mass_kg(self) -> float:
        """Body and load."""
        return self.athlete.mass_kg + self.load_kg

    @cached_property
    def truth(self) -> tuple[RepTruth, ...]:
        """What is exactly true of each repetition."""
        ends = [None, *(rep.end_s for rep in self._plan[:-1])]
        return tuple(
            self._truth_of(rep, before) for rep, before in zip(self._plan, ends, strict=True)
        )

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle) or trunk (centre of mass)."""
        pitch, lean = self._foot_pitch(time), self._sway.lean(time)
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
        return Segment(ankle_x, ankle_z, body + pitch * self.shank_sway)

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

    def heel_height(self, time: Array) -> Jet:
        """Height of the back of the working heel above its place in standing, m."""
        return self._foot_pitch(time).sin() * self.athlete.heel_behind_ball_m

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both together."""
        force = self.total_mass_kg * (self.centre_height(time).acceleration + GRAVITY)
        standing = self.athlete.centre_ahead_of_ankle_m - self.athlete.ankle_behind_ball_m
        lean = self._sway.lean(time).value * self.athlete.centre_above_ankle_m
        # Once the heel is off the floor only the ball and the toes can be pressed upon.
        raised = self._foot_pitch(time).value ** 2
        on_heel = _HEEL_LIFT_RAD**2 / (raised + _HEEL_LIFT_RAD**2)
        return Support(force * self._share(side), (standing + lean) * on_heel)

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
    def _plan(self) -> tuple[_Rep, ...]:
        generator = np.random.default_rng((self.seed, 0xCA))
        ranges = self._ranges(generator)
        # Beyond two SD a chance draw would be a stumble rather than a variation.
        spread = np.clip(generator.standard_normal((len(ranges), 4)), -2, 2)
        factors = (1.0 + self.tempo_variation * spread).tolist()
        now = self.quiet_s + (1.5 if self.bottom_deg else 0.0)
        plan = []
        for angle, (rise, top, fall, bottom) in zip(ranges, factors, strict=True):
            risen = now + self.tempo.concentric_s * rise
            lowering = risen + self.tempo.top_s * top
            lowered = lowering + self.tempo.eccentric_s * fall
            plan.append(_Rep(now, risen, lowering, lowered, self.bottom_deg + angle))
            now = lowered + self.tempo.bottom_s * bottom
        return tuple(plan)

    def _ranges(self, generator: np.random.Generator) -> tuple[float, ...]:
        if self.ranges_deg is not None:
            return self.ranges_deg
        tired = np.linspace(1.0, 1.0 - self.fatigue, self.reps) if self.reps > 1 else np.ones(1)
        varied = self.range_deg * tired + self.range_variation_deg * np.clip(
            generator.standard_normal(self.reps), -2, 2
        )
        return tuple(float(one) for one in varied)

    @cached_property
    def _pitch_curve(self) -> PPoly[np.float64]:
        """The foot's pitch in degrees: from rest to rest at every knot of the plan."""
        knots: list[tuple[float, float]] = [(0.0, 0.0)]
        if self.bottom_deg:
            knots += [(self.quiet_s, 0.0), (self.quiet_s + 1.0, self.bottom_deg)]
        for rep in self._plan:
            knots += [
                (rep.start_s, self.bottom_deg),
                (rep.concentric_end_s, rep.top_deg),
                (rep.eccentric_start_s, rep.top_deg),
                (rep.end_s, self.bottom_deg),
            ]
        end = self._plan[-1].end_s
        if self.bottom_deg:
            knots += [(end + 0.5, self.bottom_deg), (end + 1.5, 0.0)]
            end += 1.5
        knots.append((end + self.quiet_s, 0.0))
        distinct = [
            one
            for one, before in zip(knots, [(-1.0, 0.0), *knots], strict=False)
            if one[0] > before[0]
        ]
        times, angles = np.array(distinct).T
        # The plan is in ankle angles, of which the shank's own turn takes a part.
        return transitions(times, angles / (1.0 - self.shank_sway))

    def _foot_pitch(self, time: Array) -> Jet:
        return follow(self._pitch_curve, time) * float(np.pi / 180)

    def _held_leg(self, name: Literal["foot", "shank"], ankle_x: Jet, ankle_z: Jet) -> Segment:
        lifted = Segment(ankle_x - 0.15, ankle_z + 0.15, constant(0.0, ankle_x.value))
        pitch = constant(_HELD_LEG_PITCH[name], ankle_x.value)
        return Segment(lifted.x, lifted.z, pitch)

    def _truth_of(self, rep: _Rep, before_s: float | None) -> RepTruth:
        rise = _grid(rep.start_s, rep.concentric_end_s)
        whole = _grid(rep.start_s, rep.end_s)
        angle = np.degrees(self.plantar_flexion(self._working[0], whole).value)
        centre = self.centre_height(rise)
        power = self.support(None, rise).force * centre.velocity
        com_rise = float(centre.value[-1] - centre.value[0])
        heel = self.heel_height(rise).value
        pitch = np.degrees(self._foot_pitch(whole).value)
        duration = rep.concentric_end_s - rep.start_s
        turning = self.plantar_flexion(self._working[0], rise).velocity
        return RepTruth(
            start_s=rep.start_s,
            concentric_end_s=rep.concentric_end_s,
            top_s=(rep.concentric_end_s + rep.eccentric_start_s) / 2,
            eccentric_start_s=rep.eccentric_start_s,
            end_s=rep.end_s,
            range_deg=float(angle.max() - angle[0]),
            peak_deg=float(angle.max()),
            foot_range_deg=float(pitch.max() - pitch[0]),
            heel_height_m=float(heel[-1] - heel[0]),
            com_rise_m=com_rise,
            concentric_time_s=duration,
            top_hold_time_s=rep.eccentric_start_s - rep.concentric_end_s,
            eccentric_time_s=rep.end_s - rep.eccentric_start_s,
            bottom_hold_time_s=None if before_s is None else rep.start_s - before_s,
            peak_plantar_flexion_velocity_deg_s=float(np.degrees(turning.max())),
            peak_vertical_velocity_m_s=float(centre.velocity.max()),
            mean_vertical_velocity_m_s=com_rise / duration,
            peak_power_w=float(power.max()),
            mean_power_w=float(np.trapezoid(power, rise)) / duration,
            work_j=self.total_mass_kg * GRAVITY * com_rise,
        )


def _grid(start_s: float, end_s: float) -> Array:
    return np.linspace(start_s, end_s, max(3, round((end_s - start_s) / _TRUTH_STEP_S)))
