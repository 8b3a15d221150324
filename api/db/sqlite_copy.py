"""Whole copies of a SQLite database, made by SQLite itself: consistent, with what is in its WAL."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

MAGIC = b"SQLite format 3\0"
"""What every file of SQLite 3 begins with (sqlite.org/fileformat.html, 1.3)."""

_OWNER_ONLY = 0o600


def size_of(file: Path) -> int:
    """Bytes of a copy of a database, with what is in its WAL."""
    with closing(sqlite3.connect(file)) as source:
        pages: int = source.execute("PRAGMA page_count").fetchone()[0]
        page_bytes: int = source.execute("PRAGMA page_size").fetchone()[0]
    return pages * page_bytes


def copy(file: Path, target: Path) -> None:
    """Copy a database, which others may use meanwhile, into a new file for its owner alone.

    The file appears under its name once it is whole and on the disk.

    Raises
    ------
    sqlite3.Error, OSError
        If the database cannot be read or the copy not be written; then there is no copy.
    """
    part = target.with_name(target.name + ".part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, _OWNER_ONLY))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as sink:
            source.backup(sink)
            # The copy becomes a single file, which opens also in a folder without write access.
            sink.execute("PRAGMA journal_mode = DELETE")
        # Windows flushes only what is open for writing.
        _flush(part, os.O_RDWR)
        part.replace(target)
        # Windows opens no folder; there the name may be lost with the power.
        with suppress(PermissionError):
            _flush(target.parent, os.O_RDONLY)
    finally:
        part.unlink(missing_ok=True)


def put_back(copied: Path, file: Path) -> None:
    """Replace a database by a copy, in one transaction.

    Raises
    ------
    sqlite3.Error
        If another program has the database open (`is_in_use`), either cannot be read, or the disk
        is full; then the database is as it was.
    """
    is_new = not file.exists()
    if is_new:
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, _OWNER_ONLY))
    try:
        with closing(sqlite3.connect(copied)) as source, closing(sqlite3.connect(file)) as sink:
            # Refused as long as anybody else has the database open, even if they do nothing.
            sink.execute("PRAGMA journal_mode = DELETE")
            source.backup(sink)
    except BaseException:
        if is_new:
            file.unlink(missing_ok=True)
        raise


def is_in_use(error: sqlite3.Error) -> bool:
    """Whether SQLite refused something because another program has the database open."""
    # The low byte is the primary code (sqlite.org/rescode.html).
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _flush(path: Path, mode: int) -> None:
    opened = os.open(path, mode)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
