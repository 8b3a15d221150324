"""Drop jumps and hops: found, named and measured out of the fall they follow."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulated import jump_recording, rebound_recording
from tracker.analysis import analyze
from tracker.exercises.base import Context, heads
from tracker.exercises.jumps.detector import JumpDetector
from tracker.exercises.jumps.rebound import best_of, hop_stiffness
from tracker.gravity import GRAVITY
from tracker.opening import open_recording
from tracker.recording import Recording, Segment, Subject
from tracker.results import Effort

REAL = Path(__file__).parents[3] / "shared" / "data" / "jumps_single_dual"
# Contacts long enough for the force to stay within the plate's range.
HEIGHTS = (0.22, 0.18, 0.20, 0.19, 0.21, 0.17)
CONTACTS = (0.26, 0.22, 0.24, 0.21, 0.23, 0.24)


def value(effort: Effort, name: str) -> float:
    return effort.metrics[name].value


@pytest.mark.parametrize("rate_hz", [200.0, 500.0, 1000.0, 2000.0])
@pytest.mark.parametrize("drop_height_m", [0.2, 0.3, 0.4])
def test_a_drop_jump_by_physics(rate_hz: float, drop_height_m: float) -> None:
    recording, (true,) = rebound_recording(
        drop_height_m=drop_height_m, contacts_s=(0.28,), plate_rate_hz=rate_hz
    )
    (effort,) = analyze(recording).efforts
    assert effort.exercise == "drop_jump"
    step = 1 / rate_hz
    expected = {
        "contact_time": (true.contact_time_s, 0.0003 + 0.4 * step),
        "flight_time": (true.flight_time_s, 0.0003 + 0.4 * step),
        "jump_height_flight_time": (true.height_m, 0.002),
        "rsi_height_contact": (true.height_m / true.contact_time_s, 0.02),
        "rsi_flight_contact": (true.flight_time_s / true.contact_time_s, 0.03),
        "takeoff_velocity": (np.sqrt(2 * GRAVITY * true.height_m), 0.02),
        "body_weight": (75 * GRAVITY, 2.0),
        "peak_force": (true.peak_force_n, 0.01 * true.peak_force_n),
        "peak_power": (true.peak_power_w, 0.03 * true.peak_power_w),
        "mean_power": (true.mean_power_w, 0.05 * true.mean_power_w),
        "propulsive_time": (true.takeoff_s - true.turn_s, 0.003 + step),
        "braking_time": (true.turn_s - true.touchdown_s, 0.003 + step),
        "braking_impulse": (true.braking_impulse_n_s, 0.02 * true.braking_impulse_n_s),
        "propulsive_impulse": (true.propulsive_impulse_n_s, 0.01 * true.propulsive_impulse_n_s),
        "drop_height": (true.drop_height_m, 0.04 * true.drop_height_m),
    }
    for name, (wanted, tolerance) in expected.items():
        assert value(effort, name) == pytest.approx(wanted, abs=tolerance), name
    assert effort.phases["contact"] == pytest.approx((true.touchdown_s, true.takeoff_s), abs=step)
    assert "fall" in effort.withheld["jump_height_impulse"]


def test_hops_after_a_drop_are_hops_and_summed_up() -> None:
    recording, truth = rebound_recording(heights_m=HEIGHTS, contacts_s=CONTACTS)
    result = analyze(recording)
    assert [one.exercise for one in result.efforts] == ["drop_jump"] + ["hops"] * 5
    for effort, true in zip(result.efforts, truth, strict=True):
        assert value(effort, "contact_time") == pytest.approx(true.contact_time_s, abs=0.001)
        assert value(effort, "jump_height_flight_time") == pytest.approx(true.height_m, abs=0.002)
        assert effort.end_s > effort.top_s
    (hops,) = [one for one in result.sets if one.exercise == "hops"]
    ratios = [true.height_m / true.contact_time_s for true in truth[1:]]
    assert hops.metrics["reps"].value == 5
    assert hops.metrics["rsi_best_five"].value == pytest.approx(np.mean(ratios), rel=0.02)


def test_who_stands_only_afterwards_is_weighed_then() -> None:
    recording, truth = rebound_recording(heights_m=HEIGHTS, contacts_s=CONTACTS, with_subject=False)
    efforts = analyze(recording).efforts
    assert len(efforts) == len(truth)
    for effort, true in zip(efforts, truth, strict=True):
        assert value(effort, "peak_power") == pytest.approx(true.peak_power_w, rel=0.04)
        stiffness = hop_stiffness(75.0, true.contact_time_s, true.flight_time_s)
        assert value(effort, "vertical_stiffness") == pytest.approx(stiffness, rel=0.02)


def test_without_weight_the_reason_says_what_to_give() -> None:
    recording, truth = rebound_recording(heights_m=HEIGHTS, contacts_s=CONTACTS, with_subject=False)
    plate = recording.streams[0]
    kept = plate.time < truth[-1].landing_s + 0.2
    cut = replace(plate, time=plate.time[kept], values=plate.values[kept])
    effort = analyze(replace(recording, streams=(cut,))).efforts[0]
    assert "--mass" in effort.withheld["vertical_stiffness"]
    assert "rsi_height_contact" in effort.metrics


def test_what_was_stated_names_what_could_be_it() -> None:
    recording, _ = rebound_recording(heights_m=HEIGHTS, contacts_s=CONTACTS)
    stated = replace(recording, segments=(Segment(exercise="hops"),))
    assert {one.exercise for one in analyze(stated).efforts} == {"hops"}
    jump, _ = jump_recording(depth_m=0.25)
    ankles = replace(jump, segments=(Segment(exercise="straight_leg_jump"),))
    (effort,) = analyze(ankles).efforts
    assert effort.exercise == "straight_leg_jump"


def test_a_squat_jump_that_was_helped_is_told() -> None:
    jump, _ = jump_recording(depth_m=0.25)
    stated = replace(jump, segments=(Segment(exercise="squat_jump"),))
    result = analyze(stated)
    assert result.efforts[0].exercise == "squat_jump"
    (finding,) = [one for one in result.findings if one.code == "technique"]
    assert "25 cm" in finding.message


def test_the_stiffness_of_dalleaus_example() -> None:
    assert hop_stiffness(70.0, 0.2, 0.4) == pytest.approx(23_400, rel=0.002)


def test_the_best_five_need_five_quick_contacts() -> None:
    hops = [(1.0, 0.2), (1.2, 0.2), (0.8, 0.2), (2.0, 0.3), (1.1, 0.24), (0.9, 0.2), (0.7, 0.2)]
    assert best_of(hops) == pytest.approx(np.mean([1.2, 1.1, 1.0, 0.9, 0.8]))
    assert best_of(hops[:5]) is None


SPLIT, SPLIT_TRUTH = rebound_recording(
    heights_m=HEIGHTS, contacts_s=CONTACTS, plate_rate_hz=250.0, with_subject=False
)


def fed(recording: Recording, counts: list[int]) -> list[dict[str, object]]:
    detector = JumpDetector(heads(recording), Context(Subject()))
    (stream,) = recording.streams
    at = 0
    found: list[Effort] = []
    for count in [*counts, stream.time.size]:
        end = min(at + count, stream.time.size)
        found += detector.feed(stream.name, stream.time[at:end], stream.values[at:end])
        at = end
    found += detector.finish()
    return [one.to_dict() for one in found] + [one.to_dict() for one in detector.efforts()]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 400), max_size=60))
def test_any_split_gives_the_same_hops(counts: list[int]) -> None:
    whole = fed(SPLIT, [])
    assert fed(SPLIT, counts) == whole
    assert len(whole) == 2 * len(SPLIT_TRUTH)


def test_a_hop_is_told_before_the_second_after_it() -> None:
    detector = JumpDetector(heads(SPLIT), Context(Subject(mass_kg=75.0)))
    (stream,) = SPLIT.streams
    told = []
    for at in range(0, stream.time.size, 5):
        part = slice(at, at + 5)
        now = float(stream.time[part][-1])
        new = detector.feed(stream.name, stream.time[part], stream.values[part])
        told += [(now, one.phases["flight"][1]) for one in new]
    for (now, landing), following in zip(told, SPLIT_TRUTH[1:], strict=False):
        assert landing < now < following.landing_s + 0.1


@pytest.mark.skipif(not REAL.is_dir(), reason="the recordings of real people are not here")
@pytest.mark.parametrize("plates", ["Single", "Dual"])
def test_a_real_drop_jump(plates: str) -> None:
    (effort,) = analyze(open_recording(REAL / f"{plates}-DJ-Fz.txt", rate_hz=1000.0)).efforts
    assert effort.exercise == "drop_jump"
    # First and last sample that stand out of the empty plate, read off the file: 1.895 and 2.149 s.
    assert value(effort, "contact_time") == pytest.approx(0.254, abs=0.003)
    # Nobody wrote down the box: boxes for drop jumps are 20 to 60 cm high.
    assert 0.2 < value(effort, "drop_height") < 0.6
    uncertainty = effort.metrics["drop_height"].uncertainty
    assert uncertainty is not None
    assert uncertainty < 0.05
