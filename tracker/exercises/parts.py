"""A session in its order: what was done from when to when, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.exercises.sets import LONGEST_REST_S
from tracker.recording import NO_EXERCISE, Segment, Variant
from tracker.results import Analysis, EffortSet, Side


@dataclass(frozen=True, slots=True)
class Part:
    """Efforts of one exercise that follow one another.

    Parameters
    ----------
    exercise, sides
        What, and with which legs.
    start_s, end_s
        From the first effort's start to the last one's end.
    count
        How many efforts; where both legs are told apart, of the leg with more.
    certainty
        How sure the exercise is; None where a person said it.
    """

    exercise: str
    sides: tuple[Side, ...]
    start_s: float
    end_s: float
    count: int
    certainty: float | None


def parts_of(analysis: Analysis) -> list[Part]:
    """The parts of a session, in their order."""
    parts: list[Part] = []
    counts: list[dict[Side, int]] = []
    for effort in analysis.counted:
        last = parts[-1] if parts else None
        goes_on = (
            last is not None
            and last.exercise == effort.exercise
            and effort.start_s - last.end_s <= LONGEST_REST_S
        )
        if last is None or not goes_on:
            sure = _certainty(analysis.sets, effort.exercise, effort.start_s)
            parts.append(
                Part(effort.exercise, (effort.side,), effort.start_s, effort.end_s, 1, sure)
            )
            counts.append({effort.side: 1})
            continue
        counts[-1][effort.side] = counts[-1].get(effort.side, 0) + 1
        parts[-1] = replace(
            last,
            sides=tuple(sorted(counts[-1])),
            end_s=max(last.end_s, effort.end_s),
            count=max(counts[-1].values()),
        )
    return parts


def stated(parts: list[Part], exercises: Mapping[int, str | None]) -> tuple[Segment, ...]:
    """The segments of a recording after a person said what its parts are.

    Parameters
    ----------
    parts
        As `parts_of` gives them.
    exercises
        Number of a part to its exercise, or to None for no exercise; the other parts keep the
        exercise that was recognised.

    Returns
    -------
    One for each part with an exercise, from halfway between it and its neighbours: quiet standing
    before an effort belongs to it. Where no part has one, a single segment says so.
    """
    segments = []
    for number, part in enumerate(parts):
        exercise = exercises.get(number, part.exercise)
        if exercise is None:
            continue
        before = parts[number - 1].end_s if number else None
        after = parts[number + 1].start_s if number + 1 < len(parts) else None
        start_s = 0.0 if before is None else (before + part.start_s) / 2
        end_s = None if after is None else (part.end_s + after) / 2
        side = part.sides[0] if len(part.sides) == 1 else "unknown"
        variant = Variant() if side == "unknown" else Variant(side=side)
        segments.append(Segment(start_s, end_s, exercise, variant))
    if parts and not segments:
        return (Segment(exercise=NO_EXERCISE),)
    return tuple(segments)


def _certainty(sets: tuple[EffortSet, ...], exercise: str, at_s: float) -> float | None:
    return next(
        (
            effort_set.certainty
            for effort_set in sets
            if effort_set.exercise == exercise and effort_set.start_s <= at_s <= effort_set.end_s
        ),
        None,
    )
