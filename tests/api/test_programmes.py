"""Programmes and diaries: what is planned, what was done, and nothing counted twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import House, hand_made, opened, pipeline_of, standing, zipped
from tests.api.people import ok
from tracker.programme import template
from tracker.recording.model import Segment, Variant
from tracker.results import Metric

pytestmark = pytest.mark.usefixtures("backend", "daytime")
LEFT = {"exercise": "calf_raise", "side": "left", "reps": [5, 4]}


async def athlete_of(house: House) -> str:
    (one,) = ok(await house.client.get("/v1/athletes"))["items"]
    found: str = one["id"]
    return found


async def trained(house: House, days_ago: int, load_kg: float | None = None) -> str:
    """A session of one set of three raises, two of them full."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    variant = Variant(side="left", knee="bent", load_kg=load_kg)
    segments = (Segment(exercise="calf_raise", variant=variant),) if load_kg else ()
    recording = replace(standing(), started_at=at, segments=segments)
    return await house.session_of(zipped(recording), f"{days_ago}.zip")


def path(athlete_id: str, rest: str) -> str:
    return f"/v1/athletes/{athlete_id}/{rest}"


def day(ago: int) -> str:
    return (datetime.now(UTC).date() - timedelta(days=ago)).isoformat()


@pytest.mark.both_databases
async def test_a_plan_is_kept_as_it_was_sent(house: House) -> None:
    at = path(await athlete_of(house), "programme")
    plan = template("achilles_silbernagel").model_dump(mode="json")
    assert (await house.client.get(at)).status_code == 404

    put = ok(await house.client.put(at, json={"plan": plan, "begins_on": day(10)}))

    assert put["plan"] == plan
    assert ok(await house.client.get(at)) == put
    changed = ok(await house.client.put(at, json={"plan": plan | {"name": "Mine"}}))
    assert (changed["plan"]["name"], changed["begins_on"]) == ("Mine", day(10))
    assert (await house.client.delete(at)).status_code == 204
    assert (await house.client.delete(at)).status_code == 404


@pytest.mark.both_databases
async def test_a_plan_that_was_changed_meanwhile_is_not_overwritten(house: House) -> None:
    at = path(await athlete_of(house), "programme")
    begun = await house.client.post(f"{at}/from-template", json={"template": "calf_strength"})
    assert begun.status_code == 201
    again = await house.client.post(f"{at}/from-template", json={"template": "calf_strength"})
    assert again.status_code == 409
    read = begun.json()

    mine = {"plan": read["plan"], "updated_at": read["updated_at"]}
    first, late = [await house.client.put(at, json=mine) for _ in range(2)]

    assert first.status_code == 200
    assert late.status_code == 409
    assert "read it again" in late.json()["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reps": [9, 8]}, "body.plan.phases.0.exercises.0"),
        ({"reps": [9]}, "body.plan.phases.0.exercises.0.reps.1"),
        ({"reps": ["9", 10]}, "body.plan.phases.0.exercises.0.reps.0"),
        ({"knee": "straigth"}, "body.plan.phases.0.exercises.0.knee"),
        ({"weight": 5}, "body.plan.phases.0.exercises.0.weight"),
        ({"name": "x" * 201}, "body.plan.phases.0.exercises.0.name"),
        ({"name": "nul \0"}, "body.plan"),
    ],
)
async def test_the_field_of_a_plan_that_is_wrong_is_named(
    house: House, change: dict[str, Any], field: str
) -> None:
    at = path(await athlete_of(house), "programme")
    plan = template("calf_strength").model_dump(mode="json")
    plan["phases"][0]["exercises"][0] |= change

    answer = await house.client.put(at, json={"plan": plan})

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_numbers_that_are_none_are_refused(house: House) -> None:
    athlete_id = await athlete_of(house)
    plan = template("calf_strength").model_dump_json()
    broken = plan.replace('"min_weeks":3.0', '"min_weeks":1e999', 1)
    assert broken != plan
    headers = {"content-type": "application/json"}

    answer = await house.client.put(
        path(athlete_id, "programme"), content=f'{{"plan":{broken}}}', headers=headers
    )
    minutes = await house.client.put(
        path(athlete_id, f"diary/{day(0)}"), content='{"minutes": Infinity}', headers=headers
    )

    assert answer.status_code == 422
    assert "plan.phases.0.min_weeks is too large" in answer.json()["detail"]
    assert minutes.status_code == 422


