"""How far an upload is, for whoever waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from tracker.cli.chunked import Progress as Told


@contextmanager
def sending_bar(console: Console) -> Iterator[Told]:
    """A bar that moves as it is told how many bytes of how many are there, and then goes."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), console=console, transient=True) as shown:
        task = shown.add_task("sending", total=None)

        def told(done: int, total: int) -> None:
            waiting = "the server analyses it" if done == total else "sending"
            shown.update(task, completed=done, total=total, description=waiting)

        yield told
