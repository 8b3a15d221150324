"""Who needs attention and why: told to who may know it, in an order that stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.api.history import Numbers, past
from tests.api.house import House
from tests.api.people import Club, People, Person, ok

pytestmark = pytest.mark.usefixtures("backend", "daytime")
HEEL = ("heel_height", "left")


class Squad:
    """A club with a coach, and athletes whom the coach measures."""

    def __init__(self, people: People, club: Club, coach: Person, team: str) -> None:
        self.people, self.club, self.coach, self.team = people, club, coach, team

    @property
    def house(self) -> House:
        return self.people.house

    async def athlete(self, name: str) -> str:
        """Somebody in the team."""
        athlete_id = await self.people.athlete(self.club, self.coach, name)
        ok(await self.coach.client.put(f"/v1/teams/{self.team}/athletes/{athlete_id}"))
        return athlete_id

    async def overview(self, **asked: Any) -> dict[str, Any]:
        at = f"/v1/teams/{self.team}/overview"
        return ok(await self.coach.client.get(at, params=asked))

    async def row(self) -> dict[str, Any]:
        """The only one."""
        (one,) = (await self.overview())["items"]
        found: dict[str, Any] = one
        return found

    async def plans(self, athlete_id: str, begun_days_ago: int) -> None:
        begin = {"template": "calf_strength", "begins_on": str(days_ago(begun_days_ago))}
        at = f"/v1/athletes/{athlete_id}/programme/from-template"
        ok(await self.coach.client.post(at, json=begin))

    async def tells(self, athlete_id: str, ago: int, **told: Any) -> None:
        at = f"/v1/athletes/{athlete_id}/diary/{days_ago(ago)}"
        ok(await self.coach.client.put(at, json=told))


def days_ago(days: int) -> Any:
    return datetime.now(UTC).date() - timedelta(days=days)


@pytest.fixture
async def squad(people: People) -> Squad:
    club = await people.found()
    coach = await people.join(club, "coach")
    team = ok(await coach.client.post(club.at("/teams"), json={"name": "Hops"}))["id"]
    return Squad(people, club, coach, team)


def codes(row: dict[str, Any]) -> list[str]:
    return [one["code"] for one in row["reasons"]]


async def test_who_never_trained_has_a_row_without_reasons(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")

    assert await squad.row() == {
        "athlete_id": athlete_id,
        "name": "Lee",
        "last_session": None,
        "sessions_7_days": 0,
        "sessions_28_days": 0,
        "efforts_by_week": [0, 0, 0, 0],
        "headline": None,
        "legs": None,
        "attendance": None,
        "urgency": 0,
        "reasons": [],
    }


@pytest.mark.both_databases
async def test_a_loss_is_told_with_the_session_that_shows_it(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")
    both: Numbers = {HEEL: 0.10, ("heel_height", "right"): 0.10, ("range_of_motion", "left"): 30.0}
    for ago in (20, 12, 5):
        await past(squad.house, athlete_id, ago, both)
    await past(squad.house, athlete_id, 1, both | {HEEL: 0.01}, deleted=True)
    last = await past(squad.house, athlete_id, 0.01, both | {HEEL: 0.07})

    row = await squad.row()

    assert row["last_session"]["session_id"] == last
    assert (row["sessions_7_days"], row["sessions_28_days"]) == (2, 4)
    headline = row["headline"]
    assert (headline["metric"], headline["side"]) == ("heel_height", "left") or headline[
        "metric"
    ] == "range_of_motion"
    (reason,) = row["reasons"]
    assert (reason["code"], reason["severity"]) == ("loss", "attention")
    assert reason["session_id"] == last
    assert "heel height of the left leg 7.0 cm against 10.0" in reason["words"]


async def test_the_headline_is_against_those_of_the_same_method(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")
    lifted = {("jump_height_impulse", "both"): 0.30}
    for ago, height in ((9, 0.30), (8, 0.31), (7, 0.29), (6, 0.30)):
        await past(
            squad.house, athlete_id, ago, {("jump_height_impulse", "both"): height},
            exercise="countermovement_jump",
        )  # fmt: skip
    await past(
        squad.house, athlete_id, 5, lifted, exercise="countermovement_jump", method="sacrum_imu"
    )
    await past(
        squad.house, athlete_id, 4, {("jump_height_impulse", "both"): 0.9},
        exercise="countermovement_jump", quality="poor",
    )  # fmt: skip
    await past(
        squad.house, athlete_id, 0.01, {("jump_height_impulse", "both"): 0.20},
        exercise="countermovement_jump",
    )  # fmt: skip

    row = await squad.row()

    headline = row["headline"]
    assert headline["baseline"]["tests"] == 4
    assert headline["baseline"]["mean"] == pytest.approx(0.30)
    assert headline["baseline"]["sd"] == pytest.approx(0.008165, rel=1e-3)
    assert headline["change"]["basis"] == "own spread over 4 tests"
    assert (headline["change"]["verdict"], headline["change"]["direction"]) == ("real", "worse")
    assert codes(row) == ["loss"]


@pytest.mark.parametrize(
    ("numbers", "how", "code", "words"),
    [
        ({("symmetry_height", "left"): 80.0, ("symmetry_height", "right"): 80.0}, {},
         "asymmetry", "symmetry height 80 %, beyond 90 % (Thomeé 2011"),
        ({("asymmetry_peak_force", "both"): -18.0}, {"exercise": "countermovement_jump"},
         "asymmetry", "Impellizzeri 2007"),
        ({}, {"failure": "no efforts"}, "failed", "no efforts"),
        ({HEEL: 0.1}, {"quality": "poor"}, "data", "heel height"),
        ({HEEL: 0.1}, {"fault": "the plate clips"}, "data", "the plate clips"),
    ],
)  # fmt: skip
async def test_what_a_last_session_says(
    squad: Squad, numbers: Numbers, how: dict[str, Any], code: str, words: str
) -> None:
    athlete_id = await squad.athlete("Lee")
    await past(squad.house, athlete_id, 3, numbers, **how)

    row = await squad.row()

    assert codes(row) == [code]
    assert words in row["reasons"][0]["words"]


async def test_both_legs_are_compared_though_each_was_measured_alone(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")
    right: Numbers = {("range_of_motion", "right"): 40.0}
    await past(squad.house, athlete_id, 20, right | {("range_of_motion", "left"): 10.0})
    await past(squad.house, athlete_id, 3, right)
    assert (await squad.row())["legs"] is None

    await past(squad.house, athlete_id, 1, {("range_of_motion", "left"): 30.0})
    assert (await squad.row())["legs"] == {
        "metric": "range_of_motion", "value": pytest.approx(75.0), "beyond": True,
    }  # fmt: skip

    # What a session says of both legs itself comes before.
    await past(squad.house, athlete_id, 0.1, {("symmetry_height", "both"): 96.0})
    assert (await squad.row())["legs"]["metric"] == "symmetry_height"

    await past(squad.house, athlete_id, 0.05, {("range_of_motion", "left"): 30.0}, method="plate")
    assert (await squad.row())["legs"] is None


async def test_attendance_and_the_load_of_four_weeks_are_told(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")
    await squad.plans(athlete_id, 14)
    for ago, efforts in ((1, 5), (2, 6), (8, 7), (20, 8), (27, 9), (35, 10)):
        await past(squad.house, athlete_id, ago, efforts=efforts)

    row = await squad.row()

    assert row["efforts_by_week"] == [9, 8, 7, 11]
    assert row["attendance"] == {"days_trained": 3, "sessions_per_week": 2, "share": 75.0}


async def test_a_sudden_loss_is_urgent(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")
    best = ("best_height", "left")
    await past(squad.house, athlete_id, 9, {best: 0.10})
    await past(squad.house, athlete_id, 0.01, {best: 0.06})

    row = await squad.row()

    assert codes(row) == ["sudden_loss"]
    assert row["urgency"] == 100


async def test_pain_is_urgent_by_the_plan_s_own_limit_and_forgotten_after_a_while(
    squad: Squad,
) -> None:
    athlete_id = await squad.athlete("Lee")
    await squad.tells(athlete_id, 1, pain=4.0)
    assert codes(await squad.row()) == []

    await squad.plans(athlete_id, 2)
    (reason,) = (await squad.row())["reasons"]
    assert (reason["code"], reason["severity"], reason["since"]) == (
        "pain", "urgent", str(days_ago(1)),
    )  # fmt: skip
    assert "physiotherapist or doctor" in reason["words"]

    ok(await squad.coach.client.delete(f"/v1/athletes/{athlete_id}/diary/{days_ago(1)}"))
    await squad.tells(athlete_id, 20, pain=9.0)
    assert codes(await squad.row()) == []


async def test_who_pauses_against_the_plan_is_missed(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")
    await squad.plans(athlete_id, 28)
    await past(squad.house, athlete_id, 9)

    (reason,) = (await squad.row())["reasons"]
    assert reason["code"] == "absent"
    assert "no training for 9 days" in reason["words"]
    assert reason["since"] == str(days_ago(9))

    # Two recordings of a day and a diary of the same day are one day of training.
    await past(squad.house, athlete_id, 9)
    await squad.tells(athlete_id, 9, rpe=5)
    await squad.tells(athlete_id, 2, minutes=30)
    await squad.tells(athlete_id, 1, morning_pain=1)
    (reason,) = (await squad.row())["reasons"]
    assert reason["code"] == "adherence"
    assert reason["words"] == "2 days of training in 28; 2 a week are planned"

    for ago in (4, 6):
        await past(squad.house, athlete_id, ago)
    assert codes(await squad.row()) == []


async def test_a_jump_of_load_is_told(squad: Squad) -> None:
    athlete_id = await squad.athlete("Lee")
    await past(squad.house, athlete_id, 10, efforts=30)
    await past(squad.house, athlete_id, 2, efforts=61)

    (reason,) = (await squad.row())["reasons"]

    assert (reason["code"], reason["words"]) == (
        "load", "61 repetitions in 7 days, 30 in the 7 before",
    )  # fmt: skip


@pytest.mark.both_databases
async def test_the_most_urgent_come_first_and_pages_follow_each_other(squad: Squad) -> None:
    names = {name: await squad.athlete(name) for name in ("Ann", "Bob", "Cid", "Dee", "Éa" * 60)}
    await past(squad.house, names["Cid"], 1, failure="no efforts")
    await squad.tells(names["Dee"], 0, pain=9.0)

    whole = await squad.overview()
    assert [one["name"][:3] for one in whole["items"]][:4] == ["Dee", "Cid", "Ann", "Bob"]
    assert (whole["athletes"], whole["needing_attention"]) == (5, 2)

    paged, cursor = [], None
    for _ in range(3):
        page = await squad.overview(limit=2, **({"cursor": cursor} if cursor else {}))
        paged += page["items"]
        cursor = page["next"]
    assert cursor is None
    assert paged == whole["items"]
    broken = await squad.coach.client.get(
        f"/v1/teams/{squad.team}/overview", params={"cursor": "x"}
    )
    assert broken.status_code == 422


async def test_only_who_consented_is_seen_and_only_by_staff(squad: Squad) -> None:
    sam = await squad.people.join(squad.club, "athlete", "Sam")
    ok(await squad.coach.client.put(f"/v1/teams/{squad.team}/athletes/{sam.athlete}"))
    await past(squad.house, sam.athlete, 1, failure="no efforts")
    whole = squad.club.at("/overview")
    assert (await squad.overview())["items"] == []
    assert (await sam.client.get(f"/v1/teams/{squad.team}/overview")).status_code == 403
    assert (await sam.client.get(whole)).status_code == 403
    assert (await squad.house.client.get(whole)).status_code == 404

    await squad.people.consent(sam, squad.coach)
    assert [one["name"] for one in (await squad.overview())["items"]] == ["Sam"]
    assert codes(await squad.row()) == ["failed"]
    assert ok(await squad.coach.client.get(whole))["items"] == (await squad.overview())["items"]
    assert ok(await squad.club.admin.client.get(whole))["items"] == []

    await squad.people.withdraw(sam, squad.coach)
    assert (await squad.overview())["athletes"] == 0


@pytest.mark.both_databases
async def test_more_athletes_are_no_more_queries(squad: Squad) -> None:
    engine = squad.house.services.database.engine.sync_engine
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    async def queries() -> int:
        asked.clear()
        await squad.overview()
        return len(asked)

    await past(squad.house, await squad.athlete("A"), 1, {HEEL: 0.1})
    one = await queries()
    for name in ("B", "C", "D"):
        await past(squad.house, await squad.athlete(name), 1, {HEEL: 0.1})

    assert await queries() == one
