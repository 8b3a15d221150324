"""Mock force plates and pressure insoles."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from firmware_mocks.jet import Array
from firmware_mocks.motion import Motion, Side
from firmware_mocks.quantizer import Quantizer

PLATES: dict[str, Side | None] = {"plate": None, "left_plate": "left", "right_plate": "right"}
"""Placement of a plate to the foot that stands on it (None: both)."""

COP_SCALE_M = 1e-4
_COP_NOISE_M = 0.0005
_COP_LEAST_FORCE_N = 20.0
_INSOLE_SCALE_N = 0.1
_FULL_NOISE_AT_N = 50.0


@dataclass(frozen=True, kw_only=True, eq=False)
class ForcePlate(Quantizer):
    """A force plate under one foot or both.

    Parameters
    ----------
    motion
        What the athlete does.
    placement
        ``plate``, ``left_plate`` or ``right_plate``.
    rate_hz
        Samples a second.
    seed
        Chooses the noise.
    noise
        Multiplies the noise of 1 N (0.5 mm of the centre of pressure).
    scale_n
        One count; the plate saturates at 32767 of them.
    offset_n
        What it reads unloaded.
    with_cop
        Whether it gives the centre of pressure: ``cop_x`` ahead of the metatarsal heads and
        ``cop_y`` to the left of the plate's middle, zero while nobody stands on it.

    Raises
    ------
    ValueError
        If the placement is not known.
    """

    motion: Motion
    placement: str = "plate"
    rate_hz: float = 1000.0
    seed: int = 0
    noise: float = 1.0
    scale_n: float = 0.1
    offset_n: float = 0.0
    with_cop: bool = False

    def __post_init__(self) -> None:
        if self.placement not in PLATES:
            raise ValueError(f"{self.placement!r} is none of {', '.join(PLATES)}")

    @property
    def channels(self) -> tuple[str, ...]:
        """``fz``, and the centre of pressure where it is given."""
        return ("fz", "cop_x", "cop_y") if self.with_cop else ("fz",)

    @property
    def units(self) -> tuple[str, ...]:
        """N and m."""
        return ("N", "m", "m")[: len(self.channels)]

    @property
    def scales(self) -> tuple[float, ...]:
        """The force's scale, and 0.1 mm."""
        return (self.scale_n, COP_SCALE_M, COP_SCALE_M)[: len(self.channels)]

    @property
    def duration_s(self) -> float:
        """How long the movement lasts."""
        return self.motion.duration_s

    def signal(self, time: Array) -> Array:
        """(n, channels) force and centre of pressure."""
        support = self.motion.support(PLATES[self.placement], time)
        if not self.with_cop:
            return support.force[:, np.newaxis]
        aside = np.zeros_like(time) if support.aside is None else support.aside
        centre = np.column_stack((support.ahead, aside))
        centre[support.force <= _COP_LEAST_FORCE_N] = 0.0
        return np.column_stack((support.force, centre))

    def noise_sd(self) -> Array:
        """(channels,) of the white noise."""
        return self.noise * np.array([1.0, _COP_NOISE_M, _COP_NOISE_M])[: len(self.channels)]

    def bias(self) -> Array:
        """(channels,) the offset of the force."""
        return np.array([self.offset_n, 0.0, 0.0])[: len(self.channels)]


@dataclass(frozen=True, kw_only=True, eq=False)
class Insole(Quantizer):
    """A pressure insole that sums up three zones.

    The zones share the force so that its centre of pressure is kept.

    Parameters
    ----------
    motion
        What the athlete does.
    side
        The shoe it lies in.
    rate_hz
        Samples a second.
    seed
        Chooses the noise.
    noise
        Multiplies the noise of 2 N a zone.
    """

    motion: Motion
    side: Literal["left", "right"] = "left"
    rate_hz: float = 100.0
    seed: int = 0
    noise: float = 1.0

    @property
    def channels(self) -> tuple[str, ...]:
        """The three zones and their sum."""
        return ("forefoot", "midfoot", "heel", "total")

    @property
    def units(self) -> tuple[str, ...]:
        """N."""
        return ("N",) * 4

    @property
    def scales(self) -> tuple[float, ...]:
        """0.1 N."""
        return (_INSOLE_SCALE_N,) * 4

    @property
    def duration_s(self) -> float:
        """How long the movement lasts."""
        return self.motion.duration_s

    def signal(self, time: Array) -> Array:
        """(n, 4) force on forefoot, midfoot and heel, and their sum."""
        support = self.motion.support(self.side, time)
        # The heel presses below its middle, a fifth of its length from the back.
        heel_at = -0.8 * self.motion.athlete.heel_behind_ball_m
        forward = np.clip(1.0 - support.ahead / heel_at, 0.0, 1.0)
        midfoot = forward * (1.0 - forward)
        shares = np.column_stack(
            (forward - midfoot / 2, midfoot, 1.0 - forward - midfoot / 2, np.ones_like(forward))
        )
        return support.force[:, np.newaxis] * shares

    def disturbed(self, ideal: Array, random: Array) -> Array:
        """Noise of loaded zones alone, and the whole as the sum of what the zones read."""
        zones = ideal[:, :3]
        loaded = np.minimum(zones / _FULL_NOISE_AT_N, 1.0)
        zones = np.maximum(zones + self.noise_sd()[:3] * loaded * random[:, :3], 0.0)
        zones = np.rint(zones / _INSOLE_SCALE_N) * _INSOLE_SCALE_N
        return np.column_stack((zones, zones.sum(axis=1)))

    def noise_sd(self) -> Array:
        """(4,) of the white noise of zones under load, and of their sum."""
        return self.noise * np.array([2.0, 2.0, 2.0, 2.0 * np.sqrt(3.0)])
