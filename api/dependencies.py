"""What routes and pages are given: the services of the running app, and who asks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.access import Viewer
from api.accounts.devices import (
    DEVICE_COOKIE,
    DEVICE_LIFETIME_S,
    MOST_DEVICE_COOKIES,
    Caller,
    DeviceCookie,
)
from api.accounts.secrets import Scope, csrf_fits
from api.accounts.service import AccountService
from api.analytics.roster import RosterService
from api.analytics.service import AnalyticsService
from api.athletes.service import AthleteService
from api.charges import charge, charge_guess, cost_of, network_of, shows_device
from api.closing import Closing
from api.data_folder import UploadFolder
from api.db.engine import Database
from api.demo.service import DemoService
from api.errors import CrossSite, Unauthenticated
from api.live.bus import Bus
from api.live.service import LiveService
from api.maintenance import Maintenance
from api.measurements.service import MeasurementService
from api.metrics import Metrics
from api.notes.service import NoteService
from api.organizations.invitations import InvitationService
from api.organizations.password_reset import PasswordResetService
from api.organizations.service import OrganizationService
from api.organizations.teams import TeamService
from api.privacy.service import PrivacyService
from api.programmes.service import ProgrammeService
from api.rate_limit import Limiter
from api.recordings.service import RecordingService
from api.route_costs import Cost
from api.sessions.analysing import Analyses
from api.sessions.service import SessionService
from api.settings import Settings
from api.shares.service import ShareService
from api.system.service import SystemService
from api.times import UtcTime
from api.webhooks.service import WebhookService

COOKIE = "calf_session"
CSRF_HEADER = "x-csrf-token"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_bearer = HTTPBearer(auto_error=False, description="An access token or an API key.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser that is signed in.")


@dataclass(frozen=True, slots=True)
class Services:
    """All services of one app."""

    settings: Settings
    database: Database
    limiter: Limiter
    bus: Bus
    metrics: Metrics
    closing: Closing
    accounts: AccountService
    organizations: OrganizationService
    invitations: InvitationService
    password_resets: PasswordResetService
    teams: TeamService
    athletes: AthleteService
    recordings: RecordingService
    analyses: Analyses
    sessions: SessionService
    notes: NoteService
    shares: ShareService
    measurements: MeasurementService
    analytics: AnalyticsService
    rosters: RosterService
    programmes: ProgrammeService
    live: LiveService
    privacy: PrivacyService
    demo: DemoService
    system: SystemService
    webhooks: WebhookService
    maintenance: Maintenance
    uploads: UploadFolder


# What a request is given is made by coroutines, also where nothing is awaited: FastAPI would run a
# plain function in a thread.
async def services(request: Request) -> Services:
    """The services, which the app opened when it started."""
    opened: Services = request.app.state.services
    return opened


AllServices = Annotated[Services, Depends(services)]


async def signed_in(request: Request) -> Viewer:
    """Who sends a request: found and counted once, before the body is read.

    Raises
    ------
    Unauthenticated
        If the request has no token, key or cookie that is valid.
    TooMany
        If the account or its network asks too often.
    """
    known: Viewer | None = getattr(request.state, "viewer", None)
    if known is not None:
        return known
    opened = await services(request)
    bearer = await _bearer(request)
    secret = bearer.credentials if bearer is not None else await _cookie(request)
    if secret is None:
        raise Unauthenticated("Send an access token or an API key, or sign in.")
    try:
        found = await opened.accounts.viewer(secret)
    except Unauthenticated:
        await charge_guess(opened.limiter, request)
        raise
    request.state.credential_id = found.credential_id
    await charge(opened.limiter, request, found.user_id)
    request.state.viewer = found
    return found


async def viewer(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Viewer:
    """Who asks, by a token, a key or a browser's cookie; Unauthenticated if nobody known."""
    # Stated as dependencies so that the API's description names them.
    del bearer, cookie
    return await signed_in(request)


def _allowed(scope: Scope) -> Callable[..., Awaitable[Viewer]]:
    async def check(request: Request, found: Annotated[Viewer, Depends(viewer)]) -> Viewer:
        found.must(scope)
        if found.csrf is not None and request.method not in _SAFE:
            check_csrf(found, request.headers.get(CSRF_HEADER, ""))
        return found

    return check


def check_csrf(found: Viewer, sent: str) -> None:
    """Raise CrossSite unless a browser's request carries what only our own pages know."""
    if found.csrf is not None and not csrf_fits(found.csrf, sent):
        raise CrossSite("The page is too old; reload it and try again.")


def check_form(found: Viewer, csrf: str) -> None:
    """The same for a form of a page, which carries it in a field; and it must be able to write."""
    found.must(Scope.WRITE)
    check_csrf(found, csrf)


async def in_turn(services: AllServices) -> AsyncIterator[None]:
    """Wait until few enough whole uploads are held in memory; those that wait are on the disk."""
    async with services.recordings.turns:
        yield


async def caller(request: Request) -> Caller:
    """Who sends a request without being signed in, as far as that is known."""
    is_counted = not (cost_of(request) is Cost.SIGN_IN and shows_device(request.headers))
    return Caller(network_of(request.scope), request.cookies, is_counted)


def set_device_cookie(request: Request, response: Response, device: DeviceCookie) -> None:
    """Have a client keep the cookie by which its device is known when it signs in again.

    Of many accounts on one device, those that signed in first are forgotten: browsers send their
    cookies first (RFC 6265, 5.4).
    """
    kept = [name for name in request.cookies if name.startswith(DEVICE_COOKIE)]
    others = [name for name in kept if name != device.name]
    for name in others[: max(0, len(others) + 1 - MOST_DEVICE_COOKIES)]:
        response.delete_cookie(name, path=request.url.path)
    response.set_cookie(
        device.name,
        device.value,
        max_age=DEVICE_LIFETIME_S,
        path=request.url.path,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )


def is_secure(request: Request) -> bool:
    """Whether a browser reaches the server by HTTPS, so that cookies need go no other way."""
    opened: Services = request.app.state.services
    public_url = opened.settings.public_url or ""
    return request.url.scheme == "https" or public_url.startswith("https://")


SignedIn = Annotated[Viewer, Depends(viewer)]
Reader = Annotated[Viewer, Depends(_allowed(Scope.READ))]
Writer = Annotated[Viewer, Depends(_allowed(Scope.WRITE))]
Manager = Annotated[Viewer, Depends(_allowed(Scope.MANAGE))]
AnyCaller = Annotated[Caller, Depends(caller)]
Limit = Annotated[int, Query(ge=1, le=200, description="At most this many.")]
CursorText = Annotated[str | None, Query(max_length=300, description="`next` of the page before.")]
UpdatedAfter = Annotated[
    UtcTime | None,
    Query(
        description="Begin a sync, for keeping a copy: only what changed after that, oldest change "
        "first, with what was deleted. Continue with `cursor`: first each page's `next`, later "
        "the last page's `resume`.",
        examples=["2026-11-22T09:30:00Z"],
    ),
]
Moment = Annotated[UtcTime | None, Query(examples=["2026-11-22T09:30:00Z"])]
