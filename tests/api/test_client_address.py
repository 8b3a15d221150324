"""The client's address, behind trusted proxies and with made-up headers."""

import logging
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.core.client_address import ClientAddress, client_network, networks_of
from api.core.settings import load_settings
from tests.api.house import House, opened
from tests.api.people import BASE, PASSWORD
from tracker.errors import InputError

PROXY = "172.30.0.5"
TRUSTED = "172.30.0.0/24, 2001:db8:aa::/64"
TRIES = 100


async def seen(
    peer: str, *forwarded: str, trusted: str = TRUSTED, proto: str | None = None
) -> tuple[str, str]:
    """Address and scheme that the application is given."""
    found: list[tuple[str, str]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.append((scope["client"][0], scope["scheme"]))

    async def nothing(*_: Any) -> Message:
        return {}

    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    if proto is not None:
        headers.append((b"x-forwarded-proto", proto.encode()))
    scope = {"type": "http", "client": (peer, 5), "scheme": "http", "headers": headers}
    await ClientAddress(app, networks_of(trusted))(scope, nothing, nothing)  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        ("127.0.0.1", ["198.51.100.1"], "127.0.0.1"),
        (PROXY, ["198.51.100.1"], "198.51.100.1"),
        (PROXY, ["198.51.100.1:4711"], "198.51.100.1"),
        (PROXY, ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        (PROXY, ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        (PROXY, ["172.30.0.9, 198.51.100.1"], "198.51.100.1"),
        (PROXY, ["6.6.6.6, 198.51.100.1, 172.30.0.9"], "198.51.100.1"),
        (PROXY, ["6.6.6.6, 2001:db8::7"], "2001:db8::7"),
        (PROXY, ["6.6.6.6, [2001:db8::7]:443"], "2001:db8::7"),
        ("2001:db8:aa::1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        (PROXY, [""], PROXY),
    ],
)
async def test_the_client_is_the_last_address_that_is_not_a_trusted_proxy(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert (await seen(peer, *forwarded))[0] == client


async def test_only_a_trusted_proxy_says_the_scheme() -> None:
    assert await seen(PROXY, "198.51.100.1", proto="https") == ("198.51.100.1", "https")
    assert await seen(PROXY, "198.51.100.1", proto="gopher") == ("198.51.100.1", "http")
    assert await seen("192.0.2.7", "198.51.100.1", proto="https") == ("192.0.2.7", "http")
    assert await seen(PROXY, "198.51.100.1", trusted="") == (PROXY, "http")


async def test_the_log_warns_once_of_an_unknown_proxy(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None: ...

    middleware = ClientAddress(app, networks_of(TRUSTED))
    for peer in (PROXY, "192.0.2.7", "192.0.2.8"):
        headers = [(b"x-forwarded-for", b"198.51.100.1")]
        scope = {"type": "http", "client": (peer, 5), "scheme": "http", "headers": headers}
        with caplog.at_level(logging.WARNING):
            await middleware(scope, None, None)  # type: ignore[arg-type]

    [record] = caplog.records
    assert "CALF_TRUSTED_PROXIES" in record.getMessage()
    assert "192.0.2" not in record.getMessage()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_counts_for_its_network(address: str, network: str) -> None:
    assert client_network(address) == network


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("10.0.0.300", "'10.0.0.300' is not an IP address or network"),
        ("10.0.0.5/8", "has host bits set"),
        ("proxy", "'proxy' is not"),
        ("127.0.0.1, 10.0.0.0/33", "'10.0.0.0/33' is not"),
        ("*", "trusts everybody"),
        ("0.0.0.0/0", "trusts everybody"),
        ("::/0", "trusts everybody"),
    ],
)
def test_a_malformed_list_of_proxies_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CALF_TRUSTED_PROXIES", value)

    with pytest.raises(InputError) as caught:
        load_settings()

    assert str(caught.value).startswith("CALF_TRUSTED_PROXIES: '")
    assert reason in str(caught.value)


def test_proxies_are_addresses_and_networks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings().trusted_proxies == ()
    monkeypatch.setenv("CALF_TRUSTED_PROXIES", " 127.0.0.1,::1 , 10.0.0.0/8,")

    networks = [str(network) for network in load_settings().trusted_proxies]

    assert networks == ["127.0.0.1/32", "::1/128", "10.0.0.0/8"]


async def statuses(house: House, peers: list[str], forwarded: list[str | None]) -> list[int]:
    """What as many sign-ins of as many accounts are answered."""
    answers = []
    for number, (peer, sent) in enumerate(zip(peers, forwarded, strict=True)):
        transport = httpx2.ASGITransport(app=house.app, client=(peer, 5))
        headers = {} if sent is None else {"x-forwarded-for": sent}
        body = {"email": f"a{number}@example.org", "password": PASSWORD}
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            answer = await client.post("/v1/auth/token", json=body, headers=headers)
        answers.append(answer.status_code)
    return answers


@pytest.mark.usefixtures("quick_passwords")
async def test_made_up_addresses_count_as_the_client_that_sends_them(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"trusted_proxies": TRUSTED, "address_rate": "60/day"}
    made_up = [f"6.6.6.{number}" for number in range(TRIES)]
    refused = [401] * 60 + [429] * 40
    async with opened(tmp_path, **settings) as house:
        by_proxy = [f"{address}, 198.51.100.1" for address in made_up]
        assert await statuses(house, [PROXY] * TRIES, [*by_proxy]) == refused
        assert await statuses(house, ["192.0.2.7"] * TRIES, [*made_up]) == refused
        of_one_network = [f"2001:db8:1:2::{number + 1:x}" for number in range(TRIES)]
        assert await statuses(house, of_one_network, [None] * TRIES) == refused
        clients: list[str | None] = [f"198.51.100.{number}" for number in range(100, 200)]
        assert await statuses(house, [PROXY] * TRIES, clients) == [401] * TRIES


@pytest.mark.parametrize(("peer", "secure"), [(PROXY, True), ("192.0.2.7", False)])
async def test_a_cookie_that_came_by_https_is_sent_over_nothing_else(
    tmp_path: Path, peer: str, secure: bool
) -> None:
    async with opened(tmp_path, trusted_proxies=TRUSTED) as house:
        entry = await house.services.accounts.entry()
        transport = httpx2.ASGITransport(app=house.app, client=(peer, 5))
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            headers = {"x-forwarded-for": "198.51.100.1", "x-forwarded-proto": "https"}
            answer = await client.get("/enter", params={"entry": entry}, headers=headers)

    [cookie] = answer.headers.get_list("set-cookie")
    assert ("; secure" in cookie.lower()) == secure
