"""All queries for sessions, their runs and results."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad
from sqlalchemy.sql.base import ExecutableOption

from api.athletes.models import AthleteRow
from api.athletes.visibility import visible, visible_to
from api.core.paging import Cursor, keyset
from api.core.viewer import Viewer
from api.db.base import ID
from api.memberships.models import TeamAthleteRow
from api.recordings.models import RecordingRow
from api.sessions.filters import SessionFilter
from api.sessions.models import (
    CorrectionRow,
    CurveRow,
    EffortRow,
    RunRow,
    SessionRow,
    SetRow,
    SummaryRow,
)

_UNFINISHED = ("queued", "analysing")


class SessionRepository:
    """Sessions in the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *rows: SessionRow | RunRow | CorrectionRow) -> None:
        """Insert; IntegrityError if that recording has a session, or that session such a run."""
        for row in rows:
            self._session.add(row)
            await self._session.flush()

    async def seen(
        self, viewer: Viewer, session_id: str, *options: ExecutableOption, deleted: bool = False
    ) -> SessionRow | None:
        """One session that the viewer sees, with its recording's upload."""
        query = _seen(visible(viewer)).where(SessionRow.id == session_id)
        if not deleted:
            query = query.where(SessionRow.deleted_at.is_(None))
        return await self._session.scalar(query.options(_WITH_RECORDING, *options))

    async def whole(self, viewer: Viewer, session_id: str) -> SessionRow | None:
        """One session with all results."""
        return await self._session.scalar(_WHOLE, _of(viewer) | {"session_id": session_id})

    async def with_curves(self, viewer: Viewer, session_id: str) -> SessionRow | None:
        """One session with the places of its curves."""
        return await self.seen(
            viewer, session_id, joinedload(SessionRow.run).selectinload(RunRow.curves)
        )

    async def page(
        self,
        viewer: Viewer,
        limit: int,
        wanted: SessionFilter,
        start: Cursor | None,
    ) -> Sequence[SessionRow]:
        """Some sessions and one more, with their recordings."""
        query = narrowed(_SEEN, wanted).options(_WITH_RECORDING)
        if start is None or not start.syncs:
            query = query.where(SessionRow.deleted_at.is_(None))
        query = keyset(
            query, SessionRow.performed_at, SessionRow.change_number, SessionRow.id, start
        )
        return (await self._session.scalars(query.limit(limit + 1), _of(viewer))).all()

    async def of_recording(self, recording_id: str) -> SessionRow | None:
        """The session of a recording, whoever asks."""
        query = select(SessionRow).where(SessionRow.recording_id == recording_id)
        return await self._session.scalar(query.options(_WITH_RECORDING))

    async def get(self, session_id: str) -> SessionRow | None:
        """One session, whoever asks."""
        query = select(SessionRow).where(SessionRow.id == session_id)
        return await self._session.scalar(query.options(_WITH_RECORDING, _corrections()))

    async def run(self, run_id: str, *, lock: bool = False) -> RunRow | None:
        """One run without results; nobody else finishes it while it is locked."""
        if lock:
            # A write, because SQLite locks nothing for who only reads.
            await self._session.execute(
                update(RunRow).where(RunRow.id == run_id).values(status=RunRow.status)
            )
        return await self._session.scalar(select(RunRow).where(RunRow.id == run_id))

    async def filled(self, run_id: str) -> RunRow | None:
        """One run with its results."""
        query = select(RunRow).where(RunRow.id == run_id)
        return await self._session.scalar(query.options(*_of_run()))

    async def run_of(self, session_id: str, version: str, revision: int) -> RunRow | None:
        """The run of a session by that pipeline version and revision."""
        query = select(RunRow).where(
            RunRow.session_id == session_id,
            RunRow.pipeline_version == version,
            RunRow.revision == revision,
        )
        return await self._session.scalar(query)

    async def waiting(self) -> tuple[dict[str, int], datetime | None]:
        """How many runs wait or are under way, by status, and when the oldest was asked for."""
        query = select(RunRow.status, func.count(), func.min(RunRow.created_at))
        unfinished = query.where(RunRow.status.in_(_UNFINISHED)).group_by(RunRow.status)
        found = (await self._session.execute(unfinished)).all()
        return {one[0]: one[1] for one in found}, min((one[2] for one in found), default=None)

    async def unfinished(self, version: str) -> Sequence[str]:
        """Ids of the runs of a pipeline version that are not done, oldest first."""
        query = select(RunRow.id).where(
            RunRow.status.in_(_UNFINISHED), RunRow.pipeline_version == version
        )
        return (await self._session.scalars(query.order_by(RunRow.created_at, RunRow.id))).all()

    async def without_run_of(self, version: str, limit: int) -> Sequence[str]:
        """Ids of sessions that no run of that pipeline version was asked for, oldest first."""
        query = (
            select(SessionRow.id)
            .where(
                SessionRow.deleted_at.is_(None),
                ~select(RunRow.id)
                .where(RunRow.session_id == SessionRow.id, RunRow.pipeline_version == version)
                .exists(),
            )
            .order_by(SessionRow.created_at, SessionRow.id)
            .limit(limit)
        )
        return (await self._session.scalars(query)).all()

    async def revision(self, session_id: str) -> int:
        """How many times people have said or unsaid what an analysis is to heed."""
        query = select(func.count(CorrectionRow.id) + func.count(CorrectionRow.undone_at)).where(
            CorrectionRow.session_id == session_id, CorrectionRow.kind != "remove"
        )
        return await self._session.scalar(query) or 0

    async def newest_run(self, session_id: str) -> RunRow | None:
        """The run that was asked for last, whatever became of it."""
        query = select(RunRow).where(RunRow.session_id == session_id)
        return await self._session.scalar(
            query.order_by(RunRow.created_at.desc(), RunRow.id.desc()).limit(1)
        )

    async def corrections(self, session_id: str) -> Sequence[CorrectionRow]:
        """What people said of a session and did not take back, oldest first."""
        query = select(CorrectionRow).where(
            CorrectionRow.session_id == session_id, CorrectionRow.undone_at.is_(None)
        )
        return (await self._session.scalars(query.order_by(CorrectionRow.id))).all()

    async def description(self, recording_id: str) -> str:
        """What is said of a recording: the text of its ``recording.json``."""
        query = select(RecordingRow.description).where(RecordingRow.id == recording_id)
        return await self._session.scalar(query) or ""

    async def summarize(self, session_id: str, rows: Iterable[SummaryRow]) -> None:
        """Put these summaries in the place of a session's old ones."""
        await self._session.execute(delete(SummaryRow).where(SummaryRow.session_id == session_id))
        self._session.add_all(rows)
        await self._session.flush()

    async def drop_runs_before(self, run: RunRow) -> list[str]:
        """Delete a session's other runs that are over; gives the keys of their curves.

        One of another pipeline version that nobody has done is over as well.
        """
        older = select(RunRow.id).where(
            RunRow.session_id == run.session_id,
            RunRow.id != run.id,
            or_(
                RunRow.status.in_(("done", "failed")),
                RunRow.pipeline_version != run.pipeline_version,
            ),
        )
        keys = (
            await self._session.scalars(
                select(CurveRow.object_key).where(CurveRow.run_id.in_(older))
            )
        ).all()
        await self._session.execute(delete(RunRow).where(RunRow.id.in_(older)))
        return list(keys)

    async def deleted_before(self, before: datetime) -> Sequence[str]:
        """Recordings whose sessions were deleted before that time."""
        query = select(SessionRow.recording_id).where(SessionRow.deleted_at < before)
        return (await self._session.scalars(query)).all()

    async def curve_keys(self, recording_id: str) -> Sequence[str]:
        """Where the curves of all runs of a recording's session are."""
        query = (
            select(CurveRow.object_key)
            .join(RunRow, RunRow.id == CurveRow.run_id)
            .join(SessionRow, SessionRow.id == RunRow.session_id)
            .where(SessionRow.recording_id == recording_id)
        )
        return (await self._session.scalars(query)).all()

    async def organization_of(self, session_id: str) -> str | None:
        """The organization whose athlete did a session."""
        query = (
            select(AthleteRow.organization_id)
            .join(SessionRow, SessionRow.athlete_id == AthleteRow.id)
            .where(SessionRow.id == session_id)
        )
        return await self._session.scalar(query)

    async def counts(self) -> Sequence[Row[str, int]]:
        """How many runs there are in each state."""
        query = select(RunRow.status, func.count()).group_by(RunRow.status)
        return (await self._session.execute(query)).all()


