"""Streams brought onto one even grid of times, block by block."""

from collections.abc import Mapping, Sequence

import numpy as np

from tracker.exercises.base import Buffer, Samples
from tracker.signals.filters import on_grid

BRIDGED_GAP_S = 0.05
"""Missing samples up to this long are bridged by a straight line; longer ones stay missing."""


class Gridded:
    """Columns of a buffer on the grid ``start + k / rate_hz``.

    A grid value is made when samples as far beyond it as a gap is bridged are there, or the stream
    has ended; so it never depends on how the samples were split into blocks.

    Parameters
    ----------
    buffer
        Where the samples arrive.
    channels
        Columns wanted, in this order.
    rate_hz
        Of the samples.
    """

    def __init__(self, buffer: Buffer, channels: Sequence[str], rate_hz: float) -> None:
        self._buffer = buffer
        self._channels = tuple(channels)
        self._longest_gap_s = max(BRIDGED_GAP_S, 1.5 / rate_hz)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self._channels)

    @property
    def begin(self) -> float | None:
        """Time of the first sample, None before there is one."""
        return float(self._buffer.time[0]) if self._buffer.size else None

    def upto(self, *, ended: bool) -> float:
        """Time up to which grid values can be made; -inf before the first sample."""
        if not self._buffer.size:
            return -np.inf
        return float(self._buffer.time[-1]) - (0.0 if ended else self._longest_gap_s)

    def on(self, grid: Samples) -> Samples:
        """(n, channels) values at grid times; NaN where samples are missing."""
        time = self._buffer.time
        first = max(0, int(np.searchsorted(time, grid[0] - 2 * self._longest_gap_s)) - 1)
        values = self._buffer.columns(self._channels)[first:]
        return on_grid(time[first:], values, grid, self._longest_gap_s)


class Growing:
    """Evenly sampled columns that grow at their end.

    Parameters
    ----------
    width
        Number of columns.
    """

    def __init__(self, width: int) -> None:
        self._room: Samples = np.empty((256, width))
        self._size = 0

    def extend(self, values: Samples) -> None:
        """Add (n, width) values at the end."""
        needed = self._size + len(values)
        if needed > len(self._room):
            larger = np.empty((max(needed, 2 * len(self._room)), self._room.shape[1]))
            larger[: self._size] = self._room[: self._size]
            self._room = larger
        self._room[self._size : needed] = values
        self._size = needed

    @property
    def values(self) -> Samples:
        """(n, width) all values so far; a view."""
        return self._room[: self._size]


class Aligned:
    """Several buffers on one grid, which begins with the earliest of their samples.

    Parameters
    ----------
    sources
        By any name.
    rate_hz
        Of the grid.
    """

    def __init__(self, sources: Mapping[str, Gridded], rate_hz: float) -> None:
        self._sources = sources
        self._columns = {name: Growing(source.width) for name, source in sources.items()}
        self.rate_hz = rate_hz
        self.start_s: float | None = None
        self.size = 0

    def advance(self, *, ended: bool = False) -> None:
        """Extend the grid as far as the samples of all sources reach.

        Parameters
        ----------
        ended
            Whether no more samples will come; the grid then reaches to the last of any source.
        """
        if self.start_s is None:
            begins = [one.begin for one in self._sources.values() if one.begin is not None]
            if not begins or (not ended and len(begins) < len(self._sources)):
                return
            self.start_s = min(begins)
        reach = [source.upto(ended=ended) for source in self._sources.values()]
        upto = max(reach) if ended else min(reach)
        count = int(np.floor((upto - self.start_s) * self.rate_hz + 1e-6)) + 1 - self.size
        if count <= 0:
            return
        grid = self.start_s + np.arange(self.size, self.size + count) / self.rate_hz
        for name, source in self._sources.items():
            self._columns[name].extend(source.on(grid))
        self.size += count

    def __getitem__(self, name: str) -> Samples:
        """(size, channels) of one source."""
        return self._columns[name].values

    @property
    def time(self) -> Samples:
        """(size,) the grid's times."""
        return (self.start_s or 0.0) + np.arange(self.size) / self.rate_hz
