from dataclasses import replace

import numpy as np
import pytest

from tests.simulated import calf_raise_recording, jump_recording
from tracker.analysis import analyze
from tracker.findings import Code
from tracker.gravity import GRAVITY
from tracker.recording import Recording, Stream, gaps_in
from tracker.signals.quality import inspect


def altered(recording: Recording, values: np.ndarray) -> Recording:
    stream = recording.streams[0]
    channels = tuple(replace(one, count=None) for one in stream.channels)
    changed = replace(stream, values=values, channels=channels)
    return replace(recording, streams=(changed, *recording.streams[1:]))


def codes(recording: Recording) -> list[Code]:
    return [finding.code for finding in inspect(recording)[1]]


def test_clean_recordings_have_no_finding() -> None:
    assert codes(jump_recording()[0]) == []
    assert codes(calf_raise_recording(reps=3)[0]) == []


@pytest.mark.parametrize("factor", [-1.0, 0.001])
def test_force_of_wrong_sign_or_unit_gives_the_same_jump(factor: float) -> None:
    recording, _ = jump_recording()
    right = analyze(recording).efforts[0].metrics["jump_height_impulse"].value
    wrong = altered(recording, recording.streams[0].values * factor)
    result = analyze(wrong)
    assert result.efforts[0].metrics["jump_height_impulse"].value == pytest.approx(right, rel=1e-6)
    expected = Code.INVERTED if factor < 0 else Code.UNITS
    assert [one.code for one in result.findings if one.correction] == [expected]


def test_imu_in_g_and_degrees_gives_the_same_range() -> None:
    recording, _ = calf_raise_recording(placements=("left_foot",), reps=3)
    right = [one.metrics["range_of_motion"].value for one in analyze(recording).efforts]
    scale = np.array([1 / GRAVITY] * 3 + [180 / np.pi] * 3)
    result = analyze(altered(recording, recording.streams[0].values * scale))
    measured = [one.metrics["range_of_motion"].value for one in result.efforts]
    assert measured == pytest.approx(right, abs=1e-6)
    assert [one.code for one in result.findings] == [Code.UNITS, Code.UNITS]


def test_acceleration_without_gravity_is_named() -> None:
    recording, _ = calf_raise_recording(placements=("left_foot",), reps=1)
    values = recording.streams[0].values.copy()
    values[:, :3] -= values[:200, :3].mean(axis=0)
    (finding,) = [one for one in inspect(altered(recording, values))[1] if one.code is Code.UNITS]
    assert "gravity was taken off" in finding.message


def test_a_wrong_rate_is_replaced_by_that_of_the_times() -> None:
    recording, _ = jump_recording()
    stream = replace(recording.streams[0], rate_hz=500.0)
    mended, findings = inspect(replace(recording, streams=(stream,)))
    assert mended.streams[0].rate_hz == pytest.approx(1000.0)
    assert [one.code for one in findings] == [Code.RATE]


def test_missing_samples_and_numbers_are_located() -> None:
    recording, _ = jump_recording()
    stream = recording.streams[0]
    values = stream.values.copy()
    values[100:103] = np.nan
    kept = np.ones(stream.time.size, dtype=bool)
    kept[1000:1040] = False
    time = stream.time[kept]
    holed = Stream(
        stream.name,
        stream.kind,
        stream.placement,
        stream.rate_hz,
        time,
        values[kept],
        stream.channels,
        gaps=gaps_in(time, stream.rate_hz),
    )
    findings = {one.code: one for one in inspect(replace(recording, streams=(holed,)))[1]}
    assert "40 samples" in findings[Code.GAP].message
    assert findings[Code.GAP].start_s == pytest.approx(0.999)
    assert findings[Code.NAN].message.startswith("3 of")


def test_a_clipped_force_is_named() -> None:
    recording, _ = jump_recording()
    values = np.minimum(recording.streams[0].values, 1100.0)
    found = [one for one in inspect(altered(recording, values))[1] if one.code is Code.CLIPPED]
    assert len(found) == 1


def test_a_stream_that_ends_early_is_named() -> None:
    recording, _ = calf_raise_recording(placements=("left_foot", "left_shank"), reps=3)
    foot, shank = recording.streams
    half = shank.time.size // 2
    dead = replace(shank, time=shank.time[:half], values=shank.values[:half])
    (finding,) = inspect(replace(recording, streams=(foot, dead)))[1]
    assert finding.code is Code.CUT_SHORT
    assert finding.stream == "left_shank"
    assert finding.start_s == dead.end_s
    assert f"{foot.end_s - dead.end_s:.1f} s before" in finding.message


def test_another_weight_than_told_is_a_finding() -> None:
    recording, _ = jump_recording()
    half = altered(recording, 0.5 * recording.streams[0].values)
    (finding,) = [one for one in analyze(half).findings if one.code is Code.UNITS]
    assert "weighs 38 kg where 75 kg were told" in finding.message
    assert Code.UNITS not in {one.code for one in analyze(recording).findings}


def test_a_drift_is_seen_in_the_air_and_in_the_weight() -> None:
    recording, _ = jump_recording()
    plate = recording.streams[0]
    right = analyze(recording).efforts[0].metrics
    result = analyze(altered(recording, plate.values + 12.0 * plate.time[:, np.newaxis]))
    (finding,) = [one for one in result.findings if one.code is Code.DRIFT]
    assert "+12" in finding.message or "+11.9" in finding.message
    for name in ("jump_height_impulse", "body_weight", "peak_power"):
        assert result.efforts[0].metrics[name].value == pytest.approx(right[name].value, rel=0.01)


def test_a_load_that_is_put_down_after_the_jump_is_no_drift() -> None:
    recording, true = jump_recording(load_kg=6.0)
    plate = recording.streams[0]
    force = plate.values.copy()
    force[plate.time > true.end_s] -= 6.0 * GRAVITY
    result = analyze(altered(recording, force))
    assert Code.DRIFT not in {one.code for one in result.findings}
    (effort,) = result.efforts
    assert effort.metrics["body_weight"].value == pytest.approx(81 * GRAVITY, abs=2)


def test_weight_that_goes_from_plate_to_plate_is_no_drift() -> None:
    recording, true = jump_recording(placements=("left_plate", "right_plate"))
    left, right = recording.streams
    moved = np.where(left.time > true.end_s, 12.0, 0.0)[:, np.newaxis]
    streams = tuple(
        replace(
            one,
            values=one.values + sign * moved,
            channels=tuple(replace(channel, count=None) for channel in one.channels),
        )
        for one, sign in ((left, 1), (right, -1))
    )
    found = analyze(replace(recording, streams=streams)).findings
    assert Code.DRIFT not in {one.code for one in found}
