"""Raises seen by what goes up and down with the body: a force plate, or a sensor on the leg."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tracker.exercises.base import Samples
from tracker.exercises.calf_raise.centre import CENTRE_FINDER
from tracker.exercises.calf_raise.finder import Raise, Turns
from tracker.exercises.calf_raise.source import BEFORE
from tracker.exercises.calf_raise.view import GRID_HZ, Seen, View
from tracker.exercises.plates import Plates
from tracker.gravity import GRAVITY
from tracker.results import Curve, Side
from tracker.signals.filters import integral, rolling_spread

_PERSON_N = 150.0
_STILL = round(0.7 * GRID_HZ)
_STEADY, _LEAST_STEADY, _STILLEST = 0.006, 0.0012, 2.5
_EDGE = round(0.15 * GRID_HZ)
_BRIEF = round(0.25 * GRID_HZ)
_HOP = round(0.25 * GRID_HZ)
_MARGIN = round(0.15 * GRID_HZ)
_LONGEST_VIEW = round(25.0 * GRID_HZ)
_HIGHEST_MM, _SUNK, _BACK_UP = 200.0, 0.5, 1.4
_COMPARABLE = round(4.0 * GRID_HZ)

TOO_HIGH = "the body rose by more than a foot is long, as from a squat"
SQUAT = "the body had sunk before and only came back up, as from a squat"


class CentreSource(ABC):
    """Height by double integration of a force, or of an acceleration as the force it means.

    The integration starts anew wherever the centre is at rest: while the force is steady, and at
    the end of each raise already found. Body weight is the mean force from rest to rest.
    """

    method: str
    label: str
    pitch_error_deg = 0.0
    time_error_s, edge_share = 0.06, 0.06
    follows_heel = True

    def __init__(self, side: Side, streams: tuple[str, ...]) -> None:
        self.side: Side = side
        self.streams = streams
        self._finder = CENTRE_FINDER
        self._rests: list[int] = []
        self._set_weight: float | None = None
        self._hop = _HOP
        self._anchor = 0
        self._accepted = 0

    @property
    @abstractmethod
    def start_s(self) -> float:
        """See `Source.start_s`."""

    @property
    @abstractmethod
    def size(self) -> int:
        """See `Source.size`."""

    @abstractmethod
    def force(self, first: int, last: int) -> Samples:
        """(last - first,) force on the ground, N, between grid samples; NaN where it is missing."""

    def why_no_raise(self, first: int, edges: Raise) -> str | None:
        """What else tells that a rise and fall is no calf raise."""
        del first, edges
        return None

    def raises(self, reach: int, *, ended: bool) -> Iterator[Seen]:
        """See `Source.raises`; the search runs at fixed times, for its past changes as it goes."""
        while self._hop <= min(reach, self.size):
            yield from self._search(self._hop, ended=False)
            self._hop += _HOP
        if ended and self.size:
            yield from self._search(self.size, ended=True)

    def _search(self, now: int, *, ended: bool) -> Iterator[Seen]:
        """The raises that are complete at a time of the grid."""
        while True:
            first = max(0, self._anchor - BEFORE, now - _LONGEST_VIEW)
            found = self._height(first, now)
            if found is None or found[0].signal.size < _HOP:
                return
            view, resting = found
            searched = max(0, self._anchor - first)
            turns = self._finder.turns(view.signal, searched, resting, ended=ended)
            if turns is None:
                return
            edges = self._finder.edges(view.signal, turns)
            end = turns.end if edges is None else int(np.ceil(edges.end))
            if not ended and first + end + _MARGIN > now:
                return
            self._anchor = first + end
            self._rested_at(self._anchor)
            if edges is not None:
                doubt = self._squat(view, resting, first, turns) or self.why_no_raise(first, edges)
                if doubt is None:
                    self._accepted = self._anchor
                yield Seen(view, edges, first, doubt)

    def _squat(
        self, view: View, resting: NDArray[np.bool_], first: int, turns: Turns
    ) -> str | None:
        """Whether the body only came back up to where it had stood."""
        height = view.signal[turns.top] - view.signal[turns.bottom]
        if height > _HIGHEST_MM:
            return TOO_HIGH
        # Longer ago the integrated height has drifted too far to be compared.
        since = max(0, self._accepted - first, turns.bottom - _COMPARABLE)
        before = slice(since, turns.bottom)
        stood = view.signal[before][resting[before]]
        level = float(stood.max(initial=-np.inf)) - view.signal[turns.bottom]
        return SQUAT if _SUNK * height < level < _BACK_UP * height else None

    def curves(self) -> list[Curve]:
        """See `Source.curves`."""
        found = self._height(0, self.size) if self.size else None
        if found is None:
            return []
        view, _ = found
        time = self.start_s + np.arange(self.size) / GRID_HZ
        height = np.where(view.missing, np.nan, view.signal)
        name = "centre_height" if self.side == "unknown" else f"centre_height_{self.side}"
        return [Curve(name, self.label, "mm", time, height, self.streams[0])]

    def _height(self, first: int, last: int) -> tuple[View, NDArray[np.bool_]] | None:
        """The centre's height in mm, and where it is known to be held, between grid samples."""
        force = self.force(first, last)
        present = force > _PERSON_N
        if force.size < _STILL or not present.any():
            return None
        limit = _steady_limit(force)
        resting = self._resting(force, first, limit)
        if not resting.any():
            return None
        stops = np.flatnonzero(resting)
        if not self._rests:
            self._rests.append(first + int(stops[0]))
        weight = self._set_weight or _mean_weight(force[stops[0] : stops[-1] + 1])
        if weight is None:
            return None
        away = ~(force > 0.5 * weight)
        velocity = integral(np.where(away, 0.0, force / weight - 1.0) * GRAVITY, GRID_HZ)
        velocity = velocity - np.interp(np.arange(force.size), stops, velocity[stops])
        height = self._finder.smooth(1000 * integral(velocity, GRID_HZ))
        return View(height, None, None, away, zeroed=False), _steady_at(force, weight, limit)

    def _rested_at(self, sample: int) -> None:
        """Learn that a raise ended at that grid sample: the centre does not move there."""
        self._rests.append(sample)
        weight = _mean_weight(self.force(self._rests[0], sample))
        if weight is None:
            # Somebody stepped off or samples are missing: what was before says nothing any more.
            self._rests = [sample]
        self._set_weight = weight or self._set_weight

    def _resting(self, force: Samples, first: int, limit: float) -> NDArray[np.bool_]:
        """Samples at which the centre is known not to move."""
        resting = _still(force, limit)
        marks = np.array(self._rests, dtype=np.intp) - first
        resting[marks[(marks >= 0) & (marks < force.size)]] = True
        return resting


