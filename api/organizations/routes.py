"""Organizations, members, invitations, teams and the audit log."""

from typing import Annotated

from fastapi import Depends, Query, status

from api.athletes.schemas import AthleteIn, AthleteOut
from api.athletes.service import AthleteService
from api.core.authentication import Manager, Reader, Writer
from api.core.errors import Conflict, Forbidden, NotFound, TooMany, Unauthenticated, responses
from api.core.parameters import Limit
from api.core.routing import Router
from api.core.services import provide
from api.organizations.invitations import InvitationService
from api.organizations.password_reset import PasswordResetService
from api.organizations.schemas import (
    DeedsOut,
    InvitationIn,
    InvitationsOut,
    ListedAthletes,
    MemberPatch,
    MembersOut,
    NewInvitationOut,
    OrganizationIn,
    OrganizationOut,
    OrganizationPatch,
    OrganizationsOut,
    PasswordResetOut,
    TeamIn,
    TeamOut,
    TeamsOut,
)
from api.organizations.service import OrganizationService
from api.organizations.teams import TeamService

router = Router(prefix="/v1", tags=["organizations"])
Athletes = Annotated[AthleteService, Depends(provide(AthleteService))]
Invitations = Annotated[InvitationService, Depends(provide(InvitationService))]
Organizations = Annotated[OrganizationService, Depends(provide(OrganizationService))]
PasswordResets = Annotated[PasswordResetService, Depends(provide(PasswordResetService))]
Teams = Annotated[TeamService, Depends(provide(TeamService))]
_MEMBERS = responses(Unauthenticated, Forbidden, NotFound)
_CAREFUL = responses(Unauthenticated, Forbidden, NotFound, Conflict)


@router.get(
    "/organizations",
    summary="List organizations",
    response_description="Yours.",
    responses=responses(Unauthenticated, Forbidden),
)
async def list_organizations(organizations: Organizations, viewer: Reader) -> OrganizationsOut:
    """The organizations that you belong to, with your role."""
    return await organizations.all_of(viewer)


@router.post(
    "/organizations",
    summary="Found an organization",
    status_code=status.HTTP_201_CREATED,
    response_description="The organization, with you as its admin.",
    responses=responses(Unauthenticated, Forbidden, TooMany),
)
async def found_organization(
    organizations: Organizations, viewer: Manager, body: OrganizationIn
) -> OrganizationOut:
    """Found another organization. For admins of one or, where the server is set so, anybody."""
    return await organizations.found(viewer, body)


@router.get(
    "/organizations/{organization_id}",
    summary="Get an organization",
    response_description="The organization.",
    responses=_MEMBERS,
)
async def get_organization(
    organizations: Organizations, viewer: Reader, organization_id: str
) -> OrganizationOut:
    """One organization that you belong to."""
    return await organizations.get(viewer, organization_id)


@router.patch(
    "/organizations/{organization_id}",
    summary="Change an organization",
    response_description="The organization as it is now.",
    responses=_MEMBERS,
)
async def change_organization(
    organizations: Organizations, viewer: Manager, organization_id: str, body: OrganizationPatch
) -> OrganizationOut:
    """Rename it, or say how long it keeps recordings. For admins."""
    return await organizations.change(viewer, organization_id, body)


@router.get(
    "/organizations/{organization_id}/members",
    summary="List members",
    response_description="The members, by name.",
    responses=_MEMBERS,
)
async def list_members(
    organizations: Organizations, viewer: Reader, organization_id: str
) -> MembersOut:
    """All members; an athlete is shown the coaches and admins, without their addresses."""
    return await organizations.members(viewer, organization_id)


@router.patch(
    "/organizations/{organization_id}/members/{user_id}",
    summary="Change a member's role",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Changed.",
    responses=_CAREFUL,
)
async def change_member(
    organizations: Organizations,
    viewer: Manager,
    organization_id: str,
    user_id: str,
    body: MemberPatch,
) -> None:
    """Give a member another role. For admins; one admin must stay."""
    await organizations.change_role(viewer, organization_id, user_id, body.role)


@router.delete(
    "/organizations/{organization_id}/members/{user_id}",
    summary="Remove a member",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="Removed.",
    responses=_CAREFUL,
)
async def remove_member(
    organizations: Organizations, viewer: Manager, organization_id: str, user_id: str
) -> None:
    """Remove a member, for admins; or leave. A coach who goes sees no athlete any more."""
    await organizations.remove_member(viewer, organization_id, user_id)


@router.post(
    "/organizations/{organization_id}/members/{user_id}/password-reset",
    summary="Make a reset link for a member",
    status_code=status.HTTP_201_CREATED,
    response_description="The link's secret, shown this once.",
    responses=_MEMBERS,
)
async def make_reset_link(
    password_resets: PasswordResets, viewer: Manager, organization_id: str, user_id: str
) -> PasswordResetOut:
    """Make a link with which a member who forgot their password sets a new password. For admins.

    Only for a coach or an athlete whose account belongs to this organization alone; for all other
    accounts whoever runs the server makes it. A new link replaces the older link.
    """
    return await password_resets.link_for_member(viewer, organization_id, user_id)


