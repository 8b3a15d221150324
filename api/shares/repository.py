"""All queries for links that show a report."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import UserRow
from api.athletes.models import AthleteRow
from api.memberships.models import OrganizationRow
from api.sessions.models import SessionRow
from api.shares.models import ShareRow


class ShareRepository:
    """Links in the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: ShareRow) -> None:
        """Insert."""
        self._session.add(row)
        await self._session.flush()

    async def of(self, session_id: str) -> Sequence[Row[ShareRow, str]]:
        """The links to a session's report with the names of who made them, newest first."""
        query = (
            select(ShareRow, UserRow.name)
            .join(UserRow, UserRow.id == ShareRow.created_by)
            .where(ShareRow.session_id == session_id)
            .order_by(ShareRow.id.desc())
        )
        return (await self._session.execute(query)).all()

    async def working(self, session_id: str, now: datetime) -> int:
        """How many links to a session's report work."""
        query = select(func.count()).where(
            ShareRow.session_id == session_id,
            ShareRow.revoked_at.is_(None),
            ShareRow.expires_at > now,
        )
        return await self._session.scalar(query) or 0

    async def get(self, session_id: str, share_id: str) -> ShareRow | None:
        """One link of a session."""
        query = select(ShareRow).where(ShareRow.session_id == session_id, ShareRow.id == share_id)
        return await self._session.scalar(query)

    async def opened_by(self, digest: str, now: datetime) -> ShareRow | None:
        """The link that a secret opens, while it works and its maker's account does."""
        query = (
            select(ShareRow)
            .join(UserRow, UserRow.id == ShareRow.created_by)
            .where(
                ShareRow.digest == digest,
                ShareRow.revoked_at.is_(None),
                ShareRow.expires_at > now,
                UserRow.disabled_at.is_(None),
            )
        )
        return await self._session.scalar(query)

    async def count_opening(self, share_id: str, now: datetime) -> None:
        """Note that a report was looked at."""
        await self._session.execute(
            update(ShareRow)
            .where(ShareRow.id == share_id)
            .values(opened=ShareRow.opened + 1, opened_at=now)
        )

    async def club_of(self, session_id: str) -> str | None:
        """The name of the organization whose athlete did a session."""
        query = (
            select(OrganizationRow.name)
            .join(AthleteRow, AthleteRow.organization_id == OrganizationRow.id)
            .join(SessionRow, SessionRow.athlete_id == AthleteRow.id)
            .where(SessionRow.id == session_id)
        )
        return await self._session.scalar(query)

    async def name_of(self, user_id: str) -> str:
        """The name of a user."""
        return await self._session.scalar(select(UserRow.name).where(UserRow.id == user_id)) or ""


async def revoke_all(session: AsyncSession, session_id: str, now: datetime) -> None:
    """Close all links to a session's report, within the transaction that deletes the session."""
    await session.execute(
        update(ShareRow)
        .where(ShareRow.session_id == session_id, ShareRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )
