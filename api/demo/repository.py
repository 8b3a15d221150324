"""All queries for demo clubs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.athletes.models import AthleteRow
from api.db.changes import changed
from api.demo.models import DemoRow
from api.memberships.models import MembershipRow
from api.sessions.models import SessionRow


class DemoRepository:
    """Demo clubs, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: DemoRow) -> None:
        """Insert; IntegrityError if the user has one already."""
        self._session.add(row)
        await self._session.flush()

    async def get(self, organization_id: str) -> DemoRow | None:
        """One by its organization."""
        return await self._session.get(DemoRow, organization_id)

    async def of_admin(self, user_id: str) -> DemoRow | None:
        """The demo club that a user administers, the user's own before another's."""
        administered = and_(
            MembershipRow.organization_id == DemoRow.organization_id,
            MembershipRow.user_id == user_id,
            MembershipRow.role == "admin",
        )
        query = select(DemoRow).join(MembershipRow, administered)
        own = func.coalesce(DemoRow.user_id == user_id, False)
        return await self._session.scalar(query.order_by(own.desc(), DemoRow.started_at).limit(1))

    async def unfilled(self) -> Sequence[DemoRow]:
        """Those that are to be filled, and whose filling has not failed."""
        query = select(DemoRow).where(DemoRow.filled_at.is_(None), DemoRow.failure.is_(None))
        return (await self._session.scalars(query.order_by(DemoRow.started_at))).all()

    async def take(self, organization_id: str, filler: str, now: datetime, stale: datetime) -> bool:
        """Become who fills a demo club, unless somebody does who was heard of since `stale`."""
        free = or_(DemoRow.filler.is_(None), DemoRow.beat_at < stale)
        mine = (DemoRow.organization_id == organization_id, DemoRow.filled_at.is_(None), free)
        return await self._changed(mine, filler=filler, beat_at=now, failure=None)

    async def beat(self, filler: str, values: Mapping[str, Any]) -> bool:
        """Note that a filler lives, and what else it says; False if it is not the filler (now)."""
        return await self._changed((DemoRow.filler == filler,), **values)

    async def sessions(self, organization_id: str) -> tuple[int, int]:
        """How many sessions of the club are analysed or cannot be, and how many wait for it."""
        over = SessionRow.status.in_(("done", "failed", "kept"))
        query = (
            select(over, func.count())
            .join(AthleteRow, AthleteRow.id == SessionRow.athlete_id)
            .where(AthleteRow.organization_id == organization_id, SessionRow.deleted_at.is_(None))
            .group_by(over)
        )
        counts: dict[bool, int] = {
            bool(one): count for one, count in (await self._session.execute(query)).all()
        }
        return counts.get(True, 0), counts.get(False, 0)

    async def athletes(self, organization_id: str) -> int:
        """How many athletes the club has."""
        query = select(func.count()).where(AthleteRow.organization_id == organization_id)
        return await self._session.scalar(query) or 0

    async def _changed(self, where: Sequence[Any], **values: Any) -> bool:
        query = update(DemoRow).where(*where).values(**values)
        return bool(await changed(self._session, query))
