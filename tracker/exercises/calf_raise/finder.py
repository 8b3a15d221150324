"""Finds one raise after another in a signal that is high when the heel is high.

A raise is a rise and a fall that both exceed a threshold; a dip of less than half the height is
part of it (a bounce at the top). Its four edges are put where the speed, extrapolated from 20 %
and 5 % of its peak, would reach zero: between the smooth onset of a minimum-jerk movement
(Flash and Hogan 1985) and that of a raised cosine, within 2 % of the phase of either.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.signals.filters import Signal, derivative, smoothed

_FALLEN_SHARE, _NEAR_SHARE = 0.5, 0.2
_WINDOW_S, _STANDING_S = 8.0, 0.5
_STILL_SHARE = 0.05
_SHORTEST_S, _LONGEST_S = 0.35, 20.0
_EXTRAPOLATION = 0.6
_SPEED_CYCLES = 12.0
_FOOT_SHARE, _HEAD_SHARE = 0.35, 0.15
"""A pause within this share of the height is rest before or after the raise, or hold at its top."""


@dataclass(frozen=True, slots=True)
class Turns:
    """A rise and a fall, in samples of the signal.

    Parameters
    ----------
    bottom, top, end
        The bottom before, the highest sample, and the bottom after.
    known
        Samples that had to be there for it to be told.
    """

    bottom: int
    top: int
    end: int
    known: int

    def since(self, first: int) -> "Turns":
        """The same in samples counted from `first`."""
        return Turns(self.bottom - first, self.top - first, self.end - first, self.known - first)


@dataclass(frozen=True, slots=True)
class Raise:
    """Edges of one raise, in fractional samples of the signal it was found in.

    Parameters
    ----------
    start, risen, top, lowering, end
        Heel leaves the bottom; the top is reached; highest point; lowering begins; heel is down.
    """

    start: float
    risen: float
    top: float
    lowering: float
    end: float


@dataclass(frozen=True, slots=True)
class Finder:
    """How raises are sought in one kind of signal.

    Parameters
    ----------
    rate_hz
        Of the signal.
    cutoff_hz
        Of the low-pass without delay that takes the signal's noise off.
    smallest
        Rise and fall of the smallest raise, in the signal's unit.
    still
        Rate of change below which the signal rests, per second.
    still_s
        For how long it has to, to end a raise: the less a slow lowering shows in the signal, the
        longer.
    """

    rate_hz: float
    cutoff_hz: float
    smallest: float
    still: float
    still_s: float = 0.2

    def smooth(self, signal: Signal) -> Signal:
        """The signal as raises are sought and measured in it."""
        return smoothed(signal, self.rate_hz, self.cutoff_hz)

    def turns(
        self,
        signal: Signal,
        at: int = 0,
        resting: NDArray[np.bool_] | None = None,
        *,
        ended: bool,
    ) -> Turns | None:
        """The first rise and fall from a sample on; None if the signal does not hold it yet.

        What is found in a signal is found in all its continuations: nothing is decided on samples
        that are still to come.

        Parameters
        ----------
        signal
            (n,) smoothed, without NaN.
        at
            Sample from which it is sought.
        resting
            (n,) where the heel is known not to move; None if only the signal can tell.
        ended
            Whether no more samples will come: a raise may then end at the last sample.
        """
        width = round(_WINDOW_S * self.rate_hz)
        while True:
            whole = at + width >= signal.size
            part = signal[at : at + width]
            known = None if resting is None else resting[at : at + width]
            found = self._turns(part, known, ended=ended and whole)
            if found is not None:
                return found.since(-at)
            if whole:
                return None
            width *= 2

    def _turns(
        self, signal: Signal, known: NDArray[np.bool_] | None, *, ended: bool
    ) -> Turns | None:
        """Bottom, top and following bottom of the first raise in a stretch."""
        risen = np.flatnonzero(signal - np.minimum.accumulate(signal) >= self.smallest)
        if not risen.size:
            return None
        bottom = int(np.argmin(signal[: risen[0] + 1]))
        high = bottom + int(np.argmax(signal[bottom : risen[0] + 1]))
        above = signal[bottom:]
        highest = np.maximum.accumulate(above)
        need = np.maximum(self.smallest, _FALLEN_SHARE * (highest - signal[bottom]))
        fallen = np.flatnonzero((highest - above >= need)[high - bottom :])
        if not fallen.size:
            return None
        down = high + int(fallen[0])
        top = bottom + int(np.argmax(signal[bottom : down + 1]))
        after = self._bottom_after(signal, known, (bottom, top, down), ended=ended)
        if after is None:
            return None
        end, event = after
        # Standing before the raise may last long, and its lowest sample lie anywhere in it.
        low = signal[bottom] + _FOOT_SHARE * (signal[top] - signal[bottom])
        leaving = bottom + int(np.flatnonzero(signal[bottom : top + 1] <= low)[-1])
        earliest = 2 * leaving - top - round(_STANDING_S * self.rate_hz)
        return Turns(max(bottom, earliest), top, end, event + 2)

    def _bottom_after(
        self,
        signal: Signal,
        known: NDArray[np.bool_] | None,
        so_far: tuple[int, int, int],
        *,
        ended: bool,
    ) -> tuple[int, int] | None:
        """The bottom that follows, and the sample that told it: a turn upwards, or rest.

        On the way down a tremor is no turn; near the level the raise began from, it is.
        """
        bottom, top, down = so_far
        after = signal[down:]
        lowest = np.minimum.accumulate(after)
        height = signal[top] - lowest
        near = lowest <= signal[bottom] + _NEAR_SHARE * (signal[top] - signal[bottom])
        need = np.where(
            near,
            np.maximum(0.3 * self.smallest, 0.12 * height),
            np.maximum(0.5 * self.smallest, 0.3 * height),
        )
        turned = after - lowest >= need
        speed = np.abs(derivative(signal[top:], self.rate_hz))
        limit = max(self.still, _STILL_SHARE * float(speed[: down - top + 1].max()))
        width = max(2, round(self.still_s * self.rate_hz))
        slow = speed[down - top :] < limit
        if known is not None:
            slow |= known[down:]
        # The speed at the last sample is one-sided: it may yet change.
        slow[-1] &= ended
        run = np.convolve(slow.astype(np.intp), np.ones(width, dtype=np.intp))[: slow.size] == width
        events = np.flatnonzero(turned | run)
        if not events.size:
            return (signal.size - 1, signal.size - 1) if ended else None
        event = int(events[0])
        rests = run[event] and not turned[event]
        return down + (event if rests else int(np.argmin(after[: event + 1]))), down + event

    def edges(self, signal: Signal, turns: Turns) -> Raise | None:
        """Where the raise between two bottoms begins and ends, and its hold at the top.

        None if the signal does not rise and fall between them, or not in a raise's time.

        Parameters
        ----------
        signal
            (n,) smoothed; the turns may have been found in another that goes the same way.
        """
        bottom, end = turns.bottom, turns.end
        top = bottom + int(np.argmax(signal[bottom : end + 1]))
        if not bottom < top < end:
            return None
        speed = derivative(signal, self.rate_hz)
        # Noise matters at a twentieth of the speed, and the more, the slower the movement is.
        cutoff_hz = _SPEED_CYCLES * self.rate_hz / (end - bottom)
        if cutoff_hz < self.cutoff_hz:
            speed = smoothed(speed, self.rate_hz, cutoff_hz)
        found = self._edges(signal, speed, bottom, top, end)
        lasts_s = (found.end - found.start) / self.rate_hz
        return found if _SHORTEST_S <= lasts_s <= _LONGEST_S else None

    def _edges(self, signal: Signal, speed: Signal, bottom: int, top: int, end: int) -> Raise:
        peak = float(speed[bottom : top + 1].max())
        fall = float(-speed[top : end + 1].min())
        height = float(signal[top] - signal[bottom])
        low_before = signal[bottom] + _FOOT_SHARE * height
        low_after = signal[end] + _FOOT_SHARE * (signal[top] - signal[end])
        leaving = bottom + int(np.flatnonzero(signal[bottom : top + 1] <= low_before)[-1])
        arriving = top + int(np.flatnonzero(signal[top : end + 1] <= low_after)[0])
        high = signal[top] - _HEAD_SHARE * height
        nearly_up = bottom + int(np.flatnonzero(signal[bottom : top + 1] >= high)[0])
        still_up = top + int(np.flatnonzero(signal[top : end + 1] >= high)[-1])
        start = _edge(speed, leaving, -1, peak, bottom)
        finish = _edge(-speed, arriving, 1, fall, end)
        risen = min(_edge(speed, nearly_up, 1, peak, top), float(top))
        lowering = max(_edge(-speed, still_up, -1, fall, top), float(top))
        return Raise(start, risen, float(top), lowering, finish)


def _edge(speed: Signal, begin: int, step: int, peak: float, limit: int) -> float:
    """Where a movement begins (step -1) or ends (step +1), sought outwards from `begin`."""
    reach = speed[min(begin, limit) : max(begin, limit) + 1][::step]
    fast = _below(reach, 0.20 * peak)
    slow = _below(reach, 0.05 * peak)
    edge = slow + _EXTRAPOLATION * max(0.0, slow - fast)
    return begin + step * min(edge, float(reach.size - 1))


def _below(reach: Signal, level: float) -> float:
    """First fractional sample at which the speed is below a level."""
    under = np.flatnonzero(reach < level)
    if not under.size:
        return float(reach.size - 1)
    first = int(under[0])
    if first == 0:
        return 0.0
    before, after = reach[first - 1], reach[first]
    return first - 1 + float((before - level) / (before - after))
