"""What a mock sensor needs of the world: its converter's counts, sample by sample."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class SampleSource(Protocol):
    """A sensor's converter: counts on the sensor's own sample grid.

    Attributes
    ----------
    rate_hz
        Samples a second of the sensor's own clock.
    channels
        Names in the order of the columns, as in a recording (``acc_x`` … or ``fz`` …).
    units
        Unit of each channel.
    scales
        What one count means, in that unit.
    duration_s
        How long the movement lasts; after it the last pose is held.
    """

    @property
    def rate_hz(self) -> float: ...
    @property
    def channels(self) -> tuple[str, ...]: ...
    @property
    def units(self) -> tuple[str, ...]: ...
    @property
    def scales(self) -> tuple[float, ...]: ...
    @property
    def duration_s(self) -> float: ...

    def counts(self, first: int, count: int) -> NDArray[np.int16]:
        """Samples ``first … first + count - 1``.

        The same sample has the same value however the samples are asked for.

        Returns
        -------
        (count, channels) int16
        """
        ...
