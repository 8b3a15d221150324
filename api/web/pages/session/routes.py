"""Pages of one session: what was measured, on what, and what to know about it."""

from typing import Annotated

from fastapi import Form, Path, Query, Response
from fastapi.responses import RedirectResponse

from api.core.authentication import SignedIn, check_form
from api.core.routing import Router
from api.services import AllServices
from api.web.components.visit import Open
from api.web.pages.session.view import seen_effort, session_view

_Csrf = Annotated[str, Form(max_length=100)]

router = Router(include_in_schema=False)


@router.get("/sessions/{session_id}")
async def session(
    visit: Open,
    session_id: str,
    other: Annotated[str | None, Query(alias="with", max_length=64)] = None,
) -> Response:
    """One session: what was measured, on what, and what to know about it."""
    found = await visit.services.sessions.get(visit.viewer, session_id)
    return visit.page("session/session.html", **await session_view(visit, found, other or None))


@router.get("/sessions/{session_id}/efforts/{number}")
async def effort(
    visit: Open, session_id: str, number: Annotated[int, Path(ge=1, le=1_000_000)]
) -> Response:
    """One effort with all its numbers and how each was made; a page, or a part of the session's."""
    found = await visit.services.sessions.get(visit.viewer, session_id)
    template = "session/session_effort.html" if visit.htmx else "session/session_effort_page.html"
    return visit.page(template, **await seen_effort(visit, found, number))


@router.post("/sessions/{session_id}/delete")
async def delete(
    services: AllServices, viewer: SignedIn, session_id: str, csrf: _Csrf = ""
) -> Response:
    """Delete a session and go back to the list."""
    check_form(viewer, csrf)
    await services.sessions.delete(viewer, session_id)
    return RedirectResponse("/sessions", status_code=303)
