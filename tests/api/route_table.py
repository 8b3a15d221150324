"""Every route of the server: what kind it is, who may ask, and how to ask it validly.

A new route needs an entry in `TABLE`, or `tests/api/test_tenancy.py` fails.
"""

import asyncio
import json
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

import httpx2
from fastapi import FastAPI
from sqlalchemy import update

from api.accounts.models import UserRow
from api.core.identifiers import new_id
from tests.api.demos import demo_of
from tests.api.people import PASSWORD, ok
from tests.api.world import INSIDE, OUTSIDE, UNKNOWN, WRONG, World


class Kind(Enum):
    """Whose a route's answer is."""

    PUBLIC = "anybody's"
    PERSONAL = "everybody's own: others get theirs"
    OWN = "a thing that is the right subject's alone"
    ATHLETE = "one athlete's"
    LIST = "of all athletes whom one sees: others see others"
    MEMBER = "an organization's, for every member"
    STAFF = "an organization's, for coaches and admins"
    OVERVIEW = "an organization's, for coaches and admins: each is shown whom they coach"
    ADMIN = "an organization's, for admins"
    MACHINE = "for programs of the server's own machine"

    @property
    def refused(self) -> tuple[str, ...]:
        """Who of the wrong subjects gets no answer."""
        return _REFUSED[self]

    @property
    def filtered(self) -> tuple[str, ...]:
        """Who gets one, without Sam's data."""
        if self is Kind.OVERVIEW:
            return "coach without consent", "coach whose consent ended"
        return OUTSIDE + INSIDE if self in {Kind.PERSONAL, Kind.LIST} else ()


_REFUSED = {
    Kind.PUBLIC: (),
    Kind.PERSONAL: UNKNOWN,
    Kind.OWN: WRONG,
    Kind.ATHLETE: WRONG,
    Kind.LIST: UNKNOWN,
    Kind.MEMBER: UNKNOWN + OUTSIDE,
    Kind.STAFF: (*UNKNOWN, *OUTSIDE, "other athlete"),
    Kind.OVERVIEW: (*UNKNOWN, *OUTSIDE, "other athlete"),
    Kind.ADMIN: WRONG,
    Kind.MACHINE: WRONG,
}
_ROLES = {
    Kind.ATHLETE: frozenset({"sam", "coach"}),
    Kind.LIST: frozenset({"sam", "coach", "admin"}),
    Kind.MEMBER: frozenset({"sam", "coach", "admin"}),
    Kind.STAFF: frozenset({"coach", "admin"}),
    Kind.OVERVIEW: frozenset({"coach", "admin"}),
    Kind.ADMIN: frozenset({"admin"}),
}


Ids = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """How to ask a route.

    Parameters
    ----------
    kind
        Whose its answer is.
    scope
        What a key must be allowed; None where no key is asked for, or none will do.
    by
        The right subject; `new` is one whose token `prepare` gives.
    sends
        What goes with the request, as arguments of httpx2, by the world and the ids in force.
    prepare
        Makes what the call uses up, and gives its ids.
    only
        Which of sam, coach and admin may, where the kind does not say it.
    streams
        Whether the answer has no end.
    """

    kind: Kind
    scope: str | None = "read"
    by: str = "coach"
    sends: Callable[[World, Ids], dict[str, Any]] | None = None
    prepare: Callable[[World], Awaitable[Ids]] | None = None
    only: frozenset[str] | None = None
    streams: bool = False

    @property
    def roles(self) -> frozenset[str] | None:
        """Which of sam, coach and admin may; None where it is not a question of roles."""
        return _ROLES.get(self.kind) if self.only is None else self.only


def routes_of(app: FastAPI) -> Iterator[str]:
    """Every route of an application, as a method and a path."""
    return _walk(app.routes, "")


def _walk(routes: Iterable[Any], prefix: str) -> Iterator[str]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _walk(included.routes, prefix + route.include_context.prefix)
        elif methods := getattr(route, "methods", None):
            yield from (f"{one} {prefix}{route.path}" for one in sorted(methods - {"HEAD"}))
        else:
            yield f"MOUNT {prefix}{route.path}"


async def prepared(world: World, route: str) -> Ids:
    """Make what a call of the route uses up; gives all ids that it names."""
    entry = TABLE[route]
    return world.ids | ({} if entry.prepare is None else await entry.prepare(world))


