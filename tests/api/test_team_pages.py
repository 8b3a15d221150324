"""A coach's pages: who is on them, in which order, and who may not see them."""

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from tests.api.history import Numbers, past
from tests.api.people import Club, People, Person, ok
from tests.api.test_pages import HTML, Page
from tests.api.viewing import Recorder

pytestmark = pytest.mark.usefixtures("backend", "daytime")

BOTH: Numbers = {("heel_height", "left"): 0.10, ("heel_height", "right"): 0.10}


class Squad:
    """A club with a coach who asks for pages."""

    def __init__(self, people: People, club: Club, coach: Person) -> None:
        self.people, self.club, self.coach = people, club, coach

    async def athlete(self, name: str, *sessions: tuple[float, Numbers], **how: Any) -> str:
        """Somebody measured so many days ago."""
        athlete_id = await self.people.athlete(self.club, self.coach, name)
        for days_ago, numbers in sessions:
            await past(self.people.house, athlete_id, days_ago, numbers, **how)
        return athlete_id

    async def page(self, address: str, **query: Any) -> Page:
        answer = await self.coach.client.get(address, params=query, headers=HTML)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    async def names(self, **query: Any) -> list[str]:
        """Names in the table, as they stand in it."""
        page = await self.page("/team", **query)
        label = "Compare "
        return [
            (found["aria-label"] or "").removeprefix(label)
            for tag, found in page.attributes
            if tag == "input" and found.get("name") == "athletes"
        ]


@pytest.fixture
async def squad(people: People) -> Squad:
    club = await people.found()
    return Squad(people, club, await people.join(club, "coach"))


def links(page: Page) -> list[str]:
    return [found["href"] or "" for tag, found in page.attributes if tag == "a"]


async def test_a_club_without_athletes_says_how_to_begin(squad: Squad) -> None:
    page = await squad.page("/team")

    assert "Invite the first athlete" in page.words
    assert "/people" in links(page)


@pytest.mark.both_databases
async def test_who_needs_attention_comes_first_with_what_to_do(squad: Squad) -> None:
    await squad.athlete("Ann", (5, BOTH))
    hurt = await squad.athlete("Bob", (5, BOTH))
    today = datetime.now(UTC).date()
    ok(await squad.coach.client.put(f"/v1/athletes/{hurt}/diary/{today}", json={"pain": 1}))
    begun = await squad.athlete("Cid", (20, BOTH), (2, BOTH | {("heel_height", "left"): 0.06}))

    page = await squad.page("/team")

    assert "3 Athletes 1 Need attention 0 Training now 0 Trained in 24 hours" in page.words
    assert "Cid Look heel height of the left leg 6.0 cm against 10.0" in page.words
    assert any(one.startswith("/sessions/") for one in links(page))
    assert f"/athletes/{begun}" in links(page)
    assert (await squad.names())[0] == "Cid"


async def test_a_row_tells_value_change_legs_attendance_and_load(squad: Squad) -> None:
    lee = await squad.athlete(
        "Lee", (9, BOTH), (6, BOTH), (3, BOTH), (0.1, BOTH | {("heel_height", "left"): 0.06})
    )
    begin = {"template": "calf_strength", "begins_on": "2026-01-01"}
    ok(await squad.coach.client.post(f"/v1/athletes/{lee}/programme/from-template", json=begin))

    page = await squad.page("/team")

    cells = page.table[8:]
    assert cells[0] == "Lee"
    assert cells[2].startswith("Calf raise 20")
    assert cells[3] == "6.0 cm Height, left"
    assert cells[4] == "\N{MINUS SIGN}4.0 cm Real loss"
    assert cells[5] == "60 % Differ Height"
    assert cells[6].endswith("4 days, 2 a week planned")
    assert cells[7] == "30 reps this week"
    told = [
        " ".join((found.get("aria-label") or "").split())
        for tag, found in page.attributes
        if tag == "svg"
    ]
    assert "The last 4 sessions: from 10.0 cm to 6.0 cm" in told
    assert "Full repetitions week by week, the latest last: 0, 0, 10, 30" in told


async def test_the_table_is_sifted_and_sorted(squad: Squad) -> None:
    await squad.athlete("Ann Ämter", (3, BOTH))
    await squad.athlete(
        "Bob", (2, {("jump_height_impulse", "both"): 0.3}), exercise="countermovement_jump"
    )
    cid = await squad.athlete("Cid", (20, BOTH))
    team = ok(await squad.coach.client.post(squad.club.at("/teams"), json={"name": "Hops"}))["id"]
    ok(await squad.coach.client.put(f"/v1/teams/{team}/athletes/{cid}"))

    assert await squad.names(q="amt") == ["Ann Ämter"]
    assert await squad.names(exercise="countermovement_jump") == ["Bob"]
    assert await squad.names(team=team) == ["Cid"]
    assert await squad.names(order="last") == ["Bob", "Ann Ämter", "Cid"]
    assert await squad.names(order="last", back="1") == ["Cid", "Ann Ämter", "Bob"]
    assert await squad.names(order="name") == ["Ann Ämter", "Bob", "Cid"]
    assert await squad.names(attention="pain") == []
    for order in ("change", "legs", "attendance", "load"):
        assert sorted(await squad.names(order=order)) == ["Ann Ämter", "Bob", "Cid"]
    refused = await squad.coach.client.get("/team", params={"order": "size"}, headers=HTML)
    assert refused.status_code == 422


