"""What people say of efforts: taken at their word, and no number made up for it."""

from dataclasses import replace
from functools import cache

import pytest

from firmware_mocks.raise_plan import RepTruth
from tests.simulated import calf_raise_recording, jump_recording
from tracker.analysis import analyze
from tracker.recording import Recording, Said
from tracker.results import Analysis, Effort

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


def told(*said: Said) -> Analysis:
    return analyze(replace(recorded()[0], said=said))


def around(*efforts: Effort) -> tuple[float, float]:
    return efforts[0].start_s, efforts[-1].end_s


def test_nothing_said_changes_nothing() -> None:
    assert told().to_dict() == found().to_dict()


def test_what_was_done_with_the_other_leg_makes_a_set_of_its_own() -> None:
    efforts = found().efforts
    result = told(Said(*around(*efforts[4:]), side="right"))

    assert [one.side for one in result.efforts] == ["left"] * 4 + ["right"] * 4
    assert [one.metrics for one in result.efforts] == [one.metrics for one in efforts]
    left, right = result.sets
    assert (left.metrics["reps"].value, right.metrics["reps"].value) == (4, 4)
    heights = [one.metrics["heel_height"].value for one in efforts[4:]]
    assert right.metrics["total_height"].value == pytest.approx(sum(heights))
    assert right.metrics["symmetry_height"].value == left.metrics["symmetry_height"].value


def test_the_last_word_on_a_leg_counts() -> None:
    span = around(*found().efforts)
    result = told(Said(*span, side="right"), Said(*span, side="left"))

    assert result.to_dict() == found().to_dict()


def test_of_two_found_as_one_each_is_measured_as_if_it_were_alone() -> None:
    third, fourth = found().efforts[2:4]
    whole = Said(*around(third, fourth), one=True)
    valley = (third.end_s + fourth.start_s) / 2
    result = told(whole, replace(whole, one=False, split_s=valley))

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
    result = told(Said(*around(third), split_s=third.top_s))

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
    assert "every effort" in whole.withheld["total_work"]


def test_a_scrap_is_not_parted_off() -> None:
    third = found().efforts[2]
    result = told(Said(*around(third), split_s=third.end_s - 0.05))

    assert result.to_dict() == found().to_dict()


def test_what_is_one_is_counted_once_and_without_numbers() -> None:
    third, fourth = found().efforts[2:4]
    result = told(Said(*around(third, fourth), one=True))

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
    result = analyze(replace(recording, said=(Said(*span, side="left"),)))

    assert {one.side for one in before.efforts} == {"both"}
    for one in result.efforts:
        assert one.side == "left"
        assert not one.metrics
        assert "both legs" in one.withheld["heel_height"]
    assert result.sets[0].metrics["reps"].value == 3


def test_a_jump_keeps_its_force_and_loses_what_compares_the_legs() -> None:
    recording, _ = jump_recording(placements=("left_plate", "right_plate"))
    (before, *_) = analyze(recording).efforts
    result = analyze(replace(recording, said=(Said(*around(before), side="right"),)))

    one = result.efforts[0]
    assert one.side == "right"
    assert one.metrics["jump_height_impulse"] == before.metrics["jump_height_impulse"]
    lost = {name for name in before.metrics if name.startswith("asymmetry_")}
    assert lost
    assert lost.isdisjoint(one.metrics)
    assert lost <= one.withheld.keys()
