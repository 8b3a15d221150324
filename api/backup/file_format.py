"""What a backup file is: a zip with one JSON line a row, and every object as it is.

::

    backup.json          what this is, and the version of the tables
    tables/NAME.jsonl    the rows of a table
    objects/KEY          an object
    missing.json         keys of objects that were deleted while the backup was made
    checksums.jsonl      name and SHA-256 of all of these; last, so that a file that ends early
                         lacks it
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Table

FORMAT = "calf-backup"
VERSION = 1
HEAD = "backup.json"
MISSING = "missing.json"
CHECKSUMS = "checksums.jsonl"
TABLES = "tables/"
OBJECTS = "objects/"
BLOCK_BYTES = 1 << 20

Tell = Callable[[str, int, int], None]
"""Hear how far it is: what is done, how much of it, and of how much."""


def line_of(row: Mapping[str, Any]) -> bytes:
    """A row as a line of JSON."""
    text = json.dumps(dict(row), separators=(",", ":"), ensure_ascii=False, default=_text)
    return text.encode() + b"\n"


def row_of(line: bytes, table: Table) -> dict[str, Any]:
    """Inverse of `line_of`, for a table of the database that it goes into."""
    row: dict[str, Any] = json.loads(line)
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, DateTime):
            row[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, Date):
            row[name] = date.fromisoformat(value)
    return row


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in a backup")
