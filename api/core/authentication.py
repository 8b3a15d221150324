"""Who sends a request: found by a token, a key or a browser's cookie, and counted once."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.core.csrf import csrf_fits
from api.core.errors import CrossSite, Unauthenticated
from api.core.request_limits import charge, charge_guess
from api.core.services import running_services
from api.core.viewer import Scope, Viewer

COOKIE = "calf_session"
CSRF_HEADER = "x-csrf-token"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_bearer = HTTPBearer(auto_error=False, description="An access token or an API key.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="A browser that is signed in.")


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
    services = running_services(request)
    bearer = await _bearer(request)
    secret = bearer.credentials if bearer is not None else await _cookie(request)
    if secret is None:
        raise Unauthenticated("Send an access token or an API key, or sign in.")
    try:
        found = await services.accounts.viewer(secret)
    except Unauthenticated:
        await charge_guess(services.limiter, request)
        raise
    request.state.credential_id = found.credential_id
    await charge(services.limiter, request, found.user_id)
    request.state.viewer = found
    return found


# What a request is given is made by coroutines, also where nothing is awaited: FastAPI would run a
# plain function in a thread.
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


def is_secure(request: Request) -> bool:
    """Whether a browser reaches the server by HTTPS, so that cookies need go no other way."""
    public_url = running_services(request).settings.public_url or ""
    return request.url.scheme == "https" or public_url.startswith("https://")


SignedIn = Annotated[Viewer, Depends(viewer)]
Reader = Annotated[Viewer, Depends(_allowed(Scope.READ))]
Writer = Annotated[Viewer, Depends(_allowed(Scope.WRITE))]
Manager = Annotated[Viewer, Depends(_allowed(Scope.MANAGE))]
