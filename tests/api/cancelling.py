"""Cancels work at each of its await points, for tests of what cancelled work leaves behind."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

_ENDED_S = 30.0
"""How long a task that does end may take to do so on a busy machine."""


@dataclass
class Cancelled:
    """Awaits work, and cancels the task at one await point.

    Parameters
    ----------
    work
        What is awaited.
    step
        The await point at which the task is cancelled, from 1.
    again
        Whether the task is cancelled at every later await point too, as anyio does.
    """

    work: Awaitable[Any]
    step: int
    again: bool
    steps: int = field(default=0, init=False)

    def __await__(self) -> Generator[Any, Any, None]:
        task = asyncio.current_task()
        assert task is not None
        waits = self.work.__await__()
        thrown: BaseException | None = None
        while True:
            try:
                awaited = next(waits) if thrown is None else waits.throw(thrown)
            except StopIteration:
                return
            self.steps += 1
            if self.steps == self.step or (self.again and self.steps > self.step):
                task.cancel()
            thrown = None
            try:
                yield awaited
            except BaseException as error:
                thrown = error


async def cancel_at(step: int, work: Awaitable[Any], *, again: bool) -> bool:
    """Cancel work at one of its await points; whether it has that many."""
    cancelled = Cancelled(work, step, again)
    task = asyncio.ensure_future(_run(cancelled))
    await asyncio.wait([task])
    if cancelled.steps < step:
        task.result()
    return cancelled.steps >= step


async def _run(cancelled: Cancelled) -> None:
    await cancelled


@asynccontextmanager
async def nothing_left() -> AsyncIterator[None]:
    """Assert that a block leaves no task, thread of a connection, or unclosed connection behind."""
    loop = asyncio.get_running_loop()
    complaints: list[str] = []
    tasks, threads = asyncio.all_tasks(), set(threading.enumerate())
    loop.set_exception_handler(lambda _loop, context: complaints.append(str(context)))
    # A garbage collection would hide a task that waits forever.
    gc.disable()
    try:
        yield
        left = asyncio.all_tasks() - tasks
        waiting = await asyncio.wait(left, timeout=_ENDED_S) if left else (set(), set())
    finally:
        gc.enable()
        gc.collect()
        loop.set_exception_handler(None)
    workers = {thread.name for thread in set(threading.enumerate()) - threads}
    assert (waiting[1], complaints) == (set(), [])
    assert not {name for name in workers if "connection_worker" in name}
