"""Upgrades of a database: a backup first, all or nothing, once, and a way back."""

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from api.backup.command import restore
from api.backup.restoration import restore as bring_back
from api.backup.writer import save
from api.core.settings import Settings
from api.db import sqlite_copy
from api.db.engine import Database
from api.db.existing import check_existing
from api.db.migrate import configuration, newest
from api.db.upgrade_backup import KEPT, UpgradeBackup
from api.storage.blobs import Blobs
from tests.api.backends import Postgres
from tests.api.house import opened, settings_in
from tracker.errors import InputError

_ROOT = Path(__file__).parents[2]
_MIDDLE = "CREATE TABLE demos"
"""A statement in the middle of the migrations from 0002 on."""

OLDER = sorted(
    script.revision
    for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    if script.revision != newest()
)
"""Every earlier version of the tables."""

Before = Callable[[str], Awaitable[None]]


def url_in(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{(folder / 'calf.db').as_posix()}"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return url_in(tmp_path)
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


async def at_revision(address: str, revision: str) -> None:
    """Make a database of an old version, with a recording in it."""
    database = Database(address)
    async with database.migrating() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), revision))
        if revision < "0003":
            await connection.execute(
                text(
                    "INSERT INTO recordings (id, created_at, fingerprint, upload_name, "
                    "upload_bytes, upload_sha256, duration_s, description) VALUES "
                    "('r1', '2026-11-01 10:00:00', 'r1', 'a.csv', 3, 'x', 3.0, '{}')"
                )
            )
    await database.aclose()


async def upgraded(address: str, before: Before | None = None) -> None:
    database = Database(address)
    try:
        await database.migrate(before)
    finally:
        await database.aclose()


async def state(address: str) -> dict[str, Any]:
    """The version of the tables, their names, and the recordings' ids."""
    database = Database(address)
    async with database.engine.connect() as connection:
        version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        ids = (await connection.scalars(text("SELECT id FROM recordings"))).all()
        columns = await connection.run_sync(
            lambda sync: sync.dialect.get_columns(sync, "recordings")
        )
    await database.aclose()
    return {"version": version, "ids": list(ids), "columns": [column["name"] for column in columns]}


def backups(folder: Path) -> list[Path]:
    return [backup.file for backup in UpgradeBackup(make_url(url_in(folder))).all()]


@pytest.mark.parametrize("revision", OLDER)
async def test_a_server_saves_a_database_of_every_version_before_it_upgrades_it(
    revision: str, tmp_path: Path
) -> None:
    await at_revision(url_in(tmp_path), revision)
    before = await state(url_in(tmp_path))

    # What the last transactions wrote is in the WAL alone.
    with closing(sqlite3.connect(tmp_path / "calf.db")) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("CREATE TABLE others (id INTEGER)")
        connection.execute("INSERT INTO others VALUES (7)")
        connection.commit()
        async with opened(tmp_path) as house:
            assert (await house.client.get("/v1/me")).is_success
            after = await state(url_in(tmp_path))

    [file] = backups(tmp_path)
    assert after["version"] == newest()
    assert file.parent == tmp_path / "backups"
    assert file.name.startswith(f"calf-tables-{revision}-before-")
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    there = tmp_path / "there"
    there.mkdir()
    shutil.copy(file, there / "calf.db")
    assert await state(url_in(there)) == before
    with closing(sqlite3.connect(there / "calf.db")) as copied:
        assert copied.execute("SELECT id FROM others").fetchall() == [(7,)]
    # Nothing to upgrade: nothing to save.
    async with opened(tmp_path):
        assert backups(tmp_path) == [file]


async def test_a_new_database_needs_no_backup(tmp_path: Path) -> None:
    await upgraded(url_in(tmp_path), UpgradeBackup(make_url(url_in(tmp_path))).before)
    assert not (tmp_path / "backups").exists()


