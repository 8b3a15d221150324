"""``calf backup`` and ``calf restore``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.extras import require_extras

if TYPE_CHECKING:
    from api.backup.file_format import Tell
    from api.db.engine import Database
    from api.storage.blobs import Blobs

DataDir = Annotated[
    Path | None, typer.Option(help="Where the server's recordings and results are kept.")
]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    data_dir: DataDir = None,
) -> None:
    """Save everything that a server keeps in one file; the server may go on meanwhile.

    Takes the same CALF_… environment variables as `calf serve`. The file holds health data and
    what signs people in: keep it as safe as the server. Who is erased afterwards is still in it,
    so delete old backups.

    Example: calf backup calf-$(date +%F).zip
    """
    require_extras("calf backup", "server")
    asyncio.run(_backup(file, data_dir))


def restore(
    file: Annotated[
        Path,
        typer.Argument(help="What `calf backup` wrote, or a server before an upgrade."),
    ],
    data_dir: DataDir = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up what the database and the store hold now.")
    ] = False,
) -> None:
    """Bring back what a backup holds, also into another database and store; stop servers first.

    The whole file is checked before anything is changed. A backup of a laptop can be restored
    into PostgreSQL and S3, and the other way round.

    A server on SQLite saves its database in the folder `backups` beside it before it upgrades the
    tables. Such a file brings back the database as it was then, for the version of calf-tracker
    that was used then; what was recorded since is not in it.

    Example: CALF_DATABASE_URL=postgresql+asyncpg://calf:secret@db/calf calf restore calf.zip
    """
    require_extras("calf restore", "server")
    asyncio.run(_restore(file, data_dir, replace=replace))


async def _backup(file: Path, data_dir: Path | None) -> None:
    from api.backup.writer import save

    async with _opened(data_dir) as (database, blobs, tell):
        missing = await save(database, blobs, file, tell)
    typer.echo(f"Saved in {file}.")
    if missing:
        typer.echo(
            f"{missing} objects were deleted meanwhile, or are missing in the store; what needs "
            "them is left out when this is restored.",
            err=True,
        )


async def _restore(file: Path, data_dir: Path | None, *, replace: bool) -> None:
    from api.backup.database_copy import is_database_copy, restore_copy
    from api.backup.restoration import restore as bring_back

    following = ""
    async with _opened(data_dir) as (database, blobs, tell):
        if is_database_copy(file):
            following = await restore_copy(database, file, replace=replace)
        else:
            await bring_back(database, blobs, file, tell, replace=replace)
    typer.echo(f"Restored from {file}. {following}".rstrip())


@asynccontextmanager
async def _opened(
    data_dir: Path | None,
) -> AsyncIterator[tuple["Database", "Blobs", "Tell"]]:
    """The database, the store, and a bar that shows how far it is."""
    from rich.progress import Progress
    from sqlalchemy.exc import SQLAlchemyError

    from api.core.data_folder import secure_data_folder
    from api.core.settings import load_settings
    from api.db.engine import Database
    from api.storage.blobs import Blobs
    from tracker.errors import InputError
    from tracker.private_files import make_new_files_private

    make_new_files_private()
    settings = load_settings(data_dir=data_dir)
    if settings.database_url is None or settings.storage_url is None:
        secure_data_folder(settings.data_dir)
    blobs, database = Blobs(settings.storage), Database(settings.database)
    try:
        with Progress(transient=True) as progress:
            bars = {one: progress.add_task(one, start=False, visible=False) for one in _WHAT}

            def tell(what: str, done: int, total: int) -> None:
                progress.update(bars[what], completed=done, total=total, visible=True)

            yield database, blobs, tell
    except (SQLAlchemyError, OSError) as error:
        said = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise InputError(f"it broke off: {said}") from error
    finally:
        await database.aclose()


_WHAT = ("checked", "tables", "objects")
