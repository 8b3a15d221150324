"""Jumps by sensors that are worn: found, measured, and held against a plate."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.real import GAIT, walking_foot
from tests.simulated import jump_recording, performed, rebound_recording
from tests.validation.sessions import mixed_session
from tracker.analysis import analyze
from tracker.exercises.base import Context, heads
from tracker.exercises.jumps.detector import JumpDetector
from tracker.findings import Code
from tracker.gravity import GRAVITY
from tracker.recording import Recording
from tracker.results import Effort, Quality

FEET = ("left_foot", "right_foot")
HEIGHTS, CONTACTS = (0.20, 0.18, 0.22, 0.17), (0.24, 0.22, 0.20, 0.23)


def only(recording: Recording) -> Effort:
    (effort,) = analyze(recording).efforts
    return effort


@pytest.mark.parametrize("rate_hz", [100.0, 200.0, 400.0])
@pytest.mark.parametrize("height_m", [0.12, 0.3, 0.45])
@pytest.mark.parametrize("placements", [("left_foot",), FEET, ("sacrum",)])
def test_a_jump_is_found_and_its_flight_timed(
    placements: tuple[str, ...], height_m: float, rate_hz: float
) -> None:
    recording, true = jump_recording(
        placements=placements, height_m=height_m, imu_rate_hz=rate_hz, stated=False
    )
    effort = only(recording)
    assert effort.exercise == "countermovement_jump"
    metric = effort.metrics["jump_height_flight_time"]
    assert metric.value == pytest.approx(true.flight_height_m, abs=0.02)
    assert metric.quality is Quality.FAIR
    assert effort.phases["flight"] == pytest.approx((true.takeoff_s, true.landing_s), abs=0.015)


def test_feet_do_not_tell_what_only_a_force_can() -> None:
    effort = only(jump_recording(placements=FEET, stated=False)[0])
    assert set(effort.metrics) == {"flight_time", "jump_height_flight_time"}
    assert "waist" in effort.withheld["peak_power"]


def test_the_trunk_tells_velocity_and_power() -> None:
    recording, true = jump_recording(placements=("sacrum",), stated=False)
    result = analyze(recording)
    assert result.findings == ()
    metrics = result.efforts[0].metrics
    assert metrics["jump_height_impulse"].value == pytest.approx(true.height_m, abs=0.025)
    assert metrics["takeoff_velocity"].value == pytest.approx(true.takeoff_velocity_m_s, abs=0.1)
    # A trunk that leans moves otherwise than the centre of mass.
    assert metrics["peak_power"].value == pytest.approx(true.peak_power_w, rel=0.16)
    assert metrics["peak_power"].method == "sacrum_imu"


def test_without_the_mass_power_is_told_per_kilogram() -> None:
    weighed, _ = jump_recording(placements=("sacrum",), stated=False)
    nobody, _ = jump_recording(placements=("sacrum",), stated=False, with_subject=False)
    (curve,) = [one for one in analyze(nobody).curves if one.stream == "sacrum"]
    assert curve.unit == "m/s²"
    assert np.median(curve.value) == pytest.approx(GRAVITY, abs=0.1)
    effort = only(nobody)
    assert "--mass" in effort.withheld["peak_power"]
    relative = effort.metrics["peak_power_relative"].value
    assert relative == pytest.approx(only(weighed).metrics["peak_power_relative"].value)


@pytest.mark.parametrize("placements", [("left_foot",), FEET, ("sacrum",)])
@pytest.mark.parametrize("rate_hz", [100.0, 200.0])
def test_hops_from_a_box(placements: tuple[str, ...], rate_hz: float) -> None:
    recording, truth = rebound_recording(
        placements=placements, heights_m=HEIGHTS, contacts_s=CONTACTS, imu_rate_hz=rate_hz
    )
    result = analyze(recording)
    assert [one.exercise for one in result.efforts] == ["drop_jump", "hops", "hops", "hops"]
    for effort, true in zip(result.efforts, truth, strict=True):
        metrics = effort.metrics
        assert metrics["contact_time"].value == pytest.approx(true.contact_time_s, abs=0.02)
        assert metrics["flight_time"].value == pytest.approx(true.flight_time_s, abs=0.015)
        ratio = metrics["rsi_height_contact"]
        assert ratio.uncertainty is not None
        expected = true.height_m / true.contact_time_s
        assert abs(ratio.value - expected) < 2 * ratio.uncertainty


def test_the_plate_leads_and_the_foot_agrees() -> None:
    recording, true = jump_recording(placements=("plate", *FEET), stated=False)
    result = analyze(recording)
    (effort,) = result.efforts
    assert effort.metrics["jump_height_flight_time"].method == "plate"
    assert {one.method for one in effort.metrics.values()} == {"plate"}
    assert effort.metrics["flight_time"].value == pytest.approx(true.flight_time_s, abs=0.001)
    assert Code.DISAGREEMENT not in {one.code for one in result.findings}


def test_a_foot_that_flies_longer_than_the_plate_says_is_a_finding() -> None:
    recording, _ = jump_recording(placements=("plate", "left_foot"), stated=False)
    plate, foot = recording.streams
    # Stretched by a fifth, and brought together again at the landing.
    landing = only(recording).phases["flight"][1]
    slow = replace(foot, time=1.2 * (foot.time - landing) + landing, rate_hz=foot.rate_hz / 1.2)
    kept = slow.time >= 0
    slow = replace(slow, time=slow.time[kept], values=slow.values[kept])
    result = analyze(replace(recording, streams=(plate, slow)))
    messages = [one.message for one in result.findings if one.code is Code.DISAGREEMENT]
    assert any("foot_imu" in one and "flight (0.52 s against 0.63 s)" in one for one in messages)


def test_trunk_and_feet_each_give_what_they_know_best() -> None:
    recording, truth = rebound_recording(
        placements=("sacrum", *FEET), heights_m=HEIGHTS, contacts_s=CONTACTS
    )
    result = analyze(recording)
    assert len(result.efforts) == len(truth)
    methods = {one.method for effort in result.efforts for one in effort.metrics.values()}
    assert methods <= {"sacrum_imu", "foot_imu"}
    assert "peak_power" in result.efforts[0].metrics


@pytest.mark.parametrize("placements", [("left_foot",), FEET, ("sacrum",), (*FEET, "plate")])
def test_the_only_jump_among_everything_else(placements: tuple[str, ...]) -> None:
    script = mixed_session(0)
    recording, motion = performed(script, placements)
    jumps = [one for one in analyze(recording).efforts if "flight" in one.phases]
    (begin,) = [one.start_s for one in motion.parts if one.name == "jump"]
    (effort,) = jumps
    assert begin < effort.phases["flight"][0] < begin + 2.5


@pytest.mark.skipif(not GAIT.is_file(), reason="the recordings of real people are not here")
def test_nobody_jumps_while_walking() -> None:
    feet = (walking_foot("left"), walking_foot("right"))
    for streams in (feet, feet[:1]):
        assert analyze(Recording(streams), exercise="hops").efforts == ()


SPLIT, _ = rebound_recording(
    placements=("left_foot", "sacrum"), heights_m=(0.2, 0.2), contacts_s=(0.24, 0.22),
    imu_rate_hz=100.0,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(("left_foot", "sacrum")), st.integers(1, 300)), max_size=40)
)
def test_any_split_gives_the_same_jumps(cuts: list[tuple[str, int]]) -> None:
    def fed(parts: list[tuple[str, int]]) -> list[dict[str, object]]:
        detector = JumpDetector(heads(SPLIT), Context())
        streams = {one.name: one for one in SPLIT.streams}
        at = dict.fromkeys(streams, 0)
        for name, count in [*parts, ("left_foot", 10**6), ("sacrum", 10**6)]:
            stream, start = streams[name], at[name]
            end = min(start + count, stream.time.size)
            detector.feed(name, stream.time[start:end], stream.values[start:end])
            at[name] = end
        detector.finish()
        return [one.to_dict() for one in detector.efforts()]

    whole = fed([])
    assert fed(cuts) == whole
    assert len(whole) == 2


def test_missing_samples_in_the_flight_are_no_flight() -> None:
    recording, true = jump_recording(placements=("left_foot",), stated=False)
    stream = recording.streams[0]
    values = stream.values.copy()
    gone = (stream.time > true.takeoff_s + 0.1) & (stream.time < true.landing_s + 0.1)
    values[gone] = np.nan
    result = analyze(replace(recording, streams=(replace(stream, values=values),)))
    assert not [one for one in result.efforts if "flight" in one.phases]
