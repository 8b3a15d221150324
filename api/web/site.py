"""All pages, the scripts and styles that they load, and the page that shows an error."""

from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from api.core.errors import Problem, Unauthenticated
from api.web.components.assets import FOLDER, PATH, Assets
from api.web.components.rendering import render
from api.web.pages.account.routes import router as account
from api.web.pages.athlete.routes import router as athlete
from api.web.pages.club.routes import router as club
from api.web.pages.compare.routes import router as compare
from api.web.pages.consents.routes import router as consents
from api.web.pages.corrections.routes import router as corrections
from api.web.pages.demo.routes import router as demo
from api.web.pages.export.routes import router as export
from api.web.pages.home.routes import router as home
from api.web.pages.live.routes import router as live
from api.web.pages.offline.routes import router as offline
from api.web.pages.people.invitation_routes import router as invitations
from api.web.pages.people.routes import router as people
from api.web.pages.programme.routes import router as programme
from api.web.pages.record.routes import router as record
from api.web.pages.report.routes import router as report
from api.web.pages.session.note_routes import router as notes
from api.web.pages.session.routes import router as session
from api.web.pages.sessions.routes import router as sessions
from api.web.pages.sign_in.routes import router as sign_in
from api.web.pages.team.routes import router as team

PAGES = (
    home, sign_in, sessions, session, corrections, notes, report, record, athlete, programme, team,
    live, compare, people, invitations, club, export, consents, account, demo, offline,
)  # fmt: skip


def mount_assets(app: FastAPI) -> None:
    """Add what the pages load to the app."""
    app.mount(PATH, Assets(directory=FOLDER, check_dir=False))


def error_page(request: Request, problem: Problem) -> Response:
    """What went wrong, for a person with a browser; who is not signed in is asked to."""
    if problem.status == Unauthenticated.status and request.method == "GET":
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", status_code=303)
    return render(request, "error.html", {"problem": problem}, problem.status)
