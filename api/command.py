"""``calf serve``."""

import asyncio
import signal
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.local_servers import leave_key, take_key_away

if TYPE_CHECKING:
    from api.embedded import EmbeddedServer


def serve(
    host: Annotated[
        str | None,
        typer.Option(help="Where to listen: 127.0.0.1 for this machine alone, 0.0.0.0 for all."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes a free one.")
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Where recordings and results are kept.")
    ] = None,
) -> None:
    """Serve the pages and the API until Ctrl-C.

    Options override the CALF_… environment variables and a .env file; with none of them,
    everything is kept in a SQLite file and a folder under your data directory.

    Example: calf serve --port 8080 --data-dir ./calf-data
    """
    # Imported here, so that the command line's other commands need not wait for the server.
    from api.embedded import EmbeddedServer
    from api.settings import load_settings

    settings = load_settings(data_dir=data_dir, host=host, port=port)
    server = EmbeddedServer(settings.data_dir, settings.host, settings.port)
    # Ctrl-C is the way to end it, not a fault.
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(server, settings.data_dir))


async def _serve(server: "EmbeddedServer", data_dir: Path) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(server)
        typer.echo(f"Serving at {server.url} (data in {data_dir}); Ctrl-C stops.")
        if await server.needs_setup():
            typer.echo(f"Sign in the first time (good once): {await server.entry()}")
        try:
            leave_key(server.port, server.key)
            stack.callback(take_key_away, server.port, server.key)
        except OSError as error:
            typer.echo(f"`calf upload` will want a key: {error}", err=True)
        # Windows has no handlers in its event loop; there the process just ends.
        with suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
        await server.wait_stopped()
