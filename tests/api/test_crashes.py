"""Whatever dies, and whenever: what was sent is stored once, and analysed once."""

import asyncio
import random
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from api.db.engine import Database
from tests.api.backends import Addresses, Postgres, current, running_postgres
from tests.api.house import settings_in
from tests.api.processes import Running, Sender, key_left, server, worker
from tests.sensors.worn import until

_ONCE = {
    "recordings": "SELECT count(*) FROM recordings",
    "one of each": "SELECT count(DISTINCT fingerprint) FROM recordings",
    "sessions": "SELECT count(*) FROM sessions",
    "runs": "SELECT count(*) FROM runs",
    "done": "SELECT count(*) FROM runs WHERE status = 'done'",
}
_NOTHING = {
    "chunks": "SELECT count(*) FROM chunks",
    "open": "SELECT count(*) FROM ingests WHERE finished_at IS NULL OR recording_id IS NULL",
}


async def all_is_there_once(folder: Path, sender: Sender, sent: Mapping[str, bytes]) -> None:
    """Stored bytes are the sent bytes; one recording, session and run of each; nothing left."""
    await sender.analysed(sent)
    for recording_id, journal in sent.items():
        assert await sender.stored(recording_id) == sha256(journal).hexdigest()
    database = Database(settings_in(folder, data_dir=folder / "data").database)
    try:
        async with database.reading() as session:
            counted = {
                name: await session.scalar(text(query))
                for name, query in (_ONCE | _NOTHING).items()
            }
    finally:
        await database.aclose()
    assert counted == dict.fromkeys(_ONCE, len(sent)) | dict.fromkeys(_NOTHING, 0)


@pytest.mark.parametrize(
    ("backend", "kills"),
    [
        ("sqlite", 1),
        pytest.param("sqlite", 3, marks=pytest.mark.nightly),
        pytest.param("postgresql", 3, marks=pytest.mark.nightly),
    ],
    indirect=["backend"],
)
async def test_a_server_killed_in_the_middle_of_uploads(
    tmp_path: Path, backend: str, kills: int
) -> None:
    chance = random.Random(backend)
    async with AsyncExitStack() as stack:
        if backend == "postgresql":
            await stack.enter_async_context(worker(tmp_path))
        one: Running = await stack.enter_async_context(server(tmp_path))
        port = one.port
        sender = Sender(key_left(tmp_path, port), one.url)
        sending = [asyncio.create_task(sender.send(seed)) for seed in range(6)]
        for _ in range(kills):
            await sender.some_answers(chance.randrange(3, 20))
            await one.kill()
            one = await stack.enter_async_context(server(tmp_path, port))
        sent = dict(await asyncio.gather(*sending))

        assert 0 in sender.answers
        assert set(sender.answers) <= {0, 200, 201, 503}
        await all_is_there_once(tmp_path, sender, sent)


_HELD = """
import sys, time
from pathlib import Path
import api.services
from api.sessions.analysis_runs import Pipeline
from tracker.cli import main

def held(recording):
    Path("begun").touch()
    while True:
        time.sleep(0.05)

api.services.Pipeline = lambda: Pipeline(run=held)
main()
"""


@pytest.fixture
def large_form() -> Iterator[Postgres]:
    """A PostgreSQL of one test alone, which may come to harm."""
    with running_postgres() as postgres:
        addresses = Addresses(postgres)
        current.append(addresses)
        yield postgres
        current.pop()


@pytest.mark.nightly
async def test_a_worker_killed_in_the_middle_of_an_analysis(
    tmp_path: Path, large_form: Postgres
) -> None:
    async with server(tmp_path) as one, worker(tmp_path, program=_HELD) as doomed:
        sender = Sender(key_left(tmp_path, one.port), one.url)
        sent = dict([await sender.send(1)])
        await until((tmp_path / "begun").exists)
        await doomed.kill()

        async with worker(tmp_path), worker(tmp_path):
            await all_is_there_once(tmp_path, sender, sent)


@pytest.mark.nightly
async def test_a_server_of_one_process_killed_in_the_middle_of_an_analysis(tmp_path: Path) -> None:
    async with server(tmp_path, program=_HELD) as doomed:
        port = doomed.port
        sender = Sender(key_left(tmp_path, port), doomed.url)
        sent = dict([await sender.send(1)])
        await until((tmp_path / "begun").exists)
        await doomed.kill()

    async with server(tmp_path, port):
        await all_is_there_once(tmp_path, sender, sent)


async def test_a_database_that_dies_during_uploads_and_analyses(
    tmp_path: Path, large_form: Postgres
) -> None:
    chance = random.Random(4)
    async with server(tmp_path) as one, worker(tmp_path), worker(tmp_path):
        sender = Sender(key_left(tmp_path, one.port), one.url)
        sending = [asyncio.create_task(sender.send(seed)) for seed in range(8)]
        for _ in range(2):
            await sender.some_answers(chance.randrange(10, 40))
            await asyncio.to_thread(large_form.crash)
            await asyncio.to_thread(large_form.start)
        sent = dict(await asyncio.gather(*sending))

        assert set(sender.answers) <= {200, 201, 503}
        await all_is_there_once(tmp_path, sender, sent)
