"""Signing in and out: what opens, for how long, and what ends it."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from api.accounts import secrets
from api.accounts.models import UserRow
from api.audit.models import AuditRow
from api.db.base import Base
from tests.api.house import House, opened
from tests.api.people import PASSWORD, People, csrf_of, ok
from tests.api.world import expire

pytestmark = pytest.mark.usefixtures("backend")


async def statuses(people: People, *secrets: str) -> list[int]:
    """What asking with each secret is answered."""
    clients = [await people.client(one) for one in secrets]
    return [(await one.get("/v1/me")).status_code for one in clients]


async def test_a_wrong_password_and_an_unknown_address_are_the_same_in_words_and_work(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = await people.join(await people.found(), "athlete")
    stranger = await people.client()
    work: list[str] = []
    kept = secrets._passwords

    class Counted:
        def hash(self, password: str) -> str:
            work.append("argon2")
            return kept.hash(password)

        def verify(self, password: str, hashed: str) -> bool:
            work.append("argon2")
            return kept.verify(password, hashed)

    monkeypatch.setattr(secrets, "_passwords", Counted())
    told = []
    for email in (sam.email, "nobody@example.org"):
        wrong = {"email": email, "password": "not this one at all"}
        answer = await stranger.post("/v1/auth/token", json=wrong)
        told.append((answer.status_code, answer.json(), len(work)))
        work.clear()

    assert told[0] == told[1]
    assert (told[0][0], told[0][2]) == (401, 1)


async def test_a_password_is_kept_as_argon2id_and_hashed_off_the_event_loop(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    kept = secrets._passwords

    class Watched:
        def hash(self, password: str) -> str:
            threads.append(threading.current_thread())
            return kept.hash(password)

    monkeypatch.setattr(secrets, "_passwords", Watched())
    people = People(house)
    await house.client.post(
        "/v1/auth/setup",
        json={
            "entry": await house.services.accounts.entry(),
            "name": "Owner",
            "email": "owner@example.org",
            "password": PASSWORD,
            "organization": "Mine",
        },
    )
    await people.aclose()

    async with house.services.database.reading() as session:
        hashed = await session.scalar(select(UserRow.password_hash))
    assert hashed is not None
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,")
    assert len(threads) == 1
    assert threading.current_thread() not in threads


@pytest.mark.both_databases
async def test_refreshing_gives_the_next_pair_and_ends_the_one_before(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    first = sam.tokens

    second = await refreshed(people, first["refresh_token"])

    opens = await statuses(people, first["access_token"], second["access_token"])
    assert opens == [401, 200]
    assert second["expires_in"] == 900


async def refreshed(people: People, token: str) -> dict[str, Any]:
    stranger = await people.client()
    return ok(await stranger.post("/v1/auth/refresh", json={"refresh_token": token}))


async def test_a_refresh_token_used_twice_ends_the_sign_in_everywhere(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    elsewhere = await people.signed_in(sam.email)
    second = await refreshed(people, sam.tokens["refresh_token"])
    thief = await people.client()

    again = {"refresh_token": sam.tokens["refresh_token"]}
    answer = await thief.post("/v1/auth/refresh", json=again)
    following = {"refresh_token": second["refresh_token"]}
    after = await thief.post("/v1/auth/refresh", json=following)

    assert (answer.status_code, after.status_code) == (401, 401)
    opens = await statuses(people, second["access_token"], elsewhere["access_token"])
    assert opens == [401, 200]


@pytest.mark.both_databases
async def test_a_refresh_token_used_twice_at_one_time_leaves_nothing_open(people: People) -> None:
    club = await people.found()
    for _ in range(5):
        sam = await people.join(club, "athlete")
        stranger = await people.client()
        body = {"refresh_token": sam.tokens["refresh_token"]}

        answers = await asyncio.gather(
            *(stranger.post("/v1/auth/refresh", json=body) for _ in range(3))
        )

        assert sorted(one.status_code for one in answers) == [200, 401, 401]
        [pair] = [one.json() for one in answers if one.is_success]
        assert await statuses(people, pair["access_token"]) == [401]


async def test_tokens_and_keys_open_until_their_time_is_over(people: People) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    key = await people.new_key(sam, club)
    opened_by = (sam.tokens["access_token"], key["secret"])

    before = await statuses(people, *opened_by)
    for one in (*opened_by, sam.tokens["refresh_token"]):
        await expire(people.house, one)

    assert (before, await statuses(people, *opened_by)) == ([200, 200], [401, 401])
    stranger = await people.client()
    body = {"refresh_token": sam.tokens["refresh_token"]}
    assert (await stranger.post("/v1/auth/refresh", json=body)).status_code == 401


async def test_a_refresh_token_or_an_entry_is_not_one_to_ask_with(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    entry = await people.house.services.accounts.entry()

    assert await statuses(people, sam.tokens["refresh_token"], entry) == [401, 401]


async def test_signing_out_ends_what_came_of_that_sign_in_and_nothing_else(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    elsewhere = await people.signed_in(sam.email)

    ok(await sam.client.post("/v1/auth/sign-out"))

    opens = await statuses(people, sam.tokens["access_token"], elsewhere["access_token"])
    assert opens == [401, 200]
    stranger = await people.client()
    body = {"refresh_token": sam.tokens["refresh_token"]}
    assert (await stranger.post("/v1/auth/refresh", json=body)).status_code == 401


@pytest.mark.both_databases
async def test_a_new_password_ends_all_sign_ins_and_leaves_keys(people: People) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    key = await people.new_key(sam, club)
    browser = await people.browser(sam)
    wrong = {"old": "not this one", "new": "another battery"}
    refused = await sam.client.put("/v1/me/password", json=wrong)

    ok(await sam.client.put("/v1/me/password", json={"old": PASSWORD, "new": "another battery"}))

    assert refused.status_code == 403
    assert await statuses(people, sam.tokens["access_token"], key["secret"]) == [401, 200]
    assert (await browser.get("/v1/me")).status_code == 401
    stranger = await people.client()
    for password, status in ((PASSWORD, 401), ("another battery", 200)):
        body = {"email": sam.email, "password": password}
        assert (await stranger.post("/v1/auth/token", json=body)).status_code == status


async def test_a_key_of_one_organization_knows_no_keys_of_another(people: People) -> None:
    home, away = await people.found("Home"), await people.found("Away")
    coach = await people.join(home, "coach")
    await people.join_too(away, "coach", coach)
    at_home = await people.new_key(coach, home)
    at_away = await people.key(coach, away)

    listed = ok(await at_away.get("/v1/keys"))["items"]
    revoked = await at_away.delete(f"/v1/keys/{at_home['id']}")

    assert {one["organization_id"] for one in listed} == {away.id}
    assert revoked.status_code == 404
    assert await statuses(people, at_home["secret"]) == [200]
    assert len(ok(await coach.client.get("/v1/keys"))["items"]) == 2


async def test_a_browser_changes_things_only_from_our_own_pages(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    browser = await people.browser(sam)
    at, change = f"/v1/athletes/{sam.athlete}", {"mass_kg": 70.0}
    csrf = browser.headers.pop("x-csrf-token")

    read = await browser.get(at)
    sent = [
        await browser.patch(at, json=change, headers=headers)
        for headers in (
            None,
            {"x-csrf-token": csrf[:-1] + "g"},
            [(b"x-csrf-token", b"\xe9\xff")],
            {"x-csrf-token": csrf, "sec-fetch-site": "cross-site"},
            {"x-csrf-token": csrf},
        )
    ]

    assert read.status_code == 200
    assert [one.status_code for one in sent] == [403, 403, 403, 403, 200]
    forms = [await browser.post("/sign-out", data={"csrf": one}) for one in ("", "é", csrf)]
    assert [one.status_code for one in forms] == [403, 403, 303]
    assert (await browser.get("/v1/me")).status_code == 401


async def test_another_sign_in_has_another_csrf_token(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    first, second = await people.browser(sam), await people.browser(sam)
    first.headers["x-csrf-token"] = second.headers["x-csrf-token"]

    answer = await first.patch(f"/v1/athletes/{sam.athlete}", json={"mass_kg": 70.0})

    assert answer.status_code == 403


@pytest.mark.parametrize("address", [None, "https://calf.example.org"])
async def test_the_cookie_is_kept_from_scripts_and_other_sites(
    tmp_path: Path, address: str | None
) -> None:
    async with opened(tmp_path, public_url=address) as house:
        entry = await house.services.accounts.entry()
        del house.client.headers["authorization"]
        answer = await house.client.get("/enter", params={"entry": entry})
        again = await house.client.get("/enter", params={"entry": entry})

    [cookie] = answer.headers.get_list("set-cookie")
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert ("secure" in flags) == (address is not None)
    assert again.status_code == 401
    assert "set-cookie" not in again.headers


async def test_the_first_page_after_the_link_asks_for_a_password(house: House) -> None:
    entry = await house.services.accounts.entry()
    del house.client.headers["authorization"]

    await house.client.get("/enter", params={"entry": entry})
    form = {"name": "Owner", "email": "o@example.org", "password": PASSWORD, "organization": "O"}
    csrf = csrf_of((await house.client.get("/set-up")).text)
    done = await house.client.post("/set-up", data=form | {"csrf": csrf})
    twice = await house.client.post("/set-up", data=form | {"csrf": csrf})

    assert (done.status_code, twice.status_code) == (303, 409)


async def test_a_copied_database_opens_nothing(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    key = await people.new_key(coach, club)
    browser = await people.browser(coach)
    invited = {"email": "new@example.org", "role": "athlete"}
    invitation = ok(await coach.client.post(club.at("/invitations"), json=invited))
    entry = await people.house.services.accounts.entry()
    handed_out = [
        PASSWORD,
        key["secret"],
        invitation["secret"],
        entry,
        coach.tokens["access_token"],
        coach.tokens["refresh_token"],
        browser.cookies["calf_session"],
        people.house.key,
    ]

    kept = await everything_in(people.house)

    assert coach.email in kept
    assert not [one for one in handed_out if one in kept]


async def everything_in(house: House) -> str:
    """All rows of all tables as text."""
    async with house.services.database.reading() as session:
        rows = [
            (await session.execute(text(f'SELECT * FROM "{name}"'))).all()
            for name in Base.metadata.tables
        ]
    return str(rows)


async def test_deeds_are_noted(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    sam = await people.join(club, "athlete")
    await people.consent(sam, coach)
    await people.withdraw(sam, coach)
    key = await people.new_key(coach, club)
    ok(await coach.client.delete(f"/v1/keys/{key['id']}"))
    ok(await coach.client.post("/v1/auth/sign-out"))

    async with people.house.services.database.reading() as session:
        noted = set((await session.scalars(select(AuditRow.action))).all())
    shown = {one["action"] for one in ok(await club.admin.client.get(club.at("/audit")))["items"]}

    assert noted >= {"account.signed_in", "account.signed_out", "key.revoked"}
    assert shown >= {
        "organization.founded",
        "invitation.made",
        "invitation.accepted",
        "consent.granted",
        "consent.revoked",
        "key.made",
    }


async def test_pages_cannot_be_framed_and_answers_are_not_kept(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    browser = await people.browser(sam)

    for path in ("/", "/sign-in", "/set-up", "/invitation", "/numbers", "/sessions/x"):
        page = await browser.get(path, headers={"accept": "text/html"})
        policy = page.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert page.headers["cache-control"] == "no-store"
    told = await browser.get("/v1/athletes")
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["x-content-type-options"] == "nosniff"


async def test_signing_out_elsewhere_keeps_the_sign_in_that_asks(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    tokens = await people.signed_in(sam.email)
    asking = await people.client(tokens["access_token"])

    ok(await asking.delete("/v1/me/sign-ins"))

    assert (await asking.get("/v1/me")).status_code == 200
    assert (await sam.client.get("/v1/me")).status_code == 401