async def test_the_way_back_is_the_old_database_with_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_revision(url_in(tmp_path), "0002")
    before = await state(url_in(tmp_path))
    async with opened(tmp_path) as house:
        [file] = backups(tmp_path)
        assert (await house.client.get("/v1/me")).is_success
        running = await asyncio.to_thread(put_back, file, tmp_path, "--replace")
    without = await asyncio.to_thread(put_back, file, tmp_path)
    asked = await asyncio.to_thread(put_back, file, tmp_path, "--replace")

    assert "stop every server" in str(running.exception)
    assert "--replace" in str(without.exception)
    assert asked.exit_code == 0, asked.exception
    assert "version 0002 again" in asked.output
    assert await state(url_in(tmp_path)) == before
    async with opened(tmp_path) as house:
        assert (await house.client.get("/v1/me")).is_success
    # Also where nothing is any more.
    gone = tmp_path / "gone"
    gone.mkdir()
    assert (await asyncio.to_thread(put_back, file, gone)).exit_code == 0
    assert await state(url_in(gone)) == before
    assert (gone / "calf.db").stat().st_mode & 0o777 == 0o600
    broken = tmp_path / "broken.db"
    broken.write_bytes(file.read_bytes()[:9000])
    with pytest.raises(sqlite3.DatabaseError):
        sqlite_copy.put_back(broken, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
    damaged = await asyncio.to_thread(put_back, broken, gone, "--replace")
    assert isinstance(damaged.exception, InputError)
    assert await state(url_in(gone)) == before
    monkeypatch.setenv("CALF_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    elsewhere = await asyncio.to_thread(put_back, file, gone, "--replace")
    assert "into SQLite only" in str(elsewhere.exception)


def put_back(file: Path, folder: Path, *options: str) -> Any:
    """The outcome of `calf restore`."""
    app = typer.Typer()
    app.command()(restore)
    return CliRunner().invoke(app, [str(file), "--data-dir", str(folder), *options])


def fail_in_the_middle(database: Database) -> None:
    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if _MIDDLE in statement:
            raise OperationalError(statement, None, OSError("No space left on device"))

    event.listen(database.engine.sync_engine, "before_cursor_execute", fail)


async def test_an_upgrade_that_fails_in_the_middle_changes_nothing(address: str) -> None:
    await at_revision(address, "0002")
    before = await state(address)
    database = Database(address)
    fail_in_the_middle(database)

    with pytest.raises(InputError, match=r"from version 0002 .*No space.* Nothing was changed"):
        await database.migrate()
    await database.aclose()

    assert await state(address) == before
    await upgraded(address)
    assert (await state(address))["version"] == newest()


_KILLED = f"""
import asyncio, sys, time
from sqlalchemy import event
from api.db import sqlite_copy
from api.db.engine import Database

def wait(_connection, _cursor, statement, *_):
    if "{_MIDDLE}" in statement:
        print("in the middle", flush=True)
        time.sleep(600)

database = Database(sys.argv[1])
event.listen(database.engine.sync_engine, "before_cursor_execute", wait)
asyncio.run(database.migrate())
"""


async def test_an_upgrade_that_is_killed_in_the_middle_changes_nothing(address: str) -> None:
    await at_revision(address, "0002")
    before = await state(address)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _KILLED, address, cwd=_ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(120):
        assert await process.stdout.readline() == b"in the middle\n"
    process.kill()
    await process.communicate()

    assert await state(address) == before
    await upgraded(address)
    assert (await state(address))["version"] == newest()


_UPGRADE = """
import asyncio, sys
from api.db import sqlite_copy
from api.db.engine import Database
from api.db.upgrade_backup import UpgradeBackup

database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(database.migrate(UpgradeBackup(database.engine.url).before))
"""


async def test_processes_that_start_at_the_same_time_upgrade_once(address: str) -> None:
    await at_revision(address, "0002")
    asked: list[str] = []

    async def before(revision: str) -> None:
        asked.append(revision)
        await asyncio.sleep(0)

    await asyncio.gather(*(upgraded(address, before) for _ in range(3)))

    assert asked == ["0002"]
    assert (await state(address))["version"] == newest()


async def test_two_servers_that_start_at_the_same_time_make_one_backup(tmp_path: Path) -> None:
    await at_revision(url_in(tmp_path), "0002")
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _UPGRADE, url_in(tmp_path)),
            cwd=_ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(2)
    ]
    async with asyncio.timeout(120):
        for process in processes:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        await asyncio.gather(*(process.communicate(b"go\n") for process in processes))

    assert [process.returncode for process in processes] == [0, 0]
    assert (await state(url_in(tmp_path)))["version"] == newest()
    assert len(backups(tmp_path)) == 1


async def test_postgresql_is_upgraded_once_somebody_says_that_a_backup_is_made(
    postgres: Postgres, tmp_path: Path
) -> None:
    address, empty = [await asyncio.to_thread(postgres.empty) for _ in range(2)]
    await at_revision(address, "0002")
    before = await state(address)

    for said in (None, "0001"):
        with pytest.raises(InputError, match="start again with CALF_BACKED_UP=0002"):
            async with opened(tmp_path, database_url=address, backed_up=said):
                """Not reached."""
        assert await state(address) == before
    async with opened(tmp_path, database_url=address, backed_up="0002") as house:
        assert (await house.client.get("/v1/me")).is_success
    assert (await state(address))["version"] == newest()
    # An empty database has nothing to lose.
    async with opened(tmp_path, database_url=empty) as house:
        assert (await house.client.get("/v1/me")).is_success


