"""Heel drops: rising on the toes and dropping on the heels, with the exact instant of impact."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicHermiteSpline
from scipy.optimize import brentq

from firmware_mocks.athlete import GRAVITY, Athlete, Segment
from firmware_mocks.jet import Array, Jet, constant, follow, transitions
from firmware_mocks.motion import SegmentName, Side, Support, Sway

_FOOT_SHARE = 0.055
"""Of the body's mass that stops with the heels: feet and the lower shanks (Winter 2009)."""
_FALL = 0.6
"""Downward acceleration of the body in the drop, parts of g: the calves let go, not at once."""
_LETTING_GO_S = 0.05
_LEG_STIFFNESS_N_M_KG = 800.0
_LEG_DAMPING = 0.35
_CATCHING_S = 0.05
_SETTLING_S = 2.0


@dataclass(frozen=True, slots=True)
class DropTruth:
    """What is exactly true of one drop.

    Parameters
    ----------
    release_s
        The heels begin to fall.
    contact_s
        The heels touch the floor.
    heel_speed_m_s
        Downward speed of the heels as they do.
    peak_s, peak_force_n
        When the floor pushes most, and how much, both feet together.
    """

    release_s: float
    contact_s: float
    heel_speed_m_s: float
    peak_s: float
    peak_force_n: float


