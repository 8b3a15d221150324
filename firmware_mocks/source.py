"""What a mock sensor needs of the world: its converter's counts, sample by sample."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class SampleSource(Protocol):
    """A sensor's converter: counts on the sensor's own sample grid.

    It knows no packets and no clock faults; those are the peripheral's.
    """

    @property
    def rate_hz(self) -> float:
        """Samples a second of the sensor's own clock."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the columns, as in a recording (``acc_x`` … or ``fz`` …)."""

    @property
    def units(self) -> tuple[str, ...]:
        """Unit of each channel."""

    @property
    def scales(self) -> tuple[float, ...]:
        """What one count means, in that unit."""

    @property
    def duration_s(self) -> float:
        """How long the movement lasts; after it the last pose is held."""

    def counts(self, first: int, count: int) -> NDArray[np.int16]:
        """Samples ``first … first + count - 1``.

        The same sample has the same value however the samples are asked for.

        Returns
        -------
        (count, channels) int16
        """
