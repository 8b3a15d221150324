"""Plays a script: the poses of both legs, the body's centre of mass and the force on the floor."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import PPoly

from firmware_mocks.athlete import GRAVITY, Athlete, Segment
from firmware_mocks.jet import Array, Jet, constant, follow, transitions, where
from firmware_mocks.jumper import Jumper
from firmware_mocks.motion import SegmentName, Side, Support, Sway
from firmware_mocks.raise_plan import RepTruth
from firmware_mocks.rep_truth import truth_of
from firmware_mocks.script import LEGS, Part, Script, Travel

_DEGREE = float(np.pi / 180)
_PLATE_M, _PLATE_EDGE_M = 0.45, 0.05
_SEATED_SHARE = 0.16
"""Feet, shanks and half of the thighs, of the body's mass (Dempster 1955, in Winter 2009)."""
_HEEL_LIFT_RAD = float(np.radians(1.0))


def travelled(travel: Travel, time: Array) -> tuple[Jet, Jet]:
    """How far the body has come, and how high it is above standing, m."""
    pace = travel.distance_m / (travel.end_s - travel.start_s - travel.pace_up_s)
    middle = (travel.start_s + travel.pace_up_s, travel.end_s - travel.pace_up_s)
    knots = np.array([travel.start_s, *middle, travel.end_s])
    ahead = follow(transitions(knots, np.array([0.0, pace, pace, 0.0])).antiderivative(), time)
    swing = follow(transitions(knots, np.array([0.0, 1.0, 1.0, 0.0])), time)
    turn = 2 * np.pi * travel.bounce_hz
    phase = Jet(turn * (time - travel.start_s), np.full_like(time, turn), np.zeros_like(time))
    return ahead, (phase.cos() * -travel.bounce_m).times(swing)


