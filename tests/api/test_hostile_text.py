"""Whatever stands in an address, a header, a form or a JSON body, no answer is a 5xx."""

import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx2
import pytest

from api.core.identifiers import new_id
from api.core.settings import Settings
from tests.api.hostile_requests import Hostile, Texts, hostile_requests, parameters_of
from tests.api.hostile_values import TIMES, cursors, random_text
from tests.api.house import House, hand_made, opened, pipeline_of, standing, zip_of, zipped
from tests.api.people import People
from tests.api.route_table import TABLE, beginning, prepared
from tests.api.world import World, world_of

PER_ROUTE = 2
"""Requests to each route in the gate, drawn from all of them."""
IN_EACH_PLACE = 10
"""Random texts in each place, in the nightly run."""


@asynccontextmanager
async def hostile_world(folder: Path) -> AsyncIterator[World]:
    rates = [name for name in Settings.model_fields if name.endswith("_rate")]
    unlimited: dict[str, Any] = dict.fromkeys(rates, "9999999/second")
    async with opened(folder, pipeline_of(hand_made()), **unlimited) as house:
        people = People(house)
        yield await world_of(people)
        await people.aclose()


async def faults_of(
    world: World, choose: Callable[[list[Hostile]], list[Hostile]], texts: Texts | None
) -> list[str]:
    """Send hostile requests to every route; gives those that were answered with a 5xx."""
    faults = []
    taken_by = parameters_of(world.house.app)
    # What is deleted cannot be asked for afterwards.
    routes = sorted(taken_by, key=lambda route: (route.startswith("DELETE"), route))
    ids = {route: await prepared(world, route) for route in routes}
    for route in routes:
        found = [*hostile_requests(route, taken_by[route], world, ids[route], texts)]
        for hostile in choose(found):
            status = await answered(world, route, ids[route], hostile)
            if status >= 500:
                faults.append(f"{status} {route} {hostile.what:.120}")
    # What was accepted can be shown.
    for route in routes:
        if route.startswith("GET"):
            valid = next(hostile_requests(route, taken_by[route], world, ids[route]))
            status = await answered(world, route, ids[route], valid)
            if status >= 500:
                faults.append(f"{status} {route} afterwards")
    return faults


async def answered(world: World, route: str, ids: dict[str, str], hostile: Hostile) -> int:
    """The status of the answer to a hostile request."""
    entry = TABLE[route]
    method, _, template = route.partition(" ")
    client = (
        await world.people.client(ids["token"]) if entry.by == "new" else world.clients[entry.by]
    )
    headers = httpx2.Headers(hostile.sent.get("headers"))
    sent = {name: value for name, value in hostile.sent.items() if name != "headers"}
    request = client.build_request(method, hostile.address(template), headers=headers, **sent)
    if hostile.header is not None:
        name, value = hostile.header
        kept = [pair for pair in request.headers.raw if pair[0].lower() != name]
        request.headers = httpx2.Headers([*kept, (name, value)])
    client.cookies.clear()
    if entry.streams:
        return (await beginning(world, request)).status_code
    return (await client.send(request)).status_code


async def test_no_cursor_and_no_time_is_too_odd(house: House) -> None:
    queries = [
        *({"cursor": cursor} for cursor in cursors()),
        *({name: time} for name in ("updated_after", "performed_from") for time in TIMES),
    ]
    faults = []
    for path in ("/v1/sessions", "/v1/athletes", "/v1/recordings", "/v1/measurements"):
        for query in queries:
            answer = await house.client.get(path, params=query)
            if answer.status_code not in {200, 422}:
                faults.append(f"{answer.status_code} {path} {query}")

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("started_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_a_recording_of_an_impossible_year_is_refused_with_the_reason(
    house: House, started_at: str
) -> None:
    name, data = "recording.json", zipped(standing())
    with ZipFile(BytesIO(data)) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    files[name] = json.dumps(json.loads(files[name]) | {"started_at": started_at}).encode()

    answer = await house.upload(zip_of(files), "old.zip")

    assert answer.status_code == 422
    assert f"started_at is {started_at}" in answer.json()["detail"]


async def test_half_a_surrogate_pair_is_refused_with_the_reason(house: House) -> None:
    for body in ('{"athlete_id": "\\ud800", "name": "a.calf"}', '{"\\ud800": 1}'):
        answer = await house.client.put(
            f"/v1/recordings/{new_id()}",
            content=body.encode(),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code in {400, 422}, answer.text


@pytest.mark.usefixtures("quick_passwords")
async def test_hostile_requests_are_refused(tmp_path: Path) -> None:
    source = random.Random(1)

    def some(found: list[Hostile]) -> list[Hostile]:
        return source.sample(found, min(PER_ROUTE, len(found)))

    async with hostile_world(tmp_path) as world:
        faults = await faults_of(world, some, None)

    assert not faults, "\n".join(faults)


@pytest.mark.nightly
@pytest.mark.usefixtures("backend", "quick_passwords")
async def test_all_hostile_requests_are_refused(tmp_path: Path) -> None:
    async with hostile_world(tmp_path) as world:
        faults = await faults_of(world, list, None)

    assert not faults, "\n".join(faults)


@pytest.mark.nightly
@pytest.mark.usefixtures("backend", "quick_passwords")
async def test_random_hostile_texts_are_refused(tmp_path: Path) -> None:
    source = random.Random(2)
    async with hostile_world(tmp_path) as world:
        faults = await faults_of(
            world, list, lambda: [random_text(source) for _ in range(IN_EACH_PLACE)]
        )

    assert not faults, "\n".join(faults)
