"""A person's corrections of efforts: applied, and no number made up for them."""

from dataclasses import replace
from functools import cache

import pytest

from firmware_mocks.raise_plan import RepTruth
from tests.simulated import calf_raise_recording, jump_recording
from tracker.analysis import analyze
from tracker.exercises.corrections import without_removed
from tracker.recording import Correction, Recording
from tracker.results import Analysis, Effort, EffortSet, Metric, Side

REPS = 8


@cache
def recorded() -> tuple[Recording, tuple[RepTruth, ...]]:
    recording, truth = calf_raise_recording(
        placements=("left_foot", "left_shank", "plate"), reps=REPS
    )
    return recording, tuple(truth)


@cache
def found() -> Analysis:
    return analyze(recorded()[0])


def corrected(*corrections: Correction) -> Analysis:
    return analyze(replace(recorded()[0], corrections=corrections))


def around(*efforts: Effort) -> tuple[float, float]:
    return efforts[0].start_s, efforts[-1].end_s


def test_no_correction_changes_nothing() -> None:
    assert corrected().to_dict() == found().to_dict()


def test_what_was_done_with_the_other_leg_makes_a_set_of_its_own() -> None:
    efforts = found().efforts
    result = corrected(Correction(*around(*efforts[4:]), side="right"))

    assert [one.side for one in result.efforts] == ["left"] * 4 + ["right"] * 4
    assert [one.metrics for one in result.efforts] == [one.metrics for one in efforts]
    left, right = result.sets
    assert (left.metrics["reps"].value, right.metrics["reps"].value) == (4, 4)
    heights = [one.metrics["heel_height"].value for one in efforts[4:]]
    assert right.metrics["total_height"].value == pytest.approx(sum(heights))
    assert right.metrics["symmetry_height"].value == left.metrics["symmetry_height"].value


def test_the_last_word_on_a_leg_counts() -> None:
    span = around(*found().efforts)
    result = corrected(Correction(*span, side="right"), Correction(*span, side="left"))

    assert result.to_dict() == found().to_dict()


def test_of_two_found_as_one_each_is_measured_as_if_it_were_alone() -> None:
    third, fourth = found().efforts[2:4]
    whole = Correction(*around(third, fourth), merge=True)
    valley = (third.end_s + fourth.start_s) / 2
    result = corrected(whole, replace(whole, merge=False, split_s=valley))

    assert len(result.efforts) == REPS
    for one, before in zip(result.efforts[2:4], (third, fourth), strict=True):
        for name in ("heel_height", "range_of_motion", "work"):
            measured = one.metrics[name]
            assert measured.uncertainty is not None
            expected = pytest.approx(before.metrics[name].value, abs=measured.uncertainty)
            assert measured.value == expected
    # The end of the one before it was hidden.
    assert "bottom_hold_time" in result.efforts[3].withheld


def test_halves_that_the_sensors_do_not_tell_apart_are_counted_without_numbers() -> None:
    third = found().efforts[2]
    result = corrected(Correction(*around(third), split_s=third.top_s))

    first, second = result.efforts[2:4]
    assert len(result.efforts) == REPS + 1
    assert (first.end_s, second.start_s) == (third.top_s, third.top_s)
    for one in (first, second):
        assert not one.metrics
        assert one.start_s <= one.top_s <= one.end_s
        assert one.withheld.keys() == third.metrics.keys() | third.withheld.keys()
    (whole,) = result.sets
    assert {name: one.value for name, one in whole.metrics.items()} == {
        "reps": REPS + 1,
        "full_reps": REPS + 1,
    }
    assert "not measured" in whole.withheld["total_work"]


def test_a_scrap_is_not_parted_off() -> None:
    third = found().efforts[2]
    result = corrected(Correction(*around(third), split_s=third.end_s - 0.05))

    assert result.to_dict() == found().to_dict()


def test_what_is_one_is_counted_once_and_without_numbers() -> None:
    third, fourth = found().efforts[2:4]
    result = corrected(Correction(*around(third, fourth), merge=True))

    one = result.efforts[2]
    assert len(result.efforts) == REPS - 1
    assert (one.start_s, one.end_s) == around(third, fourth)
    assert not one.metrics
    assert result.sets[0].metrics["reps"].value == REPS - 1


