"""Every request has an id, one line in the log, and a place in the metrics."""

import logging
import time
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.errors import answer
from api.core.logs import REQUEST_ID, request_id_of
from api.core.prometheus import Metrics

_log = logging.getLogger(__name__)
_ID = "X-Request-Id"
_GONE = 499
"""The client went away before it was answered; nginx's number for that."""


@dataclass(slots=True)
class _Seen:
    """What is seen of one request."""

    request_id: str
    began: float = field(default_factory=time.monotonic)
    answered: float | None = None
    status: int = _GONE
    bytes_in: int = 0
    bytes_out: int = 0


class RequestLog:
    """RequestLog requests; what nobody foresaw is logged here, once, and answered.

    Parameters
    ----------
    app
        What is watched.
    metrics
        Where requests are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """RequestLog one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen(request_id_of(Headers(scope=scope).get(_ID)))
        token = REQUEST_ID.set(seen.request_id)

        async def taken() -> Message:
            message = await receive()
            seen.bytes_in += len(message.get("body", b""))
            return message

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status, seen.answered = message["status"], time.monotonic()
                MutableHeaders(scope=message)[_ID] = seen.request_id
            await send(message)
            seen.bytes_out += len(message.get("body", b""))

        try:
            with self._metrics.in_progress.track_inprogress():
                await self._answered(scope, taken, sent, seen)
        finally:
            self._note(scope, seen)
            REQUEST_ID.reset(token)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, seen: _Seen) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            if seen.answered is not None:
                # The answer is under way and cannot be taken back: the connection is broken off.
                raise
            _log.exception("the request broke down")
            response = await answer(Request(scope), error)
            await response(scope, receive, send)

    def _note(self, scope: Scope, seen: _Seen) -> None:
        route = _route(scope)
        took_s = time.monotonic() - seen.began
        until = took_s if seen.answered is None else seen.answered - seen.began
        self._metrics.request(scope["method"], route, seen.status, until)
        credential_id = scope.get("state", {}).get("credential_id")
        _log.info(
            "%s %s %d %.0f ms",
            scope["method"],
            route,
            seen.status,
            1000 * took_s,
            extra={
                "method": scope["method"],
                "route": route,
                "status": seen.status,
                "ms": round(1000 * took_s, 1),
                "bytes_in": seen.bytes_in,
                "bytes_out": seen.bytes_out,
                "credential": credential_id,
            },
        )


def _route(scope: Scope) -> str:
    """The route's own text: what a client puts into an address is nobody else's business."""
    path = getattr(scope.get("route"), "path", None)
    if isinstance(path, str):
        return path
    # Mounted files have no route; what was refused before has neither.
    return f"{scope['root_path']}/…" if scope.get("root_path") else "none"
