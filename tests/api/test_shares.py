"""Links to a report: what they show, to whom, and for how long."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import update

from api.accounts.models import UserRow
from api.core.rate_limit import Limit
from api.shares.models import ShareRow
from tests.api.people import PASSWORD, People, ok
from tests.api.world import SECRET_NAME, World, world_of

pytestmark = pytest.mark.usefixtures("backend")


@pytest.fixture
async def world(people: People) -> World:
    return await world_of(people)


def at(world: World, rest: str = "") -> str:
    return f"/v1/sessions/{world.ids['session_id']}/shares{rest}"


async def opened(world: World, path: str) -> httpx2.Response:
    """What somebody sees who holds a link and nothing else."""
    return await (await world.people.client()).get(path, headers={"accept": "text/html"})


@pytest.mark.both_databases
async def test_who_holds_a_link_sees_the_report_and_nobody_s_name(world: World) -> None:
    made = ok(await world.sam.client.post(at(world), json={}))

    answer = await opened(world, made["path"])

    assert answer.status_code == 200, answer.text
    assert "3 reps with the left leg" in answer.text
    for name in ("Sam", "Harbour", SECRET_NAME, world.ids["session_id"], world.sam.athlete):
        assert name not in answer.text.replace(made["secret"], "")
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_report_bears_the_names_that_were_chosen(world: World) -> None:
    body = {"shown_name": "Sammy <b>", "shows_club": True, "label": "for the physio"}
    made = ok(await world.coach.client.post(at(world), json=body))

    answer = await opened(world, made["path"])

    assert "Sammy &lt;b&gt;" in answer.text
    assert "Harbour" in answer.text
    assert "for the physio" not in answer.text


async def test_each_look_is_counted_and_noted(world: World) -> None:
    made = ok(await world.coach.client.post(at(world), json={"days": 1}))
    for _ in range(2):
        await opened(world, made["path"])

    (link,) = ok(await world.sam.client.get(at(world)))["items"]
    deeds = ok(await world.home.admin.client.get(world.home.at("/audit")))["items"]

    assert (link["opened"], link["works"], link["made_by"]) == (2, True, world.coach.name)
    assert "secret" not in link
    noted = [one["action"] for one in deeds]
    assert noted.count("session.share_opened") == 2
    assert "session.shared" in noted
    lives = datetime.fromisoformat(link["expires_at"]) - datetime.fromisoformat(link["created_at"])
    assert lives == timedelta(days=1)


async def test_links_that_show_nothing_are_not_told_apart(world: World) -> None:
    links = [ok(await world.coach.client.post(at(world), json={})) for _ in range(2)]
    expired, revoked = links
    async with world.house.services.database.writing() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        mine = ShareRow.id == expired["id"]
        await session.execute(update(ShareRow).where(mine).values(expires_at=past))
    ok(await world.sam.client.delete(at(world, f"/{revoked['id']}")))

    answers = [
        await opened(world, path)
        for path in (expired["path"], revoked["path"], "/shared/calf_share_wrong")
    ]

    assert {one.status_code for one in answers} == {404}
    assert len({one.text.replace(one.url.path, "") for one in answers}) == 1


async def test_a_link_ends_with_what_its_maker_may_see(world: World) -> None:
    by_coach = ok(await world.coach.client.post(at(world), json={}))
    by_sam = ok(await world.sam.client.post(at(world), json={}))

    await world.people.withdraw(world.sam, world.coach)

    assert (await opened(world, by_coach["path"])).status_code == 404
    assert (await opened(world, by_sam["path"])).status_code == 200


async def test_a_link_ends_with_its_maker_s_account(world: World) -> None:
    made = ok(await world.coach.client.post(at(world), json={}))
    async with world.house.services.database.writing() as session:
        mine = UserRow.id == world.coach.user_id
        await session.execute(update(UserRow).where(mine).values(disabled_at=datetime.now(UTC)))
    disabled = await opened(world, made["path"])
    async with world.house.services.database.writing() as session:
        await session.execute(update(UserRow).where(mine).values(disabled_at=None))
    enabled = await opened(world, made["path"])

    ok(await world.coach.client.post("/v1/me/erase", json={"password": PASSWORD}))

    assert (disabled.status_code, enabled.status_code) == (404, 200)
    assert (await opened(world, made["path"])).status_code == 404
    assert ok(await world.sam.client.get(at(world)))["items"] == []


async def test_a_deleted_session_is_shared_no_more_also_when_it_comes_back(world: World) -> None:
    made = ok(await world.coach.client.post(at(world), json={}))
    session = f"/v1/sessions/{world.ids['session_id']}"

    ok(await world.coach.client.delete(session))
    gone = await opened(world, made["path"])
    ok(await world.coach.client.post(f"{session}/restore"))

    assert gone.status_code == 404
    assert (await opened(world, made["path"])).status_code == 404
    assert ok(await world.sam.client.get(at(world)))["items"][0]["works"] is False


async def test_a_link_lives_for_one_to_ninety_days(world: World) -> None:
    for days in (0, 91, "7", 1.5):
        answer = await world.sam.client.post(at(world), json={"days": days})

        assert answer.status_code == 422, days
        assert "body.days" in answer.json()["detail"]


async def test_a_network_that_guesses_links_is_refused(people: People) -> None:
    people.house.services.limiter.limit(Limit.GUESSES, "20/day")
    guesser = await people.client()

    answers = [(await guesser.get(f"/shared/{n}")).status_code for n in range(25)]

    assert answers == [404] * 20 + [429] * 5
