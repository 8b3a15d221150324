"""``calf record`` with sensors that are connected and send nothing, or send late."""

import asyncio
import io
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from api.embedded import EmbeddedServer
from firmware_mocks.faults import Faults
from firmware_mocks.radio_server import hci_server
from tests.sensors.worn import Sensor, Worn, imu, plate, worn
from tracker.cli.prompts import typed_line, unless_ended
from tracker.cli.recording_flow import Finished, Wishes, record
from tracker.cli.server_link import ServerLink
from tracker.errors import SensorError
from tracker.recording import Subject, Variant
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.recording.journal import Packet, read_journal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends programs otherwise")
DEADLINE_S = 60.0
SILENT = {"faults": Faults(loss=1.0)}


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[EmbeddedServer]:
    """A server, and no keys of other servers of this machine."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CALF_API_KEY", raising=False)
    async with EmbeddedServer(tmp_path / "server", port=0) as served:
        yield served


class Screen(io.StringIO):
    """What is printed, which can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._more = asyncio.Event()

    def write(self, text: str) -> int:
        self._more.set()
        return super().write(text)

    async def until(self, text: str) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while text not in self.getvalue():
                self._more.clear()
                await self._more.wait()


async def finished_by_person(task: "asyncio.Task[Finished | None]") -> Finished:
    """What is recorded when Ctrl-C is pressed now."""
    signal.raise_signal(signal.SIGINT)
    async with asyncio.timeout(DEADLINE_S):
        finished = await task
    assert finished is not None
    return finished


@asynccontextmanager
async def recording(
    on: Worn, folder: Path, *placements: str, **wished: Any
) -> AsyncIterator[tuple[Screen, asyncio.Task[Finished | None]]]:
    """Record with those sensors until the task ends."""
    screen = Screen()
    wishes = Wishes(
        exercise="calf_raise",
        subject=Subject(mass_kg=75.0),
        variant=Variant(side="left"),
        sensors=tuple(
            f"{placed.placement}={placed.sensor.address}"
            for placed in on.placed
            if placed.placement in placements
        ),
        tempo=None,
        seconds=None,
        tare=False,
        check=False,
        ask=False,
        quiet=True,
    )
    async with hci_server(on.radio) as port:
        console = Console(file=screen, width=200)
        task = asyncio.create_task(
            record(console, replace(wishes, **wished), folder, f"tcp-client:127.0.0.1:{port}")
        )
        try:
            yield screen, task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_silent_sensor_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    sensors: list[Sensor] = [("left_foot", imu(60.0), {}), ("left_shank", imu(60.0), SILENT)]
    async with (
        worn(sensors) as on,
        recording(on, tmp_path / "set", "left_foot", "left_shank") as (screen, task),
    ):
        await screen.until("Left shank: connected, no data yet. This can take up to 8 s;")
        assert "Left foot: connected, no data" not in screen.getvalue()
        finished = await finished_by_person(task)
    assert finished.links["left_foot"].samples > 200
    messages = [finding.message for finding in finished.result.findings]
    assert any("sent no data" in message for message in messages)


async def test_a_sensor_that_sends_late_is_in_the_recording(tmp_path: Path) -> None:
    # The movement waits for a third sensor, which nobody starts: no sensor sends before it.
    sensors: list[Sensor] = [
        ("left_foot", imu(60.0), {}),
        ("left_shank", imu(60.0), {}),
        ("plate", plate(), {}),
    ]
    async with (
        worn(sensors) as on,
        recording(on, tmp_path / "set", "left_foot", "left_shank") as (screen, task),
    ):
        await screen.until("Left foot: connected, no data yet.")
        await screen.until("Left shank: connected, no data yet.")
        on.clock.join()
        await screen.until("Left foot: data arriving.")
        await screen.until("Left shank: data arriving.")
        finished = await finished_by_person(task)
    links = finished.links.values()
    assert all(link.samples > 0 for link in links)
    # They were waited for, not connected again.
    assert [link.reconnects for link in links] == [0, 0]


async def test_an_empty_recording_says_what_to_do_and_leaves_no_folder(tmp_path: Path) -> None:
    sensors: list[Sensor] = [("left_foot", imu(60.0), SILENT), ("left_shank", imu(60.0), SILENT)]
    placements = ("left_foot", "left_shank")
    async with (
        worn(sensors) as on,
        recording(on, tmp_path / "set", *placements, seconds=1.0) as (screen, task),
    ):
        message = "Nothing recorded: left foot and left shank connected but sent no data. Switch"
        with pytest.raises(SensorError, match=message):
            await asyncio.wait_for(task, DEADLINE_S)
        assert "calf analyze" not in screen.getvalue()
    assert not (tmp_path / "set").exists()


