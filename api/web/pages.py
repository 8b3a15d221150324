"""The pages: a list of sessions, one session, and what went wrong."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.templating import Jinja2Templates

from api.dependencies import AllServices
from api.errors import Problem, TooLarge, Unusable
from api.recordings.form import Exercise, RateHz, Recorded
from api.recordings.intake import Upload
from api.version import VERSION
from api.web import wording
from api.web.assets import FOLDER, PATH, Assets, asset_url, assets_built
from api.web.presentation import findings_of, groups_of
from tracker.quantities import CATALOGUE, FOREMOST

_PAGE_SIZE = 20
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

_templates = Jinja2Templates(Path(__file__).parent / "templates")
_templates.env.globals.update(
    asset_url=asset_url,
    assets_built=assets_built,
    wording=wording,
    version=VERSION,
    exercises=tuple(FOREMOST),
)
_templates.env.trim_blocks = True
_templates.env.lstrip_blocks = True

router = APIRouter(include_in_schema=False)


def mount_pages(app: FastAPI) -> None:
    """Add the pages and their assets to the app."""
    app.include_router(router)
    app.mount(PATH, Assets(directory=FOLDER, check_dir=False))


def error_page(request: Request, problem: Problem) -> Response:
    """What went wrong, for a person with a browser."""
    return _render(request, "error.html", {"problem": problem}, problem.status)


@router.get("/")
async def home(
    request: Request,
    services: AllServices,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Response:
    """All sessions, and the form to upload a recording."""
    return await _home(request, services, offset)


@router.post("/upload")
async def upload(
    request: Request,
    services: AllServices,
    file: Recorded,
    rate_hz: RateHz = None,
    exercise: Exercise = None,
) -> Response:
    """Take the form's file and show its session, or say why it cannot be used."""
    sent = Upload(file.filename or "upload", await file.read(), rate_hz, exercise)
    try:
        taken = await services.sessions.take(sent)
    except (Unusable, TooLarge) as error:
        return await _home(request, services, problem=str(error))
    return RedirectResponse(f"/sessions/{taken.session.id}", status_code=303)


@router.get("/numbers")
async def numbers(request: Request) -> Response:
    """What each number means."""
    return _render(request, "numbers.html", {"quantities": CATALOGUE.values()})


@router.get("/sessions/{session_id}")
async def session(request: Request, services: AllServices, session_id: str) -> Response:
    """One session: what was measured, on what, and what to know about it."""
    found = await services.sessions.get(session_id)
    shown: dict[str, Any] = {"session": found, "groups": [], "findings": [], "plot": None}
    if found.analysis is not None:
        shown |= {
            "groups": groups_of(found.analysis),
            "findings": findings_of(found.analysis),
            "plot": {
                "session": found.id,
                "units": wording.plot_units(),
                "efforts": [
                    {"start": one.start_s, "end": one.end_s, "full": one.full}
                    for one in found.analysis.efforts
                ],
            },
        }
    return _render(request, "session.html", shown)


@router.post("/sessions/{session_id}/delete")
async def delete(services: AllServices, session_id: str) -> Response:
    """Delete a session and go back to the list."""
    await services.sessions.delete(session_id)
    return RedirectResponse("/", status_code=303)


async def _home(
    request: Request, services: AllServices, offset: int = 0, problem: str | None = None
) -> Response:
    found = await services.sessions.page(_PAGE_SIZE, offset)
    shown = {"page": found, "problem": problem, "size": _PAGE_SIZE}
    return _render(request, "home.html", shown, 422 if problem else 200)


def _render(request: Request, template: str, shown: dict[str, Any], status: int = 200) -> Response:
    return _templates.TemplateResponse(request, template, shown, status, headers=_SECURITY)
