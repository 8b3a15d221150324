"""One session in a few numbers, as trends and overviews read them, and what people corrected."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite

from api.sessions.models import CorrectionRow, SessionRow, SummaryRow
from tracker.exercises.comparisons import COMPARED
from tracker.quantities import CATALOGUE
from tracker.recording.model import RecordedSide, Said, Segment, Variant
from tracker.report.parts import parts_of, stated
from tracker.results import Analysis, Effort, EffortSet, Metric, Quality

_COUNTED = {"reps": False, "full_reps": True}
_WORST = (Quality.POOR, Quality.FAIR, Quality.GOOD)
_SAME_PART = 0.5
_SIDES: Mapping[str, RecordedSide] = {"left": "left", "right": "right", "both": "both"}


def removed(analysis: Analysis, corrections: Iterable[CorrectionRow]) -> frozenset[int]:
    """Numbers of the efforts that people say were none: those whose top lies in what they named."""
    spans = [(one.start_s, one.end_s) for one in corrections if one.kind == "remove"]
    return frozenset(
        number
        for number, effort in enumerate(analysis.efforts)
        if any(start <= effort.top_s <= end for start, end in spans)
    )


def said_segments(
    analysis: Analysis, corrections: Sequence[CorrectionRow]
) -> tuple[Segment, ...] | None:
    """The recording's segments as people say they are; None where they said nothing of it.

    What a person named holds for each part of which it covers half; where it covers none, for
    the time that was named. The last word on a part counts.
    """
    spoken = [one for one in corrections if one.kind == "exercise"]
    if not spoken:
        return None
    parts = parts_of(analysis)
    said: dict[int, str | None] = {}
    beyond: list[Segment] = []
    for one in spoken:
        covered = [
            number
            for number, part in enumerate(parts)
            if _overlap(one, part.start_s, part.end_s) >= _SAME_PART * (part.end_s - part.start_s)
        ]
        said |= dict.fromkeys(covered, one.exercise)
        if not covered and one.exercise is not None:
            beyond.append(Segment(one.start_s, one.end_s, one.exercise, Variant()))
    return tuple(sorted((*stated(parts, said), *beyond), key=lambda one: one.start_s))


def said_of(corrections: Iterable[CorrectionRow]) -> tuple[Said, ...]:
    """What people say of efforts, as the pipeline is told it, oldest first."""
    said = []
    for one in corrections:
        if one.kind == "side":
            side: RecordedSide | None = _SIDES.get(one.side or "")
            said.append(Said(one.start_s, one.end_s, side=side))
        elif one.kind == "split":
            said.append(Said(one.start_s, one.end_s, split_s=one.at_s))
        elif one.kind == "merge":
            said.append(Said(one.start_s, one.end_s, one=True))
    return tuple(said)


def summaries_of(
    row: SessionRow, analysis: Analysis, corrections: Sequence[CorrectionRow]
) -> list[SummaryRow]:
    """Each quantity over each exercise and side, without what people removed.

    An effort's quantities are taken over its full repetitions, where there are any. A set that
    lost an effort keeps only its counts, for its other numbers were made with that effort.
    """
    gone = removed(analysis, corrections)
    efforts = [one for number, one in enumerate(analysis.efforts) if number not in gone]
    values: dict[tuple[str, str, str], list[Metric]] = defaultdict(list)
    for group in _grouped(efforts):
        full = [one for one in group if one.full] or group
        for effort in full:
            _add(values, effort, effort.metrics)
    for one in corrected_sets(analysis, gone):
        _add(values, one, one.metrics)
    return [
        _row(row, exercise, side, quantity, metrics)
        for (exercise, side, quantity), metrics in values.items()
    ]


def corrected_sets(analysis: Analysis, gone: frozenset[int]) -> tuple[EffortSet, ...]:
    """The sets without those that lost all their efforts.

    One that lost some keeps its counts; the others of its exercise lose what compared them to it.
    """
    kept, touched = [], set()
    for one in analysis.sets:
        taken = [n for n, effort in enumerate(analysis.efforts) if _inside(effort, one)]
        left = [analysis.efforts[number] for number in taken if number not in gone]
        if len(left) < len(taken):
            touched.add(one.exercise)
        if len(left) == len(taken):
            kept.append(one)
        elif left:
            kept.append(replace(one, metrics=_recounted(one.metrics, left)))
    return tuple(_alone(one) if one.exercise in touched else one for one in kept)


def _alone(one: EffortSet) -> EffortSet:
    """A set without what was made with another set as well."""
    return replace(
        one, metrics={name: metric for name, metric in one.metrics.items() if name not in COMPARED}
    )


def _overlap(one: CorrectionRow, start_s: float, end_s: float) -> float:
    return max(0.0, min(one.end_s, end_s) - max(one.start_s, start_s))


def _grouped(efforts: Iterable[Effort]) -> list[list[Effort]]:
    groups: dict[tuple[str, str], list[Effort]] = defaultdict(list)
    for effort in efforts:
        groups[effort.exercise, effort.side].append(effort)
    return list(groups.values())


def _inside(effort: Effort, one: EffortSet) -> bool:
    same = effort.exercise == one.exercise and one.side in {effort.side, "both"}
    return same and one.start_s <= effort.top_s <= one.end_s


def _recounted(metrics: Mapping[str, Metric], left: Sequence[Effort]) -> dict[str, Metric]:
    return {
        name: replace(metrics[name], value=float(sum(one.full or not full_only for one in left)))
        for name, full_only in _COUNTED.items()
        if name in metrics
    }


def _add(
    values: dict[tuple[str, str, str], list[Metric]],
    of: Effort | EffortSet,
    metrics: Mapping[str, Metric],
) -> None:
    for name, metric in metrics.items():
        if name in CATALOGUE and isfinite(metric.value):
            values[of.exercise, of.side, name].append(metric)


def _row(
    row: SessionRow, exercise: str, side: str, quantity: str, metrics: Sequence[Metric]
) -> SummaryRow:
    values = [one.value for one in metrics]
    known = [one.uncertainty for one in metrics if one.uncertainty is not None]
    methods = {one.method for one in metrics}
    return SummaryRow(
        session_id=row.id,
        exercise=exercise,
        side=side,
        quantity=quantity,
        athlete_id=row.athlete_id,
        performed_at=row.performed_at,
        count=len(values),
        mean=sum(values) / len(values),
        lowest=min(values),
        highest=max(values),
        unit=metrics[0].unit,
        method=methods.pop() if len(methods) == 1 else "several",
        quality=min((one.quality for one in metrics), key=_WORST.index).value,
        # What one effort's numbers share, such as a sensor's scale, no mean takes away.
        uncertainty=max(known) if known else None,
    )
