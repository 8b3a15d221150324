"""Today: what to do next, what was done last, and who needs attention; and what numbers mean."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from api.core.authentication import SignedIn, check_form
from api.core.errors import NotFound
from api.core.routing import Router
from api.programmes.schemas import NextOut
from api.services import AllServices
from api.web.components.rendering import LOOKS, render
from api.web.components.units import Units
from api.web.components.visit import Open, Perhaps, Visit, keep_display, told_name
from api.web.pages.sign_in.routes import local_address
from tracker.metrics import CATALOGUE

_SESSIONS = 5
_ATTENTION = 5
_Text = Annotated[str, Form(max_length=500)]

router = Router(include_in_schema=False)


@router.get("/")
async def home(visit: Open) -> Response:
    """What is of use today: to an athlete the next session, to a coach who needs attention."""
    services, viewer = visit.services, visit.viewer
    athletes = (await services.athletes.page(viewer, 200)).items
    shown: dict[str, Any] = {
        "page": await services.sessions.page(viewer, _SESSIONS),
        "names": {athlete.id: told_name(athlete) for athlete in athletes},
        "others": [athlete for athlete in athletes if athlete.id not in visit.own_athletes],
        "needs_setup": await services.organizations.needs_setup(viewer),
        "following": await _following(visit),
        "attention": await _attention(visit),
    }
    return visit.page("home/home.html", **shown)


@router.get("/numbers")
async def numbers(request: Request, visit: Perhaps) -> Response:
    """What each number means, to whom it may concern."""
    units = Units() if visit is None else visit.units
    shown: dict[str, Any] = {"quantities": [units.of(one) for one in CATALOGUE.values()]}
    if visit is not None:
        return visit.page("home/numbers.html", **shown)
    return render(request, "home/numbers.html", shown | {"anonymous": True})


@router.post("/account/display")
async def display(
    services: AllServices,
    viewer: SignedIn,
    units: _Text = "metric",
    look: _Text = LOOKS[0],
    next: _Text = "/account",  # noqa: A002
    csrf: _Text = "",
) -> Response:
    """Keep in this browser in which units and which look pages are shown."""
    check_form(viewer, csrf)
    answer = RedirectResponse(local_address(next), status_code=303)
    public = services.settings.public_url or ""
    keep_display(answer, units, look, secure=public.startswith("https://"))
    return answer


async def _following(visit: Visit) -> NextOut | None:
    """What the programme of the viewer's first profile says to do next."""
    for athlete_id in visit.own_athletes:
        try:
            return await visit.services.programmes.next(visit.viewer, athlete_id, None)
        except NotFound:
            continue
    return None


async def _attention(visit: Visit) -> list[dict[str, Any]]:
    """By club in which the viewer coaches: how many athletes, and who needs attention first."""
    clubs = []
    for coach in visit.coaches:
        found = await visit.services.analytics.organization(
            visit.viewer, coach.organization_id, _ATTENTION, None
        )
        needing = [row for row in found.items if row.urgency > 0]
        clubs.append({"club": coach, "overview": found, "needing": needing})
    return clubs
