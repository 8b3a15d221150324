"""What every source of raises offers, and what those share whose signal only grows."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tracker.exercises.base import Buffer, Samples
from tracker.exercises.calf_raise.finder import Finder, Turns
from tracker.exercises.calf_raise.view import GRID_HZ, Seen
from tracker.exercises.grid import Aligned, Gridded, Growing
from tracker.recording import Stream
from tracker.results import Curve, Side
from tracker.signals.filters import Signal, Smoother

MARGIN = round(0.05 * GRID_HZ)
"""Samples after a raise that are awaited, for what is measured at its end."""

BEFORE = round(1.0 * GRID_HZ)
"""Samples before a raise that are looked at with it."""


class Source(Protocol):
    """Turns streams into raises.

    Attributes
    ----------
    method, side, streams
        Name of the way of measuring, whose heel, and the streams used.
    pitch_error_deg
        One standard deviation of the foot's pitch.
    time_error_s, edge_share
        One standard deviation of the times of the edges: of a quick movement, and as a share of
        the duration of a slow one.
    follows_heel
        Whether the signal rises as the heel does, so that the phases can be told.
    """

    side: Side
    method: str
    streams: tuple[str, ...]
    pitch_error_deg: float
    time_error_s: float
    edge_share: float
    follows_heel: bool

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if the stream is not its own."""

    def advance(self, *, ended: bool = False) -> None:
        """Extend the grid."""

    @property
    def start_s(self) -> float:
        """Time of the grid's first sample."""

    @property
    def size(self) -> int:
        """Grid samples so far."""

    def raises(self, reach: int, *, ended: bool) -> Iterator[Seen]:
        """What is newly complete, with all it needs before grid sample `reach`, in order.

        Any split of the samples into blocks gives the same.
        """

    def curves(self) -> list[Curve]:
        """The signal that the raises were found in, for plots."""


class Search:
    """Goes through a signal that only grows, from one rise and fall to the next."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.at = 0

    def next(self, signal: Signal, *, ended: bool) -> Turns | None:
        """The next one that the signal holds; the same until `passed` is called."""
        return self._finder.turns(signal, self.at, ended=ended)

    def go_on(self, sample: int) -> None:
        """Look no further back than there from now on."""
        self.at = sample


class GrowingSignal:
    """A signal that is bridged where samples are missing, and smoothed, as it grows.

    Parameters
    ----------
    cutoff_hz
        Of the smoothing.
    """

    def __init__(self, cutoff_hz: float) -> None:
        self._smoother = Smoother(GRID_HZ, cutoff_hz)
        self._smooth = Growing(1)
        self._missing = Growing(1)
        self._last = np.nan
        self._open = 0

    def extend(self, values: Samples, *, ended: bool) -> None:
        """Take the next (n,) samples, NaN where there is none."""
        absent = np.isnan(values)
        self._missing.extend(absent[:, np.newaxis].astype(np.float64))
        known = np.flatnonzero(~absent)
        count = self._open + values.size
        if known.size:
            # Those missing before the first one known are bridged now.
            at = np.concatenate(([-1.0], self._open + known))
            level = np.concatenate(([self._last], values[known]))
            if np.isnan(self._last):
                at, level = at[1:], level[1:]
            upto = count if ended else self._open + int(known[-1]) + 1
            ready = np.interp(np.arange(upto), at, level)
            self._last = float(values[known[-1]])
            self._open = count - upto
        elif ended and not np.isnan(self._last):
            ready = np.full(count, self._last)
            self._open = 0
        else:
            ready = np.empty(0)
            self._open = count
        self._smooth.extend(self._smoother.feed(ready, ended=ended)[:, np.newaxis])

    @property
    def values(self) -> Signal:
        """(n,) smoothed so far."""
        return self._smooth.values[:, 0]

    @property
    def missing(self) -> NDArray[np.bool_]:
        """(m,) where samples are missing; may reach further than `values`."""
        return self._missing.values[:, 0] > 0


class OneStream:
    """What sources of a single stream have in common: its channels on the grid."""

    def __init__(self, stream: Stream, side: Side, channels: tuple[str, ...]) -> None:
        self.side: Side = side
        self.streams: tuple[str, ...] = (stream.name,)
        self._buffer = Buffer([channel.name for channel in stream.channels])
        self._grid = Aligned({"": Gridded(self._buffer, channels, stream.rate_hz)}, GRID_HZ)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `Source.feed`."""
        if stream not in self.streams:
            return False
        self._buffer.append(time, values)
        return True

    @property
    def start_s(self) -> float:
        """See `Source.start_s`."""
        return self._grid.start_s or 0.0

    @property
    def size(self) -> int:
        """See `Source.size`."""
        return self._grid.size

    def _curve(self, name: str, label: str, unit: str, values: Samples) -> Curve:
        unique = name if self.side == "unknown" else f"{name}_{self.side}"
        time = self.start_s + np.arange(values.size) / GRID_HZ
        return Curve(unique, f"{label}, {self.side}", unit, time, values, self.streams[0])
