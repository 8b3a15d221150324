"""The database: migrations make what the models say, and SQLite is set up for a server."""

import asyncio
import gc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, column, event, inspect, table, text

from api.athletes.models import AthleteRow
from api.db.base import UtcDateTime
from api.db.change_numbers import change_number_at
from api.db.engine import Database
from api.db.migrate import configuration
from api.tables import metadata
from tests.api.backends import Postgres
from tracker.errors import InputError


def url_in(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'calf.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return url_in(tmp_path)
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


async def test_migrations_and_models_agree(address: str) -> None:
    database = Database(address)
    await database.migrate()

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata()))

    async with database.engine.connect() as connection:
        found = await connection.run_sync(differences)
    await database.aclose()

    assert found == []


async def test_migrating_twice_changes_nothing_and_all_can_be_undone(address: str) -> None:
    database = Database(address)
    await database.migrate()
    await database.migrate()

    async with database.migrating() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), "base"))
        left = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await database.aclose()

    assert left == ["alembic_version"]


async def test_changes_of_earlier_versions_are_numbered_by_their_times(address: str) -> None:
    database = Database(address)
    async with database.migrating() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0005"))
    times = {
        "a": datetime(2026, 11, 2, 10, 0, 59, 999_999, tzinfo=UTC),
        "b": datetime(2036, 11, 1, 10, tzinfo=UTC),
    }
    club = table("organizations", column("id"), column("name"), column("created_at", UtcDateTime))
    athletes = table(
        "athletes", column("id"), column("organization_id"), column("name"),
        column("created_at", UtcDateTime), column("updated_at", UtcDateTime),
    )  # fmt: skip
    async with database.engine.begin() as connection:
        await connection.execute(club.insert().values(id="o", name="Club", created_at=times["a"]))
        for athlete_id, time in times.items():
            await connection.execute(
                athletes.insert().values(
                    id=athlete_id, organization_id="o", name="", created_at=time, updated_at=time
                )
            )

    await database.migrate()
    async with database.writing() as session:
        row = await session.get(AthleteRow, "a")
        assert row is not None
        before = row.change_number
        row.name = "Sam"
    async with database.reading() as session:
        other = await session.get(AthleteRow, "b")
    await database.aclose()

    assert other is not None
    assert before == change_number_at(times["a"])
    assert other.change_number == change_number_at(times["b"])
    # The clock is far behind that number.
    assert row.change_number == other.change_number + 1


async def test_recordings_of_the_time_before_accounts_are_kept_and_analysed_again(
    address: str,
) -> None:
    database = Database(address)
    async with database.migrating() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0002"))
    async with database.engine.begin() as connection:
        for number in (1, 2):
            await connection.execute(
                text(
                    "INSERT INTO recordings (id, created_at, fingerprint, upload_name, "
                    "upload_bytes, upload_sha256, duration_s, description) VALUES "
                    "(:id, '2026-11-01 10:00:00', :id, 'a.csv', 3, 'x', 3.0, '{}')"
                ),
                {"id": f"r{number}"},
            )
            await connection.execute(
                text(
                    "INSERT INTO recording_streams (recording_id, position, name, kind, "
                    "placement, rate_hz, samples, missing_samples, start_s, end_s, channels, "
                    "object_key) VALUES (:id, 0, 'plate', 'force_plate', 'plate', 100, 300, 0, 0, "
                    "3, '[]', 'somewhere')"
                ),
                {"id": f"r{number}"},
            )
            for version in ("1", "2"):
                await connection.execute(
                    text(
                        "INSERT INTO sessions (id, recording_id, pipeline_version, status, "
                        "created_at, stream_names) VALUES (:id, :of, :version, 'done', "
                        "'2026-11-01 10:00:01', '[]')"
                    ),
                    {"id": f"s{number}{version}", "of": f"r{number}", "version": version},
                )

    await database.migrate()

    async with database.engine.connect() as connection:
        owned = (
            await connection.execute(
                text("SELECT a.name, r.object_key FROM recordings r JOIN athletes a ON "
                     "a.id = r.athlete_id")
            )
        ).all()  # fmt: skip
        streams = await connection.scalar(text("SELECT count(*) FROM recording_streams"))
        queued = (
            await connection.execute(text("SELECT id, status FROM sessions ORDER BY id"))
        ).all()
    async with database.migrating() as connection:
        await connection.run_sync(lambda sync: command.downgrade(configuration(sync), "0002"))
    async with database.engine.connect() as connection:
        left = await connection.scalar(text("SELECT count(*) FROM recording_streams"))
    await database.aclose()

    assert sorted(owned) == [("Me", "recordings/r1/upload"), ("Me", "recordings/r2/upload")]
    assert streams == left == 2
    assert [(one[0][:2], one[1]) for one in queued] == [("s1", "queued"), ("s2", "queued")]


async def test_a_database_of_a_newer_version_is_refused(address: str) -> None:
    database = Database(address)
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


async def test_a_change_that_is_broken_off_holds_nobody_up(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path))
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE counts (value INTEGER)"))
        await session.execute(text("INSERT INTO counts VALUES (1), (2), (3)"))

    async def change() -> None:
        async with database.writing() as session:
            await session.execute(text("UPDATE counts SET value = 0 RETURNING value"))

    def break_off(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "RETURNING" in statement:
            asyncio.get_running_loop().call_soon(changed.cancel)

    event.listen(database.engine.sync_engine, "before_cursor_execute", break_off)
    changed = asyncio.create_task(change())
    # Else the garbage collector may free what holds the lock.
    gc.disable()
    try:
        await asyncio.gather(changed, return_exceptions=True)
        async with database.writing() as session:
            await session.execute(text("DELETE FROM counts WHERE value = 1"))
            left = (await session.scalars(text("SELECT value FROM counts"))).all()
    finally:
        gc.enable()
        await database.aclose()

    assert changed.cancelled()
    assert left == [2, 3]
