"""Analyses inside the server's own process, one after another."""

import asyncio
import logging

from api.jobs.port import Work

_log = logging.getLogger(__name__)
_AGAIN_S = 5.0
_GRACE_S = 0.5
"""For what is being said to the database: broken off, it would still answer a loop that is gone."""


class InProcessJobs:
    """A queue in memory and a few tasks that empty it.

    What is queued when the process dies is known to the database, which submits it again.

    Parameters
    ----------
    workers
        Analyses at a time.
    again_s
        How long after something broke down, such as a store that was gone, it is tried again.
    """

    durable = False

    def __init__(self, workers: int = 1, again_s: float = _AGAIN_S) -> None:
        self._workers = workers
        self._again_s = again_s
        self._later: set[asyncio.TimerHandle] = set()
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

    async def check(self) -> None:
        """Raise RuntimeError if nobody works."""
        if not any(not task.done() for task in self._tasks):
            raise RuntimeError("no analyses are done")

    async def drain(self) -> None:
        """Wait until the queue is empty and no analysis runs."""
        await self._queue.join()

    async def stop(self) -> None:
        """End the tasks; an analysis that is not done in half a second is given up."""
        self._stopping = True
        for timer in self._later:
            timer.cancel()
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
                _log.exception("the analysis %s broke off and is tried again", run_id)
                self._submit_later(run_id)
            finally:
                self._working -= 1
                self._queue.task_done()

    def _submit_later(self, run_id: str) -> None:
        def submit() -> None:
            self._later.discard(timer)
            self._queue.put_nowait(run_id)

        timer = asyncio.get_running_loop().call_later(self._again_s, submit)
        self._later.add(timer)
