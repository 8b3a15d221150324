"""All queries for athletes and consents."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, false, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import UserRow
from api.athletes.models import AthleteRow, ConsentRow, ErasedAthleteRow
from api.athletes.visibility import erased, visible
from api.core.paging import Cursor, keyset
from api.core.viewer import Viewer
from api.db.changes import changed
from api.memberships.models import TeamAthleteRow


class AthleteRepository:
    """Athletes, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *rows: AthleteRow | ConsentRow) -> None:
        """Insert."""
        for row in rows:
            self._session.add(row)
            await self._session.flush()

    async def get(self, viewer: Viewer, athlete_id: str) -> AthleteRow | None:
        """One athlete whom the viewer sees."""
        query = select(AthleteRow).where(AthleteRow.id == athlete_id, visible(viewer))
        return await self._session.scalar(query)

    async def any(self, athlete_id: str) -> AthleteRow | None:
        """One athlete, whoever asks: for deciding who may do what."""
        return await self._session.get(AthleteRow, athlete_id)

    async def own(self, viewer: Viewer) -> Sequence[AthleteRow]:
        """The viewer's own profiles, at most one an organization."""
        query = select(AthleteRow).where(AthleteRow.user_id == viewer.user_id, visible(viewer))
        return (await self._session.scalars(query.order_by(AthleteRow.created_at))).all()

    async def of_user(
        self, user_id: str, organization_id: str | None = None
    ) -> Sequence[AthleteRow]:
        """A user's profiles, in one organization or all."""
        query = select(AthleteRow).where(
            AthleteRow.user_id == user_id, AthleteRow.deleted_at.is_(None)
        )
        if organization_id is not None:
            query = query.where(AthleteRow.organization_id == organization_id)
        return (await self._session.scalars(query)).all()

    async def page(
        self,
        viewer: Viewer,
        limit: int,
        *,
        organization_id: str | None,
        team_id: str | None,
        start: Cursor | None,
    ) -> Sequence[AthleteRow]:
        """Some of the athletes whom the viewer sees."""
        query = select(AthleteRow).where(visible(viewer))
        if organization_id is not None:
            query = query.where(AthleteRow.organization_id == organization_id)
        if team_id is not None:
            inside = select(TeamAthleteRow.athlete_id).where(TeamAthleteRow.team_id == team_id)
            query = query.where(AthleteRow.id.in_(inside))
        query = keyset(query, AthleteRow.created_at, AthleteRow.change_number, AthleteRow.id, start)
        rows = (await self._session.scalars(query.limit(limit + 1))).all()
        if start is None or not start.syncs or team_id is not None:
            return rows
        gone = await self._erased(viewer, limit, organization_id, start)
        both = sorted([*rows, *gone], key=lambda row: (row.change_number, row.id))
        return both[: limit + 1]

    async def _erased(
        self,
        viewer: Viewer,
        limit: int,
        organization_id: str | None,
        start: Cursor,
    ) -> Sequence[AthleteRow]:
        """Athletes who are erased, as rows that hold nothing of them."""
        query = select(ErasedAthleteRow).where(erased(viewer))
        if organization_id is not None:
            query = query.where(ErasedAthleteRow.organization_id == organization_id)
        at, number, row_id = (
            ErasedAthleteRow.erased_at, ErasedAthleteRow.change_number, ErasedAthleteRow.id
        )  # fmt: skip
        query = keyset(query, at, number, row_id, start).limit(limit + 1)
        return [
            AthleteRow(
                id=one.id,
                organization_id=one.organization_id,
                name="",
                simulated=False,
                created_at=one.erased_at,
                updated_at=one.erased_at,
                deleted_at=one.erased_at,
                change_number=one.change_number,
            )
            for one in await self._session.scalars(query)
        ]

    async def in_organization(
        self, viewer: Viewer, organization_id: str, team_id: str | None = None
    ) -> Sequence[Row[str, str, str | None, bool]]:
        """Id, name, user of an organization's or team's athletes, and if they are seen; by name."""
        # Who has no account compares as unknown, which is not seen.
        seen = func.coalesce(visible(viewer), false()).label("seen")
        query = (
            select(AthleteRow.id, AthleteRow.name, AthleteRow.user_id, seen)
            .where(AthleteRow.organization_id == organization_id, AthleteRow.deleted_at.is_(None))
            .order_by(AthleteRow.name, AthleteRow.id)
        )
        if team_id is not None:
            inside = select(TeamAthleteRow.athlete_id).where(TeamAthleteRow.team_id == team_id)
            query = query.where(AthleteRow.id.in_(inside))
        return (await self._session.execute(query)).all()

    async def without_user(self, organization_id: str) -> Sequence[AthleteRow]:
        """Athletes of an organization who have no account."""
        query = select(AthleteRow).where(
            AthleteRow.organization_id == organization_id,
            AthleteRow.user_id.is_(None),
            AthleteRow.deleted_at.is_(None),
        )
        return (await self._session.scalars(query)).all()

    async def consents(self, athlete_id: str) -> Sequence[Row[ConsentRow, str]]:
        """All consents of an athlete, also revoked ones, newest first, with the coach's name."""
        query = (
            select(ConsentRow, UserRow.name)
            .join(UserRow, UserRow.id == ConsentRow.coach_id)
            .where(ConsentRow.athlete_id == athlete_id)
            .order_by(ConsentRow.id.desc())
        )
        return (await self._session.execute(query)).all()

    async def consented(self, athlete_id: str, coach_id: str) -> bool:
        """Whether a consent of an athlete to a coach is in force."""
        query = select(ConsentRow.id).where(*_in_force(athlete_id, coach_id))
        return await self._session.scalar(query.limit(1)) is not None

    async def end_consents(self, athlete_id: str, coach_id: str, now: datetime) -> bool:
        """End every consent in force: two may have been given at one time; False if none was."""
        query = update(ConsentRow).where(*_in_force(athlete_id, coach_id))
        return bool(await changed(self._session, query.values(revoked_at=now)))


def _in_force(athlete_id: str, coach_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        ConsentRow.athlete_id == athlete_id,
        ConsentRow.coach_id == coach_id,
        ConsentRow.revoked_at.is_(None),
    )
