"""Going back to the copy of a database that a server made before it upgraded the tables."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from api.db import sqlite_copy
from api.db.engine import Database
from api.db.migrate import is_known, newest
from api.db.upgrade_backup import sqlite_file
from tracker.errors import InputError


def is_database_copy(file: Path) -> bool:
    """Whether a file is a SQLite database; OSError if it cannot be read."""
    with file.open("rb") as source:
        return source.read(len(sqlite_copy.MAGIC)) == sqlite_copy.MAGIC


async def restore_copy(database: Database, file: Path, *, replace: bool = False) -> str:
    """Replace a database by a copy, with the tables of the copy's version.

    The store's objects stay as they are. After a failure the database is as it was.

    Parameters
    ----------
    database
        Where to; no server may be running on it.
    file
        The copy.
    replace
        Whether to give up a database that is there.

    Returns
    -------
    str
        What to do next, for the person who restores.

    Raises
    ------
    InputError
        If the file is no copy or of a newer version, the database is another kind or in use.
    OSError
        If a file cannot be read or written.
    """
    target = sqlite_file(database.engine.url)
    if target is None:
        raise InputError(
            f"{file} is a copy of a SQLite database and can be restored into SQLite only: unset "
            "CALF_DATABASE_URL. To move to PostgreSQL, use `calf backup`."
        )
    return await asyncio.to_thread(_restored, target, file, replace=replace)


def _restored(target: Path, file: Path, *, replace: bool) -> str:
    revision = _revision_of(file)
    if target.exists() and not replace:
        raise InputError(f"{target} already exists. Replace it with --replace.")
    try:
        sqlite_copy.put_back(file, target)
    except sqlite3.OperationalError as error:
        advice = (
            "stop every server that uses it, then try again"
            if sqlite_copy.is_in_use(error)
            else "make room on its disk, and check that you may write there, then try again"
        )
        raise InputError(f"{target} cannot be changed ({error}): {advice}") from error
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"{target} is damaged ({error}): move it to another folder, with {target.name}-wal and "
            f"{target.name}-shm beside it, then try again"
        ) from error
    if revision == newest():
        return "Start the server."
    return (
        f"Its tables are of version {revision} again: install the version of calf-tracker that you "
        "used before the upgrade and start it. This version would upgrade them anew."
    )


def _revision_of(file: Path) -> str:
    """The version of the tables in a copy that is whole."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copied:
            sound = copied.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            revision = str(copied.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.Error, TypeError) as error:
        raise InputError(f"{file} is not a calf-tracker database, or is damaged") from error
    if not sound:
        raise InputError(f"{file} is damaged")
    if not is_known(revision):
        raise InputError(
            f"{file} was made by a newer version of calf-tracker (tables {revision}): install that "
            "version"
        )
    return revision
