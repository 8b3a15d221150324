"""What is refused before any route sees it: bodies too large, and other sites' pages."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError, CrossSite, Packed, TooLarge, problem_of, problem_response

_SAFE = {"GET", "HEAD", "OPTIONS"}
_FORM_OVERHEAD = 64_000
_PLAIN_BYTES = 1_000_000
_STRANGERS_BYTES = 64_000


class Guards:
    """Refuse a request by its headers alone, and cut off a body that grows too large.

    Starlette's own limit answers in plain text, which no client of this API expects.

    Parameters
    ----------
    app
        What is guarded.
    max_upload_bytes
        Of one file, which comes as a form; the form may add a little. Its file rests on the disk
        until it is looked at, while any other body is held in memory.
    max_chunk_bytes
        Of a chunk.
    """

    def __init__(self, app: ASGIApp, max_upload_bytes: int, max_chunk_bytes: int) -> None:
        self._app = app
        self._upload_bytes = max_upload_bytes
        self._plain_bytes = max(max_chunk_bytes, _PLAIN_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guard one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most = self._most(headers)
        refusal = f"At most {most} bytes are taken in one request of that kind."
        error = _fault(scope["method"], headers, most, refusal)
        if error is not None:
            problem = problem_of(error, Request(scope).url.path)
            # The body was not read, so the connection cannot carry another request.
            response = problem_response(problem, {"connection": "close"})
            await response(scope, receive, _guarded(send))
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most + _FORM_OVERHEAD:
                # An HTTPException, because FastAPI turns any other into a 400 while it reads.
                raise HTTPException(TooLarge.status, refusal)
            return message

        await self._app(scope, limited, _guarded(send))

    def _most(self, headers: Headers) -> int:
        # FastAPI reads a body before it asks who sends it; who shows nothing may send little.
        if not ("authorization" in headers or "cookie" in headers):
            return _STRANGERS_BYTES
        if headers.get("content-type", "").lower().startswith("multipart/form-data"):
            return self._upload_bytes
        return self._plain_bytes


def _fault(method: str, headers: Headers, most: int, refusal: str) -> ApiError | None:
    # A browser tells where a request comes from; other clients say nothing.
    if method not in _SAFE and headers.get("sec-fetch-site") == "cross-site":
        return CrossSite("A page of another site may not change anything here.")
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        return Packed("Send the body as it is, without a Content-Encoding.")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > most + _FORM_OVERHEAD:
        return TooLarge(refusal)
    return None


def _guarded(send: Send) -> Send:
    """Say of every answer that it is what it says it is, and nobody's to keep unless it says so."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return guarded
