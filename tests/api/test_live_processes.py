"""Live viewing over several processes, one of which is killed."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import asyncpg
import httpx2
from sqlalchemy import make_url

from api.core.postgres_bus import PostgresBus
from tests.api.backends import Postgres
from tests.api.house import opened
from tests.api.viewing import DEADLINE_S, Recorder, watching
from tests.journals import chunks_of, raises_journal

REPS = 4
CHUNKS = list(chunks_of(raises_journal(REPS)[0]))
HALF = len(CHUNKS) // 2
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def process(folder: Path, address: str) -> AsyncIterator[tuple[Process, str]]:
    """A process of the server, and where it answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = {"CALF_DATABASE_URL": address, "CALF_DATA_DIR": str(folder)}
    one = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app"),
        *("--port", str(port), "--no-access-log"),
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await _answers(url)
        yield one, url
    finally:
        if one.returncode is None:
            one.kill()
        await one.wait()


async def _answers(url: str) -> None:
    async with httpx2.AsyncClient() as client, asyncio.timeout(DEADLINE_S):
        while True:
            try:
                await client.get(url)
            except httpx2.TransportError:
                await asyncio.sleep(0.05)
            else:
                return


async def owners(address: str) -> set[int]:
    """The connections that hold a recording."""
    url = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        # A recording's key is a large number; other locks of ours have small ones.
        held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid <> 0"
        return {row["pid"] for row in await connection.fetch(held)}
    finally:
        await connection.close()


async def test_another_process_goes_on_where_one_was_killed(
    postgres: Postgres, tmp_path: Path
) -> None:
    address = await asyncio.to_thread(postgres.new)
    async with (
        opened(tmp_path, database_url=address) as house,
        process(tmp_path, address) as (first, first_url),
        process(tmp_path, address) as (_, second_url),
        httpx2.AsyncClient(
            base_url=second_url, headers=house.client.headers, timeout=DEADLINE_S
        ) as client,
    ):
        recorder = Recorder(client)
        headers = house.client.headers
        async with watching(first_url, headers) as doomed:
            await recorder.begin()
            await recorder.put(0, CHUNKS[0])
            # The only one that is watched follows it, though the chunks come to the other.
            await doomed.until_one("state")
            async with asyncio.timeout(DEADLINE_S):
                while not recorder.watched:
                    await recorder.put(0, CHUNKS[0])
            async with watching(second_url, headers) as viewer:
                for number, chunk in enumerate(CHUNKS[1:HALF], 1):
                    await recorder.put(number, chunk)
                await viewer.until(lambda one: bool(one.numbers()))
                await doomed.until(lambda one: bool(one.numbers()))
                before = await owners(address)
                first.kill()
                await first.wait()
                for number, chunk in enumerate(CHUNKS[HALF:], HALF):
                    await recorder.put(number, chunk)
                await viewer.until(lambda one: len(one.numbers()) >= REPS)
                after = await owners(address)
                times = [one["time"] for one in viewer.of("curve")
                         if one["stream"] == "left_foot"]  # fmt: skip

    assert viewer.numbers() == [1, 2, 3, 4]
    assert len(before) == len(after) == 1
    assert before != after
    assert all(one[-1] < later[0] for one, later in pairwise(times))


async def test_a_long_message_goes_through_the_database(postgres: Postgres) -> None:
    address = await asyncio.to_thread(postgres.new)
    bus, heard = PostgresBus(make_url(address)), asyncio.Queue[dict[str, str]]()
    await bus.start()
    async with bus.listening(lambda _, message: heard.put_nowait(message)):
        text = "not measured: no quiet standing µ " * 300
        async with asyncio.timeout(DEADLINE_S):
            while heard.empty():
                await bus.publish("frame", {"text": text})
                await asyncio.sleep(0.05)
    await bus.stop()

    assert heard.get_nowait() == {"text": text}
