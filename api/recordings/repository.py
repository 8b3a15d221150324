"""All queries for recordings."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from api.recordings.models import RecordingRow


class RecordingRepository:
    """Recordings in the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: RecordingRow) -> None:
        """Insert; IntegrityError if one of that fingerprint exists."""
        self._session.add(row)
        await self._session.flush()

    async def get(self, recording_id: str) -> RecordingRow | None:
        """One recording with its streams."""
        query = select(RecordingRow).where(RecordingRow.id == recording_id)
        return await self._session.scalar(query.options(selectinload(RecordingRow.streams)))

    async def id_of(self, fingerprint: str) -> str | None:
        """Id of the recording that was sent before with that fingerprint."""
        query = select(RecordingRow.id).where(RecordingRow.fingerprint == fingerprint)
        return await self._session.scalar(query)

    async def page(self, limit: int, offset: int) -> tuple[Sequence[RecordingRow], int]:
        """Some recordings, newest first, with their streams; and how many there are in all."""
        query = (
            select(RecordingRow)
            .options(selectinload(RecordingRow.streams))
            .order_by(RecordingRow.created_at.desc(), RecordingRow.id.desc())
            .limit(limit)
            .offset(offset)
        )
        rows = (await self._session.scalars(query)).all()
        total = await self._session.scalar(select(func.count()).select_from(RecordingRow))
        return rows, total or 0

    async def delete(self, recording_id: str) -> None:
        """Delete a recording and, by the database's own rules, all that hangs on it."""
        await self._session.execute(delete(RecordingRow).where(RecordingRow.id == recording_id))
