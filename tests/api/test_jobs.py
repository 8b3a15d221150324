"""The queue in the server's own process, as it is stopped."""

import asyncio
import time

from api.jobs.in_process import InProcessJobs


async def test_what_is_nearly_done_is_not_broken_off() -> None:
    done: list[str] = []
    begun = asyncio.Event()

    async def work(session_id: str) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        done.append(session_id)

    jobs = InProcessJobs()
    await jobs.start(work)
    await jobs.submit("one")
    await jobs.submit("two")
    await begun.wait()
    await jobs.stop()
    assert done == ["one"]


async def test_what_takes_long_is_given_up() -> None:
    begun = asyncio.Event()

    async def work(_: str) -> None:
        begun.set()
        await asyncio.sleep(60)

    jobs = InProcessJobs(workers=2)
    await jobs.start(work)
    await jobs.submit("one")
    await begun.wait()
    start = time.monotonic()
    await jobs.stop()
    assert time.monotonic() - start < 30
