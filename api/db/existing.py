"""A database that a server has used, for commands that work beside the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from api.db.engine import Database, first_line
from api.db.migrate import is_known, newest, revision_of
from api.db.upgrade_backup import newer_database
from tracker.errors import InputError


@asynccontextmanager
async def existing_database(url: str) -> AsyncIterator[Database]:
    """Open a database that has the tables of this version.

    Raises
    ------
    InputError
        If there is none, its tables are of another version, or it does not answer.
    """
    _check_file(url)
    database = Database(url)
    try:
        await check_existing(database)
        yield database
    except (SQLAlchemyError, OSError) as error:
        where = database.engine.url.render_as_string(hide_password=True)
        raise InputError(f"database {where}: {first_line(error)}") from error
    finally:
        await database.aclose()


async def check_existing(database: Database) -> None:
    """InputError unless a server has used the database and its tables are of this version."""
    _check_file(database.engine.url)
    async with database.engine.connect() as connection:
        found = await connection.run_sync(revision_of)
    if found is None:
        raise _unused(database.engine.url)
    if not is_known(found):
        raise newer_database(database.engine.url, found)
    if found != newest():
        where = database.engine.url.render_as_string(hide_password=True)
        raise InputError(
            f"database {where}: its tables are of version {found}, and this command needs "
            f"{newest()}. Start `calf serve` once, which upgrades them, or use the version of "
            "calf-tracker that you used until now"
        )


def _check_file(address: str | URL) -> None:
    """InputError if a file of SQLite is not there: connecting to it would make it."""
    try:
        url = make_url(address)
    except ArgumentError:
        # `Database` reports it.
        return
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise _unused(url)


def _unused(url: URL) -> InputError:
    where = url.render_as_string(hide_password=True)
    return InputError(f"no server has used {where} yet; name the place that it keeps things in")
