"""Analyses inside the server's own process, one after another."""

import asyncio
import logging

from api.jobs.port import Work

_log = logging.getLogger(__name__)


class InProcessJobs:
    """A queue in memory and a few tasks that empty it.

    What is queued when the process dies is known to the database, which submits it again.

    Parameters
    ----------
    workers
        Analyses at a time.
    """

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, work: Work) -> None:
        """Start the tasks."""
        self._tasks = [asyncio.create_task(self._run(work)) for _ in range(self._workers)]

    async def submit(self, session_id: str) -> None:
        """Queue a session."""
        await self._queue.put(session_id)

    async def drain(self) -> None:
        """Wait until the queue is empty and no analysis runs."""
        await self._queue.join()

    async def stop(self) -> None:
        """End the tasks; an analysis under way is given up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _run(self, work: Work) -> None:
        while True:
            session_id = await self._queue.get()
            try:
                await work(session_id)
            except Exception:
                # One broken job, such as a database that is gone, must not end the queue.
                _log.exception("the analysis of session %s could not be recorded", session_id)
            finally:
                self._queue.task_done()
