"""The bus of a server of several processes: PostgreSQL's NOTIFY."""

import asyncio
import base64
import json
import logging
import zlib
from contextlib import suppress

import asyncpg
from sqlalchemy import URL

from api.core.bus import Listeners, Message
from api.db.addresses import for_libpq

_log = logging.getLogger(__name__)
_CHANNEL = "calf"
_RETRY_S = 1.0
_WAITING_MESSAGES = 1000
_MOST_CHARACTERS = 7900
"""PostgreSQL takes less than 8000 bytes."""
_PACK_CHARACTERS = 4000
"""Longer messages are compressed."""
_PACKED = "z"
"""How a compressed message begins; JSON begins otherwise."""


class PostgresBus(Listeners):
    """The bus of several processes: PostgreSQL's NOTIFY, over one connection each.

    A connection that breaks is made again; what is said meanwhile is not heard, which viewers
    make good by asking for all that is stored.

    Parameters
    ----------
    url
        The database's address.
    """

    def __init__(self, url: URL) -> None:
        super().__init__()
        self._dsn = for_libpq(url)
        self._task: asyncio.Task[None] | None = None
        self._queue: asyncio.Queue[str] = asyncio.Queue(_WAITING_MESSAGES)

    async def start(self) -> None:
        """Connect, and stay connected."""
        self._task = asyncio.create_task(self._carry())

    async def stop(self) -> None:
        """Disconnect."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def publish(self, topic: str, message: Message) -> None:
        """Tell all processes; a message that cannot be sent for long is dropped."""
        text = _packed(json.dumps([topic, message], separators=(",", ":")))
        if len(text) > _MOST_CHARACTERS:
            _log.warning("a message of %s is too long and was dropped", topic)
            return
        with suppress(asyncio.QueueFull):
            self._queue.put_nowait(text)

    async def _carry(self) -> None:
        while True:
            try:
                await self._connected()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("the message bus broke and is made again: %s", type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    async def _connected(self) -> None:
        # Nothing that is said here is kept, so nothing waits for the disk.
        connection = await asyncpg.connect(self._dsn, server_settings={"synchronous_commit": "off"})
        try:
            await connection.add_listener(_CHANNEL, self._heard)
            while True:
                messages = [await self._queue.get()]
                while not self._queue.empty() and len(messages) < _WAITING_MESSAGES:
                    messages.append(self._queue.get_nowait())
                await connection.execute(
                    "SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said", _CHANNEL, messages
                )
        finally:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        topic, message = json.loads(_unpacked(str(payload)))
        self.tell(topic, message)


def _packed(text: str) -> str:
    """PostgreSQL takes less than 8000 bytes; what comes near it is made shorter."""
    if len(text) < _PACK_CHARACTERS:
        return text
    return _PACKED + base64.b85encode(zlib.compress(text.encode())).decode()


def _unpacked(text: str) -> str:
    if not text.startswith(_PACKED):
        return text
    return zlib.decompress(base64.b85decode(text[1:])).decode()
