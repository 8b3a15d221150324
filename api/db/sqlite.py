"""Connections to SQLite that end, however often and at whatever moment they are cancelled."""

import asyncio
import sqlite3
import time
from contextlib import suppress
from functools import partial
from typing import Any
from weakref import WeakSet

import aiosqlite

BUSY_MS = 10_000
"""How long a statement waits for a lock; one writer at a time keeps it for far less than 1 s."""
_ROWS_A_FETCH = 64
"""How many rows an iteration fetches at once, as `aiosqlite.connect` has it."""
_END_S = BUSY_MS / 1000 + 5.0
"""How long a closing connection may take: an interrupt does not end a wait for a lock."""
_INTERRUPT_EVERY_S = 0.05
"""How soon a statement is interrupted that began after the first interrupt."""
_USED_S = 2.0
"""How long a connection that is still in use may take to be given back."""


class FileConnection(sqlite3.Connection):
    """A connection that releases its locks when it is closed.

    SQLite keeps a closed connection, and the lock it writes under, for as long as one of its
    statements has rows left. The cursor of a cancelled statement stays alive in a traceback until
    the garbage collector frees it.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._cursors = WeakSet[sqlite3.Cursor]()

    def cursor(self, *args: Any, **settings: Any) -> Any:
        """Make a cursor, and remember it for `close`."""
        cursor = super().cursor(*args, **settings)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        """Close all cursors, then the connection."""
        # A list, because any thread may free a cursor meanwhile.
        for cursor in list(self._cursors):
            cursor.close()
        self._cursors.clear()
        super().close()


class SqliteConnection(aiosqlite.Connection):
    """An aiosqlite connection whose thread ends exactly once.

    SQLAlchemy closes the connection of a cancelled statement. If the task is cancelled again, as
    anyio does until a task has ended, SQLAlchemy stops the connection while it closes. aiosqlite
    then asks its thread to end twice; the second request waits for a thread that is gone, and with
    it the event loop at its end.

    Parameters
    ----------
    *args, **settings
        What `sqlite3.connect` takes.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(partial(self._open, *args, **settings), _ROWS_A_FETCH)
        self._thread.daemon = True
        self._file: sqlite3.Connection | None = None
        self._closing = False
        self._stopped = False

    async def close(self) -> None:
        """Finish the queued statements and close the connection."""
        self._closing = True
        await super().close()

    def stop(self) -> asyncio.Future[Any] | None:
        """Close the connection after the queued statements; None if that is asked for already."""
        self._closing = True
        if self._stopped:
            return None
        self._stopped = True
        # Also if the task was cancelled before it received the opened file.
        self._tx.put_nowait((None, self._close_file))
        return super().stop()

    @property
    def has_ended(self) -> bool:
        """Whether the thread has ended."""
        return not self._thread.is_alive()

    async def wait_ended(self) -> None:
        """Wait until the thread has ended, and interrupt what a closing connection still does."""
        if not self.has_ended:
            await asyncio.to_thread(self._interrupt_and_join)

    def _interrupt_and_join(self) -> None:
        ends_at_s = time.monotonic() + (_END_S if self._closing else _USED_S)
        while self._thread.is_alive() and time.monotonic() < ends_at_s:
            if self._closing and self._file is not None:
                # Again and again, for the statement may not have begun; the file may be closed.
                with suppress(sqlite3.ProgrammingError):
                    self._file.interrupt()
            self._thread.join(_INTERRUPT_EVERY_S)

    def _open(self, *args: Any, **settings: Any) -> sqlite3.Connection:
        self._file = sqlite3.connect(*args, factory=FileConnection, **settings)
        return self._file

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()


def prepare(connection: Any, _record: Any) -> None:
    """Set a new connection up so that readers are served while another connection writes."""
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # With NORMAL, a loss of power takes the transactions of the last moments.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    except Exception:
        connection.close()
        raise
    cursor.close()
