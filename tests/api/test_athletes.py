"""Athletes and consents: who may see whom, from when and until when."""

import asyncio

import pytest

from tests.api.people import People, ok

pytestmark = pytest.mark.usefixtures("backend")


@pytest.mark.both_databases
async def test_a_coach_sees_an_athlete_from_consent_until_its_end(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    sam = await people.join(club, "athlete", "Sam")
    at = f"/v1/athletes/{sam.athlete}"

    before = await coach.client.get(at)
    await people.consent(sam, coach)
    during = await coach.client.get(at)
    await people.withdraw(sam, coach)
    after = await coach.client.get(at)

    assert (before.status_code, during.status_code, after.status_code) == (404, 200, 404)
    assert ok(during)["name"] == "Sam"


@pytest.mark.both_databases
async def test_a_consent_given_twice_at_one_time_ends_at_once(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    sam = await people.join(club, "athlete")
    at = f"/v1/athletes/{sam.athlete}/consents/{coach.user_id}"

    await asyncio.gather(*(sam.client.put(at, json={}) for _ in range(4)))
    ok(await sam.client.delete(at))

    assert (await coach.client.get(f"/v1/athletes/{sam.athlete}")).status_code == 404
    consents = ok(await sam.client.get(f"/v1/athletes/{sam.athlete}/consents"))["items"]
    assert all(one["revoked_at"] for one in consents)


async def test_only_the_athlete_consents(people: People) -> None:
    club = await people.found()
    coach, second = await people.join(club, "coach"), await people.join(club, "coach")
    sam = await people.join(club, "athlete")
    await people.consent(sam, coach)
    at = f"/v1/athletes/{sam.athlete}/consents/{second.user_id}"

    told = [
        (await one.client.put(at, json={"stated": True})).status_code
        for one in (coach, second, club.admin)
    ]

    assert told == [403, 404, 403]
    assert (await second.client.get(f"/v1/athletes/{sam.athlete}")).status_code == 404


async def test_a_consent_is_to_a_coach_of_the_same_organization(people: People) -> None:
    home, away = await people.found("Home"), await people.found("Away")
    sam, other = await people.join(home, "athlete"), await people.join(home, "athlete")
    abroad = await people.join(away, "coach")

    told = [
        (await sam.client.put(f"/v1/athletes/{sam.athlete}/consents/{one}", json={})).status_code
        for one in (abroad.user_id, other.user_id, "nobody")
    ]

    assert told == [404, 404, 404]


async def test_an_admin_sees_no_body_without_consent_but_can_end_one(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    sam = await people.join(club, "athlete")
    await people.consent(sam, coach)
    admin = club.admin.client

    seen = [
        (await admin.get(path)).status_code
        for path in (
            f"/v1/athletes/{sam.athlete}",
            f"/v1/athletes/{sam.athlete}/consents",
        )
    ]
    ended = await admin.delete(f"/v1/athletes/{sam.athlete}/consents/{coach.user_id}")

    assert seen == [404, 404]
    assert ended.status_code == 204
    assert (await coach.client.get(f"/v1/athletes/{sam.athlete}")).status_code == 404


async def test_a_coach_who_becomes_an_athlete_or_goes_sees_nobody_any_more(
    people: People,
) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    coaches = [await people.join(club, "coach") for _ in range(2)]
    for one in coaches:
        await people.consent(sam, one)
    demoted, gone = coaches
    admin = club.admin.client

    ok(await admin.patch(club.at(f"/members/{demoted.user_id}"), json={"role": "athlete"}))
    ok(await admin.delete(club.at(f"/members/{gone.user_id}")))

    told = [await one.client.get(f"/v1/athletes/{sam.athlete}") for one in coaches]
    assert [one.status_code for one in told] == [404, 404]


async def test_an_athlete_without_an_account_is_measured_once_that_is_stated(
    people: People,
) -> None:
    club = await people.found()
    coach, second = await people.join(club, "coach"), await people.join(club, "coach")
    unsaid = await coach.client.post(club.at("/athletes"), json={"name": "Lee"})
    lee = await people.athlete(club, coach, "Lee")
    at = f"/v1/athletes/{lee}/consents/{second.user_id}"

    told = [(await coach.client.put(at, json=body)).status_code for body in ({}, {"stated": True})]

    assert unsaid.status_code == 422
    assert told == [403, 200]
    shown = ok(await second.client.get(f"/v1/athletes/{lee}/consents"))["items"]
    assert {one["basis"] for one in shown} == {"stated"}
