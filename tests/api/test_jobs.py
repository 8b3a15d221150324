"""The queue in the server's own process, as it is stopped."""

import asyncio

from api.jobs.in_process import InProcessJobs
from tests.virtual_time import in_virtual_time


def test_what_is_nearly_done_is_not_broken_off() -> None:
    done: list[str] = []

    async def play() -> None:
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

    in_virtual_time(play())
    assert done == ["one"]


def test_what_takes_long_is_given_up() -> None:
    async def play() -> float:
        begun = asyncio.Event()

        async def work(_: str) -> None:
            begun.set()
            await asyncio.sleep(60)

        jobs = InProcessJobs(workers=2)
        await jobs.start(work)
        await jobs.submit("one")
        await begun.wait()
        loop = asyncio.get_running_loop()
        start_s = loop.time()
        await jobs.stop()
        return loop.time() - start_s

    # Seconds of a clock that no other program of the machine moves.
    assert in_virtual_time(play()) < 1.0
