"""``calf upload``: a recording to a server."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from tracker.cli.options import Exercise, InputPath, Rate

ServerUrl = Annotated[
    str, typer.Option("--server", envvar="CALF_SERVER", help="Address of the server.")
]


def upload_command(
    path: InputPath,
    *,
    server: ServerUrl = "http://127.0.0.1:8000",
    key: Annotated[
        str | None,
        typer.Option(
            envvar="CALF_API_KEY",
            help="API key of the server; a server of this machine needs none.",
        ),
    ] = None,
    athlete: Annotated[
        str | None, typer.Option(help="Id of the athlete whose it is; else you yourself.")
    ] = None,
    rate: Rate = None,
    exercise: Exercise = None,
) -> None:
    """Send a recording to a calf server; sending it twice stores it once.

    A recording of our own sensors goes in chunks: after a lost link or a crash, the same command
    goes on where it was.

    Example: calf upload recordings/monday --server http://127.0.0.1:8000
    """
    from tracker.cli.sending import send
    from tracker.cli.sending_bar import sending_bar

    console = Console(highlight=False)
    with sending_bar(console) as progress:
        sent = asyncio.run(
            send(
                path,
                server,
                key=key,
                athlete_id=athlete,
                rate_hz=rate,
                exercise=exercise,
                progress=progress,
            )
        )
    known = "" if sent.created else " (the server had it already)"
    console.print(f"stored{known}: {sent.session_url}", soft_wrap=True)
