"""Every golden recording is measured as it was when its result was accepted."""

from pathlib import Path

import pytest

from tests.golden.analyses import analysis_of, is_here, name_of
from tests.golden.comparison import differences, summary
from tests.golden.outputs import body_of, read, text_of
from tests.golden.recordings import RECORDINGS, SIMULATED
from tracker.exercises.registry import EXERCISES


@pytest.mark.parametrize("recording", RECORDINGS)
def test_a_recording_is_measured_as_accepted(recording: str, tmp_path: Path) -> None:
    golden, name = RECORDINGS[recording], name_of(recording)
    if not is_here(golden):
        pytest.skip(f"the real recording {recording} is not on this machine: {golden.path}")
    found = body_of(name, text_of(name, analysis_of(recording, tmp_path)))
    changed = differences(name, read(name), found)
    assert not changed, summary(changed)


def test_every_exercise_has_a_simulated_recording() -> None:
    covered = {exercise for golden in SIMULATED.values() for exercise in golden.exercises}
    assert covered == set(EXERCISES)
    for recording, golden in SIMULATED.items():
        efforts = read(name_of(recording))["efforts"]
        assert {effort["exercise"] for effort in efforts} >= set(golden.exercises), recording
