"""Wrong passwords: what a stranger may try, and that the owner of an account still gets in."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.accounts import secrets
from api.accounts.devices import MOST_DEVICE_COOKIES
from api.accounts.hash_queue import STRANGERS_WAITING, HashQueue
from api.core.errors import Busy
from api.core.rate_limit import Limit
from api.core.request_limits import DEVICE_COOKIE, rates_of
from tests.api.house import House, hand_made, opened, pipeline_of
from tests.api.people import BASE, PASSWORD, People, Person

WRONG = "not this one at all"
ROUTES = ("/v1/auth/token", "/sign-in")
FITS = {"/v1/auth/token": 200, "/sign-in": 303}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """SQLite alone, as counters are in memory; and days for minutes, however slow the machine."""
    rates: dict[str, Any] = {"sign_in_rate": "10/day", "address_rate": "60/day"}
    async with opened(tmp_path, pipeline_of(hand_made()), **rates) as running:
        yield running


@pytest.fixture
async def sam(people: People) -> Person:
    return await people.join(await people.found(), "athlete")


async def tried(
    client: httpx2.AsyncClient, route: str, email: str, password: str = WRONG
) -> httpx2.Response:
    """The answer to a password, by the form or as a program."""
    body = {"email": email, "password": password}
    if route == "/sign-in":
        return await client.post(route, data=body)
    return await client.post(route, json=body)


@pytest.mark.parametrize("route", ROUTES)
async def test_a_network_has_ten_wrong_passwords_for_an_account(
    people: People, sam: Person, route: str
) -> None:
    stranger = await people.client()

    answers = [await tried(stranger, route, sam.email) for _ in range(12)]
    other = await tried(stranger, route, "x@example.org")

    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 24 * 3600
    assert other.status_code == 401


@pytest.mark.parametrize("route", ROUTES)
async def test_a_stranger_does_not_lock_the_owner_out(
    people: People, sam: Person, route: str
) -> None:
    strangers = [await people.client() for _ in range(20)]

    answers = [await tried(stranger, route, sam.email) for stranger in strangers * 8]
    owner = await tried(await people.client(), route, sam.email, PASSWORD)

    assert {answer.status_code for answer in answers} == {401}
    assert owner.status_code == FITS[route]


@pytest.mark.parametrize("route", ROUTES)
async def test_a_stranger_in_the_same_network_does_not_lock_a_known_device_out(
    people: People, sam: Person, route: str
) -> None:
    owner = await people.client()
    assert (await tried(owner, route, sam.email, PASSWORD)).status_code == FITS[route]
    stranger = neighbour_of(people, owner)

    answers = [await tried(stranger, route, sam.email) for _ in range(20)]
    flood = [await tried(stranger, route, f"a{n}@example.org") for n in range(60)]
    newcomer = await tried(neighbour_of(people, owner), route, sam.email, PASSWORD)
    known = await tried(owner, route, sam.email, PASSWORD)

    assert (answers[-1].status_code, flood[-1].status_code) == (429, 429)
    assert newcomer.status_code == 429
    assert known.status_code == FITS[route]


def neighbour_of(people: People, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Another client of the same network."""
    transport = client._transport
    assert isinstance(transport, httpx2.ASGITransport)
    same = httpx2.ASGITransport(app=people.house.app, client=transport.client)
    return httpx2.AsyncClient(transport=same, base_url=BASE)


async def test_strangers_in_many_networks_lock_out_unknown_devices_alone(
    people: People, sam: Person
) -> None:
    owner = await people.client()
    await tried(owner, "/v1/auth/token", sam.email, PASSWORD)
    people.house.services.limiter.limit(Limit.STRANGERS_TRIES, "20/day")

    strangers = [await people.client() for _ in range(25)]
    answers = [await tried(stranger, "/v1/auth/token", sam.email) for stranger in strangers]
    known = await tried(owner, "/v1/auth/token", sam.email, PASSWORD)

    assert [answer.status_code for answer in answers] == [401] * 20 + [429] * 5
    assert known.status_code == 200


async def test_a_known_device_has_ten_wrong_passwords(people: People, sam: Person) -> None:
    thief = await people.client()
    await tried(thief, "/v1/auth/token", sam.email, PASSWORD)

    answers = [await tried(thief, "/v1/auth/token", sam.email) for _ in range(12)]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2


