"""Finds one raise after another in a signal that is high when the heel is high.

A raise is a rise and a fall that both exceed a threshold; a dip of less than half the height is
part of it (a bounce at the top). Its four edges are put where the speed, extrapolated from 20 %
and 5 % of its peak, would reach zero: between the smooth onset of a minimum-jerk movement
(Flash and Hogan 1985) and that of a raised cosine, within 2 % of the phase of either.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tracker.signals.filters import Signal, derivative, lowpass

_FALLEN_SHARE = 0.5
_STILL_S = 0.2
_STILL_SHARE = 0.05
_SHORTEST_S, _LONGEST_S = 0.35, 20.0
_EXTRAPOLATION = 0.6
_FOOT_SHARE, _HEAD_SHARE = 0.35, 0.15
"""A pause within this share of the height is rest before or after the raise, or hold at its top."""


@dataclass(frozen=True, slots=True)
class Raise:
    """Edges of one raise, in fractional samples of the signal it was found in.

    Parameters
    ----------
    start, risen, top, lowering, end
        Heel leaves the bottom; the top is reached; highest point; lowering begins; heel is down.
    height
        Highest value less the value at `start`.
    peak_rate
        Largest rate of rise, per second.
    """

    start: float
    risen: float
    top: float
    lowering: float
    end: float
    height: float
    peak_rate: float

    def shifted(self, samples: int) -> "Raise":
        """The same raise with its edges counted from so many samples earlier."""
        moved = {
            name: getattr(self, name) + samples
            for name in ("start", "risen", "top", "lowering", "end")
        }
        return replace(self, **moved)


@dataclass(frozen=True, slots=True)
class Finder:
    """How raises are sought in one kind of signal.

    Parameters
    ----------
    rate_hz
        Of the signal.
    cutoff_hz
        Of the zero-phase low-pass that takes the signal's noise off.
    smallest
        Rise and fall of the smallest raise, in the signal's unit.
    still
        Rate of change below which the signal rests, per second.
    """

    rate_hz: float
    cutoff_hz: float
    smallest: float
    still: float

    def smooth(self, signal: Signal) -> Signal:
        """The signal as raises are sought and measured in it."""
        return lowpass(signal, self.rate_hz, self.cutoff_hz)

    def first(
        self, smoothed: Signal, resting: NDArray[np.bool_] | None = None, *, ended: bool
    ) -> Raise | None:
        """The first whole raise in a smoothed signal without NaN.

        Parameters
        ----------
        smoothed
            (n,) from `smooth`.
        resting
            (n,) where the heel is known not to move; None if only the signal can tell.
        ended
            Whether no more samples will come: a raise may then end at the last sample.
        """
        speed = derivative(smoothed, self.rate_hz)
        known = np.zeros(smoothed.size, dtype=np.bool_) if resting is None else resting
        at = 0
        while (turns := self._turns(smoothed, speed, known, at, ended=ended)) is not None:
            bottom, top, end = turns
            found = self._edges(smoothed, speed, bottom, top, end)
            duration = (found.end - found.start) / self.rate_hz
            if _SHORTEST_S <= duration <= _LONGEST_S:
                return found
            at = end
        return None

    def _turns(
        self, signal: Signal, speed: Signal, known: NDArray[np.bool_], at: int, *, ended: bool
    ) -> tuple[int, int, int] | None:
        """Bottom, top and following bottom of the next raise from a sample on."""
        rest = signal[at:]
        risen = np.flatnonzero(rest - np.minimum.accumulate(rest) >= self.smallest)
        if not risen.size:
            return None
        bottom = at + int(np.argmin(rest[: risen[0] + 1]))
        high = bottom + int(np.argmax(signal[bottom : at + risen[0] + 1]))
        above = signal[bottom:]
        height = np.maximum.accumulate(above) - signal[bottom]
        drop = np.maximum.accumulate(above) - above
        need = np.maximum(self.smallest, _FALLEN_SHARE * height)
        fallen = np.flatnonzero(drop[high - bottom :] >= need[high - bottom :])
        if not fallen.size:
            return None
        down = high + int(fallen[0])
        top = bottom + int(np.argmax(signal[bottom : down + 1]))
        end = self._bottom_after(signal, speed, known, top, down, ended=ended)
        return None if end is None else (bottom, top, end)

    def _bottom_after(
        self,
        signal: Signal,
        speed: Signal,
        known: NDArray[np.bool_],
        top: int,
        down: int,
        *,
        ended: bool,
    ) -> int | None:
        """The bottom that follows: where the signal turns up again or comes to rest."""
        after = signal[down:]
        lowest = np.minimum.accumulate(after)
        height = signal[top] - lowest
        turned = after - lowest >= np.maximum(0.5 * self.smallest, 0.3 * height)
        limit = max(self.still, _STILL_SHARE * float(np.abs(speed[top : down + 1]).max()))
        width = max(2, round(_STILL_S * self.rate_hz))
        slow = (known[down:] | (np.abs(speed[down:]) < limit)).astype(np.intp)
        run = np.convolve(slow, np.ones(width, dtype=np.intp))[: slow.size] == width
        events = np.flatnonzero(turned | run)
        if not events.size:
            return signal.size - 1 if ended else None
        event = int(events[0])
        bottom = down + int(np.argmin(after[: event + 1]))
        return down + event if run[event] and not turned[event] else bottom

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
        return Raise(
            start=start,
            risen=risen,
            top=float(top),
            lowering=lowering,
            end=finish,
            height=float(signal[top] - np.interp(start, np.arange(signal.size), signal)),
            peak_rate=peak,
        )


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
