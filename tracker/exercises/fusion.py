"""One account of what was done from all the sources that saw it.

The leading source says which efforts there were. Of each metric that several sources give, the one
of least uncertainty is kept, and where two differ by more than both can account for, or one saw
efforts that the other did not, that is a finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracker.findings import Code, Finding, Severity
from tracker.metrics import CATALOGUE
from tracker.results import Effort, Metric

_AGREEING_SD = 3.0
_LEAST_SHARE = 0.3
_SAME_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Witness:
    """What another source saw of the same heel or body.

    Parameters
    ----------
    stream
        Its first stream.
    efforts
        What it found.
    """

    stream: str
    efforts: Sequence[Effort]


@dataclass(slots=True)
class _Differences:
    """How often two sources differ in one metric."""

    one: Metric
    other: Metric
    stream: str
    count: int = 0
    compared: int = 0
    times: list[float] = field(default_factory=list)


def fused(
    leading: Sequence[Effort], witnesses: Sequence[Witness]
) -> tuple[list[Effort], list[Finding]]:
    """The leading source's efforts with the best of all metrics, and what does not agree."""
    if not witnesses:
        return list(leading), []
    differences: dict[tuple[str, str], _Differences] = {}
    seen_by = {witness.stream: 0 for witness in witnesses}
    efforts = []
    for effort in leading:
        best = effort
        for witness in witnesses:
            twin = next((one for one in witness.efforts if same_time(effort, one)), None)
            if twin is not None:
                seen_by[witness.stream] += 1
                _compare(effort, twin, witness.stream, differences)
                best = _with_best_of(best, twin)
        efforts.append(best)
    found = []
    for witness in witnesses:
        unlike = {
            name: one
            for (stream, name), one in differences.items()
            if stream == witness.stream and _matters(one)
        }
        if unlike:
            found.append(_disagreement(unlike))
        found += _unmatched(len(leading), seen_by[witness.stream], witness)
    return efforts, found


def same_time(one: Effort, other: Effort) -> bool:
    """Whether two efforts share more than half of the shorter."""
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter = min(one.end_s - one.start_s, other.end_s - other.start_s)
    return shared > _SAME_SHARE * shorter


def _with_best_of(effort: Effort, twin: Effort) -> Effort:
    metrics = dict(effort.metrics)
    for name, other in twin.metrics.items():
        mine = metrics.get(name)
        if mine is None or _error(other) < _error(mine):
            metrics[name] = other
    withheld = {name: why for name, why in effort.withheld.items() if name not in metrics}
    return replace(effort, metrics=metrics, withheld=withheld)


def _error(metric: Metric) -> float:
    return float("inf") if metric.uncertainty is None else metric.uncertainty


def _compare(
    effort: Effort, twin: Effort, stream: str, differences: dict[tuple[str, str], _Differences]
) -> None:
    for name, other in twin.metrics.items():
        mine = effort.metrics.get(name)
        if mine is None or mine.uncertainty is None or other.uncertainty is None:
            continue
        record = differences.setdefault((stream, name), _Differences(mine, other, stream))
        record.compared += 1
        allowed = _AGREEING_SD * (mine.uncertainty**2 + other.uncertainty**2) ** 0.5
        if abs(mine.value - other.value) > allowed:
            if not record.count:
                record.one, record.other = mine, other
            record.count += 1
            record.times.append(effort.start_s)


def _matters(record: _Differences) -> bool:
    return record.count >= max(1.0, _LEAST_SHARE * record.compared)


def _disagreement(unlike: Mapping[str, _Differences]) -> Finding:
    """What one other source gives differently, in one sentence: it mostly has one cause."""
    told = []
    for name, record in unlike.items():
        quantity = CATALOGUE[name]
        space = "" if quantity.display_unit == "°" else " "
        one, other = (
            f"{quantity.shown(metric.value)}{space}{quantity.display_unit}"
            for metric in (record.one, record.other)
        )
        told.append(f"{quantity.label.lower()} ({one} against {other})")
    records = list(unlike.values())
    most = max(records, key=lambda one: one.count)
    return Finding(
        Code.DISAGREEMENT,
        Severity.WARNING,
        f"{most.one.method} and {most.other.method} differ in {most.count} of {most.compared} "
        f"repetitions, first in {', '.join(told)}: check where the sensors sit and what they "
        "are told",
        most.stream,
        min(time for one in records for time in one.times),
        max(time for one in records for time in one.times),
    )


def _unmatched(count: int, matched: int, witness: Witness) -> list[Finding]:
    seen = len(witness.efforts)
    if matched == count == seen:
        return []
    much = abs(seen - count) > _LEAST_SHARE * max(seen, count)
    return [
        Finding(
            Code.DISAGREEMENT,
            Severity.WARNING if much else Severity.INFO,
            f"{witness.stream} saw {seen} repetitions where {count} were counted, "
            f"{matched} of them the same",
            witness.stream,
        )
    ]
