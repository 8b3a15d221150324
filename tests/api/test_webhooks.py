"""Webhooks: signed, repeated until heard, and never led into the server's own network."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select, update
from standardwebhooks.webhooks import Webhook

from api.core.events import Event
from api.webhooks import sender
from api.webhooks.host_names import HostNames
from api.webhooks.models import DeliveryRow
from api.webhooks.repository import RETRIES, WebhookRepository
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.people import ok

pytestmark = pytest.mark.usefixtures("backend")
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
FAILED = b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n"


@dataclass
class Receiver:
    """A program that is told, on a port of this machine."""

    answer: bytes = OK
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)
    endless: bytes = b""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/hook"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()[1:-1]
            headers = {
                name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            self.heard.append((headers, body))
            self.called.set()
            writer.write(self.answer)
            while self.endless:
                writer.write(self.endless)
                await writer.drain()
                await asyncio.sleep(0.01)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            # A server that stops closes its connection, perhaps before it sends its request.
            pass
        finally:
            # Python before 3.11.5 leaves a connection open whose handler ends with an error.
            writer.close()


@asynccontextmanager
async def receiving(**given: Any) -> AsyncIterator[Receiver]:
    receiver = Receiver(**given)
    server = await asyncio.start_server(receiver.take, "localhost", 0, family=socket.AF_INET)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


@asynccontextmanager
async def telling(
    folder: Path, receiver: Receiver, *events: str
) -> AsyncIterator[tuple[House, str]]:
    """A house of which nothing is delivered by itself, and the secret of its webhook."""
    async with opened(folder, pipeline_of(hand_made()), webhooks_private=True) as house:
        await house.services.webhooks.stop()
        wanted = {"url": receiver.url, "events": list(events) or ["session.analysed"]}
        club = ok(await house.client.get("/v1/me"))["memberships"][0]["organization_id"]
        made = ok(await house.client.post(f"/v1/organizations/{club}/webhooks", json=wanted))
        yield house, made["secret"]


async def deliveries(house: House) -> list[DeliveryRow]:
    async with house.services.database.reading() as session:
        return list((await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))).all())


async def wait_over(house: House) -> None:
    """Let the time come for what waits."""
    async with house.services.database.writing() as session:
        waiting = update(DeliveryRow).where(DeliveryRow.next_at.is_not(None))
        await session.execute(waiting.values(next_at=datetime.now(UTC) - timedelta(seconds=1)))


@pytest.mark.both_databases
async def test_what_is_told_is_signed_and_holds_no_value(tmp_path: Path) -> None:
    events = [one.value for one in Event]
    async with receiving() as receiver, telling(tmp_path, receiver, *events) as (house, secret):
        session_id = await house.session_of(force_csv())
        assert await house.services.webhooks.deliver_due() == 2

        told = [Webhook(secret).verify(body, headers) for headers, body in receiver.heard]
        assert {one["type"] for one in told} == {"recording.stored", "session.analysed"}
        assert all(set(one) == {"type", "timestamp", "data"} for one in told)
        assert all(set(one["data"]) == {"id", "athlete_id"} for one in told)
        assert session_id in {one["data"]["id"] for one in told}
        assert receiver.heard[0][0]["host"] == f"localhost:{receiver.port}"
        assert await house.services.webhooks.deliver_due() == 0
        assert all(one.delivered_at is not None for one in await deliveries(house))


async def test_what_is_not_heard_is_repeated_ever_later_and_given_up(tmp_path: Path) -> None:
    async with (
        receiving(answer=FAILED) as receiver,
        telling(tmp_path, receiver) as (house, _),
    ):
        await house.session_of(force_csv())
        for delay in RETRIES:
            before = datetime.now(UTC)
            assert await house.services.webhooks.deliver_due() == 1
            (row,) = await deliveries(house)
            assert row.next_at is not None
            assert before + delay <= row.next_at <= datetime.now(UTC) + delay
            assert await house.services.webhooks.deliver_due() == 0
            await wait_over(house)
        assert await house.services.webhooks.deliver_due() == 1
        (row,) = await deliveries(house)

    assert (row.next_at, row.delivered_at, row.answer) == (None, None, "500")
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1
    assert len(receiver.heard) == len(RETRIES) + 1


@pytest.mark.both_databases
async def test_what_was_not_delivered_outlives_a_restart(tmp_path: Path) -> None:
    async with receiving(answer=FAILED) as receiver:
        async with telling(tmp_path, receiver) as (house, _):
            await house.session_of(force_csv())
            await house.services.webhooks.deliver_due()
            await wait_over(house)
        receiver.answer = OK
        async with opened(tmp_path, pipeline_of(hand_made()), webhooks_private=True) as house:
            await house.services.webhooks.stop()
            # It may have begun by itself already.
            await wait_over(house)
            await house.services.webhooks.deliver_due()
            (row,) = await deliveries(house)

    assert (row.answer, row.next_at) == ("200", None)
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1


@pytest.mark.both_databases
async def test_several_processes_deliver_each_event_once(tmp_path: Path) -> None:
    async with (
        receiving() as receiver,
        telling(tmp_path, receiver) as (house, _),
        opened(tmp_path, pipeline_of(hand_made()), webhooks_private=True) as other,
    ):
        await other.services.webhooks.stop()
        async with house.services.database.writing() as session:
            me = ok(await house.client.get("/v1/me"))["memberships"][0]["organization_id"]
            for number in range(30):
                told = {"id": str(number), "athlete_id": "x"}
                await house.services.webhooks.keep(session, me, Event.SESSION_ANALYSED, told)
        services = [house.services.webhooks, other.services.webhooks] * 2
        assert sum(await asyncio.gather(*(one.deliver_due() for one in services))) == 30

    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 30
    assert len(receiver.heard) == 30


async def test_what_does_not_happen_is_not_told(tmp_path: Path) -> None:
    async with receiving() as receiver, telling(tmp_path, receiver) as (house, _):
        me = ok(await house.client.get("/v1/me"))["memberships"][0]["organization_id"]
        told = {"id": "1", "athlete_id": "x"}

        async def broken_off() -> None:
            async with house.services.database.writing() as session:
                await house.services.webhooks.keep(session, me, Event.SESSION_ANALYSED, told)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await broken_off()
        assert await deliveries(house) == []


@pytest.mark.parametrize("endless", [b"x" * 60_000, b" "])
async def test_slow_and_endless_answers_are_not_read(tmp_path: Path, endless: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    async with (
        receiving(answer=head, endless=endless) as receiver,
        telling(tmp_path, receiver) as (house, _),
    ):
        await house.session_of(force_csv())
        await house.services.webhooks.deliver_due()
        (row,) = await deliveries(house)
    assert (row.answer, row.next_at) == ("200", None)


async def test_an_answer_that_never_begins_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.webhooks.deliveries._TIMEOUT_S", 0.2)
    async with (
        receiving(answer=b"HTTP/1.1 200 OK\r\nx: ", endless=b"y") as receiver,
        telling(tmp_path, receiver) as (house, _),
    ):
        await house.session_of(force_csv())
        await house.services.webhooks.deliver_due()
        (row,) = await deliveries(house)
    assert (row.answer, row.attempts) == ("no answer within 0.2 s", 1)


async def test_redirects_are_not_followed(tmp_path: Path) -> None:
    async with receiving() as target:
        moved = f"HTTP/1.1 307 Go\r\nlocation: {target.url}\r\ncontent-length: 0\r\n\r\n".encode()
        async with receiving(answer=moved) as receiver, telling(tmp_path, receiver) as (house, _):
            await house.session_of(force_csv())
            await house.services.webhooks.deliver_due()
            (row,) = await deliveries(house)
    assert (row.answer, row.delivered_at, target.heard) == ("307", None, [])


async def test_addresses_of_our_own_network_are_refused(house: House) -> None:
    me = ok(await house.client.get("/v1/me"))["memberships"][0]["organization_id"]
    for host in (
        "localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "[::1]", "0.0.0.0",
        "[::ffff:127.0.0.1]", "[::ffff:100.64.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "[fd00::1]", "224.0.0.1", "2130706433", "0x7f.1",
    ):  # fmt: skip
        wanted = {"url": f"http://{host}/hook", "events": ["session.analysed"]}

        answer = await house.client.post(f"/v1/organizations/{me}/webhooks", json=wanted)

        assert answer.status_code == 422, host
        assert "own network" in answer.json()["detail"], host


async def test_a_name_that_leads_elsewhere_afterwards_does_not_lead_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up = 0
    connected: list[Any] = []

    def rebinding(host: str, *_: Any, **__: Any) -> list[Any]:
        nonlocal looked_up
        looked_up += 1
        address = "8.8.8.8" if looked_up == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    async def connect(_: Any, request: httpx2.Request) -> httpx2.Response:
        sent_to = (request.url.host, request.headers["host"], request.extensions["sni_hostname"])
        connected.append(sent_to)
        return httpx2.Response(200)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", connect)
    async with sender.client(HostNames(), private=False) as client:
        for _ in range(2):
            await sender.post(client, "https://club.example/hook", "{}", {}, 1)

    assert connected == [("8.8.8.8", "club.example", "club.example")]


async def test_an_organization_has_not_ever_more_webhooks(house: House) -> None:
    house.services.webhooks._private = True
    me = ok(await house.client.get("/v1/me"))["memberships"][0]["organization_id"]
    at, wanted = (
        f"/v1/organizations/{me}/webhooks",
        {"url": "http://localhost/", "events": ["session.failed"]},
    )
    statuses = [(await house.client.post(at, json=wanted)).status_code for _ in range(21)]

    assert statuses == [201] * 20 + [409]


@pytest.mark.parametrize("error", [ConnectionRefusedError("refused"), RuntimeError("a fault")])
async def test_events_are_sent_after_looking_for_them_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    due, failed = WebhookRepository.due, asyncio.Event()

    async def refused(*asked: Any) -> Any:
        if not failed.is_set():
            failed.set()
            raise error
        return await due(*asked)

    monkeypatch.setattr(WebhookRepository, "due", refused)
    async with receiving() as receiver, telling(tmp_path, receiver) as (house, _):
        await house.services.webhooks.start()
        await house.session_of(force_csv())
        await failed.wait()
        await house.services.webhooks.wake()
        async with asyncio.timeout(60):
            await receiver.called.wait()
