"""Athlete, coach and admin, and keys that may read, write or manage: what each may do.

What is asked, and who may, stands in `tests/api/route_table.py`.
"""

import pytest

from tests.api.people import People
from tests.api.route_table import TABLE, ask, prepared
from tests.api.world import world_of

pytestmark = pytest.mark.usefixtures("backend")

_SCOPES = ("read", "write", "manage")


async def test_a_role_does_what_it_may_and_nothing_else(people: People) -> None:
    world = await world_of(people)
    faults = []

    asked = [(route, one.roles) for route, one in TABLE.items() if one.roles is not None]
    for route, roles in asked:
        ids = await prepared(world, route)
        # Who may comes last, for that uses up what was made.
        everybody = ("sam", "coach", "admin")
        for role in (*(one for one in everybody if one not in roles), *sorted(roles)):
            may = role in roles
            if may:
                ids = await prepared(world, route)
            answer = await ask(world, route, ids, role)
            if may != (answer.status_code < 400) or answer.status_code not in _told(may):
                faults.append(f"{route}: {role} was answered {answer.status_code} {answer.text}")

    assert not faults, "\n".join(faults)


async def test_a_key_does_what_its_scope_allows_and_nothing_else(people: People) -> None:
    world = await world_of(people)
    keys = {
        (by, scope): await people.key(person, world.home, [scope])
        for by, person in (
            ("sam", world.sam),
            ("coach", world.coach),
            ("admin", world.home.admin),
        )
        for scope in _SCOPES
    }
    faults = []

    asked = [(route, one.by, one.scope) for route, one in TABLE.items() if one.scope is not None]
    for route, by, wanted in asked:
        ids = await prepared(world, route)
        # What it wants comes last, for that uses up what was made.
        for scope in (*(one for one in _SCOPES if one != wanted), wanted):
            answer = await ask(world, route, ids, by, keys[by, scope])
            may = scope == wanted
            if may != (answer.status_code < 400) or not (may or answer.status_code == 403):
                faults.append(f"{route}: a key that may {scope} was answered {answer.status_code}")

    assert not faults, "\n".join(faults)


async def test_what_a_person_alone_may_is_refused_to_keys(people: People) -> None:
    world = await world_of(people)

    for route in ("POST /v1/keys", "PUT /v1/me/password", "POST /v1/organizations"):
        person = world.home.admin if route.endswith("organizations") else world.coach
        key = await people.key(person, world.home)
        answer = await ask(world, route, world.ids, "coach", key)
        assert answer.status_code == 403, f"{route}: {answer.text}"


def _told(may: bool) -> set[int]:
    return {200, 201, 202, 204, 303} if may else {403, 404}
