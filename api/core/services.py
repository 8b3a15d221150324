"""How routes get the services of the running app, whichever domain these belong to."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from fastapi import Request

from api.core.rate_limit import Limiter
from api.core.settings import Settings
from api.core.viewer import Viewer

_Service = TypeVar("_Service")


class Authenticator(Protocol):
    """Knows people by their secrets."""

    async def viewer(self, secret: str) -> Viewer:
        """The user of a secret; Unauthenticated if it is not valid."""


class RunningServices(Protocol):
    """What this package needs of the app's services, and access to all others by their type."""

    @property
    def settings(self) -> Settings:
        """The server's settings."""

    @property
    def limiter(self) -> Limiter:
        """The counters of the rate limits."""

    @property
    def accounts(self) -> Authenticator:
        """Who knows people by their secrets."""

    def of(self, kind: type[_Service]) -> _Service:
        """The service of that type."""


def running_services(request: Request) -> RunningServices:
    """The services, which the app opened when it started."""
    services: RunningServices = request.app.state.services
    return services


def provide(kind: type[_Service]) -> Callable[[Request], Awaitable[_Service]]:
    """A dependency that gives a route one service.

    ::

        Sessions = Annotated[SessionService, Depends(provide(SessionService))]
    """

    # A coroutine though nothing is awaited: FastAPI would run a plain function in a thread.
    async def provided(request: Request) -> _Service:
        return running_services(request).of(kind)

    return provided
