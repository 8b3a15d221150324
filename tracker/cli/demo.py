"""``calf demo``: the whole path, from mock sensors on a virtual radio to a page."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tracker.extras import require_extras


def demo_command(
    *,
    reps: Annotated[int, typer.Option(help="Calf raises to do.", min=1, max=200)] = 8,
    seed: Annotated[int, typer.Option(help="Another athlete's variation and sensors.")] = 0,
    speed: Annotated[float, typer.Option(help="Times faster than real.", min=0.25, max=20)] = 1.0,
    exit_: Annotated[bool, typer.Option("--exit", help="End after storing the session.")] = False,
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", help="Where to keep it; else the user's data directory."),
    ] = None,
) -> None:
    """Watch a simulated set of calf raises go from Bluetooth sensors to a web page.

    Example: calf demo --reps 12 --speed 4
    """
    require_extras("calf demo", "server", "simulator")
    from tracker.cli.demonstration import demonstrate
    from tracker.private_files import make_new_files_private

    make_new_files_private()
    console = Console(highlight=False)
    with suppress(KeyboardInterrupt):
        asyncio.run(demonstrate(console, reps, seed, speed, data_dir, leave=exit_))
