"""Feet and trunk of somebody who jumps, so that inertial sensors can be worn."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.interpolate import BPoly, PPoly

from firmware_mocks.athlete import GRAVITY, Athlete, Segment
from firmware_mocks.jet import Array, Jet, constant, follow, transitions, where
from firmware_mocks.motion import Leap, Leaping, SegmentName, Side, Support

State = tuple[float, float, float]
"""Value, velocity and acceleration."""

_STILL: State = (0.0, 0.0, 0.0)
_ROLL_UP = 0.45
"""The mean speed of an ankle that rises over the ball of the foot, of its speed at take-off."""
_LEAST_RISE_M = 0.015
_ANKLE_SHARE = 0.5
"""Of the centre's rise above standing at take-off and landing; arms and trunk make the rest."""
_PAD_S, _PAD_BACK_S, _PAD_SHARE = 0.03, 0.06, 0.4
_TOE_S, _TOE_SHARE = 0.04, 0.5
"""The ball of the foot leaves the ground before the toes, and moves so fast when they do."""
_SETTLE_S, _OVERSHOOT_S, _READY_S = 0.06, 0.02, 0.03
_TRUNK_DEG = {"deep": 30.0, "flying": 6.0, "landed": 18.0}
_SHANK_DEG = 25.0


@dataclass(frozen=True, eq=False)
class Jumper:
    """A jump or a series of them with the feet that do it; see `JointedMotion`.

    In the air the legs are straight: the ankle moves with the centre of mass, but for arms that
    come down. On the ground the ankle rises over the ball of the foot before take-off, and comes
    down after landing; toes bend, and shoe and pads give way at touch-down. Both legs do the same.
    Forces are those of `leaping`.

    Parameters
    ----------
    leaping
        What the centre of mass does.
    """

    leaping: Leaping

    @property
    def athlete(self) -> Athlete:
        """Who jumps."""
        return self.leaping.athlete

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.leaping.duration_s

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both."""
        return self.leaping.support(side, time)

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle) or trunk (centre of mass).

        Raises
        ------
        ValueError
            For the thigh.
        """
        del side  # both legs move alike
        if name == "trunk":
            centre = self.leaping.centre_height(time) + self._standing_m
            return Segment(constant(0.0, time), centre, follow(self._trunk, time))
        pitch, ball = self._foot(time)
        foot = Segment(constant(0.0, time), ball, pitch)
        if name == "foot":
            return foot
        if name == "shank":
            ankle = foot.point(-self.athlete.ankle_behind_ball_m, self.athlete.ankle_height_m)
            return Segment(*ankle, follow(self._shank, time))
        raise ValueError("a jumper's thigh is not modelled")

    def plantar_flexion_deg(self, side: Side, time: Array) -> Array:
        """(n,) ankle angle, deg; zero is quiet standing."""
        del side
        return np.degrees(self._foot(time)[0].value - follow(self._shank, time).value)

    def _foot(self, time: Array) -> tuple[Jet, Jet]:
        """Pitch, and height of the ball."""
        ankle = self._ankle(time)
        ball = follow(self._pad, time)
        near = ankle.value < self._ankle_m
        low = where(near, ankle, constant(self.athlete.ankle_height_m, time))
        pitch = self._pitch_of(low, ball)
        for leap, turning in zip(self.leaping.leaps, self._flying_pitch, strict=True):
            begin = -np.inf if leap.takeoff_rise_m is None else leap.takeoff_s
            flying = (time > begin) & (time < leap.landing_s)
            if flying.any():
                pitch = where(flying, follow(turning, time), pitch)
                over = (pitch + self._ankle_rad).sin() * self._ankle_m
                ball = where(flying, ankle - over, ball)
        return pitch, ball

    def _ankle(self, time: Array) -> Jet:
        """Height of the ankle."""
        rise = follow(self._rolling, time)
        for leap in self.leaping.leaps:
            # Who stands on a box stands with straight legs too.
            begin = -np.inf if leap.takeoff_rise_m is None else leap.takeoff_s
            straight = (time > begin) & (time < leap.landing_s)
            if straight.any():
                above = self.leaping.centre_height(time) - follow(self._arms(leap), time)
                rise = where(straight, above, rise)
        return rise + self.athlete.ankle_height_m

    @staticmethod
    def _arms(leap: Leap) -> PPoly[np.float64]:
        """What arms and trunk add to the centre's rise above standing."""
        rises = np.array([leap.takeoff_rise_m or 0.0, leap.landing_rise_m])
        times = np.array([leap.takeoff_s, leap.landing_s])
        return transitions(times, (1.0 - _ANKLE_SHARE) * rises)

    def _pitch_of(self, ankle: Jet, ball: Jet) -> Jet:
        """Of a foot whose ball is on the ground."""
        return ((ankle - ball) * (1.0 / self._ankle_m)).arcsin() - self._ankle_rad

    @cached_property
    def _rolling(self) -> PPoly[np.float64]:
        """The ankle's rise above standing while the feet are on the ground."""
        knots: list[tuple[float, State]] = [(0.0, _STILL)]
        leaps = self.leaping.leaps
        for number, leap in enumerate(leaps):
            if leap.takeoff_rise_m is not None:
                speed = self._speed(leap.takeoff_s)
                rise = _ANKLE_SHARE * leap.takeoff_rise_m
                rolling_s = rise / (_ROLL_UP * speed)
                since, (low, *_) = knots[-1]
                begin = max(leap.takeoff_s - rolling_s, since + 1e-3)
                knots.append((begin, (low, 0.0, 0.0)))
                knots.append((leap.takeoff_s, (rise, speed, -GRAVITY)))
            speed, rise = -self._speed(leap.landing_s), _ANKLE_SHARE * leap.landing_rise_m
            knots.append((leap.landing_s, (rise, -speed, -GRAVITY)))
            following = leaps[number + 1].takeoff_s if number + 1 < len(leaps) else np.inf
            least = _LEAST_RISE_M if np.isfinite(following) else 0.0
            down_s = (rise - least) / (_ROLL_UP * speed)
            down_s = min(down_s, 0.45 * (following - leap.landing_s))
            knots.append((leap.landing_s + down_s, (least, 0.0, 0.0)))
        return _through(knots)

    @cached_property
    def _pad(self) -> PPoly[np.float64]:
        """Height of the ball of the foot while the foot is on the ground, m."""
        knots: list[tuple[float, State]] = [(0.0, _STILL)]
        for leap in self.leaping.leaps:
            if leap.takeoff_rise_m is not None:
                leaving = _TOE_SHARE * self._speed(leap.takeoff_s)
                knots.append((leap.takeoff_s - _TOE_S, _STILL))
                knots.append((leap.takeoff_s, (_PAD_SHARE * leaving * _TOE_S, leaving, 0.0)))
                knots.append((leap.takeoff_s + _TOE_S, _STILL))
            speed = self._speed(leap.landing_s)
            knots.append((leap.landing_s - 1e-3, _STILL))
            knots.append((leap.landing_s, (0.0, speed, -GRAVITY)))
            pressed = _PAD_SHARE * speed * _PAD_S
            knots.append((leap.landing_s + _PAD_S, (pressed, 0.0, 0.0)))
            knots.append((leap.landing_s + _PAD_S + _PAD_BACK_S, _STILL))
        return _through(knots)

    @cached_property
    def _flying_pitch(self) -> tuple[PPoly[np.float64], ...]:
        """The foot's pitch in each flight: on from the push, then ready for the ground."""
        found = []
        for leap in self.leaping.leaps:
            begin = _STILL
            if leap.takeoff_rise_m is not None:
                at = np.array([leap.takeoff_s])
                left = self._pitch_of(
                    follow(self._rolling, at) + self.athlete.ankle_height_m, follow(self._pad, at)
                )
                begin = float(left.value[0]), float(left.velocity[0]), float(left.acceleration[0])
            landing = _ANKLE_SHARE * leap.landing_rise_m + self.athlete.ankle_height_m
            ready = float(np.arcsin(landing / self._ankle_m)) - self._ankle_rad
            pointed = begin[0] + _OVERSHOOT_S * begin[1]
            settled = leap.takeoff_s + _SETTLE_S
            found.append(
                _through([
                    (leap.takeoff_s, begin),
                    (settled, (pointed, 0.0, 0.0)),
                    (max(leap.landing_s - _READY_S, settled + 0.01), (ready, 0.0, 0.0)),
                    (leap.landing_s, (ready, 0.0, 0.0)),
                ])
            )  # fmt: skip
        return tuple(found)

    @cached_property
    def _trunk(self) -> PPoly[np.float64]:
        knots = [(0.0, 0.0)]
        for leap in self.leaping.leaps:
            deep = "deep" if len(self.leaping.leaps) == 1 else "flying"
            if leap.bent_s is not None:
                knots += [(leap.bent_s[1], _TRUNK_DEG[deep])]
            knots += [(leap.takeoff_s, _TRUNK_DEG["flying"])]
        last = self.leaping.leaps[-1].landing_s
        knots += [(last, _TRUNK_DEG["flying"]), (last + 0.2, _TRUNK_DEG["landed"])]
        return self._turning(knots, start_s=self._begin_s)

    @cached_property
    def _shank(self) -> PPoly[np.float64]:
        knots = [(0.0, 0.0)]
        for leap in self.leaping.leaps:
            if leap.bent_s is not None:
                begin, deep, end = leap.bent_s
                part = 1.0 if len(self.leaping.leaps) == 1 else 0.3
                knots += [(begin, 0.0), (deep, part * _SHANK_DEG), (end, 0.0)]
        last = self.leaping.leaps[-1].landing_s
        knots += [(last, 0.0), (last + 0.2, _SHANK_DEG)]
        return self._turning(knots, start_s=self._begin_s)

    def _turning(self, knots: list[tuple[float, float]], *, start_s: float) -> PPoly[np.float64]:
        """From knot to knot in degrees, each later than the one before, ending upright."""
        later = [(start_s, 0.0), *(knot for knot in knots if knot[0] > start_s)]
        increasing = [later[0]]
        for one in later[1:]:
            if one[0] > increasing[-1][0] + 1e-3:
                increasing.append(one)
        end = increasing[-1][0] + 0.8
        times, angles = np.array([*increasing, (end, 0.0)]).T
        return transitions(times, np.radians(angles))

    @property
    def _begin_s(self) -> float:
        """When the first contact or fall begins."""
        first = self.leaping.leaps[0]
        return first.takeoff_s if first.bent_s is None else first.bent_s[0]

    def _speed(self, at_s: float) -> float:
        return float(self.leaping.centre_height(np.array([at_s])).velocity[0])

    @property
    def _standing_m(self) -> float:
        return 0.56 * self.athlete.height_m

    @property
    def _ankle_m(self) -> float:
        """From the ball of the foot to the ankle."""
        return float(np.hypot(self.athlete.ankle_behind_ball_m, self.athlete.ankle_height_m))

    @property
    def _ankle_rad(self) -> float:
        """Inclination of that line above the sole."""
        return float(np.arctan2(self.athlete.ankle_height_m, self.athlete.ankle_behind_ball_m))


def _through(knots: list[tuple[float, State]]) -> PPoly[np.float64]:
    """Quintic pieces through values with given velocity and acceleration."""
    times = [at for at, _ in knots]
    return PPoly.from_bernstein_basis(
        BPoly.from_derivatives(times, [list(one) for _, one in knots])
    )
