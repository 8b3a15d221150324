"""Compares all golden outputs with the accepted ones, and accepts changes with a reason.

::

    python -m tests.golden compare
    python -m tests.golden accept --reason "Heel height is corrected for the shoe's heel"
"""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from api.version import VERSION
from tests.golden import changes, kept_databases, outputs
from tests.golden.analyses import analysis_of, is_here, name_of
from tests.golden.club import DATABASE_TRAINS
from tests.golden.club_outputs import club_outputs, filled_club, old_answers
from tests.golden.comparison import differences, summary
from tests.golden.recordings import RECORDINGS

app = typer.Typer(add_completion=False, no_args_is_help=True)
_SHORTEST_REASON = 12
"""Characters: a word alone is no reason."""


@app.command()
def compare() -> None:
    """Say what differs from the accepted outputs; exit status 1 if anything does."""
    with TemporaryDirectory(prefix="calf-golden-") as scratch:
        found = _produced(Path(scratch))
    lines = [line for name in _all(found) for line in _changes(name, found)]
    if lines:
        typer.echo(summary(lines))
        raise typer.Exit(1)
    typer.echo(f"{len(found)} outputs are as accepted")


@app.command()
def accept(
    reason: Annotated[str, typer.Option(help="Why the outputs change, as a sentence.")],
) -> None:
    """Put today's outputs in the place of the accepted ones, and note the reason."""
    if len(reason.strip()) < _SHORTEST_REASON:
        raise typer.BadParameter("say in a sentence why the outputs change", param_hint="--reason")
    with TemporaryDirectory(prefix="calf-golden-") as scratch:
        found = _produced(Path(scratch))
    changed = [name for name in _all(found) if _changes(name, found)]
    if not changed and changes.last_digest() == changes.digest():
        typer.echo("nothing changed")
        return
    outputs.write({name: found[name] for name in changed if name in found})
    for name in changed:
        if name not in found:
            outputs.file_of(name).unlink()
    changes.add(" ".join(reason.split()), changed, datetime.now(UTC).date())
    typer.echo(f"{len(changed)} outputs accepted; commit them with {changes.LOG.name}")


@app.command()
def keep_database() -> None:
    """Keep the database that this version writes; once for each release."""
    folder = kept_databases.FOLDER / VERSION
    if folder.exists():
        typer.echo(f"the database of {VERSION} is kept already; kept databases never change")
        raise typer.Exit(1)

    async def fill(data: Path) -> None:
        async with filled_club(data, DATABASE_TRAINS):
            pass

    with TemporaryDirectory(prefix="calf-golden-") as scratch:
        asyncio.run(fill(Path(scratch)))
        folder.mkdir(parents=True)
        text = kept_databases.dumped(Path(scratch, kept_databases.NAME))
        (folder / kept_databases.FILE).write_text(text, "utf-8", newline="\n")
    typer.echo(f"{folder / kept_databases.FILE} is written; accept its answers next")


def _produced(scratch: Path) -> dict[str, Any]:
    """All outputs of this version on this machine."""
    found: dict[str, Any] = {}
    for recording, golden in RECORDINGS.items():
        if not is_here(golden):
            typer.echo(f"{recording} is not here; its output stays as it is", err=True)
            found[name_of(recording)] = outputs.read(name_of(recording))
            continue
        found[name_of(recording)] = analysis_of(recording, scratch)
    found |= club_outputs(scratch / "club")
    for version in kept_databases.versions():
        data = scratch / version
        found[f"databases/{version}/answers.json"] = old_answers(version, data)
        shutil.rmtree(data)
    # As they would be read again, so that rounding is no difference.
    return {
        name: outputs.body_of(name, outputs.text_of(name, body))
        for name, body in found.items()
        if body is not None
    }


def _all(found: dict[str, Any]) -> Iterator[str]:
    yield from sorted(found.keys() | outputs.accepted().keys())


def _changes(name: str, found: dict[str, Any]) -> list[str]:
    return differences(name, outputs.read(name), found.get(name))