async def test_without_room_for_a_backup_nothing_is_upgraded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_revision(url_in(tmp_path), "0002")
    before = await state(url_in(tmp_path))
    full = shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)

    with pytest.raises(InputError, match=r"MB are free.*CALF_BACKED_UP=0002"):
        async with opened(tmp_path):
            """Not reached."""
    assert await state(url_in(tmp_path)) == before
    assert backups(tmp_path) == []
    async with opened(tmp_path, backed_up="0002"):
        assert (await state(url_in(tmp_path)))["version"] == newest()
    assert backups(tmp_path) == []


async def test_the_last_few_backups_are_kept_for_a_while(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    now = datetime.now(UTC)
    for days in (1, 10, 29, 31, 400):
        made_at = f"{now - timedelta(days=days):%Y%m%dT%H%M%SZ}"
        (folder / f"calf-tables-0001-before-0.0.{days}-{made_at}.db").write_bytes(b"x")
    mine = folder / "mine.db"
    mine.write_bytes(b"x")
    await at_revision(url_in(tmp_path), "0003")

    async with opened(tmp_path) as house:
        kept = backups(tmp_path)
        assert len(kept) == KEPT
        assert [path.name.split("-")[2] for path in kept] == ["0003", "0001", "0001"]
        UpgradeBackup(make_url(url_in(tmp_path))).expire(timedelta(days=5))
        assert len(backups(tmp_path)) == 2
        old = folder / f"calf-tables-0001-before-0.0.1-{now - timedelta(days=31):%Y%m%dT%H%M%SZ}.db"
        old.write_bytes(b"x")
        await house.services.maintenance.once()
        assert not old.exists()
    assert mine.exists()


async def newer(address: str) -> None:
    """Have a database be of a version that nobody knows, with a table of that version."""
    database = Database(address)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.execute(
            text(
                "CREATE TABLE later (id INTEGER PRIMARY KEY, "
                "recording_id VARCHAR(36) REFERENCES recordings (id))"
            )
        )
    await database.aclose()


async def test_a_newer_database_is_refused_with_the_way_back(tmp_path: Path) -> None:
    await upgraded(url_in(tmp_path))
    folder = tmp_path / "backups"
    folder.mkdir()
    file = folder / f"calf-tables-{newest()}-before-99.0-20990101T000000Z.db"
    shutil.copy(tmp_path / "calf.db", file)
    before = await state(url_in(tmp_path))
    await newer(url_in(tmp_path))

    environment = {"PATH": "", "PYTHONPATH": str(_ROOT), "XDG_STATE_HOME": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from tracker.cli import main; main()"),
        *("serve", "--port", "0", "--data-dir", str(tmp_path)),
        cwd=tmp_path,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        _, errors = await process.communicate()
    told = errors.decode()

    assert process.returncode == 2
    assert told.count("\n") == 1
    assert "install the newer version again" in told
    back = f"`calf restore {file} --data-dir {tmp_path} --replace`"
    assert back in told
    database = Database(url_in(tmp_path))
    with pytest.raises(InputError, match="newer version"):
        await check_existing(database)
    await database.aclose()
    # The command that it names works.
    done = await asyncio.to_thread(put_back, file, tmp_path, "--replace")
    assert done.exit_code == 0, done.exception
    assert await state(url_in(tmp_path)) == before


async def test_a_backup_of_everything_replaces_a_newer_database(
    address: str, tmp_path: Path
) -> None:
    settings = settings_in(tmp_path, database_url=address)
    async with opened(tmp_path, database_url=address) as house:
        key = house.key
        database = house.services.database
        await save(database, Blobs(settings.storage), tmp_path / "all.zip", _quiet)
    await newer(address)

    with pytest.raises(InputError, match=r"newer version .*calf restore BACKUP"):
        await upgraded(address)
    await _restored(settings, tmp_path / "all.zip")

    async with opened(tmp_path, database_url=address) as house:
        headers = {"authorization": f"Bearer {key}"}
        assert (await house.client.get("/v1/me", headers=headers)).is_success
        names = await _tables(house.services.database)
    assert "later" not in names


async def _tables(database: Database) -> list[str]:
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda sync: sync.dialect.get_table_names(sync))


async def _restored(settings: Settings, file: Path) -> None:
    database = Database(settings.database)
    try:
        await bring_back(database, Blobs(settings.storage), file, _quiet, replace=True)
    finally:
        await database.aclose()


def _quiet(_what: str, _done: int, _total: int) -> None:
    """Tell nobody."""