async def test_what_is_not_named_of_a_day_stays_as_it_was_told(house: House) -> None:
    at = path(await athlete_of(house), f"diary/{day(1)}")
    ok(await house.client.put(at, json={"pain": 3.0, "done": [LEFT]}))

    told = ok(await house.client.patch(at, json={"morning_pain": 1.0, "pain": None}))

    assert (told["pain"], told["morning_pain"], told["origin"]) == (None, 1.0, "told")
    assert told["done"][0]["reps"] == LEFT["reps"]
    first = ok(await house.client.patch(at.replace(day(1), day(2)), json={"minutes": 20.0}))
    assert (first["minutes"], first["origin"]) == (20.0, "nothing")


async def test_analysed_sessions_are_the_diary_where_nobody_wrote(house: House) -> None:
    athlete_id = await athlete_of(house)
    first, second = await trained(house, 3), await trained(house, 3, load_kg=5.0)

    (one,) = ok(await house.client.get(path(athlete_id, "diary")))["items"]

    assert (one["on"], one["origin"]) == (day(3), "sessions")
    assert set(one["sessions"]) == {first, second}
    assert {(each["knee"], each["load_kg"]) for each in one["done"]} == {
        ("straight", 0.0),
        ("bent", 5.0),
    }
    assert one["updated_at"] is None


async def test_what_is_told_wins_over_the_machine(house: House) -> None:
    athlete_id = await athlete_of(house)
    await trained(house, 3)
    at = path(athlete_id, f"diary/{day(3)}")

    felt = ok(await house.client.put(at, json={"pain": 2.0, "rpe": 6.0, "minutes": 30}))
    assert (felt["origin"], felt["done"][0]["reps"], felt["pain"]) == ("sessions", [3], 2.0)

    told = ok(await house.client.put(at, json={"done": [LEFT]}))
    assert (told["origin"], [one["reps"] for one in told["done"]]) == ("told", [[5, 4]])
    assert told["pain"] is None
    assert len(ok(await house.client.get(path(athlete_id, "diary")))["items"]) == 1

    nothing = ok(await house.client.put(at, json={"done": []}))
    assert (nothing["origin"], nothing["done"]) == ("told", [])

    assert (await house.client.delete(at)).status_code == 204
    (left,) = ok(await house.client.get(path(athlete_id, "diary")))["items"]
    assert left["origin"] == "sessions"


async def test_a_session_counts_on_the_day_that_names_it_and_on_no_other(house: House) -> None:
    athlete_id = await athlete_of(house)
    late = await trained(house, 2)
    at = path(athlete_id, f"diary/{day(3)}")

    ok(await house.client.put(at, json={"sessions": [late]}))

    (one,) = ok(await house.client.get(path(athlete_id, "diary")))["items"]
    assert (one["on"], one["sessions"]) == (day(3), [late])
    taken = await house.client.put(path(athlete_id, f"diary/{day(4)}"), json={"sessions": [late]})
    assert taken.status_code == 409
    strange = await house.client.put(at, json={"sessions": [late, "abc"]})
    assert strange.status_code == 422
    assert "body.sessions.1" in strange.json()["detail"]
    (load,) = [
        one for one in ok(await house.client.get(path(athlete_id, "load")))["items"]
        if one["sessions"]
    ]  # fmt: skip
    assert load["raises"] == 3


async def test_what_people_removed_does_not_count(house: House) -> None:
    athlete_id = await athlete_of(house)
    session_id = await trained(house, 3)

    correction = {"kind": "remove", "start_s": 0.0, "end_s": 3.0}
    ok(await house.client.post(f"/v1/sessions/{session_id}/corrections", json=correction))

    (one,) = ok(await house.client.get(path(athlete_id, "diary")))["items"]
    assert one["done"][0]["reps"] == [2]
    await house.client.delete(f"/v1/sessions/{session_id}")
    assert ok(await house.client.get(path(athlete_id, "diary")))["items"] == []


@pytest.mark.both_databases
async def test_the_next_training_follows_what_was_done(house: House) -> None:
    athlete_id = await athlete_of(house)
    begin = {"template": "achilles_silbernagel", "begins_on": day(9)}
    ok(await house.client.post(path(athlete_id, "programme/from-template"), json=begin))
    first = ok(await house.client.get(path(athlete_id, "programme/next")))
    assert {one["change"] for one in first["exercises"]} == {"first"}

    done = [{**LEFT, "side": one, "reps": [6, 6, 6]} for one in ("left", "right")]
    ok(await house.client.put(path(athlete_id, f"diary/{day(1)}"), json={"done": done}))
    proposal = ok(await house.client.get(path(athlete_id, "programme/next")))
    single = next(one for one in proposal["exercises"] if one["name"] == "Single-leg raises")
    assert (single["change"], single["reps"]) == ("more", 8)
    assert "6 repetitions" in single["reason"]

    weeks = ok(await house.client.get(path(athlete_id, "programme/adherence")))["items"]
    assert [(one["planned"], one["done"]) for one in weeks] == [(7, 0), (7, 1)]


