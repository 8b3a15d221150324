"""``calf serve`` and ``calf worker``."""

import asyncio
import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.core.shutdown import UNFINISHED, Countdown, countdown
from tracker.extras import require_extras
from tracker.local_servers import leave_key, take_key_away
from tracker.private_files import make_new_files_private

if TYPE_CHECKING:
    from api.core.settings import Settings
    from api.embedded import EmbeddedServer

_CLOSING_S = 15.0
"""For all parts to close, after `drain_s` and `grace_s`."""
_ANALYSIS_S = 20.0
"""For an analysis that is under way, and for the queue to close (see `api.jobs.queue`)."""


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

    With PostgreSQL, several of them can run behind one proxy, and `calf worker` processes do the
    analyses.

    Options override the CALF_… environment variables and a .env file; with none of them,
    everything is kept in a SQLite file and a folder under your data directory.

    Example: calf serve --port 8080 --data-dir ./calf-data
    """
    require_extras("calf serve", "server")
    # Imported here, so that the command line's other commands need not wait for the server.
    with _uncollected():
        from api.core.logs import configure
        from api.core.settings import load_settings
        from api.embedded import EmbeddedServer

    make_new_files_private()
    settings = load_settings(data_dir=data_dir, host=host, port=port)
    configure(json_lines=settings.json_logs)
    server = EmbeddedServer(settings.data_dir, settings.host, settings.port)
    limit_s = settings.drain_s + settings.grace_s + _CLOSING_S
    with _ended_clearly(), countdown(limit_s) as end:
        asyncio.run(_serve(server, settings.data_dir, end))


def worker(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Where recordings are kept, unless CALF_STORAGE_URL says otherwise."),
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Give metrics to Prometheus at this port."),
    ] = None,
    metrics_host: Annotated[
        str, typer.Option(help="Where to listen for Prometheus; it needs no token there.")
    ] = "127.0.0.1",
) -> None:
    """Analyse what servers on the same PostgreSQL took in, until Ctrl-C.

    Takes the same CALF_… environment variables as the servers.

    Example: CALF_DATABASE_URL=postgresql://calf:secret@db/calf calf worker
    """
    require_extras("calf worker", "server", "postgres")
    from api.core.logs import configure
    from api.core.settings import load_settings
    from tracker.errors import InputError

    make_new_files_private()
    settings = load_settings(data_dir=data_dir)
    if settings.database.startswith("sqlite"):
        raise InputError(
            "a worker needs PostgreSQL: set CALF_DATABASE_URL=postgresql://user:password@host/name "
            "for it and for `calf serve`; with SQLite, `calf serve` analyses by itself"
        )
    if not settings.queued:
        raise InputError("CALF_JOBS is in_process, so servers analyse by themselves; unset it")
    configure(json_lines=settings.json_logs)
    with _ended_clearly(), countdown(_ANALYSIS_S + _CLOSING_S) as end:
        asyncio.run(_work(settings, metrics_host, metrics_port, end))


@contextmanager
def _ended_clearly() -> Iterator[None]:
    """End with a sentence and a status where a part of the server is gone."""
    from api.http.outages import unavailable

    try:
        yield
    except KeyboardInterrupt:
        # Ctrl-C is the way to end it, not a fault.
        return
    except Exception as error:
        if unavailable(error) is None:
            raise
        typer.echo(
            f"Ended, but the database or the store does not answer ({type(error).__name__}). What "
            "was under way is done again after the next start.",
            err=True,
        )
        raise typer.Exit(UNFINISHED) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Import without looking for garbage: what modules make stays, and the search costs 0.4 s."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def _work(
    settings: "Settings", metrics_host: str, metrics_port: int | None, end: Countdown
) -> None:
    with _uncollected():
        from api.core.prometheus import Metrics
        from api.services import open_services

    metrics, told = Metrics(), asyncio.Event()
    async with AsyncExitStack() as stack:
        opening = open_services(settings, works=True, metrics=metrics)
        services = await stack.enter_async_context(opening)
        stack.enter_context(services.uploads.as_temporary_folder())
        if metrics_port is not None:
            metrics.serve(metrics_host, metrics_port)
        _on_signal(told.set, signal.SIGTERM, signal.SIGINT)
        typer.echo(
            f"Analysing what servers take in, {settings.analysis_workers} at a time; Ctrl-C stops."
        )
        try:
            await told.wait()
        finally:
            end.begin()
        typer.echo("Finishing what is under way.")


def _on_signal(do: Callable[[], None], *signals: signal.Signals) -> None:
    # Windows has no handlers in its event loop; there the process just ends.
    with suppress(NotImplementedError):
        for one in signals:
            asyncio.get_running_loop().add_signal_handler(one, do)


async def _serve(server: "EmbeddedServer", data_dir: Path, end: Countdown) -> None:
    def stop() -> None:
        end.begin()
        server.stop()

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(server)
        stack.enter_context(server.uploads.as_temporary_folder())
        stack.callback(end.begin)
        _on_signal(stop, signal.SIGTERM)
        try:
            leave_key(server.port, server.key)
            stack.callback(take_key_away, server.port, server.key)
        except OSError as error:
            typer.echo(f"`calf upload` will want a key: {error}", err=True)
        typer.echo(f"Serving at {server.url} (data in {data_dir}); Ctrl-C stops.")
        if await server.needs_setup():
            typer.echo(f"Sign in the first time (good once): {await server.entry()}")
        await server.wait_stopped()
