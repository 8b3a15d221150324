"""Clients that begin a request and do not end it, and clients that open too many connections."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import httpx2
import pytest

from api.embedded import EmbeddedServer
from api.http import body_progress, connection_limits
from api.http.body_progress import PATIENCE_S, SLOWEST_BYTES_PER_S, Allowance
from api.http.connection_limits import ConnectionLimits

DEADLINE_S = 60
SHORT_S = 0.3
HEALTH = b"GET /v1/health HTTP/1.1\r\nhost: calf.test\r\n"
SIGN_IN = (
    b"POST /v1/auth/token HTTP/1.1\r\nhost: calf.test\r\n"
    b"content-type: application/json\r\ncontent-length: 100\r\n\r\n"
)


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "STORAGE_URL", "DATA_DIR", "HOST", "PORT"):
        monkeypatch.delenv(f"CALF_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def server(bare_environment: None, tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    async with EmbeddedServer(tmp_path / "data", port=0) as running:
        yield running


@dataclass
class Client:
    """A connection that sends what a test wants."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def rest(self) -> bytes:
        """All that comes until the server closes the connection."""
        received = bytearray()
        with suppress(ConnectionError):
            while piece := await self.reader.read(65536):
                received += piece
        return bytes(received)

    async def drip(self, data: bytes) -> None:
        """Send a byte now and then until the server has closed the connection."""
        with suppress(ConnectionError):
            while not self.reader.at_eof():
                await self.send(data)
                await asyncio.sleep(0.02)


@asynccontextmanager
async def connected(server: EmbeddedServer, address: str = "127.0.0.1") -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", server.port, local_addr=(address, 0)
    )
    yield Client(reader, writer)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def ends(server: EmbeddedServer, begin: bytes, drip: bytes = b"") -> bytes:
    """Begin a request, perhaps continue it slowly, and wait until the server gives up."""
    async with asyncio.timeout(DEADLINE_S), connected(server) as client:
        await client.send(begin)
        dripping = asyncio.create_task(client.drip(drip)) if drip else None
        answer = await client.rest()
        if dripping is not None:
            await dripping
        return answer


@pytest.mark.parametrize(
    ("begin", "drip"),
    [
        (b"", b""),
        (b"GET /v1/he", b""),
        (HEALTH + b"x-slow: ", b"a"),
        # The answer is complete, but not the body that nobody wants.
        (HEALTH + b"content-length: 10000\r\n\r\n", b"a"),
        # A second request on the same connection.
        (HEALTH + b"\r\nGET /v1/", b"a"),
    ],
    ids=["nothing", "half a line", "slow headers", "slow unwanted body", "half a second request"],
)
async def test_a_request_whose_head_does_not_come_is_ended(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, begin: bytes, drip: bytes
) -> None:
    monkeypatch.setattr(connection_limits, "HEAD_S", SHORT_S)

    answer = await ends(server, begin, drip)

    is_answered = b"\r\n\r\n" in begin
    assert answer.startswith(b"HTTP/1.1 200") if is_answered else answer == b""


async def test_a_body_that_does_not_come_is_answered_408(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_progress, "PATIENCE_S", SHORT_S)

    head, _, body = (await ends(server, SIGN_IN)).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in head.lower()
    problem = json.loads(body)
    assert (problem["status"], problem["title"]) == (408, "The request took too long")


async def test_a_body_that_comes_a_byte_at_a_time_is_ended(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_progress, "PATIENCE_S", SHORT_S)
    slow = SIGN_IN.replace(b"content-length: 100", b"content-length: 10000")

    # The answer can be lost: the server closes while the client still sends.
    assert not (await ends(server, slow, b"a")).startswith(b"HTTP/1.1 2")


async def test_an_answer_that_takes_long_is_not_ended(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_limits, "HEAD_S", SHORT_S)
    monkeypatch.setattr(body_progress, "PATIENCE_S", SHORT_S)
    # Of a live view nothing comes for longer than both limits.
    async with (
        asyncio.timeout(DEADLINE_S),
        httpx2.AsyncClient(base_url=server.url) as client,
        client.stream(
            "GET", "/v1/live", headers={"authorization": f"Bearer {server.key}"}
        ) as answer,
    ):
        assert answer.status_code == 200
        await asyncio.sleep(4 * SHORT_S)
        await client.get("/v1/health")
        assert not answer.is_closed


def waits_of_a_slow_phone() -> Iterator[tuple[float, int]]:
    """4 MB at 2 kB/s, with 20 s of nothing every minute."""
    for second in range(2000):
        yield 21.0 if second % 60 == 0 else 1.0, 2000


def test_a_phone_on_a_slow_network_may_take_its_time() -> None:
    allowance = Allowance(PATIENCE_S)
    for waited_s, size_bytes in waits_of_a_slow_phone():
        assert waited_s < allowance.left_s
        allowance.received(waited_s, size_bytes)


@pytest.mark.parametrize("first", [0, 10_000_000])
def test_a_trickle_ends_whatever_came_before(first: int) -> None:
    allowance = Allowance(PATIENCE_S)
    allowance.received(1.0, first)
    seconds = 0
    while allowance.left_s > 1.0:
        allowance.received(1.0, round(SLOWEST_BYTES_PER_S / 10))
        seconds += 1
        assert seconds < 2 * PATIENCE_S
    assert seconds > PATIENCE_S


async def test_one_address_has_a_bounded_number_of_connections(
    bare_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CALF_ADDRESS_CONNECTIONS", "3")
    request = HEALTH + b"connection: close\r\n\r\n"
    async with (
        asyncio.timeout(DEADLINE_S),
        EmbeddedServer(tmp_path / "data", port=0) as server,
        connected(server, "127.0.0.2") as first,
        connected(server, "127.0.0.2"),
        connected(server, "127.0.0.2"),
        connected(server, "127.0.0.2") as fourth,
        connected(server, "127.0.0.3") as other,
    ):
        refused = await fourth.rest()
        for client in (first, other):
            await client.send(request)
            assert (await client.rest()).startswith(b"HTTP/1.1 200")

    assert refused.startswith(b"HTTP/1.1 429")
    assert b"Too many connections are open from your address" in refused


def test_connections_are_counted_by_address_and_by_ipv6_network_but_not_of_proxies() -> None:
    limits = ConnectionLimits(2, [ip_network("10.0.0.0/8")])
    taken = [limits.enter("2001:db8::1"), limits.enter("2001:db8::2")]
    assert None not in taken
    assert limits.enter("2001:db8::3") is None
    assert limits.enter("2001:db8:0:1::3") is not None
    assert None not in [limits.enter("10.1.2.3") for _ in range(5)]
    assert None not in [limits.enter(text) for text in ("::ffff:192.0.2.1", "192.0.2.1")]
    assert limits.enter("192.0.2.1") is None

    for network in taken:
        assert network is not None
        limits.leave(network)
    assert limits.enter("2001:db8::3") is not None
