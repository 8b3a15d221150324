"""Forms of the notes beside a session."""

from typing import Annotated

from fastapi import Form, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.core.authentication import SignedIn, check_form
from api.core.errors import Unusable
from api.core.routing import Router
from api.notes.schemas import NoteIn
from api.services import AllServices
from api.web.words import say

_Csrf = Annotated[str, Form(max_length=100)]
# Browsers count a line's end as one sign and send two.
_Text = Annotated[str, Form(max_length=5000)]

router = Router(include_in_schema=False)


@router.post("/sessions/{session_id}/notes")
async def write(
    services: AllServices, viewer: SignedIn, session_id: str, text: _Text = "", csrf: _Csrf = ""
) -> Response:
    """Keep a note and show it."""
    check_form(viewer, csrf)
    await services.notes.write(viewer, session_id, _note(text))
    return _shown(session_id)


@router.post("/sessions/{session_id}/notes/{note_id}")
async def change(
    services: AllServices,
    viewer: SignedIn,
    session_id: str,
    note_id: str,
    text: _Text = "",
    act: _Csrf = "",
    csrf: _Csrf = "",
) -> Response:
    """Put other words in a note's place, or delete it."""
    check_form(viewer, csrf)
    if act == "delete":
        await services.notes.delete(viewer, session_id, note_id)
    else:
        await services.notes.change(viewer, session_id, note_id, _note(text))
    return _shown(session_id)


def _note(text: str) -> NoteIn:
    try:
        return NoteIn(text=text.replace("\r\n", "\n"))
    except ValidationError:
        raise Unusable(say("notes.problem")) from None


def _shown(session_id: str) -> Response:
    return RedirectResponse(f"/sessions/{session_id}#notes", status_code=303)
