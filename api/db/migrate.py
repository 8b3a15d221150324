"""Run the packaged migrations without an ``alembic.ini``."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from tracker.errors import InputError

_SCRIPTS = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration; `env.py` takes the connection from it."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str | None:
    """The version of the tables that this program works with."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest version.

    Raises
    ------
    InputError
        If the database was written by a newer program.
    """
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise InputError(
            f"the database was made by a newer version of this program; update it ({error})"
        ) from error