@dataclass(frozen=True, eq=False)
class Performance:
    """A movement as its script tells it; see `JointedMotion`.

    The legs are planar chains of foot, shank and thigh. The centre of mass stays above the hips
    of the legs that bear it; the force is mass times its acceleration and weight, shared by the
    legs. A foot's roll turns its sensor, but does not move it.

    Parameters
    ----------
    script
        What is done; not to be continued afterwards.
    sway_deg
        Sway of standing, one SD.
    """

    script: Script
    sway_deg: float = 0.15

    @property
    def athlete(self) -> Athlete:
        """Who moves."""
        return self.script.athlete

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.script.now

    @property
    def total_mass_kg(self) -> float:
        """Body and load; of one who sits, the legs below the knee's height, and the load."""
        share = _SEATED_SHARE if self.script.seated else 1.0
        return share * self.athlete.mass_kg + self.script.load_kg

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is done when."""
        return tuple(self.script.parts)

    @cached_property
    def truth(self) -> tuple[RepTruth, ...]:
        """What is exactly true of each raise."""
        before: float | None = None
        found = []
        for one in self.script.raises_done:
            found.append(truth_of(self, one.sides[0], one.rep, before))
            before = one.rep.end_s
        return tuple(found)

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle), thigh (knee) or trunk (centre)."""
        if name == "trunk":
            return Segment(*self._centre(time), self._lean(time))
        if name == "board":
            place = constant(self._plate_at_m, time)
            return Segment(place, constant(0.0, time), self._track("board.pitch", time) * _DEGREE)
        chain = self._leg(side, time)
        if name == "foot":
            return chain[0]
        return chain[1] if name == "shank" else chain[2]

    def roll(self, name: SegmentName, side: Side, time: Array) -> Jet | None:
        """Turn of a foot, or of the board, about its length, rad."""
        if name == "foot":
            return self._track(f"{side}.roll", time) * _DEGREE
        return self._board_roll(time) if name == "board" else None

    def _board_roll(self, time: Array) -> Jet:
        """As far as the board's edges let it."""
        roll = self._track("board.roll", time)
        free = np.abs(roll.value) < self.script.edge_deg
        edge = np.clip(roll.value, -self.script.edge_deg, self.script.edge_deg)
        still = np.zeros_like(time)
        return where(free, roll, Jet(edge, still, still)) * _DEGREE

    def plantar_flexion(self, side: Side, time: Array) -> Jet:
        """Ankle angle, rad; zero is quiet standing without sway."""
        foot, shank, _ = self._leg(side, time)
        return foot.pitch - shank.pitch + self.athlete.standing_lean_rad

    def plantar_flexion_deg(self, side: Side, time: Array) -> Array:
        """(n,) the same in degrees."""
        return np.degrees(self.plantar_flexion(side, time).value)

    def centre_height(self, time: Array) -> Jet:
        """Height of the centre of mass above the floor, m."""
        return self._centre(time)[1]

    def heel_height(self, side: Side, time: Array) -> Jet:
        """Height of the back of a heel above the ball of the foot, m."""
        pitch = self._track(f"{side}.pitch", time) * _DEGREE
        return pitch.sin() * self.athlete.heel_behind_ball_m

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both; nothing beside the plate."""
        force = self.total_mass_kg * (self.centre_height(time).acceleration + GRAVITY)
        force = force + self._track("push", time).value
        beside = _PLATE_M - np.abs(self._centre(time)[0].value - self._plate_at_m)
        on_plate = np.clip(beside / _PLATE_EDGE_M, 0.0, 1.0)
        share = self._track("share", time).value
        part = {"left": share, "right": 1.0 - share, None: np.ones_like(time)}[side]
        foot = self._track(f"{side or 'left'}.pitch", time).value * _DEGREE
        standing = self.athlete.centre_ahead_of_ankle_m - self.athlete.ankle_behind_ball_m
        ahead = standing * np.exp(-((foot / _HEEL_LIFT_RAD) ** 2))
        wander = [self._track(f"cop.{axis}", time).value for axis in "xy"]
        return Support(np.maximum(force * part * on_plate, 0.0), ahead + wander[0], wander[1])

    def _leg(self, side: Side, time: Array) -> tuple[Segment, Segment, Segment]:
        track = {
            name: self._track(f"{side}.{name}", time)
            for name in ("x", "z", "pitch", "tap", "shank", "thigh", "free")
        }
        tap = track["tap"] * _DEGREE
        # About a resting heel the ball of the foot goes up and a little back.
        length = self.athlete.heel_behind_ball_m
        x = track["x"] + tap.cos() * length - length
        z = track["z"] + tap.sin() * length
        if self._ever(f"{side}.free"):
            rise = self._body(time)[1] - self._standing_height
            z = z + rise.times(track["free"])
        pitch = track["pitch"] * _DEGREE - tap
        for start_s, jump in self.script.jumps:
            inside = (time >= start_s) & (time <= start_s + jump.duration_s)
            if inside.any():
                leaping = Jumper(jump).segment("foot", side, time - start_s)
                z, pitch = where(inside, leaping.z, z), where(inside, leaping.pitch, pitch)
        foot = Segment(x, z, pitch)
        lean = self._lean(time)
        ankle = foot.point(-self.athlete.ankle_behind_ball_m, self.athlete.ankle_height_m)
        shank = Segment(*ankle, lean + track["shank"] * _DEGREE)
        knee = shank.point(0.0, self.athlete.shank_length_m)
        return foot, shank, Segment(*knee, lean + track["thigh"] * _DEGREE)

    def _centre(self, time: Array) -> tuple[Jet, Jet]:
        x, z = self._body(time)
        for start_s, jump in self.script.jumps:
            inside = (time >= start_s) & (time <= start_s + jump.duration_s)
            if inside.any():
                rise = jump.centre_height(time - start_s)
                z = where(inside, rise + self._standing_height, z)
        return x, z

    def _body(self, time: Array) -> tuple[Jet, Jet]:
        """Where the legs carry the centre of mass."""
        x, z = self._borne(time)
        for travel in self.script.travels:
            inside = (time >= travel.start_s) & (time <= travel.end_s)
            if inside.any():
                ahead, up = travelled(travel, time)
                since = self._borne(np.array([travel.start_s]))[0].value[0]
                x, z = where(inside, ahead + float(since), x), where(inside, z + up, z)
        return x, z

    def _borne(self, time: Array) -> tuple[Jet, Jet]:
        """Where the legs that bear it carry the centre of mass."""
        share = self._track("share", time)
        if self.script.seated:
            (x, z), (other_x, other_z) = ((knee.x, knee.z) for knee in self._knees(time))
            return (x + other_x) * 0.5, (z + other_z) * 0.5
        hips = [self._hip(leg, time) for leg in LEGS]
        above = self.athlete.centre_above_ankle_m - self._leg_length
        lean = self._lean(time)
        x, z = (
            right + (left - right).times(share)
            for left, right in zip(hips[0], hips[1], strict=True)
        )
        return Segment(x, z, lean).point(0.0, above)

    def _knees(self, time: Array) -> list[Segment]:
        return [self._leg(side, time)[2] for side in LEGS]

    def _hip(self, side: Side, time: Array) -> tuple[Jet, Jet]:
        """The hip over the ankle of a leg that stands, whether or not it hangs at times."""
        lean = self._lean(time)
        pitch = self._track(f"{side}.pitch", time) * _DEGREE
        foot = Segment(self._track(f"{side}.x", time), self._track(f"{side}.z", time), pitch)
        ankle = foot.point(-self.athlete.ankle_behind_ball_m, self.athlete.ankle_height_m)
        shank = Segment(*ankle, lean + self._track(f"{side}.shank", time) * _DEGREE)
        knee = shank.point(0.0, self.athlete.shank_length_m)
        thigh = Segment(*knee, lean + self._track(f"{side}.thigh", time) * _DEGREE)
        return thigh.point(0.0, self.athlete.thigh_length_m)

    @cached_property
    def _plate_at_m(self) -> float:
        """The plate lies where the first raise is done, or where the movement begins."""
        first = self.script.raises_done[0].rep.start_s if self.script.raises_done else 0.0
        return float(self._body(np.array([first]))[0].value[0])

    @property
    def _leg_length(self) -> float:
        return self.athlete.shank_length_m + self.athlete.thigh_length_m

    @cached_property
    def _standing_height(self) -> float:
        athlete = self.athlete
        above = athlete.centre_above_ankle_m * np.cos(athlete.standing_lean_rad)
        return float(athlete.ankle_height_m + above)

    def _lean(self, time: Array) -> Jet:
        return self._sway.lean(time) + self.athlete.standing_lean_rad

    @cached_property
    def _sway(self) -> Sway:
        return Sway(self.sway_deg, self.script.seed)

    def _ever(self, name: str) -> bool:
        return any(value for _, value in self.script.knots[name])

    def _track(self, name: str, time: Array) -> Jet:
        curve = self._curves[name]
        return constant(curve, time) if isinstance(curve, float) else follow(curve, time)

    @cached_property
    def _curves(self) -> dict[str, PPoly[np.float64] | float]:
        curves: dict[str, PPoly[np.float64] | float] = {}
        for name, knots in self.script.knots.items():
            times, values = np.array([*knots, (max(self.duration_s, knots[-1][0]) + 1.0, 0)]).T
            values[-1] = values[-2]
            constant_value = float(values[0]) if np.ptp(values) == 0 else None
            curves[name] = transitions(times, values) if constant_value is None else constant_value
        return curves
