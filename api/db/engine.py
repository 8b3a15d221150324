"""One connection pool, set up so that SQLite serves readers while it is written to."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DisconnectionError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from api.db import sqlite
from api.db.addresses import for_engine
from api.db.change_numbers import NumberingSession
from api.db.migrate import is_known, newest, revision_of, upgrade
from api.db.sqlite import BUSY_MS, SqliteConnection
from api.db.upgrade_backup import newer_database
from tracker.errors import InputError
from tracker.extras import require_extras
from tracker.private_files import make_private_file, make_private_folder, restrict_or_warn

# Another process that copies and upgrades the same database is waited for: 10 GB take minutes.
_UPGRADE_MS = 600_000
_MEMORY = ":memory:"
_TRUSTED_S = 10.0
_CONNECTIONS = 10
_LOCK = "SELECT pg_advisory_xact_lock(4701)"


class Database:
    """The database that results are kept in.

    Parameters
    ----------
    url
        SQLAlchemy address with an async driver.

    Raises
    ------
    InputError
        If the address cannot be understood or its driver is not installed.
    """

    def __init__(self, url: str) -> None:
        self._connections: list[SqliteConnection] = []
        self.engine = _engine(url, self._connect_sqlite)
        # Each statement for itself, which sees no less of what was committed, and spares PostgreSQL
        # the begin and the end. SQLite begins none to read, and would not find back from this.
        alone = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._asking = self.engine.execution_options(**alone)
        self._readers = async_sessionmaker(self._asking, expire_on_commit=False, autoflush=False)
        self._sessions = async_sessionmaker(
            self.engine, expire_on_commit=False, sync_session_class=NumberingSession
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for statements that only read; what is changed of its rows is dropped."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[AsyncConnection]:
        """A connection for single questions: no transaction is begun and ended around them."""
        async with self._asking.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that commits at the end, or undoes everything on an error."""
        async with self._sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncSession]:
        """A session as `writing`, of which there is one at a time over all processes."""
        async with self.writing() as session:
            await session.execute(text("BEGIN IMMEDIATE" if self.is_sqlite else _LOCK))
            yield session

    async def migrate(self, before: Callable[[str], Awaitable[None]] | None = None) -> None:
        """Bring the tables to this version, once however many processes begin at the same time.

        Parameters
        ----------
        before
            Is given the version of the tables before these are changed, while nobody else can
            change anything.

        Raises
        ------
        InputError
            If the database cannot be opened or is of a newer version, or the tables cannot be
            changed; then it is as it was.
        """
        found = None
        try:
            async with self.migrating() as connection:
                found = await connection.run_sync(revision_of)
                if found is not None and not is_known(found):
                    raise newer_database(self.engine.url, found)
                if before is not None and found not in {None, newest()}:
                    await before(str(found))
                await connection.run_sync(upgrade)
        except (SQLAlchemyError, OSError) as error:
            where = self.engine.url.render_as_string(hide_password=True)
            cause = first_line(error)
            if found is None:
                raise InputError(f"database {where}: {cause}") from error
            raise InputError(
                f"database {where}: its tables could not be upgraded from version {found} to "
                f"{newest()} ({cause}). Nothing was changed: the version of calf-tracker that you "
                "used until now still works with it"
            ) from error

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which tables may be changed: all of it happens, or nothing.

        SQLite changes a table by making it anew, and would take what refers to the old one with
        it; so its foreign keys rest meanwhile, and are checked at the end.
        """
        async with self.engine.connect() as connection:
            if not self.is_sqlite:
                async with connection.begin():
                    await connection.execute(text(_LOCK))
                    yield connection
                return
            await connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            await connection.exec_driver_sql(f"PRAGMA busy_timeout = {_UPGRADE_MS}")
            await connection.commit()
            try:
                async with connection.begin():
                    await connection.exec_driver_sql("BEGIN IMMEDIATE")
                    yield connection
                    broken = await connection.exec_driver_sql("PRAGMA foreign_key_check")
                    if (first := broken.first()) is not None:
                        raise InputError(f"table {first[0]} refers to rows that are not there")
            finally:
                await connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MS}")
                await connection.exec_driver_sql("PRAGMA foreign_keys = ON")
                await connection.commit()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; anything else is a server's PostgreSQL."""
        return self.engine.url.get_backend_name() == "sqlite"

    @property
    def pool(self) -> QueuePool | None:
        """The connections; None where they are not counted."""
        pool = self.engine.pool
        return pool if isinstance(pool, QueuePool) else None

    async def check(self) -> None:
        """Ask the database for an answer.

        Raises
        ------
        SQLAlchemyError, OSError
            If there is none.
        InputError
            If its tables are not those of this version.
        """
        async with self.engine.connect() as connection:
            found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        if found != newest():
            raise InputError(f"the database's tables are of version {found}, not {newest()}")

    async def aclose(self) -> None:
        """Close all connections.

        A connection of SQLite that was cancelled is closed by its own thread, which answers to
        the event loop; the loop must not be gone before.
        """
        await self.engine.dispose()
        for connection in self._connections:
            await connection.wait_ended()
        self._connections.clear()

    def _connect_sqlite(self, *args: Any, **settings: Any) -> SqliteConnection:
        if (file := self.engine.url.database) and file != _MEMORY:
            # What SQLite makes beside it gets the mode of the file.
            make_private_file(Path(file))
        connection = SqliteConnection(*args, **settings)
        running = [known for known in self._connections if not known.has_ended]
        self._connections[:] = [*running, connection]
        return connection


