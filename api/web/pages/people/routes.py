"""Pages of a club's people: its athletes, with and without an account, and its members."""

from typing import Annotated

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.accounts.schemas import MembershipOut
from api.athletes.schemas import AthleteIn
from api.core.errors import ApiError, NotFound
from api.core.routing import Router
from api.organizations.schemas import ListedAthlete, MemberPatch, PasswordResetOut
from api.web.components.body_fields import FIELDS, facts_of, sexes
from api.web.components.club_frame import Club
from api.web.components.form_state import EMPTY, FormState, Managing, Writing, done, refused
from api.web.components.visit import Open, base_address

router = Router(include_in_schema=False)

_Text = Annotated[str, Form(max_length=300)]
_ROLES = ("athlete", "coach", "admin")


@router.get("/people")
async def people(visit: Open) -> Response:
    """The people of the first club in which the reader coaches; an athlete's own consents."""
    said = visit.request.url.query
    path = f"/people/{visit.coaches[0].organization_id}" if visit.coaches else "/consents"
    return RedirectResponse(f"{path}?{said}" if said else path, status_code=303)


@router.get("/people/{organization_id}")
async def athletes(
    visit: Open, organization_id: str, find: Annotated[str, Query(max_length=120)] = ""
) -> Response:
    """All athletes of a club by name, also those who are not shared with the reader."""
    club = await Club.of(visit, organization_id)
    listed = (await visit.services.organizations.athletes(visit.viewer, organization_id)).items
    found = [one for one in listed if find.casefold() in one.name.casefold()]
    return club.page(
        "athletes",
        "people/people.html",
        athletes=found,
        total=len(listed),
        find=find,
        others=_others(club),
    )


@router.get("/people/{organization_id}/add")
async def show_add(visit: Open, organization_id: str) -> Response:
    """The form to add an athlete who has no account."""
    club = await Club.of(visit, organization_id)
    return club.page("athletes", "people/add_athlete.html", form=EMPTY, sexes=sexes())


@router.post("/people/{organization_id}/add")
async def add(
    visit: Writing,
    organization_id: str,
    name: _Text = "",
    birth_year: _Text = "",
    sex: _Text = "",
    mass: _Text = "",
    height: _Text = "",
    foot_length: _Text = "",
    stated: _Text = "",
) -> Response:
    """Add an athlete who agreed elsewhere to be measured."""
    club = await Club.of(visit, organization_id)
    said = dict(zip(FIELDS, (name, birth_year, sex, mass, height, foot_length), strict=True))
    facts, form = facts_of(said, visit.units)
    if not form.problems:
        try:
            told = {**facts, "consent_stated": stated == "yes"}
            body = AthleteIn.model_validate(told)
            made = await visit.services.athletes.create(visit.viewer, organization_id, body)
        except (ApiError, ValidationError) as error:
            form = refused(said | {"stated": stated}, error)
        else:
            return done(f"/athletes/{made.id}/profile", "added")
    return club.page("athletes", "people/add_athlete.html", form.status, form=form, sexes=sexes())


@router.get("/people/{organization_id}/erase/{athlete_id}")
async def show_erase(visit: Open, organization_id: str, athlete_id: str) -> Response:
    """What goes where an athlete without an account is erased."""
    club = await Club.of(visit, organization_id)
    return club.page(
        "athletes", "people/erase_athlete.html", athlete=await _listed(club, athlete_id), form=EMPTY
    )


@router.post("/people/{organization_id}/erase/{athlete_id}")
async def erase(visit: Managing, organization_id: str, athlete_id: str) -> Response:
    """Erase an athlete and all that was measured, for good."""
    club = await Club.of(visit, organization_id)
    athlete = await _listed(club, athlete_id)
    try:
        await visit.services.privacy.erase_athlete(visit.viewer, athlete_id)
    except NotFound:
        raise
    except ApiError as error:
        form = refused({}, error)
        return club.page(
            "athletes", "people/erase_athlete.html", form.status, athlete=athlete, form=form
        )
    return done(club.path, "erased")


@router.get("/people/{organization_id}/members")
async def members(visit: Open, organization_id: str) -> Response:
    """Who belongs to the club, as what."""
    return await _members(await Club.of(visit, organization_id), EMPTY)


@router.post("/people/{organization_id}/members/{user_id}/role")
async def change_role(
    visit: Managing, organization_id: str, user_id: str, role: _Text = ""
) -> Response:
    """Give a member another role."""
    club = await Club.of(visit, organization_id)
    try:
        body = MemberPatch.model_validate({"role": role})
        await visit.services.organizations.change_role(
            visit.viewer, organization_id, user_id, body.role
        )
    except (ApiError, ValidationError) as error:
        return await _members(club, refused({}, error))
    return done(f"{club.path}/members", "role")


@router.post("/people/{organization_id}/members/{user_id}/remove")
async def remove_member(visit: Managing, organization_id: str, user_id: str) -> Response:
    """End somebody's membership."""
    club = await Club.of(visit, organization_id)
    try:
        await visit.services.organizations.remove_member(visit.viewer, organization_id, user_id)
    except ApiError as error:
        return await _members(club, refused({}, error))
    return done(f"{club.path}/members", "removed")


@router.post("/people/{organization_id}/members/{user_id}/password-reset")
async def make_reset_link(visit: Managing, organization_id: str, user_id: str) -> Response:
    """Make a reset link for a member and show it, this once."""
    club = await Club.of(visit, organization_id)
    try:
        made = await visit.services.password_resets.link_for_member(
            visit.viewer, organization_id, user_id
        )
    except NotFound:
        raise
    except ApiError as error:
        return await _members(club, refused({}, error))
    return await _members(club, EMPTY, user_id, made)


async def _members(
    club: Club, form: FormState, reset_of: str = "", made: PasswordResetOut | None = None
) -> Response:
    visit = club.visit
    found = await visit.services.organizations.members(visit.viewer, club.about.id)
    return club.page(
        "members",
        "people/members.html",
        form.status,
        members=found.items,
        roles=_ROLES,
        form=form,
        reset_of=next((member for member in found.items if member.user_id == reset_of), None),
        reset=made,
        link="" if made is None else f"{base_address(visit)}/reset-password#{made.secret}",
    )


async def _listed(club: Club, athlete_id: str) -> ListedAthlete:
    visit = club.visit
    listed = (await visit.services.organizations.athletes(visit.viewer, club.about.id)).items
    for one in listed:
        if one.id == athlete_id:
            return one
    raise NotFound(f"There is no athlete {athlete_id}.")


def _others(club: Club) -> list[MembershipOut]:
    return [coach for coach in club.visit.coaches if coach.organization_id != club.about.id]
