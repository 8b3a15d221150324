"""No process of ours executes code of the folder that it was started in."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest

from tests.api.house import force_csv
from tests.api.processes import environment, key_left, server, worker
from tests.formats.samples import jump_force
from tests.formats.test_c3d import six_channels, write_c3d

SHADOWED = (
    "api", "tracker", "firmware_mocks", "numpy", "pandas", "scipy", "pyarrow", "ezc3d", "fastapi",
    "json", "signal", "multiprocessing", "tempfile", "resource", "sitecustomize", "matplotlib",
)  # fmt: skip
"""Modules that a process of ours imports: packages of ours, libraries, and Python's own."""

LEAVES_A_MARK = "open(__file__ + '.executed', 'a').close()\n"

COMMAND = """
from tracker.cli import main

if __name__ == "__main__":
    main()
"""

FEED_LIVE = """
import asyncio
from api.live.analysers import Analysers

async def feed():
    analysers = Analysers(apart=True)
    await analysers.feed("recording", None, b"", first=True)
    await analysers.stop()

if __name__ == "__main__":
    asyncio.run(feed())
"""


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """A folder with a file for every module that we import."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in SHADOWED:
        folder.joinpath(f"{name}.py").write_text(LEAVES_A_MARK)
    return folder


def executed(folder: Path) -> list[str]:
    """Names of the files that a process executed."""
    return sorted(mark.name for mark in folder.glob("*.executed"))


def installed(tmp_path: Path, program: str = COMMAND) -> Path:
    """A program as a package manager installs it: a script in a folder of its own."""
    script = tmp_path / "bin" / "calf"
    script.parent.mkdir()
    script.write_text(program)
    return script


async def run_in(folder: Path, script: Path, *arguments: str) -> tuple[int, str]:
    """Run a program in a folder; give its exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script), *arguments),
        cwd=folder,
        env=environment(folder),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode()


async def analysed(client: httpx2.AsyncClient, name: str, data: bytes) -> str:
    """Upload a file, and give how its analysis ended."""
    answer = await client.post("/v1/recordings", files={"file": (name, data)})
    assert answer.status_code == 201, answer.text
    address = f"/v1/sessions/{answer.json()['session']['id']}"
    async with asyncio.timeout(120):
        while True:
            status = (await client.get(address)).json()["status"]
            if status not in {"queued", "analysing"}:
                return str(status)
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)], indirect=True
)
async def test_a_server_and_a_worker_execute_no_code_of_their_folder(
    backend: str, tmp_path: Path, hostile_folder: Path
) -> None:
    script = installed(tmp_path)
    jump = write_c3d(tmp_path / "jump.c3d", six_channels(jump_force()))
    async with AsyncExitStack() as stack:
        if backend == "postgresql":
            await stack.enter_async_context(worker(tmp_path, script=script, cwd=hostile_folder))
        one = await stack.enter_async_context(server(tmp_path, script=script, cwd=hostile_folder))
        headers = {"authorization": f"Bearer {key_left(tmp_path, one.port)}"}
        client = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=one.url, headers=headers, timeout=120)
        )

        assert await analysed(client, "plate.csv", force_csv()) == "done"
        assert await analysed(client, "jump.c3d", jump.read_bytes()) == "done"

    assert executed(hostile_folder) == []


async def test_the_process_that_counts_live_executes_no_code_of_its_folder(
    tmp_path: Path, hostile_folder: Path
) -> None:
    status, printed = await run_in(hostile_folder, installed(tmp_path, FEED_LIVE))

    assert (status, executed(hostile_folder)) == (0, []), printed


async def test_a_command_executes_no_code_of_its_folder(
    tmp_path: Path, hostile_folder: Path
) -> None:
    jump = write_c3d(tmp_path / "jump.c3d", six_channels(jump_force()))
    (hostile_folder / "matplotlibrc").write_text("backend: module://api\ntext.usetex: True\n")

    status, printed = await run_in(
        hostile_folder, installed(tmp_path), "analyze", str(jump), "--plot", "jump.png"
    )

    assert (status, executed(hostile_folder)) == (0, []), printed
