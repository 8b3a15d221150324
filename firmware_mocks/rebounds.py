"""Jumps that follow a fall: a drop from a box, or one hop after another, with exact truth."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.interpolate import PPoly

from firmware_mocks.acceleration_pieces import Piece, acceleration_of, landing, solved
from firmware_mocks.athlete import GRAVITY, Athlete
from firmware_mocks.jet import Array, Jet, follow
from firmware_mocks.motion import Leap, Side, Support, Sway

_STEP_S = 1e-4
_HIT, _GIVE, _LET_GO = 0.35, 0.35, 0.30
_TIPPING_S = 0.2


@dataclass(frozen=True, slots=True)
class ReboundTruth:
    """What is exactly true of one contact and the flight after it.

    Parameters
    ----------
    touchdown_s, turn_s, takeoff_s, landing_s
        The force ceases to be zero; the body is lowest; the force becomes zero; and ceases to be.
    height_m
        Rise of the centre of mass after take-off.
    drop_height_m
        The height of which a fall gives the velocity of the touch-down.
    peak_power_w, mean_power_w
        Force times velocity of the centre of mass from the turn to take-off.
    peak_force_n
        During the contact.
    """

    touchdown_s: float
    turn_s: float
    takeoff_s: float
    landing_s: float
    height_m: float
    drop_height_m: float
    peak_force_n: float
    peak_power_w: float
    mean_power_w: float
    braking_impulse_n_s: float
    propulsive_impulse_n_s: float

    @property
    def contact_time_s(self) -> float:
        """From touch-down to take-off."""
        return self.takeoff_s - self.touchdown_s

    @property
    def flight_time_s(self) -> float:
        """From take-off to landing."""
        return self.landing_s - self.takeoff_s


@dataclass(frozen=True, kw_only=True, eq=False)
class Rebounds:
    """A step off a box onto an empty plate, contacts with flights between, and quiet standing.

    The centre of mass is as high at each landing as at each take-off.

    Parameters
    ----------
    athlete
        Who jumps.
    drop_height_m
        From where the first contact is fallen into.
    heights_m, contacts_s
        Rise after each contact, and how long it lasts.
    empty_s, quiet_s
        Before the first touch-down, and after the last landing.
    rise_m
        Centre of mass above standing at each landing and take-off.
    left_share
        Part of the force under the left foot.

    Raises
    ------
    ValueError
        If heights and contacts are not of one number, or the ground would have to pull.
    """

    athlete: Athlete = field(default_factory=Athlete)
    drop_height_m: float = 0.30
    heights_m: tuple[float, ...] = (0.25,)
    contacts_s: tuple[float, ...] = (0.22,)
    empty_s: float = 2.0
    quiet_s: float = 3.0
    rise_m: float = 0.08
    left_share: float = 0.5
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.heights_m or len(self.heights_m) != len(self.contacts_s):
            raise ValueError("each contact has a time and a height after it")
        if self._force(np.arange(0, self.duration_s, 0.001)).min() < -1e-6:
            raise ValueError("such a contact would need the ground to pull: make it shorter")

    @property
    def duration_s(self) -> float:
        """From the empty plate to the end of quiet standing."""
        return float(self._curve.x[-1])

    def centre_height(self, time: Array) -> Jet:
        """Height of the centre of mass above standing on the plate, m."""
        return follow(self._curve, time) + self.rise_m

    @property
    def leaps(self) -> tuple[Leap, ...]:
        """The fall, and the flight after each contact."""
        stepped = float(self._curve.x[1])
        found = [Leap(stepped, self._contacts[0][0], None, self.rise_m)]
        for (touchdown, takeoff), height in zip(self._contacts, self.heights_m, strict=True):
            bent = (touchdown, (touchdown + takeoff) / 2, takeoff)
            landing_s = takeoff + _flight_s(height)
            found.append(Leap(takeoff, landing_s, self.rise_m, self.rise_m, bent))
        return tuple(found)

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both together."""
        share = {None: 1.0, "left": self.left_share, "right": 1.0 - self.left_share}[side]
        standing = self.athlete.centre_ahead_of_ankle_m - self.athlete.ankle_behind_ball_m
        sway = Sway(0.15, self.seed).lean(time).value
        return Support(
            self._force(time) * share, standing + sway * self.athlete.centre_above_ankle_m
        )

    @cached_property
    def truth(self) -> tuple[ReboundTruth, ...]:
        """What is exactly true of each contact and its flight."""
        fallen = (self.drop_height_m, *self.heights_m)
        return tuple(
            self._truth_of(span, height, before)
            for span, height, before in zip(self._contacts, self.heights_m, fallen, strict=False)
        )

    def _truth_of(
        self, span: tuple[float, float], height_m: float, drop_height_m: float
    ) -> ReboundTruth:
        touchdown, takeoff = span
        time = np.linspace(touchdown, takeoff, round((takeoff - touchdown) / _STEP_S))
        velocity = follow(self._curve, time).velocity
        force = self._force(time)
        turn = float(np.interp(0.0, velocity[:-1], time[:-1]))
        rising = time >= turn
        power = force[rising] * velocity[rising]
        mass = self.athlete.mass_kg
        return ReboundTruth(
            touchdown_s=touchdown,
            turn_s=turn,
            takeoff_s=takeoff,
            landing_s=takeoff + _flight_s(height_m),
            height_m=height_m,
            drop_height_m=drop_height_m,
            peak_force_n=float(force.max()),
            peak_power_w=float(power.max()),
            mean_power_w=float(np.trapezoid(power, time[rising])) / (takeoff - turn),
            braking_impulse_n_s=mass * float(np.sqrt(2 * GRAVITY * drop_height_m)),
            propulsive_impulse_n_s=mass * float(np.sqrt(2 * GRAVITY * height_m)),
        )

    def _force(self, time: Array) -> Array:
        force = self.athlete.mass_kg * (follow(self._curve, time).acceleration + GRAVITY)
        standing = time >= self._contacts[-1][1] + _flight_s(self.heights_m[-1])
        for touchdown, takeoff in self._contacts:
            standing |= (time >= touchdown) & (time <= takeoff)
        return np.where(standing, force, 0.0)

    @cached_property
    def _contacts(self) -> tuple[tuple[float, float], ...]:
        spans, now = [], self.empty_s
        for height, contact in zip(self.heights_m, self.contacts_s, strict=True):
            spans.append((now, now + contact))
            now += contact + _flight_s(height)
        return tuple(spans)

    @cached_property
    def _curve(self) -> PPoly[np.float64]:
        """Height of the centre of mass above where it is at touch-down."""
        velocity = -float(np.sqrt(2 * GRAVITY * self.drop_height_m))
        # Half of gravity on average while the body tips over the edge, then all of it.
        falling_s = -velocity / GRAVITY - _TIPPING_S / 2
        pieces: list[Piece] = [
            (self.empty_s - _TIPPING_S - falling_s, 0.0, "smooth"),
            (_TIPPING_S, -GRAVITY, "smooth"),
            (falling_s, -GRAVITY, "smooth"),
        ]
        for height, contact in zip(self.heights_m, self.contacts_s, strict=True):
            leaving = float(np.sqrt(2 * GRAVITY * height))
            one, other = solved(_contact(contact), -GRAVITY, velocity, end=(leaving, 0.0))
            pieces += [*_contact(contact)(one, other), (_flight_s(height), -GRAVITY, "smooth")]
            velocity = -leaving
        one, other = solved(landing, -GRAVITY, velocity, end=(0.0, -self.rise_m))
        pieces += [*landing(one, other), (self.quiet_s, 0.0, "smooth")]
        # At the first touch-down the centre is at height zero.
        centre = acceleration_of(pieces).antiderivative(2)
        centre.c[-1] -= float(centre(self.empty_s))
        return centre


def _flight_s(height_m: float) -> float:
    return 2 * float(np.sqrt(2 * height_m / GRAVITY))


def _contact(seconds: float) -> Callable[[float, float], list[Piece]]:
    def pieces(peak: float, second: float) -> list[Piece]:
        return [
            (_HIT * seconds, peak, "hitting"),
            (_GIVE * seconds, second, "smooth"),
            (_LET_GO * seconds, -GRAVITY, "letting_go"),
        ]

    return pieces
