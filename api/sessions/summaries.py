"""One session in a few numbers, as trends and overviews read them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from api.sessions.models import SessionRow, SummaryRow
from tracker.metrics import CATALOGUE
from tracker.results import Analysis, Effort, EffortSet, Metric, Quality

_WORST = (Quality.POOR, Quality.FAIR, Quality.GOOD)


def summaries_of(row: SessionRow, analysis: Analysis) -> list[SummaryRow]:
    """Each metric of each exercise and side over the session.

    Metrics of efforts are taken over the full efforts, where there are any.
    """
    values: dict[tuple[str, str, str], list[Metric]] = defaultdict(list)
    for group in _grouped(analysis.counted):
        full = [one for one in group if one.full] or group
        for effort in full:
            _add(values, effort, effort.metrics)
    for effort_set in analysis.sets:
        _add(values, effort_set, effort_set.metrics)
    return [
        _row(row, exercise, side, quantity, metrics)
        for (exercise, side, quantity), metrics in values.items()
    ]


def _grouped(efforts: Iterable[Effort]) -> list[list[Effort]]:
    groups: dict[tuple[str, str], list[Effort]] = defaultdict(list)
    for effort in efforts:
        groups[effort.exercise, effort.side].append(effort)
    return list(groups.values())


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
    values = [metric.value for metric in metrics]
    known = [metric.uncertainty for metric in metrics if metric.uncertainty is not None]
    methods = {metric.method for metric in metrics}
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
        quality=min((metric.quality for metric in metrics), key=_WORST.index).value,
        # What one effort's numbers share, such as a sensor's scale, no mean takes away.
        uncertainty=max(known) if known else None,
    )
