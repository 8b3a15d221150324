"""Asking a calf server, with patience: a link that is lost for a while costs only time."""

import asyncio
import os
import time
from types import TracebackType
from typing import Any, Self

import httpx2

from tracker.errors import ServerError
from tracker.local_servers import key_for

_TIMEOUT_S = 60.0
_LONGEST_PAUSE_S = 8.0
_UNAUTHENTICATED, _TOO_MANY, _BROKEN = 401, 429, 500


class Refused(ServerError):
    """The server refused a request.

    Parameters
    ----------
    status
        HTTP's.
    message
        For the person.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ServerLink:
    """An async context manager that asks one server.

    A request that gets no answer, or an answer by which the server says that it cannot now (429,
    5xx), is made again after ever longer pauses: all requests of the protocol can be repeated. A
    server that has never answered is not waited for.

    Parameters
    ----------
    url
        Of the server.
    key
        An API key; None takes ``CALF_API_KEY``, or the one that a server of this machine left for
        its user.
    patience_s
        How long one request is repeated.
    pause_s
        After the first failure.
    transport
        By which to ask; None is the network.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        patience_s: float = 60.0,
        pause_s: float = 0.25,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._key = key
        self._patience_s = patience_s
        self._pause_s = pause_s
        self._answered = False
        self._client = httpx2.AsyncClient(
            base_url=self.url, timeout=_TIMEOUT_S, transport=transport
        )

    async def __aenter__(self) -> Self:
        """Connect at the first request."""
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """Ask, and give the answer's JSON.

        Parameters
        ----------
        method, path
            Of the request.
        **content
            What httpx takes: json, content, data, files, headers.

        Raises
        ------
        Refused
            If the server says no, with its own reason.
        ServerError
            If it does not answer.
        """
        pause_s, until = self._pause_s, time.monotonic() + self._patience_s
        while True:
            try:
                answer = await self._client.request(
                    method, path, **content | {"headers": self._headers(content.get("headers"))}
                )
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                problem = ServerError(
                    f"{self.url} does not answer ({error}); is `calf serve` running?"
                )
                if not self._answered:
                    raise problem from error
                wait_s = pause_s
            else:
                self._answered = True
                if answer.is_success:
                    return _object(answer)
                problem = _refusal(answer)
                if answer.status_code != _TOO_MANY and answer.status_code < _BROKEN:
                    raise problem
                wait_s = max(pause_s, _asked_to_wait_s(answer))
            if time.monotonic() + wait_s > until:
                raise problem
            await asyncio.sleep(wait_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _headers(self, others: dict[str, str] | None) -> dict[str, str]:
        # Looked up each time: a server of this machine that is started anew leaves a new key.
        secret = self._key or os.environ.get("CALF_API_KEY") or key_for(self.url)
        return (others or {}) | ({"authorization": f"Bearer {secret}"} if secret else {})


def _object(answer: httpx2.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ServerError(f"{answer.url} is not a calf server: {answer.text[:80]!r}")
    return told


def _refusal(answer: httpx2.Response) -> Refused:
    if answer.status_code == _UNAUTHENTICATED:
        return Refused(
            answer.status_code,
            "the server wants a key that is valid: make one there and give it as --key or "
            "CALF_API_KEY",
        )
    try:
        told = answer.json()
    except ValueError:
        told = None
    reason = told.get("detail") if isinstance(told, dict) else None
    return Refused(
        answer.status_code,
        f"the server answered {answer.status_code}: {reason or answer.text[:200]}",
    )


def _asked_to_wait_s(answer: httpx2.Response) -> float:
    try:
        return float(answer.headers.get("retry-after", "0"))
    except ValueError:
        # It may be a date, which none of our servers sends.
        return 0.0
