"""Pages of who sees whom: an athlete's consents and their history, and an athlete's profile."""

from typing import Annotated, Any

from fastapi import Form, Response
from pydantic import ValidationError

from api.athletes.schemas import AthleteOut, AthletePatch, ConsentIn
from api.core.errors import ApiError, Forbidden, NotFound
from api.core.routing import Router
from api.organizations.schemas import MemberOut
from api.web.components.body_fields import FIELDS, body_of, facts_of, sexes
from api.web.components.form_state import FormState, Managing, Writing, done, notice, refused
from api.web.components.visit import Open, Visit
from api.web.words import say

router = Router(include_in_schema=False)

_Text = Annotated[str, Form(max_length=300)]
_Ids = Annotated[list[str], Form(max_length=500)]


@router.get("/consents")
async def consents(visit: Open) -> Response:
    """Who sees what is measured of the reader, in each club, and who once did."""
    own = [
        await visit.services.athletes.get(visit.viewer, own_athlete)
        for own_athlete in visit.own_athletes
    ]
    shown = [await _shared(visit, one) for one in own]
    joining = visit.request.query_params.get("said") == "joined"
    return visit.page(
        "consents/consents.html",
        profiles=shown,
        joining=joining,
        told=notice(visit.request, "people"),
    )


@router.post("/consents")
async def consent(
    visit: Managing,
    athlete_id: _Text = "",
    listed: _Ids = [],  # noqa: B006
    coach: _Ids = [],  # noqa: B006
    stated: _Text = "",
    back: _Text = "",
) -> Response:
    """Let the ticked coaches see an athlete, and those see them no more who were ticked before.

    `listed` are the coaches whom the form showed: nobody's consent ends who was not on it.
    """
    athletes = visit.services.athletes
    before = await athletes.consents(visit.viewer, athlete_id)
    seeing = {item.coach_id for item in before.items if item.revoked_at is None}
    body = ConsentIn(stated=stated == "yes")
    for coach_id in dict.fromkeys(listed):
        if coach_id in coach and coach_id not in seeing:
            await athletes.grant(visit.viewer, athlete_id, coach_id, body)
        elif coach_id in seeing and coach_id not in coach:
            await athletes.revoke(visit.viewer, athlete_id, coach_id)
    if back == "profile":
        return await _after_profile(visit, athlete_id)
    return done("/consents", "consented")


@router.get("/athletes/{athlete_id}/profile")
async def profile(visit: Open, athlete_id: str) -> Response:
    """What is known of an athlete's body, who sees it, and how the athlete gets an account."""
    athlete = await visit.services.athletes.get(visit.viewer, athlete_id)
    return await _profile(visit, athlete, body_of(athlete, visit.units))


@router.post("/athletes/{athlete_id}/profile")
async def change_profile(
    visit: Writing,
    athlete_id: str,
    name: _Text = "",
    birth_year: _Text = "",
    sex: _Text = "",
    mass: _Text = "",
    height: _Text = "",
    foot_length: _Text = "",
) -> Response:
    """Change what is known of an athlete's body."""
    athletes = visit.services.athletes
    athlete = await athletes.get(visit.viewer, athlete_id)
    said = dict(zip(FIELDS, (name, birth_year, sex, mass, height, foot_length), strict=True))
    facts, form = facts_of(said, visit.units, athlete)
    if not form.problems:
        try:
            await athletes.change(visit.viewer, athlete_id, AthletePatch.model_validate(facts))
        except (ApiError, ValidationError) as error:
            form = refused(said, error)
        else:
            return done(f"/athletes/{athlete_id}/profile", "profile")
    return await _profile(visit, athlete, form)


async def _after_profile(visit: Visit, athlete_id: str) -> Response:
    """The profile again, unless the reader has just ended the own sight of it."""
    try:
        athlete = await visit.services.athletes.get(visit.viewer, athlete_id)
    except NotFound:
        return done("/people", "consented")
    return done(f"/athletes/{athlete.id}/profile", "consented")


async def _profile(visit: Visit, athlete: AthleteOut, form: FormState) -> Response:
    roles = {one.organization_id: one for one in visit.memberships}
    membership = roles.get(athlete.organization_id)
    return visit.page(
        "consents/profile.html",
        form.status,
        **await _shared(visit, athlete),
        form=form,
        sexes=sexes(),
        own=athlete.id in visit.own_athletes,
        staff=membership is not None and membership.role != "athlete",
        invite=FormState(),
        told=notice(visit.request, "people"),
    )


async def _shared(visit: Visit, athlete: AthleteOut) -> dict[str, Any]:
    """An athlete with the coaches who might see them, and all consents there ever were."""
    services, viewer = visit.services, visit.viewer
    past = (await services.athletes.consents(viewer, athlete.id)).items
    seeing = {one.coach_id: one for one in past if one.revoked_at is None}
    club, coaches = say("people.consents.left_club"), list[MemberOut]()
    try:
        club = (await services.organizations.get(viewer, athlete.organization_id)).name
        found = await services.organizations.members(viewer, athlete.organization_id)
        coaches = [item for item in found.items if item.role != "athlete"]
    except (NotFound, Forbidden):
        # Who left a club keeps the profile there, and nobody of it is to be told of.
        pass
    me = next((coach.role for coach in coaches if coach.user_id == viewer.user_id), None)
    own = athlete.user_id == viewer.user_id
    return {
        "athlete": athlete,
        "club_name": club,
        "coaches": [
            {
                "user_id": coach.user_id,
                "name": coach.name,
                "role": coach.role,
                "consent": seeing.get(coach.user_id),
                "mine": own or me == "admin" or coach.user_id == viewer.user_id,
            }
            for coach in coaches
            if coach.user_id != athlete.user_id
        ],
        "history": past,
    }
