"""Jumps on a force plate: found by their flight, measured from standing to landing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.jump_metrics import (
    METHOD,
    Push,
    asymmetry_metrics,
    flight_metrics,
    push_metrics,
    push_of,
)
from tracker.exercises.plates import Plates
from tracker.exercises.sets import grouped
from tracker.findings import Code, Finding, Severity
from tracker.recording import Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Quality, Side
from tracker.signals.force import (
    CONTACT_N,
    GRAVITY,
    Flight,
    Quiet,
    flight_between,
    quietest,
    unloaded_spans,
)

_SHORTEST_FLIGHT_S, _LONGEST_FLIGHT_S = 0.1, 1.2
_LANDING_S = 1.0
_LOOK_BACK_S = 8.0
_BRIEF_TOUCH_S = 0.02
_DISAGREEMENT_M = 0.03
_CONTRADICTION_M = 0.08
_LONGEST_REBOUND_S = 1.0
_PUSH, _PUSH_S = 1.2, 0.5
_NOTABLE_OFFSET_N = 3.0

_NEEDS_QUIET = (
    "jump_height_impulse", "takeoff_velocity", "countermovement_depth", "time_to_takeoff",
    "braking_time", "propulsive_time", "body_weight", "peak_power", "peak_power_relative",
    "mean_power", "braking_impulse", "propulsive_impulse", "rate_of_force_development",
    "rsi_modified",
)  # fmt: skip
_NEEDS_COUNTERMOVEMENT = (
    "countermovement_depth", "braking_time", "braking_impulse", "rate_of_force_development",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Jump:
    """One flight and the samples around it; positions count from `first` of the grid."""

    first: int
    force: Samples
    flight: Flight
    contact_from: int | None


class CountermovementJumpDetector:
    """Jumps from the vertical force of one plate or several.

    A jump without standing still before it keeps what its flight tells; the rest is withheld.
    One that follows a landing is named ``drop_jump``, one without a dip ``squat_jump``.
    """

    exercise: ClassVar[str] = "countermovement_jump"

    def __init__(self, streams: Mapping[str, Stream], context: Context) -> None:
        self._plates = Plates(streams)
        self._side: Side = context.variant.side or "both"
        self._search_from = 0
        self._efforts: list[Effort] = []
        self._findings: list[Finding] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples of one plate; see `Detector.feed`."""
        if not self._plates.feed(stream, time, values):
            return ()
        self._plates.advance()
        return self._complete(ended=False)

    def finish(self) -> tuple[Effort, ...]:
        """Measure a last jump whose landing the recording cuts short."""
        self._plates.advance(ended=True)
        return self._complete(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All jumps so far."""
        return tuple(self._efforts)

    def sets(self) -> tuple[EffortSet, ...]:
        """Jumps without a long rest between them, with their number."""
        return tuple(
            EffortSet(
                exercise=group[0].exercise,
                side=group[0].side,
                start_s=group[0].start_s,
                end_s=group[-1].end_s,
                metrics={"reps": Metric.of("reps", len(group), METHOD)},
            )
            for group in grouped(self._efforts)
        )

    def findings(self) -> tuple[Finding, ...]:
        """Offsets of the plate, missing weighing, heights that disagree."""
        return tuple(self._findings)

    def curves(self) -> tuple[Curve, ...]:
        """The total vertical force."""
        return self._plates.curves()

    def _complete(self, *, ended: bool) -> tuple[Effort, ...]:
        found: list[Effort] = []
        while (jump := self._next_jump(ended=ended)) is not None:
            effort = self._measure(jump)
            if effort is not None:
                found.append(effort)
        self._efforts += found
        return tuple(found)

    def _next_jump(self, *, ended: bool) -> _Jump | None:
        """Cut out the next flight whose landing is complete, and step past it."""
        rate = self._plates.rate_hz
        total = self._plates.total
        landing = round(_LANDING_S * rate)
        spans = _joined(unloaded_spans(total[self._search_from :]), round(_BRIEF_TOUCH_S * rate))
        contact_from: int | None = None
        for a, b in spans:
            start, last = self._search_from + a, self._search_from + b
            needed = last + landing
            if not ended and total.size <= needed:
                return None
            duration = (b - a + 1) / rate
            airborne = _SHORTEST_FLIGHT_S <= duration <= _LONGEST_FLIGHT_S
            if airborne and start > 2 and last + 3 < total.size:
                first = max(0, start - round(_LOOK_BACK_S * rate))
                window = total[first : min(total.size, needed + 1)]
                touch = self._touchdown_before(start)
                self._search_from = last + 1
                flight = flight_between(window, start - first, last - first, rate)
                before = contact_from if contact_from is not None else touch
                return _Jump(first, window, flight, None if before is None else before - first)
            contact_from = last + 1
        return None

    def _touchdown_before(self, start: int) -> int | None:
        """Where the contact that ends at `start` began, if the plate was unloaded before it."""
        before = unloaded_spans(self._plates.total[:start])
        return before[-1][1] + 1 if before else None

    def _measure(self, jump: _Jump) -> Effort | None:
        """Measure one jump; None if the body was not pushed off but stepped down."""
        rate = self._plates.rate_hz
        if not _pushed(jump, rate):
            return None
        stand_from = max(jump.contact_from or 0, 0)
        quiet = self._weighing(jump, stand_from)
        push = None if quiet is None else push_of(jump.force, rate, quiet, jump.flight)
        if push is not None and _contradicts(push, jump.flight, rate):
            push = None
        metrics = flight_metrics(jump.force, rate, jump.flight)
        withheld: dict[str, str] = {}
        exercise = self.exercise
        if push is None:
            contact = (jump.flight.takeoff - (jump.contact_from or 0)) / rate
            if jump.contact_from is not None and contact < _LONGEST_REBOUND_S:
                exercise = "drop_jump"
                metrics["contact_time"] = Metric.of("contact_time", contact, METHOD)
            withheld = dict.fromkeys(_NEEDS_QUIET, "no quiet standing before the jump")
        else:
            metrics = push_metrics(push) | metrics | self._asymmetry(jump, push)
            if not push.has_countermovement:
                exercise = "squat_jump"
                withheld = dict.fromkeys(_NEEDS_COUNTERMOVEMENT, "the body did not sink first")
        return self._effort(jump, exercise, push, metrics, withheld)

    def _weighing(self, jump: _Jump, stand_from: int) -> Quiet | None:
        stretch = jump.force[stand_from : jump.flight.first]
        for length_s in (1.0, 0.5):
            quiet = quietest(stretch, self._plates.rate_hz, length_s=length_s)
            if quiet is not None:
                return Quiet(
                    quiet.start + stand_from,
                    quiet.end + stand_from,
                    quiet.force,
                    quiet.spread,
                    quiet.uncertainty,
                )
        return None

    def _asymmetry(self, jump: _Jump, push: Push) -> dict[str, Metric]:
        left, right = self._plates.at("left_plate"), self._plates.at("right_plate")
        if left is None or right is None:
            return {}
        window = slice(jump.first, jump.first + jump.force.size)
        return asymmetry_metrics(left[window], right[window], push)

    def _effort(
        self,
        jump: _Jump,
        exercise: str,
        push: Push | None,
        metrics: dict[str, Metric],
        withheld: dict[str, str],
    ) -> Effort:
        def at(position: float) -> float:
            return self._plates.start_s + (jump.first + position) / self._plates.rate_hz

        flight = jump.flight
        top = (flight.takeoff + flight.landing) / 2
        end = at(min(jump.force.size - 1, flight.landing + _LANDING_S * self._plates.rate_hz))
        phases = {"flight": (at(flight.takeoff), at(flight.landing))}
        phases["landing"] = (at(flight.landing), end)
        start = at(flight.takeoff)
        if push is not None:
            start = at(push.onset)
            phases["propulsion"] = (at(push.turn), at(flight.takeoff))
            if push.has_countermovement:
                phases["unweighting"] = (start, at(push.slowest))
                phases["braking"] = (at(push.slowest), at(push.turn))
        elif jump.contact_from is not None:
            start = at(jump.contact_from)
        self._remark(exercise, flight, metrics, (start, end), missing=push is None)
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

    def _remark(
        self,
        exercise: str,
        flight: Flight,
        metrics: dict[str, Metric],
        span: tuple[float, float],
        *,
        missing: bool,
    ) -> None:
        stream = self._plates.names[0]
        if abs(flight.offset) > _NOTABLE_OFFSET_N:
            self._findings.append(
                Finding(
                    Code.OFFSET,
                    Severity.WARNING,
                    f"the unloaded plate reads {flight.offset:.1f} N in the flight; tare it",
                    stream,
                    *span,
                    correction=f"{flight.offset:.1f} N taken off",
                )
            )
        if missing and exercise == self.exercise:
            self._findings.append(
                Finding(
                    Code.NO_QUIET,
                    Severity.WARNING,
                    "no second of quiet standing before the jump: body weight, and with it height "
                    "by impulse and power, cannot be known; stand still for 1 s first",
                    stream,
                    *span,
                )
            )
        impulse = metrics.get("jump_height_impulse")
        by_flight = metrics["jump_height_flight_time"]
        if impulse is not None and abs(impulse.value - by_flight.value) > _DISAGREEMENT_M:
            for name in ("jump_height_impulse", "jump_height_flight_time"):
                one = metrics[name]
                metrics[name] = Metric.of(
                    name, one.value, one.method, quality=Quality.POOR, uncertainty=one.uncertainty
                )
            self._findings.append(
                Finding(
                    Code.DISAGREEMENT,
                    Severity.WARNING,
                    f"height is {100 * impulse.value:.1f} cm by impulse and "
                    f"{100 * by_flight.value:.1f} cm by flight time: the person moved during the "
                    "weighing, or landed with bent legs",
                    stream,
                    *span,
                )
            )


def _pushed(jump: _Jump, rate_hz: float) -> bool:
    """Whether the force before the flight exceeds what the body weighs."""
    before = jump.force[max(0, jump.flight.first - round(_PUSH_S * rate_hz)) : jump.flight.first]
    loaded = jump.force[jump.force > CONTACT_N]
    pushed = before[np.isfinite(before)]
    return bool(pushed.size and loaded.size and pushed.max() > _PUSH * np.median(loaded))


def _contradicts(push: Push, flight: Flight, rate_hz: float) -> bool:
    """Whether the weighing cannot have been one: take-off velocity and flight do not fit."""
    by_flight = GRAVITY * ((flight.landing - flight.takeoff) / rate_hz) ** 2 / 8
    by_impulse = max(push.takeoff_velocity, 0.0) ** 2 / (2 * GRAVITY)
    return abs(by_impulse - by_flight) > max(_CONTRADICTION_M, 0.3 * by_flight)


def _joined(spans: list[tuple[int, int]], touch: int) -> list[tuple[int, int]]:
    """Join runs that only a touch shorter than `touch` samples keeps apart."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] <= touch:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
