"""Analyses by workers of their own, on a queue in PostgreSQL that outlives all of them."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import (
    AlreadyEnqueued,
    ConnectorException,
    ProcrastinateException,
)
from procrastinate.jobs import Status
from sqlalchemy import URL

from api.db.addresses import for_libpq
from api.jobs.port import Work

_log = logging.getLogger(__name__)
_DRAIN_EVERY_S = 0.05
_GRACE_S = 10.0
_MORE_TIMES = 5
_RETRY_S = 1.0
_ANSWER_S = 5.0
"""For a connection to the database; longer means that it is gone."""


class QueueJobs:
    """procrastinate's queue: any process submits, workers do.

    A worker that dies is noticed by the heartbeat it no longer sends, and another does its work.

    Parameters
    ----------
    url
        The database's address.
    alone
        Gives a context of which there is one at a time over all processes.
    version
        Of the pipeline: a worker does only what was submitted for its own, so that an old and a
        new one can work side by side while a server is brought up to date.
    works
        Whether this process is a worker.
    at_a_time
        Analyses, of a worker.
    heartbeat_s
        How often a worker says that it lives; after three times that it counts as dead.
    """

    durable = True

    def __init__(
        self,
        url: URL,
        alone: Callable[[], AbstractAsyncContextManager[Any]],
        *,
        version: str,
        works: bool,
        at_a_time: int = 1,
        heartbeat_s: float = 10.0,
    ) -> None:
        self._app = App(
            connector=PsycopgConnector(
                conninfo=for_libpq(url), min_size=1, max_size=at_a_time + 3, timeout=_ANSWER_S
            )
        )
        self._alone = alone
        self._queue = f"analyses-{version}"
        self._works = works
        self._at_a_time = at_a_time
        self._heartbeat_s = heartbeat_s
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self._work: Work | None = None
        self._task = self._app.task(
            name="analyse",
            queue=self._queue,
            retry=RetryStrategy(max_attempts=_MORE_TIMES, exponential_wait=4),
        )(self._analyse)

    async def start(self, work: Work) -> None:
        """Open the queue and, in a worker, begin to work it off."""
        self._work = work
        await self._app.open_async()
        async with self._alone():
            if not await self._app.check_connection_async():
                await self._app.schema_manager.apply_schema_async()
        if self._works:
            self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._rescue())]

    async def submit(self, run_id: str) -> None:
        """Queue a run, unless it waits already.

        What cannot be queued now is submitted again by a worker that looks for what was left.
        """
        try:
            with suppress(AlreadyEnqueued):
                task = self._task.configure(lock=run_id, queueing_lock=run_id)
                await task.defer_async(run_id=run_id)
        except ProcrastinateException as error:
            _log.warning("the analysis %s waits for the queue: %s", run_id, type(error).__name__)

    async def check(self) -> None:
        """Raise ConnectorException if the queue does not answer."""
        if not await self._app.check_connection_async():
            raise ConnectorException("the queue's tables are not there")

    async def drain(self) -> None:
        """Wait until no run waits or is under way."""
        # Another process may do the work, and tells this one nothing.
        while await self._pending():  # noqa: ASYNC110
            await asyncio.sleep(_DRAIN_EVERY_S)

    async def stop(self) -> None:
        """Give what is under way some seconds, and close the queue.

        Raises
        ------
        ConnectorException
            In a worker, if the database does not answer: what was under way is done again.
        """
        self._stopping = True
        tasks, self._tasks = self._tasks, []
        ended = await _cancelled(tasks, _GRACE_S + _ANSWER_S)
        # A worker that waits for its work takes a second request to end at once.
        ended |= await _cancelled(set(tasks) - ended, _ANSWER_S)
        await asyncio.gather(*ended, return_exceptions=True)
        try:
            if tasks:
                await self.check()
        finally:
            await self._app.close_async()

    async def _analyse(self, run_id: str) -> None:
        if self._work is not None:
            await self._work(run_id)

    async def _pending(self) -> bool:
        manager = self._app.job_manager
        for status in (Status.TODO, Status.DOING):
            if list(await manager.list_jobs_async(queue=self._queue, status=status.value)):
                return True
        return False

    async def _run(self) -> None:
        # A worker ends with its connection to the database; another begins in its place.
        while not self._stopping:
            try:
                await self._app.run_worker_async(
                    queues=[self._queue],
                    concurrency=self._at_a_time,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=_GRACE_S,
                    update_heartbeat_interval=self._heartbeat_s,
                    stalled_worker_timeout=3 * self._heartbeat_s,
                    delete_jobs="successful",
                )
            except Exception as error:
                # Asked to end while the database is gone, a worker raises that instead.
                if self._stopping:
                    raise
                _log.warning("the queue broke and is taken up again: %s", type(error).__name__)
            await asyncio.sleep(_RETRY_S)

    async def _rescue(self) -> None:
        """Put back what dead workers had begun."""
        manager = self._app.job_manager
        while not self._stopping:
            try:
                for job in await manager.get_stalled_jobs(
                    queue=self._queue, seconds_since_heartbeat=3 * self._heartbeat_s
                ):
                    _log.warning("a worker died; its analysis is done again")
                    # Put back as it is, it would be in the way of itself where the same was
                    # submitted again meanwhile, which in turn waits for it to end.
                    await manager.finish_job(job, status=Status.FAILED, delete_job=True)
                    await self.submit(str(job.task_kwargs["run_id"]))
            except ProcrastinateException as error:
                _log.warning("the queue cannot be looked at: %s", type(error).__name__)
            await asyncio.sleep(self._heartbeat_s)


async def _cancelled(
    tasks: Collection[asyncio.Task[None]], limit_s: float
) -> set[asyncio.Task[None]]:
    """Cancel tasks; gives those that have ended within the limit."""
    if not tasks:
        return set()
    for task in tasks:
        task.cancel()
    return (await asyncio.wait(tasks, timeout=limit_s))[0]
