"""Password reset: who can make a link, what using it ends, and that it works once."""

import asyncio
import logging
import socket
import tomllib
from datetime import UTC, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import httpx2
import pytest
import typer
from sqlalchemy import select, update
from typer.testing import CliRunner

from api.accounts import password_tries, secrets, service
from api.accounts.models import CredentialRow, UserRow
from api.accounts.repository import AccountRepository
from api.audit.models import AuditRow
from tests.api.backends import database_of
from tests.api.house import House
from tests.api.people import PASSWORD, Club, People, Person, ok
from tests.api.test_pages import HTML, Page
from tests.api.test_people_pages import Browser
from tests.api.world import expire
from tracker.errors import CalfError
from tracker.local_servers import leave_key

pytestmark = pytest.mark.usefixtures("backend")

NEW = "a new password for me"
_ROOT = Path(__file__).parents[2]


async def made(club: Club, person: Person) -> httpx2.Response:
    """The answer to a club's admin who asks for a reset link."""
    return await club.admin.client.post(club.at(f"/members/{person.user_id}/password-reset"))


async def link_of(club: Club, person: Person) -> str:
    secret: str = ok(await made(club, person))["secret"]
    return secret


async def used(people: People, link: str, password: str = NEW) -> int:
    body = {"link": link, "password": password}
    answer = await (await people.client()).post("/v1/auth/password-reset", json=body)
    return answer.status_code


async def signs_in(people: People, person: Person, password: str) -> bool:
    body = {"email": person.email, "password": password}
    return (await (await people.client()).post("/v1/auth/token", json=body)).is_success


@pytest.mark.both_databases
async def test_a_link_sets_a_password_once_and_ends_everything_that_is_signed_in(
    people: People, house: House
) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete", "Sam")
    browser = await people.browser(sam)
    key = await people.key(sam, club)
    link = await link_of(club, sam)
    assert (await browser.get("/v1/me")).is_success

    assert await used(people, link) == 204
    ended = [await client.get("/v1/me") for client in (sam.client, browser, key)]
    body = {"refresh_token": sam.tokens["refresh_token"]}
    refreshed = await (await people.client()).post("/v1/auth/refresh", json=body)

    assert [answer.status_code for answer in [*ended, refreshed]] == [401] * 4
    assert not await signs_in(people, sam, PASSWORD)
    assert await signs_in(people, sam, NEW)
    assert await used(people, link) == 401
    log = ok(await club.admin.client.get(club.at("/audit")))["items"]
    done = {deed["action"]: deed for deed in log}
    assert done["account.reset_link_made"]["user_id"] == club.admin.user_id
    assert done["account.password_reset"]["user_id"] == sam.user_id
    assert done["account.reset_link_made"]["subject"] == f"user:{sam.user_id}"
    # Whoever runs the machine goes on: their programs' key is the server's.
    assert (await house.client.get("/v1/me")).is_success


@pytest.mark.both_databases
async def test_of_two_requests_at_the_same_time_one_uses_the_link(people: People) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    link = await link_of(club, sam)
    passwords = [f"{NEW} {number}" for number in range(2)]

    answers = await asyncio.gather(*(used(people, link, password) for password in passwords))

    assert sorted(answers) == [204, 401]
    assert await signs_in(people, sam, passwords[answers.index(204)])


