"""The database: migrations make what the models say, and SQLite is set up for a server."""

import asyncio
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from api.db.engine import Database
from api.db.migrate import configuration
from api.recordings.models import RecordingRow
from api.sessions.models import SessionRow
from tracker.errors import InputError


def url_in(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'calf.db'}"


async def test_migrations_and_models_agree(tmp_path: Path) -> None:
    assert SessionRow.metadata is RecordingRow.metadata
    database = Database(url_in(tmp_path))
    await database.migrate()

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, SessionRow.metadata))

    async with database.engine.connect() as connection:
        found = await connection.run_sync(differences)
    await database.aclose()

    assert found == []


async def test_migrating_twice_changes_nothing_and_all_can_be_undone(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path))
    await database.migrate()
    await database.migrate()

    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), "base"))
        left = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await database.aclose()

    assert left == ["alembic_version"]


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path))
    await database.migrate()
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(InputError, match="newer version"):
        await database.migrate()
    await database.aclose()


@pytest.fixture
def broken(tmp_path: Path) -> Database:
    Path(tmp_path, "calf.db").write_bytes(b"not a database" * 100)
    return Database(url_in(tmp_path))


async def test_a_file_that_is_no_database_is_refused(broken: Database) -> None:

    with pytest.raises(InputError, match="not a database"):
        await broken.migrate()
    await broken.aclose()


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x", "sqlite+nodriver:///x"])
def test_an_address_that_cannot_be_understood_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="database address"):
        Database(url)


async def test_readers_are_served_while_one_writes(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path))
    await database.migrate()
    async with database.engine.connect() as connection:
        mode = await connection.scalar(text("PRAGMA journal_mode"))
        keys = await connection.scalar(text("PRAGMA foreign_keys"))

    async with database.engine.begin() as writer:
        await writer.execute(text("DELETE FROM recordings"))
        async with database.engine.connect() as reader:
            count = await reader.scalar(text("SELECT count(*) FROM recordings"))
    await database.aclose()

    assert (mode, keys, count) == ("wal", 1, 0)


async def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path))
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE counts (value INTEGER)"))
        await connection.execute(text("INSERT INTO counts VALUES (0)"))

    async def add_one() -> None:
        async with database.writing() as session:
            await session.execute(text("UPDATE counts SET value = value + 1"))
            await asyncio.sleep(0)

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with database.engine.connect() as connection:
        total = await connection.scalar(text("SELECT value FROM counts"))
    await database.aclose()

    assert total == 20


async def test_a_statement_that_is_broken_off_is_over_when_the_database_is_closed(
    tmp_path: Path,
) -> None:
    database = Database(url_in(tmp_path))
    before = set(threading.enumerate())

    async def ask() -> None:
        slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
        async with database.reading() as session:
            await session.execute(text(f"{slow} SELECT count(*) FROM n"))

    asked = asyncio.create_task(ask())
    await asyncio.sleep(0.05)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    await database.aclose()
    left = [one for one in set(threading.enumerate()) - before if "connection_worker" in one.name]
    assert left == []
