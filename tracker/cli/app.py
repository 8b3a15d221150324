"""Puts the commands together, and turns errors into one clear line."""

import sys
from importlib.metadata import entry_points, version
from typing import Annotated

import typer
from rich.console import Console

from tracker.cli.analyze import analyze_command
from tracker.cli.convert import export_command, import_command
from tracker.cli.demo import demo_command
from tracker.cli.pair import pair_command
from tracker.cli.programme import programme_app
from tracker.cli.record import record_command
from tracker.cli.scan import scan_command
from tracker.cli.upload import upload_command
from tracker.errors import CalfError

UNUSABLE_INPUT = 2

app = typer.Typer(
    name="calf",
    help="Measure calf raises, jumps, balance, walking and more by sensors, plates and files.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"calf-tracker {version('calf-tracker')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    pass


app.command("demo")(demo_command)
app.command("analyze")(analyze_command)
app.command("import")(import_command)
app.command("export")(export_command)
app.command("scan")(scan_command)
app.command("pair")(pair_command)
app.command("record")(record_command)
app.command("upload")(upload_command)
app.add_typer(programme_app)
# What other packages of this distribution add, such as the server.
for _entry in entry_points(group="calf.commands"):
    _added = _entry.load()
    if isinstance(_added, typer.Typer):
        app.add_typer(_added, name=_entry.name)
    else:
        app.command(_entry.name)(_added)


def main() -> None:
    """Run the command line; an error meant for a person is one line and status 2."""
    try:
        app()
    except CalfError as error:
        Console(stderr=True, highlight=False).print(
            f"calf: {error}", style="red", markup=False, soft_wrap=True
        )
        sys.exit(UNUSABLE_INPUT)
