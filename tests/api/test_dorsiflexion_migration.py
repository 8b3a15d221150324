"""Stored ranges of dorsiflexion get their own name, as a fresh analysis gives it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import select

from api.db.migrate import configuration
from api.sessions.models import SessionRow, SummaryRow
from tests.api.house import House, opened, zipped
from tests.api.people import ok
from tests.exercises.test_ankle import sat

pytestmark = [pytest.mark.usefixtures("backend"), pytest.mark.both_databases]

RANGES = ("range_of_motion", "dorsiflexion_range")


@pytest.fixture
async def measuring(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as house:
        yield house


async def ranges(house: House, session_id: str) -> list[tuple[str, float]]:
    """Metric and value of each range of the efforts, in their order."""
    session = ok(await house.client.get(f"/v1/sessions/{session_id}"))
    return [
        (name, metric["value"])
        for effort in session["analysis"]["efforts"]
        for name, metric in effort["metrics"].items()
        if name in RANGES
    ]


async def summaries(house: House, session_id: str) -> dict[str, dict[str, Any]]:
    """The summaries of both ranges, by metric."""
    async with house.services.database.reading() as session:
        rows = await session.scalars(
            select(SummaryRow).where(
                SummaryRow.session_id == session_id, SummaryRow.quantity.in_(RANGES)
            )
        )
        return {
            row.quantity: {
                name: getattr(row, name)
                for name in (
                    "athlete_id", "performed_at", "side", "count", "mean", "lowest", "highest",
                    "unit", "method", "quality", "uncertainty",
                )
            }
            for row in rows
        }  # fmt: skip


async def change_number(house: House, session_id: str) -> int:
    async with house.services.database.reading() as session:
        row = await session.get_one(SessionRow, session_id)
        return row.change_number


async def migrated(house: House, *, to: str) -> None:
    """Bring the tables up or down to a revision."""
    move = command.upgrade if to == "head" else command.downgrade
    async with house.services.database.migrating() as connection:
        await connection.run_sync(lambda sync: move(configuration(sync), to))


async def test_stored_ranges_are_named_as_a_fresh_analysis_names_them(measuring: House) -> None:
    recording, _, done = sat(3)
    session_id = await measuring.session_of(zipped(recording), name="ankle.zip")
    removed = {"kind": "remove", "start_s": done[-1].start_s, "end_s": done[-1].end_s}
    ok(await measuring.client.post(f"/v1/sessions/{session_id}/corrections", json=removed))
    fresh = await ranges(measuring, session_id)
    summarized = await summaries(measuring, session_id)
    number = await change_number(measuring, session_id)
    assert [name for name, _ in fresh] == [RANGES[0]] * 4 + [RANGES[1]] * 4
    assert {name: row["count"] for name, row in summarized.items()} == {RANGES[0]: 4, RANGES[1]: 3}

    await migrated(measuring, to="0007")
    old = await ranges(measuring, session_id)
    old_summary = (await summaries(measuring, session_id))["range_of_motion"]
    assert old == [("range_of_motion", value) for _, value in fresh]
    assert old_summary["count"] == 7
    assert old_summary["mean"] == pytest.approx(sum(value for _, value in old[:7]) / 7)

    await migrated(measuring, to="head")

    assert await ranges(measuring, session_id) == fresh
    assert await summaries(measuring, session_id) == {
        name: row | {"mean": pytest.approx(row["mean"])} for name, row in summarized.items()
    }
    # Clients that keep a copy ask for this session again.
    assert await change_number(measuring, session_id) > number


async def test_a_database_without_ankle_range_is_not_touched(measuring: House) -> None:
    session_id = await measuring.session_of(zipped(sat(3)[0]), exercise="balance")
    number = await change_number(measuring, session_id)

    await migrated(measuring, to="0007")
    await migrated(measuring, to="head")

    assert await change_number(measuring, session_id) == number
