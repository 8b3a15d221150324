"""Cuts jumps out of the vertical force: each flight, the contact before it and the landing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tracker.exercises.base import Samples
from tracker.signals.force import CONTACT_N, Flight, flight_between, unloaded_spans

_SHORTEST_FLIGHT_S, _LONGEST_FLIGHT_S = 0.1, 1.2
LANDING_S = 1.0
_LOOK_BACK_S = 8.0
_BRIEF_TOUCH_S = 0.02
_PUSH, _PUSH_S = 1.2, 0.5
_STANDING_S = 0.6


@dataclass(frozen=True, slots=True)
class Sensing:
    """How a vertical force came about.

    Parameters
    ----------
    contact_n
        Below this the body may fly.
    empty_n
        A stretch below the former whose median is not below this is neither flight nor fall.
    least_s
        Stretches without contact shorter than this mean nothing: the contact goes on.
    timed
        Times a flight from a force, its first and last sample without contact and the rate.
    """

    contact_n: float = CONTACT_N
    empty_n: float = CONTACT_N
    least_s: float = 0.0
    timed: Callable[[Samples, int, int, float], Flight] = flight_between


PLATE = Sensing()


@dataclass(frozen=True, slots=True)
class Jump:
    """One flight and the samples around it; positions count from `first` of the grid.

    Parameters
    ----------
    first
        Grid sample at which `force` begins.
    force
        (n,) N, up to the landing's end or the next flight.
    flight
        Between take-off and landing.
    contact_from
        Where the contact before the flight began; None where the plate was never unloaded.
    before
        The flight that ended there, if the body flew and was not merely elsewhere.
    """

    first: int
    force: Samples
    flight: Flight
    contact_from: int | None
    before: Flight | None


class Flights:
    """Goes from one flight to the next in a force that only grows.

    Parameters
    ----------
    rate_hz
        Of the force.
    sensing
        How it came about.
    """

    def __init__(self, rate_hz: float, sensing: Sensing = PLATE) -> None:
        self._rate_hz = rate_hz
        self._sensing = sensing
        self._search_from = 0
        self._contact_from: int | None = None
        self._before: tuple[int, Flight] | None = None

    def next(self, total: Samples, *, ended: bool) -> Jump | None:
        """The next flight of which the landing is complete; the search goes on after it.

        A landing is complete after a second, or with the next flight. Whatever the samples come
        in, the same is found.
        """
        rate = self._rate_hz
        landing = round(LANDING_S * rate)
        spans = self._spans(total)
        if not spans:
            # Nobody left the plate: what has been seen need not be seen again.
            self._search_from = max(self._search_from, total.size - 1)
        for number, (start, last) in enumerate(spans):
            needed = last + landing
            following = spans[number + 1 :]
            duration = (last - start + 1) / rate
            closed = last + 1 < total.size
            airborne = _SHORTEST_FLIGHT_S <= duration <= _LONGEST_FLIGHT_S
            if not ended and total.size <= needed and not self._flown(following, total.size):
                return None
            if airborne and closed and start > 2 and last + 3 < total.size:
                end = self._end(following, needed, total.size)
                first = max(0, start - round(_LOOK_BACK_S * rate))
                window = total[first:end]
                flight = self._sensing.timed(window, start - first, last - first, rate)
                jump = self._jump(first, window, flight)
                if jump is not None:
                    self._pass(last + 1, (first, flight))
                    return jump
                if np.nanmedian(total[start : last + 1]) >= self._sensing.empty_n:
                    # Neither a flight nor a fall: the body sank fast.
                    self._search_from = last + 1
                else:
                    self._pass(last + 1, None)
            elif duration < self._sensing.least_s:
                self._search_from = last + 1
            else:
                self._pass(last + 1, None)
        return None

    def _jump(self, first: int, window: Samples, flight: Flight) -> Jump | None:
        """None if the body was not pushed off but stepped down."""
        contact = None if self._contact_from is None else self._contact_from - first
        if self._before is None and not _pushed(window, flight, self._rate_hz, contact):
            return None
        before = None
        if self._before is not None:
            since, one = self._before
            moved = since - first
            before = Flight(
                one.takeoff + moved, one.landing + moved, one.first + moved, one.last + moved,
                one.offset, one.noise,
            )  # fmt: skip
        return Jump(first, window, flight, contact, before)

    def _pass(self, sample: int, flight: tuple[int, Flight] | None) -> None:
        self._search_from = sample
        self._contact_from = sample
        self._before = flight

    def _spans(self, total: Samples) -> list[tuple[int, int]]:
        touch = round(_BRIEF_TOUCH_S * self._rate_hz)
        spans = _joined(unloaded_spans(total[self._search_from :], self._sensing.contact_n), touch)
        return [(self._search_from + a, self._search_from + b) for a, b in spans]

    def _flown(self, spans: list[tuple[int, int]], size: int) -> bool:
        """Whether a flight follows that has ended for certain."""
        shortest = _SHORTEST_FLIGHT_S * self._rate_hz
        touch = round(_BRIEF_TOUCH_S * self._rate_hz)
        return any(b - a + 1 >= shortest and b + 1 + touch < size for a, b in spans)

    def _end(self, spans: list[tuple[int, int]], needed: int, size: int) -> int:
        """Where the landing ends: after its time, or where the next flight begins."""
        shortest = _SHORTEST_FLIGHT_S * self._rate_hz
        for a, b in spans:
            # What lies beyond the needed samples must not matter, for it may not be there yet.
            if min(b, needed) - a + 1 >= shortest:
                return a
        return min(size, needed + 1)


def _pushed(force: Samples, flight: Flight, rate_hz: float, contact_from: int | None) -> bool:
    """Whether the force before the flight exceeds what the body weighs."""
    before = force[max(0, flight.first - round(_PUSH_S * rate_hz)) : flight.first]
    pushed = before[np.isfinite(before)]
    loaded = force[force > CONTACT_N]
    if not pushed.size or not loaded.size:
        return False
    usual = float(np.median(loaded))
    if contact_from is not None and force.size - flight.last < _STANDING_S * rate_hz:
        # Nobody stands in it: from touch-down to landing the mean force is about the weight.
        contact = force[max(0, contact_from) : flight.first]
        usual = float(np.nansum(contact)) / (flight.last + 1 - max(0, contact_from))
    return bool(pushed.max() > _PUSH * usual)


def _joined(spans: list[tuple[int, int]], touch: int) -> list[tuple[int, int]]:
    """Join runs that only a touch shorter than `touch` samples keeps apart."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= touch:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
