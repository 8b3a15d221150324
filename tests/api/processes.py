"""Real processes of the server, to be killed; and a sender that does not give up."""

import asyncio
import os
import random
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2

from api.core.identifiers import new_id
from tests.api.backends import database_of
from tests.api.journals import chunks_of, digest, journal_of
from tracker.local_servers import key_file

_ROOT = Path(__file__).parents[2]
_PATIENCE_S = 300.0
# Made once: it takes longer than a request does.
_TRUST = ssl.create_default_context()
_COMMAND = "from tracker.cli import main; main()"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a process is told: everything is kept in the folder, and its test's database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CALF_")}
    settings = {
        "PYTHONPATH": str(_ROOT),
        "XDG_STATE_HOME": str(folder / "state"),
        "CALF_DATA_DIR": str(folder / "data"),
        "CALF_WORKER_HEARTBEAT_S": "0.3",
        "CALF_JSON_LOGS": "true",
    }
    if (address := database_of(folder)) is not None:
        settings["CALF_DATABASE_URL"] = address
    return kept | settings | more


@dataclass
class Running:
    """A process that has said that it is ready."""

    process: asyncio.subprocess.Process
    said: str
    log: Path

    @property
    def url(self) -> str:
        """Where it answers, of a server."""
        return self.said.split()[2]

    @property
    def port(self) -> int:
        """The port of it."""
        return int(self.url.rpartition(":")[2])

    async def kill(self) -> None:
        """End it without a warning."""
        self.process.kill()
        await self.process.wait()

    async def ended(self, told: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end, and give how it ended."""
        self.process.send_signal(told)
        return await self.process.wait()


@asynccontextmanager
async def running(
    folder: Path,
    *arguments: str,
    program: str = _COMMAND,
    script: Path | None = None,
    cwd: Path | None = None,
    umask: int = -1,
    **more: str,
) -> AsyncIterator[Running]:
    """A process of the command `calf`; killed at the end, if it is still there.

    Parameters
    ----------
    folder
        Where everything is kept.
    *arguments
        Of the command.
    program
        Code that is the command.
    script
        A file that is the command, in place of `program`.
    cwd
        The current folder of the process; None is `folder`.
    umask
        Of the process; -1 is this one's.
    **more
        Environment variables.
    """
    log = folder / f"{new_id()}.log"
    command = ("-c", program) if script is None else (str(script),)
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *command, *arguments),
            cwd=cwd or folder,
            umask=umask,
            env=environment(folder, **more),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_PATIENCE_S):
            said = (await process.stdout.readline()).decode()
        assert said, log.read_text()
        yield Running(process, said, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def server(folder: Path, port: int = 0, **more: Any) -> AbstractAsyncContextManager[Running]:
    """`calf serve`."""
    return running(folder, "serve", "--port", str(port), **more)


def worker(folder: Path, **more: Any) -> AbstractAsyncContextManager[Running]:
    """`calf worker`."""
    return running(folder, "worker", **more)


def key_left(folder: Path, port: int) -> str:
    """The key that the server at a port left for its user's programs."""
    left = key_file(port).name
    return next(folder.joinpath("state").rglob(left)).read_text()


@dataclass
class Sender:
    """Sends recordings in chunks, and begins again wherever it was broken off.

    `answers` notes each answer's status, and 0 where there was none.
    """

    key: str
    url: str
    answers: list[int] = field(default_factory=list)
    _under_way: int = 0
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def some_answers(self, count: int) -> None:
        """Wait until so many more have come, or everything is sent."""
        until = len(self.answers) + count
        async with asyncio.timeout(_PATIENCE_S), self._heard:
            await self._heard.wait_for(lambda: len(self.answers) >= until or self._all_sent)

    @property
    def _all_sent(self) -> bool:
        return bool(self.answers) and not self._under_way

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx2.AsyncClient]:
        headers = {"authorization": f"Bearer {self.key}"}
        async with httpx2.AsyncClient(
            base_url=self.url, headers=headers, timeout=_PATIENCE_S, verify=_TRUST
        ) as client:
            yield client

    async def ask(self, method: str, path: str, **sent: Any) -> httpx2.Response:
        """Ask until there is an answer that is not 503."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                try:
                    async with self.client() as client:
                        answer = await client.request(method, path, **sent)
                except httpx2.TransportError:
                    await self._note(0)
                else:
                    await self._note(answer.status_code)
                    if answer.status_code != 503:
                        return answer
                await asyncio.sleep(0.1)

    async def _note(self, status: int) -> None:
        async with self._heard:
            self.answers.append(status)
            self._heard.notify_all()

    async def send(self, seed: int, count: int = 12) -> tuple[str, bytes]:
        """Send a journal in chunks, each once or as often as it takes; gives its id and bytes."""
        self._under_way += 1
        try:
            return await self._send(seed, count)
        finally:
            async with self._heard:
                self._under_way -= 1
                self._heard.notify_all()

    async def _send(self, seed: int, count: int) -> tuple[str, bytes]:
        journal, recording_id = journal_of(seed), new_id()
        chunks = dict(enumerate(chunks_of(journal, count)))
        path = f"/v1/recordings/{recording_id}"
        begun = await self.ask("PUT", path, json={"name": f"{seed}.calf"})
        assert begun.status_code == 200, begun.text
        order = list(chunks)
        random.Random(seed).shuffle(order)
        await asyncio.gather(*(self._put(path, n, chunks[n]) for n in order))
        here = (await self.ask("GET", f"{path}/chunks")).json()["streams"]
        assert [one["missing"] for one in here] == [[]]
        finished = await self.ask("POST", f"{path}/finish", json={"chunks": {"plate": len(chunks)}})
        assert finished.status_code in {200, 201}, finished.text
        return recording_id, journal

    async def _put(self, path: str, number: int, chunk: bytes) -> None:
        answer = await self.ask(
            "PUT", f"{path}/streams/plate/chunks/{number}", content=chunk, headers=digest(chunk)
        )
        assert answer.status_code in {200, 201}, answer.text

    async def analysed(self, recordings: Mapping[str, bytes]) -> list[dict[str, Any]]:
        """All sessions, once every one of those recordings is analysed."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                sessions = (await self.ask("GET", "/v1/sessions?limit=200")).json()["items"]
                done = {one["recording"]["id"] for one in sessions if one["status"] == "done"}
                if done >= recordings.keys():
                    return list(sessions)
                await asyncio.sleep(0.1)

    async def stored(self, recording_id: str) -> str:
        """The SHA-256 of what is stored."""
        answer = await self.ask("GET", f"/v1/recordings/{recording_id}/raw")
        assert answer.status_code == 200, answer.text
        return sha256(answer.content).hexdigest()
