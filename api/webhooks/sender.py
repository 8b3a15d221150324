"""Sending to addresses that strangers chose: never into our own network, never for long."""

import asyncio
import ipaddress
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

import httpx2

from api.core.errors import Unusable
from api.webhooks.host_names import HostNames

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that lead to the IPv4 address in their last 32 bits (RFC 6052)."""


class Answer(NamedTuple):
    """What became of one event that was sent.

    Parameters
    ----------
    heard
        Whether the receiver took it.
    given
        Whether the receiver answered at all.
    text
        The HTTP status, or why there is none.
    """

    heard: bool
    given: bool
    text: str


async def addresses_of(url: httpx2.URL, names: HostNames, *, private: bool) -> list[str]:
    """The IP addresses of a URL's host.

    Parameters
    ----------
    url
        Whose.
    names
        Looks them up.
    private
        Whether addresses of the server's own network may be among them.

    Raises
    ------
    Unusable
        If the host is not known, or one of its addresses must not be told.
    """
    try:
        addresses = await names.addresses(url.host)
    except (OSError, UnicodeError) as error:
        raise Unusable(f"body.url: {url.host} is not a known host") from error
    if not private and not all(map(_public, addresses)):
        raise Unusable("body.url: addresses of this server's own network are not told")
    return addresses


class CheckedTransport(httpx2.AsyncBaseTransport):
    """Connects to the very address that was checked.

    Looked up once more, a name could lead elsewhere by then. The host's name stays in the
    request and in the certificate that is asked for.

    Parameters
    ----------
    names
        Looks up the names of hosts.
    private
        Whether addresses of the server's own network may be told.
    """

    def __init__(self, names: HostNames, *, private: bool) -> None:
        self._names = names
        self._private = private
        # A connection that is kept could be used for another host of the same address.
        limits = httpx2.Limits(max_keepalive_connections=0)
        self._inner = httpx2.AsyncHTTPTransport(limits=limits, trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request."""
        addresses = await addresses_of(request.url, self._names, private=self._private)
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        request.url = request.url.copy_with(host=addresses[0])
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


def client(names: HostNames, *, private: bool) -> httpx2.AsyncClient:
    """A client that follows no redirect and no proxy of the environment."""
    return httpx2.AsyncClient(
        transport=CheckedTransport(names, private=private),
        # `post` limits the time of the whole exchange.
        timeout=None,
        follow_redirects=False,
        trust_env=False,
    )


async def post(
    sending: httpx2.AsyncClient, url: str, body: str, headers: dict[str, str], timeout_s: float
) -> Answer:
    """Send a body.

    Only the head of the answer is read, and all of it must be here in time.
    """
    try:
        async with (
            asyncio.timeout(timeout_s),
            sending.stream("POST", url, content=body, headers=headers) as answer,
        ):
            return Answer(answer.is_success, given=True, text=str(answer.status_code))
    except Unusable as error:
        return Answer(heard=False, given=False, text=str(error)[:200])
    except TimeoutError:
        return Answer(heard=False, given=False, text=f"no answer within {timeout_s:g} s")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return Answer(heard=False, given=False, text=type(error).__name__)


def _public(text: str) -> bool:
    address = ipaddress.ip_address(text)
    if isinstance(address, IPv6Address):
        address = _inside(address) or address
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which an IPv6 address leads in the end."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour
