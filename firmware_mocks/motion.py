"""What a mock sensor asks of a movement."""

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np

from firmware_mocks.athlete import Athlete, Segment
from firmware_mocks.jet import Array, Jet, constant

Side = Literal["left", "right"]
SegmentName = Literal["foot", "shank", "thigh", "trunk", "board"]


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """What the ground does to one foot, or to both.

    Parameters
    ----------
    force
        (n,) vertical force, N, positive when stood upon.
    ahead
        (n,) centre of pressure, m ahead of the metatarsal heads.
    aside
        (n,) the same, m to the left of the middle; None is the middle.
    """

    force: Array
    ahead: Array
    aside: Array | None = None


class Motion(Protocol):
    """A movement: forces at any time."""

    @property
    def athlete(self) -> Athlete:
        """Who moves."""

    @property
    def duration_s(self) -> float:
        """How long it lasts; afterwards the athlete stands on."""

    def support(self, side: Side | None, time: Array) -> Support:
        """What the ground does to one foot, or (None) to both together."""


class JointedMotion(Motion, Protocol):
    """A movement of which the segments are known too."""

    def segment(self, name: SegmentName, side: Side, time: Array) -> Segment:
        """Foot (origin: metatarsal heads), shank (ankle), thigh (knee) or trunk (centre of mass).

        A motion with straight knees may leave out the thigh, which then goes with the shank.
        """

    def plantar_flexion_deg(self, side: Side, time: Array) -> Array:
        """(n,) ankle angle, deg; zero is quiet standing without sway."""


@dataclass(frozen=True, slots=True)
class Leap:
    """One flight of the body.

    Parameters
    ----------
    takeoff_s, landing_s
        When the feet leave the ground, and meet it.
    takeoff_rise_m, landing_rise_m
        Centre of mass above standing at both, the legs being straight and the toes pointed; None
        where the feet leave a box, on which they stand flat.
    bent_s
        The contact before: when the knees begin to bend, are bent most, and are straight again.
    """

    takeoff_s: float
    landing_s: float
    takeoff_rise_m: float | None
    landing_rise_m: float
    bent_s: tuple[float, float, float] | None = None


class Leaping(Motion, Protocol):
    """A movement with flights, told by the body's centre of mass alone."""

    @property
    def leaps(self) -> tuple[Leap, ...]:
        """Its flights in their order."""

    def centre_height(self, time: Array) -> Jet:
        """Height of the centre of mass above standing, m."""


@runtime_checkable
class Rolling(Protocol):
    """A movement in which feet, or the board below them, roll to the sides."""

    def roll(self, name: SegmentName, side: Side, time: Array) -> Jet | None:
        """Turn about the length, rad; positive lifts the left edge. None of what never rolls."""


@dataclass(frozen=True, slots=True)
class Sway:
    """Quiet standing is not still: the body leans to and fro about the ankles.

    A sum of slow sine waves, with most of it below 0.5 Hz (Winter 1995).

    Parameters
    ----------
    sd_deg
        Standard deviation over a long time.
    seed
        Chooses phases and frequencies.
    """

    sd_deg: float = 0.15
    seed: int = 0

    def lean(self, time: Array) -> Jet:
        """The lean in radians."""
        generator = np.random.default_rng((self.seed, 0x5A))
        frequencies = (
            2 * np.pi * np.array([0.11, 0.23, 0.41, 0.73]) * generator.uniform(0.8, 1.2, 4)
        )
        phases = generator.uniform(0, 2 * np.pi, 4)
        weights = np.array([1.0, 0.8, 0.5, 0.25])
        amplitude = np.radians(self.sd_deg) * np.sqrt(2) / np.linalg.norm(weights)
        total = constant(0.0, time)
        for frequency, phase, weight in zip(frequencies, phases, weights, strict=True):
            angle = Jet(
                frequency * time + phase, np.full_like(time, frequency), np.zeros_like(time)
            )
            total = total + angle.sin() * float(amplitude * weight)
        return total
