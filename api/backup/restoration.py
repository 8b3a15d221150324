"""Bringing back what a backup holds, into any database and store."""

import json
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from alembic import command
from sqlalchemy import (
    JSON,
    Connection,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    select,
    text,
)

from api.backup.deletions import leave_out
from api.backup.file_format import (
    BLOCK_BYTES,
    CHECKSUMS,
    FORMAT,
    HEAD,
    MISSING,
    OBJECTS,
    TABLES,
    VERSION,
    Tell,
    row_of,
)
from api.db.engine import Database
from api.db.migrate import configuration, is_known, revision_of, upgrade
from api.storage.blobs import AlreadyStored, Blobs
from tracker.errors import InputError

_ROWS = 500
_OURS = ("recordings", "runs", "ingests")


async def restore(
    database: Database, blobs: Blobs, file: Path, tell: Tell, *, replace: bool = False
) -> None:
    """Bring everything back, after the whole file was checked.

    Objects come first and all tables in one transaction after them: whatever breaks down, the
    database is as it was, or has everything.

    Parameters
    ----------
    database, blobs
        Where to; no server may be running on them.
    file
        The backup.
    tell
        Hears how far it is.
    replace
        Whether what is there is given up.

    Raises
    ------
    InputError
        If the file is damaged or of a newer version, or something is there already.
    SQLAlchemyError, StorageError, OSError
        If something does not answer.
    """
    try:
        with ZipFile(file) as archive:
            revision = _checked_head(archive, file)
            _check(archive, file, tell)
            if not replace:
                await _check_empty(database, blobs)
            await _put_objects(archive, blobs, tell)
            async with database.migrating() as connection:
                await connection.run_sync(_load, archive, revision, tell)
            await leave_out(database, json.loads(archive.read(MISSING)))
            if replace:
                await _drop_others(archive, blobs)
    except (BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise _damaged(file, error) from error


def _damaged(file: Path, what: object) -> InputError:
    return InputError(f"{file} is no backup, or is damaged or cut short ({what})")


def _checked_head(archive: ZipFile, file: Path) -> str:
    """The version of the tables in a backup."""
    try:
        head = json.loads(archive.read(HEAD))
        known = head["format"] == FORMAT
        version, revision = int(head["version"]), str(head["tables"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(file, error) from error
    if not known:
        raise _damaged(file, "it says that it is something else")
    if version > VERSION or not is_known(revision):
        raise InputError(f"{file} was made by a newer version of this program; update it")
    return revision


def _check(archive: ZipFile, file: Path, tell: Tell) -> None:
    """Hold every member to its sum."""
    names = set(archive.namelist())
    for done, line in enumerate(_lines(archive, CHECKSUMS), start=1):
        stated = json.loads(line)
        digest = sha256()
        with archive.open(stated["name"]) as member:
            while block := member.read(BLOCK_BYTES):
                digest.update(block)
        if digest.hexdigest() != stated["sha256"]:
            raise _damaged(file, stated["name"])
        names.discard(stated["name"])
        tell("checked", done, len(archive.filelist) - 1)
    if names != {CHECKSUMS}:
        raise _damaged(file, "it holds files without a checksum")


async def _check_empty(database: Database, blobs: Blobs) -> None:
    def first_rows(connection: Connection) -> str | None:
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name in {"users", "athletes", "recordings", "organizations"} and (
                connection.scalar(select(func.count()).select_from(table))
            ):
                return table.name
        return None

    async with database.engine.connect() as connection:
        found = await connection.run_sync(first_rows)
    if found is not None:
        raise InputError(
            f"the database is in use (table {found} has rows); name an empty one, or give it up "
            "with --replace"
        )
    async for some in blobs.all():
        for one in some:
            raise InputError(
                f"the store holds objects ({one.key}); name an empty one, or give them up with "
                "--replace"
            )


async def _put_objects(archive: ZipFile, blobs: Blobs, tell: Tell) -> None:
    infos = [one for one in archive.infolist() if one.filename.startswith(OBJECTS)]
    for number, info in enumerate(infos, start=1):
        key, data = info.filename.removeprefix(OBJECTS), archive.read(info)
        try:
            await blobs.put_new(key, data)
        except AlreadyStored:
            if await blobs.get(key) != data:
                await blobs.delete(key)
                await blobs.put_new(key, data)
        tell("objects", number, len(infos))


def _load(connection: Connection, archive: ZipFile, revision: str, tell: Tell) -> None:
    """Fill new tables of the backup's version, then bring them to this program's."""
    found = revision_of(connection)
    if found is not None and is_known(found):
        command.downgrade(configuration(connection), "base")
    elif found is not None:
        _drop_tables(connection)
    command.upgrade(configuration(connection), revision)
    tables = MetaData()
    tables.reflect(connection)
    names = [one for one in archive.namelist() if one.startswith(TABLES)]
    for number, name in enumerate(names, start=1):
        table = tables.tables[name.removeprefix(TABLES).removesuffix(".jsonl")]
        _fill(connection, archive, name, table)
        tell("tables", number, len(names))
    upgrade(connection)


def _drop_tables(connection: Connection) -> None:
    """Drop the tables of a newer version, which no migration of this one can undo."""
    there = MetaData()
    there.reflect(connection)
    # The queue's tables have their own versions, and are in no backup.
    there.drop_all(
        connection,
        [table for name, table in there.tables.items() if not name.startswith("procrastinate_")],
    )


def _fill(connection: Connection, archive: ZipFile, name: str, table: Table) -> None:
    for column in table.columns:
        if isinstance(column.type, JSON):
            column.type.none_as_null = True
    rows: list[dict[str, Any]] = []
    for line in _lines(archive, name):
        rows.append(row_of(line, table))
        if len(rows) == _ROWS:
            connection.execute(insert(table), rows)
            rows.clear()
    if rows:
        connection.execute(insert(table), rows)
    keys = list(table.primary_key.columns)
    counted = len(keys) == 1 and isinstance(keys[0].type, Integer)
    if counted and connection.dialect.name == "postgresql":
        _count_on(connection, table.name, keys[0].name)


def _count_on(connection: Connection, table: str, column: str) -> None:
    """Have PostgreSQL count on from the highest key there is."""
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "  # noqa: S608
            f"(SELECT coalesce(max({column}), 0) + 1 FROM {table}), false)"
        )
    )


async def _drop_others(archive: ZipFile, blobs: Blobs) -> None:
    """Delete objects that the backup does not hold."""
    for folder in _OURS:
        async for some in blobs.all(folder):
            gone = [one.key for one in some if OBJECTS + one.key not in archive.NameToInfo]
            await blobs.delete(*gone)


def _lines(archive: ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        yield from member
