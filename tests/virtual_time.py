"""An event loop whose time jumps to the next timer, so that sensors are played without waiting.

What depends on time then depends on no processor: a loop that is kept busy sees no timer expire
meanwhile. It suits tests whose parts all live in the loop, and threads that the loop began; not
processes, and not sockets to anything outside the loop.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple

import pytest

_Made = TypeVar("_Made")
_Args = TypeVarTuple("_Args")
_TURN_S = 1e-6
"""How much time a turn of the loop takes: what waits for a moment goes on a little after it."""


class _Selector(selectors.DefaultSelector):
    """Waits for threads of the loop, and skips all other waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Give what is ready now; without anything, skip the time up to the next timer."""
        self.now_s += _TURN_S
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self.threads or timeout is None:
            # Time stands still while a thread works.
            return super().select()
        self.now_s += timeout
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """An event loop that never waits for a timer."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        """Seconds that were skipped, and a little for each turn of the loop."""
        return self._virtual.now_s

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*_Args], _Made], *args: *_Args
    ) -> asyncio.Future[_Made]:
        """Run a function in a thread, for whose end time stands still."""
        future = super().run_in_executor(executor, func, *args)
        self._virtual.threads += 1
        future.add_done_callback(self._end_thread)
        return future

    def _end_thread(self, _: asyncio.Future[Any]) -> None:
        self._virtual.threads -= 1


def in_virtual_time(work: Coroutine[Any, Any, _Made]) -> _Made:
    """Run a coroutine in such a loop; for single tests outside the folders with its conftest."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work)


def pytest_asyncio_loop_factories(
    item: pytest.Item,
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Give tests marked `virtual_time` such a loop; for a folder's conftest to import."""
    if item.get_closest_marker("virtual_time"):
        return {"virtual": VirtualTimeLoop}
    return {"real": asyncio.new_event_loop}
