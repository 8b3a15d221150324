"""Long answers: sliced, counted for each account and address, and ended when nobody reads."""

import asyncio
import errno
import socket
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.streaming import Stream
from api.core.viewer import Kind, Viewer
from api.embedded import listen
from api.http.long_answers import SLICE_BYTES, LongAnswers
from tests.api.house import settings_in
from tests.api.viewing import DEADLINE_S

LARGE = bytes(range(256)) * (3 * SLICE_BYTES // 256) + b"end"


class Client:
    """Somebody who asks an application and reads as many messages as `reads` allows."""

    def __init__(self, app: ASGIApp, user_id: str | None, reads: int | None = None) -> None:
        self._app = app
        self._reads = reads
        self._user_id = user_id
        self.messages: list[Message] = []
        self.stuck = asyncio.Event()
        self.goes_on = asyncio.Event()

    async def ask(self, path: str = "/large") -> None:
        state: dict[str, Any] = {}
        if self._user_id is not None:
            state["viewer"] = Viewer(self._user_id, "secret", Kind.KEY, frozenset())
        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "headers": [],
            "client": ("10.0.0.1", 1),
            "state": state,
        }
        await self._app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def _send(self, message: Message) -> None:
        if self._reads is not None and len(self.messages) == self._reads:
            self.stuck.set()
            await self.goes_on.wait()
        self.messages.append(message)

    @property
    def status(self) -> int:
        status: int = self.messages[0]["status"]
        return status

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.messages[1:])


class Source:
    """An application that answers with one large body, with a stream, or with a few bytes."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answers: dict[str, Response] = {
            "/large": Response(LARGE),
            "/small": Response(b"small"),
        }
        answer = answers.get(scope["path"]) or Stream(
            self._parts(), media_type=_TYPES[scope["path"]]
        )
        await answer(scope, receive, send)

    async def _parts(self) -> AsyncGenerator[bytes]:
        try:
            for number in range(3):
                yield str(number).encode()
        finally:
            self.closed.set()


_TYPES = {"/stream": "application/zip", "/live": "text/event-stream"}


def limited(app: ASGIApp, account: int = 9, network: int = 9, stalled_s: float = 60) -> ASGIApp:
    return LongAnswers(app, account, network, stalled_s)


async def test_a_large_body_is_sent_in_slices() -> None:
    client = Client(limited(Source()), "sam")

    await client.ask()

    assert client.body == LARGE
    sizes = [len(message["body"]) for message in client.messages[1:]]
    assert sizes == [SLICE_BYTES] * 3 + [3]
    assert [message.get("more_body", False) for message in client.messages[1:]] == [True] * 3 + [
        False
    ]


async def test_an_account_is_refused_the_answer_too_many() -> None:
    app = limited(Source(), account=1)
    first, second = Client(app, "sam", reads=2), Client(app, "sam")
    small, view, other = Client(app, "sam"), Client(app, "sam"), Client(app, "lee")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(first.ask())
        await first.stuck.wait()
        await second.ask()
        await small.ask("/small")
        await view.ask("/live")
        await other.ask()
        first.goes_on.set()
    again = Client(app, "sam")
    await again.ask()

    assert second.status == 429
    assert (b"retry-after", b"5") in second.messages[0]["headers"]
    assert [answer.status for answer in (first, small, view, other, again)] == [200] * 5
    assert first.body == other.body == again.body == LARGE


async def test_a_network_is_refused_the_answer_too_many() -> None:
    app = limited(Source(), network=2)
    readers = [Client(app, "sam", reads=1), Client(app, None, reads=1)]
    refused = Client(app, "lee")
    async with asyncio.TaskGroup() as tasks:
        for reader in readers:
            tasks.create_task(reader.ask())
            await reader.stuck.wait()
        await refused.ask("/stream")
        for reader in readers:
            reader.goes_on.set()

    assert refused.status == 429


async def test_an_answer_ends_that_nobody_reads() -> None:
    source = Source()
    app = limited(source, account=1, stalled_s=0.01)
    reader, again = Client(app, "sam", reads=2), Client(app, "sam")

    await reader.ask("/stream")
    await again.ask("/stream")

    assert source.closed.is_set()
    assert [message.get("body") for message in reader.messages] == [None, b"0"]
    assert again.body == b"012"


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux drops them itself")
async def test_the_system_drops_what_is_not_read_of_a_complete_answer(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    settings = settings_in(tmp_path, port=0, stalled_s=0.1)
    with listen(settings, or_any=False) as listener, socket.socket() as client:
        client.connect(listener.getsockname())
        server, _ = listener.accept()
        with server:
            server.setblocking(False)
            with suppress(BlockingIOError):
                while True:
                    server.send(LARGE)
            with pytest.raises(TimeoutError) as dropped:
                await asyncio.wait_for(loop.sock_recv(server, 1), DEADLINE_S)

    assert dropped.value.errno == errno.ETIMEDOUT
