"""Organizations: who comes in, who goes, and who may let them."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from api.organizations.models import InvitationRow
from tests.api.house import hand_made, opened, pipeline_of
from tests.api.people import PASSWORD, Club, People, Person, ok

pytestmark = pytest.mark.usefixtures("backend")


async def invited(club: Club, by: Person, email: str, role: str = "athlete") -> dict[str, Any]:
    body = {"email": email, "role": role}
    return ok(await by.client.post(club.at("/invitations"), json=body))


async def accepting(people: People, secret: str, password: str = PASSWORD) -> int:
    """What accepting an invitation as a stranger is answered."""
    body = {"invitation": secret, "name": "Kim", "password": password}
    return (await (await people.client()).post("/v1/auth/invitation", json=body)).status_code


@pytest.mark.both_databases
async def test_an_invitation_is_good_once(people: People) -> None:
    club = await people.found()
    secret = (await invited(club, club.admin, "kim@example.org"))["secret"]

    told = [await accepting(people, secret) for _ in range(2)]

    assert told == [204, 401]
    assert ok(await club.admin.client.get(club.at("/invitations")))["items"] == []


@pytest.mark.both_databases
async def test_an_invitation_that_two_accept_at_once_makes_one_account(people: People) -> None:
    club = await people.found()
    secret = (await invited(club, club.admin, "kim@example.org"))["secret"]

    told = await asyncio.gather(*(accepting(people, secret) for _ in range(3)))

    assert sorted(told)[0] == 204
    assert set(told[1:]) | set(told[:1]) <= {204, 401, 409}
    assert told.count(204) == 1
    members = ok(await club.admin.client.get(club.at("/members")))["items"]
    assert [one["email"] for one in members].count("kim@example.org") == 1


async def test_an_invitation_opens_nothing_once_taken_back_or_too_old(people: People) -> None:
    club = await people.found()
    back = await invited(club, club.admin, "a@example.org")
    old = await invited(club, club.admin, "b@example.org")

    ok(await club.admin.client.delete(club.at(f"/invitations/{back['id']}")))
    async with people.house.services.database.writing() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        mine = InvitationRow.id == old["id"]
        await session.execute(update(InvitationRow).where(mine).values(expires_at=past))

    assert [await accepting(people, one["secret"]) for one in (back, old)] == [401, 401]
    again = await club.admin.client.delete(club.at(f"/invitations/{back['id']}"))
    assert again.status_code == 404


async def test_who_has_an_account_joins_with_its_password_and_keeps_it(people: People) -> None:
    home, away = await people.found("Home"), await people.found("Away")
    sam = await people.join(home, "athlete", "Sam")
    secret = (await invited(away, away.admin, sam.email))["secret"]

    guessed = await accepting(people, secret, "a password of the thief")
    joined = await accepting(people, secret)

    assert (guessed, joined) == (401, 204)
    me = ok(await sam.client.get("/v1/me"))
    assert me["user"]["name"] == "Sam"
    assert {one["organization"] for one in me["memberships"]} == {"Home", "Away"}


async def test_an_invitation_is_no_way_to_guess_passwords(people: People) -> None:
    home, away = await people.found("Home"), await people.found("Away")
    sam = await people.join(home, "athlete")
    secret = (await invited(away, away.admin, sam.email))["secret"]

    told = [await accepting(people, secret, f"a wrong password {one}") for one in range(12)]

    assert told[-1] == 429
    assert set(told) == {401, 429}


async def test_a_coach_invites_athletes_only(people: People) -> None:
    club = await people.found()
    coach, sam = await people.join(club, "coach"), await people.join(club, "athlete")
    from_admin = await invited(club, club.admin, "c@example.org", "coach")

    told = {
        (who.name, role): (
            await who.client.post(
                club.at("/invitations"), json={"email": "x@example.org", "role": role}
            )
        ).status_code
        for who in (club.admin, coach, sam)
        for role in ("athlete", "coach", "admin")
    }
    taken_back = await coach.client.delete(club.at(f"/invitations/{from_admin['id']}"))

    assert [told[club.admin.name, one] for one in ("athlete", "coach", "admin")] == [201] * 3
    assert [told[coach.name, one] for one in ("athlete", "coach", "admin")] == [201, 403, 403]
    assert [told[sam.name, one] for one in ("athlete", "coach", "admin")] == [403] * 3
    assert taken_back.status_code == 403


async def test_a_coach_gives_away_no_profile_that_the_coach_does_not_see(people: People) -> None:
    club = await people.found()
    coach, unseen = await people.join(club, "coach"), await people.join(club, "coach")
    lee = await people.athlete(club, coach, "Lee")
    body = {"email": "mine@example.org", "role": "athlete", "athlete_id": lee}

    refused = await unseen.client.post(club.at("/invitations"), json=body)
    person = await people.join(club, "athlete", "Lee Long", athlete_id=lee)
    again = await coach.client.post(club.at("/invitations"), json=body)

    assert refused.status_code == 404
    assert person.athlete_id == lee
    assert again.status_code == 409
    assert (await coach.client.get(f"/v1/athletes/{lee}")).status_code == 200


@pytest.mark.both_databases
async def test_an_organization_keeps_an_admin_whoever_goes_at_once(people: People) -> None:
    club = await people.found()
    first, second = club.admin, await people.join(club, "admin")

    told = await asyncio.gather(
        first.client.delete(club.at(f"/members/{first.user_id}")),
        second.client.delete(club.at(f"/members/{second.user_id}")),
    )

    assert sorted(one.status_code for one in told) == [204, 409]
    left = first if told[0].status_code == 409 else second
    demoted = await left.client.patch(club.at(f"/members/{left.user_id}"), json={"role": "coach"})
    assert demoted.status_code == 409


async def test_a_member_leaves_but_removes_nobody_else(people: People) -> None:
    club = await people.found()
    coach, sam = await people.join(club, "coach"), await people.join(club, "athlete")

    other = await sam.client.delete(club.at(f"/members/{coach.user_id}"))
    own = await sam.client.delete(club.at(f"/members/{sam.user_id}"))

    assert (other.status_code, own.status_code) == (403, 204)
    assert (await sam.client.get(club.at())).status_code == 404
    assert (await sam.client.get(f"/v1/athletes/{sam.athlete}")).status_code == 200


async def test_an_athlete_is_shown_no_addresses_and_no_other_athletes(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    sam, other = await people.join(club, "athlete"), await people.join(club, "athlete")

    shown = ok(await sam.client.get(club.at("/members")))["items"]

    assert {one["user_id"] for one in shown} == {club.admin.user_id, coach.user_id, sam.user_id}
    assert {one["email"] for one in shown} == {None}
    assert other.name not in str(shown)


@pytest.mark.parametrize(("founding", "status"), [("admins", 403), ("anyone", 201)])
async def test_who_may_found_an_organization_is_set(
    tmp_path: Path, quick_passwords: None, founding: str, status: int
) -> None:
    async with opened(tmp_path, pipeline_of(hand_made()), founding=founding) as house:
        people = People(house)
        club = await people.found()
        coach = await people.join(club, "coach")

        by_coach = await coach.client.post("/v1/organizations", json={"name": "Mine"})
        by_admin = await club.admin.client.post("/v1/organizations", json={"name": "Second"})
        by_key = await (await people.key(club.admin, club)).post(
            "/v1/organizations", json={"name": "Third"}
        )
        await people.aclose()

    assert (by_coach.status_code, by_admin.status_code) == (status, 201)
    assert by_admin.json()["role"] == "admin"
    assert by_key.status_code == 403


async def test_organizations_are_not_founded_without_end(people: People) -> None:
    club = await people.found()

    told = [
        await club.admin.client.post("/v1/organizations", json={"name": f"Club {one}"})
        for one in range(21)
    ]

    assert [one.status_code for one in told] == [201] * 20 + [429]
    assert int(told[-1].headers["retry-after"]) > 0
