"""All queries for organizations, members, invitations and teams."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, func, select, update

from api.db.changes import changed
from api.memberships.models import TeamAthleteRow, TeamRow
from api.memberships.repository import MembershipRepository
from api.organizations.models import InvitationRow


class OrganizationRepository(MembershipRepository):
    """Organizations with their members, invitations and teams, within one transaction."""

    async def invitations(self, organization_id: str) -> Sequence[InvitationRow]:
        """Invitations that are neither accepted nor revoked, newest first."""
        query = select(InvitationRow).where(
            InvitationRow.organization_id == organization_id,
            InvitationRow.accepted_at.is_(None),
            InvitationRow.revoked_at.is_(None),
        )
        return (await self._session.scalars(query.order_by(InvitationRow.id.desc()))).all()

    async def invitation(self, organization_id: str, invitation_id: str) -> InvitationRow | None:
        """One invitation."""
        query = select(InvitationRow).where(
            InvitationRow.organization_id == organization_id, InvitationRow.id == invitation_id
        )
        return await self._session.scalar(query)

    async def invited(self, digest: str, now: datetime) -> InvitationRow | None:
        """The open invitation of that secret."""
        query = select(InvitationRow).where(
            InvitationRow.digest == digest,
            InvitationRow.accepted_at.is_(None),
            InvitationRow.revoked_at.is_(None),
            InvitationRow.expires_at > now,
        )
        return await self._session.scalar(query)

    async def accept(self, invitation_id: str, now: datetime) -> bool:
        """Use an invitation; False where it was used or revoked meanwhile."""
        query = (
            update(InvitationRow)
            .where(
                InvitationRow.id == invitation_id,
                InvitationRow.accepted_at.is_(None),
                InvitationRow.revoked_at.is_(None),
            )
            .values(accepted_at=now)
        )
        return bool(await changed(self._session, query))

    async def take_back(self, invitation_id: str, now: datetime) -> bool:
        """Revoke an open invitation; False where it was used or revoked meanwhile."""
        query = (
            update(InvitationRow)
            .where(
                InvitationRow.id == invitation_id,
                InvitationRow.accepted_at.is_(None),
                InvitationRow.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )
        return bool(await changed(self._session, query))

    async def teams(self, organization_id: str) -> Sequence[Row[TeamRow, int]]:
        """All teams and groups of an organization with the number of athletes, by name."""
        inside = func.count(TeamAthleteRow.athlete_id)
        query = (
            select(TeamRow, inside)
            .outerjoin(TeamAthleteRow, TeamAthleteRow.team_id == TeamRow.id)
            .where(TeamRow.organization_id == organization_id)
            .group_by(TeamRow.id)
            .order_by(TeamRow.name, TeamRow.id)
        )
        return (await self._session.execute(query)).all()

    async def team(self, team_id: str) -> TeamRow | None:
        """One team."""
        return await self._session.get(TeamRow, team_id)

    async def delete_team(self, team_id: str) -> None:
        """Delete a team; its athletes stay."""
        await self._session.execute(delete(TeamRow).where(TeamRow.id == team_id))

    async def in_team(self, team_id: str, athlete_id: str) -> TeamAthleteRow | None:
        """An athlete's place in a team."""
        return await self._session.get(TeamAthleteRow, (team_id, athlete_id))

    async def leave_team(self, team_id: str, athlete_id: str) -> None:
        """Take an athlete out of a team."""
        await self._session.execute(
            delete(TeamAthleteRow).where(
                TeamAthleteRow.team_id == team_id, TeamAthleteRow.athlete_id == athlete_id
            )
        )
