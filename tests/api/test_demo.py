"""The demo club: simulated athletes, filled in the background and taken away without a trace."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from api.core.identifiers import new_id
from api.demo import service
from api.demo.models import DemoRow
from api.demo.simulated_club import Member, members
from api.tables import metadata
from tests.api.house import House, force_csv, hand_made, opened, pipeline_of
from tests.api.people import People, ok

pytestmark = pytest.mark.usefixtures("backend", "daytime")
KEPT = {"audit_log", "alembic_version"}


@dataclass
class Stage:
    """Who is in the club, and what happens when a recording is made."""

    made: list[str]
    hold: Callable[[], None] | None = None


def few(stage: Stage) -> tuple[Member, ...]:
    """Two of the members with two trainings each, jumps of a second."""

    def of(member: Member) -> Member:
        trainings = member.trainings[-2:]

        def recording(number: int, started_at: datetime) -> bytes:
            stage.made.append(member.name)
            if stage.hold is not None:
                stage.hold()
            return member.recording(len(member.trainings) - 2 + number, started_at)

        return member.model_copy(update={"trainings": trainings, "recording": recording})

    chosen = [one for one in members() if one.name in {"Kofi Mensah", "Lena Novak"}]
    return tuple(of(one) for one in chosen)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A club of two, whose recordings are counted."""
    set_up = Stage([])
    small = few(set_up)
    monkeypatch.setattr(service, "members", lambda: small)
    return set_up


def first_recording(stage: Stage) -> asyncio.Event:
    """Set once a recording is being made."""
    begun, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell() -> None:
        loop.call_soon_threadsafe(begun.set)

    stage.hold = tell
    return begun


async def state_of(house: House) -> dict[str, Any]:
    return ok(await house.client.get("/v1/demo"))


async def ended(house: House) -> dict[str, Any]:
    """How the demo club stands once nobody fills it."""
    while True:
        if (demo := await state_of(house))["state"] != "filling":
            return demo
        await asyncio.sleep(0.02)


async def filled(house: House) -> dict[str, Any]:
    ok(await house.client.post("/v1/demo"))
    demo = await ended(house)
    assert demo["state"] == "filled", demo
    return demo


async def everything(house: House) -> dict[str, int]:
    """How many rows each table has, and how many objects there are."""
    async with house.services.database.reading() as session:
        counts = {
            name: len((await session.execute(select(table))).all())
            for name, table in metadata().tables.items()
            if name not in KEPT
        }
    objects = [one async for some in house.services.privacy.sweeper.blobs.all() for one in some]
    return counts | {"objects": len(objects)}


@pytest.mark.both_databases
async def test_a_demo_club_is_filled_with_athletes_who_are_marked_as_simulated(
    house: House, stage: Stage
) -> None:
    demo = await filled(house)

    assert (demo["athletes"], demo["sessions"], demo["sessions_planned"]) == (2, 4, 4)
    clubs = {one["id"]: one for one in ok(await house.client.get("/v1/organizations"))["items"]}
    assert clubs.pop(demo["organization_id"])["simulated"] is True
    assert [one["simulated"] for one in clubs.values()] == [False]
    athletes = ok(await house.client.get("/v1/athletes"))["items"]
    assert {(one["name"], one["simulated"]) for one in athletes} == {
        ("Me", False), ("Kofi Mensah", True), ("Lena Novak", True),
    }  # fmt: skip
    sessions = ok(await house.client.get("/v1/sessions"))["items"]
    performed = {datetime.fromisoformat(one["performed_at"]).date() for one in sessions}
    today = datetime.now(UTC).date()
    assert all(today - timedelta(days=70) < one < today for one in performed)
    assert len(performed) == len(sessions)


async def test_nobody_who_is_measured_goes_with_it(house: House, stage: Stage) -> None:
    mine = await house.session_of(force_csv())
    before = await everything(house)
    await filled(house)

    ok(await house.client.delete("/v1/demo"))

    assert (await state_of(house))["state"] == "none"
    assert await everything(house) == before
    assert ok(await house.client.get(f"/v1/sessions/{mine}"))["status"] == "done"
    assert (await house.client.delete("/v1/demo")).status_code == 404


async def test_asking_twice_gives_the_same_club(house: House, stage: Stage) -> None:
    answers = await asyncio.gather(*(house.client.post("/v1/demo") for _ in range(4)))
    demos = {ok(one)["organization_id"] for one in answers}
    again = await filled(house)

    assert demos == {again["organization_id"]}
    assert (again["athletes"], again["sessions"]) == (2, 4)
    assert len(stage.made) == 4


async def test_what_a_server_left_half_filled_is_filled_by_the_next(
    backend: str, tmp_path: Path, stage: Stage
) -> None:
    begun = first_recording(stage)
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        ok(await house.client.post("/v1/demo"))
        await begun.wait()
    stage.hold = None
    async with opened(tmp_path, pipeline_of(hand_made())) as house:
        demo = await ended(house)

    assert demo["state"] == "filled"
    assert (demo["athletes"], demo["sessions"]) == (2, 4)


async def test_whoever_died_is_replaced_once_nothing_was_heard_of_them(
    house: House, stage: Stage
) -> None:
    demo = await filled(house)

    async def beat(age: timedelta) -> None:
        async with house.services.database.writing() as session:
            dead = {"filler": new_id(), "beat_at": datetime.now(UTC) - age, "filled_at": None}
            await session.execute(update(DemoRow).values(**dead))

    await beat(timedelta(seconds=5))
    ok(await house.client.post("/v1/demo"))
    assert (await state_of(house))["state"] == "filling"
    assert len(stage.made) == 4, "two fill it at one time"

    await beat(timedelta(minutes=5))
    assert await filled(house) == demo


async def test_a_demo_club_is_removed_while_it_is_filled(house: House, stage: Stage) -> None:
    before, begun = await everything(house), first_recording(stage)
    ok(await house.client.post("/v1/demo"))
    await begun.wait()

    ok(await house.client.delete("/v1/demo"))
    await house.jobs.drain()

    assert (await state_of(house))["state"] == "none"
    assert await everything(house) == before


async def test_what_breaks_off_is_said_and_can_be_gone_on_with(house: House, stage: Stage) -> None:
    def break_off() -> None:
        raise OSError("no space left")

    stage.hold = break_off
    ok(await house.client.post("/v1/demo"))
    broken = await ended(house)
    assert (broken["state"], broken["failure"]) == ("failed", "OSError")
    assert "broke off" in (await house.client.get("/demo")).text

    stage.hold = None
    assert (await filled(house))["failure"] is None


async def test_it_is_not_removed_with_somebody_who_has_an_account(
    people: People, stage: Stage
) -> None:
    demo = await filled(people.house)
    owner = people.house.client
    at = f"/v1/organizations/{demo['organization_id']}"
    invited = {"email": "sam@example.org", "role": "athlete"}
    invitation = ok(await owner.post(f"{at}/invitations", json=invited))
    accepted = {"invitation": invitation["secret"], "name": "Sam", "password": "correct horse"}
    ok(await (await people.client()).post("/v1/auth/invitation", json=accepted))

    refused = await owner.delete("/v1/demo")

    assert refused.status_code == 409
    assert "account" in refused.json()["detail"]
    assert (await state_of(people.house))["sessions"] == 4


async def test_only_admins_make_one_and_no_key_of_one_organization(people: People) -> None:
    club = await people.found()
    coach = await people.join(club, "coach")
    key = await people.key(club.admin, club)

    for client in (coach.client, key):
        assert (await client.post("/v1/demo")).status_code == 403
    assert ok(await coach.client.get("/v1/demo"))["state"] == "none"
