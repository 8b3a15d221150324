"""What the database gave as rows of a table: one an effort, or one a number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from api.measurements.filters import RowFilter
from tracker.exercises.corrections import Remaining, remaining
from tracker.metrics import CATALOGUE

Values = dict[str, Any]
_ORDER = {name: position for position, name in enumerate(CATALOGUE)}


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of some sessions.

    Parameters
    ----------
    items
        Rows, each with the same keys.
    sessions
        The sessions that they are of, also those without rows.
    next
        The cursor of the next page.
    resume
        In a sync: the cursor of the next one.
    """

    items: list[Values]
    sessions: list[Values]
    next: str | None
    resume: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the database gave for the sessions of a page; sets and numbers where asked for."""

    sessions: Sequence[Row[Any]]
    efforts: Sequence[Row[Any]]
    effort_metrics: Sequence[Row[Any]] = field(default=())
    sets: Sequence[Row[Any]] = field(default=())
    set_metrics: Sequence[Row[Any]] = field(default=())


def runs_of(sessions: Sequence[Row[Any]]) -> list[str]:
    """The runs whose results are shown."""
    return [
        session.run_id
        for session in sessions
        if session.run_id is not None and session.deleted_at is None
    ]


def session_items(sessions: Sequence[Row[Any]]) -> list[Values]:
    """The sessions of a page."""
    return [
        {
            "id": session.id,
            "athlete_id": session.athlete_id,
            "performed_at": session.performed_at,
            "updated_at": session.updated_at,
            "deleted": session.deleted_at is not None,
        }
        for session in sessions
    ]


def effort_items(found: Found, wanted: RowFilter) -> list[Values]:
    """A row an effort, session by session."""
    efforts = _by_session(found.efforts)
    return [
        _whose(session, effort)
        | {
            "number": effort.position + 1,
            "start_s": effort.start_s,
            "top_s": effort.top_s,
            "end_s": effort.end_s,
            "full": effort.full,
            "reasons": effort.reasons,
            "phases": effort.phases,
            "removed": effort.removed,
            "pipeline_version": session.pipeline_version,
        }
        for session in found.sessions
        for effort in efforts[session.id]
        if _is_wanted(effort, wanted) and (wanted.removed or not effort.removed)
    ]


def measurement_items(found: Found, wanted: RowFilter) -> list[Values]:
    """A row a number, session by session: those of the efforts, then those of the sets."""
    efforts, sets = _by_session(found.efforts), _by_session(found.sets)
    of_effort, of_set = _by_owner(found.effort_metrics), _by_owner(found.set_metrics)
    items = []
    for session in found.sessions:
        for effort in efforts[session.id]:
            if _is_wanted(effort, wanted) and (wanted.removed or not effort.removed):
                place = {"scope": "effort", "rep": effort.position + 1, "set_number": None}
                whose = _whose(session, effort) | place
                items += [
                    _measurement(session, whose, metric, removed=effort.removed)
                    for metric in of_effort[effort.id]
                ]
        left = _left(sets[session.id], efforts[session.id], wanted)
        for one, kept in zip(sets[session.id], left, strict=True):
            if _is_wanted(one, wanted) and not kept.empty:
                place = {"scope": "set", "rep": None, "set_number": one.position + 1}
                whose = _whose(session, one) | place
                items += [
                    _measurement(session, whose, metric)
                    | {"value": kept.counts.get(metric.quantity, metric.value)}
                    for metric in of_set[one.id]
                    if kept.withheld(metric.quantity) is None
                ]
    return items


def _left(
    sets: Sequence[Row[Any]], efforts: Sequence[Row[Any]], wanted: RowFilter
) -> Sequence[Remaining]:
    """What each set keeps without the removed efforts; all of it where those are wanted too."""
    return [Remaining()] * len(sets) if wanted.removed else remaining(sets, efforts)


def _whose(session: Row[Any], of: Row[Any]) -> Values:
    return {
        "athlete_id": session.athlete_id,
        "session_id": session.id,
        "performed_at": session.performed_at,
        "exercise": of.exercise,
        "side": of.side,
    }


def _measurement(
    session: Row[Any], whose: Values, metric: Row[Any], *, removed: bool = False
) -> Values:
    return whose | {
        "metric": metric.quantity,
        "value": metric.value,
        "unit": metric.unit,
        "method": metric.method,
        "uncertainty": metric.uncertainty,
        "quality": metric.quality,
        "removed": removed,
        "pipeline_version": session.pipeline_version,
    }


def _is_wanted(of: Row[Any], wanted: RowFilter) -> bool:
    return wanted.exercise in {None, of.exercise} and wanted.side in {None, of.side}


def _by_session(rows: Sequence[Row[Any]]) -> defaultdict[str, list[Row[Any]]]:
    groups: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.session_id].append(row)
    return groups


def _by_owner(rows: Sequence[Row[Any]]) -> defaultdict[int, list[Row[Any]]]:
    """Numbers by the effort or set that they are of, in the order of the catalogue."""
    last = len(_ORDER)
    groups: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (_ORDER.get(row.quantity, last), row.quantity)):
        groups[row.of].append(row)
    return groups
