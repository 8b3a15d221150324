"""What is refused before any route sees it: compressed bodies, and other sites' pages."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.body_limits import Body
from api.core.errors import ApiError, CrossSite, Packed, problem_of, problem_response

_SAFE = {"GET", "HEAD", "OPTIONS"}


class RequestChecks:
    """Refuse requests by their headers, and limit the bodies of the others.

    Parameters
    ----------
    app
        What is guarded.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = Body(headers, receive)
        guarded = _guarded(send, body)
        error = _fault(scope["method"], headers)
        if error is not None:
            await problem_response(problem_of(error, scope["path"]))(scope, receive, guarded)
            return
        scope.setdefault("state", {})["body"] = body
        await self._app(scope, body.receive, guarded)


def _fault(method: str, headers: Headers) -> ApiError | None:
    # A browser tells where a request comes from; other clients say nothing.
    if method not in _SAFE and headers.get("sec-fetch-site") == "cross-site":
        return CrossSite("A page of another site may not change anything here.")
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        return Packed("Send the body as it is, without a Content-Encoding.")
    return None


def _guarded(send: Send, body: Body) -> Send:
    """Add to every answer what browsers must know of it, and close where a body is left unread."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Cache-Control", "no-store")
            body.answered = True
            if body.is_left_over:
                # The rest of the body would have to be read before the next request.
                headers["Connection"] = "close"
        await send(message)

    return guarded
