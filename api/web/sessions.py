"""Pages of one session: what was measured, on what, and what to know about it."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.dependencies import AllServices, SignedIn, check_form
from api.web import wording
from api.web.presentation import findings_of, groups_of
from api.web.shell import Open

_Csrf = Annotated[str, Form(max_length=100)]

router = APIRouter(include_in_schema=False)


@router.get("/sessions/{session_id}")
async def session(shell: Open, session_id: str) -> Response:
    """One session: what was measured, on what, and what to know about it."""
    found = await shell.services.sessions.get(shell.viewer, session_id)
    shown: dict[str, Any] = {"session": found, "groups": [], "findings": [], "plot": None}
    if found.analysis is not None:
        left = [
            one for number, one in enumerate(found.analysis.efforts) if number not in found.removed
        ]
        analysis = found.analysis.model_copy(update={"efforts": left})
        shown |= {
            "groups": groups_of(analysis),
            "findings": findings_of(analysis),
            "plot": {
                "session": found.id,
                "units": wording.plot_units(),
                "efforts": [
                    {"start": one.start_s, "end": one.end_s, "full": one.full} for one in left
                ],
            },
        }
    return shell.page("session.html", **shown)


@router.post("/sessions/{session_id}/delete")
async def delete(
    services: AllServices, viewer: SignedIn, session_id: str, csrf: _Csrf = ""
) -> Response:
    """Delete a session and go back to the list."""
    check_form(viewer, csrf)
    await services.sessions.delete(viewer, session_id)
    return RedirectResponse("/sessions", status_code=303)
