"""People in tests: organizations with admins, coaches and athletes, each with a client.

All of it is made through the API, as people would::

    async def test_something(people: People) -> None:
        club = await people.found("Harbour")
        coach = await people.join(club, "coach")
        sam = await people.join(club, "athlete", "Sam")
        await people.consent(sam, coach)
        answer = await coach.client.get(f"/v1/athletes/{sam.athlete}")
"""

import re
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.api.house import House

PASSWORD = "correct horse battery"
BASE = "http://calf.test"


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and a client that asks with an access token.

    `athlete_id` is the profile under which the person is measured, where there is one.
    """

    name: str
    email: str
    user_id: str
    client: httpx2.AsyncClient
    tokens: dict[str, Any]
    athlete_id: str | None = None

    @property
    def athlete(self) -> str:
        assert self.athlete_id is not None, f"{self.name} is not measured"
        return self.athlete_id


@dataclass(frozen=True)
class Club:
    """An organization and its first admin."""

    id: str
    admin: Person

    def at(self, path: str = "") -> str:
        """An address below the organization."""
        return f"/v1/organizations/{self.id}{path}"


class People:
    """Makes them on one house, and closes their clients at the end."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._stack = AsyncExitStack()
        self._made = self._clients = 0

    async def aclose(self) -> None:
        await self._stack.aclose()

    async def client(self, secret: str | None = None) -> httpx2.AsyncClient:
        """A client that asks with a token or key; None is nobody's."""
        self._clients += 1
        # Each from an address of its own, for an address is held up that tries too often.
        address = f"10.{self._clients >> 16}.{self._clients >> 8 & 255}.{self._clients & 255}"
        transport = httpx2.ASGITransport(
            app=self.house.app, raise_app_exceptions=False, client=(address, 123)
        )
        headers = {} if secret is None else {"authorization": f"Bearer {secret}"}
        return await self._stack.enter_async_context(
            httpx2.AsyncClient(transport=transport, base_url=BASE, headers=headers)
        )

    async def found(self, name: str = "Harbour Athletics") -> Club:
        """An organization whose only member is its admin."""
        founder = self.house.client
        club = ok(await founder.post("/v1/organizations", json={"name": name}))["id"]
        me = ok(await founder.get("/v1/me"))["user"]["id"]
        admin = await self._join(founder, club, "admin", f"{name} admin")
        ok(await founder.delete(f"/v1/organizations/{club}/members/{me}"))
        return Club(club, admin)

    async def join(
        self, club: Club, role: str, name: str = "", *, athlete_id: str | None = None
    ) -> Person:
        """A new member by invitation; `athlete_id` is the profile the person takes over."""
        return await self._join(club.admin.client, club.id, role, name, athlete_id)

    async def join_too(self, club: Club, role: str, person: Person) -> None:
        """Somebody with an account, as a member of one more organization."""
        invited = {"email": person.email, "role": role}
        invitation = ok(await club.admin.client.post(club.at("/invitations"), json=invited))
        accepted = {"invitation": invitation["secret"], "name": "x", "password": PASSWORD}
        ok(await person.client.post("/v1/auth/invitation", json=accepted))

    async def athlete(self, club: Club, coach: Person, name: str = "Lee") -> str:
        """An athlete without an account, measured by a coach; gives the id."""
        body = {"name": name, "consent_stated": True}
        added: str = ok(await coach.client.post(club.at("/athletes"), json=body))["id"]
        return added

    async def consent(self, athlete: Person, coach: Person) -> None:
        """Have an athlete let a coach see them."""
        at = f"/v1/athletes/{athlete.athlete}/consents/{coach.user_id}"
        ok(await athlete.client.put(at, json={}))

    async def withdraw(self, athlete: Person, coach: Person) -> None:
        """Have an athlete end the consent."""
        at = f"/v1/athletes/{athlete.athlete}/consents/{coach.user_id}"
        ok(await athlete.client.delete(at))

    async def signed_in(self, email: str) -> dict[str, Any]:
        """A new pair of tokens."""
        body = {"email": email, "password": PASSWORD}
        return ok(await (await self.client()).post("/v1/auth/token", json=body))

    async def key(
        self, person: Person, club: Club, scopes: Iterable[str] = ("read", "write", "manage")
    ) -> httpx2.AsyncClient:
        """A client that asks with a new API key; its id is `key_id` of `new_key`."""
        return await self.client((await self.new_key(person, club, scopes))["secret"])

    async def new_key(
        self, person: Person, club: Club, scopes: Iterable[str] = ("read", "write", "manage")
    ) -> dict[str, Any]:
        """A new API key as it was answered, with its id and secret."""
        body = {"label": "a program", "organization_id": club.id, "scopes": list(scopes)}
        return ok(await person.client.post("/v1/keys", json=body))

    async def browser(self, person: Person) -> httpx2.AsyncClient:
        """A client with a browser's cookie, which sends the page's CSRF token."""
        browser = await self.client()
        form = {"email": person.email, "password": PASSWORD}
        answer = await browser.post("/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        browser.headers["x-csrf-token"] = csrf_of((await browser.get("/")).text)
        return browser

    async def _join(
        self,
        admin: httpx2.AsyncClient,
        club: str,
        role: str,
        name: str,
        athlete_id: str | None = None,
    ) -> Person:
        self._made += 1
        name = name or f"{role} {self._made}"
        email = f"person{self._made}@example.org"
        invited = {"email": email, "role": role, "athlete_id": athlete_id}
        at = f"/v1/organizations/{club}/invitations"
        secret = ok(await admin.post(at, json=invited))["secret"]
        accepted = {"invitation": secret, "name": name, "password": PASSWORD}
        ok(await (await self.client()).post("/v1/auth/invitation", json=accepted))
        tokens = await self.signed_in(email)
        client = await self.client(tokens["access_token"])
        user_id = ok(await client.get("/v1/me"))["user"]["id"]
        own = ok(await client.get("/v1/athletes"))["items"]
        return Person(name, email, user_id, client, tokens, own[0]["id"] if own else None)


def ok(answer: httpx2.Response) -> dict[str, Any]:
    """The body of a successful answer; empty where it has none."""
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.text}"
    body: dict[str, Any] = answer.json() if answer.content else {}
    return body


def csrf_of(page: str) -> str:
    """What a page's forms carry."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found is not None, page
    return found[1]
