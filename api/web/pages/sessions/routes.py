"""The list of sessions, and the form to upload a recording."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Query, Response
from fastapi.responses import RedirectResponse

from api.core.authentication import check_form
from api.core.errors import TooLarge, Unusable
from api.core.routing import Router
from api.recordings.intake import Upload
from api.recordings.upload_form import AthleteId, Exercise, RateHz, Recorded, in_turn
from api.sessions.filters import SessionFilter
from api.web.components.visit import Acting, Open, Visit, told_name
from tracker.exercises.registry import EXERCISES

_PAGE_SIZE = 20
_ATHLETES = 200
_Text = Annotated[str, Query(max_length=64)]

router = Router(include_in_schema=False)


@router.get("/sessions")
async def session_list(
    visit: Open,
    athlete: _Text = "",
    exercise: _Text = "",
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """The sessions that the viewer sees, newest first."""
    return await _list(visit, athlete, exercise, cursor)


@router.post("/upload", dependencies=[Depends(in_turn)])
async def upload(
    visit: Acting,
    file: Recorded,
    rate_hz: RateHz = None,
    exercise: Exercise = None,
    athlete_id: AthleteId = None,
    csrf: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take the form's file and show its session, or say why it cannot be used."""
    check_form(visit.viewer, csrf)
    services, viewer = visit.services, visit.viewer
    sent = Upload(file.filename or "upload", await file.read(), rate_hz, exercise)
    try:
        whose = await services.athletes.measured(viewer, athlete_id)
        taken = await services.sessions.take(viewer, whose, sent)
    except (Unusable, TooLarge) as error:
        return await _list(visit, problem=str(error))
    return RedirectResponse(f"/sessions/{taken.session.id}", status_code=303)


async def _list(
    visit: Visit,
    athlete: str = "",
    exercise: str = "",
    cursor: str | None = None,
    problem: str | None = None,
) -> Response:
    chosen = exercise if exercise in EXERCISES else ""
    wanted = SessionFilter(athlete_id=athlete or None, exercise=chosen or None)
    page = await visit.services.sessions.page(visit.viewer, _PAGE_SIZE, wanted, cursor=cursor)
    athletes = (await visit.services.athletes.page(visit.viewer, _ATHLETES)).items
    kept = {name: value for name, value in (("athlete", athlete), ("exercise", chosen)) if value}
    return visit.page(
        "sessions/sessions.html",
        422 if problem else 200,
        page=page,
        athletes=athletes,
        names={one.id: told_name(one) for one in athletes},
        chosen={"athlete": athlete, "exercise": chosen},
        later=cursor is not None,
        newest=_address(kept),
        older=page.next and _address(kept | {"cursor": page.next}),
        problem=problem,
    )


def _address(query: dict[str, str]) -> str:
    return f"/sessions?{urlencode(query)}" if query else "/sessions"
