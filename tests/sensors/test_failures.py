"""What is lost when a program is killed or a disk is full, in processes of their own."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.conftest import Show
from tests.sensors.test_session import stream_of
from tests.sensors.worn import BUSY, assert_samples_are_the_sources, imu, plate, until
from tracker.findings import Code
from tracker.sensors.ble.backend_bumble import BumbleCentral
from tracker.sensors.ble.client import LinkState
from tracker.sensors.ble.scan import find
from tracker.sensors.replay import recording_from_journal
from tracker.sensors.session import PlacedSensor, RecordingSession

TITLE = "what is lost when something dies while 1 IMU and 1 plate record"
ROOT = Path(__file__).parents[2]
DEADLINE_S = 60.0

_RECORDER = """
import asyncio, sys
from pathlib import Path
from tests.sensors.worn import imu, plate, worn
from tracker.errors import CalfError
from tracker.sensors.session import RecordingSession

async def main():
    sensors = [("left_foot", imu(60.0), {}), ("plate", plate(60.0), {})]
    async with worn(sensors) as on:
        session = RecordingSession(
            Path(sys.argv[1]), on.placed, client_backend=on.central.client_backend
        )
        try:
            async with session:
                async for block in session.blocks():
                    if block.stream == "plate":
                        print(session.links()["plate"].samples, flush=True)
        except CalfError as error:
            streaming = any(one.streaming for one in on.peripherals)
            print("error", streaming, error, flush=True)

asyncio.run(main())
"""
_SMALL_DISK = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
"""


async def recorder(folder: Path, before: str = "") -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        before + _RECORDER,
        str(folder),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )


async def test_what_a_killed_recorder_had_received_is_there(tmp_path: Path, show: Show) -> None:
    process = await recorder(tmp_path)
    assert process.stdout is not None
    seen = 0
    async with asyncio.timeout(DEADLINE_S):
        while seen < 2500:
            seen = int(await process.stdout.readline())
    process.kill()
    await process.wait()
    recording = recording_from_journal(tmp_path)
    force = stream_of(recording, "plate")
    assert force.time.size >= seen
    assert_samples_are_the_sources(force, plate())
    assert_samples_are_the_sources(stream_of(recording, "left_foot"), imu())
    assert force.gaps == ()
    assert Code.CUT_SHORT in {one.code for one in recording.findings}
    lost = max(0, seen - force.time.size)
    show(TITLE, [f"SIGKILL of the recorder: {lost} of {seen} plate samples"])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of a file")
async def test_a_full_disk_keeps_all_that_it_took(tmp_path: Path, show: Show) -> None:
    process = await recorder(tmp_path, _SMALL_DISK)
    async with asyncio.timeout(DEADLINE_S):
        output, _ = await process.communicate()
    *counts, last = output.decode().splitlines()
    assert last.startswith("error False ")
    assert "cannot be written" in last
    assert (tmp_path / "journal.calf").stat().st_size <= 20_000
    recording = recording_from_journal(tmp_path)
    force = stream_of(recording, "plate")
    assert_samples_are_the_sources(force, plate())
    assert force.gaps == ()
    # The bytes of 20 kB that are samples of the plate: the rest is the IMU's, heads and notes.
    assert force.time.size > 2000
    assert Code.CUT_SHORT in {one.code for one in recording.findings}
    lost = int(counts[-1]) - force.time.size
    assert lost <= 0
    text = f"disk full after 20 kB: {max(0, lost)} of {counts[-1]} plate samples; sensors stopped"
    show(TITLE, [text])


async def test_what_a_killed_firmware_had_sent_is_there(tmp_path: Path, show: Show) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from tracker.cli import main; main()",
        *("simulate", "--port", "0", "--sensors", "left_foot,plate"),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    async with asyncio.timeout(DEADLINE_S):
        while not (line := (await process.stdout.readline()).decode()).startswith("calf record"):
            assert line
        adapter, named = line.split()[3], dict(
            one.split("=") for one in line.split()[4:] if "=" in one
        )  # fmt: skip
        async with BumbleCentral.open(adapter) as central:
            found = await find(frozenset(named.values()), backend=central.scanner_backend)
            session = RecordingSession(
                tmp_path,
                [PlacedSensor(found[at], place) for place, at in named.items()],
                client_backend=central.client_backend,
                patience=BUSY,
            )
            async with session:
                await until(lambda: session.links()["plate"].samples > 1500)
                process.kill()
                await process.communicate()
                received = session.links()["plate"].samples
                await until(lambda: session.links()["plate"].state is LinkState.LOST)
                recording = await session.stop()
    force = stream_of(recording, "plate")
    assert force.time.size >= received
    assert force.gaps == ()
    assert Code.LINK in {one.code for one in recording.findings}
    lost = max(0, received - force.time.size)
    show(TITLE, [f"SIGKILL of the firmware: {lost} of {received} plate samples that had arrived"])
