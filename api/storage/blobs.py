"""Objects by key in a folder, in memory or in an S3 bucket; none is ever overwritten."""

import os
import re
from asyncio import get_running_loop, to_thread
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from tracker.errors import CalfError, InputError
from tracker.private_files import make_private_folder

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import RetryConfig

_AT_A_TIME = 1000
"""What S3 takes in one request to delete, and gives of one to list."""
_BLOCK_BYTES = 1 << 20
_FORCED_AT_A_TIME = 16
_REMEMBERED = 10_000
_UNFINISHED = re.compile(r"#\d+$")
"""Names of files that a `LocalStore` is still writing; it takes no key of that form."""
_RETRY: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
"""Whoever waits for a bucket has to be answered some time; everything can be asked for again."""


class StorageError(CalfError):
    """The object store does not do what it should."""


class NotStored(StorageError):
    """There is no object of that key."""


class AlreadyStored(StorageError):
    """There already is an object of that key."""


@dataclass(frozen=True, slots=True)
class Blob:
    """What the store says of an object."""

    key: str
    bytes: int
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class OpenBlob:
    """An object that is being read: its size, and its bytes block by block."""

    size: int
    blocks: AsyncGenerator[bytes]


class Blobs:
    """The objects behind one address.

    Parameters
    ----------
    url
        ``file:///…``, ``memory://``, ``s3://bucket/prefix`` (credentials and region from the
        ``AWS_…`` variables).

    Raises
    ------
    InputError
        If the address is of no known kind, or the folder cannot be made.
    """

    def __init__(self, url: str) -> None:
        self._store = _open(url)
        prefix = self._store.prefix if isinstance(self._store, LocalStore) else None
        self._folder = None if prefix is None else str(prefix)
        # Each waits for the disk, which does many at once hardly slower than one.
        self._forcing = ThreadPoolExecutor(_FORCED_AT_A_TIME, "calf-disk")
        self._forced: set[str] = set()

    async def put_new(self, key: str, data: bytes) -> None:
        """Store an object that is not there yet; a loss of power cannot take it any more.

        Raises
        ------
        AlreadyStored
            If it is there.
        StorageError
            If the store refuses.
        """
        try:
            try:
                await obstore.put_async(self._store, key, data, mode="create")
            finally:
                # Also what is there: whoever stored it may have died before it was on the disk.
                await self._force_to_disk(key)
        except AlreadyExistsError as error:
            raise AlreadyStored(f"{key} is already stored") from error
        except (BaseError, OSError) as error:
            raise StorageError(f"{key} cannot be stored: {error}") from error

    async def check(self) -> None:
        """Ask the store for an answer; StorageError if there is none."""
        try:
            await obstore.head_async(self._store, "ready")
        except (NotFoundError, FileNotFoundError):
            if isinstance(self._store, LocalStore) and not _can_be_written(self._store):
                raise StorageError("the folder is gone or cannot be written") from None
        except (BaseError, OSError) as error:
            raise StorageError(f"the store does not answer: {error}") from error

    async def get(self, key: str) -> bytes:
        """Read a whole object; NotStored if it is not there, StorageError if none can be read."""
        try:
            result = await obstore.get_async(self._store, key)
            return bytes(await result.bytes_async())
        except (NotFoundError, FileNotFoundError) as error:
            raise NotStored(f"{key} is not there") from error
        except (BaseError, OSError) as error:
            raise StorageError(f"{key} cannot be read: {error}") from error

    async def open(self, key: str) -> OpenBlob:
        """Open an object to read it block by block, for one that is too large for memory.

        Raises
        ------
        NotStored
            If it is not there.
        StorageError
            If the store does not answer; also between two blocks.
        """
        try:
            result = await obstore.get_async(self._store, key)
        except (NotFoundError, FileNotFoundError) as error:
            raise NotStored(f"{key} is not stored") from error
        except (BaseError, OSError) as error:
            raise StorageError(f"{key} cannot be read: {error}") from error
        return OpenBlob(result.meta["size"], _blocks(key, result))

    async def blocks(self, key: str) -> AsyncIterator[bytes]:
        """The blocks of an object; raises what `open` raises, before the first block."""
        opened = await self.open(key)
        async for block in opened.blocks:
            yield block

    async def all(self, prefix: str = "") -> AsyncIterator[list[Blob]]:
        """All objects whose keys begin with a folder, some hundreds at a time."""
        try:
            async for some in obstore.list(self._store, prefix or None, chunk_size=_AT_A_TIME):
                yield [
                    Blob(one["path"], one["size"], one["last_modified"].astimezone(UTC))
                    for one in some
                ]
        except (BaseError, OSError) as error:
            raise StorageError(f"the objects cannot be listed: {error}") from error

    async def delete(self, *keys: str) -> None:
        """Delete objects; one that is not there is no error."""
        for start in range(0, len(keys), _AT_A_TIME):
            await self._delete(keys[start : start + _AT_A_TIME])

    async def delete_under(self, prefix: str) -> None:
        """Delete all objects whose keys begin with a folder."""
        async for some in self.all(prefix):
            await self.delete(*(one.key for one in some))

    async def delete_unfinished(self, before: datetime) -> int:
        """Delete what puts left that were broken off before a time; gives how much.

        In a folder, a put writes a file beside the object's place and then moves it there. Whoever
        is killed in between leaves that file, which no list of objects shows. A bucket does so by
        itself.

        Raises
        ------
        StorageError
            If the folder cannot be read.
        """
        if self._folder is None:
            return 0
        try:
            return await to_thread(_delete_unfinished, Path(self._folder), before.timestamp())
        except OSError as error:
            raise StorageError(f"unfinished objects cannot be deleted: {error}") from error

    async def _force_to_disk(self, key: str) -> None:
        """Sync a file, its folder, and those above where it may be the first; a bucket does so."""
        if self._folder is None:
            return
        above = key.split("/")[:-1]
        within = "/".join(above)
        paths = [f"{self._folder}/{key}", f"{self._folder}/{within}"]
        if within not in self._forced:
            paths += ["/".join([self._folder, *above[:depth]]) for depth in range(len(above))]
        await get_running_loop().run_in_executor(self._forcing, _sync, paths)
        if len(self._forced) >= _REMEMBERED:
            self._forced.clear()
        self._forced.add(within)

    async def _delete(self, keys: tuple[str, ...]) -> None:
        try:
            await obstore.delete_async(self._store, list(keys))
        except (NotFoundError, FileNotFoundError):
            # A folder breaks off at what is not there; a bucket does not mind.
            for key in keys if len(keys) > 1 else ():
                await self._delete((key,))
        except (BaseError, OSError) as error:
            raise StorageError(f"{keys[0]} cannot be deleted: {error}") from error


