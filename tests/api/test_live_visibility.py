"""Who sees whom record, and for how long."""

from collections.abc import AsyncIterator

import pytest

from tests.api.house import House
from tests.api.people import Club, People, Person
from tests.api.viewing import Recorder, served, watching
from tests.journals import chunks_of, raises_journal

pytestmark = pytest.mark.usefixtures("backend")

CHUNKS = list(chunks_of(raises_journal(2)[0]))
HALF = len(CHUNKS) // 2


@pytest.fixture
async def people(house: House) -> AsyncIterator[People]:
    made = People(house)
    yield made
    await made.aclose()


async def three(people: People) -> tuple[Club, Person, Person]:
    club = await people.found()
    return club, await people.join(club, "coach"), await people.join(club, "athlete", "Sam")


async def test_without_a_consent_nothing_is_seen(people: People) -> None:
    _, coach, sam = await three(people)
    recorder = Recorder(sam.client)
    async with (
        served(people.house.app) as url,
        watching(url, sam.client.headers) as own,
        watching(url, coach.client.headers) as stranger,
    ):
        await recorder.begin()
        for number, chunk in enumerate(CHUNKS):
            await recorder.put(number, chunk)
        await own.until(lambda one: len(one.numbers()) >= 2)
        now = (await coach.client.get("/v1/live/recordings")).json()["items"]

    assert stranger.events == [("snapshot", {"recordings": []})]
    assert now == []


@pytest.mark.both_databases
async def test_a_consent_shows_and_its_end_hides(people: People) -> None:
    _, coach, sam = await three(people)
    live = people.house.services.live
    recorder = Recorder(sam.client)
    async with (
        served(people.house.app) as url,
        watching(url, sam.client.headers) as own,
        watching(url, coach.client.headers) as viewer,
    ):
        await recorder.begin()
        for number, chunk in enumerate(CHUNKS[:HALF]):
            await recorder.put(number, chunk)
        await people.consent(sam, coach)
        await live.check()
        begun = await viewer.until_one("begin")
        await people.withdraw(sam, coach)
        await live.check()
        hidden = await viewer.until_one("hidden")
        before = len(viewer.events)
        for number, chunk in enumerate(CHUNKS[HALF:], HALF):
            await recorder.put(number, chunk)
        await own.until(lambda one: len(one.numbers()) >= 2)

    assert begun["athlete_id"] == hidden["athlete_id"] == sam.athlete
    assert viewer.events[before:] == []


async def test_a_revoked_key_ends_its_view(people: People) -> None:
    club, coach, _ = await three(people)
    key = await people.new_key(coach, club, ["read"])
    headers = {"authorization": f"Bearer {key['secret']}"}
    async with served(people.house.app) as url, watching(url, headers) as viewer:
        assert (await coach.client.delete(f"/v1/keys/{key['id']}")).is_success
        await people.house.services.live.check()
        await viewer.until(lambda one: one.ended)

    assert "sign in again" in viewer.of("ended")[0]["reason"]


async def test_a_browser_watches_with_its_cookie(people: People) -> None:
    _, coach, sam = await three(people)
    await people.consent(sam, coach)
    browser = await people.browser(coach)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    async with served(people.house.app) as url, watching(url, {"cookie": cookie}) as viewer:
        await Recorder(sam.client).begin()
        begun = await viewer.until_one("begin")

    assert begun["athlete"] == "Sam"


async def test_filters_narrow_what_is_seen(people: People) -> None:
    club, coach, sam = await three(people)
    await people.consent(sam, coach)
    lee = await people.athlete(club, coach, "Lee")
    made = await club.admin.client.post(club.at("/teams"), json={"name": "Sprint"})
    team = made.json()["id"]
    placed = await club.admin.client.put(f"/v1/teams/{team}/athletes/{sam.athlete}")
    assert placed.is_success, placed.text
    await Recorder(sam.client).begin()
    await Recorder(coach.client).begin(lee)

    async def seen(**filters: str) -> set[str]:
        answer = await coach.client.get("/v1/live/recordings", params=filters)
        return {one["athlete"] for one in answer.json()["items"]}

    assert await seen() == {"Sam", "Lee"}
    assert await seen(organization_id=club.id) == {"Sam", "Lee"}
    assert await seen(team_id=team) == {"Sam"}
    assert await seen(athlete_id=lee) == {"Lee"}
    assert await seen(team_id="nothing of ours") == set()


async def test_nobody_watches_without_signing_in(people: People) -> None:
    nobody = await people.client()
    for path in ("/v1/live", "/v1/live/recordings"):
        assert (await nobody.get(path)).status_code == 401
