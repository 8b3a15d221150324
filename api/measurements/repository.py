"""All queries for the numbers of many sessions: a few statements a page, whatever is on it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api.athletes.models import AthleteRow
from api.athletes.visibility import visible
from api.core.paging import Cursor, keyset
from api.core.viewer import Viewer
from api.measurements.filters import RowFilter
from api.memberships.models import TeamAthleteRow
from api.recordings.models import RecordingRow
from api.sessions.filters import SessionFilter
from api.sessions.models import (
    CorrectionRow,
    EffortMetricRow,
    EffortRow,
    MeasuredColumns,
    RunRow,
    SessionRow,
    SetMetricRow,
    SetRow,
)
from api.sessions.repository import narrowed

_SESSION: tuple[Any, ...] = (
    SessionRow.id,
    SessionRow.athlete_id,
    SessionRow.performed_at,
    SessionRow.updated_at,
    SessionRow.change_number,
    SessionRow.deleted_at,
    SessionRow.run_id,
    SessionRow.pipeline_version,
)
_EFFORT: tuple[Any, ...] = (
    RunRow.session_id,
    EffortRow.id,
    EffortRow.position,
    EffortRow.exercise,
    EffortRow.side,
    EffortRow.start_s,
    EffortRow.top_s,
    EffortRow.end_s,
    EffortRow.full,
    EffortRow.reasons,
    EffortRow.phases,
)
_SET: tuple[Any, ...] = (
    RunRow.session_id,
    SetRow.id,
    SetRow.position,
    SetRow.exercise,
    SetRow.side,
    SetRow.start_s,
    SetRow.end_s,
)


class MeasurementRepository:
    """Rows of many sessions, and the recordings behind them, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def sessions(
        self,
        viewer: Viewer,
        limit: int,
        wanted: SessionFilter,
        rows: RowFilter,
        start: Cursor | None,
    ) -> Sequence[Row[Any]]:
        """Some sessions and one more, with the run whose results are theirs.

        A sync has also those that hold nothing of what is wanted (any more).
        """
        query = (
            select(*_SESSION)
            .join(AthleteRow, AthleteRow.id == SessionRow.athlete_id)
            .where(visible(viewer))
        )
        query = narrowed(query, replace(wanted, exercise=None, side=None))
        if start is None or not start.syncs:
            query = query.where(SessionRow.deleted_at.is_(None), *_holding(rows))
        query = keyset(
            query, SessionRow.performed_at, SessionRow.change_number, SessionRow.id, start
        )
        return (await self._session.execute(query.limit(limit + 1))).all()

    async def are_current(self, run_ids: Collection[str]) -> bool:
        """Whether no newer analysis has taken the place of one of these runs."""
        query = select(func.count()).where(SessionRow.run_id.in_(run_ids))
        return await self._session.scalar(query) == len(run_ids)

    async def efforts(self, run_ids: Collection[str]) -> Sequence[Row[Any]]:
        """All efforts of some runs in their order, and whether people removed them."""
        gone = exists().where(
            CorrectionRow.session_id == RunRow.session_id,
            CorrectionRow.kind == "remove",
            CorrectionRow.undone_at.is_(None),
            EffortRow.top_s.between(CorrectionRow.start_s, CorrectionRow.end_s),
        )
        query = (
            select(*(*_EFFORT, gone.label("removed")))
            .join(RunRow, RunRow.id == EffortRow.run_id)
            .where(EffortRow.run_id.in_(run_ids))
            .order_by(EffortRow.run_id, EffortRow.position)
        )
        return (await self._session.execute(query)).all()

    async def effort_metrics(self, run_ids: Collection[str], rows: RowFilter) -> Sequence[Row[Any]]:
        """The numbers of the efforts of some runs."""
        query = select(EffortMetricRow.effort_id.label("of"), *_measured(EffortMetricRow)).join(
            EffortRow, EffortRow.id == EffortMetricRow.effort_id
        )
        query = query.where(EffortRow.run_id.in_(run_ids), *_wanted(EffortMetricRow, rows))
        return (await self._session.execute(query)).all()

    async def sets(self, run_ids: Collection[str]) -> Sequence[Row[Any]]:
        """All sets of some runs in their order."""
        query = (
            select(*_SET)
            .join(RunRow, RunRow.id == SetRow.run_id)
            .where(SetRow.run_id.in_(run_ids))
            .order_by(SetRow.run_id, SetRow.position)
        )
        return (await self._session.execute(query)).all()

    async def set_metrics(self, run_ids: Collection[str], rows: RowFilter) -> Sequence[Row[Any]]:
        """The numbers of the sets of some runs."""
        query = select(SetMetricRow.set_id.label("of"), *_measured(SetMetricRow)).join(
            SetRow, SetRow.id == SetMetricRow.set_id
        )
        query = query.where(SetRow.run_id.in_(run_ids), *_wanted(SetMetricRow, rows))
        return (await self._session.execute(query)).all()

    async def recordings(
        self, viewer: Viewer, limit: int, wanted: SessionFilter, after: str
    ) -> Sequence[RecordingRow]:
        """Some recordings with their streams, in the order of their ids and after one of them."""
        performed_at = func.coalesce(RecordingRow.started_at, RecordingRow.created_at)
        query: Select[RecordingRow] = (
            select(RecordingRow)
            .join(AthleteRow, AthleteRow.id == RecordingRow.athlete_id)
            .where(visible(viewer), RecordingRow.deleted_at.is_(None), RecordingRow.id > after)
            .options(selectinload(RecordingRow.streams))
        )
        if wanted.organization_id is not None:
            query = query.where(AthleteRow.organization_id == wanted.organization_id)
        if wanted.athlete_id is not None:
            query = query.where(AthleteRow.id == wanted.athlete_id)
        if wanted.team_id is not None:
            inside = select(TeamAthleteRow.athlete_id).where(
                TeamAthleteRow.team_id == wanted.team_id
            )
            query = query.where(AthleteRow.id.in_(inside))
        if wanted.performed_from is not None:
            query = query.where(performed_at >= wanted.performed_from)
        if wanted.performed_until is not None:
            query = query.where(performed_at < wanted.performed_until)
        return (await self._session.scalars(query.order_by(RecordingRow.id).limit(limit))).all()


def _holding(rows: RowFilter) -> list[ColumnElement[bool]]:
    """That a session holds efforts or sets of the exercise and side, not that most are of it."""
    if rows.exercise is None and rows.side is None:
        return []
    held = []
    for table in (EffortRow, SetRow):
        same = [table.run_id == SessionRow.run_id]
        if rows.exercise is not None:
            same.append(table.exercise == rows.exercise)
        if rows.side is not None:
            same.append(table.side == rows.side)
        held.append(exists().where(and_(*same)))
    return [or_(*held)]


def _measured(table: type[MeasuredColumns]) -> tuple[Any, ...]:
    return (
        table.quantity, table.value, table.unit, table.method, table.uncertainty, table.quality,
    )  # fmt: skip


def _wanted(table: type[MeasuredColumns], rows: RowFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if rows.metrics:
        conditions.append(table.quantity.in_(sorted(rows.metrics)))
    if rows.quality is not None:
        conditions.append(table.quality.in_(rows.qualities))
    return conditions
