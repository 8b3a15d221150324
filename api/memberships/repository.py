"""All queries for organizations and their members."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.models import UserRow
from api.db.base import Base
from api.memberships.models import MembershipRow, OrganizationRow


class MembershipRepository:
    """Organizations and their members, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, *rows: Base) -> None:
        """Insert."""
        for row in rows:
            self._session.add(row)
            await self._session.flush()

    async def get(self, organization_id: str) -> OrganizationRow | None:
        """One organization."""
        return await self._session.get(OrganizationRow, organization_id)

    async def only_one(self) -> OrganizationRow | None:
        """The first organization there is."""
        query = select(OrganizationRow).order_by(OrganizationRow.created_at).limit(1)
        return await self._session.scalar(query)

    async def role(self, organization_id: str, user_id: str) -> str | None:
        """A user's role, None for who is no member."""
        query = select(MembershipRow.role).where(
            MembershipRow.organization_id == organization_id, MembershipRow.user_id == user_id
        )
        return await self._session.scalar(query)

    async def of_user(self, user_id: str) -> Sequence[Row[OrganizationRow, str]]:
        """The organizations of a user with the role in each."""
        query = (
            select(OrganizationRow, MembershipRow.role)
            .join(MembershipRow, MembershipRow.organization_id == OrganizationRow.id)
            .where(MembershipRow.user_id == user_id)
            .order_by(OrganizationRow.name, OrganizationRow.id)
        )
        return (await self._session.execute(query)).all()

    async def members(self, organization_id: str) -> Sequence[Row[UserRow, MembershipRow]]:
        """All members with their accounts, by name."""
        query = (
            select(UserRow, MembershipRow)
            .join(MembershipRow, MembershipRow.user_id == UserRow.id)
            .where(MembershipRow.organization_id == organization_id)
            .order_by(UserRow.name, UserRow.id)
        )
        return (await self._session.execute(query)).all()

    async def membership(self, organization_id: str, user_id: str) -> MembershipRow | None:
        """One membership."""
        return await self._session.get(MembershipRow, (organization_id, user_id))

    async def admins(self, organization_id: str) -> int:
        """How many admins an organization has."""
        query = select(func.count()).where(
            MembershipRow.organization_id == organization_id, MembershipRow.role == "admin"
        )
        return await self._session.scalar(query) or 0

    async def remove_member(self, organization_id: str, user_id: str) -> None:
        """End a membership."""
        await self._session.execute(
            delete(MembershipRow).where(
                MembershipRow.organization_id == organization_id, MembershipRow.user_id == user_id
            )
        )
