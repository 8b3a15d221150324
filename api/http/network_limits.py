"""Rate limits of networks, for requests of people who are not signed in."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from api.core.errors import TooMany, answer
from api.core.rate_limit import Limit, Limiter
from api.core.request_limits import BEFORE_SIGN_IN, network_of, shows_device
from api.core.route_costs import COSTS, Cost


class NetworkLimits:
    """Middleware that refuses a network's requests for secrets and passwords before they are read.

    Parameters
    ----------
    app
        What answers the requests within the limits.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._limits = {
            route: BEFORE_SIGN_IN[cost] for route, cost in COSTS.items() if cost in BEFORE_SIGN_IN
        }
        self._patterns = [
            (compile_path(path)[0], method, self._limits[route])
            for route in self._limits
            for method, path in [route.split(" ")]
            if "{" in path
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        name = self._limit(scope) if scope["type"] == "http" else None
        if name is not None:
            limiter: Limiter = scope["app"].state.services.limiter
            try:
                await limiter.take(name, network_of(scope))
            except TooMany as error:
                response = await answer(Request(scope), error)
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _limit(self, scope: Scope) -> str | None:
        path = scope["path"]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        route = f"{method} {path}"
        if COSTS.get(route) is Cost.SIGN_IN and shows_device(Headers(scope=scope)):
            # `PasswordTries` looks at the device and counts the password; this, the request.
            return Limit.PAGES
        if (name := self._limits.get(route)) is not None:
            return name
        for pattern, of_method, of_pattern in self._patterns:
            if method == of_method and pattern.match(path):
                return of_pattern
        return None
