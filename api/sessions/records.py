"""An analysis as rows of the tables, and rows as an analysis."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from api.sessions.models import (
    CorrectionRow,
    CurveRow,
    EffortMetricRow,
    EffortRow,
    EffortWithheldRow,
    FindingRow,
    RunRow,
    SetMetricRow,
    SetRow,
    SetWithheldRow,
)
from tracker.exercises.corrections import without_removed
from tracker.findings import Code, Finding, Severity
from tracker.metrics import CATALOGUE
from tracker.recording.model import Correction, RecordedSide
from tracker.results import Analysis, Curve, Effort, EffortSet, Metric, Quality, Side

_LEGS: Mapping[str, RecordedSide] = {"left": "left", "right": "right", "both": "both"}
_NOT_FINITE = "the computation gave no finite number"


def fill(row: RunRow, analysis: Analysis) -> None:
    """Put all results of an analysis into a run that has none yet."""
    row.duration_s = analysis.duration_s
    row.stream_names = list(analysis.streams)
    row.efforts = [_effort_row(i, effort) for i, effort in enumerate(analysis.efforts)]
    row.sets = [_set_row(i, one) for i, one in enumerate(analysis.sets)]
    row.findings = [_finding_row(i, finding) for i, finding in enumerate(analysis.findings)]
    row.curves = [_curve_row(row.id, i, curve) for i, curve in enumerate(analysis.curves)]


def analysis_of(row: RunRow, corrections: Iterable[CorrectionRow] = ()) -> Analysis:
    """The analysis that a run's rows hold, without its curves and what people removed.

    Parameters
    ----------
    row
        With its results.
    corrections
        Those in force; the run was made with all but the removals.
    """
    analysis = Analysis(
        pipeline_version=row.pipeline_version,
        duration_s=row.duration_s or 0.0,
        streams=tuple(row.stream_names),
        efforts=tuple(_effort(effort) for effort in row.efforts),
        sets=tuple(_set(effort_set) for effort_set in row.sets),
        findings=tuple(_finding(finding) for finding in row.findings),
    )
    return without_removed(analysis, corrections_of(corrections))


def corrections_of(rows: Iterable[CorrectionRow]) -> tuple[Correction, ...]:
    """The corrections of efforts among those of a session, in their order."""
    corrections = []
    for row in rows:
        if row.kind == "side":
            side = _LEGS.get(row.side or "")
            corrections.append(Correction(row.start_s, row.end_s, side=side))
        elif row.kind == "split":
            corrections.append(Correction(row.start_s, row.end_s, split_s=row.at_s))
        elif row.kind == "merge":
            corrections.append(Correction(row.start_s, row.end_s, merge=True))
        elif row.kind == "remove":
            corrections.append(Correction(row.start_s, row.end_s, remove=True))
    return tuple(corrections)


def stated_exercises(
    rows: Iterable[CorrectionRow],
) -> list[tuple[float, float, str | None]]:
    """Start, end and exercise of each correction that says what was done, in their order."""
    return [(row.start_s, row.end_s, row.exercise) for row in rows if row.kind == "exercise"]


def main_exercise(efforts: Sequence[Effort]) -> tuple[str | None, Side | None]:
    """The exercise and side of most efforts; (None, None) where there are none."""
    if not efforts:
        return None, None
    counted = Counter(effort.exercise for effort in efforts)
    exercise = counted.most_common(1)[0][0]
    sides = {effort.side for effort in efforts if effort.exercise == exercise}
    return exercise, sides.pop() if len(sides) == 1 else "both"


def _effort_row(position: int, effort: Effort) -> EffortRow:
    measured, withheld = _split(effort.metrics, effort.withheld)
    return EffortRow(
        position=position,
        exercise=effort.exercise,
        side=effort.side,
        start_s=effort.start_s,
        top_s=effort.top_s,
        end_s=effort.end_s,
        full=effort.full,
        reasons=list(effort.reasons),
        phases={name: list(span) for name, span in effort.phases.items()},
        metrics=[EffortMetricRow(quantity=name, **one.to_dict()) for name, one in measured.items()],
        withheld=[EffortWithheldRow(quantity=name, reason=why) for name, why in withheld.items()],
    )


def _set_row(position: int, one: EffortSet) -> SetRow:
    measured, withheld = _split(one.metrics, one.withheld)
    return SetRow(
        position=position,
        exercise=one.exercise,
        side=one.side,
        start_s=one.start_s,
        end_s=one.end_s,
        certainty=one.certainty,
        metrics=[SetMetricRow(quantity=name, **each.to_dict()) for name, each in measured.items()],
        withheld=[SetWithheldRow(quantity=name, reason=why) for name, why in withheld.items()],
    )


def _split(
    metrics: Mapping[str, Metric], withheld: Mapping[str, str]
) -> tuple[dict[str, Metric], dict[str, str]]:
    """Neither SQL nor JSON knows NaN; a number that is none is withheld."""
    finite = {name: one for name, one in metrics.items() if isfinite(one.value)}
    broken = {name: _NOT_FINITE for name in metrics if name not in finite}
    return finite, dict(withheld) | broken


def _finding_row(position: int, finding: Finding) -> FindingRow:
    return FindingRow(position=position, **finding.to_dict())


def _curve_row(run_id: str, position: int, curve: Curve) -> CurveRow:
    return CurveRow(
        position=position,
        name=curve.name,
        label=curve.label,
        unit=curve.unit,
        stream=curve.stream,
        samples=int(curve.time.size),
        start_s=float(curve.time[0]) if curve.time.size else 0.0,
        end_s=float(curve.time[-1]) if curve.time.size else 0.0,
        object_key=f"runs/{run_id}/curves/{position}.parquet",
    )


def _effort(row: EffortRow) -> Effort:
    return Effort(
        exercise=row.exercise,
        side=_side(row.side),
        start_s=row.start_s,
        top_s=row.top_s,
        end_s=row.end_s,
        full=row.full,
        reasons=tuple(row.reasons),
        phases={name: (span[0], span[1]) for name, span in row.phases.items()},
        metrics=_metrics(row.metrics),
        withheld=_reasons(row.withheld),
    )


def _set(row: SetRow) -> EffortSet:
    return EffortSet(
        exercise=row.exercise,
        side=_side(row.side),
        start_s=row.start_s,
        end_s=row.end_s,
        metrics=_metrics(row.metrics),
        withheld=_reasons(row.withheld),
        certainty=row.certainty,
    )


def _metrics(rows: Iterable[EffortMetricRow | SetMetricRow]) -> dict[str, Metric]:
    ordered = sorted(rows, key=lambda row: _catalogued(row.quantity))
    return {
        row.quantity: Metric(row.value, row.unit, row.method, Quality(row.quality), row.uncertainty)
        for row in ordered
    }


def _reasons(rows: Iterable[EffortWithheldRow | SetWithheldRow]) -> dict[str, str]:
    ordered = sorted(rows, key=lambda row: _catalogued(row.quantity))
    return {row.quantity: row.reason for row in ordered}


_ORDER = {name: position for position, name in enumerate(CATALOGUE)}


def _catalogued(quantity: str) -> tuple[int, str]:
    return _ORDER.get(quantity, len(_ORDER)), quantity


def _side(text: str) -> Side:
    known: dict[str, Side] = {"left": "left", "right": "right", "both": "both"}
    return known.get(text, "unknown")


def _finding(row: FindingRow) -> Finding:
    return Finding(
        Code(row.code),
        Severity(row.severity),
        row.message,
        row.stream,
        row.start_s,
        row.end_s,
        row.correction,
    )
