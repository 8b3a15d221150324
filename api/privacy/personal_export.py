"""Everything about a person as the files of a zip, made one after another while they are sent."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, ColumnElement, MetaData, Table, literal, select, tuple_

from api.core.zip_stream import Contents, Member
from api.db.engine import Database
from api.privacy.scope import (
    ACCOUNT_TABLES,
    SECRET_COLUMNS,
    athlete_tables,
    of_account,
    of_athlete,
)
from api.recordings.models import chunk_key
from api.storage.blobs import Blobs, NotStored, OpenBlob
from api.version import VERSION

_ROWS = 5000
_README = """Everything that is kept about {who}, as of {at}.

manifest.json     lists every file with its size and SHA-256.
account/          the account: one JSON file for each table that speaks of it.
athletes/ID/      one profile under which the person is or was measured:
  TABLE.json, TABLE.2.json, ...
                  the rows of a table, {rows} a file; times are UTC, in ISO 8601. `sessions`,
                  `runs`, `efforts` and `effort_metrics` hold what was found, `corrections` what
                  people said of it, `session_notes` what they wrote beside it, `session_shares`
                  the links to its report, `session_summaries` the numbers of trends; names and
                  units of all quantities are at GET /v1/metrics.
  recordings/ID/  what was uploaded, byte for byte, and each sensor's samples as Parquet.
  ingests/ID/     parts of recordings that are still arriving.
  curves/RUN/     curves of an analysis, as Parquet.

Rows are read table by table while the file is sent. A row that is changed meanwhile is in here
once, as it was before or as it is after the change; a row that is added may be missing.

Passwords, keys and other secrets are not in here; only their digests are kept at all.
"""


@dataclass(slots=True)
class _Manifest:
    """What has been put into the zip so far."""

    files: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def noted(self, member: Member) -> Member:
        """List a file: at once, or when the last of its blocks is sent."""
        if isinstance(member.data, Contents):
            blocks = self._noted_blocks(member.name, member.data.blocks)
            return replace(member, data=Contents(member.data.size, blocks))
        self._note(member.name, len(member.data), sha256(member.data).hexdigest())
        return member

    async def _noted_blocks(
        self, name: str, blocks: AsyncGenerator[bytes]
    ) -> AsyncGenerator[bytes]:
        digest, size = sha256(), 0
        async with aclosing(blocks):
            async for block in blocks:
                await asyncio.to_thread(digest.update, block)
                size += len(block)
                yield block
        self._note(name, size, digest.hexdigest())

    def _note(self, name: str, size: int, checksum: str) -> None:
        self.files.append({"file": name, "bytes": size, "sha256": checksum})


class Exporter:
    """Makes the files.

    Parameters
    ----------
    database, blobs
        Where everything is kept.
    tables
        All tables of the server.
    """

    def __init__(self, database: Database, blobs: Blobs, tables: MetaData) -> None:
        self._tables = tables
        self._database = database
        self._blobs = blobs

    async def members(
        self, who: str, athlete_ids: Sequence[str], account: tuple[str, str | None] | None = None
    ) -> AsyncIterator[Member]:
        """All files about a person.

        Parameters
        ----------
        who
            How to call the person.
        athlete_ids
            The profiles.
        account
            Id and e-mail address of the account, where there is one.
        """
        manifest, now = _Manifest(), datetime.now(UTC)
        readme = _README.format(who=who, at=now.isoformat(timespec="seconds"), rows=_ROWS)
        yield manifest.noted(Member("README.txt", readme.encode()))
        if account is not None:
            for name in ACCOUNT_TABLES:
                table = self._tables.tables[name]
                condition = of_account(table, *account, list(athlete_ids))
                async for member, _ in self._table(f"account/{name}", table, condition):
                    yield manifest.noted(member)
        for athlete_id in athlete_ids:
            async for member in self._athlete(athlete_id, manifest):
                yield manifest.noted(member)
        made = {
            "format": "calf-export",
            "version": 1,
            "made_at": now.isoformat(),
            "server": VERSION,
            "files": manifest.files,
            "missing": manifest.missing,
        }
        yield Member("manifest.json", _json(made))

    async def _athlete(self, athlete_id: str, manifest: _Manifest) -> AsyncIterator[Member]:
        folder = f"athletes/{athlete_id}"
        for table, _ in athlete_tables(self._tables):
            condition = of_athlete(table, athlete_id)
            async for member, rows in self._table(f"{folder}/{table.name}", table, condition):
                yield member
                for row in rows:
                    for name, key in _objects(table.name, row):
                        if (opened := await self._open(key, manifest)) is not None:
                            data = Contents(opened.size, opened.blocks)
                            yield Member(f"{folder}/{name}", data, packed=False)

    async def _open(self, key: str, manifest: _Manifest) -> OpenBlob | None:
        try:
            return await self._blobs.open(key)
        except NotStored:
            # Deleted in this moment, as its row is now.
            manifest.missing.append(key)
            return None

    async def _table(
        self, name: str, table: Table, condition: ColumnElement[bool]
    ) -> AsyncIterator[tuple[Member, list[Mapping[str, Any]]]]:
        """The rows of a table, some thousands a file; one file if there are none.

        A connection is borrowed for each page of rows, because whoever reads the zip slowly would
        keep it for as long.
        """
        rows = await self._page(table, condition, None)
        yield await _file(f"{name}.json", rows), rows
        number = 1
        while len(rows) == _ROWS:
            rows = await self._page(table, condition, rows[-1])
            if rows:
                number += 1
                yield await _file(f"{name}.{number}.json", rows), rows

    async def _page(
        self, table: Table, condition: ColumnElement[bool], after: Mapping[str, Any] | None
    ) -> list[Mapping[str, Any]]:
        """The rows of a table that come after a row, by primary key; None is before the first."""
        keys: list[Column[Any]] = list(table.primary_key.columns)
        query = select(table).where(condition).order_by(*keys).limit(_ROWS)
        if after is not None:
            last = [literal(after[key.name], key.type) for key in keys]
            query = query.where(tuple_(*keys) > tuple_(*last))
        async with self._database.asking() as connection:
            return [dict(row) for row in (await connection.execute(query)).mappings()]


async def _file(name: str, rows: list[Mapping[str, Any]]) -> Member:
    return Member(name, await asyncio.to_thread(lambda: _json(_shown(rows))))


def _shown(rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in SECRET_COLUMNS} for row in rows
    ]


def _objects(table: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The objects of a row: how to call each, and its key."""
    if table == "recordings":
        return [(f"recordings/{row['id']}/{row['upload_name']}", row["object_key"])]
    if table == "recording_streams":
        name = f"{row['position']}-{row['object_key'].rpartition('/')[2]}"
        return [(f"recordings/{row['recording_id']}/streams/{name}", row["object_key"])]
    if table == "curves":
        name = f"{row['position']}-{row['name']}.parquet"
        return [(f"curves/{row['run_id']}/{name}", row["object_key"])]
    if table == "chunks":
        key = chunk_key(row["ingest_id"], row["stream"], row["number"], row["sha256"])
        return [(f"ingests/{row['ingest_id']}/{row['stream']}/{row['number']:06d}", key)]
    return []


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False, default=_text).encode()


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
