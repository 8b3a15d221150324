"""Balance on plates and boards: real trials against their authors, simulated against the truth."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_mocks.performance import Performance
from firmware_mocks.training import Training
from tests.conftest import Show
from tests.real import DATA
from tests.simulated import performed
from tests.told import told_of
from tests.validation.layout import aligned
from tracker import open_recording
from tracker.analysis import analyze
from tracker.exercises.balance.board import edge_contacts
from tracker.exercises.balance.detector import BalanceDetector
from tracker.recording import Recording, Segment, Variant
from tracker.results import Effort

BDS = DATA / "balance_bds"
KISTLER = DATA / "balance_kistler"
here = pytest.mark.skipif(not BDS.is_dir(), reason="the real recordings are not at hand")


@pytest.fixture(scope="module")
def rows(show: Show) -> Iterator[list[list[str]]]:
    found = [["trial", "velocity %", "area %", "mean frequency Hz", "theirs"]]
    yield found
    show("balance: eight published trials, difference from their authors' values", aligned(found))


@here
@pytest.mark.parametrize("number", range(8))
def test_published_trials_are_met(number: int, rows: list[list[str]]) -> None:
    truth = pd.read_csv(BDS / "reference.csv").iloc[number]
    (effort,) = analyze(open_recording(BDS / f"{truth.Trial}.txt")).efforts
    velocity = effort.metrics["cop_velocity"].value * 100 / truth.COPvelo - 1
    area = effort.metrics["cop_area"].value * 1e4 / truth.COParea - 1
    frequency = effort.metrics["cop_mean_frequency"].value
    rows.append(
        [
            truth.Trial,
            f"{100 * velocity:+.2f}",
            f"{100 * area:+.3f}",
            f"{frequency:.3f}",
            f"{truth.COPmfreq:.3f}",
        ]
    )
    assert effort.exercise == "balance"
    assert abs(velocity) < 0.02
    assert abs(area) < 0.01
    assert frequency == pytest.approx(truth.COPmfreq, rel=0.07)


@here
def test_a_centre_of_pressure_without_force_is_enough() -> None:
    (long,) = analyze(open_recording(KISTLER / "BiowareCOP-7-1000Hz.txt")).efforts
    assert long.metrics["hold_time"].value == pytest.approx(70.0, abs=0.1)
    short = open_recording(KISTLER / "BiowareCOP-1.txt")
    assert analyze(short).efforts == ()
    (stated,) = analyze(short, exercise="balance").efforts
    assert stated.metrics["cop_velocity"].quality.value == "fair"


def stood(*placements: str, seconds: float = 30.0, seed: int = 1) -> tuple[Recording, Performance]:
    script = Training(seed=seed)
    script.stand(2.0)
    if "board" in placements:
        script.wobble_board(seconds)
    else:
        script.balance(seconds)
    script.stand(3.0)
    return performed(script, placements, seed=seed, plate_rate_hz=200.0, with_cop=True, noise=0.1)


def only(recording: Recording, variant: Variant | None = None) -> Effort:
    segment = Segment(exercise="balance", variant=variant or Variant())
    (effort,) = analyze(replace(recording, segments=(segment,))).efforts
    return effort


def truth_of(motion: Performance, effort: Effort) -> tuple[float, float, float]:
    """Path in m, and mean speeds ahead and aside, m/s."""
    time = np.arange(effort.start_s, effort.end_s, 1e-3)
    support = motion.support(None, time)
    assert support.aside is not None
    steps = np.diff(np.column_stack((support.ahead, support.aside)), axis=0)
    along = np.abs(steps).sum(axis=0) / (effort.end_s - effort.start_s)
    return float(np.linalg.norm(steps, axis=1).sum()), float(along[0]), float(along[1])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_simulated_trial_has_its_true_path(seed: int) -> None:
    recording, motion = stood("plate", seed=seed)
    effort = only(recording, Variant(forward="x"))
    path, ahead, aside = truth_of(motion, effort)
    values = {name: metric.value for name, metric in effort.metrics.items()}
    assert values["cop_path"] == pytest.approx(path, rel=0.05)
    assert values["cop_velocity_ap"] == pytest.approx(ahead, rel=0.05)
    assert values["cop_velocity_ml"] == pytest.approx(aside, rel=0.05)
    error = effort.metrics["cop_path"].uncertainty
    assert error is not None
    assert abs(path - values["cop_path"]) < 2 * error


def test_without_an_axis_told_sideways_is_withheld() -> None:
    recording, _ = stood("plate")
    effort = only(recording)
    assert "--forward" in effort.withheld["cop_velocity_ml"]
    turned = only(recording, Variant(forward="-y"))
    plain = only(recording, Variant(forward="x"))
    assert turned.metrics["cop_rms_ml"].value == plain.metrics["cop_rms_ap"].value


def test_a_plate_that_shakes_more_than_the_person_is_told() -> None:
    script = Training()
    script.balance(20.0, ahead_m=0.001, aside_m=0.001)
    recording, _ = performed(script, ("plate",), plate_rate_hz=100.0, with_cop=True, noise=4.0)
    result = analyze(recording, exercise="balance")
    assert [one.code for one in result.findings] == ["noise"]
    metric = result.efforts[0].metrics["cop_velocity"]
    assert metric.quality.value == "poor"
    assert metric.uncertainty is not None
    assert metric.uncertainty > 0.2 * metric.value


def test_stepping_on_and_off_is_no_balance() -> None:
    recording, motion = stood("plate", seconds=25.0)
    (plate,) = recording.streams
    force, count = plate["fz"].copy(), plate.time.size
    force[: count // 10] = 0.0
    force[-count // 10 :] = 0.0
    values = np.column_stack((force, plate.values[:, 1:]))
    channels = tuple(replace(one, count=None) for one in plate.channels)
    effort = only(Recording((replace(plate, values=values, channels=channels),)))
    assert effort.start_s > plate.time[count // 10] + 0.9
    assert effort.end_s < plate.time[-count // 10] - 0.4
    assert effort.metrics["cop_path"].value == pytest.approx(truth_of(motion, effort)[0], rel=0.05)


def test_on_two_plates_of_unknown_places_the_centre_is_withheld() -> None:
    script = Training(seed=1)
    script.stand(2.0)
    script.balance(20.0)
    places = ("left_plate", "right_plate")
    recording, _ = performed(script, places, plate_rate_hz=100.0, with_cop=True, noise=0.1)
    effort = only(recording)
    assert "stood on two plates" in effort.withheld["cop_velocity"]
    assert effort.metrics["hold_time"].value > 19
    script = Training(seed=1)
    script.stand(2.0)
    script.balance(20.0, side="left")
    script.stand(2.0)
    recording, _ = performed(script, places, plate_rate_hz=100.0, with_cop=True, noise=0.1)
    one_leg = [one for one in analyze(recording).efforts if one.metrics["hold_time"].value > 17]
    assert any("cop_velocity" in one.metrics for one in one_leg)


def test_eyes_ground_and_legs_are_compared_where_all_else_is_alike() -> None:
    script = Training(seed=5)
    begins = []
    for spread in (0.003, 0.006, 0.009):
        begins.append(script.now)
        script.balance(12.0, ahead_m=spread, aside_m=spread)
    recording, _ = performed(script, ("plate",), plate_rate_hz=100.0, with_cop=True, noise=0.1)
    conditions = [
        Variant(eyes="open", surface="floor"),
        Variant(eyes="closed", surface="floor"),
        Variant(eyes="closed", surface="foam"),
    ]
    segments = tuple(
        Segment(begin, begin + 12.0, "balance", condition)
        for begin, condition in zip(begins, conditions, strict=True)
    )
    first, second, third = analyze(replace(recording, segments=segments)).sets
    velocity = [one.metrics["cop_velocity"].value for one in (first, second, third)]
    assert second.metrics["eyes_closed_ratio"].value == pytest.approx(velocity[1] / velocity[0])
    assert third.metrics["foam_ratio"].value == pytest.approx(velocity[2] / velocity[1])
    assert "eyes_closed_ratio" not in third.metrics
    assert not {"eyes_closed_ratio", "foam_ratio"} & set(first.metrics)


@settings(max_examples=8, deadline=None)
@given(cuts=st.lists(st.integers(1, 40_000), max_size=8))
def test_however_the_samples_arrive_the_trials_are_the_same(cuts: list[int]) -> None:
    whole = told_of(BalanceDetector, SPLIT)
    assert len(whole) == 2
    assert told_of(BalanceDetector, SPLIT, cuts) == whole


def split_recording() -> Recording:
    script = Training(seed=2)
    script.balance(16.0)
    script.raises(2)
    script.wobble_board(10.0)
    script.stand(3.0)
    places = ("plate", "board")
    return performed(script, places, plate_rate_hz=100.0, with_cop=True, noise=0.1)[0]


SPLIT = split_recording()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_boards_tilt_is_that_of_the_board(seed: int) -> None:
    recording, motion = stood("board", seed=seed)
    effort = only(recording)
    time = np.arange(effort.start_s, effort.end_s, 0.01)
    roll = motion.roll("board", "left", time)
    assert roll is not None
    pitch = motion.segment("board", "left", time).pitch
    tilt = np.degrees(np.column_stack((pitch.value, roll.value)))
    from_mean = np.linalg.norm(tilt - np.median(tilt, axis=0), axis=1)
    values = {name: metric.value for name, metric in effort.metrics.items()}
    assert values["tilt_sd"] == pytest.approx(np.hypot(*tilt.std(axis=0)), abs=0.15)
    assert values["time_in_zone"] == pytest.approx(100 * (from_mean < 5).mean(), abs=4)
    assert values["edge_contacts"] == 0


def test_edges_that_meet_the_floor_are_counted() -> None:
    script = Training(seed=4, edge_deg=4.0)
    script.stand(1.0)
    script.wobble_board(40.0, tilt_deg=4.0)
    recording, motion = performed(script, ("board",), noise=0.5)
    effort = only(recording)
    time = np.arange(effort.start_s, effort.end_s, 0.01)
    roll = motion.roll("board", "left", time)
    assert roll is not None
    stuck = (np.abs(np.degrees(roll.value)) > 3.999).astype(int)
    begins = np.flatnonzero(np.diff(stuck) == 1)
    hard = [at for at in begins if abs(np.degrees(roll.velocity[at])) > 30]
    assert effort.metrics["edge_contacts"].value == pytest.approx(len(hard), abs=0.35 * len(hard))
    assert len(hard) > 5


def test_a_board_that_swings_without_stopping_meets_no_floor() -> None:
    time = np.arange(0, 20, 0.01)
    turn = 2 * np.pi * 1.5 * time
    rate = np.zeros((time.size, 3))
    rate[:, 0] = np.radians(8) * 2 * np.pi * 1.5 * np.cos(turn)
    assert edge_contacts(np.abs(8 * np.sin(turn)), rate) == []
