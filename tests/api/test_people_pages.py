"""Pages of a club's people, of consents and of one's account, as plain forms without a script."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.api.people import PASSWORD, Club, People, Person, ok
from tests.api.test_pages import HTML, Page

pytestmark = pytest.mark.usefixtures("backend")


class Browser:
    """A browser in which somebody is signed in, and the forms it sends."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self.csrf = client.headers.pop("x-csrf-token")

    async def see(self, path: str, status: int = 200) -> Page:
        answer = await self.client.get(path, headers=HTML)
        assert answer.status_code == status, answer.text
        return Page(answer.text)

    async def send(self, path: str, **form: Any) -> httpx2.Response:
        return await self.client.post(path, data={"csrf": self.csrf, **form}, headers=HTML)

    async def led(self, path: str, **form: Any) -> Page:
        """Send a form that is taken, and give the page to which it leads."""
        answer = await self.send(path, **form)
        assert answer.status_code == 303, answer.text
        return await self.see(answer.headers["location"])

    async def told(self, path: str, status: int, **form: Any) -> Page:
        """Send a form that is answered with a page, not led on."""
        answer = await self.send(path, **form)
        assert answer.status_code == status, answer.text
        return Page(answer.text)


async def browser_of(people: People, person: Person) -> Browser:
    return Browser(await people.browser(person))


def below(page: Page, name: str) -> str:
    """What is said of a field: what its `aria-describedby` points to."""
    for _, one in page.attributes:
        if one.get("name") == name and one.get("aria-invalid") == "true":
            assert set((one["aria-describedby"] or "").split()) <= set(page.ids)
            return one["aria-describedby"] or ""
    return ""


def value(page: Page, id_: str) -> str:
    (found,) = (one.get("value") for _, one in page.attributes if one.get("id") == id_)
    return found or ""


async def seen_by(person: Person) -> list[str]:
    return [one["id"] for one in ok(await person.client.get("/v1/athletes"))["items"]]


async def invited(club: Club, role: str = "athlete", email: str = "new@example.org") -> str:
    body = {"email": email, "role": role}
    secret: str = ok(await club.admin.client.post(club.at("/invitations"), json=body))["secret"]
    return secret


async def test_an_invitation_names_the_club_and_who_invites(people: People) -> None:
    club = await people.found("Harbour")
    secret = await invited(club)
    nobody = await people.client()

    page = Page((await nobody.get("/invitation", params={"secret": secret}, headers=HTML)).text)
    told = ok(await nobody.post("/v1/auth/invitation/look", json={"invitation": secret}))

    assert "Join Harbour" in page.words
    assert "Harbour admin invites you as an athlete" in page.words
    assert (told["organization"], told["role"], told["email"]) == (
        "Harbour",
        "athlete",
        "new@example.org",
    )


async def test_secrets_that_open_nothing_are_told_the_same(people: People) -> None:
    club = await people.found("Harbour")
    used, revoked = await invited(club, email="a@example.org"), await invited(club)
    nobody = await people.client()
    accepted = {"invitation": used, "name": "Ann", "password": PASSWORD}
    ok(await nobody.post("/v1/auth/invitation", json=accepted))
    for one in ok(await club.admin.client.get(club.at("/invitations")))["items"]:
        ok(await club.admin.client.delete(club.at(f"/invitations/{one['id']}")))

    answers = [
        await nobody.get("/invitation", params={"secret": secret}, headers=HTML)
        for secret in ("", "x", "calf_invitation_no", used, revoked)
    ]

    assert {one.status_code for one in answers} == {401}
    assert len({one.text for one in answers}) == 1
    assert "Harbour" not in answers[0].text


async def test_who_joins_as_an_athlete_is_asked_who_may_see_and_nobody_is_ticked(
    people: People,
) -> None:
    club = await people.found("Harbour")
    coach = await people.join(club, "coach", "Kim")
    visitor = await people.client()
    form = {"secret": await invited(club), "name": "Sam", "password": PASSWORD}

    short = await visitor.post("/invitation", data=form | {"password": "short"}, headers=HTML)
    answer = await visitor.post("/invitation", data=form, headers=HTML)

    assert short.status_code == 422
    assert "At least 10 characters" in Page(short.text).words
    assert below(Page(short.text), "password") == "password-problem password-help"
    assert answer.headers["location"].startswith("/consents?")
    asked = Page((await visitor.get(answer.headers["location"], headers=HTML)).text)
    boxes = [one for tag, one in asked.attributes if one.get("name") == "coach"]
    assert {one["value"] for one in boxes} == {coach.user_id, club.admin.user_id}
    assert not [one for one in boxes if "checked" in one]


