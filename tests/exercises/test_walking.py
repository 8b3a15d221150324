"""Strides: of a real person against optical markers, of simulated ones against the truth."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_mocks.athlete import Athlete
from firmware_mocks.motion import Side
from firmware_mocks.performance import Performance
from firmware_mocks.training import Training
from tests.conftest import Show
from tests.real import DATA, GAIT_HZ, walking_foot
from tests.simulated import performed
from tests.told import told_of
from tests.validation.layout import aligned
from tracker.analysis import analyze
from tracker.exercises.base import Context, heads
from tracker.exercises.walking.detector import WalkingDetector
from tracker.recording import Recording
from tracker.results import Analysis, Effort

GAIT = DATA / "gait_foot_imu"
MARKERS_HZ = 100.0
SIDES: tuple[Side, Side] = ("left", "right")
FEET = ("left_foot", "right_foot")
here = pytest.mark.skipif(not GAIT.is_dir(), reason="the real recordings are not at hand")


@pytest.fixture(scope="module")
def walked() -> Analysis:
    return analyze(Recording(tuple(walking_foot(side) for side in SIDES)))


@pytest.fixture(scope="module")
def rows(show: Show) -> Iterator[list[list[str]]]:
    found = [["foot", "strides found", "extra", "stride length bias, RMSE cm", "pitch r, RMSE °",
              "toe-off ms", "strike ms"]]  # fmt: skip
    yield found
    show("walking: one person against optical markers", aligned(found))


def marker(side: Side, name: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """(n, 3) m."""
    table = pd.read_csv(GAIT / "mocap_sample.csv", header=[0, 1], index_col=0)
    return table[f"{side[0].upper()}_{name}"].to_numpy() / 1000


@here
@pytest.mark.parametrize("side", SIDES)
def test_a_real_person_s_strides_are_those_of_the_markers(
    side: Side, walked: Analysis, rows: list[list[str]]
) -> None:
    strides = [one for one in walked.efforts if one.side == side]
    assert {one.exercise for one in strides} == {"walking"}
    borders = pd.read_csv(GAIT / "stride_borders_sample.csv").query("foot == @side")
    within = [
        [one for one in strides if start < one.phases["swing"][1] * GAIT_HZ < end]
        for start, end in zip(borders.start, borders.end, strict=True)
    ]
    assert [len(one) for one in within] == [1] * len(borders)
    events = pd.read_csv(GAIT / "stride_events_sample.csv").query("foot == @side")
    offs = [nearest([one.top_s for one in strides], at / GAIT_HZ) for at in events.tc]
    strikes = [nearest([one.phases["swing"][1] for one in strides], at / GAIT_HZ)
               for at in events.ic]  # fmt: skip
    toe, heel = marker(side, "TOE"), marker(side, "FCC")
    time = np.arange(len(toe)) / MARKERS_HZ
    middle = (toe + heel) / 2
    lengths = np.array(
        [
            one.metrics["stride_length"].value - between(time, middle, one.start_s, one.end_s)
            for one in strides
        ]
    )
    lengths = lengths[np.isfinite(lengths)]
    curve = next(one for one in walked.curves if one.name == f"foot_pitch_{side}")
    pitch = -np.degrees(np.arcsin((toe - heel)[:, 2] / np.linalg.norm(toe - heel, axis=1)))
    ours = np.interp(time, curve.time, curve.value)
    good = np.isfinite(ours) & np.isfinite(pitch)
    flat = np.median((pitch - ours)[good])
    difference = (ours - pitch + flat)[good]
    alike = np.corrcoef(ours[good], pitch[good])[0, 1]
    spread = np.sqrt((difference**2).mean())
    rows.append(
        [
            side,
            f"{len(borders)}/{len(borders)}",
            str(len(strides) - len(borders)),
            f"{100 * lengths.mean():+.1f}, {100 * np.sqrt((lengths**2).mean()):.1f}",
            f"{alike:.4f}, {spread:.1f}",
            f"{1000 * np.mean(offs):+.0f} ± {1000 * np.std(offs):.0f}",
            f"{1000 * np.median(strikes):+.0f} ± {1000 * np.std(strikes):.0f}",
        ]
    )
    assert abs(lengths.mean()) < 0.02
    assert np.sqrt((lengths**2).mean()) < 0.08
    assert alike > 0.98
    assert spread < 6
    assert np.abs(np.mean(offs)) < 0.03
    assert np.abs(np.median(strikes)) < 0.03


def nearest(times: list[float], at: float) -> float:
    return min((one - at for one in times), key=abs)


def between(
    time: np.ndarray[tuple[int], np.dtype[np.float64]],
    place: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    start_s: float,
    end_s: float,
) -> float:
    """Horizontal way, m."""
    steps = [
        np.interp(end_s, time, axis) - np.interp(start_s, time, axis) for axis in place[:, :2].T
    ]
    return float(np.hypot(*steps))


def gone(
    seed: int,
    *,
    length_m: float = 1.3,
    stride_s: float = 1.1,
    stance: float = 0.62,
    toe_off_deg: float = 60.0,
    strides: int = 8,
) -> tuple[Recording, Performance]:
    script = Training(Athlete(foot_length_m=0.23 + 0.01 * seed), seed=seed)
    script.stand(2.0)
    script.gait(
        strides, length_m=length_m, stride_s=stride_s, stance=stance, toe_off_deg=toe_off_deg
    )
    script.stand(2.0)
    return performed(script, FEET, seed=seed)


def steady(result: Analysis, side: Side) -> list[Effort]:
    """Without the first and the last stride, which are half as long."""
    return [one for one in result.efforts if one.side == side][1:-1]


@pytest.mark.parametrize("seed", range(1, 5))
@pytest.mark.parametrize(
    ("length_m", "stride_s", "stance"), [(1.3, 1.1, 0.62), (0.7, 1.2, 0.66), (1.7, 0.95, 0.58)]
)
def test_simulated_strides_are_those_that_were_made(
    seed: int, length_m: float, stride_s: float, stance: float
) -> None:
    toe_off_deg = 45.0 + 5 * seed
    recording, _ = gone(
        seed, length_m=length_m, stride_s=stride_s, stance=stance, toe_off_deg=toe_off_deg
    )
    result = analyze(recording)
    assert {one.exercise for one in result.efforts} == {"walking"}
    for side in SIDES:
        strides = steady(result, side)
        assert len(strides) == 7
        for one in strides:
            values = {name: metric.value for name, metric in one.metrics.items()}
            assert values["stride_length"] == pytest.approx(length_m, abs=0.04)
            assert values["stride_time"] == pytest.approx(stride_s, abs=0.04)
            assert values["stance_ratio"] == pytest.approx(100 * stance, abs=4)
            assert values["push_off_angle"] == pytest.approx(toe_off_deg, abs=3)
            assert values["strike_angle"] == pytest.approx(18, abs=4)


def test_running_is_told_from_walking() -> None:
    recording, _ = gone(2, length_m=2.3, stride_s=0.7, stance=0.36)
    result = analyze(recording)
    assert {one.exercise for one in result.efforts} == {"running"}
    assert {one.exercise for one in result.sets} == {"running"}
    cadence = result.sets[0].metrics["cadence"].value
    assert cadence == pytest.approx(120 / 0.7, rel=0.02)


def test_short_and_long_strides_are_told_apart() -> None:
    script = Training(seed=3)
    script.stand(2.0)
    script.gait(8, length_m=0.7)
    script.gait(8, length_m=1.4)
    script.stand(1.0)
    recording, _ = performed(script, FEET)
    for one in analyze(recording).sets:
        assert one.metrics["short_stride_length"].value == pytest.approx(0.68, abs=0.06)
        assert one.metrics["long_stride_length"].value == pytest.approx(1.4, abs=0.08)
    recording, _ = gone(1, strides=14)
    for one in analyze(recording).sets:
        assert one.metrics["mean_stride_length"].value == pytest.approx(1.25, abs=0.05)


def test_the_two_feet_are_compared() -> None:
    left, right = analyze(gone(1)[0]).sets
    assert abs(left.metrics["asymmetry_stance"].value) < 3
    assert left.metrics["asymmetry_push_off"] == right.metrics["asymmetry_push_off"]
    pushes = [one.metrics["mean_push_off_velocity"].value for one in (left, right)]
    larger = max(pushes)
    sides = {one.side: push for one, push in zip((left, right), pushes, strict=True)}
    assert left.metrics["asymmetry_push_off"].value == pytest.approx(
        100 * (sides["right"] - sides["left"]) / larger
    )


def test_what_is_done_on_the_spot_is_no_walking() -> None:
    script = Training(seed=6)
    script.stand(2.0)
    script.raises(3)
    script.knee_lifts(4)
    script.squats(2)
    script.toe_taps(3)
    script.step_aside()
    script.stand(2.0)
    recording, _ = performed(script, FEET)
    detector = WalkingDetector(heads(recording), Context())
    for stream in recording.streams:
        detector.feed(stream.name, stream.time, stream.values)
    detector.finish()
    assert detector.efforts() == ()


WALK = gone(4, strides=4)[0]


@settings(max_examples=10, deadline=None)
@given(cuts=st.lists(st.integers(1, 900), max_size=6))
def test_however_the_samples_arrive_the_strides_are_the_same(cuts: list[int]) -> None:
    whole = told_of(WalkingDetector, WALK)
    assert len(whole) == 10
    assert told_of(WalkingDetector, WALK, cuts) == whole


def test_a_gap_within_a_stride_costs_that_stride_only() -> None:
    recording, _ = gone(5, strides=10)
    stream = recording.streams[0]
    whole = [one for one in analyze(recording).efforts if one.side == "left"]
    off_s, strike_s = whole[5].phases["swing"]
    kept = (stream.time < off_s) | (stream.time > strike_s)
    broken = replace(stream, time=stream.time[kept], values=stream.values[kept])
    result = analyze(Recording((broken, recording.streams[1])))
    left = [one.start_s for one in result.efforts if one.side == "left"]
    assert whole[5].start_s not in left
    assert len(whole) - 2 <= len(left) < len(whole)
