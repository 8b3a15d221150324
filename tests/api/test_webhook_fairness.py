"""A receiver that never answers delays nobody else's events."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.core.events import Event
from api.webhooks import deliveries
from api.webhooks.host_names import HostNames
from api.webhooks.models import DeliveryRow
from tests.api.house import House, hand_made, opened, pipeline_of
from tests.api.people import Club, People, ok

DEADLINE_S = 60
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Receiver:
    """A program on this machine that answers every event, or takes them and never answers."""

    def __init__(self, *, answers: bool) -> None:
        self.connected = asyncio.Event()
        self.heard = asyncio.Event()
        self._answers = answers
        self._closing = asyncio.Event()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected.set()
        if self._answers:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)
            self.heard.set()
        else:
            await self._closing.wait()
        writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Give the address."""
        server = await asyncio.start_server(self.take, "localhost", 0, family=socket.AF_INET)
        async with server:
            yield f"http://localhost:{server.sockets[0].getsockname()[1]}/hook"
            self._closing.set()


@asynccontextmanager
async def clubs(folder: Path) -> AsyncIterator[tuple[House, Club, Club]]:
    async with opened(folder, pipeline_of(hand_made()), webhooks_private=True) as house:
        people = People(house)
        yield house, await people.found("Harbour"), await people.found("Hill")
        await people.aclose()


async def add_webhook(club: Club, url: str) -> None:
    wanted = {"url": url, "events": ["session.analysed"]}
    ok(await club.admin.client.post(club.at("/webhooks"), json=wanted))


async def keep(house: House, club: Club, count: int) -> None:
    async with house.services.database.writing() as session:
        for number in range(count):
            what = {"id": str(number), "athlete_id": "x"}
            await house.services.webhooks.keep(session, club.id, Event.SESSION_ANALYSED, what)


async def answers(house: House) -> list[str | None]:
    async with house.services.database.reading() as session:
        return list(await session.scalars(select(DeliveryRow.answer).order_by(DeliveryRow.id)))


@pytest.mark.both_databases
@pytest.mark.usefixtures("backend", "quick_passwords")
async def test_an_event_arrives_while_another_clubs_receiver_never_answers(tmp_path: Path) -> None:
    dead, live = Receiver(answers=False), Receiver(answers=True)
    async with (
        dead.listening() as dead_url,
        live.listening() as live_url,
        clubs(tmp_path) as (house, harbour, hill),
        asyncio.timeout(DEADLINE_S),
    ):
        await add_webhook(harbour, dead_url)
        await add_webhook(hill, live_url)
        # More than there is room for, and all of them due before the other club's event.
        await keep(house, harbour, 2 * deliveries._OF_ORGANIZATION + 20)
        await house.services.webhooks.wake()
        await dead.connected.wait()
        await keep(house, hill, 1)
        await house.services.webhooks.wake()

        await live.heard.wait()

        # The answer of the receiver that lives may be noted already; the others still wait.
        assert set(await answers(house)) <= {None, "200"}


@pytest.mark.usefixtures("backend", "quick_passwords")
async def test_other_events_rest_after_one_without_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_TIMEOUT_S", 0.2)
    dead = Receiver(answers=False)
    async with dead.listening() as url, clubs(tmp_path) as (house, harbour, _):
        await house.services.webhooks.stop()
        await add_webhook(harbour, url)
        await keep(house, harbour, 3 * deliveries._OF_WEBHOOK)
        tried = await house.services.webhooks.deliver_due()
        async with house.services.database.reading() as session:
            rows = list(await session.scalars(select(DeliveryRow)))

    failed = [row for row in rows if row.attempts]
    resting = [row for row in rows if not row.attempts]
    assert tried == len(failed) == deliveries._OF_WEBHOOK
    assert len(resting) == 2 * deliveries._OF_WEBHOOK
    assert all(row.next_at is not None and row.next_at > row.created_at for row in resting)


async def test_a_name_server_that_does_not_answer_delays_no_other_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released, asked = threading.Event(), []

    def look_up(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        if host.startswith("dead"):
            released.wait(DEADLINE_S)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    names = HostNames()
    async with asyncio.timeout(DEADLINE_S):
        # As many as the event loop has threads of its own, and more.
        dead = [asyncio.create_task(names.addresses(f"dead{number % 40}")) for number in range(80)]
        try:
            assert await names.addresses("live.example") == ["192.0.2.1"]
            # The event loop's own threads are free.
            assert await asyncio.to_thread(str, 1) == "1"
            assert not any(task.done() for task in dead)
        finally:
            released.set()
        await asyncio.gather(*dead)
    assert len(asked) == 41
