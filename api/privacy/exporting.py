"""Everything about a person as the files of a zip, made one after another while they are sent."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from api.db.engine import Database
from api.db.tables import metadata
from api.privacy.scope import (
    ACCOUNT_TABLES,
    SECRET_COLUMNS,
    athlete_tables,
    of_account,
    of_athlete,
)
from api.recordings.models import chunk_key
from api.storage.blobs import Blobs, NotStored
from api.version import VERSION
from api.zipping import Member

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

Passwords, keys and other secrets are not in here; only their digests are kept at all.
"""


@dataclass(slots=True)
class _Manifest:
    """What has been put into the zip so far."""

    files: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def noted(self, member: Member) -> Member:
        """Note a file on its way."""
        digest = sha256(member.data).hexdigest()
        self.files.append({"file": member.name, "bytes": len(member.data), "sha256": digest})
        return member


class Exporter:
    """Makes the files.

    Parameters
    ----------
    database, blobs
        Where everything is kept.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
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
                table = metadata().tables[name]
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
        for table, _ in athlete_tables():
            condition = of_athlete(table, athlete_id)
            async for member, rows in self._table(f"{folder}/{table.name}", table, condition):
                yield member
                for row in rows:
                    for name, key in _objects(table.name, row):
                        if (data := await self._read(key, manifest)) is not None:
                            yield Member(f"{folder}/{name}", data, packed=False)

    async def _read(self, key: str, manifest: _Manifest) -> bytes | None:
        try:
            return await self._blobs.get(key)
        except NotStored:
            # Deleted in this moment, as its row is now.
            manifest.missing.append(key)
            return None

    async def _table(
        self, name: str, table: Table, condition: ColumnElement[bool]
    ) -> AsyncIterator[tuple[Member, list[Mapping[str, Any]]]]:
        """The rows of a table, some thousands a file; one file if there are none."""
        keys = list(table.primary_key.columns)
        query = select(table).where(condition).order_by(*keys)
        # PostgreSQL keeps a cursor within a transaction only, which `reading` begins none of.
        async with self._database.writing() as session:
            result = await session.stream(query.execution_options(yield_per=_ROWS))
            number = 0
            async for some in result.mappings().partitions(_ROWS):
                number += 1
                rows: list[Mapping[str, Any]] = [dict(row) for row in some]
                suffix = "" if number == 1 else f".{number}"
                yield Member(f"{name}{suffix}.json", _json(_shown(rows))), rows
        if number == 0:
            yield Member(f"{name}.json", _json([])), []


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