async def ask(
    world: World,
    route: str,
    ids: Ids,
    subject: str,
    client: httpx2.AsyncClient | None = None,
) -> httpx2.Response:
    """Ask a route of the table as a subject, or with another client of the same."""
    entry = TABLE[route]
    method, _, path = route.partition(" ")
    if client is None and subject == "new":
        client = await world.people.client(ids["token"])
    # Pages that sign in leave a cookie.
    world.clients["nobody"].cookies.clear()
    asking = client or world.clients[subject]
    if entry.streams:
        return await beginning(world, asking.build_request(method, path.format(**ids)))
    given = {} if entry.sends is None else entry.sends(world, ids)
    return await asking.request(method, path.format(**ids), **given)


async def beginning(world: World, request: httpx2.Request) -> httpx2.Response:
    """The first bytes of an answer that has no end; then its reader is gone."""
    told: list[Any] = []
    asked, enough = asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": b"", "more_body": False}
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)
        if message.get("body"):
            enough.set()

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": ("calf.test", 80),
        "client": ("10.255.255.255", 123),
    }
    await asyncio.wait_for(world.house.app(scope, receive, send), 30)
    body = b"".join(one.get("body", b"") for one in told)
    answer = httpx2.Response(
        told[0]["status"], headers=told[0]["headers"], content=body, request=request
    )
    answer.elapsed = timedelta(0)
    return answer


def _json(**body: Any) -> Callable[[World, Ids], dict[str, Any]]:
    return lambda world, ids: {"json": body}


def _of_club(world: World, ids: Ids) -> dict[str, Any]:
    return {"params": {"club": ids["organization_id"]}}


async def _new_token(world: World) -> Ids:
    person = await world.people.join(world.home, "athlete")
    return {"token": person.tokens["access_token"], "refresh": person.tokens["refresh_token"]}


async def _new_key(world: World) -> Ids:
    return {"key_id": (await world.people.new_key(world.coach, world.home))["id"]}


async def _new_member(world: World) -> Ids:
    return {"user_id": (await world.people.join(world.home, "athlete")).user_id}


async def _new_coach(world: World) -> Ids:
    return {"coach_id": (await world.people.join(world.home, "coach")).user_id}


async def _consented(world: World) -> Ids:
    coach = await world.people.join(world.home, "coach")
    await world.people.consent(world.sam, coach)
    return {"coach_id": coach.user_id}


async def _new_invitation(world: World) -> Ids:
    body = {"email": f"{new_id()}@example.org", "role": "athlete"}
    made = ok(await world.coach.client.post(world.home.at("/invitations"), json=body))
    return {"invitation_id": made["id"], "secret": made["secret"]}


async def _new_reset_link(world: World) -> Ids:
    member = await world.people.join(world.home, "athlete")
    at = world.home.at(f"/members/{member.user_id}/password-reset")
    return {"secret": ok(await world.home.admin.client.post(at))["secret"]}


async def _new_team(world: World) -> Ids:
    made = await world.coach.client.post(world.home.at("/teams"), json={"name": "Hops"})
    return {"team_id": ok(made)["id"]}


async def _demo(world: World) -> Ids:
    await demo_of(world.house, world.home.admin.user_id)
    return {}


async def _new_session(world: World) -> Ids:
    return {"session_id": (await world.session())["session"]["id"]}


async def _deleted_session(world: World) -> Ids:
    made = await _new_session(world)
    ok(await world.coach.client.delete(f"/v1/sessions/{made['session_id']}"))
    return made


async def _new_correction(world: World) -> Ids:
    at = f"/v1/sessions/{world.ids['session_id']}/corrections"
    return {"correction_id": ok(await world.coach.client.post(at, json=_CORRECTION))["id"]}


async def _first_effort(world: World) -> Ids:
    return {"number": "1"}


async def _new_note(world: World) -> Ids:
    """A note of the coach's, who alone may change it."""
    at = f"/v1/sessions/{world.ids['session_id']}/notes"
    return {"note_id": ok(await world.coach.client.post(at, json=_NOTE))["id"]}


async def _new_share(world: World) -> Ids:
    at = f"/v1/sessions/{world.ids['session_id']}/shares"
    made = ok(await world.coach.client.post(at, json=_SHARE))
    return {"share_id": made["id"], "secret": made["secret"]}


async def _new_webhook(world: World) -> Ids:
    made = await world.home.admin.client.post(world.home.at("/webhooks"), json=_WEBHOOK)
    return {"webhook_id": ok(made)["id"]}


async def _new_id(world: World) -> Ids:
    return {"recording_id": new_id()}


async def _arriving(world: World) -> Ids:
    return {"recording_id": await world.begun(), "stream": "left_foot", "number": "0"}