@pytest.mark.parametrize("on_known_device", [True, False])
async def test_correct_passwords_of_one_account_have_a_limit(
    people: People, sam: Person, on_known_device: bool
) -> None:
    people.house.services.limiter.limit(Limit.SIGN_INS, "5/day")
    phone = await people.client()
    first = await tried(phone, "/v1/auth/token", sam.email, PASSWORD)
    phones = [phone if on_known_device else await people.client() for _ in range(6)]

    answers = [await tried(each, "/v1/auth/token", sam.email, PASSWORD) for each in phones]
    other = await people.join(await people.found("Lakeside"), "athlete")

    assert [first.status_code, *(answer.status_code for answer in answers)] == [200] * 5 + [429] * 2
    assert (await tried(phone, "/v1/auth/token", other.email, PASSWORD)).status_code == 200


async def test_several_invitations_do_not_buy_more_tries(people: People, sam: Person) -> None:
    clubs = [await people.found(f"Club {number}") for number in range(3)]
    guesser = await people.client()
    secrets_sent = [
        (
            await club.admin.client.post(
                club.at("/invitations"), json={"email": sam.email, "role": "athlete"}
            )
        ).json()["secret"]
        for club in clubs
    ]

    answers = [
        await guesser.post(
            "/v1/auth/invitation", json={"invitation": secret, "name": "x", "password": WRONG}
        )
        for secret in secrets_sent * 4
    ]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2


async def test_a_tablet_remembers_the_accounts_that_signed_in_last(
    people: People, sam: Person
) -> None:
    tablet = await people.client()
    names = [f"{DEVICE_COOKIE}{number:016}" for number in range(MOST_DEVICE_COOKIES + 5)]
    for name in names:
        tablet.cookies.set(name, "x.y", domain="calf.test", path="/v1/auth/token")

    assert (await tried(tablet, "/v1/auth/token", sam.email, PASSWORD)).status_code == 200

    kept = [cookie.name for cookie in tablet.cookies.jar]
    assert len(kept) == MOST_DEVICE_COOKIES
    assert set(names[6:]) < set(kept)
    again = await tried(tablet, "/v1/auth/token", sam.email, PASSWORD)
    assert (again.status_code, again.headers.get("set-cookie")) == (200, None)


async def test_a_device_is_known_for_its_own_account_and_password(
    people: People, sam: Person
) -> None:
    other = await people.join(await people.found("Lakeside"), "athlete")
    mine, theirs = await people.client(), await people.client()
    await tried(mine, "/v1/auth/token", sam.email, PASSWORD)
    await tried(theirs, "/v1/auth/token", other.email, PASSWORD)
    [(name, value)] = [*mine.cookies.items()]
    [(other_name, other_value)] = [*theirs.cookies.items()]
    people.house.services.limiter.limit(Limit.STRANGERS_TRIES, "0/day")

    async def status(sent: str) -> int:
        client = await people.client()
        client.headers["cookie"] = sent
        return (await tried(client, "/v1/auth/token", sam.email, PASSWORD)).status_code

    assert name.startswith(DEVICE_COOKIE)
    assert name != other_name
    assert await status(f"{name}={value}") == 200
    for sent in (other_value, value[:-1] + "g", "é." + value.partition(".")[2], ".", "x.", ""):
        assert await status(f"{name}={sent}") == 429, sent
    body = {"old": PASSWORD, "new": PASSWORD + "!"}
    assert (await sam.client.put("/v1/me/password", json=body)).status_code == 204
    client = await people.client()
    client.headers["cookie"] = f"{name}={value}"
    assert (await tried(client, "/v1/auth/token", sam.email, PASSWORD + "!")).status_code == 429


async def test_signing_in_uses_up_no_tries(people: People, sam: Person) -> None:
    other = await people.join(await people.found("Lakeside"), "athlete")
    client = await people.client()
    answers = []
    for person in (sam, other) * 35:
        client.cookies.clear()
        answers.append(await tried(client, "/v1/auth/token", person.email, PASSWORD))

    assert {answer.status_code for answer in answers} == {200}