async def test_an_admin_takes_over_nobody_who_has_more_than_the_club(people: People) -> None:
    harbour, lakeside = await people.found("Harbour"), await people.found("Lakeside")
    coach = await people.join(harbour, "coach")
    fellow = await people.join(harbour, "admin")
    elsewhere = await people.join(harbour, "coach")
    await people.join_too(lakeside, "athlete", elsewhere)
    chief = await people.join(lakeside, "admin")
    await people.join_too(harbour, "athlete", chief)
    # Left Lakeside, where what was measured of them is still theirs to see.
    measured = await people.join(lakeside, "athlete")
    await people.join_too(harbour, "coach", measured)
    me = {"organization_id": lakeside.id, "user_id": measured.user_id}
    left = "/v1/organizations/{organization_id}/members/{user_id}".format(**me)
    ok(await measured.client.delete(left))

    refused = [
        await made(harbour, member)
        for member in (harbour.admin, fellow, elsewhere, chief, measured)
    ]
    of_stranger = await made(harbour, lakeside.admin)
    at = harbour.at(f"/members/{coach.user_id}/password-reset")
    key = await people.key(harbour.admin, harbour)
    others = [await client.post(at) for client in (coach.client, lakeside.admin.client, key)]

    assert {answer.status_code for answer in refused} == {403}
    # The admin does not learn which of the reasons it is.
    assert len({answer.json()["detail"] for answer in refused}) == 1
    assert "calf admin reset-password" in refused[0].json()["detail"]
    assert of_stranger.status_code == 404
    assert [answer.status_code for answer in others] == [403, 404, 403]
    assert (await made(harbour, coach)).status_code == 201


async def test_a_link_ends_when_its_maker_could_not_make_it_any_more(people: People) -> None:
    club, other = await people.found("Harbour"), await people.found("Lakeside")
    second = Club(club.id, await people.join(club, "admin"))

    async def demote(_person: Person) -> None:
        at = club.at(f"/members/{second.admin.user_id}")
        ok(await club.admin.client.patch(at, json={"role": "coach"}))

    async def joins_another(person: Person) -> None:
        await people.join_too(other, "athlete", person)

    async def becomes_admin(person: Person) -> None:
        at = club.at(f"/members/{person.user_id}")
        ok(await club.admin.client.patch(at, json={"role": "admin"}))

    async def leaves(person: Person) -> None:
        ok(await person.client.delete(club.at(f"/members/{person.user_id}")))

    async def is_erased(_person: Person) -> None:
        ok(await second.admin.client.post("/v1/me/erase", json={"password": PASSWORD}))

    for happens in (joins_another, becomes_admin, leaves, demote, is_erased):
        person = await people.join(club, "coach")
        if happens is is_erased:
            second = Club(club.id, await people.join(club, "admin"))
        link = await link_of(second, person)
        await happens(person)
        assert await used(people, link) == 401, happens.__name__
        assert await signs_in(people, person, PASSWORD), happens.__name__


async def test_a_link_ends_by_a_newer_one_by_a_changed_password_and_by_time(
    people: People, house: House
) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    older, newer = await link_of(club, sam), await link_of(club, sam)
    body = {"old": PASSWORD, "new": PASSWORD}

    assert await used(people, older) == 401
    ok(await sam.client.put("/v1/me/password", json=body))
    assert await used(people, newer) == 401
    late = await link_of(club, sam)
    async with house.services.database.reading() as session:
        rows = (await session.scalars(select(CredentialRow).where(_is_reset))).all()
        assert all(late not in str(vars(row)) for row in rows)
        assert max(row.expires_at for row in rows) <= datetime.now(UTC) + timedelta(hours=24)
    await expire(house, late)
    assert await used(people, late) == 401
    for unfit in (late, "x", f"{sam.tokens['access_token']}", "calf_reset_no"):
        assert await used(people, unfit) == 401
    assert await used(people, late, "short") == 422
    assert await signs_in(people, sam, PASSWORD)


_is_reset = CredentialRow.kind == "reset"


async def test_a_disabled_account_stays_disabled(people: People, house: House) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    link = await link_of(club, sam)
    async with house.services.database.writing() as session:
        mine = UserRow.id == sam.user_id
        await session.execute(update(UserRow).where(mine).values(disabled_at=datetime.now(UTC)))

    assert await used(people, link) == 401
    assert (await made(club, sam)).status_code == 403