@pytest.mark.both_databases
async def test_a_consent_is_given_and_taken_back_on_one_page(people: People) -> None:
    club = await people.found()
    kim, other = [await people.join(club, "coach", name) for name in ("Kim", "Lou")]
    sam = await people.join(club, "athlete", "Sam")
    await people.consent(sam, other)
    browser = await browser_of(people, sam)
    listed = {"athlete_id": sam.athlete, "listed": kim.user_id}

    given = await browser.led("/consents", **listed, coach=kim.user_id)
    seen = await seen_by(kim)
    await browser.led("/consents", **listed)

    assert "It holds from now on" in given.words
    assert seen == [sam.athlete]
    assert await seen_by(kim) == []
    # Who was not on the form keeps what was given.
    assert await seen_by(other) == [sam.athlete]
    page = await browser.see("/consents")
    assert re.search(r"History Kim said here .* until .* Lou said here since", page.words)


async def test_nobody_consents_for_somebody_with_an_account(people: People) -> None:
    club = await people.found()
    kim, lou = await people.join(club, "coach", "Kim"), await people.join(club, "coach", "Lou")
    sam = await people.join(club, "athlete")
    await people.consent(sam, kim)
    browser = await browser_of(people, kim)

    refused = await browser.send(
        "/consents",
        athlete_id=sam.athlete,
        listed=lou.user_id,
        coach=lou.user_id,
        stated="yes",
        back="profile",
    )

    assert refused.status_code == 403
    assert await seen_by(lou) == []


async def test_a_coach_lets_another_see_who_has_no_account_if_that_is_stated(
    people: People,
) -> None:
    club = await people.found()
    kim, lou = await people.join(club, "coach", "Kim"), await people.join(club, "coach", "Lou")
    lee = await people.athlete(club, kim)
    browser = await browser_of(people, kim)
    form = {"athlete_id": lee, "listed": lou.user_id, "coach": lou.user_id, "back": "profile"}

    assert (await browser.send("/consents", **form)).status_code == 403
    page = await browser.led("/consents", **form, stated="yes")

    assert "stated by a coach that you agreed" in page.words
    assert await seen_by(lou) == [lee]


async def test_a_list_names_all_and_links_those_who_are_seen(people: People) -> None:
    club = await people.found()
    kim, lou = await people.join(club, "coach"), await people.join(club, "coach")
    lee = await people.athlete(club, kim, "Lee")
    sam = await people.join(club, "athlete", "Sam")

    mine = await (await browser_of(people, kim)).see(f"/people/{club.id}")
    theirs = await (await browser_of(people, lou)).see(f"/people/{club.id}")
    found = await (await browser_of(people, kim)).see(f"/people/{club.id}?find=le")

    hrefs = [one.get("href") or "" for _, one in mine.attributes]
    assert f"/athletes/{lee}/profile" in hrefs
    assert "Sam not shared with you" in mine.words
    assert "Lee not shared with you, no account" in theirs.words
    assert not [one for _, one in theirs.attributes for said in one.values() if lee in (said or "")]
    assert sam.athlete not in str(theirs.attributes)
    assert "Lee" in found.words
    assert "Sam" not in found.words


async def test_an_athlete_is_added_in_the_units_of_whoever_types(people: People) -> None:
    club = await people.found()
    kim = await people.join(club, "coach")
    browser = await browser_of(people, kim)
    browser.client.cookies.set("calf_units", "imperial")
    form = {"name": "Lee", "mass": "150", "height": "70,5", "sex": "female", "birth_year": "2001"}

    heavy = await browser.told(f"/people/{club.id}/add", 422, **form | {"mass": "3000"})
    silent = await browser.told(f"/people/{club.id}/add", 422, **form)
    page = await browser.led(f"/people/{club.id}/add", **form, stated="yes")

    assert "Between 22 and 882 lb" in heavy.words
    assert below(heavy, "mass").startswith("mass-problem")
    assert value(heavy, "name") == "Lee"
    assert "State that they agreed" in silent.words
    (lee,) = ok(await kim.client.get("/v1/athletes"))["items"]
    assert lee["mass_kg"] == pytest.approx(68.0389, abs=1e-3)
    assert lee["height_m"] == pytest.approx(1.7907, abs=1e-4)
    assert (lee["sex"], lee["birth_year"]) == ("female", 2001)
    assert value(page, "mass") == "150.0"


