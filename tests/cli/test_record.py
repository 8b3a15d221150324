"""``calf simulate`` and ``calf record`` as two processes, in a terminal and without one."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from firmware_mocks.simulation import Simulation
from tests.conftest import Show
from tests.sensors.worn import until
from tracker.cli.app import main
from tracker.recording import read_folder

if sys.platform != "win32":
    import pty
    import termios

DEADLINE_S = 90.0
CALF = (sys.executable, "-c", "from tracker.cli import main; main()")
ROOT = Path(__file__).parents[2]


async def calf(*arguments: str, **options: object) -> asyncio.subprocess.Process:
    settings = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE, **options}
    return await asyncio.create_subprocess_exec(*CALF, *arguments, cwd=ROOT, **settings)  # type: ignore[arg-type]


@asynccontextmanager
async def simulated(*arguments: str) -> AsyncIterator[tuple[str, list[str]]]:
    """The adapter, and the options that name the sensors, of a running simulation."""
    process = await calf("simulate", "--port", "0", "--no-check", *arguments)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(DEADLINE_S):
            while not (line := (await process.stdout.readline()).decode()).startswith(
                "calf record"
            ):
                assert line
        words = line.split()
        yield words[3], words[4:]
    finally:
        process.kill()
        # Its pipes are closed only when they have been read to the end.
        await process.communicate()


async def ended(process: asyncio.subprocess.Process) -> tuple[str, str]:
    async with asyncio.timeout(DEADLINE_S):
        out, err = await process.communicate()
    return out.decode(), err.decode()


async def test_a_set_over_two_processes_with_losses(tmp_path: Path, show: Show) -> None:
    truth = Simulation(reps=3, seed=1).movement().truth
    async with simulated("--reps", "3", "--seed", "1", "--loss", "0.02", "--drops", "1") as (
        adapter,
        sensors,
    ):
        process = await calf(
            "record", "--adapter", adapter, *sensors, "--seconds", "15", "--side", "left",
            "--mass", "75", "--yes", "--json", "-o", str(tmp_path / "set"),
        )  # fmt: skip
        out, err = await ended(process)
    assert process.returncode == 0, err
    result = json.loads(out)
    assert [one["lost"] for one in result["links"].values()] == [0, 0, 0]
    assert all(link["reconnects"] >= 1 for link in result["links"].values())
    ranges = [one["metrics"]["range_of_motion"]["value"] for one in result["efforts"]]
    assert ranges == pytest.approx([one.range_deg for one in truth], abs=1.5)
    recording = read_folder(tmp_path / "set")
    assert all(stream.gaps == () for stream in recording.streams)
    show(
        "calf simulate and calf record, two processes, 2 % loss and a 3 s drop of each sensor",
        [f"{len(ranges)} of {len(truth)} raises, 0 samples lost"],
    )


@pytest.mark.parametrize(
    ("exercise", "sensors", "reps", "seconds", "least"),
    [
        pytest.param("balance", "plate", "1", "13", 1, marks=pytest.mark.nightly),
        pytest.param("walking", "left_foot,right_foot", "3", "9", 6, marks=pytest.mark.nightly),
    ],
)
async def test_other_exercises_over_two_processes(
    tmp_path: Path, exercise: str, sensors: str, reps: str, seconds: str, least: int
) -> None:
    async with simulated("--exercise", exercise, "--sensors", sensors, "--reps", reps) as (
        adapter,
        worn,
    ):
        process = await calf(
            "record", "--adapter", adapter, *worn, "--seconds", seconds, "--mass", "75",
            "--exercise", exercise, "--yes", "--json", "-o", str(tmp_path / "set"),
        )  # fmt: skip
        out, err = await ended(process)
    assert process.returncode == 0, err
    efforts = json.loads(out)["efforts"]
    assert len(efforts) >= least
    assert {one["exercise"] for one in efforts} == {exercise}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("record", "--sensor", "nose=C0:00"), "not a placement"),
        (("record", "--sensor", "plate"), "left_foot=ADDRESS"),
        (("record", "--yes"), "calf pair LEFT_FOOT"),
        (("record", "--exercise", "yoga", "--yes"), "yoga"),
        (("record", "--tempo", "allegro", "--yes"), "2-1-2-1"),
        (("record", "--yes", "--sensor", "plate=C0", "--adapter", "tcp-client:127.0.0.1:1"),
         "No Bluetooth controller answers at 127.0.0.1:1"),
        (("scan", "--adapter", "bluetooth"), "--adapter takes usb:0"),
        (("scan", "--adapter", "tcp-client:9999"), "write it as tcp-client:HOST:PORT"),
        (("pair", "left_fot"), "Did you mean left_foot?"),
        (("pair",), "LEFT_FOOT"),
        (("simulate", "--sensors", "nose"), "'nose' is not a placement"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.setenv("CALF_CONFIG_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["calf", *arguments])
    with pytest.raises(SystemExit) as ending:
        main()
    assert ending.value.code == 2
    err = capsys.readouterr().err
    assert message in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
async def test_a_guided_session_in_a_terminal(tmp_path: Path) -> None:
    near, far = pty.openpty()
    before = termios.tcgetattr(far)
    folder = tmp_path / "set"
    async with simulated("--reps", "4") as (adapter, sensors):
        process = await calf(
            "record", "--adapter", adapter, *sensors, "--exercise", "calf_raise", "--side", "left",
            "--mass", "75", "--no-tare", "--no-check", "--tempo", "60", "-o", str(folder),
            stdin=far, stdout=far, stderr=far, env={**os.environ, "TERM": "xterm", "COLUMNS": "90"},
        )  # fmt: skip
        terminal = Terminal(near)
        try:
            await terminal.until("recording")
            await terminal.until(r"1 +(\S+ )*repetitions")
            terminal.type(" ")
            await terminal.until("paused")
            terminal.type(" ")
            terminal.type("tleft knee\x7fe stiff\r")
            terminal.type("n")
            await terminal.until("set 2")
            terminal.type("q")
            await terminal.until("Pain now")
            terminal.type("2\r")
            await terminal.until("Effort")
            terminal.type("\r")
            await terminal.until("Recorded in")
            async with asyncio.timeout(DEADLINE_S):
                assert await process.wait() == 0
            assert termios.tcgetattr(far) == before
        finally:
            terminal.close()
            if process.returncode is None:
                process.kill()
                await process.wait()
    os.close(far)
    recording = read_folder(folder)
    said = {one.kind: one.value for one in recording.remarks}
    assert said["note"] == "left knee stiff"
    assert said["pain"] == 2.0
    assert "rpe" not in said
    assert {"pause", "resume", "set"} <= said.keys()
    assert recording.segments


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends programs in another way")
async def test_a_recording_that_is_told_to_end_is_kept(tmp_path: Path) -> None:
    async with simulated("--reps", "2", "--sensors", "plate") as (adapter, sensors):
        process = await calf(
            "record", "--adapter", adapter, *sensors, "--yes", "-o", str(tmp_path / "set")
        )
        journal = tmp_path / "set" / "journal.calf"
        await until(lambda: journal.exists() and journal.stat().st_size > 5000)
        process.send_signal(signal.SIGTERM)
        out, err = await ended(process)
    assert process.returncode == 0, err
    assert "Recorded in" in out
    assert read_folder(tmp_path / "set").duration_s > 1.0


class Terminal:
    """The near end of a pseudo-terminal: what is shown, and a keyboard."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._shown = ""
        self._more = asyncio.Event()
        asyncio.get_running_loop().add_reader(file, self._read)

    def _read(self) -> None:
        try:
            self._shown += os.read(self._file, 65536).decode(errors="replace")
        except OSError:
            asyncio.get_running_loop().remove_reader(self._file)
        self._more.set()

    async def until(self, pattern: str) -> re.Match[str]:
        """Wait until the pattern has been shown, and forget what came up to it."""
        async with asyncio.timeout(DEADLINE_S):
            while True:
                plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self._shown)
                found = re.search(pattern, plain)
                if found:
                    self._shown = plain[found.end() :]
                    return found
                await self._more.wait()
                self._more.clear()

    def type(self, text: str) -> None:
        os.write(self._file, text.encode())

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._file)
        os.close(self._file)