@dataclass(frozen=True, kw_only=True, eq=False)
class HeelDrop:
    """Quiet standing, and rises of both heels that end in a drop on them.

    The feet turn about the metatarsal heads. From contact on, two masses move: the heels on their
    pads, springs with the damping of Hunt and Crossley (1975), which push harder the deeper and
    the faster they are pressed; and the body above, on legs that are a damped spring. The plate
    feels both, so force and foot begin to change at the same instant.

    Parameters
    ----------
    athlete
        Who does them.
    drops
        How many.
    height_deg
        How far the foot is pitched at the top; each drop's differs by up to a tenth.
    rise_s, top_s, rest_s, quiet_s
        Duration of the rise, of the stay on the toes, of standing between drops (the impact's
        settling not counted), and of quiet standing before the first.
    pad_stiffness_n_m
        Of one heel pad; a thick sole makes it softer.
    pad_damping_s_m
        Hunt and Crossley's coefficient.
    left_share
        Part of the body carried by the left foot.
    shank_sway
        Forward turn of the shank per forward turn of the foot.
    sway_deg
        Quiet-standing sway, one SD.
    seed
        Chooses heights and sway.

    Raises
    ------
    ValueError
        If there is no drop, or a measure is not positive.
    """

    athlete: Athlete = field(default_factory=Athlete)
    drops: int = 3
    height_deg: float = 20.0
    rise_s: float = 0.8
    top_s: float = 0.5
    rest_s: float = 0.5
    quiet_s: float = 2.5
    pad_stiffness_n_m: float = 80e3
    pad_damping_s_m: float = 0.7
    left_share: float = 0.5
    shank_sway: float = 0.07
    sway_deg: float = 0.15
    seed: int = 0

    def __post_init__(self) -> None:
        if self.drops < 1:
            raise ValueError("at least one drop is needed")
        if min(self.height_deg, self.rise_s, self.top_s, self.rest_s, self.quiet_s) <= 0:
            raise ValueError("height and durations must be positive")
        if min(self.pad_stiffness_n_m, self.pad_damping_s_m) <= 0:
            raise ValueError("the heel pad must have stiffness and damping")

    @property
    def duration_s(self) -> float:
        """From the start of the first quiet standing to the end of the last."""
        return self._plan[-1].settled_s + self.quiet_s

    @cached_property
    def truth(self) -> tuple[DropTruth, ...]:
        """What is exactly true of each drop."""
        return tuple(self._truth_of(drop) for drop in self._plan)

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle) or trunk (centre of mass)."""
        del side  # both sides move alike
        heel, body = self._heights(time)
        pitch = (heel * (1.0 / self.athlete.heel_behind_ball_m)).arcsin()
        foot = Segment(constant(0.0, time), constant(0.0, time), pitch)
        if name == "foot":
            return foot
        upright = Sway(self.sway_deg, self.seed).lean(time) + self.athlete.standing_lean_rad
        ankle = foot.point(-self.athlete.ankle_behind_ball_m, self.athlete.ankle_height_m)
        if name == "shank":
            return Segment(*ankle, upright + pitch * self.shank_sway)
        above = Segment(*ankle, upright).point(0.0, self.athlete.centre_above_ankle_m)
        standing_m = self.athlete.ankle_height_m + self.athlete.centre_above_ankle_m
        return Segment(above[0], body + standing_m, upright)

    def plantar_flexion_deg(self, side: Side, time: Array) -> Array:
        """(n,) ankle angle, deg; zero is quiet standing without sway."""
        foot, shank = (self.segment(name, side, time).pitch for name in ("foot", "shank"))
        return np.degrees(foot.value - shank.value + self.athlete.standing_lean_rad)

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both together."""
        share = {None: 1.0, "left": self.left_share, "right": 1.0 - self.left_share}[side]
        heel, body = self._heights(time)
        force = self._body_kg * (body.acceleration + GRAVITY)
        force = force + self._feet_kg * (heel.acceleration + GRAVITY)
        pads = self._pad_force(heel.value, heel.velocity)
        ahead = -self.athlete.heel_behind_ball_m * pads / np.maximum(force, 1.0)
        return Support(force * share, ahead)

    @property
    def _feet_kg(self) -> float:
        return _FOOT_SHARE * self.athlete.mass_kg

    @property
    def _body_kg(self) -> float:
        return self.athlete.mass_kg - self._feet_kg

    @property
    def _lever(self) -> float:
        """Rise of the ankle per rise of the heel."""
        return self.athlete.ankle_behind_ball_m / self.athlete.heel_behind_ball_m

    @cached_property
    def _pressed_m(self) -> float:
        """How far the pads are pressed in standing, which is where the heel's height is zero."""
        return self._lever * self._body_kg * GRAVITY / (2 * self.pad_stiffness_n_m)

    def _pad_force(self, height: Array, velocity: Array) -> Array:
        depth = np.maximum(self._pressed_m - height, 0.0)
        push = 2 * self.pad_stiffness_n_m * depth * (1.0 - self.pad_damping_s_m * velocity)
        return np.asarray(np.maximum(push, 0.0))

    @cached_property
    def _plan(self) -> tuple["_Drop", ...]:
        generator = np.random.default_rng((self.seed, 0xD0))
        now, plan = self.quiet_s, []
        for factor in generator.uniform(0.9, 1.1, self.drops).tolist():
            top_m = self.athlete.heel_behind_ball_m * np.sin(np.radians(self.height_deg * factor))
            release = now + self.rise_s + self.top_s
            fall_s, speed = self._fall(float(top_m))
            impact = self._impact(speed)
            plan.append(_Drop(now, release, release + fall_s, float(top_m), speed, impact))
            now = plan[-1].settled_s + self.rest_s
        return tuple(plan)

    @property
    def _fall_m_s2(self) -> float:
        return _FALL * GRAVITY / self._lever

    def _fall(self, top_m: float) -> tuple[float, float]:
        """How long the heel falls until its pad touches the floor, and how fast it then is."""

        def left(time: float) -> float:
            return top_m + float(self._falling(np.array([time])).value[0]) - self._pressed_m

        fall_s = float(brentq(left, 0.0, 1.0))
        return fall_s, -float(self._falling(np.array([fall_s])).velocity[0])

    def _falling(self, since: Array) -> Jet:
        """Way of the heel since it was released: the acceleration grows evenly, then stays."""
        ramp = np.minimum(since, _LETTING_GO_S)
        rest = since - ramp
        jerk = -self._fall_m_s2 / _LETTING_GO_S
        speed = jerk * ramp**2 / 2
        way = jerk * ramp**3 / 6 + speed * rest + jerk * ramp * rest**2 / 2
        return Jet(way, speed + jerk * ramp * rest, jerk * ramp)

    def _rates(self, since: Array, state: Array) -> Array:
        """Time derivative of heel and body height and of their velocities, (4, n)."""
        heel, heel_speed, body, body_speed = state
        stiffness = _LEG_STIFFNESS_N_M_KG * self._body_kg
        damping = 2 * _LEG_DAMPING * np.sqrt(stiffness * self._body_kg)
        carried = 1.0 - _FALL * np.maximum(1.0 - since / _CATCHING_S, 0.0)
        legs = self._body_kg * GRAVITY * carried
        legs = legs + stiffness * (self._lever * heel - body)
        legs = legs + damping * (self._lever * heel_speed - body_speed)
        # The legs press where the ankle is, the pads push where the heel is.
        on_heel = self._pad_force(heel, heel_speed) - self._lever * legs
        return np.array(
            [heel_speed, on_heel / self._feet_kg, body_speed, legs / self._body_kg - GRAVITY]
        )

    def _impact(self, speed: float) -> CubicHermiteSpline[np.float64]:
        lever = self._lever
        start = [self._pressed_m, -speed, lever * self._pressed_m, -lever * speed]
        knots = np.concatenate((np.linspace(0, 0.1, 2001), np.linspace(0.1, _SETTLING_S, 3801)[1:]))
        solved = solve_ivp(
            lambda t, y: self._rates(np.asarray(t), y),
            (0.0, _SETTLING_S),
            start,
            t_eval=knots,
            rtol=1e-7,
            atol=1e-10,
        )
        return CubicHermiteSpline(knots, solved.y.T, self._rates(knots, solved.y).T)

    def _heights(self, time: Array) -> tuple[Jet, Jet]:
        """Height of heel and of the centre of mass above standing."""
        heel, body = np.zeros((3, time.size)), np.zeros((3, time.size))
        for drop in self._plan:
            lifted = (time >= drop.start_s) & (time < drop.contact_s)
            up = self._lifted(drop, time[lifted])
            heel[:, lifted] = up.value, up.velocity, up.acceleration
            body[:, lifted] = self._lever * heel[:, lifted]
            after = (time >= drop.contact_s) & (time < drop.settled_s)
            since = time[after] - drop.contact_s
            state = np.asarray(drop.course(since)).T
            rates = self._rates(since, state)
            heel[:, after] = state[0], state[1], rates[1]
            body[:, after] = state[2], state[3], rates[3]
        return Jet(*heel), Jet(*body)

    def _lifted(self, drop: "_Drop", time: Array) -> Jet:
        knots = np.array([drop.start_s, drop.start_s + self.rise_s])
        rise = follow(transitions(knots, np.array([0.0, drop.top_m])), time)
        fall = self._falling(np.maximum(time - drop.release_s, 0.0))
        return rise + fall

    def _truth_of(self, drop: "_Drop") -> DropTruth:
        time = np.arange(drop.contact_s, drop.contact_s + 0.2, 1e-5)
        force = self.support(None, time).force
        return DropTruth(
            release_s=drop.release_s,
            contact_s=drop.contact_s,
            heel_speed_m_s=drop.speed_m_s,
            peak_s=float(time[force.argmax()]),
            peak_force_n=float(force.max()),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Drop:
    """One drop: when it starts, is released and meets the floor; how high and how fast."""

    start_s: float
    release_s: float
    contact_s: float
    top_m: float
    speed_m_s: float
    course: CubicHermiteSpline[np.float64]

    @property
    def settled_s(self) -> float:
        return self.contact_s + _SETTLING_S