async def test_the_pages_lead_from_the_members_to_a_new_password(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    club = await people.found()
    sam = await people.join(club, "athlete", "Sam")
    nobody, admin = await people.client(), Browser(await people.browser(club.admin))
    asked = await nobody.get("/sign-in", headers=HTML)
    assert "Ask your club&#39;s admin" in asked.text or "Ask your club's admin" in asked.text

    form = f"/people/{club.id}/members/{sam.user_id}/password-reset"
    without = await admin.client.post(form, data={}, headers=HTML)
    assert without.status_code == 403
    page = await admin.told(form, 200)
    (link,) = (tag["value"] for _, tag in page.attributes if tag.get("id") == "link")
    assert link is not None
    assert link.startswith("http://calf.test/reset-password#calf_reset_")
    empty = await nobody.get("/reset-password", headers=HTML)
    assert empty.headers["referrer-policy"] == "no-referrer"
    assert empty.headers["cache-control"] == "no-store"
    assert sam.email not in empty.text

    sent = {"link": link, "password": "short"}
    short = await nobody.post("/reset-password", data=sent, headers=HTML)
    assert (short.status_code, sam.email in short.text) == (422, False)
    assert "At least 10 characters" in Page(short.text).words
    sent["password"] = NEW
    cross = HTML | {"sec-fetch-site": "cross-site"}
    assert (await nobody.post("/reset-password", data=sent, headers=cross)).status_code == 403
    done = await nobody.post("/reset-password", data=sent, headers=HTML)
    assert (done.status_code, done.headers["location"]) == (303, "/sign-in?said=reset")
    assert done.headers["referrer-policy"] == "no-referrer"
    assert "Your new password is set" in (await nobody.get("/sign-in?said=reset")).text
    again = await nobody.post("/reset-password", data=sent, headers=HTML)
    assert again.status_code == 401
    assert "used before" in Page(again.text).words

    assert await signs_in(people, sam, NEW)
    log = Page((await admin.client.get(f"/people/{club.id}/log", headers=HTML)).text).words
    assert "made a link that resets a password" in log
    assert "set a new password by a reset link" in log
    secret = link.rpartition("#")[2]
    assert caplog.records
    assert not [record for record in caplog.records if secret in str(vars(record))]


def calf() -> typer.Typer:
    """The command as the distribution announces it."""
    with (_ROOT / "pyproject.toml").open("rb") as file:
        commands = tomllib.load(file)["project"]["entry-points"]["calf.commands"]
    app = typer.Typer()
    app.add_typer(EntryPoint("admin", commands["admin"], "calf.commands").load(), name="admin")
    return app


def run(folder: Path, *arguments: str) -> Any:
    asked = ["admin", "reset-password", *arguments, "--data-dir", str(folder)]
    return CliRunner().invoke(calf(), asked)


@pytest.mark.both_databases
async def test_the_command_prints_a_link_for_anybody_while_the_server_runs(
    people: People, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALF_DATABASE_URL", database_of(tmp_path) or "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    club = await people.found()
    printed = await asyncio.to_thread(run, tmp_path, f" {club.admin.email.upper()}")
    link = printed.stdout.splitlines()[-1]

    assert printed.exit_code == 0
    assert f"Reset link for {club.admin.email.upper()} (works once, until " in printed.stdout
    assert link.startswith("http://127.0.0.1:8000/reset-password#calf_reset_")
    assert "No server with this database runs here" in printed.stderr
    # The running server's key tells where it listens.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        leave_key(9, house.key)
        leave_key(port, house.key)
        leave_key(10, "the key of a server with another database")
        printed = await asyncio.to_thread(run, tmp_path, club.admin.email)
    link = printed.stdout.splitlines()[-1]
    assert link.startswith(f"http://127.0.0.1:{port}/reset-password#")
    assert "opens on this machine only" in printed.stderr

    assert await used(people, link) == 204
    assert await signs_in(people, club.admin, NEW)
    async with house.services.database.reading() as session:
        of_link = AuditRow.action == "account.reset_link_made"
        noted = (await session.scalars(select(AuditRow).where(of_link))).all()
    assert {(deed.user_id, deed.organization_id) for deed in noted} == {(None, club.id)}
    address = ["--url", "https://calf.example.org/"]
    printed = await asyncio.to_thread(run, tmp_path, club.admin.email, *address)
    assert "https://calf.example.org/reset-password#calf_" in printed.stdout
    assert printed.stderr == ""


async def test_the_command_names_what_is_wrong(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALF_DATABASE_URL", database_of(tmp_path) or "")
    faults = {
        ("nobody@example.org",): "No account has the e-mail address nobody@example.org",
        ("a@example.org", "--url", "calf.example.org"): "not an address such as https://",
        ("a@example.org", "--url", "http://[bad"): "not an address such as https://",
        ("a@example.org", "--url", "http://calf.example.org:x"): "not an address such as https://",
        ("a@example.org", "--url", "http://h:70000"): "not an address such as https://",
    }
    for arguments, words in faults.items():
        failed = await asyncio.to_thread(run, tmp_path, *arguments)
        # The command line prints it as one line and ends with status 2.
        assert isinstance(failed.exception, CalfError), failed.exception
        assert words in str(failed.exception)
    monkeypatch.setenv("CALF_PUBLIC_URL", "http://[bad")
    failed = await asyncio.to_thread(run, tmp_path, "a@example.org")
    assert isinstance(failed.exception, CalfError), failed.exception
    monkeypatch.delenv("CALF_PUBLIC_URL")
    monkeypatch.setenv("CALF_DATABASE_URL", "")
    failed = await asyncio.to_thread(run, tmp_path / "none", "a@example.org")
    assert isinstance(failed.exception, CalfError)
    assert "no server has used" in str(failed.exception)
    assert not (tmp_path / "none").exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("route", ["/v1/auth/token", "/sign-in"])
async def test_an_old_password_that_is_checked_while_a_new_one_is_set_signs_nobody_in(
    people: People, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    link = await link_of(club, sam)
    checked = secrets.password_fits

    async def slow(password: str, kept: str | None, most_waiting: int) -> bool:
        fits = await checked(password, kept, most_waiting)
        monkeypatch.undo()
        assert await used(people, link) == 204
        return fits

    monkeypatch.setattr(password_tries, "password_fits", slow)
    body = {"email": sam.email, "password": PASSWORD}
    client = await people.client()
    if route == "/sign-in":
        answer = await client.post(route, data=body)
    else:
        answer = await client.post(route, json=body)

    assert answer.status_code == 401
    assert not answer.headers.get_list("set-cookie")


@pytest.mark.both_databases
async def test_a_token_that_is_ended_while_it_is_exchanged_gives_no_other(
    people: People, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = await people.join(await people.found(), "athlete")
    tokens = await people.signed_in(sam.email)
    use = AccountRepository.use

    async def late(accounts: AccountRepository, credential_id: str, now: datetime) -> bool:
        async with house.services.database.writing() as session:
            await AccountRepository(session).end_all(sam.user_id, now)
        return await use(accounts, credential_id, now)

    monkeypatch.setattr(AccountRepository, "use", late)
    body = {"refresh_token": tokens["refresh_token"]}
    answer = await (await people.client()).post("/v1/auth/refresh", json=body)

    assert answer.status_code == 401
    assert "not valid" in answer.json()["detail"]


@pytest.mark.both_databases
async def test_a_link_that_is_used_while_the_password_is_changed_wins(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete")
    link = await link_of(club, sam)
    hashed = secrets.hash_password

    async def slow(password: str) -> str:
        monkeypatch.undo()
        assert await used(people, link) == 204
        return await hashed(password)

    monkeypatch.setattr(service, "hash_password", slow)
    body = {"old": PASSWORD, "new": "another one of mine"}
    changed = await sam.client.put("/v1/me/password", json=body)

    assert changed.status_code == 403
    assert await signs_in(people, sam, NEW)
