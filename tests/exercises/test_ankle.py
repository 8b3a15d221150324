"""Ankle range and lunges of simulated athletes, against the truth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_mocks.athlete import Athlete
from firmware_mocks.motion import Side
from firmware_mocks.performance import Performance
from firmware_mocks.training import Done, Training
from tests.conftest import Show
from tests.simulated import performed
from tests.told import told_of
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.exercises.ankle_range.detector import AnkleRangeDetector
from tracker.exercises.weight_bearing_lunge.detector import LungeDetector
from tracker.recording import Recording, Segment, Variant
from tracker.recording.model import Knee
from tracker.results import Analysis, Effort

LEGS = ("left_foot", "left_shank", "right_foot", "right_shank")
BOTH: tuple[Side, Side] = ("left", "right")
Recorded = tuple[Recording, Performance, list[Done]]
RANGES = ("range_of_motion", "dorsiflexion_range")
KNEES: tuple[Knee, Knee] = ("straight", "bent")


@dataclass
class Errors:
    """Differences from the truth, by what was measured."""

    found: dict[str, list[float]]

    def add(self, name: str, measured: float, true: float) -> None:
        self.found.setdefault(name, []).append(measured - true)

    def lines(self) -> list[str]:
        rows = [["number", "n", "bias", "RMSE", "largest"]]
        for name, all_of in self.found.items():
            errors = np.array(all_of)
            rows.append(
                [
                    name,
                    str(errors.size),
                    f"{errors.mean():+.2f}",
                    f"{np.sqrt((errors**2).mean()):.2f}",
                    f"{np.abs(errors).max():.2f}",
                ]
            )
        return aligned(rows)


@pytest.fixture(scope="module")
def errors(show: Show) -> Iterator[Errors]:
    found = Errors({})
    yield found
    show("ankle range and lunges: measured less true, deg", found.lines())


def somebody(seed: int) -> Athlete:
    draw = np.random.default_rng(seed)
    height = float(draw.uniform(1.55, 1.95))
    mass = float(draw.uniform(50, 100))
    return Athlete(mass_kg=mass, height_m=height, foot_length_m=0.152 * height)


def sat(seed: int, placements: tuple[str, ...] = LEGS, stand_s: float = 2.5) -> Recorded:
    draw = np.random.default_rng(seed)
    script = Training(somebody(seed), seed=seed)
    if stand_s:
        script.stand(stand_s)
    script.ankle_range(
        4,
        plantar_deg=float(draw.uniform(45, 65)),
        dorsi_deg=float(draw.uniform(2, 20)),
        seconds=float(draw.uniform(0.6, 1.6)),
    )
    script.stand(1.5)
    recording, motion = performed(script, placements, seed=seed)
    return recording, motion, script.done


def lunged(seed: int, placements: tuple[str, ...] = LEGS, heel_deg: float = 0.0) -> Recorded:
    draw = np.random.default_rng(seed)
    script = Training(somebody(seed), seed=seed)
    script.stand(2.5)
    for side in BOTH:
        script.lunge(
            2,
            side=side,
            tibia_deg=float(draw.uniform(28, 50)),
            back_deg=float(draw.uniform(18, 26)),
            heel_deg=heel_deg,
        )
    script.stand(1.5)
    recording, motion = performed(script, placements, seed=seed)
    return recording, motion, script.done


def matched(result: Analysis, done: list[Done]) -> list[tuple[Effort, Done]]:
    """Each that was done with the one effort that is it."""
    pairs = []
    for one in done:
        (effort,) = (
            effort
            for effort in result.efforts
            if effort.side == one.side
            and effort.exercise == one.exercise
            and one.start_s < effort.top_s < one.end_s
        )
        pairs.append((effort, one))
    assert len(result.efforts) == len(done)
    return pairs


def extreme(motion: Performance, one: Done) -> tuple[float, float]:
    """Plantar flexion, deg, at the start and where it is farthest from it."""
    time = np.arange(one.start_s, one.end_s, 0.005)
    angle = motion.plantar_flexion_deg("left", time)
    return float(angle[0]), float(angle[np.argmax(np.abs(angle - angle[0]))])


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_ankle_s_range_is_met_within_a_degree_and_a_half(seed: int, errors: Errors) -> None:
    recording, motion, done = sat(seed)
    for effort, one in matched(analyze(recording), done):
        rest, peak = extreme(motion, one)
        pointed = peak > rest
        name = "peak_plantar_flexion" if pointed else "peak_dorsiflexion"
        value = effort.metrics[name].value * (1 if pointed else -1)
        errors.add(name, value, peak)
        range_id, other = RANGES if pointed else RANGES[::-1]
        errors.add(range_id, effort.metrics[range_id].value, abs(peak - rest))
        assert value == pytest.approx(peak, abs=1.5)
        assert effort.metrics[range_id].value == pytest.approx(abs(peak - rest), abs=1.5)
        assert other not in effort.metrics


def test_a_set_of_ankle_range_tells_its_repeatability() -> None:
    recording, _, _ = sat(2)
    (one,) = analyze(recording).sets
    assert one.metrics["reps"].value == 8
    assert one.metrics["plantar_flexion_repeatability"].value < 0.7
    efforts = analyze(recording).efforts
    peaks = [
        max(effort.metrics[name].value for effort in efforts if name in effort.metrics)
        for name in ("peak_plantar_flexion", "peak_dorsiflexion")
    ]
    assert one.metrics["total_range"].value == pytest.approx(sum(peaks))


def stated(recording: Recording, placements: tuple[str, ...], done: list[Done]) -> Recording:
    """The same with some of its sensors, and the exercise stated."""
    return Recording(
        tuple(stream for stream in recording.streams if stream.placement in placements),
        segments=(Segment(done[0].start_s - 1.0, done[-1].end_s + 0.5, "ankle_range"),),
    )


@pytest.mark.parametrize("seed", range(1, 13))
def test_who_never_stood_is_given_no_direction(seed: int) -> None:
    """Pointing and pulling up look alike then, and a guess was wrong for 11 of these 12."""
    draw = np.random.default_rng(seed)
    script = Training(somebody(seed), seed=seed)
    script.ankle_range(
        4,
        plantar_deg=float(draw.uniform(45, 65)),
        dorsi_deg=float(draw.uniform(2, 20)),
        seconds=float(draw.uniform(0.6, 1.6)),
        sits_already=True,
    )
    placements = ("left_foot", "left_shank")
    recording, _ = performed(script, placements, seed=seed)

    result = analyze(stated(recording, placements, script.done))

    assert len(result.efforts) == len(script.done)
    assert [finding.code for finding in result.findings] == ["no_quiet"]
    for effort in result.efforts:
        assert not effort.metrics
        assert {*RANGES, "peak_plantar_flexion", "peak_dorsiflexion"} <= set(effort.withheld)
        assert "stand still" in effort.withheld["range_of_motion"]
    assert set(result.sets[0].metrics) == {"reps"}
    assert result.curves[0].label == "Ankle angle, left"


def test_a_foot_alone_counts_and_asks_for_the_shank() -> None:
    recording, _, done = sat(3)

    result = analyze(stated(recording, ("left_foot",), done))

    assert len(result.efforts) == len(done)
    for effort in result.efforts:
        assert not effort.metrics
        assert "shank" in effort.withheld["range_of_motion"]


def test_toe_taps_and_raises_are_no_test_of_range() -> None:
    script = Training(seed=4)
    script.stand(2.5)
    script.toe_taps(4)
    script.raises(3)
    script.bent_knee_heel_lifts(2)
    recording, _ = performed(script, LEGS)
    found = {one.exercise for one in analyze(recording).efforts}
    assert found == {"calf_raise"}


@pytest.mark.parametrize("seed", range(1, 9))
def test_lunges_are_met_within_a_degree(seed: int, errors: Errors) -> None:
    recording, motion, done = lunged(seed)
    standing = np.degrees(motion.athlete.standing_lean_rad)
    for effort, one in matched(analyze(recording), done):
        assert one.side != "both"
        lean = motion.segment("shank", one.side, np.array([one.top_s])).pitch.value[0]
        true = float(np.degrees(lean) - standing)
        value = effort.metrics["tibial_angle"].value
        errors.add("tibial_angle", value, true)
        assert value == pytest.approx(true, abs=1.0)
        assert effort.metrics["heel_lift"].value < 1.5
        assert effort.full


def test_a_heel_that_comes_up_is_flagged() -> None:
    recording, _, _ = lunged(5, heel_deg=7.0)
    result = analyze(recording)
    lifted = [one for one in result.efforts if not one.full]
    assert len(lifted) == 4
    assert all(one.metrics["heel_lift"].value == pytest.approx(7.0, abs=1.0) for one in lifted)
    assert {one.metrics["tibial_angle"].quality.value for one in lifted} == {"poor"}
    assert {one.code for one in result.findings} == {"technique"}


def test_a_shank_alone_measures_a_lunge_and_says_what_it_cannot_see() -> None:
    recording, _, done = lunged(6, ("left_shank",))
    result = analyze(recording, exercise="weight_bearing_lunge")
    assert len(result.efforts) == sum(one.side == "left" for one in done)
    assert all("heel_lift" in one.withheld for one in result.efforts)


def test_sides_and_knees_are_compared() -> None:
    recording, _, done = lunged(7)
    halves = [done[0].start_s - 1.0, done[4].start_s - 1.0, done[-1].end_s + 1.0]
    segments = tuple(
        Segment(start, end, "weight_bearing_lunge", Variant(side="left", knee=knee))
        for (start, end), knee in zip(pairwise(halves), KNEES, strict=True)
    )
    straight, bent = analyze(replace(recording, segments=segments)).sets
    angles = [one.metrics["best_tibial_angle"].value for one in (straight, bent)]
    assert bent.metrics["bent_knee_gain"].value == pytest.approx(angles[1] - angles[0])
    left, right = analyze(recording).sets
    assert left.metrics["tibial_angle_difference"].value == pytest.approx(
        right.metrics["best_tibial_angle"].value - left.metrics["best_tibial_angle"].value
    )


def test_squats_are_no_lunges() -> None:
    script = Training(seed=8)
    script.stand(2.5)
    script.squats(4)
    script.stand(1.0)
    recording, _ = performed(script, LEGS)
    assert analyze(recording).efforts == ()


MIXED = sat(1, ("left_foot", "left_shank"))[0], lunged(1)[0]


@pytest.mark.parametrize(
    ("kind", "recording"), [(AnkleRangeDetector, MIXED[0]), (LungeDetector, MIXED[1])]
)
@settings(max_examples=10, deadline=None)
@given(cuts=st.lists(st.integers(1, 3000), max_size=6))
def test_however_the_samples_arrive_the_efforts_are_the_same(
    kind: type[AnkleRangeDetector | LungeDetector], recording: Recording, cuts: list[int]
) -> None:
    whole = told_of(kind, recording)
    assert len(whole) == 8
    assert told_of(kind, recording, cuts) == whole