async def _blocks(key: str, result: "GetResult") -> AsyncGenerator[bytes]:
    try:
        async for block in result.stream(min_chunk_size=_BLOCK_BYTES):
            yield bytes(block)
    except (BaseError, OSError) as error:
        raise StorageError(f"{key} cannot be read: {error}") from error


def _open(url: str) -> ObjectStore:
    scheme = urlsplit(url).scheme
    try:
        if scheme == "memory":
            return MemoryStore()
        if scheme == "file":
            folder = url2pathname(urlsplit(url).path)
            make_private_folder(Path(folder))
            return LocalStore(folder, automatic_cleanup=True, mkdir=True)
        return from_url(url, retry_config=_RETRY)
    except (BaseError, OSError, ValueError) as error:
        raise InputError(f"storage address {url}: {error}") from error


def _delete_unfinished(folder: Path, before_s: float) -> int:
    deleted = 0
    for path in folder.rglob("*"):
        # Another process may delete it meanwhile.
        with suppress(FileNotFoundError):
            if _UNFINISHED.search(path.name) and path.lstat().st_mtime < before_s:
                path.unlink()
                deleted += 1
    return deleted


def _can_be_written(store: LocalStore) -> bool:
    folder = store.prefix
    return folder is None or os.access(folder, os.W_OK | os.X_OK)


def _sync(paths: Sequence[str]) -> None:
    for path in paths:
        # Windows opens no folder; and what somebody deleted meanwhile is nobody's any more.
        with suppress(PermissionError, FileNotFoundError):
            opened = os.open(path, os.O_RDONLY if path is not paths[0] else os.O_RDWR)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
