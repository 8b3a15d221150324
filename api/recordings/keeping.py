"""Chunks that arrive at once are written in one transaction, so that they share its cost."""

import asyncio

from sqlalchemy.exc import IntegrityError

from api.db.engine import Database
from api.recordings.repository import NewChunk, RecordingRepository

_AT_A_TIME = 100


class ChunkKeeper:
    """Writes the rows of chunks.

    All that arrive while a transaction is under way share the next. Each is answered once its row
    is committed.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[NewChunk, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, new: NewChunk) -> bool:
        """Write the row of a chunk whose object is stored; False if there is no place for it."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((new, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        try:
            while self._waiting:
                taken = self._waiting[:_AT_A_TIME]
                del self._waiting[:_AT_A_TIME]
                await self._answer(taken)
        finally:
            self._writing = None

    async def _answer(self, taken: list[tuple[NewChunk, asyncio.Future[bool]]]) -> None:
        try:
            kept = await self._kept([new for new, _ in taken])
        except Exception as error:
            for _, done in taken:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), one in zip(taken, kept, strict=True):
            if not done.done():
                done.set_result(one)

    async def _kept(self, chunks: list[NewChunk]) -> list[bool]:
        try:
            async with self._database.writing() as session:
                return await RecordingRepository(session).add_chunks(chunks)
        except IntegrityError:
            if len(chunks) == 1:
                return [False]
        # Another process took a place in this moment; that stands in the way of one chunk alone.
        return [kept for one in chunks for kept in await self._kept([one])]
