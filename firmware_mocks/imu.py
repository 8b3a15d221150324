"""A mock inertial sensor, strapped to the athlete in any orientation."""

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from scipy.spatial.transform import Rotation

from firmware_mocks.athlete import GRAVITY, Athlete
from firmware_mocks.jet import Array, Jet, constant, follow, transitions
from firmware_mocks.motion import JointedMotion, Rolling, SegmentName, Side
from firmware_mocks.quantizer import Quantizer

_CHANNELS = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
_UNITS = ("m/s²",) * 3 + ("rad/s",) * 3

ACC_NOISE_M_S2 = 0.02
GYR_NOISE_RAD_S = 0.0015
ACC_BIAS_M_S2 = 0.05
GYR_BIAS_RAD_S = 0.008
"""One SD a sample and a sensor: a consumer MEMS part at 100 to 200 Hz, factory-calibrated."""

_SITES: MappingProxyType[str, tuple[SegmentName, float, float]] = MappingProxyType({
    # placement without side: segment, ahead and above of its origin as parts of the foot's
    # length (foot) or of the shank's (shank, trunk)
    "foot": ("foot", -0.28, 0.24),
    "heel": ("foot", -0.72, 0.12),
    "shank": ("shank", 0.10, 0.50),
    "thigh": ("thigh", 0.15, 0.50),
})  # fmt: skip

_SHAKE_RAD_S, _SLIP_S = 2 * np.pi * 5.0, 0.3

PLACEMENTS = (
    *(f"{side}_{site}" for side in ("left", "right") for site in _SITES),
    "sacrum",
)
"""Where a mock inertial sensor can be worn."""

BOARD = "board"
"""Where it can lie, in movements that have a board to stand on."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Imu(Quantizer):
    """An accelerometer and gyroscope that moves with a segment of the athlete.

    Parameters
    ----------
    motion
        What the athlete does.
    placement
        One of `PLACEMENTS`, or `BOARD`.
    rate_hz
        Samples a second.
    seed
        Chooses noise, biases and, where it is not given, the mounting.
    mounting
        Quaternion (x, y, z, w) that turns the sensor's axes into the segment's (forward, left,
        up); any length but zero. None mounts it at random.
    noise
        Multiplies noise and biases; zero is an ideal sensor but for its steps.
    tissue
        How far the sensor turns against the segment per turn of it, half of that in an
        oscillation of 5 Hz: skin over muscles that bulge and shake.
    slip
        When the strap slips, s, and by how many degrees in the plane of movement.
    acc_range_g, gyr_range_deg_s
        Beyond these it saturates.

    Raises
    ------
    ValueError
        If the placement is not known.
    """

    motion: JointedMotion
    placement: str
    rate_hz: float = 100.0
    seed: int = 0
    mounting: tuple[float, float, float, float] | None = None
    noise: float = 1.0
    tissue: float = 0.0
    slip: tuple[float, float] | None = None
    acc_range_g: float = 16.0
    gyr_range_deg_s: float = 2000.0

    def __post_init__(self) -> None:
        known = (*PLACEMENTS, BOARD)
        if self.placement not in known:
            raise ValueError(f"{self.placement!r} is none of {', '.join(known)}")

    @property
    def channels(self) -> tuple[str, ...]:
        """``acc_x`` to ``gyr_z``."""
        return _CHANNELS

    @property
    def units(self) -> tuple[str, ...]:
        """m/s² and rad/s."""
        return _UNITS

    @property
    def scales(self) -> tuple[float, ...]:
        """The range over 2¹⁵ steps."""
        acc = self.acc_range_g * GRAVITY / 32768
        gyr = float(np.radians(self.gyr_range_deg_s)) / 32768
        return (acc,) * 3 + (gyr,) * 3

    @property
    def duration_s(self) -> float:
        """How long the movement lasts."""
        return self.motion.duration_s

    def signal(self, time: Array) -> Array:
        """(n, 6) specific force and angular velocity in the sensor's axes."""
        name, side, ahead, above = _site(self.placement, self.motion.athlete)
        segment = self.motion.segment(name, side, time)
        x, z = segment.point(ahead, above)
        force_x, force_z = x.acceleration, z.acceleration + GRAVITY
        pitch = segment.pitch + self._artefact(segment.pitch, time)
        sine, cosine = np.sin(pitch.value), np.cos(pitch.value)
        level = np.zeros_like(time)
        force = np.column_stack(
            (cosine * force_x - sine * force_z, level, sine * force_x + cosine * force_z)
        )
        turn = np.column_stack((level, pitch.velocity, level))
        roll = _roll(self.motion, name, side, time)
        if roll is not None:
            force, turn = (
                _rolled(roll, force),
                _rolled(roll, turn) + (1.0, 0.0, 0.0) * (roll.velocity[:, np.newaxis]),
            )
        # Row vectors times the matrix: from the segment's axes back into the sensor's.
        matrix = self._mounting_matrix
        return np.hstack((force @ matrix, turn @ matrix))

    def _artefact(self, pitch: Jet, time: Array) -> Jet:
        """Turn of the sensor against its segment, rad."""
        moved = constant(0.0, time)
        if self.tissue:
            shake = Jet(_SHAKE_RAD_S * time, np.full_like(time, _SHAKE_RAD_S), np.zeros_like(time))
            moved = (pitch * (self.tissue / 2)).times(shake.sin() + 1.0)
        if self.slip is not None:
            at, degrees = self.slip
            slipping = transitions(np.array([at, at + _SLIP_S]), np.array([0.0, degrees]))
            moved = moved + follow(slipping, time) * float(np.pi / 180)
        return moved

    def noise_sd(self) -> Array:
        """(6,) of the white noise."""
        sd: Array = self.noise * np.repeat([ACC_NOISE_M_S2, GYR_NOISE_RAD_S], 3)
        return sd

    def bias(self) -> Array:
        """(6,) constant errors, in the sensor's axes."""
        return self._bias

    @cached_property
    def _bias(self) -> Array:
        sd: Array = self.noise * np.repeat([ACC_BIAS_M_S2, GYR_BIAS_RAD_S], 3)
        return sd * np.random.default_rng((self.seed, 1)).standard_normal(6)

    @cached_property
    def _mounting_matrix(self) -> Array:
        if self.mounting is not None:
            return np.asarray(Rotation.from_quat(self.mounting).as_matrix())
        return np.asarray(Rotation.random(rng=np.random.default_rng((self.seed, 2))).as_matrix())


def _site(placement: str, athlete: Athlete) -> tuple[SegmentName, Side, float, float]:
    if placement == "sacrum":
        return "trunk", "left", -0.10, 0.0
    if placement == BOARD:
        return "board", "left", 0.10, 0.02
    side: Side = "left" if placement.startswith("left") else "right"
    name, ahead, above = _SITES[placement.partition("_")[2]]
    lengths = {
        "foot": athlete.foot_length_m,
        "shank": athlete.shank_length_m,
        "thigh": athlete.thigh_length_m,
    }
    return name, side, ahead * lengths[name], above * lengths[name]


def _roll(motion: JointedMotion, name: SegmentName, side: Side, time: Array) -> Jet | None:
    """How a segment rolls about its length, of a movement that says so."""
    return motion.roll(name, side, time) if isinstance(motion, Rolling) else None


def _rolled(roll: Jet, vectors: Array) -> Array:
    """Vectors of the segment's axes in those of a foot that has rolled about its length."""
    sine, cosine = np.sin(roll.value), np.cos(roll.value)
    ahead, left, up = vectors.T
    return np.column_stack((ahead, cosine * left + sine * up, cosine * up - sine * left))
