"""Legs held against each other, baselines, and what a week says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.interpretation import Baseline, OneLeg, index_of, judged, judged_by, paired, site_of
from tracker.interpretation.change import direction_of
from tracker.interpretation.symmetry import beyond_bound
from tracker.metrics import BETTER, CATALOGUE
from tracker.programme import Day, Done, adherence, template, together
from tracker.programme.adherence import recent_share
from tracker.programme.load import jumped

START = datetime(2026, 3, 2, 18, tzinfo=UTC)


def leg(day: float, value: float, session: str = "", method: str = "foot_imu") -> OneLeg:
    return OneLeg(START + timedelta(days=day), session or f"s{day}", value, method)


def test_the_index_is_the_involved_leg_over_the_other() -> None:
    assert index_of(8.0, 10.0) == index_of(10.0, 8.0) == 80.0
    assert index_of(8.0, 10.0, "left") == 80.0
    assert index_of(8.0, 10.0, "right") == 125.0


def test_legs_of_one_session_are_compared_before_those_of_two() -> None:
    left = [leg(0, 0.08, "a"), leg(3, 0.09, "c")]
    right = [leg(0.1, 0.07, "b"), leg(0.2, 0.10, "a")]

    first, second = paired(left, right)

    assert (first.left.session_id, first.right.session_id) == ("a", "a")
    assert first.index == pytest.approx(80.0)
    assert (second.left.session_id, second.right.session_id) == ("c", "b")
    assert second.at == left[1].at


@pytest.mark.parametrize(
    "other",
    [leg(8, 0.09), leg(0, 0.09, method="plate"), leg(0, 0.0), leg(0, -0.1)],
    ids=["too late", "another method", "nothing", "below nothing"],
)
def test_legs_that_cannot_be_compared_are_no_pair(other: OneLeg) -> None:
    assert paired([leg(0, 0.08)], [other]) == ()


def test_a_test_is_used_once() -> None:
    (pair,) = paired([leg(0, 0.08), leg(1, 0.08)], [leg(2, 0.09)])
    assert pair.left.session_id == "s1"


def test_bounds_are_of_indices_and_of_asymmetries() -> None:
    assert beyond_bound("symmetry_height", 89.0)
    assert not beyond_bound("symmetry_height", 91.0)
    assert beyond_bound("asymmetry_peak_force", -16.0)
    assert not beyond_bound("asymmetry_peak_force", 14.0)
    assert not beyond_bound("heel_height", 0.0)


def test_a_known_baseline_judges_as_its_values_do() -> None:
    values = [0.10, 0.104, 0.099, 0.107]
    baseline = Baseline.of(values)
    assert baseline is not None
    for value in (0.09, 0.12, 0.13):
        assert judged_by("rsi_modified", baseline, value) == judged("rsi_modified", values, value)
    assert Baseline.of([0.1]) == Baseline(0.1, 0.0, 1)
    assert Baseline.of([]) is None


def test_directions_are_said_only_where_they_are_known() -> None:
    assert set(BETTER) <= set(CATALOGUE)
    assert direction_of("heel_height", -0.02) == "worse"
    assert direction_of("cop_velocity", -0.02) == "better"
    assert direction_of("contact_time", -0.02) is None
    assert direction_of("heel_height", 0.0) is None


def test_no_norm_of_a_filmed_heel_is_held_against_a_sensor() -> None:
    assert site_of("reps") == "count"
    assert site_of("best_height") is None


def test_sets_done_alike_in_two_recordings_are_told_together() -> None:
    first = Done(exercise="calf_raise", side="left", reps=(8, 7), metrics={"best_height": 0.09})
    more = Done(exercise="calf_raise", side="left", reps=(6,), metrics={"best_height": 0.1})
    heavy = Done(exercise="calf_raise", side="left", reps=(5,), load_kg=5.0)

    one, other = together([first, heavy, more])

    assert one.reps == (8, 7, 6)
    assert one.metrics == {"best_height": 0.1}
    assert other == heavy


def test_weeks_count_from_the_programme_s_first_day_on() -> None:
    strength, begins = template("calf_strength"), date(2026, 3, 2)
    rest = Day(on=date(2026, 3, 10), morning_pain=2.0)
    done = Day(on=date(2026, 3, 12), done=(Done(exercise="calf_raise", reps=(15, 15, 15)),))

    first, second = adherence(strength, [rest, done], date(2026, 3, 13), begins)

    assert (first.planned, first.done) == (3, 0)
    assert second.done == 1
    assert [one.done for one in adherence(strength, [], begins, begins)] == [0]
    assert adherence(strength, [], begins) == ()


@pytest.mark.parametrize(("week", "before", "sudden"), [
    (60, 30, True), (59, 30, False), (20, 5, False), (60, 0, False),
])  # fmt: skip
def test_a_jump_of_load_needs_size_and_a_week_before(week: int, before: int, sudden: bool) -> None:
    assert jumped(week, before) is sudden


def test_a_share_needs_a_week() -> None:
    assert recent_share(2, 3, 6) is None
    assert recent_share(6, 3, 28) == 50.0
    assert recent_share(28, 14, 28) == 100.0
