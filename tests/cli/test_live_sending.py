"""``calf record --upload``: a server gets the recording while it is made, and in the end all of it.

Everything is a process of its own: simulated sensors, the server, the recorder.
"""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_record import DEADLINE_S, calf, ended, simulated
from tests.conftest import Show
from tests.sensors.worn import until
from tracker.cli.server_link import ServerLink
from tracker.errors import ServerError
from tracker.recording.journal import FILE_NAME as JOURNAL

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends programs otherwise")


@pytest.fixture(autouse=True)
def on_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Servers leave their keys in a folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CALF_API_KEY", raising=False)


@pytest.fixture
def url() -> str:
    """An address at which a server can be started again and again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serving(url: str, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A server that answers, and that is killed at the end if it still runs."""
    port = url.rpartition(":")[2]
    process = await calf("serve", "--port", port, "--data-dir", str(folder), env=dict(os.environ))
    try:
        assert process.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            assert (await process.stdout.readline()).startswith(b"Serving at")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def arrived(url: str, folder: Path) -> int:
    """How many chunks of the recording in a folder a server has; 0 while it is away."""
    try:
        recording_id = json.loads((folder / "upload.json").read_text())[url]["recording_id"]
        async with ServerLink(url, patience_s=0) as link:
            [stream] = (await link.ask("GET", f"/v1/recordings/{recording_id}/chunks"))["streams"]
    except (OSError, ValueError, ServerError):
        return 0
    return int(stream["received"])


async def have_arrived(url: str, folder: Path, least: int) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while True:
            if await arrived(url, folder) >= least:
                return
            await asyncio.sleep(0.1)


async def at_server(url: str, path: str) -> dict[str, Any]:
    async with ServerLink(url) as link:
        return await link.ask("GET", path)


async def sha256_at_server(url: str) -> str:
    [recording] = (await at_server(url, "/v1/recordings"))["items"]
    return str(recording["upload"]["sha256"])


def sha256_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


async def test_a_server_killed_and_started_again_ends_with_every_byte(
    tmp_path: Path, url: str, show: Show
) -> None:
    folder, data = tmp_path / "set", tmp_path / "data"
    journal = folder / JOURNAL
    async with simulated("--reps", "30", "--sensors", "left_foot,plate") as (adapter, sensors):
        async with serving(url, data) as server:
            recorder = await calf(
                "record", "--adapter", adapter, *sensors, "--side", "left", "--mass", "75",
                "--yes", "-o", str(folder), "--upload", url, env=dict(os.environ),
            )  # fmt: skip
            await have_arrived(url, folder, 3)
            server.send_signal(signal.SIGKILL)
            await server.wait()
        at_death = journal.stat().st_size
        await until(lambda: journal.stat().st_size > 1.5 * at_death)
        assert recorder.returncode is None
        async with serving(url, data):
            # What was recorded meanwhile is caught up with while the recording goes on.
            before = journal.stat().st_size
            await have_arrived(url, folder, 6)
            await until(lambda: journal.stat().st_size > before)
            live = await arrived(url, folder)
            recorder.send_signal(signal.SIGTERM)
            out, err = await ended(recorder)
            assert recorder.returncode == 0, err
            assert await sha256_at_server(url) == sha256_of(journal)
            page = re.search(rf"session page: {url}(/sessions/\S+)", out)
            assert page is not None, out
            session = await at_server(url, f"/v1{page[1]}")
            assert session["status"] == "done"
            again, err = await ended(
                await calf("upload", str(folder), "--server", url, env=dict(os.environ))
            )
            assert f"the server had it already): {url}{page[1]}" in again.replace("\n", ""), err
    show(
        "calf record --upload, the server killed with SIGKILL and started again meanwhile",
        [f"{live} chunks while it was recorded, {journal.stat().st_size} bytes, all the same"],
    )


@pytest.mark.nightly
async def test_a_server_that_stays_away_is_no_obstacle(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "set"
    async with simulated("--reps", "2", "--sensors", "plate") as (adapter, sensors):
        recorder = await calf(
            "record", "--adapter", adapter, *sensors, "--seconds", "3", "--mass", "75",
            "--yes", "-o", str(folder), "--upload", url, env=dict(os.environ),
        )  # fmt: skip
        out, err = await ended(recorder)
    assert recorder.returncode == 0, err
    told = out.replace("\n", " ")
    assert "does not answer" in told
    assert f"Send the rest later: calf upload {folder} --server {url}" in told
    begun = json.loads((folder / "upload.json").read_text())[url]["recording_id"]

    async with serving(url, tmp_path / "data"):
        out, err = await ended(
            await calf("upload", str(folder), "--server", url, env=dict(os.environ))
        )
        assert "stored: " in out, err
        [recording] = (await at_server(url, "/v1/recordings"))["items"]
        assert recording["id"] == begun
        assert recording["upload"]["sha256"] == sha256_of(folder / JOURNAL)
