"""Answers that take long to send: counted for each account and network, and never waited for."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.errors import TooMany, problem_of, problem_response
from api.core.request_limits import network_of
from api.core.viewer import Viewer

_log = logging.getLogger(__name__)
SLICE_BYTES = 65_536
"""Asyncio's high-water mark: beyond it, sending waits until the client has read."""
_RETRY_AFTER_S = 5
"""Downloads of a session take some seconds; a live view can be closed at once."""
_EVENTS = "text/event-stream"
_Place = tuple[str, str, str]
"""Live view or download, account or network, and whose."""


class LongAnswers:
    """Limit how many long answers are open, and end those that nobody reads.

    An answer is long if it is sent in several pieces or is larger than `SLICE_BYTES`. Large
    pieces are cut into slices, so that the server waits for the client after each of them. Live
    views and downloads are counted apart.

    Parameters
    ----------
    app
        The application.
    per_account, per_network
        How many live views, and how many downloads, one account and one network may have open in
        this process.
    stalled_s
        An answer ends when its client reads nothing for so long.
    """

    def __init__(self, app: ASGIApp, per_account: int, per_network: int, stalled_s: float) -> None:
        self._app = app
        self._limits = {"account": per_account, "network": per_network}
        self._stalled_s = stalled_s
        self._open: Counter[_Place] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(self, scope, send)
        try:
            await self._app(scope, receive, answer.send)
        except _Refused:
            error = TooMany(
                "Too many downloads or live views are open; close one and try again.",
                _RETRY_AFTER_S,
            )
            response = problem_response(problem_of(error, scope["path"]), error.headers)
            await response(scope, receive, send)
        except _Stalled:
            # The server closes the connection of an answer that is not complete.
            _log.info("a client read nothing for %g s; its answer ends", self._stalled_s)
        finally:
            self._release(answer.places)

    def take(self, kind: str, scope: Scope) -> list[_Place]:
        """Take a place for a long answer; _Refused if the account or network has none left."""
        places: list[_Place] = [(kind, "network", network_of(scope))]
        viewer: Viewer | None = scope.get("state", {}).get("viewer")
        if viewer is not None:
            places.append((kind, "account", viewer.user_id))
        if any(self._open[place] >= self._limits[place[1]] for place in places):
            raise _Refused
        self._open.update(places)
        return places

    def _release(self, places: list[_Place]) -> None:
        for place in places:
            self._open[place] -= 1
            if not self._open[place]:
                del self._open[place]

    async def deliver(self, send: Send, message: Message) -> None:
        """Send a message; _Stalled if the client does not read what was sent before."""
        try:
            async with asyncio.timeout(self._stalled_s):
                await send(message)
        except TimeoutError as error:
            raise _Stalled from error


class _Answer:
    """One answer on its way; `places` are what it counts as."""

    def __init__(self, owner: LongAnswers, scope: Scope, send: Send) -> None:
        self._owner = owner
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self.places: list[_Place] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            # Whether the answer is long shows with its first piece.
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        body = message.get("body", b"")
        if self._start is not None:
            start, self._start = self._start, None
            if message.get("more_body", False) or len(body) > SLICE_BYTES:
                self.places = self._owner.take(_kind(start), self._scope)
            await self._owner.deliver(self._send, start)
        view = memoryview(body)
        while len(view) > SLICE_BYTES:
            part = {**message, "body": bytes(view[:SLICE_BYTES]), "more_body": True}
            await self._owner.deliver(self._send, part)
            view = view[SLICE_BYTES:]
        await self._owner.deliver(self._send, {**message, "body": bytes(view)})


class _Refused(Exception):
    """The account or the network has too many long answers open."""


class _Stalled(Exception):
    """The client reads nothing."""


def _kind(start: Mapping[str, Any]) -> str:
    media_type = Headers(raw=list(start.get("headers", []))).get("content-type", "")
    return "live" if media_type.startswith(_EVENTS) else "download"
