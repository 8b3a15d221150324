"""The pages: a list of sessions, one session, and what went wrong."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access import Viewer
from api.dependencies import AllServices, Reader, SignedIn, check_form, in_turn
from api.errors import Problem, TooLarge, Unauthenticated, Unusable
from api.recordings.form import AthleteId, Exercise, RateHz, Recorded
from api.recordings.intake import Upload
from api.web import accounts, wording
from api.web.assets import FOLDER, PATH, Assets
from api.web.presentation import findings_of, groups_of
from api.web.rendering import render
from tracker.quantities import CATALOGUE

_PAGE_SIZE = 20
_Csrf = Annotated[str, Form(max_length=100)]

router = APIRouter(include_in_schema=False)


def mount_pages(app: FastAPI) -> None:
    """Add the pages and their assets to the app."""
    app.include_router(router)
    app.include_router(accounts.router)
    app.mount(PATH, Assets(directory=FOLDER, check_dir=False))


def error_page(request: Request, problem: Problem) -> Response:
    """What went wrong, for a person with a browser; who is not signed in is asked to."""
    if problem.status == Unauthenticated.status and request.method == "GET":
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", status_code=303)
    return render(request, "error.html", {"problem": problem}, problem.status)


@router.get("/")
async def home(
    request: Request,
    services: AllServices,
    viewer: Reader,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """The sessions that the viewer sees, and the form to upload a recording."""
    return await _home(request, services, viewer, cursor)


@router.post("/upload", dependencies=[Depends(in_turn)])
async def upload(
    request: Request,
    services: AllServices,
    viewer: SignedIn,
    file: Recorded,
    rate_hz: RateHz = None,
    exercise: Exercise = None,
    athlete_id: AthleteId = None,
    csrf: _Csrf = "",
) -> Response:
    """Take the form's file and show its session, or say why it cannot be used."""
    check_form(viewer, csrf)
    sent = Upload(file.filename or "upload", await file.read(), rate_hz, exercise)
    try:
        whose = await services.athletes.measured(viewer, athlete_id)
        taken = await services.sessions.take(viewer, whose, sent)
    except (Unusable, TooLarge) as error:
        return await _home(request, services, viewer, problem=str(error))
    return RedirectResponse(f"/sessions/{taken.session.id}", status_code=303)


@router.get("/numbers")
async def numbers(request: Request) -> Response:
    """What each number means."""
    return render(request, "numbers.html", {"quantities": CATALOGUE.values()})


@router.get("/sessions/{session_id}")
async def session(
    request: Request, services: AllServices, viewer: Reader, session_id: str
) -> Response:
    """One session: what was measured, on what, and what to know about it."""
    found = await services.sessions.get(viewer, session_id)
    shown: dict[str, Any] = {
        "viewer": viewer, "session": found, "groups": [], "findings": [], "plot": None,
    }  # fmt: skip
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
    return render(request, "session.html", shown)


@router.post("/sessions/{session_id}/delete")
async def delete(
    services: AllServices, viewer: SignedIn, session_id: str, csrf: _Csrf = ""
) -> Response:
    """Delete a session and go back to the list."""
    check_form(viewer, csrf)
    await services.sessions.delete(viewer, session_id)
    return RedirectResponse("/", status_code=303)


async def _home(
    request: Request,
    services: AllServices,
    viewer: Viewer,
    cursor: str | None = None,
    problem: str | None = None,
) -> Response:
    shown = {
        "viewer": viewer,
        "page": await services.sessions.page(viewer, _PAGE_SIZE, cursor=cursor),
        "athletes": (await services.athletes.page(viewer, 200)).items,
        "later": cursor is not None,
        "needs_setup": await services.organizations.needs_setup(viewer),
        "problem": problem,
    }
    return render(request, "home.html", shown, 422 if problem else 200)