async def _arrived(world: World) -> Ids:
    ids = await _arriving(world)
    at = f"/v1/recordings/{ids['recording_id']}/streams/left_foot/chunks/0"
    ok(await world.coach.client.put(at, **_chunk(world, ids)))
    return ids


async def _lee(world: World) -> Ids:
    return {"athlete_id": await world.people.athlete(world.home, world.coach)}


async def _following(world: World) -> Ids:
    at = f"/v1/athletes/{world.sam.athlete}/programme"
    ok(await world.coach.client.put(at, json={"plan": world.plan, "begins_on": "2026-11-02"}))
    return {}


async def _following_none(world: World) -> Ids:
    await _following(world)
    ok(await world.coach.client.delete(f"/v1/athletes/{world.sam.athlete}/programme"))
    return {}


async def _told_of(world: World) -> Ids:
    at = f"/v1/athletes/{world.sam.athlete}/diary/{world.ids['on']}"
    ok(await world.coach.client.put(at, json={"pain": 2.0}))
    return {}


async def _entry(world: World) -> Ids:
    async with world.house.services.database.writing() as session:
        # So that a server that is set up can be set up again.
        await session.execute(
            update(UserRow)
            .where(UserRow.name.in_(("Me", "Owner")))
            .values(password_hash=None, email=None)
        )
    return {"entry": await world.house.services.accounts.entry()}


async def _icon(world: World) -> Ids:
    del world
    return {"size": "192"}


def _data(**form: Any) -> Callable[[World, Ids], dict[str, Any]]:
    return lambda world, ids: {"data": form}


def _led_on(world: World, ids: Ids) -> dict[str, Any]:
    return {"follow_redirects": True}


def _consent(world: World, ids: Ids) -> dict[str, Any]:
    coach = ids["coach_id"]
    return {"data": {"athlete_id": world.sam.athlete, "listed": coach, "coach": coach}}


def _leaving(world: World, ids: Ids) -> dict[str, Any]:
    return {"data": {"organization_id": world.home.id}}


def _key_form(world: World, ids: Ids) -> dict[str, Any]:
    return {"data": {"label": "x", "organization_id": world.home.id, "scopes": "read"}}


def _upload(world: World, ids: Ids) -> dict[str, Any]:
    files = {"file": ("jump.csv", world.file())}
    return {"files": files, "data": {"athlete_id": world.sam.athlete}}


def _chunk(world: World, ids: Ids) -> dict[str, Any]:
    return {"content": world.chunk, "headers": digest_header(world.chunk)}


def digest_header(data: bytes) -> dict[str, str]:
    """The header that says what a chunk is."""
    return {"content-digest": f"sha-256=:{b64encode(sha256(data).digest()).decode()}:"}


def _sign_in(world: World, ids: Ids) -> dict[str, Any]:
    return {"json": {"email": world.sam.email, "password": PASSWORD}}


def _set_up(world: World, ids: Ids) -> dict[str, str]:
    return {
        "name": "Owner",
        "email": "owner@example.org",
        "password": PASSWORD,
        "organization": "Mine",
    }


_NOTE = {"text": "Felt heavy from the tenth on."}
_SHARE = {"days": 7, "shown_name": "Sam"}
_CORRECTION = {"kind": "remove", "start_s": 0.0, "end_s": 0.1}
_WEBHOOK = {"url": "https://1.1.1.1/heard", "events": ["session.analysed"]}
_NEW_PASSWORD = {"old": PASSWORD, "new": PASSWORD + "!"}
_ACCEPTED = {"name": "New", "password": PASSWORD}
_COACHING = frozenset({"coach"})
_ADMINS = frozenset({"admin"})

_ORGANIZATION = "/v1/organizations/{organization_id}"
_PEOPLE = "/people/{organization_id}"
_PROGRAMME = "/v1/athletes/{athlete_id}/programme"
_CHUNK = "/v1/recordings/{recording_id}/streams/{stream}/chunks/{number}"

