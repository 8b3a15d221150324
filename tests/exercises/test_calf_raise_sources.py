"""Fewer sensors, several sensors that see the same heel, and sensors in wrong places."""

import re
from dataclasses import replace

import numpy as np
import pytest

from firmware_mocks.script import Script
from tests.simulated import calf_raise_recording, performed
from tracker.analysis import analyze
from tracker.findings import Code, Finding, Severity
from tracker.recording import Recording, Segment, Stream, Variant
from tracker.results import Analysis, Quality

FOOT, SHANK, PLATE = "left_foot", "left_shank", "plate"


def renamed(recording: Recording, places: dict[str, str]) -> Recording:
    streams = tuple(
        replace(one, placement=places.get(one.placement, one.placement))
        for one in recording.streams
    )
    return replace(recording, streams=streams)


def with_stream(recording: Recording, name: str, **changes: object) -> Recording:
    streams = tuple(
        replace(one, **changes) if one.name == name else one  # type: ignore[arg-type]
        for one in recording.streams
    )
    return replace(recording, streams=streams)


def stream(recording: Recording, name: str) -> Stream:
    return next(one for one in recording.streams if one.name == name)


def of_code(result: Analysis, code: Code) -> list[Finding]:
    return [one for one in result.findings if one.code is code]


@pytest.mark.parametrize("placement", ["left_shank", "phone_shank_left", "sacrum", "phone_waist"])
def test_what_sits_above_the_ankle_counts_and_withholds_the_angle(placement: str) -> None:
    at = {"phone_shank_left": "left_shank", "phone_waist": "sacrum"}.get(placement, placement)
    script = Script(seed=4)
    script.stand(2.5)
    script.raises(6)
    script.stand(2.0)
    recording, motion = performed(script, (at,))
    result = analyze(renamed(recording, {at: placement}), exercise="calf_raise")
    assert len(result.efforts) == len(motion.truth)
    for effort, true in zip(result.efforts, motion.truth, strict=True):
        assert effort.start_s < true.top_s < effort.end_s
        assert {"range_of_motion", "heel_height"} <= set(effort.withheld)
        assert effort.metrics["concentric_time"].uncertainty is not None


def test_of_two_sources_each_metric_is_the_surer_ones_and_names_it() -> None:
    both = ("left_foot", "left_ankle", "plate")
    recording, truth = calf_raise_recording(placements=both, reps=5, seed=6)
    result = analyze(recording)
    methods = {
        name: {one.metrics[name].method for one in result.efforts}
        for name in ("range_of_motion", "heel_height", "work")
    }
    assert methods == {
        "range_of_motion": {"optical_angle"},
        "heel_height": {"foot_imu"},
        "work": {"plate"},
    }
    for effort, true in zip(result.efforts, truth, strict=True):
        assert effort.metrics["range_of_motion"].value == pytest.approx(true.range_deg, abs=0.5)
    assert of_code(result, Code.DISAGREEMENT) == []


def test_two_sources_that_differ_are_a_finding_with_both_values() -> None:
    recording, _ = calf_raise_recording(placements=("left_foot", "left_shank", "left_ankle"))
    angle = stream(recording, "left_ankle")
    wrong = with_stream(recording, "left_ankle", values=0.6 * angle.values)
    (finding,) = of_code(analyze(wrong), Code.DISAGREEMENT)
    assert finding.stream == "left_ankle"
    assert finding.message.startswith("foot_shank_imu and optical_angle differ in 5 of 5")
    assert re.search(r"range \(3\d\.\d° against 1\d\.\d°\)", finding.message)


def test_raises_that_only_one_source_saw_are_a_finding() -> None:
    recording, truth = calf_raise_recording(placements=("left_foot", "left_ankle"), reps=6)
    angle = stream(recording, "left_ankle")
    kept = angle.time < truth[3].start_s - 0.2
    short = with_stream(recording, "left_ankle", time=angle.time[kept], values=angle.values[kept])
    messages = [one.message for one in of_code(analyze(short), Code.DISAGREEMENT)]
    assert any("saw 3 repetitions where 6 were counted" in one for one in messages)


def test_foot_and_shank_exchanged_is_told() -> None:
    recording, _ = calf_raise_recording(placements=(FOOT, SHANK), reps=5)
    result = analyze(renamed(recording, {FOOT: SHANK, SHANK: FOOT}))
    assert result.efforts == ()
    (finding,) = of_code(result, Code.WRONG_SEGMENT)
    assert finding.severity is Severity.ERROR
    assert "the other way round" in finding.message


