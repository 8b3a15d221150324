"""What is refused before any route sees it: bodies too large, and other sites' pages."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import CrossSite, TooLarge, problem_of, problem_response

_SAFE = {"GET", "HEAD", "OPTIONS"}
_FORM_OVERHEAD = 64_000


class Guards:
    """Refuse a request by its headers alone, and cut off a body that grows too large.

    Starlette's own limit answers in plain text, which no client of this API expects.

    Parameters
    ----------
    app
        What is guarded.
    max_upload_bytes
        Of one file; the form around it may add a little.
    """

    def __init__(self, app: ASGIApp, max_upload_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_upload_bytes + _FORM_OVERHEAD
        self._refusal = f"At most {max_upload_bytes} bytes are taken in one upload."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        error = self._fault(scope["method"], headers)
        if error is not None:
            problem = problem_of(error, Request(scope).url.path)
            # The body was not read, so the connection cannot carry another request.
            response = problem_response(problem, {"connection": "close"})
            await response(scope, receive, send)
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._max_bytes:
                # An HTTPException, because FastAPI turns any other into a 400 while it reads.
                raise HTTPException(TooLarge.status, self._refusal)
            return message

        await self._app(scope, limited, send)

    def _fault(self, method: str, headers: Headers) -> CrossSite | TooLarge | None:
        # A browser tells where a request comes from; other clients say nothing.
        if method not in _SAFE and headers.get("sec-fetch-site") == "cross-site":
            return CrossSite("A page of another site may not change anything here.")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._max_bytes:
            return TooLarge(self._refusal)
        return None