def test_numbers_of_two_legs_are_not_passed_off_as_of_one() -> None:
    recording, _ = calf_raise_recording(
        placements=("left_foot", "left_shank", "right_foot", "right_shank", "plate"),
        reps=3,
        side="both",
    )
    before = analyze(recording)
    span = around(*before.efforts)
    result = analyze(replace(recording, corrections=(Correction(*span, side="left"),)))

    assert {one.side for one in before.efforts} == {"both"}
    for one in result.efforts:
        assert one.side == "left"
        assert not one.metrics
        assert "both legs" in one.withheld["heel_height"]
    assert result.sets[0].metrics["reps"].value == 3


def test_a_jump_keeps_its_force_and_loses_what_compares_the_legs() -> None:
    recording, _ = jump_recording(placements=("left_plate", "right_plate"))
    (before, *_) = analyze(recording).efforts
    result = analyze(replace(recording, corrections=(Correction(*around(before), side="right"),)))

    one = result.efforts[0]
    assert one.side == "right"
    assert one.metrics["jump_height_impulse"] == before.metrics["jump_height_impulse"]
    lost = {name for name in before.metrics if name.startswith("asymmetry_")}
    assert lost
    assert lost.isdisjoint(one.metrics)
    assert lost <= one.withheld.keys()


def set_of(exercise: str, side: Side, start_s: float, **values: float) -> EffortSet:
    metrics = {name: Metric.of(name, value, "made_up") for name, value in values.items()}
    return EffortSet(exercise, side, start_s, start_s + 5.0, metrics=metrics)


def two_sets(exercise: str, sides: tuple[Side, Side], metric: str) -> Analysis:
    """Two sets of two efforts each; the second holds a metric made from both."""
    starts = (0.0, 10.0)
    efforts = [
        Effort(exercise, side, start_s + at, start_s + at + 1, start_s + at + 2)
        for start_s, side in zip(starts, sides, strict=True)
        for at in (0.0, 3.0)
    ]
    sets = (
        set_of(exercise, sides[0], 0.0, reps=2, best_force=500.0),
        set_of(exercise, sides[1], 10.0, **{"reps": 2, "best_force": 400.0, metric: 80.0}),
    )
    return Analysis("test", 20.0, ("plate",), efforts=tuple(efforts), sets=sets)


@pytest.mark.parametrize(
    ("exercise", "sides", "metric"),
    [
        ("calf_raise", ("left", "right"), "symmetry_work"),
        ("weight_bearing_lunge", ("left", "right"), "tibial_angle_difference"),
        ("walking", ("left", "right"), "asymmetry_stance"),
        ("balance", ("left", "left"), "eyes_closed_ratio"),
        ("countermovement_jump", ("both", "both"), "force_velocity_pmax"),
    ],
)
def test_a_set_loses_what_was_made_with_a_set_that_lost_an_effort(
    exercise: str, sides: tuple[Side, Side], metric: str
) -> None:
    before = two_sets(exercise, sides, metric)

    left = without_removed(before, [Correction(3.0, 5.0, remove=True)])

    assert [effort.removed for effort in left.efforts] == [False, True, False, False]
    assert [effort.removed for effort in left.counted] == [False] * 3
    first, second = left.sets
    assert {name: one.value for name, one in first.metrics.items()} == {"reps": 1}
    assert {name: one.value for name, one in second.metrics.items()} == {
        "reps": 2,
        "best_force": 400.0,
    }
    assert metric in second.withheld
    assert without_removed(left, []).efforts == before.efforts


def test_a_set_that_lost_all_its_efforts_goes() -> None:
    before = two_sets("calf_raise", ("left", "right"), "symmetry_work")

    left = without_removed(before, [Correction(0.0, 5.0, remove=True)])

    assert [one.side for one in left.sets] == ["right"]
    assert "symmetry_work" in left.sets[0].withheld
    assert len(left.efforts_frame()) == 2


def test_a_recording_can_state_what_is_no_effort() -> None:
    third = found().efforts[2]
    result = corrected(Correction(*around(third), remove=True))

    assert [effort.removed for effort in result.efforts] == [n == 2 for n in range(REPS)]
    assert result.sets[0].metrics["reps"].value == REPS - 1
    marked = [effort["start_s"] for effort in result.to_dict()["efforts"] if effort["removed"]]
    assert marked == [third.start_s]
