"""Who sends a request without being signed in, and the cookie that makes a device known."""

from typing import Annotated

from fastapi import Depends, Request, Response

from api.accounts.devices import DEVICE_LIFETIME_S, MOST_DEVICE_COOKIES, Caller, DeviceCookie
from api.core.authentication import is_secure
from api.core.request_limits import DEVICE_COOKIE, cost_of, network_of, shows_device
from api.core.route_costs import Cost


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


AnyCaller = Annotated[Caller, Depends(caller)]
