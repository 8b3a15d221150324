"""The manual's commands for sensors, in processes of their own, as a person types them."""

import asyncio
import os
import re
import shlex
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from firmware_mocks.simulation import Simulation
from tests.cli.test_record import DEADLINE_S, ROOT, Terminal, calf, ended
from tracker.analysis import analyze
from tracker.opening import open_recording

if sys.platform != "win32":
    import pty

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind"
)
REPS = 3
SENSORS = ("CALF left foot", "CALF left shank")


def documented_commands() -> list[list[str]]:
    """Arguments of the manual's commands for sensors, without its comments."""
    text = (ROOT / "docs" / "recording-with-sensors.md").read_text(encoding="utf-8")
    block = next(part for part in text.split("```") if part.startswith("sh\ncalf scan"))
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines()[1:]]


class Simulator:
    """A running ``calf simulate``: what it printed, and its keyboard."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def until(self, text: str) -> str:
        """Wait for a line that contains the text."""
        assert self._process.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            while text not in (line := (await self._process.stdout.readline()).decode()):
                assert line, f"it ended before it printed {text!r}"
        return line

    def press_enter(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")


@asynccontextmanager
async def simulator() -> AsyncIterator[Simulator]:
    process = await calf(
        "simulate", "--port", "0", "--reps", str(REPS), "--by-hand", stdin=asyncio.subprocess.PIPE
    )
    try:
        yield Simulator(process)
    finally:
        process.kill()
        await process.communicate()


async def test_the_documented_commands_record_what_the_athlete_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith(("XDG_", "CALF_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    scan, pair_foot, pair_shank, record = documented_commands()
    assert (scan, pair_foot, pair_shank) == (
        ["scan"], ["pair", "LEFT_FOOT"], ["pair", "LEFT_SHANK"],
    )  # fmt: skip
    async with simulator() as simulation:
        found = re.search(r"tcp-client:\S+", await simulation.until("calf record --adapter"))
        assert found is not None
        adapter = ("--adapter", found[0])
        # Without waiting as long as a person has to in a room full of sensors.
        out, err = await ended(await calf(*scan, *adapter, "--seconds", "1"))
        assert all(sensor in out for sensor in SENSORS), err
        for line, sensor in zip((pair_foot, pair_shank), SENSORS, strict=True):
            out, err = await ended(await calf(*line, *adapter, "--seconds", "1"))
            assert f"paired with {sensor} (" in out, err
        near, far = pty.openpty()
        process = await calf(
            *record, *adapter, stdin=far, stdout=far, stderr=far,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        )  # fmt: skip
        os.close(far)
        terminal = Terminal(near)
        try:
            await terminal.until("exercise")
            terminal.type("\r")
            await terminal.until("Left foot: connected")
            await terminal.until("Left shank: connected")
            await terminal.until("Lift the LEFT heel twice")
            await simulation.until("lifts the left heel")
            await terminal.until("Press Enter to begin")
            terminal.type("\r")
            await terminal.until("q finish")
            await simulation.until("when you press Enter")
            simulation.press_enter()
            await terminal.until(rf" {REPS} +repetitions")
            terminal.type("q")
            await terminal.until("Pain now")
            terminal.type("11\r")
            await terminal.until("Type a number from 0 to 10")
            # What is typed before a question is shown is dropped.
            await terminal.until("Pain now")
            terminal.type("1\r")
            await terminal.until("Effort")
            terminal.type("\r")
            folder = await terminal.until(r"Recorded in (\S+)")
            async with asyncio.timeout(DEADLINE_S):
                assert await process.wait() == 0
        finally:
            terminal.close()
            if process.returncode is None:
                process.kill()
                await process.wait()
    recording = open_recording(Path(folder[1]))
    assert Path(folder[1]).is_relative_to(tmp_path)
    assert {stream.name for stream in recording.streams} == {"left_foot", "left_shank"}
    for stream in recording.streams:
        assert stream.gaps == ()
        assert stream.time.size >= stream.rate_hz * (recording.duration_s - 1.0)
    assert [remark.value for remark in recording.remarks if remark.kind == "pain"] == [1.0]
    truth = Simulation(reps=REPS).movement().truth
    ranges = [effort.metrics["range_of_motion"].value for effort in analyze(recording).efforts]
    assert ranges == pytest.approx([rep.range_deg for rep in truth], abs=1.5)
