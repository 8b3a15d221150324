"""What is to be said of a jump's recording, and which of its numbers that makes doubtful."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from tracker.exercises.jumps.metrics import NOISY_N, NOTABLE_OFFSET_N
from tracker.findings import Code, Finding, Severity
from tracker.gravity import GRAVITY
from tracker.results import Effort, Metric, Quality
from tracker.signals.force import Flight

STANDING = ("countermovement_jump", "squat_jump", "straight_leg_jump")
"""Exercises that begin with standing still."""
FALLING = ("drop_jump", "hops")
"""Those that begin with a fall."""

_DISAGREEMENT_M, _DISAGREEING_SD = 0.025, 2.0
_OTHER_WEIGHT = 0.1


def doubted(metrics: Mapping[str, Metric], *, sparing: tuple[str, ...]) -> dict[str, Metric]:
    """The same metrics called poor, but for those that are not concerned."""
    return {
        name: one if name in sparing else replace(one, quality=Quality.POOR)
        for name, one in metrics.items()
    }


def disagreeing(metrics: Mapping[str, Metric]) -> bool:
    """Whether the heights by impulse and by flight time differ by more than landings do."""
    one, other = metrics.get("jump_height_impulse"), metrics["jump_height_flight_time"]
    if one is None:
        return False
    both = float(np.hypot(one.uncertainty or 0.0, other.uncertainty or 0.0))
    return abs(one.value - other.value) > max(_DISAGREEMENT_M, _DISAGREEING_SD * both)


def other_weight(weighed_n: float, told_n: float, stream: str) -> Iterator[Finding]:
    """What is to be said where the plate weighs another person than was told, in N."""
    if abs(weighed_n / told_n - 1) > _OTHER_WEIGHT:
        weighed, told = weighed_n / GRAVITY, told_n / GRAVITY
        yield Finding(
            Code.UNITS,
            Severity.WARNING,
            f"the plate weighs {weighed:.0f} kg where {told:.0f} kg were told (body and load): one "
            "foot stood beside it, one of two plates is missing, its unit or calibration is "
            "wrong, or the mass is",
            stream,
        )


def remarks(effort: Effort, flight: Flight, stream: str) -> Iterator[Finding]:
    """What is to be said of one jump.

    Parameters
    ----------
    effort
        As measured.
    flight
        Its flight on the plate.
    stream
        The plate's.
    """

    def warning(code: Code, message: str, correction: str | None = None) -> Finding:
        span = effort.start_s, effort.end_s
        return Finding(code, Severity.WARNING, message, stream, *span, correction=correction)

    if flight.noise > NOISY_N:
        yield warning(
            Code.NOISE,
            f"the unloaded plate's force strays by {flight.noise:.0f} N in the flight: when it "
            "began and ended is uncertain; look for mains hum and loose feet",
        )
    if abs(flight.offset) > NOTABLE_OFFSET_N:
        yield warning(
            Code.OFFSET,
            f"the unloaded plate reads {flight.offset:.1f} N in the flight; tare it",
            f"{flight.offset:.1f} N taken off",
        )
    if effort.exercise in STANDING and "jump_height_impulse" in effort.withheld:
        yield warning(
            Code.NO_QUIET,
            "no second of quiet standing before the jump: height by impulse cannot be known, nor "
            "power where the weight is not told; stand still for 1 s first",
        )
    if disagreeing(effort.metrics):
        impulse, by_flight = (
            100 * effort.metrics[name].value
            for name in ("jump_height_impulse", "jump_height_flight_time")
        )
        yield warning(
            Code.DISAGREEMENT,
            f"height is {impulse:.1f} cm by impulse and {by_flight:.1f} cm by flight time: the "
            "person moved during the weighing, or landed with bent legs",
        )
    depth = effort.metrics.get("countermovement_depth")
    if effort.exercise == "squat_jump" and depth is not None:
        yield warning(
            Code.TECHNIQUE,
            f"the body sank by {100 * depth.value:.0f} cm before this squat jump: it is helped by "
            "a countermovement; hold the squat for 2 s, then jump",
        )
