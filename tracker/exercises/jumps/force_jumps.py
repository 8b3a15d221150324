"""Jumps in a vertical force: found by their flight, measured from standing or fall to landing."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Protocol

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.jumps.flights import LANDING_S, PLATE, Flights, Jump, Sensing
from tracker.exercises.jumps.metrics import Push, flight_metrics, push_metrics, push_of
from tracker.exercises.jumps.rebound import (
    Rebound,
    Weight,
    propulsion_metrics,
    ratio_metrics,
    rebound_metrics,
)
from tracker.exercises.jumps.remarks import FALLING, STANDING
from tracker.findings import Finding
from tracker.gravity import GRAVITY
from tracker.results import Effort, Metric, Side
from tracker.signals.force import Flight, Quiet, extended, quietest, touchdown_at

_CONTRADICTION_M = 0.08
_LONGEST_REBOUND_S, _QUICK_REBOUND_S = 1.0, 0.6
_LONGEST_PUSH_S = 1.5
_MASS_ERROR = 0.01

_NOT_SUNK = "the body did not sink in the contact"
_NEEDS_SINKING = (
    "braking_time", "braking_impulse", "rate_of_force_development", "propulsive_time", "mean_power",
)  # fmt: skip
_NO_QUIET = "no quiet standing before the jump"
_NEEDS_QUIET = (
    "jump_height_impulse", "takeoff_velocity", "countermovement_depth", "time_to_takeoff",
    "braking_time", "propulsive_time", "body_weight", "peak_power", "peak_power_relative",
    "mean_power", "braking_impulse", "propulsive_impulse", "rate_of_force_development",
    "push_off_distance",
    "rsi_modified",
)  # fmt: skip
_NEEDS_COUNTERMOVEMENT = (
    "countermovement_depth", "braking_time", "braking_impulse", "rate_of_force_development",
)  # fmt: skip
_NEEDS_WEIGHT = (
    "takeoff_velocity", "body_weight", "peak_power", "peak_power_relative", "mean_power",
    "propulsive_time", "propulsive_impulse", "vertical_stiffness",
)  # fmt: skip
_NEEDS_STANDING = (
    "jump_height_impulse", "countermovement_depth", "time_to_takeoff", "rsi_modified",
)  # fmt: skip


class Ground(Protocol):
    """What presses on the ground, as far as it has been seen."""

    names: tuple[str, ...]
    rate_hz: float

    @property
    def start_s(self) -> float:
        """Time of the first sample."""

    @property
    def total(self) -> Samples:
        """(n,) vertical force on an even grid, N; NaN where it is not known."""


class ForceJumps(ABC):
    """Jumps from the vertical force on the ground, in any mixture.

    From standing still: ``countermovement_jump``, or ``squat_jump`` without a dip. Out of a fall:
    ``hops`` after a flight that was itself jumped, else ``drop_jump``. A jump without standing
    still before it and without a fall keeps what its flight tells; the rest is withheld.

    Parameters
    ----------
    ground
        Where the force grows.
    context
        Who jumps, and how.
    stated
        What was done, where that was said: it names the jumps that could be it.
    sensing
        How the force came about.
    """

    def __init__(
        self, ground: Ground, context: Context, stated: str | None, sensing: Sensing = PLATE
    ) -> None:
        self._ground = ground
        self._flights = Flights(ground.rate_hz, sensing)
        self._side: Side = context.variant.side or "both"
        self._load_kg = context.variant.load_kg or 0.0
        self._mass_kg = context.subject.mass_kg
        self._stated = stated
        self._weight: Weight | None = None
        self._efforts: list[Effort] = []
        self._unweighed: dict[int, Jump] = {}
        self._findings: list[Finding] = []

    def efforts(self) -> tuple[Effort, ...]:
        """All jumps so far; those that were done before anybody was weighed, with the weight."""
        efforts = list(self._efforts)
        if self._unweighed:
            weight = self._weight or self._standing()
            for at, jump in self._unweighed.items():
                efforts[at] = self._fallen(jump, weight)
        return tuple(efforts)

    def findings(self) -> tuple[Finding, ...]:
        """Offsets of the plate, missing weighing, heights that disagree."""
        return tuple(self._findings)

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """The jumps that what has been seen completes."""
        found: list[Effort] = []
        while (jump := self._flights.next(self._ground.total, ended=ended)) is not None:
            effort = self._measured(jump)
            self._findings += self._remarks(effort, jump)
            self._efforts.append(effort)
            found.append(effort)
        return tuple(found)

    @abstractmethod
    def _completed(self, effort: Effort) -> Effort:
        """The effort with what is particular to how the force came about."""

    @abstractmethod
    def _remarks(self, effort: Effort, jump: Jump) -> Iterable[Finding]:
        """What is to be said of it."""

    def _measured(self, jump: Jump) -> Effort:
        contact_s = self._contact_s(jump)
        quick = contact_s is not None and contact_s < _QUICK_REBOUND_S
        quiet = None if quick else self._weighing(jump, max(jump.contact_from or 0, 0))
        if quiet is None and contact_s is not None and contact_s < _LONGEST_REBOUND_S:
            weight = self._weight or self._stated_weight()
            if weight is None:
                self._unweighed[len(self._efforts)] = jump
            return self._fallen(jump, weight)
        return self._stood(jump, quiet)

    def _stood(self, jump: Jump, quiet: Quiet | None) -> Effort:
        """One from standing, or from nobody knows what."""
        rate, push = self._ground.rate_hz, None
        if quiet is not None:
            push = push_of(jump.force, rate, quiet, jump.flight)
        if push is not None and _contradicts(push, jump.flight, rate):
            push = None
        metrics = flight_metrics(jump.force, rate, jump.flight)
        exercise = self._named("countermovement_jump", STANDING)
        if push is None:
            metrics |= self._anchored(jump)
            withheld = {name: _NO_QUIET for name in _NEEDS_QUIET if name not in metrics}
        else:
            withheld = {}
            self._weight = Weight(push.weight, push.weight_uncertainty)
            metrics |= push_metrics(push)
            if not push.has_countermovement:
                exercise = self._named("squat_jump", STANDING)
                withheld = dict.fromkeys(_NEEDS_COUNTERMOVEMENT, "the body did not sink first")
        return self._effort(jump, exercise, push, metrics, withheld)

    def _anchored(self, jump: Jump) -> dict[str, Metric]:
        """What the flight and a weight known from elsewhere tell of a push."""
        weight = self._weight or self._stated_weight()
        if weight is None:
            return {}
        rate, flight = self._ground.rate_hz, jump.flight
        begin = max(jump.contact_from or 0, flight.first - round(_LONGEST_PUSH_S * rate))
        force = jump.force[begin : flight.first] - flight.offset
        if not np.isfinite(force).all() or force.size < 4:
            return {}
        contact_s, flight_s = flight.takeoff - begin, flight.landing - flight.takeoff
        one = Rebound(force, rate, contact_s / rate, flight_s / rate, 0.0, weight)
        return propulsion_metrics(one) if one.turn < force.size - 1 else {}

    def _fallen(self, jump: Jump, weight: Weight | None) -> Effort:
        """One that follows a fall."""
        rate, flight = self._ground.rate_hz, jump.flight
        contact_s = self._contact_s(jump) or np.nan
        flight_s = (flight.landing - flight.takeoff) / rate
        exercise = self._named("drop_jump" if jump.before is None else "hops", FALLING)
        metrics = flight_metrics(jump.force, rate, flight)
        metrics |= ratio_metrics(contact_s, flight_s, rate)
        withheld = dict.fromkeys(_NEEDS_STANDING, "it began with a fall, not from standing")
        force = jump.force[jump.contact_from : flight.first] - flight.offset
        if weight is None:
            reason = "no body weight: give --mass, or stand still for 1 s before or after"
            withheld |= dict.fromkeys(_NEEDS_WEIGHT, reason)
        elif not np.isfinite(force).all() or force.size < 4:
            withheld |= dict.fromkeys(_NEEDS_WEIGHT, "samples are missing during the contact")
        else:
            touchdown = flight.takeoff - contact_s * rate
            lead_s = (jump.contact_from or 0) - touchdown
            one = Rebound(force, rate, contact_s, flight_s, lead_s / rate, weight)
            if one.turn < force.size - 1:
                metrics |= rebound_metrics(one, dropped=exercise == "drop_jump")
                sinking = {name: _NOT_SUNK for name in _NEEDS_SINKING if name not in metrics}
                withheld |= sinking
            else:
                reason = "the force of the contact does not fit the flight after it"
                withheld |= dict.fromkeys(_NEEDS_WEIGHT, reason)
        return self._effort(jump, exercise, None, metrics, withheld)

    def _contact_s(self, jump: Jump) -> float | None:
        """How long the contact before the flight lasted; None if the plate was never empty."""
        if jump.contact_from is None:
            return None
        begin = float(jump.contact_from)
        if jump.before is not None:
            begin = jump.before.landing
        elif jump.contact_from > 0:
            begin = touchdown_at(jump.force, jump.contact_from, self._ground.rate_hz)
        return (jump.flight.takeoff - begin) / self._ground.rate_hz

    def _stated_weight(self) -> Weight | None:
        """Of the body and its load, with its standard deviation, N."""
        if self._mass_kg is None:
            return None
        weight = (self._mass_kg + self._load_kg) * GRAVITY
        return Weight(weight, _MASS_ERROR * weight, "told")

    def _standing(self) -> Weight | None:
        """Body weight and its standard deviation, N, of the stillest standing anywhere."""
        quiet = quietest(self._ground.total, self._ground.rate_hz)
        if quiet is None:
            return None
        offset = float(np.median([one.flight.offset for one in self._unweighed.values()]))
        return Weight(quiet.force - offset, quiet.uncertainty)

    def _named(self, seen: str, alike: tuple[str, ...]) -> str:
        """What was stated, if what was seen can be that."""
        return self._stated if self._stated in alike else seen

    def _weighing(self, jump: Jump, stand_from: int) -> Quiet | None:
        stretch = jump.force[stand_from : jump.flight.first]
        for length_s in (1.0, 0.5):
            quiet = quietest(stretch, self._ground.rate_hz, length_s=length_s)
            if quiet is not None:
                quiet = extended(stretch, self._ground.rate_hz, quiet)
                return Quiet(
                    quiet.start + stand_from,
                    quiet.end + stand_from,
                    quiet.force,
                    quiet.spread,
                    quiet.uncertainty,
                )
        return None

    def _effort(
        self,
        jump: Jump,
        exercise: str,
        push: Push | None,
        metrics: dict[str, Metric],
        withheld: dict[str, str],
    ) -> Effort:
        def at(position: float) -> float:
            return self._ground.start_s + (jump.first + position) / self._ground.rate_hz

        flight = jump.flight
        top = (flight.takeoff + flight.landing) / 2
        end = at(min(jump.force.size - 1, flight.landing + LANDING_S * self._ground.rate_hz))
        phases = {"flight": (at(flight.takeoff), at(flight.landing))}
        phases["landing"] = (at(flight.landing), end)
        start = at(flight.takeoff)
        if push is not None:
            start = at(push.onset)
            phases["propulsion"] = (at(push.turn), at(flight.takeoff))
            if push.has_countermovement:
                phases["unweighting"] = (start, at(push.slowest))
                phases["braking"] = (at(push.slowest), at(push.turn))
        elif "contact_time" in metrics:
            start = at(flight.takeoff) - metrics["contact_time"].value
            phases["contact"] = (start, at(flight.takeoff))
        elif "propulsive_time" in metrics:
            start = at(flight.takeoff) - metrics["propulsive_time"].value
            phases["propulsion"] = (start, at(flight.takeoff))
        effort = Effort(
            exercise=exercise,
            side=self._side,
            start_s=start,
            top_s=at(top),
            end_s=end,
            phases=dict(sorted(phases.items(), key=lambda item: item[1])),
            metrics=metrics,
            withheld=withheld,
        )
        return self._completed(effort)


def _contradicts(push: Push, flight: Flight, rate_hz: float) -> bool:
    """Whether the weighing cannot have been one: take-off velocity and flight do not fit."""
    by_flight = GRAVITY * ((flight.landing - flight.takeoff) / rate_hz) ** 2 / 8
    by_impulse = max(push.takeoff_velocity, 0.0) ** 2 / (2 * GRAVITY)
    return abs(by_impulse - by_flight) > max(_CONTRADICTION_M, 0.3 * by_flight)
