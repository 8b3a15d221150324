"""Connections that are opened and not used: a head that never comes, too many from one address."""

import asyncio
from collections import Counter
from collections.abc import Collection
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from api.core.client_address import Network, client_network, is_in
from api.core.errors import TooMany, problem_of

HEAD_S = 20.0
"""For a request's line and headers. A phone on a slow network sends them within a few seconds."""
_RETRY_AFTER_S = 5
"""Browsers close connections that they do not use after some seconds."""


class ConnectionLimits:
    """Counts the open connections of each client.

    Parameters
    ----------
    per_address
        How many one client's network may have open.
    trusted
        Networks of proxies, which carry the connections of many clients.
    """

    def __init__(self, per_address: int, trusted: Collection[Network] = ()) -> None:
        self._per_address = per_address
        self._trusted = trusted
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> str | None:
        """Count one more connection; gives what to leave, or None if there is no room."""
        network = client_network(address)
        is_full = self._open[network] >= self._per_address
        if is_full and not is_in(address, self._trusted):
            return None
        self._open[network] += 1
        return network

    def leave(self, network: str) -> None:
        """Count one connection less."""
        self._open[network] -= 1
        if not self._open[network]:
            del self._open[network]


def limited_protocol(limits: ConnectionLimits) -> type[H11Protocol]:
    """What uvicorn speaks on each connection, within limits.

    uvicorn limits only the time between two requests. It speaks h11's HTTP here, whatever else is
    installed, and no WebSocket, which would take connections out of the count.
    """

    class Limited(_LimitedProtocol):
        connection_limits = limits

    return Limited


class _LimitedProtocol(H11Protocol):
    """A connection that ends unless the head of a request comes in time."""

    connection_limits: ClassVar[ConnectionLimits]
    _network: str | None = None
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        self._network = self.connection_limits.enter(address)
        if self._network is None:
            transport.write(_refusal())
            transport.close()
        else:
            self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        if self._network is not None:
            self.connection_limits.leave(self._network)
            self._network = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._network is None:
            return
        super().data_received(data)
        self._watch_head()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch_head()

    def _watch_head(self) -> None:
        """Count the time while a head is awaited, from its first byte, however slowly it comes."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering or self.transport.is_closing():
            self._stop_watching()
        # Between two requests uvicorn's own time runs until the next byte.
        elif self._head_timer is None and self.timeout_keep_alive_task is None:
            self._head_timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_watching(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def _refusal() -> bytes:
    error = TooMany(
        "Too many connections are open from your address; close some and try again.",
        _RETRY_AFTER_S,
    )
    body = problem_of(error, "").model_dump_json(exclude_defaults=True).encode()
    head = (
        "HTTP/1.1 429 Too Many Requests\r\n"
        "Content-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Retry-After: {_RETRY_AFTER_S}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