@router.get(
    "/organizations/{organization_id}/invitations",
    summary="List invitations",
    response_description="Those that are open.",
    responses=_MEMBERS,
)
async def list_invitations(
    invitations: Invitations, viewer: Manager, organization_id: str
) -> InvitationsOut:
    """Invitations that nobody accepted yet. For coaches and admins."""
    return await invitations.all_of(viewer, organization_id)


@router.post(
    "/organizations/{organization_id}/invitations",
    summary="Invite somebody",
    status_code=status.HTTP_201_CREATED,
    response_description="The invitation, with its secret this once.",
    responses=_CAREFUL,
)
async def invite(
    invitations: Invitations, viewer: Manager, organization_id: str, body: InvitationIn
) -> NewInvitationOut:
    """Invite an athlete or, for admins, anybody. Give the secret to the person yourself."""
    return await invitations.invite(viewer, organization_id, body)


@router.delete(
    "/organizations/{organization_id}/invitations/{invitation_id}",
    summary="Take an invitation back",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It opens nothing any more.",
    responses=_MEMBERS,
)
async def revoke_invitation(
    invitations: Invitations, viewer: Manager, organization_id: str, invitation_id: str
) -> None:
    """Take an open invitation back, before it is accepted."""
    await invitations.revoke(viewer, organization_id, invitation_id)


@router.get(
    "/organizations/{organization_id}/athletes",
    summary="List the athletes of an organization by name",
    response_description="Names and no more.",
    responses=_MEMBERS,
)
async def list_names(
    organizations: Organizations, viewer: Reader, organization_id: str
) -> ListedAthletes:
    """The names of all athletes, also of those whom you may not see. For coaches and admins."""
    return await organizations.athletes(viewer, organization_id)


@router.post(
    "/organizations/{organization_id}/athletes",
    summary="Add an athlete",
    status_code=status.HTTP_201_CREATED,
    response_description="The athlete.",
    responses=_MEMBERS,
)
async def add_athlete(
    athletes: Athletes, viewer: Writer, organization_id: str, body: AthleteIn
) -> AthleteOut:
    """Add an athlete without an account, who agreed to be measured. For coaches and admins."""
    return await athletes.create(viewer, organization_id, body)


@router.get(
    "/organizations/{organization_id}/teams",
    summary="List teams",
    response_description="Teams and groups, by name.",
    responses=_MEMBERS,
)
async def list_teams(teams: Teams, viewer: Reader, organization_id: str) -> TeamsOut:
    """All teams and groups. For coaches and admins."""
    return await teams.all_of(viewer, organization_id)


@router.post(
    "/organizations/{organization_id}/teams",
    summary="Make a team",
    status_code=status.HTTP_201_CREATED,
    response_description="The team.",
    responses=_MEMBERS,
)
async def make_team(teams: Teams, viewer: Writer, organization_id: str, body: TeamIn) -> TeamOut:
    """Make a team or a group within training. For coaches and admins."""
    return await teams.make(viewer, organization_id, body)


@router.delete(
    "/teams/{team_id}",
    summary="Delete a team",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="It is gone; its athletes stay.",
    responses=_MEMBERS,
)
async def delete_team(teams: Teams, viewer: Writer, team_id: str) -> None:
    """Delete a team or group. For coaches and admins."""
    await teams.delete(viewer, team_id)


@router.get(
    "/teams/{team_id}/athletes",
    summary="List the athletes of a team by name",
    response_description="Names and no more.",
    responses=_MEMBERS,
)
async def list_team_names(teams: Teams, viewer: Reader, team_id: str) -> ListedAthletes:
    """The names of all athletes in a team, also of those whom you may not see. For coaches."""
    return await teams.athletes(viewer, team_id)


@router.put(
    "/teams/{team_id}/athletes/{athlete_id}",
    summary="Put an athlete into a team",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The athlete is in it.",
    responses=_MEMBERS,
)
async def put_in_team(teams: Teams, viewer: Writer, team_id: str, athlete_id: str) -> None:
    """Put an athlete of the same organization into a team; it shows nothing of the athlete."""
    await teams.put(viewer, team_id, athlete_id)


@router.delete(
    "/teams/{team_id}/athletes/{athlete_id}",
    summary="Take an athlete out of a team",
    status_code=status.HTTP_204_NO_CONTENT,
    response_description="The athlete is not in it.",
    responses=_MEMBERS,
)
async def take_from_team(teams: Teams, viewer: Writer, team_id: str, athlete_id: str) -> None:
    """Take an athlete out of a team; the athlete stays in the organization."""
    await teams.take_out(viewer, team_id, athlete_id)


@router.get(
    "/organizations/{organization_id}/audit",
    summary="Read the audit log",
    response_description="Newest first.",
    responses=_MEMBERS,
)
async def read_audit(
    organizations: Organizations,
    viewer: Manager,
    organization_id: str,
    limit: Limit = 50,
    before: Annotated[
        str | None, Query(max_length=36, description="`next` of the page before.")
    ] = None,
) -> DeedsOut:
    """Who did what to whose data, never the data. For admins."""
    return await organizations.deeds(viewer, organization_id, limit, before)
