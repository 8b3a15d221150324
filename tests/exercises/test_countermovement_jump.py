from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulated import jump_recording
from tracker.analysis import analyze
from tracker.exercises.base import Context, heads
from tracker.exercises.jumps.detector import JumpDetector
from tracker.gravity import GRAVITY
from tracker.opening import open_recording
from tracker.recording import Recording, Segment, Stream, Variant
from tracker.results import Effort, Quality

CMJ = "countermovement_jump"
REAL = Path(__file__).parents[3] / "shared" / "data" / "cmj_kistler"


def cut(recording: Recording, start_s: float, end_s: float) -> Recording:
    streams = []
    for stream in recording.streams:
        part = slice(*np.searchsorted(stream.time, (start_s, end_s)))
        streams.append(replace(stream, time=stream.time[part], values=stream.values[part]))
    return replace(recording, streams=tuple(streams))


def with_force(
    recording: Recording, force: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> Recording:
    stream = recording.streams[0]
    channel = replace(stream.channels[0], count=None)
    return replace(
        recording, streams=(replace(stream, values=force[:, None], channels=(channel,)),)
    )


def one_jump(recording: Recording) -> Effort:
    efforts = analyze(recording).efforts
    assert len(efforts) == 1
    return efforts[0]


@pytest.mark.parametrize("rate_hz", [200.0, 500.0, 1000.0, 2000.0])
@pytest.mark.parametrize("height_m", [0.15, 0.32, 0.5])
def test_the_metrics_of_a_jump_by_physics(rate_hz: float, height_m: float) -> None:
    recording, true = jump_recording(height_m=height_m, plate_rate_hz=rate_hz)
    effort = one_jump(recording)
    expected = {
        "jump_height_impulse": (true.height_m, 0.01),
        "jump_height_flight_time": (true.flight_height_m, 0.004),
        "takeoff_velocity": (true.takeoff_velocity_m_s, 0.03),
        "flight_time": (true.flight_time_s, 0.003),
        "countermovement_depth": (true.depth_m, 0.01),
        "body_weight": (true.body_weight_n, 3.0),
        "peak_force": (true.peak_force_n, 25.0),
        "peak_power": (true.peak_power_w, 0.02 * true.peak_power_w),
        "mean_power": (true.mean_power_w, 0.04 * true.mean_power_w),
        "braking_impulse": (true.braking_impulse_n_s, 4.0),
        "propulsive_impulse": (true.propulsive_impulse_n_s, 4.0),
    }
    for name, (value, tolerance) in expected.items():
        assert effort.metrics[name].value == pytest.approx(value, abs=tolerance), name
    assert effort.phases["flight"] == pytest.approx((true.takeoff_s, true.landing_s), abs=0.004)


def test_relative_power_and_ratio_follow_from_the_others() -> None:
    metrics = one_jump(jump_recording()[0]).metrics
    mass = metrics["body_weight"].value / GRAVITY
    relative = metrics["peak_power"].value / mass
    assert metrics["peak_power_relative"].value == pytest.approx(relative)
    ratio = metrics["jump_height_impulse"].value / metrics["time_to_takeoff"].value
    assert metrics["rsi_modified"].value == pytest.approx(ratio)


def test_phases_follow_each_other_without_a_hole() -> None:
    phases = list(one_jump(jump_recording()[0]).phases.items())
    assert [name for name, _ in phases] == [
        "unweighting", "braking", "propulsion", "flight", "landing",
    ]  # fmt: skip
    for (_, before), (_, after) in pairwise(phases):
        assert before[1] == pytest.approx(after[0], abs=1e-9)


def test_two_plates_give_the_asymmetry_with_its_sign() -> None:
    recording, _ = jump_recording(placements=("left_plate", "right_plate"), left_share=0.46)
    expected = 100 * (0.54 - 0.46) / 0.54
    metrics = one_jump(recording).metrics
    assert metrics["asymmetry_peak_force"].value == pytest.approx(expected, abs=1.0)
    assert metrics["asymmetry_propulsive_impulse"].value == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize("offset_n", [-25.0, 12.0])
def test_a_plate_that_was_not_tared_is_corrected_and_named(offset_n: float) -> None:
    straight = one_jump(jump_recording()[0]).metrics
    recording, _ = jump_recording(offset_n=offset_n)
    result = analyze(recording)
    for name in ("jump_height_impulse", "jump_height_flight_time", "body_weight", "peak_force"):
        measured = result.efforts[0].metrics[name].value
        assert measured == pytest.approx(straight[name].value, rel=0.01), name
    offsets = [one for one in result.findings if one.code == "offset"]
    assert len(offsets) == 1
    assert f"{offset_n:.0f}" in offsets[0].message.replace(".0", "")
    assert offsets[0].correction


def test_without_quiet_standing_only_the_flight_is_told() -> None:
    recording, true = jump_recording(with_subject=False)
    result = analyze(cut(recording, true.onset_s + 0.15, 99.0))
    effort = result.efforts[0]
    assert "jump_height_impulse" not in effort.metrics
    assert effort.withheld["peak_power"] == "no quiet standing before the jump"
    height = effort.metrics["jump_height_flight_time"].value
    assert height == pytest.approx(true.flight_height_m, abs=0.004)
    assert "no_quiet" in [finding.code for finding in result.findings]


def test_a_known_mass_gives_the_power_without_quiet_standing() -> None:
    recording, true = jump_recording()
    effort = analyze(cut(recording, true.onset_s + 0.15, 99.0)).efforts[0]
    metric = effort.metrics["peak_power"]
    assert metric.value == pytest.approx(true.peak_power_w, rel=0.04)
    assert metric.quality is Quality.FAIR
    weight = effort.metrics["body_weight"]
    assert (weight.method, weight.quality) == ("told", Quality.FAIR)
    velocity = effort.metrics["takeoff_velocity"]
    assert velocity.uncertainty is not None
    assert abs(velocity.value - true.takeoff_velocity_m_s) < 2 * velocity.uncertainty
    assert "jump_height_impulse" in effort.withheld


def test_a_push_of_which_nobody_saw_the_beginning_has_no_duration() -> None:
    recording, true = jump_recording()
    rising = true.phases["propulsion"][0] + 0.05
    effort = analyze(cut(recording, rising, 99.0)).efforts[0]
    assert effort.metrics["peak_power"].value == pytest.approx(true.peak_power_w, rel=0.04)
    for name in ("propulsive_time", "mean_power"):
        assert name not in effort.metrics
        assert "quiet standing" in effort.withheld[name]


def test_a_wrong_weighing_does_not_make_a_wrong_height() -> None:
    recording, true = jump_recording()
    force = recording.streams[0]["fz"].copy()
    force[: round((true.onset_s - 0.1) * 1000)] *= 0.8
    effort = one_jump(with_force(recording, force))
    metric = effort.metrics.get("jump_height_impulse")
    assert metric is None or metric.quality is Quality.POOR


def test_a_jump_is_told_half_a_second_after_the_landing_settles() -> None:
    recording, true = jump_recording(plate_rate_hz=500.0)
    (stream,) = recording.streams
    detector = JumpDetector(heads(recording), Context())
    for at in range(0, stream.time.size, 5):
        part = slice(at, at + 5)
        if detector.feed(stream.name, stream.time[part], stream.values[part]):
            assert stream.time[at] < true.end_s + 0.5
            return
    pytest.fail("the jump was not told while the recording went on")


@pytest.mark.parametrize("load_kg", [0.0, 20.0])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_jump_on_one_leg_with_a_load_is_named_so(
    side: Literal["left", "right"], load_kg: float
) -> None:
    recording, true = jump_recording(height_m=0.16, load_kg=load_kg)
    variant = Variant(side=side, load_kg=load_kg)
    stated = replace(recording, segments=(Segment(exercise=CMJ, variant=variant),))
    result = analyze(stated)
    (effort,) = result.efforts
    assert (effort.exercise, effort.side, result.sets[0].side) == (CMJ, side, side)
    metrics = effort.metrics
    assert metrics["body_weight"].value == pytest.approx((75 + load_kg) * GRAVITY, abs=2)
    assert metrics["peak_power"].value == pytest.approx(true.peak_power_w, rel=0.02)
    # The plate weighs what was told, load and all.
    assert "units" not in {one.code for one in result.findings}


def test_stepping_off_the_plate_is_no_jump() -> None:
    recording, true = jump_recording()
    force = recording.streams[0]["fz"].copy()
    gone = round((true.onset_s - 0.3) * 1000)
    force[gone : gone + 600] = 0.0
    force[gone + 600 :] = force[:1].mean()
    assert analyze(with_force(recording, force), exercise="countermovement_jump").efforts == ()


def test_two_jumps_are_two_efforts_of_one_set() -> None:
    recording, true = jump_recording()
    stream = recording.streams[0]
    twice = replace(
        stream,
        time=np.arange(2 * stream.time.size) / stream.rate_hz,
        values=np.concatenate((stream.values, stream.values)),
    )
    result = analyze(replace(recording, streams=(twice,)))
    heights = [one.metrics["jump_height_impulse"].value for one in result.efforts]
    assert heights == pytest.approx([true.height_m] * 2, abs=0.01)
    assert result.sets[0].metrics["reps"].value == 2


def test_an_empty_plate_holds_no_jump() -> None:
    noise = np.random.default_rng(1).normal(0, 2, 5000)
    recording, _ = jump_recording()
    stream = recording.streams[0]
    empty = replace(
        stream,
        time=np.arange(noise.size) / 1000,
        values=noise[:, None],
        channels=(replace(stream.channels[0], count=None),),
    )
    result = analyze(replace(recording, streams=(empty,)))
    assert result.efforts == ()
    assert any("nobody stood" in finding.message for finding in result.findings)


SPLIT, _ = jump_recording(placements=("left_plate", "right_plate"), plate_rate_hz=250.0)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(("left_plate", "right_plate")), st.integers(1, 600)), max_size=40
    )
)
def test_any_split_gives_the_same_jump(cuts: list[tuple[str, int]]) -> None:
    def fed(parts: list[tuple[str, int]]) -> list[dict[str, object]]:
        detector = JumpDetector(heads(SPLIT), Context())
        streams: dict[str, Stream] = {one.name: one for one in SPLIT.streams}
        at = dict.fromkeys(streams, 0)
        found: list[Effort] = []
        for name, count in [*parts, ("left_plate", 10**6), ("right_plate", 10**6)]:
            stream, start = streams[name], at[name]
            end = min(start + count, stream.time.size)
            found += detector.feed(name, stream.time[start:end], stream.values[start:end])
            at[name] = end
        found += detector.finish()
        return [one.to_dict() for one in found]

    assert fed(cuts) == fed([])
    assert len(fed([])) == 1


@pytest.mark.skipif(not REAL.is_dir(), reason="the recordings of real people are not here")
@pytest.mark.parametrize("file", sorted(REAL.glob("?CMJAB?.txt")), ids=lambda path: path.stem)
def test_both_heights_agree_on_real_jumps(file: Path) -> None:
    metrics = one_jump(open_recording(file)).metrics
    by_impulse, by_flight = metrics["jump_height_impulse"], metrics["jump_height_flight_time"]
    assert abs(by_impulse.value - by_flight.value) < 0.025
    assert metrics["body_weight"].value == pytest.approx(
        (metrics["peak_power"].value / metrics["peak_power_relative"].value) * GRAVITY
    )


@pytest.mark.skipif(not REAL.is_dir(), reason="the recordings of real people are not here")
def test_a_drop_jump_is_not_called_a_countermovement_jump() -> None:
    effort = one_jump(open_recording(REAL / "jump_10.txt"))
    assert effort.exercise == "drop_jump"
    assert effort.metrics["contact_time"].value == pytest.approx(0.56, abs=0.02)
