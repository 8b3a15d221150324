"""A queue for password hashing, which is slow on purpose."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from api.core.errors import Busy

HASHES_AT_A_TIME = max(1, min(4, (os.cpu_count() or 1) // 2))
"""Each takes 0.2 s of a core and 64 MiB; half the cores stay free for other requests."""

HASHES_WAITING = 60
"""A class of 30 signs in at once, twice; the last waits some 10 s on two cores."""

STRANGERS_WAITING = 40
"""Places that people on unknown devices may fill; the rest is for people who are known."""

_NICENESS = 10
"""Of hashing threads: a busy core gives them a tenth of what it gives other requests."""

_Result = TypeVar("_Result")


class HashQueue:
    """Runs hash computations in threads of low priority, a few at a time.

    Parameters
    ----------
    at_a_time
        Computations that run at a time.
    """

    def __init__(self, at_a_time: int = HASHES_AT_A_TIME) -> None:
        self._threads = ThreadPoolExecutor(
            at_a_time, thread_name_prefix="hash", initializer=_lower_priority
        )
        self._waiting = 0

    async def run(
        self, compute: Callable[[], _Result], most_waiting: int = HASHES_WAITING
    ) -> _Result:
        """The result of a computation.

        Raises
        ------
        Busy
            If `most_waiting` others run or wait already.
        """
        if self._waiting >= most_waiting:
            raise Busy("Many people are signing in at the moment; try again in 5 s.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, compute)
        finally:
            self._waiting -= 1


def _lower_priority() -> None:
    # Elsewhere a priority belongs to the whole process.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
