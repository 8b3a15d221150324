"""Collects answers, exports and page figures of the golden club and of kept databases."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.accounts import secrets
from api.sessions.analysis_runs import Pipeline
from api.version import VERSION
from tests.api.house import House, opened
from tests.api.people import PASSWORD, People, ok
from tests.golden.club import Filler, GoldenClub
from tests.golden.figures import figures_of
from tests.golden.kept_databases import pipeline_version, restored
from tests.golden.moment import BEGIN, READ, standing_still
from tests.golden.outputs import rows_of
from tests.golden.questions import (
    Answers,
    Places,
    of_athlete,
    of_organization,
    of_session,
    of_sessions,
    of_team,
)
from tracker.analysis import PIPELINE_VERSION
from tracker.recording import Recording
from tracker.results import Analysis

ADMIN = "person1@example.org"
COACH = "person2@example.org"
"""E-mail addresses in every kept database; the password of both is `PASSWORD`."""
_WHOLE = ("raises four weeks ago", "raises damaged", "drop jump")
"""Sessions whose results are kept in full: corrected, with damaged samples, and from a plate. The
results of the others are in `expected/analyses`."""
_CSV = {"accept": "text/csv"}


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Hash passwords with the least work that argon2 takes."""
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with patch.object(secrets, "_passwords", weak):
        yield


@asynccontextmanager
async def filled_club(
    folder: Path, only: Collection[str] | None = None
) -> AsyncIterator[GoldenClub]:
    """Fill the golden club on a server of its own and stop the clock when it is read."""
    with quick_passwords(), standing_still(BEGIN) as clock:
        # The club's webhook has a reserved address, which the server refuses by default.
        async with opened(folder, webhooks_private=True) as house:
            people = People(house)
            try:
                filled = await Filler(house, clock).fill(people, only)
                assert datetime.now(UTC) < READ, "filling the club takes longer than READ allows"
                clock.move_to(READ)
                yield filled
            finally:
                await people.aclose()


def club_outputs(folder: Path) -> dict[str, Any]:
    """All outputs of the golden club, filled anew in a data folder."""
    return asyncio.run(_club_outputs(folder))


async def _club_outputs(folder: Path) -> dict[str, Any]:
    async with filled_club(folder) as filled:
        answers = await _api(filled)
        return answers | await _tables(filled) | await _pages(filled)


async def _api(filled: GoldenClub) -> dict[str, Any]:
    coach = Answers(filled.coach.client, filled.names)
    admin = Answers(filled.admin.client, filled.names)
    athletes = {"Sam": filled.sam.athlete, "Lee": filled.lee}
    places = Places(filled.club.id, athletes, filled.sessions, filled.team)
    found = {
        "api/organization.json": await of_organization(coach, admin, places),
        "api/sessions.json": await of_sessions(coach, places),
        "api/team.json": await of_team(coach, places),
        "api/metrics.json": await coach.group(metrics="/v1/metrics"),
    }
    for name in _WHOLE:
        found[f"api/session_{_file(name)}.json"] = await of_session(coach, filled.sessions[name])
    for name, athlete_id in athletes.items():
        found[f"api/athlete_{name.lower()}.json"] = await of_athlete(coach, athlete_id)
    return _without_versions(found)


async def _tables(filled: GoldenClub) -> dict[str, Any]:
    """Exports as CSV: each rep, each number, and the coach's table of the team."""
    client, answers = filled.coach.client, Answers(filled.coach.client, filled.names)
    jumps = {"athlete_id": filled.sam.athlete, "exercise": "countermovement_jump"}
    asked = {
        "tables/reps.csv": ("/v1/efforts", {"athlete_id": filled.lee}),
        "tables/measurements.csv": ("/v1/measurements", jumps),
        "tables/team.csv": ("/team/table.csv", {"club": filled.club.id}),
    }
    tables = {}
    for name, (path, params) in asked.items():
        answer = await client.get(path, params=params, headers=_CSV)
        assert answer.is_success, answer.text
        tables[name] = rows_of(answers.named(answer.text))
    return _without_versions(tables)


