"""Cancelled work: whatever await point it has reached, it leaves no connection and no task."""

import asyncio
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from api.db.engine import Database
from tests.api.backends import Postgres
from tests.api.cancelling import cancel_at, nothing_left
from tests.api.house import House
from tests.api.people import ok

SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) "
    "SELECT count(*) FROM n"
)
"""A statement that takes SQLite minutes."""


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'calf.db'}"
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.empty()


@pytest.mark.parametrize("again", [False, True], ids=["once", "until it ends"])
@pytest.mark.parametrize("pooled", [False, True], ids=["new", "pooled"])
async def test_a_cancelled_change_leaves_nothing(address: str, pooled: bool, again: bool) -> None:
    async with nothing_left():
        database = Database(address)
        async with database.writing() as session:
            await session.execute(text("CREATE TABLE counts (value INTEGER)"))
            await session.execute(text("INSERT INTO counts VALUES (0)"))

        async def change() -> None:
            async with database.writing() as session:
                await session.execute(text("UPDATE counts SET value = value + 1 RETURNING value"))

        for step in count(1):
            if not pooled:
                await database.engine.dispose()
            reached = await cancel_at(step, change(), again=again)
            assert in_use(database) == 0
            if not reached:
                break
            # No lock is left either.
            await change()
        await database.aclose()
    assert step > 2


async def test_a_cancelled_statement_ends_with_the_database(tmp_path: Path) -> None:
    """A connection that SQLAlchemy was closing when its task was cancelled again."""
    async with nothing_left():
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'calf.db'}")
        begun = asyncio.Event()

        async def ask() -> None:
            async with database.reading() as session:
                await session.execute(text("SELECT 1"))
                asyncio.get_running_loop().call_later(0.01, begun.set)
                await session.execute(text(SLOW))

        asking = asyncio.create_task(ask())
        await begun.wait()
        while not asking.done():
            asking.cancel()
            await asyncio.sleep(0)
        await database.aclose()
    assert asking.cancelled()


@pytest.mark.both_databases
@pytest.mark.parametrize("again", [False, True], ids=["once", "until it ends"])
async def test_a_cancelled_request_leaves_nothing(house: House, again: bool) -> None:
    club = ok(await house.client.get("/v1/me"))["memberships"][0]["organization_id"]
    at = f"/v1/organizations/{club}/teams"
    database = house.services.database
    async with nothing_left():
        for step in count(1):
            post = house.client.post(at, json={"name": f"Team {step}"})
            reached = await cancel_at(step, post, again=again)
            if not reached:
                break
        await database.engine.dispose()
    assert in_use(database) == 0
    names = {team["name"] for team in ok(await house.client.get(at))["items"]}
    assert f"Team {step}" in names
    assert "Team 1" not in names


def in_use(database: Database) -> int:
    """How many connections the pool has handed out."""
    assert database.pool is not None
    return database.pool.checkedout()
