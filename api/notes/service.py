"""What athletes and their coaches write beside a session: all who see it read it."""

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.athletes.audit import note_of_athlete
from api.core.errors import Conflict, Forbidden, NotFound
from api.core.identifiers import new_id
from api.core.viewer import Viewer
from api.db.engine import Database
from api.notes.models import NoteRow
from api.notes.repository import NoteRepository
from api.notes.schemas import NoteIn, NoteOut, NotesOut
from api.sessions.models import SessionRow
from api.sessions.repository import SessionRepository

_MOST = 200


class NoteService:
    """Keeps notes.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, viewer: Viewer, session_id: str) -> NotesOut:
        """All notes on a session; NotFound if the viewer does not see it."""
        async with self._database.reading() as session:
            await _seen(session, viewer, session_id)
            rows = await NoteRepository(session).of(session_id)
        return NotesOut(items=[_out(row, name, viewer) for row, name in rows])

    async def write(self, viewer: Viewer, session_id: str, body: NoteIn) -> NoteOut:
        """Add a note.

        Raises
        ------
        NotFound
            If the viewer does not see the session.
        Conflict
            If there are very many already.
        """
        row = NoteRow(
            id=new_id(),
            session_id=session_id,
            text=body.text,
            created_by=viewer.user_id,
            created_at=datetime.now(UTC),
        )
        async with self._database.writing() as session:
            notes = NoteRepository(session)
            of = await _seen(session, viewer, session_id)
            if await notes.count(session_id) >= _MOST:
                raise Conflict(f"A session takes {_MOST} notes at most; delete some first.")
            await notes.add(row)
            await _note(session, "session.note_written", viewer, of)
            name = await notes.author(viewer.user_id)
        return _out(row, name, viewer)

    async def change(self, viewer: Viewer, session_id: str, note_id: str, body: NoteIn) -> NoteOut:
        """Put other words in the place of one's own.

        Raises
        ------
        NotFound
            If the viewer sees no such note.
        Forbidden
            If somebody else wrote it.
        """
        async with self._database.writing() as session:
            notes = NoteRepository(session)
            of = await _seen(session, viewer, session_id)
            row = await _own(notes, viewer, session_id, note_id)
            row.text, row.edited_at = body.text, datetime.now(UTC)
            await _note(session, "session.note_changed", viewer, of)
            name = await notes.author(viewer.user_id)
        return _out(row, name, viewer)

    async def delete(self, viewer: Viewer, session_id: str, note_id: str) -> None:
        """Delete one's own note; as `change` otherwise."""
        async with self._database.writing() as session:
            notes = NoteRepository(session)
            of = await _seen(session, viewer, session_id)
            row = await _own(notes, viewer, session_id, note_id)
            await notes.delete(row.id)
            await _note(session, "session.note_deleted", viewer, of)


async def _seen(session: AsyncSession, viewer: Viewer, session_id: str) -> SessionRow:
    row = await SessionRepository(session).seen(viewer, session_id)
    if row is None:
        raise NotFound(f"There is no session {session_id}.")
    return row


async def _own(notes: NoteRepository, viewer: Viewer, session_id: str, note_id: str) -> NoteRow:
    row = await notes.seen(viewer, session_id, note_id)
    if row is None:
        raise NotFound(f"There is no note {note_id}.")
    if row.created_by != viewer.user_id:
        raise Forbidden("Somebody else wrote that note; only its author may change it.")
    return row


async def _note(session: AsyncSession, action: str, viewer: Viewer, of: SessionRow) -> None:
    await note_of_athlete(
        session, of.athlete_id, action, user_id=viewer.user_id, subject=f"session:{of.id}"
    )


def _out(row: NoteRow, author: str | None, viewer: Viewer) -> NoteOut:
    return NoteOut(
        id=row.id,
        text=row.text,
        author=author,
        mine=row.created_by == viewer.user_id,
        created_at=row.created_at,
        edited_at=row.edited_at,
    )
