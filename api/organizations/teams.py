"""Teams and groups within training."""

from datetime import UTC, datetime

from api.athletes.repository import AthleteRepository
from api.core.errors import NotFound
from api.core.identifiers import new_id
from api.core.viewer import Viewer
from api.db.engine import Database
from api.memberships.models import TeamAthleteRow, TeamRow
from api.memberships.roles import staff_role
from api.organizations.repository import OrganizationRepository
from api.organizations.rows import of_organization
from api.organizations.schemas import ListedAthletes, TeamIn, TeamOut, TeamsOut


class TeamService:
    """Teams and groups.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_of(self, viewer: Viewer, organization_id: str) -> TeamsOut:
        """All teams and groups."""
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            await staff_role(organizations, viewer, organization_id)
            rows = await organizations.teams(organization_id)
        return TeamsOut(items=[_out(row, athletes) for row, athletes in rows])

    async def athletes(self, viewer: Viewer, team_id: str) -> ListedAthletes:
        """The names of the athletes in a team."""
        async with self._database.reading() as session:
            team = await staff_team(OrganizationRepository(session), viewer, team_id)
            athletes = AthleteRepository(session)
            rows = await athletes.in_organization(viewer, team.organization_id, team_id)
        return ListedAthletes.of(rows)

    async def make(self, viewer: Viewer, organization_id: str, body: TeamIn) -> TeamOut:
        """Make a team or group."""
        row = TeamRow(
            id=new_id(),
            organization_id=organization_id,
            name=body.name,
            kind=body.kind,
            created_at=datetime.now(UTC),
        )
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await staff_role(organizations, viewer, organization_id)
            await organizations.add(row)
        return _out(row, 0)

    async def delete(self, viewer: Viewer, team_id: str) -> None:
        """Delete a team; its athletes stay."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await staff_team(organizations, viewer, team_id)
            await organizations.delete_team(team_id)

    async def put(self, viewer: Viewer, team_id: str, athlete_id: str) -> None:
        """Put an athlete of the same organization into a team; twice changes nothing."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            team = await staff_team(organizations, viewer, team_id)
            athlete = await AthleteRepository(session).any(athlete_id)
            of_organization(athlete, athlete_id, team.organization_id)
            if await organizations.in_team(team_id, athlete_id) is None:
                await organizations.add(TeamAthleteRow(team_id=team_id, athlete_id=athlete_id))

    async def take_out(self, viewer: Viewer, team_id: str, athlete_id: str) -> None:
        """Take an athlete out of a team."""
        async with self._database.writing() as session:
            organizations = OrganizationRepository(session)
            await staff_team(organizations, viewer, team_id)
            await organizations.leave_team(team_id, athlete_id)


async def staff_team(
    organizations: OrganizationRepository, viewer: Viewer, team_id: str
) -> TeamRow:
    """A team of an organization in which the viewer coaches; NotFound for strangers."""
    team = await organizations.team(team_id)
    if team is None:
        raise NotFound(f"There is no team {team_id}.")
    try:
        await staff_role(organizations, viewer, team.organization_id)
    except NotFound:
        raise NotFound(f"There is no team {team_id}.") from None
    return team


def _out(row: TeamRow, athletes: int) -> TeamOut:
    return TeamOut.model_validate(
        {
            "id": row.id,
            "organization_id": row.organization_id,
            "name": row.name,
            "kind": row.kind,
            "athletes": athletes,
        }
    )
