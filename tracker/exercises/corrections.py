"""Corrections by a person, applied to what a detector found.

This is the one place that applies them: pages, API, tables and reports show what it returns. No
number is made up: where a correction changes what an effort was, its metrics are withheld or
measured anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from tracker.exercises.balance.comparisons import BALANCE_RATIOS
from tracker.exercises.base import Detector
from tracker.exercises.comparisons import COMPARISONS
from tracker.exercises.jumps.profile import PROFILE
from tracker.exercises.parts import parts_of, stated
from tracker.exercises.split_merge import Source, merge, split, withhold
from tracker.recording import Correction, Kind, Recording, Segment, Variant
from tracker.results import Analysis, Effort, EffortSet, Metric, Side

NOT_ALL_MEASURED = "some reps of this set were counted by a person, not measured"
REP_REMOVED = "a rep of this set was removed"
REP_REMOVED_FROM_OTHER_SET = "a rep was removed from a set used for this comparison"
COUNTS: Mapping[str, bool] = {"reps": False, "full_reps": True}
"""Metrics that count efforts, and whether they count only full ones."""
_BETWEEN_SETS = COMPARISONS | BALANCE_RATIOS | PROFILE
"""Metrics of a set that were made from other sets as well."""
_BY_NUMBER_OF_LEGS = ("peak_joint_power", "asymmetry_")
"""Metrics (or the beginning of their ids) that mean something else for one leg than for two."""
_LEAST_COVERED_SHARE = 0.5
"""Of a part's duration that a stretch must cover to say what its exercise was."""
_LEGS = {"left": "the left leg", "right": "the right leg", "both": "both legs"}


def corrected(
    efforts: Iterable[Effort], corrections: Iterable[Correction], source: Source
) -> list[Effort]:
    """The efforts of one detector after splits, merges and changes of side, in order of time.

    Parameters
    ----------
    efforts
        As the detector found them.
    corrections
        Oldest first. Splits and merges come before any change of side.
    source
        What the efforts were found in.
    """
    result = list(efforts)
    for correction in sorted(corrections, key=lambda one: one.side is not None):
        if correction.side is not None:
            result = [
                _of_side(effort, correction, source.part)
                if correction.covers(effort.top_s)
                else effort
                for effort in result
            ]
        elif correction.split_s is not None:
            result = split(result, correction, correction.split_s, source)
        elif correction.merge:
            result = merge(result, correction, source.curves)
    return sorted(result, key=lambda effort: effort.start_s)


def summed_up(detector: Detector, group: Sequence[Effort]) -> EffortSet:
    """One set from its efforts; its counts alone where some of them were not measured."""
    measured = [effort for effort in group if effort.metrics]
    if len(measured) == len(group) or not any(map(_unmeasured, group)):
        return detector.summed_up(group)
    metrics = {"reps": Metric.of("reps", len(group), "count")}
    withheld: dict[str, str] = {}
    if measured:
        known = detector.summed_up(measured)
        counts = _counted(group)
        metrics = {
            name: replace(known.metrics[name], value=count)
            for name, count in counts.items()
            if name in known.metrics
        }
        withheld = {name: NOT_ALL_MEASURED for name in known.metrics if name not in metrics}
        withheld |= {name: why for name, why in known.withheld.items() if name not in metrics}
    return EffortSet(
        exercise=group[0].exercise,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )


def without_removed(analysis: Analysis, corrections: Iterable[Correction]) -> Analysis:
    """The analysis with removed efforts marked, and its sets without them.

    An effort is removed if its top lies in the stretch of a correction that removes. A set that
    lost all its efforts goes. One that lost some keeps its counts, made anew, and withholds the
    rest; the other sets of its exercise withhold what compared them with it.

    Examples
    --------
    >>> raises = tuple(
    ...     Effort("calf_raise", "left", start_s=at, top_s=at + 1, end_s=at + 2) for at in (0, 3)
    ... )
    >>> whole = EffortSet(
    ...     "calf_raise", "left", 0, 5,
    ...     metrics={name: Metric.of(name, 2, "count") for name in ("reps", "total_work")},
    ... )
    >>> analysis = Analysis("1", 6.0, ("left_foot",), efforts=raises, sets=(whole,))
    >>> left = without_removed(analysis, [Correction(3.0, 5.0, remove=True)])
    >>> [effort.removed for effort in left.efforts]
    [False, True]
    >>> left.sets[0].metrics["reps"].value, left.sets[0].withheld
    (1.0, {'total_work': 'a rep of this set was removed'})
    """
    removals = [correction for correction in corrections if correction.remove]
    efforts = tuple(
        replace(effort, removed=any(removal.covers(effort.top_s) for removal in removals))
        for effort in analysis.efforts
    )
    sets = []
    for whole, left in zip(analysis.sets, remaining(analysis.sets, efforts), strict=True):
        if not left.empty:
            sets.append(_reduced(whole, left))
    return replace(analysis, efforts=efforts, sets=tuple(sets))


class _SetPlace(Protocol):
    """Which efforts belong to a set, wherever the set is stored."""

    @property
    def exercise(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def start_s(self) -> float: ...
    @property
    def end_s(self) -> float: ...


class _MarkedEffort(Protocol):
    """An effort and whether a person removed it, wherever it is stored."""

    @property
    def exercise(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def top_s(self) -> float: ...
    @property
    def full(self) -> bool: ...
    @property
    def removed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a set keeps of its metrics once efforts were removed.

    Parameters
    ----------
    empty
        Whether all its efforts were removed.
    counts
        Its counts made anew, by metric id; empty if it lost no effort.
    compares
        Whether it still compares with the other sets of its exercise.
    """

    empty: bool = False
    counts: Mapping[str, float] = field(default_factory=dict)
    compares: bool = True

    def withheld(self, metric: str) -> str | None:
        """Why the set gives that metric no longer; None if it still does."""
        if self.counts and metric not in self.counts:
            return REP_REMOVED
        return REP_REMOVED_FROM_OTHER_SET if not self.compares and metric in _BETWEEN_SETS else None


def remaining(sets: Sequence[_SetPlace], efforts: Sequence[_MarkedEffort]) -> list[Remaining]:
    """What each of the sets keeps, in their order.

    Parameters
    ----------
    sets
        Each with `exercise`, `side`, `start_s` and `end_s`, such as an `EffortSet`.
    efforts
        Each with `exercise`, `side`, `top_s`, `full` and `removed`, such as an `Effort`.
    """
    within = [[effort for effort in efforts if _inside(effort, each)] for each in sets]
    changed = {
        each.exercise
        for each, inside in zip(sets, within, strict=True)
        if any(effort.removed for effort in inside)
    }
    result = []
    for each, inside in zip(sets, within, strict=True):
        left = [effort for effort in inside if not effort.removed]
        lost = len(left) < len(inside)
        counts = _counted(left) if lost else {}
        result.append(Remaining(lost and not left, counts, each.exercise not in changed))
    return result


def corrected_segments(
    analysis: Analysis, stated_exercises: Sequence[tuple[float, float, str | None]]
) -> tuple[Segment, ...]:
    """The segments of a recording after a person said what was done when.

    Parameters
    ----------
    analysis
        Of the recording without these corrections.
    stated_exercises
        Start and end in seconds and the exercise, None for no exercise; oldest first. Each
        applies to every part of which it covers half; where it covers none, to its own stretch.
    """
    parts = parts_of(analysis)
    exercises: dict[int, str | None] = {}
    others: list[Segment] = []
    for start_s, end_s, exercise in stated_exercises:
        covered = [
            number
            for number, part in enumerate(parts)
            if min(end_s, part.end_s) - max(start_s, part.start_s)
            >= _LEAST_COVERED_SHARE * (part.end_s - part.start_s)
        ]
        exercises |= dict.fromkeys(covered, exercise)
        if not covered and exercise is not None:
            others.append(Segment(start_s, end_s, exercise, Variant()))
    segments = (*stated(parts, exercises), *others)
    return tuple(sorted(segments, key=lambda segment: segment.start_s))


def _inside(effort: _MarkedEffort, each: _SetPlace) -> bool:
    same = effort.exercise == each.exercise and each.side in {effort.side, "both"}
    return same and each.start_s <= effort.top_s <= each.end_s


def _counted(efforts: Sequence[_MarkedEffort]) -> dict[str, float]:
    return {
        name: float(sum(effort.full or not full_only for effort in efforts))
        for name, full_only in COUNTS.items()
    }


def _reduced(whole: EffortSet, left: Remaining) -> EffortSet:
    lost = {name: why for name in whole.metrics if (why := left.withheld(name)) is not None}
    metrics = {
        name: replace(metric, value=left.counts.get(name, metric.value))
        for name, metric in whole.metrics.items()
        if name not in lost
    }
    return replace(whole, metrics=metrics, withheld={**whole.withheld, **lost})


def _unmeasured(effort: Effort) -> bool:
    return not effort.metrics and bool(effort.withheld)


def _of_side(effort: Effort, correction: Correction, part: Recording) -> Effort:
    """The effort with the corrected side, without what was measured for other legs."""
    side: Side = correction.side or effort.side
    if side == effort.side:
        return effort
    number_differs = "both" in {side, effort.side}
    mean_of_two = effort.side == "both" and _worn_on_both_legs(part)
    lost = [
        name
        for name in effort.metrics
        if number_differs and (mean_of_two or name.startswith(_BY_NUMBER_OF_LEGS))
    ]
    measured_as = _LEGS.get(effort.side, "a leg that is not known")
    reason = f"measured for {measured_as}, and a person corrected it to {_LEGS[side]}"
    return withhold(replace(effort, side=side), lost, reason)


def _worn_on_both_legs(part: Recording) -> bool:
    """Whether both legs wear sensors, so that a metric of both legs is the mean of two."""
    worn = [stream.placement for stream in part.streams if stream.kind is not Kind.FORCE_PLATE]
    return all(any(side in placement for placement in worn) for side in ("left", "right"))
