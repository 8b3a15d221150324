"""Objects by key in a folder, in memory or in an S3 bucket; none is ever overwritten."""

from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from tracker.errors import CalfError, InputError


class StorageError(CalfError):
    """The object store does not do what it should."""


class AlreadyStored(StorageError):
    """There already is an object of that key."""


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

    async def get(self, key: str) -> bytes:
        """Read a whole object; StorageError if it is not there."""
        try:
            result = await obstore.get_async(self._store, key)
            return bytes(await result.bytes_async())
        except (BaseError, OSError) as error:
            raise StorageError(f"{key} cannot be read: {error}") from error

    async def delete(self, *keys: str) -> None:
        """Delete objects; one that is not there is no error."""
        for key in keys:
            try:
                await obstore.delete_async(self._store, key)
            except (NotFoundError, FileNotFoundError):
                continue
            except (BaseError, OSError) as error:
                raise StorageError(f"{key} cannot be deleted: {error}") from error


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
