import json
from dataclasses import replace

import numpy as np
import pytest

from tests.simulated import calf_raise_recording, jump_recording
from tracker.analysis import PIPELINE_VERSION, analyze
from tracker.errors import InputError
from tracker.metrics import CATALOGUE
from tracker.recording import Recording, Segment, Stream, Variant

CODES = {
    "gap", "nan", "spike", "clipped", "offset", "drift", "no_quiet", "rate", "units", "inverted",
    "noise", "wrong_segment", "cut_short", "link", "clock", "disagreement", "format", "no_effort",
}  # fmt: skip


def later(stream: Stream, seconds: float) -> Stream:
    return replace(stream, time=stream.time + seconds)


def one_after_the_other(first: Stream, second: Stream) -> Stream:
    moved = later(second, first.end_s + 1 / first.rate_hz)
    return replace(
        first,
        time=np.concatenate((first.time, moved.time)),
        values=np.concatenate((first.values, moved.values)),
    )


@pytest.mark.parametrize(
    "recording",
    [calf_raise_recording(reps=3)[0], jump_recording()[0], calf_raise_recording(reps=1)[0]],
    ids=["raises", "jump", "one raise"],
)
def test_the_json_keeps_the_published_shape(recording: Recording) -> None:
    result = analyze(recording)
    told = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert set(told) == {"pipeline_version", "recording", "efforts", "sets", "findings"}
    assert told["pipeline_version"] == PIPELINE_VERSION
    assert told["recording"]["streams"] == [stream.name for stream in recording.streams]
    for effort in told["efforts"]:
        assert effort["start_s"] < effort["top_s"] < effort["end_s"]
        assert not set(effort["metrics"]) & set(effort["withheld"])
        for start, end in effort["phases"].values():
            assert effort["start_s"] - 1e-6 <= start <= end <= effort["end_s"] + 1e-6
    for one in [*told["efforts"], *told["sets"]]:
        assert set(one["metrics"]) | set(one["withheld"]) <= set(CATALOGUE)
        for name, metric in one["metrics"].items():
            assert metric["unit"] == CATALOGUE[name].unit
            assert metric["quality"] in {"good", "fair", "poor"}
            assert metric["uncertainty"] is None or metric["uncertainty"] >= 0
    assert {finding["code"] for finding in told["findings"]} <= CODES


def test_raises_and_jumps_in_one_recording_are_told_apart() -> None:
    raises, truth = calf_raise_recording(placements=("plate",), reps=3)
    jump, _ = jump_recording()
    mixed = one_after_the_other(raises.streams[0], jump.streams[0])
    result = analyze(Recording((mixed,), raises.subject))
    assert [one.exercise for one in result.efforts] == [
        *["calf_raise"] * len(truth),
        "countermovement_jump",
    ]
    assert {one.exercise for one in result.sets} == {"calf_raise", "countermovement_jump"}


def test_each_segment_is_analysed_as_it_says() -> None:
    left, truth = calf_raise_recording(placements=("left_foot",), reps=2)
    stream = one_after_the_other(left.streams[0], left.streams[0])
    middle = left.streams[0].end_s
    segments = (
        Segment(0.0, middle, "calf_raise", Variant(side="left", knee="straight")),
        Segment(middle, None, "calf_raise", Variant(side="left", knee="bent")),
    )
    result = analyze(Recording((stream,), left.subject, segments))
    assert len(result.efforts) == 2 * len(truth)
    assert [one.metrics["reps"].value for one in result.sets] == [2, 2]


def test_a_curve_goes_over_all_segments_and_breaks_between_them() -> None:
    first, _ = calf_raise_recording(placements=("plate",), reps=3)
    second, _ = calf_raise_recording(placements=("plate",), reps=2, seed=2)
    whole = one_after_the_other(first.streams[0], second.streams[0])
    middle = first.streams[0].end_s
    segments = (
        Segment(0.0, middle, "calf_raise", Variant(side="left")),
        Segment(middle, whole.end_s, "calf_raise", Variant(side="left")),
    )

    found = analyze(Recording((whole,), first.subject, segments))

    force = next(one for one in found.curves if one.name == "vertical_force")
    assert force.time[0] < 0.1
    assert force.time[-1] > whole.end_s - 0.1
    assert np.all(np.diff(force.time) > 0)
    (broken,) = np.flatnonzero(np.isnan(force.value))
    assert force.time[broken] == pytest.approx(middle, abs=0.05)


def test_what_a_person_states_beats_recognition() -> None:
    recording, _ = jump_recording(stated=False)
    assert analyze(recording, exercise="calf_raise").sets == ()
    assert len(analyze(recording, exercise="countermovement_jump").efforts) == 1


def test_an_unknown_exercise_is_refused_with_the_known_ones() -> None:
    recording, _ = jump_recording()
    with pytest.raises(InputError, match="calf_raise, drop_jump"):
        analyze(recording, exercise="handstand")
    stated = replace(recording, segments=(Segment(exercise="headstand"),))
    with pytest.raises(InputError, match="'headstand' cannot be measured yet"):
        analyze(stated)


def test_tables_hold_what_the_efforts_hold() -> None:
    result = analyze(calf_raise_recording(reps=3)[0])
    frame = result.efforts_frame()
    assert list(frame["start_s"]) == [one.start_s for one in result.efforts]
    assert list(frame["work"]) == [one.metrics["work"].value for one in result.efforts]
    assert result.sets_frame()["reps"].tolist() == [3]


def test_the_same_recording_gives_the_same_result() -> None:
    first, second = (analyze(calf_raise_recording(reps=3)[0]).to_dict() for _ in range(2))
    assert first == second
