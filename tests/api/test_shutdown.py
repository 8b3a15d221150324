"""A process that is asked to end does so, and says by its status whether all was finished."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import psutil
import pytest

from api.core.shutdown import UNFINISHED
from tests.api.backends import Addresses, Postgres, current, running_postgres
from tests.api.processes import Running, server, worker

START: dict[str, Callable[..., AbstractAsyncContextManager[Running]]] = {
    "serve": server,
    "worker": worker,
}
DEADLINE_S = 120


@pytest.fixture(scope="module")
def mortal_postgres() -> Iterator[Postgres]:
    """A PostgreSQL that no other test uses."""
    with running_postgres() as postgres:
        yield postgres


@pytest.fixture
def folder(mortal_postgres: Postgres, tmp_path: Path) -> Iterator[Path]:
    addresses = Addresses(mortal_postgres)
    current.append(addresses)
    # Made before the database is gone.
    addresses.of(tmp_path)
    yield tmp_path
    current.pop()


@pytest.mark.parametrize("name", [pytest.param("serve", marks=pytest.mark.nightly), "worker"])
async def test_a_process_ends_although_its_database_is_gone(
    mortal_postgres: Postgres, folder: Path, name: str
) -> None:
    async with START[name](folder) as running:
        await asyncio.to_thread(mortal_postgres.crash)
        try:
            async with asyncio.timeout(DEADLINE_S):
                status = await running.ended()
        finally:
            await asyncio.to_thread(mortal_postgres.start)
        log = running.log.read_text()

    assert status == UNFINISHED
    assert "the database or the store does not answer" in log.splitlines()[-1]


@pytest.mark.nightly
@pytest.mark.parametrize("name", START)
async def test_a_process_ends_although_its_database_never_answers(
    mortal_postgres: Postgres, folder: Path, name: str
) -> None:
    async with START[name](folder, CALF_GRACE_S="1") as running:
        stopped = _processes_of(mortal_postgres)
        for process in stopped:
            process.suspend()
        try:
            async with asyncio.timeout(DEADLINE_S):
                status = await running.ended()
        finally:
            for process in stopped:
                process.resume()

    assert status == UNFINISHED


def _processes_of(postgres: Postgres) -> list[psutil.Process]:
    main = psutil.Process(postgres.pid)
    return [main, *main.children(recursive=True)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals like these")
async def test_a_countdown_ends_a_process_that_does_not_end_by_itself(tmp_path: Path) -> None:
    program = (
        "import time\n"
        "from api.core.shutdown import countdown\n"
        "with countdown(0.1) as end:\n"
        "    end.begin()\n"
        "    time.sleep(600)\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-c", program),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(DEADLINE_S):
        _, errors = await process.communicate()

    assert process.returncode == UNFINISHED
    assert b"work unfinished" in errors
