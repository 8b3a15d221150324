"""The vertical force under the feet, from one plate or several together."""

from collections.abc import Mapping

import numpy as np

from tracker.exercises.base import Buffer, Samples
from tracker.exercises.grid import Aligned, Gridded, Growing
from tracker.recording import Kind, Stream
from tracker.results import Curve


class Plates:
    """All force plates of a recording on one grid: each alone, and their sum.

    Parameters
    ----------
    streams
        By name; those that are no force plates are passed over.

    Attributes
    ----------
    names
        Of the plates' streams; empty where there is none.
    rate_hz
        Of the grid: the fastest plate's.
    """

    def __init__(self, streams: Mapping[str, Stream]) -> None:
        plates = {name: one for name, one in streams.items() if one.kind is Kind.FORCE_PLATE}
        self.names = tuple(plates)
        self.rate_hz = max((plate.rate_hz for plate in plates.values()), default=1.0)
        self._placements = {one.placement: name for name, one in plates.items()}
        self._buffers = {
            name: Buffer([channel.name for channel in one.channels]) for name, one in plates.items()
        }
        self._grid = Aligned(
            {
                name: Gridded(self._buffers[name], ("fz",), one.rate_hz)
                for name, one in plates.items()
            },
            self.rate_hz,
        )
        self._total = Growing(1)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples of one plate; False if the stream is none of them."""
        buffer = self._buffers.get(stream)
        if buffer is None:
            return False
        buffer.append(time, values)
        return True

    def advance(self, *, ended: bool = False) -> None:
        """Extend the grid as far as the samples reach."""
        if not self.names:
            return
        done = self._grid.size
        self._grid.advance(ended=ended)
        if self._grid.size > done:
            new = [self._grid[name][done:] for name in self.names]
            self._total.extend(np.sum(new, axis=0))

    @property
    def start_s(self) -> float:
        """Time of the grid's first sample; 0 before there is one."""
        return self._grid.start_s or 0.0

    @property
    def total(self) -> Samples:
        """(n,) sum of the plates, N; NaN where one of them is missing."""
        return self._total.values[:, 0]

    def alone(self) -> list[Samples]:
        """(n,) each plate, in the order of `names`."""
        return [self._grid[name][:, 0] for name in self.names]

    @property
    def time(self) -> Samples:
        """(n,) the grid's times."""
        return self._grid.time

    def at(self, placement: str) -> Samples | None:
        """(n,) the plate at that placement alone; None if there is none."""
        name = self._placements.get(placement)
        return None if name is None else self._grid[name][:, 0]

    def curves(self) -> tuple[Curve, ...]:
        """The total force and, of two plates, each leg's, for plots; none without a plate."""
        if not self.total.size:
            return ()
        total = Curve("vertical_force", "Vertical force", "N", self.time, self.total, self.names[0])
        legs = {leg: self._placements.get(f"{leg}_plate") for leg in ("left", "right")}
        of_legs = [
            Curve(
                f"vertical_force_{leg}",
                f"Vertical force, {leg}",
                "N",
                self.time,
                self._grid[name][:, 0],
                name,
            )
            for leg, name in legs.items()
            if name is not None
        ]
        return (total, *of_legs) if len(of_legs) == len(legs) else (total,)
