"""Rate limits: every costly route has them, a class of 30 stays below, memory is bounded."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest
from starlette.requests import Request

from api.app import create_app
from api.core.errors import TooMany
from api.core.identifiers import new_id
from api.core.rate_counters import BoundedStorage
from api.core.rate_limit import Limit, Limiter
from api.core.request_limits import charge, limits_of, rates_of
from api.core.route_costs import COSTS, Cost
from tests.api.house import House, hand_made, opened, pipeline_of, settings_in
from tests.api.people import BASE, People
from tests.api.route_table import TABLE, routes_of
from tests.api.world import world_of

CLASS = 30
"""People who record behind one address, each with a phone."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """SQLite alone, as counters are in memory."""
    async with opened(tmp_path, pipeline_of(hand_made())) as running:
        yield running


def test_every_route_has_a_cost() -> None:
    routes = set(routes_of(create_app()))

    missing, gone = sorted(routes - COSTS.keys()), sorted(COSTS.keys() - routes)

    assert not missing, f"add the cost of each to COSTS in api/route_costs.py: {missing}"
    assert not gone, f"remove from COSTS in api/route_costs.py, as there is no such route: {gone}"


def test_only_reading_is_free() -> None:
    assert {route for route, cost in COSTS.items() if cost is Cost.FREE and "GET" not in route} == {
        "MOUNT /static"
    }


async def test_every_costly_route_is_refused_beyond_each_of_its_limits(
    people: People,
) -> None:
    world = await world_of(people)
    limiter, rates = people.house.services.limiter, rates_of(people.house.services.settings)
    faults = []
    for route, entry in TABLE.items():
        names = limits_of(COSTS[route])
        if not names:
            continue
        method, path = route.split(" ")
        subject = "coach" if entry.by == "new" else entry.by
        for name in names:
            limiter.limit(name, "0/day")
            client = world.clients[subject]
            ids = world.ids | {"secret": "x", "number": "1", "size": "192"}
            ids |= dict.fromkeys(
                ("key_id", "invitation_id", "share_id", "note_id", "correction_id", "webhook_id"),
                "x",
            )
            answer = await client.request(method, path.format(**ids))
            limiter.limit(name, rates[name])
            if answer.status_code != 429 or int(answer.headers.get("retry-after", "0")) < 1:
                faults.append(f"{route}: beyond {name} it was answered {answer.status_code}")

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("cost", [cost for cost in Cost if cost is not Cost.FREE])
def test_a_limit_is_of_an_account_and_of_a_network(cost: Cost) -> None:
    before_sign_in = cost in {Cost.PUBLIC, Cost.SIGN_IN, Cost.JOIN, Cost.SECRET}

    by_network = [name for name in limits_of(cost) if "network" in name]

    assert len(limits_of(cost)) >= (1 if before_sign_in else 2)
    assert before_sign_in or 2 * len(by_network) == len(limits_of(cost))


def request_of(route: str, address: str = "192.0.2.7") -> Request:
    """A request as a route is given it."""
    method, path = route.split(" ")
    scope = {"type": "http", "method": method, "client": (address, 5), "headers": []}
    return Request(scope | {"route": SimpleNamespace(path=path)})


CHUNK = "PUT /v1/recordings/{recording_id}/streams/{stream}/chunks/{number}"


async def test_a_class_behind_one_address_records_without_a_refusal(tmp_path: Path) -> None:
    """Three sensors a phone that send once a second, for a minute, beside pages and uploads."""
    limiter = Limiter(rates_of(settings_in(tmp_path)))
    a_minute = [CHUNK] * 3 * 60 + ["GET /v1/sessions"] * 30 + ["GET /athletes/{athlete_id}"] * 10
    a_minute += ["POST /v1/recordings"] * 5 + ["POST /v1/recordings/{recording_id}/finish"] * 5
    a_minute += [
        "PUT /v1/athletes/{athlete_id}/diary/{on}",
        "POST /v1/sessions/{session_id}/shares",
    ]
    a_minute += ["GET /v1/me/export", "PUT /v1/me/password"]

    for person in range(CLASS):
        for route in a_minute:
            await charge(limiter, request_of(route), f"person {person}")


async def test_a_class_that_shares_one_account_records_without_a_refusal(tmp_path: Path) -> None:
    limiter = Limiter(rates_of(settings_in(tmp_path)))

    for _ in range(CLASS * 60):
        await charge(limiter, request_of(CHUNK), "the coach")
        await charge(limiter, request_of("GET /v1/sessions"), "the coach")


async def test_accounts_and_networks_are_counted_apart() -> None:
    limiter = Limiter(
        {
            Limit.REQUESTS: "100/day",
            f"{Limit.REQUESTS} of a network": "100/day",
            Cost.UPLOAD: "2/day",
            f"{Cost.UPLOAD} of a network": "3/day",
        }
    )
    upload = request_of("POST /v1/recordings")
    await charge(limiter, upload, "anna")
    await charge(limiter, upload, "anna")

    with pytest.raises(TooMany):
        await charge(limiter, upload, "anna")
    await charge(limiter, upload, "ben")
    with pytest.raises(TooMany):
        await charge(limiter, upload, "ben")
    await charge(limiter, request_of("POST /v1/recordings", "192.0.2.8"), "carl")
    await charge(limiter, request_of("GET /v1/sessions"), "anna")


async def test_a_network_that_sends_invalid_tokens_is_refused(people: People) -> None:
    people.house.services.limiter.limit(Limit.GUESSES, "20/day")
    guesser = await people.client()
    token = {"authorization": "Bearer calf_access_x"}
    member = {"authorization": f"Bearer {people.house.key}"}

    answers = [(await guesser.get("/v1/me", headers=token)).status_code for _ in range(25)]

    assert answers == [401] * 20 + [429] * 5
    assert (await guesser.get("/v1/me", headers=member)).status_code == 200


async def test_asking_for_the_head_of_a_page_counts_as_the_page(people: People) -> None:
    people.house.services.limiter.limit(Limit.PAGES, "4/day")
    stranger = await people.client()

    answers = [await stranger.request(method, "/openapi.json") for method in ("GET", "HEAD") * 3]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2


async def test_members_in_an_attackers_network_are_served(people: People) -> None:
    limiter, member = people.house.services.limiter, people.house.client
    for name in (Limit.PAGES, Limit.STRANGERS, Limit.GUESSES):
        limiter.limit(name, "0/day")
    stranger = httpx2.AsyncClient(transport=member._transport, base_url=BASE)

    refused = [
        await stranger.get("/v1/me", headers={"authorization": "Bearer calf_access_x"}),
        await stranger.post("/v1/auth/token", json={"email": "x@example.org", "password": "x"}),
        await stranger.get("/shared/x"),
    ]
    begun = await member.put(f"/v1/recordings/{new_id()}", json={"name": "x.calf"})

    assert [answer.status_code for answer in refused] == [429] * 3
    assert (await member.get("/v1/sessions")).status_code == 200
    assert begun.status_code == 200


async def test_tokens_are_refreshed_so_often_a_minute(people: People) -> None:
    sam = await people.join(await people.found(), "athlete")
    people.house.services.limiter.limit(Limit.REFRESHES, "3/day")
    client, refresh, statuses = await people.client(), sam.tokens["refresh_token"], []
    for _ in range(4):
        answer = await client.post("/v1/auth/refresh", json={"refresh_token": refresh})
        refresh = answer.json().get("refresh_token", refresh)
        statuses.append(answer.status_code)

    assert statuses == [200] * 3 + [429]


async def test_a_refusal_says_when_to_try_again() -> None:
    limiter = Limiter({"a": "2/minute", "b": "1/hour"})
    for name in ("a", "a", "b"):
        await limiter.take(name, "x")

    with pytest.raises(TooMany, match=r"try again in \d+ s\.") as soon:
        await limiter.take("a", "x")
    with pytest.raises(TooMany, match=r"try again in \d+ min\.") as later:
        await limiter.take("b", "x")

    assert 1 <= int(soon.value.headers["Retry-After"]) <= 60
    assert 60 < int(later.value.headers["Retry-After"]) <= 3600


async def test_a_request_that_is_given_back_does_not_count() -> None:
    limiter = Limiter({"a": "1/day"})
    for _ in range(3):
        await limiter.take("a", "x")
        await limiter.give_back("a", "x")
    await limiter.give_back("a", "x")
    await limiter.take("a", "x")

    with pytest.raises(TooMany):
        await limiter.take("a", "x")


async def test_counters_of_very_many_networks_take_bounded_memory() -> None:
    storage = BoundedStorage(100)
    for number in range(1000):
        await storage.incr(f"2001:db8:{number:x}::/64", 60)

    assert len(storage) == 100
    assert await storage.get("2001:db8:3e7::/64") == 1
    assert await storage.get("2001:db8:0::/64") == 0


async def test_counters_are_dropped_when_their_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    storage = BoundedStorage(100)
    for number in range(50):
        await storage.incr(f"network {number}", 60)
    now_s += 59
    assert await storage.incr("network 0", 60) == 2
    assert await storage.get_expiry("network 0") == 1060
    now_s += 1

    assert await storage.incr("network 0", 60) == 1
    assert len(storage) == 1
