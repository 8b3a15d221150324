"""Links that show one session's report to whoever holds them, for a while.

Who may correct a session may share it: the athlete, and a coach whom the athlete lets see it. The
athlete sees every link, who made it and how often it was opened, and may revoke it. A link stands
on its maker's word: it shows nothing once its maker sees the session no more, and is revoked for
good when the session is deleted.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.secrets import Secret, digest_of
from api.athletes.audit import note_of_athlete
from api.core.errors import Conflict, NotFound
from api.core.identifiers import new_id
from api.core.rate_limit import Limit, Limiter
from api.core.viewer import Kind, Scope, Viewer
from api.db.engine import Database
from api.sessions.models import SessionRow
from api.sessions.repository import SessionRepository
from api.shares.models import ShareRow
from api.shares.repository import ShareRepository
from api.shares.schemas import NewShareOut, ShareIn, ShareOut, SharesOut

_MOST = 20


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link opens.

    Parameters
    ----------
    viewer
        With whose eyes the report is read: those of who made the link, for reading alone.
    session_id
        Whose report it is.
    name, club
        What the report says of whose it is.
    expires_at
        Until when the link works.
    """

    viewer: Viewer
    session_id: str
    name: str | None
    club: str | None
    expires_at: datetime


class ShareService:
    """Makes, lists, revokes and opens links.

    Parameters
    ----------
    database
        Where they are kept.
    limiter
        Counts how often they are opened.
    """

    def __init__(self, database: Database, limiter: Limiter) -> None:
        self._database = database
        self._limiter = limiter

    async def make(self, viewer: Viewer, session_id: str, body: ShareIn) -> NewShareOut:
        """Make a link.

        Raises
        ------
        NotFound
            If the viewer does not see the session.
        Conflict
            If very many links to it work already.
        """
        secret, now = Secret.new("share"), datetime.now(UTC)
        row = ShareRow(
            id=new_id(),
            session_id=session_id,
            digest=secret.digest,
            label=body.label,
            shown_name=body.shown_name,
            shows_club=body.shows_club,
            created_by=viewer.user_id,
            created_at=now,
            expires_at=now + timedelta(days=body.days),
            opened=0,
        )
        async with self._database.writing() as session:
            shares = ShareRepository(session)
            of = await _seen(session, viewer, session_id)
            if await shares.working(session_id, now) >= _MOST:
                raise Conflict(f"{_MOST} links to this report work already; revoke some first.")
            await shares.add(row)
            await _note(session, "session.shared", viewer.user_id, of)
            name = await shares.name_of(viewer.user_id)
        shown = _out(row, name, now)
        return NewShareOut(**shown.model_dump(), secret=secret.text, path=f"/shared/{secret.text}")

    async def of(self, viewer: Viewer, session_id: str) -> SharesOut:
        """All links to a session's report; NotFound if the viewer does not see it."""
        now = datetime.now(UTC)
        async with self._database.reading() as session:
            await _seen(session, viewer, session_id)
            rows = await ShareRepository(session).of(session_id)
        return SharesOut(items=[_out(row, name, now) for row, name in rows])

    async def revoke(self, viewer: Viewer, session_id: str, share_id: str) -> None:
        """Close a link, whoever made it; NotFound if the viewer sees none of that id."""
        async with self._database.writing() as session:
            of = await _seen(session, viewer, session_id)
            row = await ShareRepository(session).get(session_id, share_id)
            if row is None:
                raise NotFound(f"There is no link {share_id}.")
            if row.revoked_at is None:
                row.revoked_at = datetime.now(UTC)
                await _note(session, "session.share_revoked", viewer.user_id, of)

    async def open(self, secret: str, network: str) -> Shared:
        """What a link opens, and count that it was opened.

        Parameters
        ----------
        secret
            Of the link.
        network
            Of the reader.

        Raises
        ------
        NotFound
            If it opens nothing, for whatever reason: they are not told apart.
        TooMany
            If the network opens very many, or very many open this one.
        """
        now = datetime.now(UTC)
        async with self._database.writing() as session:
            shares = ShareRepository(session)
            row = await shares.opened_by(digest_of(secret), now)
            if row is None:
                raise NotFound(_NOTHING)
            viewer = _eyes(row)
            of = await SessionRepository(session).seen(viewer, row.session_id)
            if of is None:
                raise NotFound(_NOTHING)
            await self._limiter.take(Limit.OPENINGS, network)
            await self._limiter.take(Limit.OPENINGS, row.id)
            club = await shares.club_of(row.session_id) if row.shows_club else None
            await shares.count_opening(row.id, now)
            await _note(session, "session.share_opened", None, of)
        return Shared(viewer, row.session_id, row.shown_name, club, row.expires_at)


_NOTHING = "This link shows nothing: it was never made, is too old, or was taken back."


def _eyes(row: ShareRow) -> Viewer:
    return Viewer(row.created_by, row.id, Kind.KEY, frozenset({Scope.READ}))


async def _seen(session: AsyncSession, viewer: Viewer, session_id: str) -> SessionRow:
    row = await SessionRepository(session).seen(viewer, session_id)
    if row is None:
        raise NotFound(f"There is no session {session_id}.")
    return row


async def _note(session: AsyncSession, action: str, user_id: str | None, of: SessionRow) -> None:
    await note_of_athlete(
        session, of.athlete_id, action, user_id=user_id, subject=f"session:{of.id}"
    )


def _out(row: ShareRow, made_by: str, now: datetime) -> ShareOut:
    return ShareOut(
        id=row.id,
        label=row.label,
        shown_name=row.shown_name,
        shows_club=row.shows_club,
        made_by=made_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        works=row.revoked_at is None and row.expires_at > now,
        opened=row.opened,
        opened_at=row.opened_at,
    )
