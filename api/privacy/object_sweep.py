"""Deleting objects whose rows are gone, also after a process died between the two."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from api.db.engine import Database
from api.privacy.orphans import wanted
from api.privacy.repository import PrivacyRepository
from api.storage.blobs import Blobs

_FOLDERS = 500
_AT_A_TIME = 16


class Sweeper:
    """Deletes objects that nothing refers to.

    Parameters
    ----------
    database, blobs
        Where rows and objects are kept.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self.blobs = blobs

    async def finish(self) -> None:
        """Delete the objects of all who were erased.

        Raises
        ------
        StorageError
            If the store refuses; what is left is deleted next time.
        """
        after, refused = "", None
        while True:
            async with self._database.reading() as session:
                prefixes = await PrivacyRepository(session).unwanted(after, _FOLDERS)
            if not prefixes:
                break
            after = prefixes[-1]
            failed = await self._emptied(prefixes)
            refused = refused or next(iter(failed.values()), None)
            async with self._database.writing() as session:
                await PrivacyRepository(session).deleted(
                    [prefix for prefix in prefixes if prefix not in failed]
                )
        if refused is not None:
            raise refused

    async def orphans(self, older_than: timedelta) -> int:
        """Delete objects without a row that are older than that; gives how many.

        An object is stored before its row is written; whoever died in between left it. It must
        have an age, lest it be of somebody who is about to write the row.
        """
        before = datetime.now(UTC) - older_than
        deleted = await self.blobs.delete_unfinished(before)
        async for some in self.blobs.all():
            old = [one.key for one in some if one.modified_at < before]
            async with self._database.reading() as session:
                left = await wanted(session, old)
            gone = [key for key in old if key not in left]
            await self.blobs.delete(*gone)
            deleted += len(gone)
        return deleted

    async def _emptied(self, prefixes: Iterable[str]) -> dict[str, BaseException]:
        """Empty folders, some at a time; gives those that could not be, with the reason."""
        free = asyncio.Semaphore(_AT_A_TIME)

        async def empty(prefix: str) -> None:
            async with free:
                await self.blobs.delete_under(prefix)

        named = list(prefixes)
        done = await asyncio.gather(*map(empty, named), return_exceptions=True)
        return {
            prefix: error for prefix, error in zip(named, done, strict=True) if error is not None
        }