async def test_a_class_of_thirty_signs_in_within_a_minute_with_a_typing_error_each(
    people: People,
) -> None:
    club = await people.found()
    class_of = [await people.join(club, "athlete") for _ in range(30)]
    tablet = await people.client()
    statuses = []
    for person in class_of:
        for password in (WRONG, PASSWORD):
            answer = await tried(tablet, "/sign-in", person.email, password)
            statuses.append(answer.status_code)

    assert statuses == [401, 303] * 30
    assert len(tablet.cookies) == 31


async def test_one_network_does_not_try_all_accounts(people: People) -> None:
    guesser = await people.client()
    emails = [f"a{number}@example.org" for number in range(62)]
    answers = [await tried(guesser, "/v1/auth/token", email, PASSWORD) for email in emails]
    guessed = {"invitation": "calf_invitation_x", "name": "x", "password": PASSWORD}

    assert [answer.status_code for answer in answers] == [401] * 60 + [429] * 2
    assert (await guesser.post("/v1/auth/invitation", json=guessed)).status_code == 429
    page = await guesser.post("/sign-in", data={}, headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"][:9]) == (429, "text/html")
    assert int(page.headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("method", "route"), [("PUT", "/v1/me/password"), ("POST", "/v1/me/erase")]
)
async def test_who_is_signed_in_has_ten_wrong_passwords(
    sam: Person, method: str, route: str
) -> None:
    body = {"old": WRONG, "new": PASSWORD + "!"} if method == "PUT" else {"password": WRONG}

    answers = [await sam.client.request(method, route, json=body) for _ in range(12)]

    assert [answer.status_code for answer in answers] == [403] * 10 + [429] * 2


class Hasher:
    """Hashes that last until they are let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def hash(self, password: str) -> str:
        self.let_go.wait(60)
        return password

    def verify(self, password: str, hashed: str) -> bool:
        del hashed
        return bool(self.hash(password))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hasher]:
    """Has every hash wait."""
    hasher = Hasher()
    monkeypatch.setattr(secrets, "_queue", HashQueue(1))
    monkeypatch.setattr(secrets, "_passwords", hasher)
    yield hasher
    hasher.let_go.set()


async def test_a_full_queue_of_hashes_refuses_the_next(slow: Hasher) -> None:
    waiting = [asyncio.create_task(secrets.hash_password(str(n))) for n in range(60)]
    await asyncio.sleep(0)

    with pytest.raises(Busy):
        await secrets.hash_password("one too many")
    slow.let_go.set()

    assert await asyncio.gather(*waiting) == [str(n) for n in range(60)]
    assert await secrets.hash_password("the next") == "the next"


async def test_people_who_are_known_have_places_that_strangers_do_not_fill(slow: Hasher) -> None:
    strangers = [
        asyncio.create_task(secrets.password_fits("x", None, STRANGERS_WAITING)) for _ in range(40)
    ]
    await asyncio.sleep(0)

    with pytest.raises(Busy):
        await secrets.password_fits("x", None, STRANGERS_WAITING)
    known = asyncio.create_task(secrets.password_fits("x", "x"))
    slow.let_go.set()

    assert await known
    assert not any(await asyncio.gather(*strangers))


@pytest.mark.parametrize("route", ROUTES)
async def test_sign_in_with_a_full_queue_is_answered_503(
    people: People, sam: Person, slow: Hasher, route: str
) -> None:
    waiting = [asyncio.create_task(secrets.hash_password("x")) for _ in range(40)]
    await asyncio.sleep(0)
    stranger = await people.client()

    answers = [await tried(stranger, route, sam.email, PASSWORD) for _ in range(12)]
    slow.let_go.set()
    await asyncio.gather(*waiting)
    after = await tried(stranger, route, sam.email, PASSWORD)

    assert {answer.status_code for answer in answers} == {503}
    assert {answer.headers["retry-after"] for answer in answers} == {"5"}
    assert after.status_code == FITS[route]


def test_an_account_and_a_network_have_limits_of_each_class(house: House) -> None:
    rates = rates_of(house.services.settings)

    assert rates["upload"] == "300/minute"
    assert rates["upload of a network"] == "18000/minute"
    assert rates["password"] == "10/day;40/hour"