async def test_a_long_table_has_pages_and_a_script_gets_the_table_only(squad: Squad) -> None:
    for number in range(52):
        await squad.people.athlete(squad.club, squad.coach, f"Athlete {number:02}")

    first, second = await squad.names(order="name"), await squad.names(order="name", page=2)
    asked = await squad.coach.client.get("/team?page=2", headers=HTML | {"hx-request": "true"})

    assert (len(first), second) == (50, ["Athlete 50", "Athlete 51"])
    assert await squad.names(order="name", page=9) == second
    assert "<html" not in asked.text
    assert "Page 2 of 2" in asked.text


async def test_the_table_goes_into_a_spreadsheet(squad: Squad) -> None:
    await squad.athlete("=1+1", (3, BOTH), (1, BOTH))
    await squad.athlete("Bob")

    answer = await squad.coach.client.get("/team/table.csv", params={"order": "name"})

    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [row["name"] for row in rows] == ["'=1+1", "Bob"]
    assert (rows[0]["metric"], rows[0]["value"], rows[0]["unit"]) == ("heel_height", "0.1", "m")
    assert (rows[0]["verdict"], rows[1]["metric"]) == ("noise", "")
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_an_athlete_is_led_to_their_own_page_and_refused_the_team(squad: Squad) -> None:
    sam = await squad.people.join(squad.club, "athlete", "Sam")

    led = await sam.client.get("/team", headers=HTML)
    refused = await sam.client.get("/team", params={"club": squad.club.id}, headers=HTML)

    assert (led.status_code, led.headers["location"]) == (303, f"/athletes/{sam.athlete}")
    assert refused.status_code == 403


async def test_only_who_consented_is_on_the_pages(squad: Squad) -> None:
    sam = await squad.people.join(squad.club, "athlete", "Sam")
    await past(squad.people.house, sam.athlete, 1, BOTH)
    compare = f"/compare?athletes={sam.athlete}"
    assert await squad.names() == []
    assert (await squad.coach.client.get(compare, headers=HTML)).status_code == 404

    await squad.people.consent(sam, squad.coach)

    assert await squad.names() == ["Sam"]
    assert "Sam" in (await squad.page("/compare", athletes=sam.athlete)).words


async def test_who_trains_now_is_told_to_those_who_see_them(squad: Squad) -> None:
    lee = await squad.athlete("Lee")
    sam = await squad.people.join(squad.club, "athlete", "Sam")
    await Recorder(squad.coach.client).begin(lee)
    await Recorder(sam.client).begin(sam.athlete)

    team, live = await squad.page("/team"), await squad.page("/live")
    own = Page((await sam.client.get("/live", headers=HTML)).text)

    assert "1 Training now" in team.words
    assert "Lee" in live.words
    assert "Sam" not in live.words
    assert "Sam" in own.words
    assert "Lee" not in own.words


async def test_several_are_compared_by_what_they_have_in_common(squad: Squad) -> None:
    heights = (0.12, 0.09, 0.11, 0.10, 0.08)
    ids = [
        await squad.athlete(name, (9, BOTH), (1, BOTH | {("heel_height", "left"): value}))
        for name, value in zip(("Ann", "Bob", "Cid", "Dee", "Ed"), heights, strict=True)
    ]
    asked = {"athletes": ",".join(ids[:2]), "quantity": "heel_height", "side": "left"}

    page = await squad.page("/compare", **asked)

    rows = [page.table[6:12], page.table[12:18]]
    assert [row[0] for row in rows] == ["Ann", "Bob"]
    assert [row[1] for row in rows] == ["12.0 cm", "9.0 cm"]
    assert [row[3] for row in rows] == ["10.0 cm", "10.0 cm"]
    assert [row[5] for row in rows] == ["1 of 5", "4 of 5"]
    assert "different ways" not in page.words

    other = await squad.athlete("Flo", (1, BOTH), method="plate")
    mixed = await squad.page("/compare", athletes=f"{ids[0]},{other}", quantity="heel_height")
    assert "different ways" in mixed.words


async def test_too_many_are_not_compared(squad: Squad) -> None:
    ids = [await squad.athlete(f"Athlete {number}") for number in range(7)]

    answer = await squad.coach.client.get("/compare", params={"athletes": ids}, headers=HTML)

    assert answer.status_code == 422
    assert "at most 6" in answer.text
    assert "Nobody is picked" in (await squad.page("/compare")).words
