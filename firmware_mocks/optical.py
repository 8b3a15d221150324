"""A mock optical system that gives the ankle's angle."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from firmware_mocks.jet import Array
from firmware_mocks.motion import JointedMotion
from firmware_mocks.quantizer import Quantizer


@dataclass(frozen=True, kw_only=True, eq=False)
class AngleSensor(Quantizer):
    """Plantar flexion as motion capture or a goniometer gives it.

    Parameters
    ----------
    motion
        What the athlete does.
    side
        Whose ankle.
    rate_hz
        Samples a second.
    seed
        Chooses the noise.
    noise
        Multiplies the noise of 0.1°.
    offset_deg
        Its reading in quiet standing: optical systems have a zero of their own.
    """

    motion: JointedMotion
    side: Literal["left", "right"] = "left"
    rate_hz: float = 100.0
    seed: int = 0
    noise: float = 1.0
    offset_deg: float = 0.0

    @property
    def channels(self) -> tuple[str, ...]:
        """``plantar_flexion``."""
        return ("plantar_flexion",)

    @property
    def units(self) -> tuple[str, ...]:
        """Degrees."""
        return ("deg",)

    @property
    def scales(self) -> tuple[float, ...]:
        """0.01°."""
        return (0.01,)

    @property
    def duration_s(self) -> float:
        """How long the movement lasts."""
        return self.motion.duration_s

    def signal(self, time: Array) -> Array:
        """(n, 1) plantar flexion."""
        return self.motion.plantar_flexion_deg(self.side, time)[:, np.newaxis]

    def noise_sd(self) -> Array:
        """(1,) of the white noise."""
        return self.noise * np.array([0.1])

    def bias(self) -> Array:
        """(1,) the zero."""
        return np.array([self.offset_deg])