async def test_what_nobody_changed_in_a_profile_stays_to_the_last_digit(people: People) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete", "Sam")
    at = f"/v1/athletes/{sam.athlete}"
    ok(await sam.client.patch(at, json={"mass_kg": 61.2345, "foot_length_m": 0.2512}))
    browser = await browser_of(people, sam)
    path = f"/athletes/{sam.athlete}/profile"
    page = await browser.see(path)

    shown = {name: value(page, name) for name in ("name", "mass", "height", "foot_length")}
    await browser.led(path, **shown | {"height": "170"})
    wrong = await browser.told(path, 422, **shown | {"birth_year": "soon", "name": " "})
    await browser.led(path, **shown | {"mass": ""})

    assert shown["mass"] == "61.2"
    now = ok(await sam.client.get(at))
    assert (now["mass_kg"], now["foot_length_m"]) == (None, 0.2512)
    assert below(wrong, "birth_year") == "birth_year-problem"


async def test_an_invitation_is_shown_once_and_leads_to_the_public_address(people: People) -> None:
    club = await people.found("Harbour")
    kim = await people.join(club, "coach")
    browser = await browser_of(people, kim)
    path = f"/people/{club.id}/invitations"

    page = await browser.told(path, 200, email="New@example.org", role="athlete")
    refused = await browser.told(path, 403, email="new@example.org", role="coach")
    wrong = await browser.told(path, 422, email="nobody", role="athlete")
    later = await browser.see(path)

    link = value(page, "link")
    assert link.startswith("http://calf.test/invitation?secret=calf_invitation_")
    assert link in " ".join(page.text)
    assert "Only an admin may invite" in refused.words
    assert "not an e-mail address" in wrong.words
    assert "new@example.org" in later.words
    assert "calf_invitation_" not in str(later.attributes) + later.words
    nobody = await people.client()
    assert (await nobody.get(link, headers=HTML)).status_code == 200

    (made,) = ok(await kim.client.get(club.at("/invitations")))["items"]
    await browser.led(f"{path}/{made['id']}/revoke")
    assert (await nobody.get(link, headers=HTML)).status_code == 401


async def test_roles_are_changed_by_admins_and_one_admin_stays(people: People) -> None:
    club = await people.found()
    kim = await people.join(club, "coach", "Kim")
    admin, coach = await browser_of(people, club.admin), await browser_of(people, kim)
    at = f"/people/{club.id}/members"

    shown = await coach.see(at)
    last = await admin.told(f"{at}/{club.admin.user_id}/role", 409, role="athlete")
    odd = await admin.told(f"{at}/{kim.user_id}/role", 422, role="king")
    await admin.led(f"{at}/{kim.user_id}/role", role="admin")
    await admin.led(f"{at}/{kim.user_id}/remove")

    assert not [one for tag, one in shown.attributes if tag == "select"]
    assert "must keep an admin" in last.words
    assert "Choose one of those" in odd.words or "missing or wrong" in odd.words
    members = ok(await club.admin.client.get(club.at("/members")))["items"]
    assert [one["user_id"] for one in members] == [club.admin.user_id]


async def test_a_team_is_filled_by_ticks_and_who_was_not_shown_stays(people: People) -> None:
    club = await people.found()
    kim = await people.join(club, "coach")
    ann, bea, cem = [await people.athlete(club, kim, name) for name in ("Ann", "Bea", "Cem")]
    browser = await browser_of(people, kim)
    page = await browser.led(f"/people/{club.id}/teams", name="Sprint", kind="group")
    (team,) = ok(await kim.client.get(club.at("/teams")))["items"]
    at = f"/people/{club.id}/teams/{team['id']}"

    await browser.led(at, listed=[ann, bea, cem], athlete=[ann, cem])
    await browser.led(at, listed=[ann, bea], athlete=[bea])

    names = ok(await kim.client.get(f"/v1/teams/{team['id']}/athletes"))["items"]
    assert [one["name"] for one in names] == ["Bea", "Cem"]
    assert "Choose who is in it" in page.words
    assert ok(await kim.client.get(club.at("/teams")))["items"][0]["athletes"] == 2
    away = await people.found("Away")
    await people.join_too(away, "coach", kim)
    assert (await browser.send(f"/people/{away.id}/teams/{team['id']}/delete")).status_code == 404
    await browser.led(f"{at}/delete")
    assert ok(await kim.client.get(club.at("/teams")))["items"] == []


