"""All pages put together, and the one that says what went wrong."""

from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from api.core.errors import Problem, Unauthenticated
from api.web import (
    account,
    accounts,
    athletes,
    clubs,
    comparing,
    consents,
    corrections,
    demo,
    exports,
    home,
    joining,
    notes,
    offline,
    people,
    record,
    reports,
    session_list,
    sessions,
    team,
)
from api.web.assets import FOLDER, PATH, Assets
from api.web.rendering import render

ROOMS = (
    home,
    accounts,
    session_list,
    sessions,
    corrections,
    notes,
    reports,
    record,
    athletes,
    team,
    comparing,
    people,
    joining,
    clubs,
    exports,
    consents,
    account,
    demo,
    offline,
)


def mount_assets(app: FastAPI) -> None:
    """Add what the pages load to the app."""
    app.mount(PATH, Assets(directory=FOLDER, check_dir=False))


def error_page(request: Request, problem: Problem) -> Response:
    """What went wrong, for a person with a browser; who is not signed in is asked to."""
    if problem.status == Unauthenticated.status and request.method == "GET":
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", status_code=303)
    return render(request, "error.html", {"problem": problem}, problem.status)
