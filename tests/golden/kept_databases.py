"""Databases as released versions wrote them, as SQL that SQLite runs.

Each folder of ``databases`` is named after a version. Its ``calf.sql`` makes the database that the
version wrote, and its ``answers.json`` holds what the API answers of it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).parent / "databases"
FILE = "calf.sql"
NAME = "calf.db"
"""What a server calls its database in its data folder."""


def versions() -> list[str]:
    """Released versions with a kept database."""
    return sorted(file.parent.name for file in FOLDER.glob(f"*/{FILE}"))


def restored(version: str, folder: Path) -> Path:
    """Make the database of a version in a data folder; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / NAME
    with closing(sqlite3.connect(file)) as database:
        database.executescript((FOLDER / version / FILE).read_text("utf-8"))
    return file


def dumped(file: Path) -> str:
    """The SQL that makes a database again, all of its tables, indexes and rows."""
    with closing(sqlite3.connect(file)) as database:
        return "\n".join(database.iterdump()) + "\n"


def row_counts(file: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            # Names come from the database's own catalogue.
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in sorted(tables)
        }


def pipeline_version(file: Path) -> str:
    """The version of the pipeline that analysed a database's sessions."""
    with closing(sqlite3.connect(file)) as database:
        (found,) = database.execute("SELECT DISTINCT pipeline_version FROM sessions").fetchall()
    return str(found[0])
