"""Rate limits of requests: by account and by network, as the cost of each route demands."""

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.types import Scope

from api.core.client_address import NO_NETWORK, client_network
from api.core.rate_limit import Limit, Limiter
from api.core.route_costs import COSTS, Cost
from api.core.settings import Settings

BEFORE_SIGN_IN = {
    Cost.PUBLIC: Limit.PAGES,
    Cost.SIGN_IN: Limit.STRANGERS,
    Cost.JOIN: Limit.STRANGERS,
    Cost.SECRET: Limit.GUESSES,
}
"""Limits of a network, for classes of routes that are asked before an account is known."""

DEVICE_COOKIE = "calf_device_"
"""Each account has a cookie of its own, as a club's tablet knows many accounts."""

_TRIES_RATE = "40/hour"
"""More than a person needs; it leaves a network 1,000 passwords a day instead of 14,400."""

_STRANGERS_TRIES_RATE = "1000/hour"
"""25 networks that try one account reach it; then unknown devices are refused, known ones not."""

_SIGN_IN_RATE = "60/minute"
"""Twice a class of 30 phones that share one account and are set up together."""

_REFRESH_RATE = "60/minute"
"""Twice a class of 30 phones that share one account and wake up together."""

_OPENING_RATE = "60/minute"
"""Twice a class of 30 people who open a link together; a report takes up to 0.1 s of a core."""

_PAGE_RATE = "600/minute"
"""20 of each person of a class; the API's description takes 10 ms of a core."""


def rates_of(settings: Settings) -> dict[str, str]:
    """How often each limit lets somebody ask, by its name."""
    by_account: dict[str, str] = {
        Limit.REQUESTS: settings.request_rate,
        Cost.SEARCH: settings.search_rate,
        Cost.EXPORT: settings.export_rate,
        Cost.CHANGE: settings.change_rate,
        Cost.GRANT: settings.grant_rate,
        Cost.FOUND: settings.founding_rate,
        Cost.UPLOAD: settings.upload_rate,
        Cost.PASSWORD: f"{settings.sign_in_rate};{_TRIES_RATE}",
    }
    by_network = {
        _of_network(name): _times(settings.people_per_network, rates)
        for name, rates in by_account.items()
    }
    return {
        **by_account,
        **by_network,
        Limit.STRANGERS: settings.address_rate,
        Limit.GUESSES: settings.guess_rate,
        Limit.TRIES: f"{settings.sign_in_rate};{_TRIES_RATE}",
        Limit.STRANGERS_TRIES: _STRANGERS_TRIES_RATE,
        Limit.SIGN_INS: _SIGN_IN_RATE,
        Limit.REFRESHES: _REFRESH_RATE,
        Limit.OPENINGS: _OPENING_RATE,
        Limit.PAGES: _PAGE_RATE,
    }


async def charge(limiter: Limiter, request: Request, user_id: str) -> None:
    """Count a request of somebody who is signed in; TooMany if it is one too many."""
    network = network_of(request.scope)
    for name in _of_account(cost_of(request)):
        await limiter.take(name, user_id)
        await limiter.take(_of_network(name), network)


async def charge_guess(limiter: Limiter, request: Request) -> None:
    """Count an invalid token; TooMany if its network sends too many."""
    await limiter.take(Limit.GUESSES, network_of(request.scope))


def cost_of(request: Request) -> Cost:
    """The cost of the route that a request was sent to."""
    path = getattr(request.scope.get("route"), "path", "")
    method = "GET" if request.method == "HEAD" else request.method
    return COSTS.get(f"{method} {path}", Cost.CHANGE)


def network_of(scope: Scope) -> str:
    """The network that a request came from."""
    client = scope.get("client")
    return client_network(client[0]) if client else NO_NETWORK


def shows_device(headers: Headers) -> bool:
    """Whether a request shows a cookie of a device, which may be a made-up one."""
    return any(name.startswith(DEVICE_COOKIE) for name in cookie_parser(headers.get("cookie", "")))


def limits_of(cost: Cost) -> list[str]:
    """Names of all limits of a class of routes."""
    if cost is Cost.FREE:
        return []
    if cost in BEFORE_SIGN_IN:
        return [BEFORE_SIGN_IN[cost]]
    names = _of_account(cost)
    return names + [_of_network(name) for name in names]


def _of_account(cost: Cost) -> list[str]:
    own = {Cost.FREE, Cost.READ, *BEFORE_SIGN_IN}
    return [Limit.REQUESTS] if cost in own else [Limit.REQUESTS, cost]


def _of_network(name: str) -> str:
    return f"{name} of a network"


def _times(people: int, rates: str) -> str:
    each = [rate.partition("/") for rate in rates.split(";")]
    return ";".join(f"{people * int(count)}/{period}" for count, _, period in each)
