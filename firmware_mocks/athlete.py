"""The athlete's body: lengths and masses from which every mock signal follows.

Planar (sagittal) and rigid: the foot turns about the metatarsal heads, the shank about the ankle,
and the body's centre of mass stays above. World frame: x forward, y to the left, z up; the origin
is on the floor below the metatarsal heads. Angles are turns about y, so a rising heel and a
forward leaning shank are both positive.
"""

from dataclasses import dataclass

import numpy as np
import scipy

from firmware_mocks.jet import Jet

GRAVITY = scipy.constants.g
"""Standard gravity, m/s²."""


@dataclass(frozen=True, slots=True)
class Athlete:
    """A person.

    Parameters
    ----------
    mass_kg, height_m
        Of the body without load.
    foot_length_m
        Heel to toe; 0.152 of the height if not given (Drillis & Contini 1966, in Winter 2009).

    Raises
    ------
    ValueError
        If a measure is not positive.
    """

    mass_kg: float = 75.0
    height_m: float = 1.78
    foot_length_m: float = 0.27

    def __post_init__(self) -> None:
        for name in ("mass_kg", "height_m", "foot_length_m"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")

    @property
    def heel_behind_ball_m(self) -> float:
        """Back of the heel to the metatarsal heads: 0.70 of the foot."""
        return 0.70 * self.foot_length_m

    @property
    def ankle_behind_ball_m(self) -> float:
        """Ankle to the metatarsal heads, along the sole.

        The ankle lies 0.19 of the foot's length ahead of the heel (proportions of the lower-limb
        model of Delp 1990).
        """
        return 0.51 * self.foot_length_m

    @property
    def ankle_height_m(self) -> float:
        """Ankle above the sole: 0.039 of the height (Drillis & Contini 1966)."""
        return 0.039 * self.height_m

    @property
    def shank_length_m(self) -> float:
        """Ankle to knee: 0.246 of the height (Drillis & Contini 1966)."""
        return 0.246 * self.height_m

    @property
    def thigh_length_m(self) -> float:
        """Knee to hip: 0.245 of the height (Drillis & Contini 1966)."""
        return 0.245 * self.height_m

    @property
    def centre_above_ankle_m(self) -> float:
        """Ankle to the body's centre of mass, which stands at 0.56 of the height."""
        return 0.56 * self.height_m - self.ankle_height_m

    @property
    def centre_ahead_of_ankle_m(self) -> float:
        """How far ahead of the ankles the centre of mass is in quiet standing (Winter 1995)."""
        return 0.05

    @property
    def standing_lean_rad(self) -> float:
        """Forward lean of the line from the ankle to the centre of mass in quiet standing."""
        return float(np.arcsin(self.centre_ahead_of_ankle_m / self.centre_above_ankle_m))


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A rigid part of the body in motion.

    Parameters
    ----------
    x, z
        World position of the segment's origin, m.
    pitch
        Its turn about the world's y axis (to the left), rad; zero when its own axes point
        forward, left and up.
    """

    x: Jet
    z: Jet
    pitch: Jet

    def point(self, ahead_m: float, above_m: float) -> tuple[Jet, Jet]:
        """World x and z of a point given in the segment's own axes."""
        sine, cosine = self.pitch.sin(), self.pitch.cos()
        return (
            self.x + cosine * ahead_m + sine * above_m,
            self.z - sine * ahead_m + cosine * above_m,
        )
