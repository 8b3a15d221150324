"""All queries for sessions and their results."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from api.recordings.models import RecordingRow
from api.sessions.models import EffortRow, SessionRow, SetRow


class SessionRepository:
    """Sessions in the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: SessionRow) -> None:
        """Insert; IntegrityError if that recording has one of that pipeline version."""
        self._session.add(row)
        await self._session.flush()

    async def summary(self, session_id: str) -> SessionRow | None:
        """One session with its recording's upload, without results."""
        query = select(SessionRow).where(SessionRow.id == session_id)
        return await self._session.scalar(query.options(_with_recording()))

    async def whole(self, session_id: str) -> SessionRow | None:
        """One session with all results."""
        query = (
            select(SessionRow)
            .where(SessionRow.id == session_id)
            .options(
                _with_recording(),
                selectinload(SessionRow.efforts).options(
                    selectinload(EffortRow.metrics), selectinload(EffortRow.withheld)
                ),
                selectinload(SessionRow.sets).options(
                    selectinload(SetRow.metrics), selectinload(SetRow.withheld)
                ),
                selectinload(SessionRow.findings),
                selectinload(SessionRow.curves),
            )
        )
        return await self._session.scalar(query)

    async def with_curves(self, session_id: str) -> SessionRow | None:
        """One session with the places of its curves."""
        query = select(SessionRow).where(SessionRow.id == session_id)
        return await self._session.scalar(query.options(selectinload(SessionRow.curves)))

    async def of_recording(self, recording_id: str, pipeline_version: str) -> SessionRow | None:
        """The session of a recording and pipeline version."""
        query = select(SessionRow).where(
            SessionRow.recording_id == recording_id,
            SessionRow.pipeline_version == pipeline_version,
        )
        return await self._session.scalar(query.options(_with_recording()))

    async def count_of_recording(self, recording_id: str) -> int:
        """How many sessions hang on a recording."""
        query = select(func.count()).where(SessionRow.recording_id == recording_id)
        return await self._session.scalar(query) or 0

    async def page(self, limit: int, offset: int) -> tuple[Sequence[SessionRow], int]:
        """Some sessions, newest first, with their recordings; and how many there are in all."""
        query = (
            select(SessionRow)
            .options(_with_recording())
            .order_by(SessionRow.created_at.desc(), SessionRow.id.desc())
            .limit(limit)
            .offset(offset)
        )
        rows = (await self._session.scalars(query)).all()
        total = await self._session.scalar(select(func.count()).select_from(SessionRow))
        return rows, total or 0

    async def unfinished(self) -> Sequence[str]:
        """Ids of the sessions whose analysis was asked for and is not done, oldest first."""
        query = select(SessionRow.id).where(SessionRow.status.in_(("queued", "analysing")))
        return (await self._session.scalars(query.order_by(SessionRow.created_at))).all()

    async def delete(self, session_id: str) -> None:
        """Delete a session and, by the database's own rules, all its results."""
        await self._session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def _with_recording() -> ExecutableOption:
    return joinedload(SessionRow.recording, innerjoin=True).load_only(
        RecordingRow.upload_name, RecordingRow.started_at, RecordingRow.duration_s
    )
