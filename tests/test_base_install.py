"""What ``pip install calf-tracker`` alone can do, and what it says where an extra is needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.base_install import base_distributions
from tests.simulated import calf_raise_recording
from tracker.recording import write_folder

ROOT = Path(__file__).parents[1]


def calf(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.base_install", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_recording_is_analysed_without_the_server(tmp_path: Path) -> None:
    recording, truth = calf_raise_recording(reps=3)
    write_folder(recording, tmp_path / "recording")

    done = calf("analyze", tmp_path / "recording", "--json")

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["efforts"]) == len(truth) == 3


@pytest.mark.parametrize(
    ("command", "extras"),
    [
        ("serve", "server"),
        ("worker", "server,postgres"),
        ("demo", "server,simulator"),
        ("simulate", "simulator"),
        ("backup club.zip", "server"),
        ("restore club.zip", "server"),
        ("admin reset-password sam@example.org", "server"),
        ("scan --adapter usb:0", "simulator"),
    ],
)
def test_a_command_says_which_extra_it_needs(command: str, extras: str) -> None:
    done = calf(*command.split(" "))

    assert done.returncode == 2
    assert f"pip install 'calf-tracker[{extras}]'" in done.stderr.replace("\n", "")


def test_the_base_brings_no_server() -> None:
    base = base_distributions()

    assert {"numpy", "bleak", "typer"} <= base
    assert not base & {"fastapi", "starlette", "sqlalchemy", "asyncpg", "uvicorn", "bumble"}
