"""Recorders that send journals in chunks, and viewers who listen, on a server with a port."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx2
import uvicorn
from fastapi import FastAPI

from api.core.identifiers import new_id

Event = tuple[str, dict[str, Any]]
DEADLINE_S = 60.0


class _Server(uvicorn.Server):
    """Says when it answers, and leaves signals to the tests."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """An application that is open already, on a port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = _Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await server.answering.wait()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@dataclass
class Watching:
    """The events that one viewer has received."""

    events: list[Event] = field(default_factory=list)
    ended: bool = False
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The data of all events of a kind."""
        return [data for event, data in self.events if event == kind]

    def numbers(self) -> list[int]:
        """The numbers of all repetitions, those of the snapshot before."""
        before = [rep for one in self.of("snapshot") for room in one["recordings"]
                  for rep in room["reps"]]  # fmt: skip
        return [one["number"] for one in (*before, *self.of("rep"))]

    async def until(self, condition: Callable[["Watching"], bool]) -> None:
        """Wait until what was received is so."""
        async with asyncio.timeout(DEADLINE_S), self._changed:
            await self._changed.wait_for(lambda: condition(self))

    async def until_one(self, kind: str) -> dict[str, Any]:
        """Wait for an event of a kind; gives the first."""
        await self.until(lambda one: bool(one.of(kind)))
        return self.of(kind)[0]

    async def take(self, response: httpx2.Response) -> None:
        """Receive until it ends."""
        event = ""
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                await self._note((event, json.loads(value)))
        await self._note(None)

    async def _note(self, event: Event | None) -> None:
        async with self._changed:
            if event is None:
                self.ended = True
            else:
                self.events.append(event)
            self._changed.notify_all()


@asynccontextmanager
async def watching(url: str, headers: Mapping[str, str], **filters: Any) -> AsyncIterator[Watching]:
    """Watch; the snapshot has been received."""
    async with (
        httpx2.AsyncClient(base_url=url, headers=dict(headers), timeout=DEADLINE_S) as client,
        client.stream("GET", "/v1/live", params=filters) as response,
    ):
        assert response.status_code == 200, (await response.aread()).decode()
        assert response.headers["content-type"].startswith("text/event-stream")
        one = Watching()
        taking = asyncio.create_task(one.take(response))
        try:
            await one.until_one("snapshot")
            yield one
        finally:
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)


@dataclass
class Recorder:
    """Somebody whose recording arrives in chunks."""

    client: httpx2.AsyncClient
    id: str = field(default_factory=new_id)
    watched: bool = False

    async def begin(
        self, athlete_id: str | None = None, exercise: str | None = "calf_raise"
    ) -> None:
        """Begin."""
        body = {"athlete_id": athlete_id, "name": "set.calf", "exercise": exercise}
        answer = await self.client.put(f"/v1/recordings/{self.id}", json=body)
        assert answer.is_success, answer.text

    async def put(self, number: int, data: bytes, stream: str = "journal") -> int:
        """Send a chunk; gives the answer's status."""
        digest = base64.b64encode(sha256(data).digest()).decode()
        answer = await self.client.put(
            f"/v1/recordings/{self.id}/streams/{stream}/chunks/{number}",
            content=data,
            headers={"content-digest": f"sha-256=:{digest}:"},
        )
        assert answer.is_success, answer.text
        self.watched = answer.json()["watched"]
        return answer.status_code

    async def finish(self, **chunks: int) -> dict[str, Any]:
        """Finish."""
        answer = await self.client.post(f"/v1/recordings/{self.id}/finish", json={"chunks": chunks})
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told
