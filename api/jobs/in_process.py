"""Analyses inside the server's own process, one after another."""

import asyncio
import logging

from api.jobs.port import Work

_log = logging.getLogger(__name__)
_GRACE_S = 0.5
"""For what is being said to the database: broken off, it would still answer a loop that is gone."""


class InProcessJobs:
    """A queue in memory and a few tasks that empty it.

    What is queued when the process dies is known to the database, which submits it again.

    Parameters
    ----------
    workers
        Analyses at a time.
    """

    durable = False

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._working = 0
        self._stopping = False

    async def start(self, work: Work) -> None:
        """Start the tasks."""
        self._stopping = False
        self._tasks = [asyncio.create_task(self._run(work)) for _ in range(self._workers)]

    async def submit(self, run_id: str) -> None:
        """Queue a run."""
        await self._queue.put(run_id)

    async def drain(self) -> None:
        """Wait until the queue is empty and no analysis runs."""
        await self._queue.join()

    async def stop(self) -> None:
        """End the tasks; an analysis that is not done in half a second is given up."""
        self._stopping = True
        if self._working:
            await asyncio.wait(self._tasks, timeout=_GRACE_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _run(self, work: Work) -> None:
        while not self._stopping:
            run_id = await self._queue.get()
            self._working += 1
            try:
                await work(run_id)
            except Exception:
                # One broken job, such as a database that is gone, must not end the queue.
                _log.exception("the analysis %s could not be recorded", run_id)
            finally:
                self._working -= 1
                self._queue.task_done()
