"""A countermovement jump with exactly known truth."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.interpolate import PPoly
from scipy.optimize import brentq

from firmware_mocks.acceleration_pieces import Piece, acceleration_of, landing, solved, travelled
from firmware_mocks.athlete import GRAVITY, Athlete
from firmware_mocks.jet import Array, Jet, follow
from firmware_mocks.motion import Leap, Side, Support, Sway

_TRUTH_STEP_S = 1e-4
_UNWEIGHTING_RATIO = 0.8
_LET_GO_RATIO = 0.4


@dataclass(frozen=True, slots=True)
class JumpTruth:
    """What is exactly true of a jump.

    Parameters
    ----------
    onset_s
        Last instant of quiet standing: the force leaves body weight tangentially, so a detector
        with a threshold finds it later.
    takeoff_s, landing_s
        The force becomes zero, and ceases to be.
    end_s
        Standing still again.
    height_m
        Rise of the centre of mass after take-off.
    flight_height_m
        g·t²/8 of the flight: more than `height_m`, because the body lands lower than it left.
    depth_m
        Sinking of the centre of mass below standing.
    peak_power_w, mean_power_w
        Force times velocity of the centre of mass: largest, and mean of the propulsion.
    peak_force_n
        Before take-off.
    phases
        Name to start and end in s: unweighting, braking, propulsion, flight, landing (McMahon
        2018; unweighting lasts until the largest downward velocity).
    """

    onset_s: float
    takeoff_s: float
    landing_s: float
    end_s: float
    height_m: float
    flight_height_m: float
    flight_time_s: float
    takeoff_velocity_m_s: float
    depth_m: float
    body_weight_n: float
    peak_force_n: float
    landing_peak_force_n: float
    peak_power_w: float
    mean_power_w: float
    braking_impulse_n_s: float
    propulsive_impulse_n_s: float
    phases: dict[str, tuple[float, float]]


@dataclass(frozen=True, kw_only=True, eq=False)
class CountermovementJump:
    """Quiet standing, a countermovement jump, and quiet standing again.

    The acceleration of the centre of mass is a chain of polynomials in time; velocity and height
    are its exact integrals, solved so that height, depth and both standings come out.

    Parameters
    ----------
    athlete
        Who jumps.
    height_m, depth_m
        Rise after take-off, and sinking before the push.
    takeoff_rise_m, landing_rise_m
        Height of the centre of mass above standing at take-off and at landing.
    unweighting
        Least acceleration of the countermovement, as a part of g downwards.
    left_share
        Part of the force under the left foot.
    load_kg
        Carried besides the body.
    sway_deg
        Quiet-standing sway, one SD; it moves the centre of pressure only.
    quiet_s
        Quiet standing before and after.
    seed
        Chooses the sway.

    Raises
    ------
    ValueError
        If no push of this kind gives such a jump.
    """

    athlete: Athlete = field(default_factory=Athlete)
    height_m: float = 0.32
    depth_m: float = 0.30
    takeoff_rise_m: float = 0.10
    landing_rise_m: float = 0.075
    unweighting: float = 0.6
    left_share: float = 0.5
    load_kg: float = 0.0
    sway_deg: float = 0.15
    quiet_s: float = 2.5
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.height_m, self.depth_m, self.quiet_s) <= 0 or not 0 < self.unweighting < 1:
            raise ValueError(
                "height, depth and quiet standing must be positive, unweighting 0 to 1"
            )
        if self.landing_rise_m > self.takeoff_rise_m + self.height_m:
            raise ValueError("the body cannot land higher than it flies")
        if self._force(np.arange(0, self.duration_s, 0.001)).min() < -1e-6:
            raise ValueError(
                "no push of this kind gives such a jump: bring height and depth nearer to 0.3 m"
            )

    @property
    def duration_s(self) -> float:
        """From the start of the first quiet standing to the end of the last."""
        return float(self._curve.x[-1])

    @property
    def total_mass_kg(self) -> float:
        """Body and load."""
        return self.athlete.mass_kg + self.load_kg

    def centre_height(self, time: Array) -> Jet:
        """Height of the centre of mass above standing, m."""
        return follow(self._curve, time)

    @property
    def leaps(self) -> tuple[Leap, ...]:
        """The one flight."""
        true = self.truth
        bent = (true.onset_s, true.phases["braking"][1], true.takeoff_s)
        return (
            Leap(true.takeoff_s, true.landing_s, self.takeoff_rise_m, self.landing_rise_m, bent),
        )

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both together."""
        share = {None: 1.0, "left": self.left_share, "right": 1.0 - self.left_share}[side]
        standing = self.athlete.centre_ahead_of_ankle_m - self.athlete.ankle_behind_ball_m
        sway = Sway(self.sway_deg, self.seed).lean(time).value
        return Support(
            self._force(time) * share, standing + sway * self.athlete.centre_above_ankle_m
        )

    @cached_property
    def truth(self) -> JumpTruth:
        """What is exactly true of the jump."""
        knots = self._curve.x
        onset, lightest, lowest, takeoff, landing = (float(knots[i]) for i in (1, 2, 3, 5, 6))
        fastest_down = float(brentq(lambda t: float(self._curve(t, 2)), lightest, lowest))
        push = _grid(lowest, takeoff)
        before, after = _grid(onset, takeoff), _grid(landing, float(knots[-2]))
        power = self._force(push) * self.centre_height(push).velocity
        weight = self.total_mass_kg * GRAVITY
        velocity = self._takeoff_velocity
        return JumpTruth(
            onset_s=onset,
            takeoff_s=takeoff,
            landing_s=landing,
            end_s=float(knots[-2]),
            height_m=self.height_m,
            flight_height_m=GRAVITY * (landing - takeoff) ** 2 / 8,
            flight_time_s=landing - takeoff,
            takeoff_velocity_m_s=velocity,
            depth_m=self.depth_m,
            body_weight_n=weight,
            peak_force_n=float(self._force(before).max()),
            landing_peak_force_n=float(self._force(after).max()),
            peak_power_w=float(power.max()),
            mean_power_w=float(np.trapezoid(power, push)) / (takeoff - lowest),
            braking_impulse_n_s=-self.total_mass_kg * float(self._curve(fastest_down, 1)),
            propulsive_impulse_n_s=self.total_mass_kg * velocity,
            phases={
                "unweighting": (onset, fastest_down),
                "braking": (fastest_down, lowest),
                "propulsion": (lowest, takeoff),
                "flight": (takeoff, landing),
                "landing": (landing, float(knots[-2])),
            },
        )

    def _force(self, time: Array) -> Array:
        force = self.total_mass_kg * (self.centre_height(time).acceleration + GRAVITY)
        # In flight the sum is rounding error: there is nothing to press upon.
        flying = (time >= self._curve.x[5]) & (time <= self._curve.x[6])
        return np.where(flying, 0.0, force)

    @property
    def _takeoff_velocity(self) -> float:
        return float(np.sqrt(2 * GRAVITY * self.height_m))

    @cached_property
    def _curve(self) -> PPoly[np.float64]:
        """Height of the centre of mass above standing."""
        low, bottom, down_s = self._countermovement()
        high, push_s = self._push(bottom)
        fall = self.takeoff_rise_m + self.height_m - self.landing_rise_m
        flight = self._takeoff_velocity / GRAVITY + float(np.sqrt(2 * fall / GRAVITY))
        peak, last = self._landing()
        pieces: list[Piece] = [
            (self.quiet_s, 0.0, "smooth"),
            (down_s, low, "smooth"),
            (down_s * _UNWEIGHTING_RATIO, bottom, "smooth"),
            (push_s, high, "smooth"),
            (push_s * _LET_GO_RATIO, -GRAVITY, "letting_go"),
            (flight, -GRAVITY, "smooth"),
            *landing(peak, last),
            (self.quiet_s, 0.0, "smooth"),
        ]
        return acceleration_of(pieces).antiderivative(2)

    def _countermovement(self) -> tuple[float, float, float]:
        """Least and last acceleration, and the time to the least, so that the depth comes out."""
        low, ratio = -self.unweighting * GRAVITY, _UNWEIGHTING_RATIO
        bottom = -low * (1 + ratio) / ratio  # brings the body to a stop after that time
        _, sunk = travelled([(1.0, low, "smooth"), (ratio, bottom, "smooth")], 0.0)
        return low, bottom, float(np.sqrt(-self.depth_m / sunk))

    def _push(self, bottom: float) -> tuple[float, float]:
        """The second peak of the push and the time to it, so that velocity and rise come out."""
        wanted = (self.depth_m + self.takeoff_rise_m) / self._takeoff_velocity**2

        def gain(high: float) -> tuple[float, float]:
            return travelled(
                [(1.0, high, "smooth"), (_LET_GO_RATIO, -GRAVITY, "letting_go")], bottom
            )

        def excess(high: float) -> float:
            velocity, rise = gain(high)
            return rise - wanted * velocity**2

        span = (-0.6 * GRAVITY, 20 * GRAVITY)
        if min(gain(span[0])) <= 0 or excess(span[0]) * excess(span[1]) > 0:
            raise ValueError(
                "no push of this kind gives such a jump: bring height and depth nearer to 0.3 m"
            )
        high = float(brentq(excess, *span, xtol=1e-13))
        return high, self._takeoff_velocity / gain(high)[0]

    def _landing(self) -> tuple[float, float]:
        """Peak and last acceleration, so that the athlete ends up standing still."""
        fallen = self.takeoff_rise_m + self.height_m - self.landing_rise_m
        impact = -float(np.sqrt(2 * GRAVITY * fallen))
        return solved(landing, -GRAVITY, impact, end=(0.0, -self.landing_rise_m))


def _grid(start_s: float, end_s: float) -> Array:
    return np.linspace(start_s, end_s, max(3, round((end_s - start_s) / _TRUTH_STEP_S)))