async def test_a_red_flag_comes_in_place_of_a_proposal(house: House) -> None:
    athlete_id = await athlete_of(house)
    begin = {"template": "achilles_silbernagel", "begins_on": day(9)}
    ok(await house.client.post(path(athlete_id, "programme/from-template"), json=begin))
    told = {"pain": 7.0, "done": [LEFT]}
    ok(await house.client.put(path(athlete_id, f"diary/{day(0)}"), json=told))

    proposal = ok(await house.client.get(path(athlete_id, "programme/next")))

    assert proposal["exercises"] == []
    assert "pain 7 of 10" in proposal["warnings"][0]
    earlier = await house.client.get(path(athlete_id, "programme/next"), params={"on": day(1)})
    assert ok(earlier)["warnings"] == []


async def test_what_was_done_before_the_programme_began_does_not_count(house: House) -> None:
    athlete_id = await athlete_of(house)
    ok(await house.client.put(path(athlete_id, f"diary/{day(8)}"), json={"done": [LEFT]}))
    begin = {"template": "achilles_silbernagel", "begins_on": day(5)}
    ok(await house.client.post(path(athlete_id, "programme/from-template"), json=begin))

    proposal = ok(await house.client.get(path(athlete_id, "programme/next")))

    assert {one["change"] for one in proposal["exercises"]} == {"first"}


async def test_what_makes_no_day_is_refused(house: House) -> None:
    athlete_id = await athlete_of(house)
    cases: list[tuple[str, dict[str, Any], int]] = [
        ("2026-13-01", {}, 422),
        ("1764028800", {}, 422),
        ("1999-12-31", {}, 422),
        ("2200-01-01", {}, 422),
        ((datetime.now(UTC).date() + timedelta(days=5)).isoformat(), {}, 422),
        (day(1), {"pain": 11}, 422),
        (day(1), {"pain": True}, 422),
        (day(1), {"done": [LEFT | {"metrics": {"heigth": 1.0}}]}, 422),
        (day(1), {"done": [LEFT | {"reps": [-1]}]}, 422),
        (day(1), {"done": [LEFT | {"exercise": "calf\0"}]}, 422),
        (day(1), {"sessions": ["\0"]}, 422),
        (day(1), {"morning_pain": 3}, 200),
    ]
    for on, body, status in cases:
        answer = await house.client.put(path(athlete_id, f"diary/{on}"), json=body)
        assert answer.status_code == status, (on, body, answer.text)


async def test_a_stretch_of_the_diary(house: House) -> None:
    at = path(await athlete_of(house), "diary")
    for ago in (1, 5, 120):
        ok(await house.client.put(f"{at}/{day(ago)}", json={"morning_pain": 1.0}))

    async def shown(**asked: str) -> list[str]:
        items = ok(await house.client.get(at, params=asked))["items"]
        return [one["on"] for one in items]

    assert await shown() == [day(5), day(1)]
    assert await shown(**{"from": day(130), "until": day(5)}) == [day(120), day(5)]
    backwards = await house.client.get(at, params={"from": day(1), "until": day(5)})
    assert backwards.status_code == 422
    endless = await house.client.get(at, params={"from": "2000-01-01"})
    assert "1000 days" in endless.json()["detail"]


async def test_a_load_that_no_diary_takes_is_left_out(tmp_path: Path) -> None:
    analysis = hand_made()
    broken = replace(
        analysis.sets[0],
        metrics=dict(analysis.sets[0].metrics)
        | {"best_height": Metric.of("best_height", float("nan"), "foot_imu")},
    )
    async with opened(tmp_path, pipeline_of(replace(analysis, sets=(broken,)))) as house:
        athlete_id = await athlete_of(house)
        await trained(house, 2)
        await trained(house, 1, load_kg=5000.0)

        (one,) = ok(await house.client.get(path(athlete_id, "diary")))["items"]

    assert one["on"] == day(2)
    assert "best_height" not in one["done"][0]["metrics"]