def test_left_and_right_exchanged_is_told_by_the_plates() -> None:
    script = Script(seed=2)
    script.stand(2.5)
    script.raises(5, side="left")
    script.stand(2.0)
    recording, _ = performed(script, (FOOT, SHANK, "left_plate", "right_plate"))
    assert of_code(analyze(recording, exercise="calf_raise"), Code.WRONG_SEGMENT) == []
    swapped = renamed(recording, {"left_plate": "right_plate", "right_plate": "left_plate"})
    (finding,) = of_code(analyze(swapped, exercise="calf_raise"), Code.WRONG_SEGMENT)
    assert "exchanged" in finding.message


def test_raises_of_the_leg_that_was_not_named_are_told() -> None:
    feet = (FOOT, "right_foot")
    recording, _ = calf_raise_recording(placements=feet, side="left", reps=4)
    segment = Segment(exercise="calf_raise", variant=Variant(side="right"))
    result = analyze(replace(recording, segments=(segment,)))
    assert result.efforts == ()
    (finding,) = of_code(result, Code.WRONG_SEGMENT)
    assert "--side" in finding.message


def test_two_plates_tell_the_load_share() -> None:
    script = Script(seed=2)
    script.stand(2.5)
    script.raises(5)
    script.stand(2.0)
    recording, motion = performed(script, (FOOT, "right_foot", "left_plate", "right_plate"))
    result = analyze(recording, exercise="calf_raise")
    assert len(result.efforts) == len(motion.truth)
    for effort in result.efforts:
        assert effort.metrics["load_share"].value == pytest.approx(50.0, abs=2.0)


def test_the_knee_that_helps_is_named() -> None:
    script = Script(seed=2)
    script.stand(2.5)
    script.raises(5, cheat_deg=14.0)
    script.stand(2.0)
    recording, _ = performed(script, (FOOT, SHANK))
    (finding,) = of_code(analyze(recording, exercise="calf_raise"), Code.TECHNIQUE)
    assert "5 of 5" in finding.message


def test_squats_and_jumps_are_named_as_not_counted() -> None:
    script = Script(seed=2)
    script.stand(2.5)
    script.squats(3)
    script.raises(4)
    script.jump()
    script.stand(2.0)
    recording, motion = performed(script, (FOOT, SHANK, PLATE))
    result = analyze(recording, exercise="calf_raise")
    assert len(result.efforts) == len(motion.truth)
    (finding,) = of_code(result, Code.NOT_COUNTED)
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize(("offset_n", "drift_n_s"), [(25.0, 0.0), (10.0, 0.5)])
def test_a_plates_zero_is_found_before_the_athlete_steps_on(
    offset_n: float, drift_n_s: float
) -> None:
    recording, truth = calf_raise_recording(reps=5, quiet_s=4.0)
    plate = stream(recording, PLATE)
    force = plate.values.copy()
    # Nobody stands on it in the first and the last second.
    empty = (plate.time < 1.0) | (plate.time > plate.time[-1] - 1.0)
    force[empty, 0] = np.random.default_rng(1).normal(0.0, 1.0, int(empty.sum()))
    force[:, 0] += offset_n + drift_n_s * plate.time
    result = analyze(with_stream(recording, PLATE, values=force))
    code = Code.DRIFT if drift_n_s else Code.OFFSET
    (finding,) = of_code(result, code)
    assert finding.correction is not None
    for effort, true in zip(result.efforts, truth, strict=True):
        assert effort.metrics["work"].value == pytest.approx(true.work_j, rel=0.03)


def test_a_plate_that_weighs_somebody_else_is_told() -> None:
    recording, _ = calf_raise_recording(reps=4)
    heavy = replace(recording, subject=replace(recording.subject, mass_kg=91.0))
    (finding,) = of_code(analyze(heavy), Code.DISAGREEMENT)
    assert "75.0 kg" in finding.message
    assert "91.0 kg" in finding.message


def test_a_saturated_gyroscope_makes_what_it_touches_poor() -> None:
    recording, _ = calf_raise_recording(placements=(FOOT, SHANK), reps=4)
    foot = stream(recording, FOOT)
    held = foot.values.copy()
    held[:, 3:] = np.clip(held[:, 3:], -0.5, 0.5)
    result = analyze(with_stream(recording, FOOT, values=held))
    assert of_code(result, Code.CLIPPED)
    assert {one.metrics["range_of_motion"].quality for one in result.efforts} == {Quality.POOR}
