"""A client that keeps a copy misses no change: not by a clock, not by who commits first."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.util import await_only

from api.db.engine import Database
from api.sessions.models import SessionRow
from tests.api.clocks import set_clock_back
from tests.api.history import athlete_of, past
from tests.api.house import House
from tests.api.people import ok

LONG_AGO = "2000-01-01T00:00:00Z"
DEADLINE_S = 60


async def page(house: House, path: str = "/v1/sessions", **query: Any) -> dict[str, Any]:
    return ok(await house.client.get(path, params=query))


async def change(house: House, session_id: str) -> None:
    async with house.services.database.writing() as session:
        row = await session.get(SessionRow, session_id)
        assert row is not None
        row.failure = "changed"


def ids(page: dict[str, Any]) -> list[str]:
    return [item["id"] for item in page["items"]]


@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["/v1/sessions", "/v1/athletes"])
async def test_a_clock_that_is_set_back_hides_no_change(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    athlete_id = await athlete_of(house)
    await past(house, athlete_id, 1)
    await house.client.patch(f"/v1/athletes/{athlete_id}", json={"mass_kg": 70.0})
    before = await page(house, path, updated_after=LONG_AGO)

    set_clock_back(monkeypatch, timedelta(hours=1))
    changed = await past(house, athlete_id, 2)
    await house.client.patch(f"/v1/athletes/{athlete_id}", json={"mass_kg": 71.0})

    expected = changed if path == "/v1/sessions" else athlete_id
    seen_last = before["items"][-1]["updated_at"]
    for query in ({"cursor": before["resume"]}, {"updated_after": seen_last}):
        after = await page(house, path, **query)
        assert ids(after) == [expected], query
        assert ids(await page(house, path, cursor=after["resume"])) == []


async def test_a_sync_in_pages_of_one_gives_every_row_once_in_the_order_of_changes(
    house: House,
) -> None:
    athlete_id = await athlete_of(house)
    made = [await past(house, athlete_id, day) for day in (1, 2, 3)]
    await change(house, made[1])
    await house.client.delete(f"/v1/sessions/{made[0]}")
    seen, query = [], {"updated_after": LONG_AGO}
    while True:
        shown = await page(house, limit=1, **query)
        seen += ids(shown)
        if shown["next"] is None:
            break
        assert shown["next"] == shown["resume"]
        query = {"cursor": shown["next"]}

    assert seen == [made[2], made[1], made[0]]
    assert shown["items"][0]["deleted_at"] is not None
    for path in ("/v1/efforts", "/v1/measurements"):
        rows = await page(house, path, updated_after=LONG_AGO)
        assert [session["id"] for session in rows["sessions"]] == seen
        assert rows["resume"] == shown["resume"]
    assert (await page(house))["resume"] is None


async def test_a_rolled_back_transaction_numbers_nothing(house: House) -> None:
    session_id = await past(house, await athlete_of(house), 1)
    resume = (await page(house, updated_after=LONG_AGO))["resume"]

    async def broken_off() -> None:
        async with house.services.database.writing() as session:
            row = await session.get(SessionRow, session_id)
            assert row is not None
            row.failure = "changed"
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken_off()

    assert ids(await page(house, cursor=resume)) == []


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_what_began_first_and_is_committed_last_is_not_missed(house: House) -> None:
    athlete_id = await athlete_of(house)
    first, second = [await past(house, athlete_id, day) for day in (1, 2)]
    start = (await page(house, updated_after=LONG_AGO))["resume"]

    async with house.services.database.writing() as slow:
        row = await slow.get(SessionRow, first)
        assert row is not None
        row.failure = "changed"
        await slow.flush()
        await change(house, second)
        between = await page(house, cursor=start)
    after = await page(house, cursor=between["resume"])

    assert (ids(between), ids(after)) == ([second], [first])


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_nobody_commits_a_higher_number_before_a_lower_one(house: House) -> None:
    athlete_id = await athlete_of(house)
    first, second = [await past(house, athlete_id, day) for day in (1, 2)]
    start = (await page(house, updated_after=LONG_AGO))["resume"]
    numbered, go_on = asyncio.Event(), asyncio.Event()
    engine = house.services.database.engine.sync_engine

    def hold(_connection: object) -> None:
        if not numbered.is_set():
            numbered.set()
            await_only(go_on.wait())

    event.listen(engine, "commit", hold)
    try:
        async with asyncio.timeout(DEADLINE_S):
            slow = asyncio.create_task(change(house, first))
            await numbered.wait()
            quick = asyncio.create_task(change(house, second))
            await _until_someone_waits_for_a_lock(house.services.database)
            between = await page(house, cursor=start)
            assert not quick.done()
            go_on.set()
            await asyncio.gather(slow, quick)
    finally:
        go_on.set()
        event.remove(engine, "commit", hold)
    after = await page(house, cursor=start)

    assert ids(between) == []
    assert ids(after) == [first, second]


async def _until_someone_waits_for_a_lock(database: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while True:
        async with database.asking() as connection:
            if await connection.scalar(waiting):
                return
        await asyncio.sleep(0.01)
