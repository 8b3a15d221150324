"""Clients that ask for long answers and never read them: nobody else waits for a connection."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import update

from api.core.viewer import Kind, Scope
from api.recordings.models import RecordingRow
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.people import ok
from tests.api.viewing import DEADLINE_S, served

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.both_databases]

_LARGE_BYTES = 8_000_000
"""More than the two ends of a connection keep of what is not read, which is about 4 MB."""
_UNREAD = 24
"""More than either database has connections."""
_READ = frozenset({Scope.READ})


async def _filled(house: House) -> str:
    """Make a recording whose upload is large; gives its id."""
    await house.session_of(force_csv(0.5))
    recording_id: str = ok(await house.client.get("/v1/recordings"))["items"][0]["id"]
    await house.services.recordings._blobs.put_new("large", os.urandom(_LARGE_BYTES))
    async with house.services.database.writing() as session:
        await session.execute(update(RecordingRow).values(object_key="large"))
    return recording_id


class Unread:
    """A connection whose client asks and reads nothing but the first byte of the answer."""

    def __init__(self, url: str, key: str, path: str) -> None:
        self._address = httpx2.URL(url)
        self._head = (
            f"GET {path} HTTP/1.1\r\nHost: calf.test\r\nAuthorization: Bearer {key}\r\n\r\n"
        )
        self._socket = socket.socket()
        # A small window, so that the server soon has to wait.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.setblocking(False)

    async def __aenter__(self) -> "Unread":
        loop = asyncio.get_running_loop()
        host, port = self._address.host, self._address.port
        await loop.sock_connect(self._socket, (host, port))
        await loop.sock_sendall(self._socket, self._head.encode())
        assert await loop.sock_recv(self._socket, 1) == b"H"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._socket.close()

    async def rest(self) -> bytes:
        """All that comes until the server ends the connection."""
        loop, parts = asyncio.get_running_loop(), list[bytes]()
        while part := await loop.sock_recv(self._socket, 1 << 20):
            parts.append(part)
        return b"".join(parts)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    pipeline = pipeline_of(hand_made())
    async with opened(
        tmp_path, pipeline, account_streams=2 * _UNREAD, export_rate="999/minute"
    ) as running:
        yield running


async def test_answers_that_nobody_reads_stop_nobody_else(house: House) -> None:
    recording_id = await _filled(house)
    athlete_id = ok(await house.client.get("/v1/recordings"))["items"][0]["athlete_id"]
    paths = ["/v1/me/export", f"/v1/athletes/{athlete_id}/export"] * (_UNREAD // 2)
    paths += [f"/v1/recordings/{recording_id}/raw", "/v1/recordings/export", "/v1/live"]
    async with served(house.app) as url, AsyncExitStack() as stack:
        unread = [Unread(url, house.key, path) for path in paths]
        await asyncio.gather(*(stack.enter_async_context(client) for client in unread))
        client = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=url, headers=house.client.headers, timeout=DEADLINE_S)
        )
        answers = await asyncio.gather(
            client.get("/v1/sessions"),
            client.post("/v1/organizations", json={"name": "Harbour"}),
            client.get("/v1/ready"),
        )

    assert [answer.status_code for answer in answers] == [200, 201, 200]


async def test_an_answer_that_nobody_reads_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = asyncio.Event()
    monkeypatch.setattr("api.http.long_answers._log.info", lambda *_: ended.set())
    async with (
        opened(tmp_path, pipeline_of(hand_made()), account_streams=1, stalled_s=0.2) as house,
        served(house.app) as url,
        asyncio.timeout(DEADLINE_S),
    ):
        recording_id = await _filled(house)
        async with Unread(url, house.key, f"/v1/recordings/{recording_id}/raw") as unread:
            await ended.wait()
            received = await unread.rest()
        again = await house.client.get("/v1/efforts/export")

    assert 0 < len(received) < _LARGE_BYTES
    assert again.status_code == 200


async def test_no_answer_keeps_a_connection_while_its_client_reads(house: House) -> None:
    await _filled(house)
    services = house.services
    viewer = await services.accounts.viewer(house.key)
    recording = ok(await house.client.get("/v1/recordings"))["items"][0]
    pool = services.database.pool
    assert pool is not None

    async def raw() -> AsyncGenerator[bytes]:
        return (await services.recordings.raw(viewer, recording["id"]))[1].blocks

    sources = {
        "me": await services.privacy.export_me(viewer),
        "athlete": await services.privacy.export_athlete(viewer, recording["athlete_id"]),
        "raw": await raw(),
    }
    kept = {}
    for name, source in sources.items():
        async with aclosing(source):
            kept[name] = 0
            async for _ in source:
                kept[name] = max(kept[name], pool.checkedout())

    assert kept == dict.fromkeys(sources, 0)
    assert viewer.kind is Kind.KEY