def _seen(condition: ColumnElement[bool]) -> Select[SessionRow]:
    joined = select(SessionRow).join(AthleteRow, AthleteRow.id == SessionRow.athlete_id)
    return joined.where(condition)


def _of(viewer: Viewer) -> dict[str, str | None]:
    """The parameters of the statements below."""
    return {"viewer_id": viewer.user_id, "within": viewer.organization_id}


def narrowed(query: Select[Any], wanted: SessionFilter) -> Select[Any]:
    """Narrow a query of sessions joined with their athletes."""
    equal = (
        (AthleteRow.organization_id, wanted.organization_id),
        (SessionRow.athlete_id, wanted.athlete_id),
        (SessionRow.exercise, wanted.exercise),
        (SessionRow.side, wanted.side),
        (SessionRow.status, wanted.status),
    )
    for column, value in equal:
        if value is not None:
            query = query.where(column == value)
    if wanted.team_id is not None:
        inside = select(TeamAthleteRow.athlete_id).where(TeamAthleteRow.team_id == wanted.team_id)
        query = query.where(SessionRow.athlete_id.in_(inside))
    if wanted.performed_from is not None:
        query = query.where(SessionRow.performed_at >= wanted.performed_from)
    if wanted.performed_until is not None:
        query = query.where(SessionRow.performed_at < wanted.performed_until)
    return query


_WITH_RECORDING = joinedload(SessionRow.recording, innerjoin=True).load_only(
    RecordingRow.upload_name, RecordingRow.started_at, RecordingRow.duration_s
)


def _corrections() -> ExecutableOption:
    return selectinload(SessionRow.corrections)


def _of_run() -> tuple[_AbstractLoad, ...]:
    return (
        selectinload(RunRow.efforts).options(
            selectinload(EffortRow.metrics), selectinload(EffortRow.withheld)
        ),
        selectinload(RunRow.sets).options(
            selectinload(SetRow.metrics), selectinload(SetRow.withheld)
        ),
        selectinload(RunRow.findings),
        selectinload(RunRow.curves),
    )


def _results() -> ExecutableOption:
    return joinedload(SessionRow.run).options(*_of_run())


# Made once, because to make them takes longer than to have them answered.
_SEEN = _seen(visible_to(bindparam("viewer_id", type_=ID), bindparam("within", type_=ID)))
_WHOLE = _SEEN.where(
    SessionRow.id == bindparam("session_id", type_=ID), SessionRow.deleted_at.is_(None)
).options(_WITH_RECORDING, _results(), _corrections())
