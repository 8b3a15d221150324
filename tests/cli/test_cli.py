import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.cli.commands import calf
from tests.simulated import calf_raise_recording, jump_recording
from tracker.opening import open_recording
from tracker.recording import write_folder

COMMANDS = ("demo", "analyze", "import", "export", "scan", "upload", "serve")


@pytest.fixture(scope="module")
def raises(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recordings") / "raises"
    write_folder(calf_raise_recording(reps=3)[0], folder, "csv")
    return folder


def plain_force(path: Path) -> Path:
    recording, _ = jump_recording()
    path.write_text("\n".join(f"{value:.1f}" for value in recording.streams[0]["fz"]) + "\n")
    return path


def test_every_command_is_listed_and_explained_with_an_example() -> None:
    listed = calf("--help").stdout
    for name in COMMANDS:
        assert f" {name} " in listed
        told = calf(name, "--help")
        assert told.returncode == 0
        assert "Example: calf " + name in told.stdout


def test_the_version_is_told() -> None:
    assert calf("--version").stdout.startswith("calf-tracker ")


def test_analyze_prints_a_table_a_coach_reads(raises: Path) -> None:
    done = calf("analyze", raises)
    assert done.returncode == 0, done.stderr
    assert "Calf raise" in done.stdout
    assert "reps 3" in done.stdout


def test_analyze_prints_the_json_alone(raises: Path) -> None:
    done = calf("analyze", raises, "--json")
    told = json.loads(done.stdout)
    assert [one["exercise"] for one in told["efforts"]] == ["calf_raise"] * 3
    assert done.stderr == ""


def test_analyze_draws_the_set(raises: Path, tmp_path: Path) -> None:
    done = calf("analyze", raises, "--plot", tmp_path / "set.png")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "set.png").read_bytes().startswith(b"\x89PNG")


def test_a_nameless_column_asks_for_its_rate_and_takes_it(tmp_path: Path) -> None:
    path = plain_force(tmp_path / "force.txt")
    asked = calf("analyze", path)
    assert asked.returncode == 2
    assert "--rate" in asked.stderr
    told = json.loads(calf("analyze", path, "--rate", "1000", "--json").stdout)
    assert told["efforts"][0]["exercise"] == "countermovement_jump"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"BioWare 3.0 Export\nDevice:\tx\nSamples (#):\t8000\n", "8000 samples"),
        (
            b"time,fz\n" + b"".join(b"0.%03d,700\n" % i for i in range(40)) + b"0.040,two\n",
            "line 42",
        ),
    ],
    ids=["missing", "empty", "picture", "stub", "word"],
)
def test_unusable_input_is_one_clear_line_and_status_2(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "input.txt"
    if content is not None:
        path.write_bytes(content)
    done = calf("analyze", path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert str(path) in done.stderr
    assert said in done.stderr


def test_an_unknown_exercise_names_the_known_ones(raises: Path) -> None:
    done = calf("analyze", raises, "--exercise", "handstand")
    assert done.returncode == 2
    assert "calf_raise" in done.stderr


def test_import_and_export_lose_nothing(raises: Path, tmp_path: Path) -> None:
    assert calf("import", raises, tmp_path / "native").returncode == 0
    assert calf("export", tmp_path / "native", tmp_path / "plain").returncode == 0
    first, last = open_recording(raises), open_recording(tmp_path / "plain")
    assert first.subject == last.subject
    assert first.segments == last.segments
    for before, after in zip(first.streams, last.streams, strict=True):
        np.testing.assert_array_equal(before.time, after.time)
        np.testing.assert_array_equal(before.values, after.values)
    again = calf("import", raises, tmp_path / "native")
    assert again.returncode == 2
    assert "already" in again.stderr


def test_what_is_said_beside_the_file_is_kept(tmp_path: Path) -> None:
    recording, _ = calf_raise_recording(placements=("left_foot",), reps=2, with_subject=False)
    write_folder(replace(recording, segments=()), tmp_path / "bare", "csv")
    bare = json.loads(calf("analyze", tmp_path / "bare", "--json").stdout)
    assert "work" in bare["efforts"][0]["withheld"]
    words = ("--mass", "70", "--foot-length", "0.26", "--side", "left")
    told = json.loads(calf("analyze", tmp_path / "bare", *words, "--json").stdout)
    assert told["efforts"][0]["metrics"]["work"]["value"] > 20
    assert "peak_joint_power" in told["efforts"][0]["metrics"]
    assert "tempo_error" in told["sets"][0]["withheld"]
    more = ("--load", "30", "--knee", "bent", "--surface", "step", "--tempo", "30")
    loaded = json.loads(calf("analyze", tmp_path / "bare", *words, *more, "--json").stdout)
    works = [one["efforts"][0]["metrics"]["work"]["value"] for one in (told, loaded)]
    assert works[1] / works[0] == pytest.approx(100 / 70, rel=1e-6)
    assert "tempo_error" in loaded["sets"][0]["metrics"]
    bad = calf("analyze", tmp_path / "bare", "--tempo", "fast")
    assert bad.returncode == 2
    assert "beats a minute" in bad.stderr


def test_upload_without_a_server_says_so(raises: Path) -> None:
    done = calf("upload", raises, "--server", "http://127.0.0.1:9")
    assert done.returncode == 2
    assert "calf serve" in done.stderr
    assert "Traceback" not in done.stderr
