"""Efforts that a person splits or merges: measured anew, or counted without numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracker.recording import Correction, Recording
from tracker.results import Curve, Effort

SPLIT = "split by a person; the sensors do not show where one rep ends and the next begins"
MERGED = "merged by a person; not measured as one rep"
_SMALLEST_SHARE = 0.2
"""Of an effort's duration; a smaller part is only an end that another analysis put elsewhere."""
_LEAST_COVERED_SHARE = 0.5
"""Of an effort's duration that the corrected stretch must cover."""
_EDGE_S = 0.3
"""By how much an effort that is measured again may reach beyond its half."""
_FROM_THE_EFFORT_BEFORE = ("bottom_hold_time",)
"""Metrics that start at the end of the effort before, which is hidden here."""
_HEIGHT_UNITS = {"deg", "m", "mm", "cm"}


@dataclass(frozen=True, slots=True)
class Source:
    """What efforts were found in.

    Parameters
    ----------
    part
        The samples.
    curves
        The signals that the efforts were measured on.
    find
        Finds the efforts of an exercise in other samples.
    """

    part: Recording
    curves: Sequence[Curve]
    find: Callable[[str, Recording], Sequence[Effort]]


def can_be_split(effort: Effort, at_s: float) -> bool:
    """Whether both parts of an effort, split at that time, are more than a scrap of it."""
    shortest = _SMALLEST_SHARE * (effort.end_s - effort.start_s)
    return effort.start_s + shortest <= at_s <= effort.end_s - shortest


def split(
    efforts: list[Effort], correction: Correction, at_s: float, source: Source
) -> list[Effort]:
    """The efforts with the one that fills the corrected stretch split in two at `at_s`.

    Each half is measured while the other is hidden; where the detector does not find it alone, it
    counts without numbers.
    """
    candidates = [
        effort
        for effort in efforts
        if can_be_split(effort, at_s)
        and _overlap_s(effort, correction) >= _LEAST_COVERED_SHARE * (effort.end_s - effort.start_s)
    ]
    if not candidates:
        return efforts
    whole = max(candidates, key=lambda effort: _overlap_s(effort, correction))
    first, second = (whole.start_s, at_s), (at_s, whole.end_s)
    halves = [_half(whole, first, second, source), _half(whole, second, first, source)]
    return [effort for effort in efforts if effort is not whole] + halves


def merge(
    efforts: Sequence[Effort], correction: Correction, curves: Sequence[Curve]
) -> list[Effort]:
    """The efforts with those whose top lies in the stretch as one for each exercise and side."""
    inside = [effort for effort in efforts if correction.covers(effort.top_s)]
    result = [effort for effort in efforts if not correction.covers(effort.top_s)]
    for key in dict.fromkeys((effort.exercise, effort.side) for effort in inside):
        alike = [effort for effort in inside if (effort.exercise, effort.side) == key]
        if len(alike) == 1:
            result += alike
            continue
        span = (min(one.start_s for one in alike), max(one.end_s for one in alike))
        longest = max(alike, key=lambda effort: effort.end_s - effort.start_s)
        whole = replace(longest, full=any(effort.full for effort in alike), reasons=())
        result.append(_without_numbers(whole, span, MERGED, curves))
    return result


def withhold(effort: Effort, metrics: Iterable[str], reason: str) -> Effort:
    """The effort with some of its metrics withheld."""
    lost = [name for name in metrics if name in effort.metrics]
    return replace(
        effort,
        metrics={name: metric for name, metric in effort.metrics.items() if name not in lost},
        withheld={**effort.withheld, **dict.fromkeys(lost, reason)},
    )


def _half(
    whole: Effort, span: tuple[float, float], other: tuple[float, float], source: Source
) -> Effort:
    """One half of an effort: as it is found while the other is hidden, else without numbers."""
    found = [
        effort
        for effort in source.find(whole.exercise, _hidden(source.part, other))
        if effort.side == whole.side
        and span[0] <= effort.top_s <= span[1]
        and span[0] - _EDGE_S <= effort.start_s
        and effort.end_s <= span[1] + _EDGE_S
    ]
    if len(found) != 1:
        return _without_numbers(whole, span, SPLIT, source.curves)
    half = replace(
        found[0], start_s=max(span[0], found[0].start_s), end_s=min(span[1], found[0].end_s)
    )
    return half if span < other else withhold(half, _FROM_THE_EFFORT_BEFORE, SPLIT)


def _hidden(part: Recording, span: tuple[float, float]) -> Recording:
    """The samples with NaN between two times; the others keep their place."""
    streams = []
    for stream in part.streams:
        values = stream.values.copy()
        values[slice(*np.searchsorted(stream.time, span))] = np.nan
        channels = tuple(replace(channel, count=None) for channel in stream.channels)
        streams.append(replace(stream, values=values, channels=channels))
    return replace(part, streams=tuple(streams))


def _without_numbers(
    effort: Effort, span: tuple[float, float], reason: str, curves: Sequence[Curve]
) -> Effort:
    return replace(
        effort,
        start_s=span[0],
        top_s=_top_s(effort, span, curves),
        end_s=span[1],
        phases={},
        metrics={},
        withheld=dict.fromkeys((*effort.metrics, *effort.withheld), reason),
    )


def _top_s(effort: Effort, span: tuple[float, float], curves: Sequence[Curve]) -> float:
    """When the curve is highest; the middle of the span where no curve shows a height."""
    heights = [curve for curve in curves if curve.unit in _HEIGHT_UNITS]
    own = [curve for curve in heights if curve.name.endswith(effort.side)] or heights
    if own:
        inside = slice(*np.searchsorted(own[0].time, span))
        value = own[0].value[inside]
        if np.isfinite(value).any():
            return float(own[0].time[inside][int(np.nanargmax(value))])
    return (span[0] + span[1]) / 2


def _overlap_s(effort: Effort, correction: Correction) -> float:
    return max(0.0, min(effort.end_s, correction.end_s) - max(effort.start_s, correction.start_s))
