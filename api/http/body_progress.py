"""Bodies of requests that do not come: ended, while a slow network may take its time."""

import asyncio
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE_S = 60.0
"""How long nothing may come: a phone in a dead zone is back within a minute or sends again."""
SLOWEST_BYTES_PER_S = 500.0
"""Half of what GPRS, the slowest network that phones use, sends up (8 to 20 kbit/s)."""
_TIMEOUT = 408


@dataclass
class Allowance:
    """How much longer the server waits for a body.

    Every byte buys some time, but never more than a wait begins with, so that a fast start does
    not buy a long silence.
    """

    left_s: float = PATIENCE_S

    def received(self, waited_s: float, size_bytes: int) -> None:
        """Account for a piece of the body and for the wait for it."""
        bought_s = size_bytes / SLOWEST_BYTES_PER_S
        self.left_s = min(PATIENCE_S, max(0.0, self.left_s - waited_s) + bought_s)


class BodyProgress:
    """Answer 408 where a body stops coming before it is whole.

    Only the time in which the application waits for the body counts.

    Parameters
    ----------
    app
        Whose requests are watched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send)
        await self._app(scope, body.receive, body.send)


class _Body:
    """The body of one request."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._allowance = Allowance(PATIENCE_S)
        # Afterwards, receiving means waiting for the client to go away.
        self._awaited = True
        self._stopped = False

    async def receive(self) -> Message:
        if not self._awaited:
            return await self._receive()
        clock = asyncio.get_running_loop().time
        began_s = clock()
        try:
            async with asyncio.timeout(self._allowance.left_s):
                message = await self._receive()
        except TimeoutError as error:
            self._stopped = True
            # An HTTPException, because FastAPI turns any other into a 400 while it reads.
            raise HTTPException(
                _TIMEOUT, "The rest of the request did not arrive; send it again."
            ) from error
        self._allowance.received(clock() - began_s, len(message.get("body", b"")))
        self._awaited = bool(message.get("more_body", False))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._awaited = False
            if self._stopped:
                # The rest of the body would be taken for the next request.
                MutableHeaders(scope=message)["Connection"] = "close"
        await self._send(message)
