"""The server inside another program: it starts, answers, and stops without a trace."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from api.command import serve
from api.embedded import EmbeddedServer
from tracker.errors import InputError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "STORAGE_URL", "DATA_DIR", "HOST", "PORT"):
        monkeypatch.delenv(f"CALF_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Takes away what a command of the server sets up for its whole process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


async def healthy(url: str) -> bool:
    async with httpx2.AsyncClient(base_url=url) as client:
        return (await client.get("/v1/health")).is_success


async def test_it_answers_until_it_is_stopped(tmp_path: Path) -> None:
    async with EmbeddedServer(tmp_path / "data", port=0) as server:
        assert await healthy(server.url)
        url = server.url
        server.stop()
        await server.wait_stopped()
    with pytest.raises(httpx2.ConnectError):
        await healthy(url)
    assert (tmp_path / "data" / "calf.db").is_file()


async def test_both_halves_of_an_answer_are_sent_at_once(tmp_path: Path) -> None:
    async with (
        EmbeddedServer(tmp_path / "data", port=0) as server,
        httpx2.AsyncClient(base_url=server.url) as client,
    ):
        await client.get("/v1/health")
        [connection] = server._server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")

        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


async def test_a_client_that_stays_connected_does_not_hold_it(tmp_path: Path) -> None:
    async with httpx2.AsyncClient() as client, EmbeddedServer(tmp_path, port=0) as server:
        assert (await client.get(f"{server.url}/v1/health")).is_success


async def test_where_the_usual_port_is_taken_it_takes_another(
    tmp_path: Path, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALF_PORT", str(taken))

    async with EmbeddedServer(tmp_path) as server:
        assert not server.url.endswith(f":{taken}")
        assert await healthy(server.url)


async def test_a_port_that_was_asked_for_and_is_taken_is_an_error(
    tmp_path: Path, taken: int
) -> None:
    with pytest.raises(InputError, match=rf"{taken} is taken .* --port"):
        await EmbeddedServer(tmp_path, port=taken).__aenter__()


@pytest.mark.usefixtures("logging_as_before")
def test_the_command_says_so_in_one_line(tmp_path: Path, taken: int) -> None:
    with pytest.raises(InputError, match="is taken") as caught:
        serve(host="127.0.0.1", port=taken, data_dir=tmp_path)
    assert "\n" not in str(caught.value)


async def test_an_address_that_is_not_of_this_machine_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot listen at 192\.0\.2\.1"):
        await EmbeddedServer(tmp_path, host="192.0.2.1", port=0).__aenter__()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("in the way")
    return path


async def test_a_folder_that_cannot_be_used_is_an_error(file: Path) -> None:
    server = EmbeddedServer(file, port=0)

    with pytest.raises(InputError, match="cannot be used"):
        await server.__aenter__()


async def test_when_the_program_is_interrupted_it_closes(tmp_path: Path) -> None:
    addresses: list[str] = []

    async def program() -> None:
        async with EmbeddedServer(tmp_path, port=0) as server:
            addresses.append(server.url)
            running.set()
            await server.wait_stopped()

    running = asyncio.Event()
    task = asyncio.create_task(program())
    await running.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(httpx2.ConnectError):
        await healthy(addresses[0])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_serves_until_it_is_told_to_end(
    tmp_path: Path, told: signal.Signals
) -> None:
    program = "import typer, api.command; typer.run(api.command.serve)"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-c", program),
        *("--port", "0", "--data-dir", str(tmp_path / "data")),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    said = (await process.stdout.readline()).decode()
    assert await healthy(said.split()[2])

    process.send_signal(told)
    _, complaints = await process.communicate()

    assert process.returncode == 0
    assert b"WARNING" not in complaints
    assert b"ERROR" not in complaints
