"""A programme on the command line, and a session whose parts a person corrects."""

import json
from pathlib import Path

import pytest

from firmware_mocks.training import Training
from tests.cli.commands import calf
from tests.simulated import calf_raise_recording, performed
from tracker.recording import write_folder


@pytest.fixture
def session(tmp_path: Path) -> Path:
    script = Training(seed=1)
    script.stand(2.5)
    script.raises(4)
    script.stand(3.0)
    script.lunge(2)
    script.stand(2.0)
    legs = ("left_foot", "left_shank", "right_foot", "right_shank")
    recording, _ = performed(script, legs)
    write_folder(recording, tmp_path / "session")
    return tmp_path / "session"


def test_a_session_is_listed_with_its_certainty_and_corrected_with_a_key(session: Path) -> None:
    listed = calf("analyze", session)
    assert "Calf raise, both, 4 x  98 % sure" in listed.stdout
    assert "Weight bearing lunge, left and right, 2 x" in listed.stdout
    done = calf("analyze", session, "--correct", "--json", answers="\nx\n")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {one["exercise"] for one in told["efforts"]} == {"calf_raise"}
    assert all(one["certainty"] is None for one in told["sets"])
    kept = json.loads((session / "recording.json").read_text())["segments"]
    assert [one["exercise"] for one in kept] == ["calf_raise"]
    again = json.loads(calf("analyze", session, "--json").stdout)
    assert again["efforts"] == told["efforts"]


def test_a_session_in_which_nothing_was_done_stays_empty(session: Path) -> None:
    corrected = calf("analyze", session, "--correct", "--json", answers="x\nx\n")
    again = calf("analyze", session, "--json")
    stated = calf("analyze", session, "--exercise", "calf_raise", "--json")

    for done in (corrected, again):
        result = json.loads(done.stdout)
        assert (result["efforts"], result["sets"], result["findings"]) == ([], [], [])
    assert json.loads(stated.stdout)["efforts"]


def test_a_wrong_key_is_asked_again_and_too_few_change_nothing(session: Path) -> None:
    before = (session / "recording.json").read_text()
    short = calf("analyze", session, "--correct", answers="\n")
    assert short.returncode == 2
    assert "nothing was changed" in short.stderr
    assert (session / "recording.json").read_text() == before
    done = calf("analyze", session, "--correct", answers="q\n\nb\n")
    assert done.returncode == 0, done.stderr
    assert "q?" in done.stderr
    kept = json.loads((session / "recording.json").read_text())["segments"]
    assert [one["exercise"] for one in kept] == ["calf_raise", "balance"]


def test_a_file_that_cannot_keep_it_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "jump.txt"
    path.write_text("\n".join(["700.0"] * 3000))
    done = calf("analyze", path, "--rate", "1000", "--correct", answers="")
    assert done.returncode == 2
    assert "calf import" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_programme_is_followed(tmp_path: Path) -> None:
    plan, diary = tmp_path / "plan.json", tmp_path / "diary.json"
    assert calf("programme", "new", "achilles_silbernagel", plan).returncode == 0
    assert calf("programme", "new", "achilles_silbernagel", plan).returncode == 2
    first = calf("programme", "next", plan, diary, "--on", "2026-03-02")
    assert "it is new in this phase" in first.stdout
    write_folder(calf_raise_recording(reps=6)[0], tmp_path / "monday")
    noted = calf(
        "programme", "done", diary, tmp_path / "monday", "--on", "2026-03-02",
        "--pain", "2", "--rpe", "6", "--minutes", "30",
    )  # fmt: skip
    assert "calf raise, left: 6" in noted.stdout
    told = json.loads(calf("programme", "next", plan, diary, "--on", "2026-03-03", "--json").stdout)
    single = next(one for one in told["exercises"] if one["name"] == "Single-leg raises")
    assert single["reason"] == "1 of 3 sets were done"
    assert told["gates"][1] == "single leg reps at least 10: not known yet"
    assert "180" in calf("programme", "load", diary).stdout


def test_pain_is_answered_with_advice_and_nothing_else(tmp_path: Path) -> None:
    plan, diary = tmp_path / "plan.json", tmp_path / "diary.json"
    calf("programme", "new", "calf_strength", plan)
    diary.write_text('{"days": [{"on": "2026-03-02", "pain": 8}]}')
    done = calf("programme", "next", plan, diary, "--on", "2026-03-03")
    assert "physiotherapist" in done.stdout
    assert "3 x" not in done.stdout


def test_a_broken_plan_is_one_line(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('{"name": "mine", "source": "", "phases": []}')
    done = calf("programme", "next", plan, tmp_path / "diary.json")
    assert done.returncode == 2
    assert "phases" in done.stderr
    assert "Traceback" not in done.stderr
