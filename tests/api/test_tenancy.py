"""Nobody gets at somebody else's data: every route against everybody who should not.

The routes are read off the application; `tests/api/route_table.py` says how each is asked.
"""

import pytest

from api.app import create_app
from tests.api.people import People
from tests.api.route_table import TABLE, Kind, ask, prepared, routes_of
from tests.api.world import UNKNOWN, World, world_of


def test_every_route_is_in_the_table() -> None:
    routes = set(routes_of(create_app()))

    missing, gone = sorted(routes - TABLE.keys()), sorted(TABLE.keys() - routes)

    assert not missing, (
        f"add an entry for each to TABLE in tests/api/route_table.py, which says whose it is and "
        f"how to ask it: {missing}"
    )
    assert not gone, f"the application has no such route any more: {gone}"


@pytest.mark.usefixtures("backend")
async def test_every_route_refuses_every_wrong_subject_and_answers_the_right_one(
    people: People,
) -> None:
    world = await world_of(people)
    faults: list[str] = []

    for route in TABLE:
        if not route.startswith("MOUNT"):
            faults += await faults_of(world, route)

    assert not faults, "\n".join(faults)


async def faults_of(world: World, route: str) -> list[str]:
    entry, faults = TABLE[route], []
    ids = await prepared(world, route)
    for subject in entry.kind.refused:
        answer = await ask(world, route, ids, subject)
        expected = {401} if subject in UNKNOWN else {403, 404}
        if entry.kind is Kind.MACHINE:
            expected = {401, 403, 404}
        if answer.status_code not in expected:
            faults.append(f"{route}: {subject} was answered {answer.status_code}")
        faults += leaks(world, route, subject, answer.text)
    if route.startswith("GET"):
        for subject in entry.kind.filtered:
            answer = await ask(world, route, ids, subject)
            by_person_only = entry.scope is None and "key" in subject
            if answer.status_code not in ({200, 403} if by_person_only else {200}):
                faults.append(f"{route}: {subject} was answered {answer.status_code}")
            faults += leaks(world, route, subject, answer.text)
    answer = await ask(world, route, ids, entry.by)
    if answer.status_code >= 400:
        faults.append(f"{route}: {entry.by} was refused: {answer.status_code} {answer.text}")
    elif entry.kind in {Kind.LIST, Kind.OVERVIEW} and not any(
        one in answer.text for one in world.marks
    ):
        faults.append(f"{route}: {entry.by} was shown nothing of Sam's: the others prove nothing")
    return faults


def leaks(world: World, route: str, subject: str, text: str) -> list[str]:
    # What somebody asked for by its id may be named in the refusal.
    asked = {one for name, one in world.ids.items() if f"{{{name}}}" in route}
    found = [one for one in world.marks if one in text and one not in asked]
    if TABLE[route].kind in {Kind.ATHLETE, Kind.OWN}:
        found = [one for one in found if one != world.sam.athlete]
    return [f"{route}: {subject} was told {one}" for one in found]
