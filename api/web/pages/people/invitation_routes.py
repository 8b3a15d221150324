"""Pages by which people come into a club and into its teams."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Response
from pydantic import ValidationError

from api.core.errors import ApiError, NotFound
from api.core.routing import Router
from api.organizations.schemas import InvitationIn, NewInvitationOut, TeamIn, TeamOut
from api.web.components.club_frame import Club
from api.web.components.form_state import FormState, Managing, Overseeing, Writing, done, refused
from api.web.components.visit import Open, base_address
from api.web.words import say

router = Router(include_in_schema=False)

_Text = Annotated[str, Form(max_length=300)]
_Ids = Annotated[list[str], Form(max_length=5000)]
_KINDS = ("team", "group")


@router.get("/people/{organization_id}/invitations")
async def invitations(visit: Overseeing, organization_id: str, athlete_id: str = "") -> Response:
    """Open invitations, and the form to make one."""
    club = await Club.of(visit, organization_id)
    return await _invitations(club, FormState({"role": "athlete", "athlete_id": athlete_id}))


@router.post("/people/{organization_id}/invitations")
async def invite(
    visit: Managing,
    organization_id: str,
    email: _Text = "",
    role: _Text = "athlete",
    athlete_id: _Text = "",
) -> Response:
    """Invite somebody and show the link, this once: no address ever holds it."""
    club = await Club.of(visit, organization_id)
    said = {"email": email, "role": role, "athlete_id": athlete_id}
    try:
        body = InvitationIn.model_validate(said | {"athlete_id": athlete_id or None})
        made = await visit.services.invitations.invite(visit.viewer, organization_id, body)
    except (ApiError, ValidationError) as error:
        return await _invitations(club, refused(said, error))
    return await _invitations(club, FormState({"role": "athlete"}), made)


@router.post("/people/{organization_id}/invitations/{invitation_id}/revoke")
async def revoke_invitation(visit: Managing, organization_id: str, invitation_id: str) -> Response:
    """Take an invitation back."""
    club = await Club.of(visit, organization_id)
    await visit.services.invitations.revoke(visit.viewer, organization_id, invitation_id)
    return done(f"{club.path}/invitations", "taken_back")


@router.get("/people/{organization_id}/teams")
async def teams(visit: Open, organization_id: str) -> Response:
    """The teams and groups of a club."""
    return await _teams(await Club.of(visit, organization_id), FormState({"kind": "team"}))


@router.post("/people/{organization_id}/teams")
async def make_team(
    visit: Writing, organization_id: str, name: _Text = "", kind: _Text = "team"
) -> Response:
    """Make a team, and go on to who is in it."""
    club = await Club.of(visit, organization_id)
    said = {"name": name, "kind": kind}
    try:
        body = TeamIn.model_validate(said)
        made = await visit.services.teams.make(visit.viewer, organization_id, body)
    except (ApiError, ValidationError) as error:
        return await _teams(club, refused(said, error))
    return done(f"{club.path}/teams/{made.id}", "team")


@router.get("/people/{organization_id}/teams/{team_id}")
async def team(visit: Open, organization_id: str, team_id: str) -> Response:
    """Who is in a team."""
    club = await Club.of(visit, organization_id)
    shown = await _team(club, team_id)
    services = visit.services
    listed = await services.organizations.athletes(visit.viewer, organization_id)
    inside = await services.teams.athletes(visit.viewer, team_id)
    return club.page(
        "teams",
        "people/people_team.html",
        team=shown,
        athletes=listed.items,
        inside={item.id for item in inside.items},
    )


@router.post("/people/{organization_id}/teams/{team_id}")
async def fill_team(
    visit: Writing,
    organization_id: str,
    team_id: str,
    listed: _Ids = [],  # noqa: B006
    athlete: _Ids = [],  # noqa: B006
) -> Response:
    """Put the ticked athletes into a team and take the others out whom the form showed."""
    club = await Club.of(visit, organization_id)
    await _team(club, team_id)
    service, viewer = visit.services.teams, visit.viewer
    before = {item.id for item in (await service.athletes(viewer, team_id)).items}
    for athlete_id in dict.fromkeys(listed):
        if athlete_id in athlete and athlete_id not in before:
            await service.put(viewer, team_id, athlete_id)
        elif athlete_id in before and athlete_id not in athlete:
            await service.take_out(viewer, team_id, athlete_id)
    return done(f"{club.path}/teams/{team_id}", "filled")


@router.post("/people/{organization_id}/teams/{team_id}/delete")
async def delete_team(visit: Writing, organization_id: str, team_id: str) -> Response:
    """Delete a team; its athletes stay."""
    club = await Club.of(visit, organization_id)
    await _team(club, team_id)
    await visit.services.teams.delete(visit.viewer, team_id)
    return done(f"{club.path}/teams", "team_deleted")


async def _invitations(
    club: Club, form: FormState, made: NewInvitationOut | None = None
) -> Response:
    visit = club.visit
    organization_id, services = club.about.id, visit.services
    listed = (await services.organizations.athletes(visit.viewer, organization_id)).items
    admin = club.about.role == "admin"
    roles = ("athlete", "coach", "admin") if admin else ("athlete",)
    link = "" if made is None else _link(club, made.secret)
    message = say("people.invite.message", organization=club.about.name, link=link)
    subject = say("people.invite.subject", organization=club.about.name)
    return club.page(
        "invitations",
        "people/invitations.html",
        form.status,
        form=form,
        made=made,
        link=link,
        message=message,
        mail=f"?subject={quote(subject)}&body={quote(message)}",
        roles=[(role, say(f"people.roles.{role}")) for role in roles],
        # An admin may offer any profile; a coach those whom the coach sees.
        unowned=[one for one in listed if one.user_id is None and (admin or one.seen)],
        names={one.id: one.name for one in listed},
        open=(await services.invitations.all_of(visit.viewer, organization_id)).items,
    )


def _link(club: Club, secret: str) -> str:
    return f"{base_address(club.visit)}/invitation?secret={quote(secret)}"


async def _teams(club: Club, form: FormState) -> Response:
    visit = club.visit
    found = await visit.services.teams.all_of(visit.viewer, club.about.id)
    kinds = [(kind, say(f"people.teams.kinds.{kind}")) for kind in _KINDS]
    return club.page(
        "teams", "people/people_teams.html", form.status, teams=found.items, kinds=kinds, form=form
    )


async def _team(club: Club, team_id: str) -> TeamOut:
    visit = club.visit
    for item in (await visit.services.teams.all_of(visit.viewer, club.about.id)).items:
        if item.id == team_id:
            return item
    raise NotFound(f"There is no team {team_id}.")
