"""Jumps on force plates: found by their flight, measured from standing or falling to landing."""

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.jumps.flights import LANDING_S, Flights, Jump
from tracker.exercises.jumps.losses import Losses
from tracker.exercises.jumps.metrics import (
    METHOD,
    Push,
    asymmetry_metrics,
    flight_metrics,
    push_metrics,
    push_of,
)
from tracker.exercises.jumps.rebound import Rebound, best_of, ratio_metrics, rebound_metrics
from tracker.exercises.jumps.remarks import STANDING, disagreeing, doubted, remarks
from tracker.exercises.plates import Plates
from tracker.exercises.sets import grouped
from tracker.findings import Finding
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Side
from tracker.signals.force import GRAVITY, Flight, Quiet, extended, quietest, touchdown_at

_CONTRADICTION_M = 0.08
_LONGEST_REBOUND_S, _QUICK_REBOUND_S = 1.0, 0.6
_MASS_ERROR = 0.01

_NEEDS_QUIET = (
    "jump_height_impulse", "takeoff_velocity", "countermovement_depth", "time_to_takeoff",
    "braking_time", "propulsive_time", "body_weight", "peak_power", "peak_power_relative",
    "mean_power", "braking_impulse", "propulsive_impulse", "rate_of_force_development",
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
FALLING = ("drop_jump", "hops")


class JumpDetector:
    """Jumps from the vertical force of one plate or several, in any mixture.

    From standing still: ``countermovement_jump``, or ``squat_jump`` without a dip. Out of a fall:
    ``hops`` after a flight that was itself jumped, else ``drop_jump``. A jump without standing
    still before it and without a fall keeps what its flight tells; the rest is withheld.

    Parameters
    ----------
    streams, context
        See `Detector`.
    stated
        What was done, where that was said: it names the jumps that could be it.
    """

    exercise: ClassVar[str] = "countermovement_jump"

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, stated: str | None = None
    ) -> None:
        self._plates = Plates(streams)
        self._flights = Flights(self._plates.rate_hz)
        self._losses = Losses(streams)
        self._side: Side = context.variant.side or "both"
        self._load_kg = context.variant.load_kg or 0.0
        self._mass_kg = context.subject.mass_kg
        self._stated = stated
        self._weight: tuple[float, float] | None = None
        self._efforts: list[Effort] = []
        self._unweighed: dict[int, Jump] = {}
        self._findings: list[Finding] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples of one plate; see `Detector.feed`."""
        if not self._plates.feed(stream, time, values):
            return ()
        self._losses.feed(stream, time, values)
        self._plates.advance()
        return self._complete(ended=False)

    def finish(self) -> tuple[Effort, ...]:
        """Measure a last jump whose landing the recording cuts short."""
        self._plates.advance(ended=True)
        return self._complete(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All jumps so far; those that were done before anybody was weighed, with the weight."""
        efforts = list(self._efforts)
        if self._unweighed:
            weight = self._weight or self._standing()
            for at, jump in self._unweighed.items():
                efforts[at] = self._rebound(jump, weight)
        return tuple(efforts)

    def sets(self) -> tuple[EffortSet, ...]:
        """Jumps without a long rest between them, summed up."""
        return tuple(_summed_up(group) for group in grouped(self.efforts()))

    def findings(self) -> tuple[Finding, ...]:
        """Offsets of the plate, missing weighing, heights that disagree."""
        return tuple(self._findings)

    def curves(self) -> tuple[Curve, ...]:
        """The total vertical force."""
        return self._plates.curves()

    def _complete(self, *, ended: bool) -> tuple[Effort, ...]:
        found: list[Effort] = []
        while (jump := self._flights.next(self._plates.total, ended=ended)) is not None:
            effort = self._measure(jump)
            if "vertical_stiffness" in effort.withheld:
                self._unweighed[len(self._efforts)] = jump
            self._findings += remarks(effort, jump.flight, self._plates.names[0])
            self._efforts.append(effort)
            found.append(effort)
        return tuple(found)

    def _measure(self, jump: Jump) -> Effort:
        contact_s = self._contact_s(jump)
        quick = contact_s is not None and contact_s < _QUICK_REBOUND_S
        quiet = None if quick else self._weighing(jump, max(jump.contact_from or 0, 0))
        if quiet is None and contact_s is not None and contact_s < _LONGEST_REBOUND_S:
            return self._rebound(jump, self._weight or self._stated_weight())
        push = None
        if quiet is not None:
            push = push_of(jump.force, self._plates.rate_hz, quiet, jump.flight)
        if push is not None and _contradicts(push, jump.flight, self._plates.rate_hz):
            push = None
        metrics = flight_metrics(jump.force, self._plates.rate_hz, jump.flight)
        withheld: dict[str, str] = {}
        exercise = self._named(self.exercise, STANDING)
        if push is None:
            withheld = dict.fromkeys(_NEEDS_QUIET, "no quiet standing before the jump")
        else:
            self._weight = push.weight, push.weight_uncertainty
            metrics = push_metrics(push) | metrics | self._asymmetry(jump, push)
            if not push.has_countermovement:
                exercise = self._named("squat_jump", STANDING)
                withheld = dict.fromkeys(_NEEDS_COUNTERMOVEMENT, "the body did not sink first")
        return self._effort(jump, exercise, push, metrics, withheld)

    def _rebound(self, jump: Jump, weight: tuple[float, float] | None) -> Effort:
        """One that follows a fall; `weight` is the body's and its standard deviation, N."""
        rate, flight = self._plates.rate_hz, jump.flight
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
            one = Rebound(force, rate, contact_s, flight_s, lead_s / rate, *weight)
            if one.turn < force.size - 1:
                metrics |= rebound_metrics(one, dropped=exercise == "drop_jump")
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
            begin = touchdown_at(jump.force, jump.contact_from, self._plates.rate_hz)
        return (jump.flight.takeoff - begin) / self._plates.rate_hz

    def _stated_weight(self) -> tuple[float, float] | None:
        """Of the body and its load, with its standard deviation, N."""
        if self._mass_kg is None:
            return None
        weight = (self._mass_kg + self._load_kg) * GRAVITY
        return weight, _MASS_ERROR * weight

    def _standing(self) -> tuple[float, float] | None:
        """Body weight and its standard deviation, N, of the stillest standing anywhere."""
        quiet = quietest(self._plates.total, self._plates.rate_hz)
        if quiet is None:
            return None
        offset = float(np.median([one.flight.offset for one in self._unweighed.values()]))
        return quiet.force - offset, quiet.uncertainty

    def _named(self, seen: str, alike: tuple[str, ...]) -> str:
        """What was stated, if what was seen can be that."""
        return self._stated if self._stated in alike else seen

    def _weighing(self, jump: Jump, stand_from: int) -> Quiet | None:
        stretch = jump.force[stand_from : jump.flight.first]
        for length_s in (1.0, 0.5):
            quiet = quietest(stretch, self._plates.rate_hz, length_s=length_s)
            if quiet is not None:
                quiet = extended(stretch, self._plates.rate_hz, quiet)
                return Quiet(
                    quiet.start + stand_from,
                    quiet.end + stand_from,
                    quiet.force,
                    quiet.spread,
                    quiet.uncertainty,
                )
        return None

    def _asymmetry(self, jump: Jump, push: Push) -> dict[str, Metric]:
        left, right = self._plates.at("left_plate"), self._plates.at("right_plate")
        if left is None or right is None:
            return {}
        window = slice(jump.first, jump.first + jump.force.size)
        return asymmetry_metrics(left[window], right[window], push)

    def _effort(
        self,
        jump: Jump,
        exercise: str,
        push: Push | None,
        metrics: dict[str, Metric],
        withheld: dict[str, str],
    ) -> Effort:
        def at(position: float) -> float:
            return self._plates.start_s + (jump.first + position) / self._plates.rate_hz

        flight = jump.flight
        top = (flight.takeoff + flight.landing) / 2
        end = at(min(jump.force.size - 1, flight.landing + LANDING_S * self._plates.rate_hz))
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
        if self._losses.near(at(flight.takeoff)) or self._losses.near(at(flight.landing)):
            metrics = doubted(metrics, sparing=("body_weight", "peak_force"))
        if disagreeing(metrics):
            metrics = doubted(metrics, sparing=("flight_time",))
        return Effort(
            exercise=exercise,
            side=self._side,
            start_s=start,
            top_s=at(top),
            end_s=end,
            phases=dict(sorted(phases.items(), key=lambda item: item[1])),
            metrics=metrics,
            withheld=withheld,
        )


def _contradicts(push: Push, flight: Flight, rate_hz: float) -> bool:
    """Whether the weighing cannot have been one: take-off velocity and flight do not fit."""
    by_flight = GRAVITY * ((flight.landing - flight.takeoff) / rate_hz) ** 2 / 8
    by_impulse = max(push.takeoff_velocity, 0.0) ** 2 / (2 * GRAVITY)
    return abs(by_impulse - by_flight) > max(_CONTRADICTION_M, 0.3 * by_flight)


def _summed_up(group: tuple[Effort, ...]) -> EffortSet:
    metrics = {"reps": Metric.of("reps", len(group), METHOD)}
    withheld = {}
    if group[0].exercise == "hops":
        hops = [
            (one.metrics["rsi_height_contact"].value, one.metrics["contact_time"].value)
            for one in group
            if "rsi_height_contact" in one.metrics
        ]
        best = best_of(hops)
        if best is None:
            withheld["rsi_best_five"] = "needs five hops with contacts below 250 ms"
        else:
            metrics["rsi_best_five"] = Metric.of("rsi_best_five", best, METHOD)
    return EffortSet(
        exercise=group[0].exercise,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )
