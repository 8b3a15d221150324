"""What people say of efforts, done to what was found before it is summed up in sets.

No number is made up: what was measured as something else than a person says it was is withheld,
and of two efforts that were found as one each is measured anew while the other is hidden, or is
counted without numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracker.exercises.base import Detector
from tracker.recording import Kind, Recording, Said
from tracker.results import Curve, Effort, EffortSet, Metric, Side

HALF = "two found as one: the sensors do not tell this one from the other"
WHOLE = "one found as several: it was not measured as a whole"
UNMEASURED = "not of every effort that a person says there was"
_SMALLEST_SHARE = 0.2
"""Of an effort; less is what another analysis left of an end that moved a little."""
_MOST = 0.5
_EDGE_S = 0.3
_OF_LEGS = ("peak_joint_power", "asymmetry_")
"""Numbers that are other ones with one leg than with two."""
_OF_THE_ONE_BEFORE = ("bottom_hold_time",)
"""What reaches back to the end of the effort before, which is hidden then."""
_HEIGHTS = {"deg", "m", "mm", "cm"}
_COUNTED = {"reps": False, "full_reps": True}
_LEGS = {"left": "the left leg", "right": "the right leg", "both": "both legs"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What efforts were found in.

    Parameters
    ----------
    part
        The samples.
    curves
        What they were found on.
    again
        Finds efforts of an exercise in other samples.
    """

    part: Recording
    curves: Sequence[Curve]
    again: Callable[[str, Recording], Sequence[Effort]]


def as_said(efforts: Iterable[Effort], said: Iterable[Said], seen: Seen) -> list[Effort]:
    """The efforts as people say they were, in their order.

    Parameters
    ----------
    efforts
        As they were found.
    said
        Oldest first. What parts or joins efforts is done before any is given to another leg.
    seen
        What they were found in.
    """
    found = list(efforts)
    for word in sorted(said, key=lambda one: one.side is not None):
        if word.side is not None:
            found = [_of_side(one, word, seen.part) if _in(one, word) else one for one in found]
        elif word.split_s is not None:
            found = _split(found, word, word.split_s, seen)
        elif word.one:
            found = _joined(found, word, seen.curves)
    return sorted(found, key=lambda one: one.start_s)


def summed_up(detector: Detector, group: Sequence[Effort]) -> EffortSet:
    """A set of efforts as people say they were: counts alone where one has no numbers."""
    measured = [one for one in group if one.metrics]
    if len(measured) == len(group) or not any(map(_unmeasured, group)):
        return detector.summed_up(group)
    counts = {"reps": Metric.of("reps", len(group), "count")}
    withheld: dict[str, str] = {}
    if measured:
        known = detector.summed_up(measured)
        counts = {
            name: replace(
                known.metrics[name], value=float(sum(one.full or not full for one in group))
            )
            for name, full in _COUNTED.items()
            if name in known.metrics
        }
        withheld = {name: UNMEASURED for name in known.metrics if name not in counts}
        withheld |= {name: why for name, why in known.withheld.items() if name not in counts}
    return EffortSet(
        exercise=group[0].exercise,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=counts,
        withheld=withheld,
    )


def holds(effort: Effort, split_s: float) -> bool:
    """Whether an effort can be parted at that time: both parts are more than a scrap of it."""
    shortest = _SMALLEST_SHARE * (effort.end_s - effort.start_s)
    return effort.start_s + shortest <= split_s <= effort.end_s - shortest


def _in(effort: Effort, word: Said) -> bool:
    return word.start_s <= effort.top_s <= word.end_s


def _unmeasured(effort: Effort) -> bool:
    return not effort.metrics and bool(effort.withheld)


def _of_side(effort: Effort, word: Said, part: Recording) -> Effort:
    """The effort with the side that was said, without what was measured as of other legs."""
    side: Side = word.side or effort.side
    if side == effort.side:
        return effort
    legs_differ = "both" in {side, effort.side}
    mean_of_two = effort.side == "both" and _on_both_legs(part)
    lost = [
        name
        for name in effort.metrics
        if legs_differ and (mean_of_two or name.startswith(_OF_LEGS))
    ]
    as_found = _LEGS.get(effort.side, "a leg that is not known")
    why = f"it was measured as of {as_found}, and a person says that it was {_LEGS[side]}"
    return _without(replace(effort, side=side), lost, why)


def _without(effort: Effort, names: Iterable[str], why: str) -> Effort:
    """The effort with some of its numbers withheld."""
    lost = [name for name in names if name in effort.metrics]
    return replace(
        effort,
        metrics={name: one for name, one in effort.metrics.items() if name not in lost},
        withheld={**effort.withheld, **dict.fromkeys(lost, why)},
    )


def _on_both_legs(part: Recording) -> bool:
    """Whether both legs wear sensors, so that what is said of both is the mean of two."""
    worn = [one.placement for one in part.streams if one.kind is not Kind.FORCE_PLATE]
    return all(any(side in place for place in worn) for side in ("left", "right"))


def _split(found: list[Effort], word: Said, split_s: float, seen: Seen) -> list[Effort]:
    fitting = [
        one
        for one in found
        if holds(one, split_s) and _shared_s(one, word) >= _MOST * (one.end_s - one.start_s)
    ]
    if not fitting:
        return found
    effort = max(fitting, key=lambda one: _shared_s(one, word))
    spans = ((effort.start_s, split_s), (split_s, effort.end_s))
    halves = [_measured(effort, spans[0], spans[1], seen), _measured(effort, *spans[::-1], seen)]
    return [one for one in found if one is not effort] + halves


def _measured(
    effort: Effort, span: tuple[float, float], other: tuple[float, float], seen: Seen
) -> Effort:
    """One of two: as it is found while the other is hidden, else without numbers."""
    alone = [
        one
        for one in seen.again(effort.exercise, _hidden(seen.part, other))
        if one.side == effort.side
        and span[0] <= one.top_s <= span[1]
        and span[0] - _EDGE_S <= one.start_s
        and one.end_s <= span[1] + _EDGE_S
    ]
    if len(alone) == 1:
        found = replace(
            alone[0], start_s=max(span[0], alone[0].start_s), end_s=min(span[1], alone[0].end_s)
        )
        return found if span < other else _without(found, _OF_THE_ONE_BEFORE, HALF)
    return _without_numbers(effort, span, HALF, seen.curves)


def _hidden(part: Recording, span: tuple[float, float]) -> Recording:
    """The samples without those between two times; those around are where they were."""
    streams = []
    for stream in part.streams:
        values = stream.values.copy()
        values[slice(*np.searchsorted(stream.time, span))] = np.nan
        channels = tuple(replace(one, count=None) for one in stream.channels)
        streams.append(replace(stream, values=values, channels=channels))
    return replace(part, streams=tuple(streams))


def _joined(found: list[Effort], word: Said, curves: Sequence[Curve]) -> list[Effort]:
    inside = [one for one in found if _in(one, word)]
    kept = [one for one in found if not _in(one, word)]
    for key in dict.fromkeys((one.exercise, one.side) for one in inside):
        alike = [one for one in inside if (one.exercise, one.side) == key]
        if len(alike) == 1:
            kept += alike
            continue
        span = (min(one.start_s for one in alike), max(one.end_s for one in alike))
        longest = max(alike, key=lambda one: one.end_s - one.start_s)
        whole = replace(longest, full=any(one.full for one in alike), reasons=())
        kept.append(_without_numbers(whole, span, WHOLE, curves))
    return kept


def _without_numbers(
    effort: Effort, span: tuple[float, float], why: str, curves: Sequence[Curve]
) -> Effort:
    return replace(
        effort,
        start_s=span[0],
        top_s=_top(effort, span, curves),
        end_s=span[1],
        phases={},
        metrics={},
        withheld=dict.fromkeys((*effort.metrics, *effort.withheld), why),
    )


def _top(effort: Effort, span: tuple[float, float], curves: Sequence[Curve]) -> float:
    """When the curve is highest; the middle where no curve is a height."""
    highs = [one for one in curves if one.unit in _HEIGHTS]
    own = [one for one in highs if one.name.endswith(effort.side)] or highs
    if own:
        inside = slice(*np.searchsorted(own[0].time, span))
        value = own[0].value[inside]
        if np.isfinite(value).any():
            return float(own[0].time[inside][int(np.nanargmax(value))])
    return (span[0] + span[1]) / 2


def _shared_s(effort: Effort, word: Said) -> float:
    return max(0.0, min(effort.end_s, word.end_s) - max(effort.start_s, word.start_s))
