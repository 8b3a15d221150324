"""A part of the server that is gone for a while: 503 and "try again", not a fault of the program.

Everything can be asked for again: what was stored is found, what was not is stored then.
Text that a database cannot take is answered here too: 422, for whoever sent it to mend.
"""

import logging
from collections.abc import Iterator

from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from api.core.errors import Unavailable, Unusable, answer
from api.storage.blobs import NotStored, StorageError

try:
    import asyncpg
    from procrastinate.exceptions import ConnectorException
except ModuleNotFoundError:
    # A server on SQLite has neither.
    _POSTGRES_ERRORS: tuple[type[Exception], ...] = ()
else:
    _POSTGRES_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, ConnectorException)

_log = logging.getLogger(__name__)
_DATABASE = "The database, or another part of the server, does not answer now; try again soon."
_STORAGE = "The object store does not answer now; try again soon."
_KINDS = (
    StorageError,
    DBAPIError,
    NoConnection,
    *_POSTGRES_ERRORS,
    # A socket or file that is gone, or a disk that is full.
    OSError,
    UnicodeEncodeError,
)
_LOST = (
    # Bare, they come from connecting: what a statement raises is one of SQLAlchemy's.
    *_POSTGRES_ERRORS,
    OperationalError,
    InterfaceError,
    NoConnection,
    OSError,
)
_GONE = {"08", "28", "3D", "40", "53", "57"}
"""Classes of PostgreSQL's errors: no connection, refused, no such database, a transaction that had
to give way to another, too full, stopping."""
_LONE_SURROGATE = "surrogates not allowed"
"""Python's reason why a text has no form in UTF-8."""
_NO_TEXT = "22021"
"""PostgreSQL's state for a character that no text holds, such as NUL."""


def unavailable(error: Exception) -> Unavailable | None:
    """What to say of an error, if it means that a part of the server is gone for a while."""
    if isinstance(error, StorageError):
        return None if isinstance(error, NotStored) else Unavailable(_STORAGE)
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _gone(error)):
        return Unavailable(_DATABASE)
    return Unavailable(_DATABASE) if isinstance(error, _LOST) else None


def _gone(error: DBAPIError) -> bool:
    return _state(error)[:2] in _GONE


def _unusable(error: Exception) -> Unusable | None:
    if isinstance(error, DBAPIError) and _state(error) == _NO_TEXT:
        return Unusable("No text holds NUL characters; send it without them.")
    if any(
        isinstance(cause, UnicodeEncodeError) and cause.reason == _LONE_SURROGATE
        for cause in _causes(error)
    ):
        # Nothing of ours has any, and nothing that is kept: it was sent as an escape in JSON.
        return Unusable("No text holds one half of a surrogate pair; send it without them.")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what led to it."""
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", ""))


def install(app: FastAPI) -> None:
    """Answer such errors of the app."""

    async def handle(request: Request, error: Exception) -> Response:
        if (refused := _unusable(error)) is not None:
            return await answer(request, refused)
        said = unavailable(error)
        if said is None:
            raise error
        _log.warning("a part of the server does not answer: %s", type(error).__name__)
        _log.debug("where it was asked", exc_info=error)
        return await answer(request, said)

    for kind in _KINDS:
        app.add_exception_handler(kind, handle)
