"""Pages of what a session tells a patient or a parent, on paper or by a link."""

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.accounts.callers import AnyCaller
from api.core.authentication import SignedIn, check_form
from api.core.errors import Conflict
from api.core.routing import Router
from api.services import AllServices
from api.shares.schemas import NewShareOut, ShareIn
from api.web.components.rendering import render
from api.web.components.visit import Open, Visit, units_of, visit_of
from api.web.pages.report.view import report_of

_DAYS = (1, 7, 14, 30, 90)
_Text = Annotated[str, Form(max_length=120)]

router = Router(include_in_schema=False)


@router.get("/sessions/{session_id}/report")
async def report(visit: Open, session_id: str) -> Response:
    """A session on one sheet of paper."""
    made = await report_of(visit.services, visit.viewer, session_id, visit.units)
    found = await visit.services.sessions.get(visit.viewer, session_id)
    athlete = await visit.services.athletes.get(visit.viewer, found.athlete_id)
    clubs = {
        membership.organization_id: membership.organization for membership in visit.memberships
    }
    return visit.page(
        "report/report.html",
        report=made,
        session=found,
        name=athlete.name,
        club=clubs.get(athlete.organization_id),
    )


@router.get("/sessions/{session_id}/share")
async def show_share(visit: Open, session_id: str) -> Response:
    """The links to a session's report, and a form for one more."""
    return await _share(visit, session_id)


@router.post("/sessions/{session_id}/shares")
async def share(
    request: Request,
    services: AllServices,
    viewer: SignedIn,
    session_id: str,
    days: _Text = "14",
    label: _Text = "",
    shown_name: _Text = "",
    shows_club: _Text = "",
    csrf: _Text = "",
) -> Response:
    """Make a link, and show it this once."""
    check_form(viewer, csrf)
    visit = await visit_of(request, services, viewer)
    try:
        body = ShareIn.model_validate(
            {
                "days": int(days) if days.isdecimal() else days,
                "label": label.strip() or None,
                "shown_name": shown_name.strip() or None,
                "shows_club": bool(shows_club),
            }
        )
        made = await services.shares.make(viewer, session_id, body)
    except ValidationError as error:
        return await _share(visit, session_id, problem=str(error.errors()[0]["msg"]))
    except Conflict as error:
        return await _share(visit, session_id, problem=str(error))
    return await _share(visit, session_id, made=made)


@router.post("/sessions/{session_id}/shares/{share_id}/revoke")
async def revoke(
    services: AllServices, viewer: SignedIn, session_id: str, share_id: str, csrf: _Text = ""
) -> Response:
    """Take a link back."""
    check_form(viewer, csrf)
    await services.shares.revoke(viewer, session_id, share_id)
    return RedirectResponse(f"/sessions/{session_id}/share", status_code=303)


@router.get("/shared/{secret}")
async def shared(
    request: Request, services: AllServices, secret: str, caller: AnyCaller
) -> Response:
    """A report for whoever holds the link to it; nothing else can be reached from it."""
    opened = await services.shares.open(secret, caller.network)
    units = units_of(request)
    made = await report_of(services, opened.viewer, opened.session_id, units)
    answer = render(
        request,
        "report/shared.html",
        {"report": made, "name": opened.name, "club": opened.club, "until": opened.expires_at},
    )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    # The address is the secret: no other site may learn it.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


async def _share(
    visit: Visit, session_id: str, *, made: NewShareOut | None = None, problem: str | None = None
) -> Response:
    found = await visit.services.sessions.get(visit.viewer, session_id)
    athlete = await visit.services.athletes.get(visit.viewer, found.athlete_id)
    links = await visit.services.shares.of(visit.viewer, session_id)
    url = str(visit.request.url_for("shared", secret=made.secret)) if made else None
    return visit.page(
        "report/share.html",
        422 if problem else 200,
        session=found,
        athlete=athlete,
        own=athlete.id in visit.own_athletes,
        links=links.items,
        days=_DAYS,
        url=url,
        problem=problem,
    )
