"""Who a request comes from: the client's address behind trusted proxies, and its network."""

import logging
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_log = logging.getLogger(__name__)

IPV6_NETWORK_BITS = 64
"""Prefix that a provider gives to one household at least; its devices choose the other 64 bits
(RFC 6177, 2011)."""

NO_NETWORK = "unknown"
"""Network of a client without an IP address, such as a Unix socket's; all of them count as one."""

_FORWARDED_FOR = b"x-forwarded-for"

Network = IPv4Network | IPv6Network


class ClientAddress:
    """Middleware that takes a client's address and scheme from trusted proxies.

    A proxy appends the address that it sees to ``X-Forwarded-For``; the client may have sent
    anything before that. The list is read from its right end: the first address that is not a
    trusted proxy is the client. ``X-Forwarded-Proto`` of a trusted proxy gives the scheme. The
    ``Forwarded`` header (RFC 7239) is not read.

    Parameters
    ----------
    app
        The application that is given the client's address.
    trusted
        Networks of the proxies that are believed.
    """

    def __init__(self, app: ASGIApp, trusted: tuple[Network, ...] = ()) -> None:
        self._app = app
        self._trusted = trusted
        networks = [str(network) for network in trusted]
        # uvicorn writes out the ASGI types that Starlette leaves open.
        self._behind_proxy: ASGIApp = ProxyHeadersMiddleware(app, networks)  # type: ignore[arg-type,assignment]
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the client's address."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if not self._has_warned and _is_forwarded(scope) and not self._is_trusted(scope):
            self._has_warned = True
            _log.warning(
                "X-Forwarded-For of a client that is not in CALF_TRUSTED_PROXIES is ignored; if a "
                "proxy sends it, set CALF_TRUSTED_PROXIES to the proxy's address, or everybody "
                "behind it shares the rate limits of one network"
            )
        await self._behind_proxy(scope, receive, send)

    def _is_trusted(self, scope: Scope) -> bool:
        return bool(scope.get("client")) and is_in(scope["client"][0], self._trusted)


def networks_of(text: str) -> tuple[Network, ...]:
    """Networks of a comma-separated list of IP addresses and networks.

    Raises
    ------
    ValueError
        Naming the entry that is neither, or a network that holds every address.
    """
    return tuple(_network(entry.strip()) for entry in text.split(",") if entry.strip())


def is_in(address: str, networks: Collection[Network]) -> bool:
    """Whether a client's address lies in one of the networks."""
    found = _address_of(address)
    return found is not None and any(found in network for network in networks)


def client_network(address: str) -> str:
    """The network that a client's address counts for.

    Parameters
    ----------
    address
        IPv4 or IPv6 address as text.

    Returns
    -------
    str
        The address itself for IPv4, the /64 for IPv6, `NO_NETWORK` for anything else.
    """
    found = _address_of(address)
    if found is None:
        return NO_NETWORK
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, IPV6_NETWORK_BITS), strict=False))
    return str(found)


def _network(entry: str) -> Network:
    if entry == "*":
        raise ValueError("'*' trusts everybody; name the addresses or networks of your proxies")
    try:
        found = ip_network(entry)
    except ValueError as error:
        raise ValueError(
            f"'{entry}' is not an IP address or network ({error}); write for example "
            "10.0.0.5 or 172.30.0.0/24, separated by commas"
        ) from None
    if found.prefixlen == 0:
        raise ValueError(f"'{entry}' trusts everybody; name the networks of your proxies")
    return found


def _is_forwarded(scope: Scope) -> bool:
    return any(name == _FORWARDED_FOR for name, _ in scope["headers"])


def _address_of(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # A socket for both families shows IPv4 clients as ::ffff:192.0.2.7.
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