async def uploads(server: EmbeddedServer) -> list[dict[str, Any]]:
    """What has arrived at the server, finished or not."""
    async with ServerLink(server.url, server.key) as link:
        stored = (await link.ask("GET", "/v1/recordings"))["items"]
        arriving = (await link.ask("GET", "/v1/live/recordings"))["items"]
    return [*stored, *arriving]


async def test_who_stops_while_preparing_leaves_nothing_here_or_on_the_server(
    tmp_path: Path, server: EmbeddedServer
) -> None:
    folder = tmp_path / "set"
    async with (
        worn([("plate", plate(60.0), {})]) as on,
        recording(on, folder, "plate", tare=True, upload=server.url) as (screen, task),
    ):
        # The plate is set to zero next, over the air: it is still being prepared.
        await screen.until("Plate: connected")
        signal.raise_signal(signal.SIGINT)
        async with asyncio.timeout(DEADLINE_S):
            assert await task is None
        assert "Nothing was saved." in screen.getvalue()
    assert not folder.exists()
    assert await uploads(server) == []


async def test_a_recording_without_data_leaves_nothing_here_or_on_the_server(
    tmp_path: Path, server: EmbeddedServer
) -> None:
    folder = tmp_path / "set"
    async with (
        worn([("left_foot", imu(60.0), SILENT)]) as on,
        recording(on, folder, "left_foot", seconds=1.0, upload=server.url) as (_, task),
    ):
        with pytest.raises(SensorError, match="Nothing recorded"):
            await asyncio.wait_for(task, DEADLINE_S)
    assert not folder.exists()
    assert await uploads(server) == []


async def test_packets_that_cannot_be_used_are_not_offered_for_analysis(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    cut = {"faults": Faults(cut=1.0)}
    async with (
        worn([("left_foot", imu(60.0), cut)]) as on,
        recording(on, folder, "left_foot", seconds=1.0) as (screen, task),
    ):
        with pytest.raises(SensorError, match="Nothing recorded"):
            await asyncio.wait_for(task, DEADLINE_S)
        assert "calf analyze" not in screen.getvalue()
    assert any(isinstance(entry, Packet) for entry in read_journal(folder / JOURNAL).entries)


async def test_data_that_arrive_while_enter_is_awaited_are_a_line_of_their_own(
    tmp_path: Path,
) -> None:
    # As above, a third sensor that nobody starts holds the movement up.
    sensors: list[Sensor] = [
        ("left_foot", imu(60.0), {}),
        ("left_shank", imu(60.0), {}),
        ("plate", plate(), {}),
    ]
    async with (
        worn(sensors) as on,
        recording(on, tmp_path / "set", "left_foot", "left_shank", check=True, ask=True) as (
            screen,
            _,
        ),
    ):
        await screen.until("Waiting for data. Press Enter to continue without these sensors.")
        on.clock.join()
        await screen.until("Stand still on both feet.")
    lines = screen.getvalue().splitlines()
    assert {"Left foot: data arriving.", "Left shank: data arriving."} <= set(lines)
    assert "Stand still on both feet." in lines


async def test_the_line_of_a_question_is_ended_when_the_question_is_cancelled() -> None:
    screen = Screen()
    asking = asyncio.create_task(typed_line(Console(file=screen), "Ready? ", asyncio.Event()))
    await screen.until("Ready? ")
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert screen.getvalue() == "Ready? \n"


async def test_the_check_goes_on_with_the_sensors_that_send(tmp_path: Path) -> None:
    sensors: list[Sensor] = [("left_foot", imu(60.0), SILENT), ("plate", plate(60.0), {})]
    async with (
        worn(sensors) as on,
        recording(
            on, tmp_path / "set", "left_foot", "plate", seconds=1.0, tare=True, check=True
        ) as (screen, task),
    ):
        async with asyncio.timeout(DEADLINE_S):
            finished = await task
        assert "Plate: set to zero." in screen.getvalue()
        assert "Left foot: placement not checked, no data yet." in screen.getvalue()
        assert "well placed" not in screen.getvalue()
    assert finished is not None
    assert (tmp_path / "set" / JOURNAL).exists()


async def test_work_that_is_ended_by_the_person_is_cancelled() -> None:
    ended, cancelled = asyncio.Event(), asyncio.Event()

    async def work() -> str:
        ended.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        return "done"

    assert await unless_ended(work(), ended) is None
    assert cancelled.is_set()
