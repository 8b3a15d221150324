"""Objects by key in a folder, in memory or in an S3 bucket; none is ever overwritten."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from tracker.errors import CalfError, InputError

_AT_A_TIME = 1000
"""What S3 takes in one request to delete, and gives of one to list."""
_BLOCK_BYTES = 1 << 20


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

    async def put_new(self, key: str, data: bytes) -> None:
        """Store an object that is not there yet.

        Raises
        ------
        AlreadyStored
            If it is there.
        StorageError
            If the store refuses.
        """
        try:
            await obstore.put_async(self._store, key, data, mode="create")
        except AlreadyExistsError as error:
            raise AlreadyStored(f"{key} is already stored") from error
        except (BaseError, OSError) as error:
            raise StorageError(f"{key} cannot be stored: {error}") from error

    async def settle(self, *keys: str) -> None:
        """Have objects survive a loss of power from now on; a bucket sees to it by itself.

        Raises
        ------
        StorageError
            If the disk refuses.
        """
        if isinstance(self._store, LocalStore) and self._store.prefix is not None:
            folder = Path(self._store.prefix)
            try:
                await asyncio.to_thread(_force_to_disk, folder, [folder / key for key in keys])
            except OSError as error:
                raise StorageError(f"{keys[0]} cannot be stored: {error}") from error

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

    async def blocks(self, key: str) -> AsyncIterator[bytes]:
        """Read an object piece by piece, for one that is too large to hold.

        Raises
        ------
        NotStored
            If it is not there; before the first piece.
        StorageError
            If the store breaks off.
        """
        try:
            result = await obstore.get_async(self._store, key)
            async for block in result.stream(min_chunk_size=_BLOCK_BYTES):
                yield bytes(block)
        except (NotFoundError, FileNotFoundError) as error:
            raise NotStored(f"{key} is not stored") from error
        except (BaseError, OSError) as error:
            raise StorageError(f"{key} cannot be read: {error}") from error

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

    async def _delete(self, keys: tuple[str, ...]) -> None:
        try:
            await obstore.delete_async(self._store, list(keys))
        except (NotFoundError, FileNotFoundError):
            # A folder breaks off at what is not there; a bucket does not mind.
            for key in keys if len(keys) > 1 else ():
                await self._delete((key,))
        except (BaseError, OSError) as error:
            raise StorageError(f"{keys[0]} cannot be deleted: {error}") from error


def _open(url: str) -> ObjectStore:
    scheme = urlsplit(url).scheme
    try:
        if scheme == "memory":
            return MemoryStore()
        if scheme == "file":
            folder = url2pathname(urlsplit(url).path)
            return LocalStore(folder, automatic_cleanup=True, mkdir=True)
        return from_url(url)
    except (BaseError, OSError, ValueError) as error:
        raise InputError(f"storage address {url}: {error}") from error


def _can_be_written(store: LocalStore) -> bool:
    folder = store.prefix
    return folder is None or os.access(folder, os.W_OK | os.X_OK)


def _force_to_disk(folder: Path, files: Sequence[Path]) -> None:
    """Sync files, and the folders down to them, in which they may be the first."""
    for file in files:
        _sync(file)
    # Windows opens no folder, and keeps its entries without being asked.
    with suppress(PermissionError):
        for inside in _folders(folder, files):
            _sync(inside)


def _folders(folder: Path, files: Iterable[Path]) -> set[Path]:
    above = {parent for file in files for parent in file.parents}
    return {one for one in above if one == folder or folder in one.parents}


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
