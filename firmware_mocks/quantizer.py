"""The part that all mock sensors share: from a physical signal to whole counts."""

from abc import ABC, abstractmethod
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from firmware_mocks.jet import Array

_BLOCK = 512


class Quantizer(ABC):
    """An analogue signal, its faults, and a 16-bit converter.

    Noise belongs to the sample's number: it is drawn in fixed blocks, each from a seed of its own,
    so that samples are the same however they are asked for.
    """

    rate_hz: float
    seed: int

    @property
    @abstractmethod
    def scales(self) -> tuple[float, ...]:
        """What one count means, for each channel."""

    @abstractmethod
    def signal(self, time: Array) -> Array:
        """(n, channels) what an ideal sensor would read, in units."""

    @abstractmethod
    def noise_sd(self) -> Array:
        """(channels,) standard deviation of the white noise, in units."""

    def bias(self) -> Array:
        """(channels,) what is added to every sample, in units."""
        return np.zeros(len(self.scales))

    def disturbed(self, ideal: Array, random: Array) -> Array:
        """The signal with its faults; `random` is standard normal, of the same shape."""
        return ideal + self.bias() + self.noise_sd() * random

    def counts(self, first: int, count: int) -> NDArray[np.int16]:
        """Samples ``first … first + count - 1``: (count, channels) int16, clipped."""
        index = np.arange(first, first + count)
        random = noise(self.seed, first, count, len(self.scales))
        values = self.disturbed(self.signal(index / self.rate_hz), random)
        whole = np.rint(values / np.array(self.scales))
        clipped: NDArray[np.int16] = np.clip(whole, -32768, 32767).astype(np.int16)
        return clipped


def noise(seed: int, first: int, count: int, channels: int) -> Array:
    """(count, channels) standard normal numbers that depend on the sample's number alone."""
    if count <= 0:
        return np.empty((0, channels))
    start = first // _BLOCK
    blocks = [
        _noise_block(seed, one, channels) for one in range(start, (first + count - 1) // _BLOCK + 1)
    ]
    skip = first - start * _BLOCK
    return np.concatenate(blocks)[skip : skip + count]


@lru_cache(maxsize=64)
def _noise_block(seed: int, block: int, channels: int) -> Array:
    return np.random.default_rng((seed, 0, block)).standard_normal((_BLOCK, channels))
