"""Trends and symmetry: what is a change, of what, and what is held against what."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.history import Numbers, athlete_of, past
from tests.api.house import House, force_csv
from tests.api.people import ok

pytestmark = pytest.mark.usefixtures("backend", "daytime")
HEEL = ("heel_height", "left")
RIGHT = ("heel_height", "right")


async def trends(house: House, athlete_id: str, **asked: Any) -> dict[str, Any]:
    asked.setdefault("metric", "heel_height")
    return ok(await house.client.get(f"/v1/athletes/{athlete_id}/trends", params=asked))


async def symmetry(house: House, athlete_id: str, **asked: Any) -> dict[str, Any]:
    return ok(await house.client.get(f"/v1/athletes/{athlete_id}/symmetry", params=asked))


async def heights(house: House, athlete_id: str, *values: float, **how: Any) -> list[str]:
    """Sessions on days one after another, the last yesterday."""
    return [
        await past(house, athlete_id, len(values) - number, {HEEL: value}, **how)
        for number, value in enumerate(values)
    ]


@pytest.mark.both_databases
async def test_a_real_loss_is_told_from_noise(house: House) -> None:
    athlete_id = await athlete_of(house)
    sessions = await heights(house, athlete_id, 0.098, 0.100, 0.102)

    (trend,) = (await trends(house, athlete_id))["items"]
    assert [one["session_id"] for one in trend["points"]] == sessions
    assert trend["baseline"]["tests"] == 2
    assert trend["change"]["verdict"] == "noise"

    await past(house, athlete_id, 0.1, {HEEL: 0.07})
    (trend,) = (await trends(house, athlete_id))["items"]
    change = trend["change"]
    assert trend["baseline"]["mean"] == pytest.approx(0.1)
    assert (change["verdict"], change["direction"]) == ("real", "worse")
    assert change["difference"] == pytest.approx(-0.03)
    assert (change["mdc95"], trend["unit"]) == (0.022, "m")
    assert "Byrne 2017" in change["basis"]


async def test_another_method_is_not_held_against_the_newest(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 5, {HEEL: 0.05}, method="plate")
    await past(house, athlete_id, 4, {HEEL: 0.10})
    await past(house, athlete_id, 3, {HEEL: 0.01}, quality="poor")
    await past(house, athlete_id, 2, {HEEL: 0.11})

    (trend,) = (await trends(house, athlete_id))["items"]

    assert [one["comparable"] for one in trend["points"]] == [False, True, False, True]
    assert trend["baseline"] == {"mean": 0.1, "sd": 0.0, "tests": 1}


async def test_each_value_is_judged_by_those_before_it(house: House) -> None:
    athlete_id = await athlete_of(house)
    await heights(house, athlete_id, 0.100, 0.130, 0.112, 0.114)
    await past(house, athlete_id, 0.5, {HEEL: 0.05}, method="plate")

    (trend,) = (await trends(house, athlete_id))["items"]

    expected = [one["expected"] for one in trend["points"]]
    assert [one and one["verdict"] for one in expected] == [None, "real", "noise", "noise", None]
    assert [one["mean"] for one in expected[1:4]] == pytest.approx([0.1, 0.115, 0.114])


async def test_what_was_measured_is_listed_the_latest_exercise_first(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 9, {HEEL: 0.1, RIGHT: 0.1, ("reps", "left"): 12.0})
    await past(house, athlete_id, 5, {HEEL: 0.1})
    await past(house, athlete_id, 2, {("jump_height_flight_time", "both"): 0.3}, exercise="hops")
    await past(house, athlete_id, 1, {HEEL: 0.1}, deleted=True)

    found = ok(await house.client.get(f"/v1/athletes/{athlete_id}/measured"))["items"]

    assert [(one["exercise"], one["metric"], one["side"], one["sessions"]) for one in found] == [
        ("hops", "jump_height_flight_time", "both", 1),
        ("calf_raise", "heel_height", "left", 2),
        ("calf_raise", "heel_height", "right", 1),
        ("calf_raise", "reps", "left", 1),
    ]


async def test_an_athlete_is_looked_at_as_in_an_overview(house: House) -> None:
    athlete_id = await athlete_of(house)
    await heights(house, athlete_id, 0.100, 0.101)
    assert ok(await house.client.get(f"/v1/athletes/{athlete_id}/overview"))["reasons"] == []

    session_id = await past(house, athlete_id, 0.1, {HEEL: 0.06})
    found = ok(await house.client.get(f"/v1/athletes/{athlete_id}/overview"))

    assert found["athlete_id"] == athlete_id
    (reason,) = found["reasons"]
    assert (reason["code"], reason["session_id"]) == ("loss", session_id)


@pytest.mark.parametrize(
    ("method", "quality", "metric", "why"),
    [
        ("plate", "good", "heel_height", "no earlier value by plate"),
        ("several", "good", "heel_height", "several methods"),
        ("foot_imu", "poor", "heel_height", "poor quality"),
        ("foot_imu", "good", "range_of_motion", "four earlier values"),
    ],
)
async def test_a_verdict_is_withheld_with_the_reason(
    house: House, method: str, quality: str, metric: str, why: str
) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 3, {(metric, "left"): 10.0})
    await past(house, athlete_id, 2, {(metric, "left"): 20.0}, method=method, quality=quality)

    (trend,) = (await trends(house, athlete_id, metric=metric))["items"]

    assert trend["change"] is None
    assert why in trend["withheld"]


@pytest.mark.both_databases
async def test_filters_combine_and_deleted_sessions_are_gone(house: House) -> None:
    athlete_id = await athlete_of(house)
    both: Numbers = {HEEL: 0.1, RIGHT: 0.09, ("work", "left"): 30.0}
    for ago in (9, 6, 3):
        await past(house, athlete_id, ago, both)
    await past(house, athlete_id, 2, both, deleted=True)
    await past(house, athlete_id, 1, {HEEL: 0.2}, exercise="drop_jump")
    now = datetime.now(UTC)

    found = await trends(house, athlete_id, metric=["work", "heel_height"])
    keys = [(one["metric"], one["exercise"], one["side"]) for one in found["items"]]
    assert keys == [
        ("work", "calf_raise", "left"),
        ("heel_height", "calf_raise", "left"),
        ("heel_height", "calf_raise", "right"),
        ("heel_height", "drop_jump", "left"),
    ]
    narrow = {
        "exercise": "calf_raise",
        "side": "left",
        "from": (now - timedelta(days=7)).isoformat(),
        "until": (now - timedelta(days=4)).isoformat(),
    }
    (one,) = (await trends(house, athlete_id, **narrow))["items"]
    assert len(one["points"]) == 1
    cut = await trends(house, athlete_id, limit=2, exercise="calf_raise", side="left")
    assert (len(cut["items"][0]["points"]), cut["cut"]) == (2, True)
    assert not found["cut"]


async def test_the_best_is_the_highest_where_higher_is_better(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 1, {HEEL: 0.1, ("tilt_sd", "left"): 2.0})

    best = await trends(house, athlete_id, metric=["heel_height", "tilt_sd"], of="best")

    values = [one["points"][0]["value"] for one in best["items"]]
    assert values == pytest.approx([0.11, 1.8])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "query.metric"),
        ({"metric": "heigth"}, "there is no metric 'heigth'"),
        ({"metric": "contact_time", "of": "best"}, "query.of"),
        ({"metric": "heel_height", "side": "top"}, "query.side"),
        ({"metric": "heel_height", "exercise": "\0"}, "query.exercise"),
        ({"metric": "heel_height", "limit": 0}, "query.limit"),
    ],
)
async def test_what_cannot_be_asked_is_named(
    house: House, asked: dict[str, Any], said: str
) -> None:
    athlete_id = await athlete_of(house)
    answer = await house.client.get(f"/v1/athletes/{athlete_id}/trends", params=asked)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


async def test_norms_are_those_of_the_athlete_s_age_and_sex(house: House) -> None:
    athlete_id = await athlete_of(house)
    year = datetime.now(UTC).year
    body = {"birth_year": year - 25, "sex": "male"}
    ok(await house.client.patch(f"/v1/athletes/{athlete_id}", json=body))
    await past(house, athlete_id, 0.5, {("reps", "left"): 20, ("best_height", "left"): 0.1})

    reps, height = (await trends(house, athlete_id, metric=["reps", "best_height"]))["items"]

    assert [one["value"] for one in reps["norms"]] == [37, 24, 25]
    assert height["norms"] == []


async def test_what_was_analysed_and_corrected_is_the_trend(house: House) -> None:
    athlete_id = await athlete_of(house)
    session_id = await house.session_of(force_csv())
    (before,) = (await trends(house, athlete_id, metric="range_of_motion"))["items"]
    assert before["points"][0]["mean"] == pytest.approx(30.5)

    correction = {"kind": "remove", "start_s": 0.0, "end_s": 3.0}
    ok(await house.client.post(f"/v1/sessions/{session_id}/corrections", json=correction))

    (after,) = (await trends(house, athlete_id, metric="range_of_motion"))["items"]
    assert after["points"][0]["mean"] == pytest.approx(31.0)


async def test_legs_of_one_test_are_compared(house: House) -> None:
    athlete_id = await athlete_of(house)
    for ago in (40, 30, 20, 10):
        await past(house, athlete_id, ago, {HEEL: 0.09, RIGHT: 0.10})
    left = await past(house, athlete_id, 4, {HEEL: 0.07})
    right = await past(house, athlete_id, 1, {RIGHT: 0.10})

    found = await symmetry(house, athlete_id)

    (legs,) = found["items"]
    assert [round(one["index"], 6) for one in legs["pairs"]] == [90.0] * 4 + [70.0]
    assert [one["beyond"] for one in legs["pairs"]] == [False] * 4 + [True]
    newest = legs["pairs"][-1]
    assert (newest["left"]["session_id"], newest["right"]["session_id"]) == (left, right)
    assert (legs["change"]["verdict"], legs["change"]["direction"]) == ("real", "worse")
    assert found["bound"] == 90.0
    assert found["bound_source"]


async def test_the_involved_leg_is_the_numerator(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 1, {HEEL: 0.08, RIGHT: 0.10, ("work", "left"): 30.0})

    weaker = await symmetry(house, athlete_id, metric="heel_height")
    right = await symmetry(house, athlete_id, metric="heel_height", involved="right")

    assert weaker["items"][0]["pairs"][0]["index"] == pytest.approx(80.0)
    assert right["items"][0]["pairs"][0]["index"] == pytest.approx(125.0)
    assert "right" in right["definition"]
    assert (await symmetry(house, athlete_id, metric="work"))["items"] == []


async def test_legs_by_two_methods_or_of_poor_data_are_not_compared(house: House) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 20, {HEEL: 0.08, RIGHT: 0.10}, quality="poor")
    await past(house, athlete_id, 2, {HEEL: 0.08})
    await past(house, athlete_id, 1, {RIGHT: 0.10}, method="plate")

    assert (await symmetry(house, athlete_id))["items"] == []


async def test_nobody_sees_a_stranger_s_trend(house: House) -> None:
    for what in ("trends?metric=heel_height", "symmetry"):
        answer = await house.client.get(f"/v1/athletes/nobody/{what}")
        assert answer.status_code == 404