async def test_a_key_is_shown_once_says_when_it_was_used_and_is_revoked(people: People) -> None:
    club = await people.found("Harbour")
    kim = await people.join(club, "coach")
    browser = await browser_of(people, kim)
    form = {"label": "nightly", "organization_id": club.id, "scopes": ["read"], "days": "30"}

    none = await browser.told("/account/keys", 422, **form | {"scopes": []})
    page = await browser.told("/account/keys", 200, **form)
    before = await browser.see("/account/keys")
    program = await people.client(value(page, "key"))
    answers = [
        (await program.get("/v1/athletes")).status_code,
        (await program.post(club.at("/teams"), json={"name": "x"})).status_code,
    ]
    after = await browser.see("/account/keys")

    assert "Choose at least one" in none.words
    assert answers == [200, 403]
    assert "calf_key_" not in str(before.attributes)
    assert "Harbour · Read never used" in before.words
    assert "Harbour · Read last used" in after.words
    (key,) = ok(await kim.client.get("/v1/keys"))["items"]
    assert key["used_at"] is not None
    revoked = await browser.led(f"/account/keys/{key['id']}/revoke")
    assert "You have no keys" in revoked.words
    assert (await program.get("/v1/athletes")).status_code == 401


async def test_a_new_password_signs_out_all_other_browsers(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    here, there = await browser_of(people, sam), await browser_of(people, sam)
    new = {"old": PASSWORD, "new": "quite another one"}

    wrong = await here.told("/account/password", 403, **new | {"old": "no"})
    short = await here.told("/account/password", 422, **new | {"new": "short"})
    page = await here.led("/account/password", **new)

    assert "The old password is wrong" in wrong.words
    assert below(short, "new").startswith("new-problem")
    assert "Your password is changed" in page.words
    assert (await there.client.get("/account")).status_code == 401
    assert (await sam.client.get("/v1/me")).status_code == 401


async def test_one_browser_signs_out_all_others(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    here, there = await browser_of(people, sam), await browser_of(people, sam)

    before = await here.see("/account")
    after = await here.led("/account/sign-ins")

    # Two browsers, and the program with whose tokens `sam` asks.
    assert before.words.count("A browser") == 2
    assert "A program" in before.words
    assert after.words.count("A browser") == 1
    assert (await there.client.get("/account")).status_code == 401


async def test_a_name_is_changed_and_a_club_left(people: People) -> None:
    club = await people.found("Harbour")
    sam = await people.join(club, "athlete", "Sam")
    browser = await browser_of(people, sam)

    page = await browser.led("/account", name="  Samira ")
    empty = await browser.told("/account", 422, name=" ")
    left = await browser.led("/account/leave", organization_id=club.id)

    assert value(page, "name") == "Samira"
    assert below(empty, "name") == "name-problem"
    assert "Harbour as athlete" not in left.words
    assert "A club that you left" in (await browser.see("/consents")).words
    kim = await people.join(club, "coach")
    admin = await browser_of(people, club.admin)
    last = await admin.told("/account/leave", 409, organization_id=club.id)
    assert "must keep an admin" in last.words
    assert len(ok(await kim.client.get(club.at("/members")))["items"]) == 2


async def test_an_export_leads_to_the_file_that_is_wanted(people: People) -> None:
    club = await people.found()
    kim = await people.join(club, "coach")
    lee = await people.athlete(club, kim)
    browser = await browser_of(people, kim)
    at = f"/people/{club.id}/export/file"
    asked = {
        "what": "efforts",
        "who": f"athlete:{lee}",
        "exercise": "hops",
        "since": "2026-11-01",
        "until": "2026-11-30",
        "format": "parquet",
    }

    answer = await browser.client.get(at, params=asked, headers=HTML)
    wrong = await browser.client.get(at, params=asked | {"since": "soon"}, headers=HTML)

    to = urlsplit(answer.headers["location"])
    assert to.path == "/v1/efforts/export"
    assert parse_qs(to.query) == {
        "organization_id": [club.id],
        "athlete_id": [lee],
        "exercise": ["hops"],
        "performed_from": ["2026-11-01T00:00:00Z"],
        "performed_until": ["2026-12-01T00:00:00Z"],
        "format": ["parquet"],
    }
    file = await browser.client.get(answer.headers["location"])
    assert file.headers["content-type"] == "application/vnd.apache.parquet"
    assert wrong.status_code == 422
    assert below(Page(wrong.text), "since") == "since-problem"


async def test_an_admin_changes_the_club_and_reads_who_did_what(people: People) -> None:
    club = await people.found("Harbour")
    kim = await people.join(club, "coach", "Kim")
    await people.athlete(club, kim, "Lee")
    admin, coach = await browser_of(people, club.admin), await browser_of(people, kim)
    at = f"/people/{club.id}"

    await admin.led(f"{at}/settings", name="Harbour Athletics", retention_days="365")
    odd = await admin.told(f"{at}/settings", 422, name="Harbour", retention_days="a year")
    log = await admin.see(f"{at}/log")

    about = ok(await kim.client.get(club.at()))
    assert (about["name"], about["retention_days"]) == ("Harbour Athletics", 365)
    assert "A whole number between 1 and 36500" in odd.words
    assert "Kim added an athlete Lee" in log.words
    assert "Harbour admin changed the settings" in log.words
    for room in ("settings", "webhooks", "log"):
        assert (await coach.client.get(f"{at}/{room}", headers=HTML)).status_code == 403
    await admin.led(f"{at}/settings", name="Harbour", retention_days="")
    assert ok(await kim.client.get(club.at()))["retention_days"] is None


async def test_a_webhook_shows_its_secret_once(people: People) -> None:
    club = await people.found()
    admin = await browser_of(people, club.admin)
    at = f"/people/{club.id}/webhooks"
    form = {"url": "https://1.1.1.1/heard", "events": ["session.analysed", "session.failed"]}

    page = await admin.told(at, 200, **form)
    private = await admin.told(at, 422, **form | {"url": "http://127.0.0.1/x"})
    nothing = await admin.told(at, 422, url="no address")

    assert value(page, "secret").startswith("whsec_")
    assert "whsec_" not in str((await admin.see(at)).attributes)
    assert private.words.count("A session was analysed") == 2
    assert below(nothing, "url").startswith("url-problem")
    (hook,) = ok(await club.admin.client.get(club.at("/webhooks")))["items"]
    gone = await admin.led(f"{at}/{hook['id']}/delete")
    assert "Nobody is told" in gone.words


async def test_who_has_no_account_is_erased_after_being_asked_once_more(people: People) -> None:
    club = await people.found()
    kim = await people.join(club, "coach")
    lee, sam = await people.athlete(club, kim, "Lee"), await people.join(club, "athlete", "Sam")
    browser = await browser_of(people, club.admin)
    at = f"/people/{club.id}/erase"

    asked = await browser.see(f"{at}/{lee}")
    own = await browser.see(f"{at}/{sam.athlete}")
    refused = await browser.told(f"{at}/{sam.athlete}", 403)
    await browser.led(f"{at}/{lee}")

    assert "Erase Lee" in asked.words
    assert "decides alone" in own.words
    assert "Sam" in refused.words
    assert await seen_by(kim) == []


async def test_an_account_is_erased_with_its_password_only(people: People) -> None:
    club = await people.found()
    sam = await people.join(club, "athlete", "Sam")
    browser = await browser_of(people, sam)

    refused = await browser.told("/account/erase", 403, password="not it at all")
    gone = await browser.told("/account/erase", 200, password=PASSWORD)

    assert "The password is wrong" in refused.words
    assert "You are erased" in gone.words
    assert (await browser.client.get("/account")).status_code == 401


async def test_an_address_puts_no_words_on_a_page(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    browser = await browser_of(people, sam)

    for said in ("nothing", "renamed.x", "<b>free</b>", ""):
        page = await browser.see(f"/account?said={said}")
        assert not [one for _, one in page.attributes if one.get("role") == "status"]
    assert "Your name is changed" in (await browser.see("/account?said=renamed")).words


async def test_nothing_that_a_form_may_hold_breaks_the_server(people: People) -> None:
    club = await people.found()
    browser = await browser_of(people, club.admin)
    at, odd = f"/people/{club.id}", "\0 ' \ud7ff 9" * 20

    answers = {
        path: (await browser.send(path, **form)).status_code
        for path, form in {
            "/consents": {"athlete_id": odd, "listed": odd, "coach": odd},
            "/account": {"name": odd},
            "/account/leave": {"organization_id": odd},
            "/account/keys": {"label": "x", "organization_id": odd, "scopes": odd, "days": odd},
            f"{at}/add": {"name": odd, "mass": "nan", "height": "1e999", "birth_year": "²"},
            f"{at}/invitations": {"email": odd, "role": odd, "athlete_id": odd},
            f"{at}/teams": {"name": odd, "kind": odd},
            f"{at}/settings": {"name": "x", "retention_days": "9" * 250},
            f"{at}/webhooks": {"url": odd, "events": odd},
            f"{at}/members/%00x/role": {"role": odd},
        }.items()
    }
    found = await browser.client.get(f"{at}/export/file", params={"who": f"team:{odd[:50]}"})
    late = await browser.client.get(f"{at}/export/file", params={"until": "9999-12-31"})

    assert {path: status for path, status in answers.items() if status not in {404, 422}} == {}
    assert found.status_code == 303
    assert late.status_code == 422
