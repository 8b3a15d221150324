"""All queries for notes."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import UserRow
from api.athletes.models import AthleteRow
from api.athletes.visibility import visible
from api.core.viewer import Viewer
from api.notes.models import NoteRow
from api.sessions.models import SessionRow


class NoteRepository:
    """Notes in the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: NoteRow) -> None:
        """Insert."""
        self._session.add(row)
        await self._session.flush()

    async def of(self, session_id: str) -> Sequence[Row[NoteRow, str | None]]:
        """The notes on a session with the names of their authors, oldest first."""
        query = (
            select(NoteRow, UserRow.name)
            .outerjoin(UserRow, UserRow.id == NoteRow.created_by)
            .where(NoteRow.session_id == session_id)
            .order_by(NoteRow.id)
        )
        return (await self._session.execute(query)).all()

    async def count(self, session_id: str) -> int:
        """How many notes there are on a session."""
        query = select(func.count()).where(NoteRow.session_id == session_id)
        return await self._session.scalar(query) or 0

    async def seen(self, viewer: Viewer, session_id: str, note_id: str) -> NoteRow | None:
        """One note on a session that the viewer sees."""
        query = (
            select(NoteRow)
            .join(SessionRow, SessionRow.id == NoteRow.session_id)
            .join(AthleteRow, AthleteRow.id == SessionRow.athlete_id)
            .where(
                visible(viewer),
                SessionRow.deleted_at.is_(None),
                SessionRow.id == session_id,
                NoteRow.id == note_id,
            )
        )
        return await self._session.scalar(query)

    async def delete(self, note_id: str) -> None:
        """Delete one."""
        await self._session.execute(delete(NoteRow).where(NoteRow.id == note_id))

    async def author(self, user_id: str) -> str | None:
        """The name of a user."""
        return await self._session.scalar(select(UserRow.name).where(UserRow.id == user_id))