TABLE: dict[str, Entry] = {
    "MOUNT /static": Entry(Kind.PUBLIC, None),
    "GET /openapi.json": Entry(Kind.PUBLIC, None, "nobody"),
    # Accounts
    "POST /v1/auth/setup": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"json": _set_up(world, ids) | {"entry": ids["entry"]}},
        _entry,
    ),
    "POST /v1/auth/token": Entry(Kind.PUBLIC, None, "nobody", _sign_in),
    "POST /v1/auth/refresh": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"json": {"refresh_token": ids["refresh"]}},
        _new_token,
    ),
    "POST /v1/auth/sign-out": Entry(Kind.PERSONAL, None, "new", prepare=_new_token),
    "POST /v1/auth/invitation": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"json": _ACCEPTED | {"invitation": ids["secret"]}},
        _new_invitation,
    ),
    "POST /v1/auth/invitation/look": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"json": {"invitation": ids["secret"]}},
        _new_invitation,
    ),
    "POST /v1/auth/password-reset": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"json": {"link": ids["secret"], "password": PASSWORD}},
        _new_reset_link,
    ),
    "GET /v1/me": Entry(Kind.PERSONAL),
    "PATCH /v1/me": Entry(Kind.PERSONAL, None, "new", _json(name="New"), _new_token),
    "GET /v1/me/sign-ins": Entry(Kind.PERSONAL, None),
    "DELETE /v1/me/sign-ins": Entry(Kind.PERSONAL, None, "new", prepare=_new_token),
    "PUT /v1/me/password": Entry(Kind.PERSONAL, None, "new", _json(**_NEW_PASSWORD), _new_token),
    "GET /v1/keys": Entry(Kind.PERSONAL, "manage"),
    "POST /v1/keys": Entry(
        Kind.MEMBER,
        None,
        sends=lambda world, ids: {
            "json": {"label": "x", "organization_id": world.home.id, "scopes": ["read"]}
        },
    ),
    "DELETE /v1/keys/{key_id}": Entry(Kind.OWN, "manage", prepare=_new_key, only=_COACHING),
    # Organizations
    "GET /v1/organizations": Entry(Kind.PERSONAL),
    "POST /v1/organizations": Entry(Kind.OWN, None, "admin", _json(name="Third"), only=_ADMINS),
    f"GET {_ORGANIZATION}": Entry(Kind.MEMBER),
    f"PATCH {_ORGANIZATION}": Entry(Kind.ADMIN, "manage", "admin", _json(name="Harbour")),
    f"GET {_ORGANIZATION}/members": Entry(Kind.MEMBER),
    f"PATCH {_ORGANIZATION}/members/{{user_id}}": Entry(
        Kind.ADMIN, "manage", "admin", _json(role="coach"), _new_member
    ),
    f"DELETE {_ORGANIZATION}/members/{{user_id}}": Entry(
        Kind.ADMIN, "manage", "admin", prepare=_new_member
    ),
    f"POST {_ORGANIZATION}/members/{{user_id}}/password-reset": Entry(
        Kind.ADMIN, None, "admin", prepare=_new_member
    ),
    f"GET {_ORGANIZATION}/invitations": Entry(Kind.STAFF, "manage"),
    f"POST {_ORGANIZATION}/invitations": Entry(
        Kind.STAFF, "manage", sends=_json(email="new@example.org", role="athlete")
    ),
    f"DELETE {_ORGANIZATION}/invitations/{{invitation_id}}": Entry(
        Kind.STAFF, "manage", prepare=_new_invitation
    ),
    f"GET {_ORGANIZATION}/athletes": Entry(Kind.STAFF),
    f"POST {_ORGANIZATION}/athletes": Entry(
        Kind.STAFF, "write", sends=_json(name="Lee", consent_stated=True)
    ),
    f"GET {_ORGANIZATION}/teams": Entry(Kind.STAFF),
    f"POST {_ORGANIZATION}/teams": Entry(Kind.STAFF, "write", sends=_json(name="Team")),
    "DELETE /v1/teams/{team_id}": Entry(Kind.STAFF, "write", prepare=_new_team),
    "GET /v1/teams/{team_id}/athletes": Entry(Kind.STAFF),
    "PUT /v1/teams/{team_id}/athletes/{athlete_id}": Entry(Kind.STAFF, "write", prepare=_new_team),
    "DELETE /v1/teams/{team_id}/athletes/{athlete_id}": Entry(
        Kind.STAFF, "write", prepare=_new_team
    ),
    f"GET {_ORGANIZATION}/audit": Entry(Kind.ADMIN, "manage", "admin"),
    # Athletes
    "GET /v1/athletes": Entry(Kind.LIST),
    "GET /v1/athletes/{athlete_id}": Entry(Kind.ATHLETE),
    "PATCH /v1/athletes/{athlete_id}": Entry(Kind.ATHLETE, "write", sends=_json(mass_kg=75.0)),
    "GET /v1/athletes/{athlete_id}/consents": Entry(Kind.ATHLETE),
    "PUT /v1/athletes/{athlete_id}/consents/{coach_id}": Entry(
        Kind.ATHLETE, "manage", "sam", _json(), _new_coach, only=frozenset({"sam"})
    ),
    "DELETE /v1/athletes/{athlete_id}/consents/{coach_id}": Entry(
        Kind.ATHLETE, "manage", "sam", prepare=_consented, only=frozenset({"sam", "admin"})
    ),
    # Recordings
    "POST /v1/recordings": Entry(Kind.ATHLETE, "write", sends=_upload),
    "GET /v1/recordings": Entry(Kind.LIST),
    "GET /v1/recordings/export": Entry(Kind.LIST),
    "GET /v1/recordings/{recording_id}": Entry(Kind.ATHLETE),
    "GET /v1/recordings/{recording_id}/raw": Entry(Kind.ATHLETE),
    "GET /v1/recordings/{recording_id}/streams/{stream}/signal": Entry(Kind.ATHLETE),
    "PUT /v1/recordings/{recording_id}": Entry(
        Kind.ATHLETE,
        "write",
        sends=lambda world, ids: {"json": {"athlete_id": world.sam.athlete}},
        prepare=_new_id,
    ),
    f"PUT {_CHUNK}": Entry(Kind.ATHLETE, "write", sends=_chunk, prepare=_arriving, only=_COACHING),
    "GET /v1/recordings/{recording_id}/chunks": Entry(
        Kind.ATHLETE, prepare=_arriving, only=_COACHING
    ),
    "POST /v1/recordings/{recording_id}/finish": Entry(
        Kind.ATHLETE,
        "write",
        sends=_json(chunks={"left_foot": 1}),
        prepare=_arrived,
        only=_COACHING,
    ),
    # Sessions
    "GET /v1/efforts": Entry(Kind.LIST),
    "GET /v1/measurements": Entry(Kind.LIST),
    "GET /v1/efforts/export": Entry(Kind.LIST),
    "GET /v1/measurements/export": Entry(Kind.LIST),
    "GET /v1/sessions": Entry(Kind.LIST),
    "GET /v1/sessions/{session_id}": Entry(Kind.ATHLETE),
    "GET /v1/sessions/{session_id}/curves": Entry(Kind.ATHLETE),
    "GET /v1/sessions/{session_id}/ensembles": Entry(Kind.ATHLETE),
    "POST /v1/sessions/{session_id}/corrections": Entry(
        Kind.ATHLETE, "write", sends=_json(**_CORRECTION)
    ),
    "DELETE /v1/sessions/{session_id}/corrections/{correction_id}": Entry(
        Kind.ATHLETE, "write", prepare=_new_correction
    ),
    "GET /v1/sessions/{session_id}/notes": Entry(Kind.ATHLETE),
    "POST /v1/sessions/{session_id}/notes": Entry(Kind.ATHLETE, "write", sends=_json(**_NOTE)),
    "PATCH /v1/sessions/{session_id}/notes/{note_id}": Entry(
        Kind.ATHLETE, "write", sends=_json(**_NOTE), prepare=_new_note, only=_COACHING
    ),
    "DELETE /v1/sessions/{session_id}/notes/{note_id}": Entry(
        Kind.ATHLETE, "write", prepare=_new_note, only=_COACHING
    ),
    "GET /v1/sessions/{session_id}/shares": Entry(Kind.ATHLETE),
    "POST /v1/sessions/{session_id}/shares": Entry(Kind.ATHLETE, "write", sends=_json(**_SHARE)),
    "DELETE /v1/sessions/{session_id}/shares/{share_id}": Entry(
        Kind.ATHLETE, "write", prepare=_new_share
    ),
    "DELETE /v1/sessions/{session_id}": Entry(Kind.ATHLETE, "write", prepare=_new_session),
    "POST /v1/sessions/{session_id}/restore": Entry(
        Kind.ATHLETE, "write", prepare=_deleted_session
    ),
    # Programmes
    "GET /v1/programme-templates": Entry(Kind.PERSONAL),
    f"GET {_PROGRAMME}": Entry(Kind.ATHLETE, prepare=_following),
    f"PUT {_PROGRAMME}": Entry(
        Kind.ATHLETE, "write", sends=lambda world, ids: {"json": {"plan": world.plan}}
    ),
    f"DELETE {_PROGRAMME}": Entry(Kind.ATHLETE, "write", prepare=_following),
    f"POST {_PROGRAMME}/from-template": Entry(
        Kind.ATHLETE, "write", sends=_json(template="calf_strength"), prepare=_following_none
    ),
    f"GET {_PROGRAMME}/next": Entry(Kind.ATHLETE, prepare=_following),
    f"GET {_PROGRAMME}/adherence": Entry(Kind.ATHLETE, prepare=_following),
    "GET /v1/athletes/{athlete_id}/load": Entry(Kind.ATHLETE),
    "GET /v1/athletes/{athlete_id}/diary": Entry(Kind.ATHLETE),
    "PUT /v1/athletes/{athlete_id}/diary/{on}": Entry(Kind.ATHLETE, "write", sends=_json(pain=2.0)),
    "PATCH /v1/athletes/{athlete_id}/diary/{on}": Entry(
        Kind.ATHLETE, "write", sends=_json(morning_pain=2.0)
    ),
    "DELETE /v1/athletes/{athlete_id}/diary/{on}": Entry(Kind.ATHLETE, "write", prepare=_told_of),
    # Analytics
    "GET /v1/athletes/{athlete_id}/measured": Entry(Kind.ATHLETE),
    "GET /v1/athletes/{athlete_id}/overview": Entry(Kind.ATHLETE),
    "GET /v1/athletes/{athlete_id}/symmetry": Entry(Kind.ATHLETE),
    "GET /v1/athletes/{athlete_id}/trends": Entry(
        Kind.ATHLETE, sends=lambda world, ids: {"params": {"metric": "range_of_motion"}}
    ),
    f"GET {_ORGANIZATION}/overview": Entry(Kind.OVERVIEW),
    "GET /v1/teams/{team_id}/overview": Entry(Kind.OVERVIEW),
    # Live
    "GET /v1/live": Entry(Kind.LIST, prepare=_arriving, streams=True),
    "GET /v1/live/recordings": Entry(Kind.LIST, prepare=_arriving),
    # Privacy
    "GET /v1/athletes/{athlete_id}/export": Entry(
        Kind.ATHLETE, "read", "sam", only=frozenset({"sam"})
    ),
    "GET /v1/me/export": Entry(Kind.PERSONAL, None, "sam"),
    "POST /v1/me/erase": Entry(Kind.PERSONAL, None, "new", _json(password=PASSWORD), _new_token),
    "DELETE /v1/athletes/{athlete_id}": Entry(
        Kind.ATHLETE, None, prepare=_lee, only=frozenset({"coach", "admin"})
    ),
    # Demo
    "POST /v1/demo": Entry(Kind.OWN, None, "admin", prepare=_demo, only=_ADMINS),
    "GET /v1/demo": Entry(Kind.PERSONAL),
    "DELETE /v1/demo": Entry(Kind.OWN, None, "admin", prepare=_demo, only=_ADMINS),
    # Webhooks
    f"GET {_ORGANIZATION}/webhooks": Entry(Kind.ADMIN, "manage", "admin"),
    f"POST {_ORGANIZATION}/webhooks": Entry(Kind.ADMIN, "manage", "admin", _json(**_WEBHOOK)),
    f"DELETE {_ORGANIZATION}/webhooks/{{webhook_id}}": Entry(
        Kind.ADMIN, "manage", "admin", prepare=_new_webhook
    ),
    # System
    "GET /v1/metrics": Entry(Kind.PUBLIC, None, "nobody"),
    "GET /v1/health": Entry(Kind.PUBLIC, None, "nobody"),
    "GET /v1/ready": Entry(Kind.PUBLIC, None, "nobody"),
    "GET /metrics": Entry(Kind.MACHINE, None, "owner"),
    # Pages
    "GET /": Entry(Kind.LIST),
    "GET /sessions": Entry(Kind.LIST),
    "GET /record": Entry(Kind.LIST),
    "POST /account/display": Entry(Kind.PERSONAL, "write"),
    "POST /upload": Entry(Kind.ATHLETE, "write", sends=_upload),
    "GET /numbers": Entry(Kind.PUBLIC, None, "nobody"),
    "GET /sessions/{session_id}": Entry(Kind.ATHLETE),
    "GET /sessions/{session_id}/efforts/{number}": Entry(Kind.ATHLETE, prepare=_first_effort),
    "POST /sessions/{session_id}/delete": Entry(Kind.ATHLETE, "write", prepare=_new_session),
    "GET /sessions/{session_id}/correct": Entry(Kind.ATHLETE),
    "POST /sessions/{session_id}/corrections": Entry(
        Kind.ATHLETE, "write", sends=lambda world, ids: {"data": {"kind": "remove", "span": "0 1"}}
    ),
    "POST /sessions/{session_id}/corrections/{correction_id}/undo": Entry(
        Kind.ATHLETE, "write", prepare=_new_correction
    ),
    "POST /sessions/{session_id}/notes": Entry(
        Kind.ATHLETE, "write", sends=lambda world, ids: {"data": _NOTE}
    ),
    "POST /sessions/{session_id}/notes/{note_id}": Entry(
        Kind.ATHLETE,
        "write",
        sends=lambda world, ids: {"data": _NOTE},
        prepare=_new_note,
        only=_COACHING,
    ),
    "GET /sessions/{session_id}/report": Entry(Kind.ATHLETE),
    "GET /sessions/{session_id}/share": Entry(Kind.ATHLETE),
    "POST /sessions/{session_id}/shares": Entry(
        Kind.ATHLETE, "write", sends=lambda world, ids: {"data": {"days": "7"}}
    ),
    "POST /sessions/{session_id}/shares/{share_id}/revoke": Entry(
        Kind.ATHLETE, "write", prepare=_new_share
    ),
    "GET /shared/{secret}": Entry(Kind.PUBLIC, None, prepare=_new_share),
    "GET /athletes/{athlete_id}": Entry(Kind.ATHLETE),
    "POST /athletes/{athlete_id}/diary": Entry(
        Kind.ATHLETE, "write", sends=lambda world, ids: {"data": {"pain": "2"}}
    ),
    "GET /athletes/{athlete_id}/programme": Entry(Kind.ATHLETE, prepare=_following),
    "GET /athletes/{athlete_id}/programme/file": Entry(Kind.ATHLETE, prepare=_following),
    "GET /athletes/{athlete_id}/programme/edit": Entry(Kind.ATHLETE, prepare=_following),
    "POST /athletes/{athlete_id}/programme/edit": Entry(
        Kind.ATHLETE,
        "write",
        sends=lambda world, ids: {"data": {"do": "json", "json": json.dumps(world.plan)}},
    ),
    "POST /athletes/{athlete_id}/programme/begin": Entry(
        Kind.ATHLETE,
        "write",
        sends=lambda world, ids: {"data": {"template": "calf_strength"}},
        prepare=_following_none,
    ),
    "POST /athletes/{athlete_id}/programme/end": Entry(Kind.ATHLETE, "write", prepare=_following),
    "GET /manifest.webmanifest": Entry(Kind.PUBLIC, None, "nobody"),
    "GET /service-worker.js": Entry(Kind.PUBLIC, None, "nobody"),
    "GET /icons/mark.svg": Entry(Kind.PUBLIC, None, "nobody"),
    "GET /icons/{size}.png": Entry(Kind.PUBLIC, None, "nobody", prepare=_icon),
    "GET /signed-in": Entry(Kind.PERSONAL),
    "GET /team": Entry(Kind.OVERVIEW, sends=_of_club),
    "GET /team/table.csv": Entry(Kind.OVERVIEW, sends=_of_club),
    "GET /live": Entry(Kind.LIST, prepare=_arriving),
    "GET /compare": Entry(
        Kind.ATHLETE, sends=lambda world, ids: {"params": {"athletes": ids["athlete_id"]}}
    ),
    "GET /sign-in": Entry(Kind.PUBLIC, None, "nobody"),
    "POST /sign-in": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"data": {"email": world.sam.email, "password": PASSWORD}},
    ),
    "GET /enter": Entry(
        Kind.PUBLIC, None, "nobody", lambda world, ids: {"params": {"entry": ids["entry"]}}, _entry
    ),
    "GET /demo": Entry(Kind.PERSONAL),
    "POST /demo": Entry(Kind.OWN, None, "admin", prepare=_demo, only=_ADMINS),
    "POST /demo/remove": Entry(Kind.OWN, None, "admin", prepare=_demo, only=_ADMINS),
    "POST /sign-out": Entry(Kind.PERSONAL, None, "new", prepare=_new_token),
    "GET /set-up": Entry(Kind.PERSONAL, None, "owner"),
    "POST /set-up": Entry(
        Kind.OWN, None, "owner", lambda world, ids: {"data": _set_up(world, ids)}, _entry
    ),
    "GET /reset-password": Entry(Kind.PUBLIC, None, "nobody"),
    "POST /reset-password": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"data": {"link": ids["secret"], "password": PASSWORD}},
        _new_reset_link,
    ),
    "GET /invitation": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"params": {"secret": ids["secret"]}},
        _new_invitation,
    ),
    "POST /invitation": Entry(
        Kind.PUBLIC,
        None,
        "nobody",
        lambda world, ids: {"data": _ACCEPTED | {"secret": ids["secret"]}},
        _new_invitation,
    ),
    # People and account
    "GET /people": Entry(Kind.PERSONAL, sends=_led_on),
    f"GET {_PEOPLE}": Entry(Kind.STAFF),
    f"GET {_PEOPLE}/add": Entry(Kind.STAFF),
    f"POST {_PEOPLE}/add": Entry(Kind.STAFF, "write", sends=_data(name="Lee", stated="yes")),
    f"GET {_PEOPLE}/erase/{{athlete_id}}": Entry(Kind.STAFF),
    f"POST {_PEOPLE}/erase/{{athlete_id}}": Entry(
        Kind.ATHLETE, None, prepare=_lee, only=frozenset({"coach", "admin"})
    ),
    f"GET {_PEOPLE}/members": Entry(Kind.STAFF),
    f"POST {_PEOPLE}/members/{{user_id}}/role": Entry(
        Kind.ADMIN, "manage", "admin", _data(role="coach"), _new_member
    ),
    f"POST {_PEOPLE}/members/{{user_id}}/remove": Entry(
        Kind.ADMIN, "manage", "admin", prepare=_new_member
    ),
    f"POST {_PEOPLE}/members/{{user_id}}/password-reset": Entry(
        Kind.ADMIN, None, "admin", prepare=_new_member
    ),
    f"GET {_PEOPLE}/invitations": Entry(Kind.STAFF, "manage"),
    f"POST {_PEOPLE}/invitations": Entry(
        Kind.STAFF, "manage", sends=_data(email="new@example.org", role="athlete")
    ),
    f"POST {_PEOPLE}/invitations/{{invitation_id}}/revoke": Entry(
        Kind.STAFF, "manage", prepare=_new_invitation
    ),
    f"GET {_PEOPLE}/teams": Entry(Kind.STAFF),
    f"POST {_PEOPLE}/teams": Entry(Kind.STAFF, "write", sends=_data(name="Team")),
    f"GET {_PEOPLE}/teams/{{team_id}}": Entry(Kind.STAFF),
    f"POST {_PEOPLE}/teams/{{team_id}}": Entry(Kind.STAFF, "write", prepare=_new_team),
    f"POST {_PEOPLE}/teams/{{team_id}}/delete": Entry(Kind.STAFF, "write", prepare=_new_team),
    f"GET {_PEOPLE}/export": Entry(Kind.STAFF),
    f"GET {_PEOPLE}/export/file": Entry(Kind.STAFF),
    f"GET {_PEOPLE}/settings": Entry(Kind.ADMIN, by="admin"),
    f"POST {_PEOPLE}/settings": Entry(Kind.ADMIN, "manage", "admin", _data(name="Harbour")),
    f"GET {_PEOPLE}/webhooks": Entry(Kind.ADMIN, "manage", "admin"),
    f"POST {_PEOPLE}/webhooks": Entry(Kind.ADMIN, "manage", "admin", _data(**_WEBHOOK)),
    f"POST {_PEOPLE}/webhooks/{{webhook_id}}/delete": Entry(
        Kind.ADMIN, "manage", "admin", prepare=_new_webhook
    ),
    f"GET {_PEOPLE}/log": Entry(Kind.ADMIN, "manage", "admin"),
    "GET /consents": Entry(Kind.PERSONAL, by="sam"),
    "POST /consents": Entry(
        Kind.ATHLETE, "manage", "sam", _consent, _new_coach, only=frozenset({"sam"})
    ),
    "GET /athletes/{athlete_id}/profile": Entry(Kind.ATHLETE),
    "POST /athletes/{athlete_id}/profile": Entry(
        Kind.ATHLETE, "write", sends=_data(name="Sam", mass="75")
    ),
    "GET /account": Entry(Kind.PERSONAL),
    "POST /account": Entry(Kind.PERSONAL, None, "new", _data(name="New"), _new_token),
    "POST /account/password": Entry(Kind.PERSONAL, None, "new", _data(**_NEW_PASSWORD), _new_token),
    "POST /account/sign-ins": Entry(Kind.PERSONAL, None, "new", prepare=_new_token),
    "POST /account/leave": Entry(Kind.PERSONAL, None, "new", _leaving, _new_token),
    "GET /account/keys": Entry(Kind.PERSONAL, "manage"),
    "POST /account/keys": Entry(Kind.MEMBER, None, sends=_key_form),
    "POST /account/keys/{key_id}/revoke": Entry(
        Kind.OWN, "manage", prepare=_new_key, only=_COACHING
    ),
    "GET /account/erase": Entry(Kind.PERSONAL),
    "POST /account/erase": Entry(Kind.PERSONAL, None, "new", _data(password=PASSWORD), _new_token),
}