class PlateSource(CentreSource):
    """Height of the body's centre of mass from the plates.

    Parameters
    ----------
    plates
        Fed and advanced by the detector; their own grid may be faster than the common one.
    side
        Whose heel it is taken for.
    """

    method = "plate"
    label = "Height of the centre of mass"

    def __init__(self, plates: Plates, side: Side) -> None:
        super().__init__(side, plates.names)
        self._plates = plates

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take nothing: the plates are fed by the detector."""
        del stream, time, values
        return False

    def advance(self, *, ended: bool = False) -> None:
        """Do nothing: the plates are advanced by the detector."""

    @property
    def start_s(self) -> float:
        """See `Source.start_s`."""
        return self._plates.start_s

    @property
    def size(self) -> int:
        """See `Source.size`."""
        return int(self._plates.total.size * GRID_HZ / self._plates.rate_hz)

    def force(self, first: int, last: int) -> Samples:
        """See `CentreSource.force`."""
        rate = self._plates.rate_hz / GRID_HZ
        return _thinned(self._plates.total[round(first * rate) : round(last * rate)], last - first)


def _mean_weight(force: Samples) -> float | None:
    """Mean force from rest to rest, over which the net impulse is zero.

    None if the stretch is too short, has missing samples or the plate was left in it.
    """
    if force.size < _STILL or not np.isfinite(force).all() or force.min() < _PERSON_N:
        return None
    return float(force.mean())


def _thinned(force: Samples, count: int) -> Samples:
    """(count,) means of equal blocks; the same samples where there is nothing to thin."""
    if count < 1 or force.size < count:
        return np.empty(0)
    edges = np.linspace(0, force.size, count + 1).astype(np.intp)
    return np.add.reduceat(force, edges[:-1]) / np.diff(edges)


def _steady_limit(force: Samples) -> float:
    """How far the force of someone standing still may stray, N.

    A slow raise hardly changes the force, so the stillest standing sets what counts as still.
    """
    mean, spread = rolling_spread(np.nan_to_num(force), _STILL)
    loaded = mean > _PERSON_N
    if not loaded.any():
        return 0.0
    level = float(np.median(mean[loaded]))
    stillest = _STILLEST * float(spread[loaded].min())
    return float(np.clip(stillest, _LEAST_STEADY * level, _STEADY * level))


def _still(force: Samples, limit: float) -> NDArray[np.bool_]:
    """Samples inside a stretch of steady force under a person."""
    mean, spread = rolling_spread(np.nan_to_num(force), _STILL)
    steady = (spread < limit) & (mean > _PERSON_N)
    level = np.median(mean[steady]) if steady.any() else 0.0
    steady &= np.abs(mean - level) < limit
    # The ends of a steady stretch may hold the beginning of a movement.
    inner = np.convolve(steady, np.ones(_STILL - 2 * _EDGE, dtype=np.intp)) > 0
    return np.pad(inner, _EDGE)


def _steady_at(force: Samples, weight: float, limit: float) -> NDArray[np.bool_]:
    """Samples inside a brief stretch of force at body weight: no acceleration, either way."""
    mean, spread = rolling_spread(np.nan_to_num(force), _BRIEF)
    steady = (np.abs(mean - weight) < limit) & (spread < limit)
    return np.asarray(np.convolve(steady, np.ones(_BRIEF, dtype=np.intp)) > 0)
