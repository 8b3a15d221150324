"""Writing a backup of a server that may be running."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

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
    line_of,
)
from api.db.engine import Database
from api.db.existing import check_existing
from api.db.migrate import newest
from api.recordings.models import ChunkRow, RecordingRow, StreamRow, chunk_key
from api.sessions.models import CurveRow
from api.storage.blobs import Blobs, NotStored
from api.tables import metadata
from api.version import VERSION as SERVER
from tracker.errors import InputError

_ROWS = 1000


async def save(database: Database, blobs: Blobs, file: Path, tell: Tell) -> int:
    """Write everything into a file; gives how many objects are missing in the store.

    All tables are read as they were at one moment, while the server goes on. Their objects never
    change; one that is deleted before it is read is noted, and what needs it is left out when
    the backup is restored.

    Parameters
    ----------
    database, blobs
        What is saved.
    file
        Must not be there yet; it is readable for its owner alone, for it holds everything.
    tell
        Hears how far it is.

    Raises
    ------
    InputError
        If the file is there, or the database is of another version.
    SQLAlchemyError, StorageError, OSError
        If something does not answer, or the disk is full; then there is no file.
    """
    await check_existing(database)
    with _written(file) as sink, TemporaryFile() as sums, ZipFile(sink, "w") as archive:
        async with _moment(database) as connection:
            return await _Writer(archive, sums, tell).write(connection, blobs)


@contextmanager
def _written(file: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name once it is whole."""
    if file.exists():
        raise InputError(f"{file} is there already; name another file")
    part = file.with_name(file.name + ".part")
    opened = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(opened, "wb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


class _Writer:
    """Writes the members of the zip, and what they add up to."""

    def __init__(self, archive: ZipFile, sums: IO[bytes], tell: Tell) -> None:
        self._archive = archive
        self._sums = sums
        self._tell = tell

    async def write(self, connection: AsyncConnection, blobs: Blobs) -> int:
        head = {
            "format": FORMAT,
            "version": VERSION,
            "tables": newest(),
            "server": SERVER,
            "made_at": datetime.now(UTC).isoformat(),
        }
        self._small(HEAD, head)
        tables = metadata().sorted_tables
        for number, table in enumerate(tables, start=1):
            await self._table(connection, table)
            self._tell("tables", number, len(tables))
        missing = await self._objects(connection, blobs)
        self._small(MISSING, missing)
        self._sums.seek(0)
        with self._archive.open(CHECKSUMS, "w", force_zip64=True) as member:
            while block := self._sums.read(BLOCK_BYTES):
                member.write(block)
        return len(missing)

    async def _table(self, connection: AsyncConnection, table: Table) -> None:
        with self._member(f"{TABLES}{table.name}.jsonl", ZIP_DEFLATED) as member:
            result = await connection.stream(select(table).execution_options(yield_per=_ROWS))
            async for row in result.mappings():
                member.write(line_of(dict(row)))

    async def _objects(self, connection: AsyncConnection, blobs: Blobs) -> list[str]:
        missing: list[str] = []
        total = 0
        for column in (RecordingRow.id, StreamRow.name, CurveRow.name, ChunkRow.number):
            total += await connection.scalar(select(func.count(column))) or 0
        done = 0
        async for key in _keys(connection):
            blocks = blobs.blocks(key)
            try:
                first = await anext(blocks, b"")
            except NotStored:
                missing.append(key)
                continue
            with self._member(OBJECTS + key, ZIP_STORED) as member:
                member.write(first)
                async for block in blocks:
                    member.write(block)
            done += 1
            self._tell("objects", done, total)
        return missing

    def _small(self, name: str, value: object) -> None:
        with self._member(name, ZIP_DEFLATED) as member:
            member.write(json.dumps(value, indent=1).encode())

    def _member(self, name: str, packed: int) -> "_Member":
        self._archive.compression = packed
        return _Member(self._archive.open(name, "w", force_zip64=True), name, self._sums)


class _Member:
    """One file of the zip, whose sum is noted when it is closed."""

    def __init__(self, file: IO[bytes], name: str, sums: IO[bytes]) -> None:
        self._file = file
        self._name = name
        self._sums = sums
        self._digest = sha256()

    def __enter__(self) -> "_Member":
        return self

    def write(self, data: bytes) -> None:
        self._digest.update(data)
        self._file.write(data)

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._sums.write(line_of({"name": self._name, "sha256": self._digest.hexdigest()}))


@asynccontextmanager
async def _moment(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection to which the database stays as it was at its first question."""
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            await connection.exec_driver_sql("BEGIN")
            yield connection
            return
        yield await connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )


async def _keys(connection: AsyncConnection) -> AsyncIterator[str]:
    """The keys of all objects that a row refers to."""
    for query in (
        select(RecordingRow.object_key),
        select(StreamRow.object_key),
        select(CurveRow.object_key),
    ):
        async for (key,) in await connection.stream(query.execution_options(yield_per=_ROWS)):
            yield key
    chunks = select(ChunkRow.ingest_id, ChunkRow.stream, ChunkRow.number, ChunkRow.sha256)
    async for row in await connection.stream(chunks.execution_options(yield_per=_ROWS)):
        yield chunk_key(*row)
