"""The backup of a database before its tables are upgraded to a newer version.

SQLite is copied into a folder ``backups`` beside the database. PostgreSQL is not: only its operator
knows a place that outlives the server and has room for a dump. The server refuses the upgrade until
``CALF_BACKED_UP`` names the version of the tables: the operator has made a backup of them.
"""

import asyncio
import logging
import re
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shlex import quote

from sqlalchemy import URL

from api.db import sqlite_copy
from api.db.migrate import newest
from api.version import VERSION
from tracker.errors import InputError

KEPT = 3
"""How many backups are kept: for the way back over the last three upgrades (our choice)."""

_FOLDER = "backups"
_TIME = "%Y%m%dT%H%M%SZ"
# For the folder's own entries, and for what others write meanwhile.
_SPARE_BYTES = 20_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a database: the version of its tables, and when it was made."""

    file: Path
    revision: str
    made_at: datetime


class UpgradeBackup:
    """Makes a backup before an upgrade, and keeps the last few.

    Parameters
    ----------
    url
        The database's address.
    confirmed
        The version of the tables that the operator has saved.
    """

    def __init__(self, url: URL, confirmed: str | None = None) -> None:
        self._url = url
        self._confirmed = confirmed

    async def before(self, revision: str) -> None:
        """Make a backup of a database that nobody changes meanwhile.

        Parameters
        ----------
        revision
            The version of its tables.

        Raises
        ------
        InputError
            If no backup can be made, or the operator has not confirmed one.
        """
        if self._confirmed == revision:
            _log.info("upgrading tables %s: CALF_BACKED_UP says that a backup is made", revision)
        elif (file := sqlite_file(self._url)) is not None:
            await asyncio.to_thread(self._copy, file, revision)
        else:
            raise InputError(
                f"database {self._shown}: its tables are of version {revision}, and version "
                f"{VERSION} of calf-tracker needs {newest()}. Make a backup first (pg_dump, your "
                "provider's snapshot, or `calf backup` of the version that you used until now), "
                f"then start again with CALF_BACKED_UP={revision}. Nothing was changed"
            )

    def all(self) -> list[Backup]:
        """The backups that are there, newest first."""
        file = sqlite_file(self._url)
        if file is None:
            return []
        name = re.compile(
            re.escape(file.stem)
            + r"-tables-(?P<revision>\w+)-before-(?P<version>.+)-(?P<time>\d{8}T\d{6}Z)\.db"
        )
        found = []
        for path in (file.parent / _FOLDER).glob("*.db"):
            if parts := name.fullmatch(path.name):
                made_at = datetime.strptime(parts["time"], _TIME).replace(tzinfo=UTC)
                found.append(Backup(path, parts["revision"], made_at))
        return sorted(found, key=lambda backup: (backup.made_at, backup.file.name), reverse=True)

    def expire(self, age: timedelta) -> None:
        """Delete older backups: people who were erased since are still in them."""
        for backup in self.all():
            if backup.made_at < datetime.now(UTC) - age:
                try:
                    backup.file.unlink(missing_ok=True)
                except OSError as error:
                    _log.warning("the backup %s cannot be deleted: %s", backup.file, error)

    @property
    def _shown(self) -> str:
        return self._url.render_as_string(hide_password=True)

    def _copy(self, file: Path, revision: str) -> None:
        folder = file.parent / _FOLDER
        name = f"{file.stem}-tables-{revision}-before-{VERSION}-{datetime.now(UTC):{_TIME}}.db"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
            needed, free = sqlite_copy.size_of(file) + _SPARE_BYTES, shutil.disk_usage(folder).free
            if free < needed:
                raise _no_room(folder, needed, free, revision)
            sqlite_copy.copy(file, folder / name)
        except (OSError, sqlite3.Error) as error:
            raise InputError(
                f"no backup of the database could be made in {folder} ({error}), so it is not "
                f"upgraded. Fix that, or make a backup yourself and start again with "
                f"CALF_BACKED_UP={revision}. Nothing was changed"
            ) from error
        for backup in self.all()[KEPT:]:
            backup.file.unlink(missing_ok=True)
        _log.info("the database before the upgrade is saved in %s", folder / name)


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None where there is none."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def newer_database(url: URL, revision: str) -> InputError:
    """The refusal of a database that a newer version has upgraded, with the ways out."""
    shown, file = url.render_as_string(hide_password=True), sqlite_file(url)
    fitting = [backup for backup in UpgradeBackup(url).all() if backup.revision == newest()]
    place = f" --data-dir {quote(str(file.parent))}" if file is not None else ""
    file_name = quote(str(fitting[0].file)) if fitting else "BACKUP"
    return InputError(
        f"database {shown} was upgraded by a newer version of calf-tracker (tables {revision}; "
        f"this is version {VERSION} with tables {newest()}): install the newer version again, or "
        f"go back to the state before the upgrade with `calf restore {file_name}{place} --replace`"
    )


def _no_room(folder: Path, needed: int, free: int, revision: str) -> InputError:
    return InputError(
        f"the upgrade needs {needed / 1e6:.0f} MB in {folder} for a backup of the database, and "
        f"{free / 1e6:.0f} MB are free. Free some, or make a backup elsewhere and start again with "
        f"CALF_BACKED_UP={revision}. Nothing was changed"
    )
