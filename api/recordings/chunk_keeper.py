"""Chunks that arrive at once are written in one transaction, so that they share its cost."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from api.core.batching import Batcher
from api.db.engine import Database
from api.recordings.repository import NewChunk, RecordingRepository


class ChunkKeeper:
    """Writes the rows of chunks; each is answered once its row is committed.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batcher: Batcher[NewChunk, bool] = Batcher(self._kept)

    async def keep(self, new: NewChunk) -> bool:
        """Write the row of a chunk whose object is stored; False if there is no place for it."""
        return await self._batcher.ask(new)

    async def _kept(self, chunks: Sequence[NewChunk]) -> list[bool]:
        try:
            async with self._database.writing() as session:
                return await RecordingRepository(session).add_chunks(chunks)
        except IntegrityError:
            if len(chunks) == 1:
                return [False]
        # Another process took a place in this moment; that stands in the way of one chunk alone.
        return [kept for chunk in chunks for kept in await self._kept([chunk])]