def _engine(url: str, connect_sqlite: Callable[..., SqliteConnection]) -> AsyncEngine:
    try:
        address = for_engine(make_url(url))
        if address.get_backend_name() != "sqlite":
            if address.get_backend_name() == "postgresql":
                require_extras("a PostgreSQL database", "postgres")
            engine = create_async_engine(address, pool_size=_CONNECTIONS, hide_parameters=True)
            event.listen(engine.sync_engine, "checkin", _note_return)
            event.listen(engine.sync_engine, "checkout", _check_alive)
            return engine
        if address.database and address.database != _MEMORY:
            make_private_folder(Path(address.database).parent)
            _restrict_sqlite(Path(address.database))
        # A transaction that begins by reading and then writes fails at once when another writer
        # was quicker, whatever the timeout; one that takes the lock at its first write waits.
        settings = {"isolation_level": "IMMEDIATE", "async_creator_fn": connect_sqlite}
        engine = create_async_engine(address, connect_args=settings, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise InputError(f"database address: {first_line(error)}") from error
    except OSError as error:
        raise InputError(f"database: {error.filename} cannot be made ({error.strerror})") from error
    event.listen(engine.sync_engine, "connect", sqlite.prepare)
    return engine


def _restrict_sqlite(file: Path) -> None:
    """Restrict the file of a database, and what SQLite left beside it, to their owner."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        # It may not be there yet, and whoever closes the database deletes what is beside it.
        with suppress(FileNotFoundError):
            restrict_or_warn(file.with_name(file.name + suffix))


def _note_return(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["returned_s"] = time.monotonic()


def _check_alive(connection: Any, record: ConnectionPoolEntry, _fairy: Any) -> None:
    """Have the pool replace a connection that is gone.

    What the server closed is known without asking. What a network lost shows only when asked,
    three times there and back: so only after some quiet.
    """
    quiet_s = time.monotonic() - record.info.get("returned_s", time.monotonic())
    if connection.driver_connection.is_closed():
        raise DisconnectionError
    if quiet_s > _TRUSTED_S:
        try:
            connection.ping()
        except Exception as error:
            raise DisconnectionError from error


def first_line(error: Exception) -> str:
    """What a driver reports, without the statement."""
    cause = getattr(error, "orig", None) or error
    return str(cause).partition("\n")[0]