async def _pages(filled: GoldenClub) -> dict[str, Any]:
    """The figures on the pages of sessions, athletes and the team."""
    paths: dict[str, tuple[str, dict[str, str]]] = {
        f"session_{_file(name)}": (f"/sessions/{session_id}", {})
        for name, session_id in filled.sessions.items()
        if session_id not in filled.deleted
    }
    newest = f"/sessions/{filled.sessions['raises yesterday']}"
    club = {"club": filled.club.id}
    paths |= {
        "report": (f"{newest}/report", {}),
        "rep": (f"{newest}/efforts/1", {}),
        "athlete_sam": (f"/athletes/{filled.sam.athlete}", {}),
        "athlete_lee": (f"/athletes/{filled.lee}", {}),
        "programme": (f"/athletes/{filled.sam.athlete}/programme", {}),
        "team": ("/team", club),
        "comparison": ("/compare", {"athletes": filled.sam.athlete}),
        "home": ("/", {}),
    }
    pages = {}
    for name, (path, params) in paths.items():
        answer = await filled.coach.client.get(path, params=params)
        assert answer.is_success, f"{path}: {answer.text}"
        pages[f"pages/{name}.txt"] = figures_of(answer.text)
    return _without_versions(pages)


def _file(name: str) -> str:
    return name.replace(" ", "_")


def _without_versions(outputs: dict[str, Any]) -> dict[str, Any]:
    """The outputs without versions of program and pipeline, which move with every release."""
    return {name: _versionless(body) for name, body in outputs.items()}


def _versionless(body: Any) -> Any:
    if isinstance(body, dict):
        return _without_versions(body)
    if isinstance(body, list):
        return [_versionless(item) for item in body]
    if isinstance(body, str):
        return body.replace(PIPELINE_VERSION, "<pipeline>").replace(VERSION, "<version>")
    return body


def old_answers(version: str, folder: Path) -> dict[str, Any]:
    """What the API answers of the database that a released version wrote."""
    file = restored(version, folder)
    # With another pipeline version the server would analyse the sessions again, without samples.
    return asyncio.run(_old_answers(folder, Pipeline(_refuse, pipeline_version(file))))


async def _old_answers(folder: Path, pipeline: Pipeline) -> dict[str, Any]:
    with quick_passwords(), standing_still(READ):
        async with opened(folder, pipeline) as house:
            return await answers_after_signing_in(house)


async def answers_after_signing_in(house: House) -> dict[str, Any]:
    """Sign in as coach and as admin, and ask the API for everything."""
    people = People(house)
    try:
        coach, admin = [Answers(await _signed_in(people, email)) for email in (COACH, ADMIN)]
        places = await _places(coach)
        found = await of_organization(coach, admin, places) | await of_sessions(coach, places)
        # Without the entries that the two sign-ins here have added.
        audit = found["audit"]["items"]
        found["audit"]["items"] = [deed for deed in audit if deed["at"] < READ.isoformat()]
        for athlete_id in places.athletes.values():
            found |= {f"athlete {athlete_id}": await of_athlete(coach, athlete_id)}
        for session_id in places.sessions.values():
            found |= {f"session {session_id}": await of_session(coach, session_id)}
        return found | {"overviews": await of_team(coach, places)}
    finally:
        await people.aclose()


async def _signed_in(people: People, email: str) -> httpx2.AsyncClient:
    body = {"email": email, "password": PASSWORD}
    answer = ok(await (await people.client()).post("/v1/auth/token", json=body))
    return await people.client(answer["access_token"])


async def _places(coach: Answers) -> Places:
    """The ids of a club, as its coach is shown them."""
    club = (await coach.ask("/v1/me"))["memberships"][0]["organization_id"]
    (team,) = (await coach.ask(f"/v1/organizations/{club}/teams"))["items"]
    athletes = (await coach.ask("/v1/athletes"))["items"]
    sessions = (await coach.ask("/v1/sessions"))["items"]
    return Places(
        club=club,
        athletes={athlete["name"]: athlete["id"] for athlete in athletes},
        sessions={session["id"]: session["id"] for session in sessions},
        team=team["id"],
    )


def _refuse(recording: Recording) -> Analysis:
    raise AssertionError(f"an old database's recording was analysed again: {recording}")
