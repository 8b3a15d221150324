"""All athletes of a team looked at: what is known of each, judged away from the event loop."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from api.analytics.latest_values import NewestRepository
from api.analytics.overview import Review, pair_of, row_of
from api.analytics.query import Group
from api.analytics.repository import AnalyticsRepository
from api.core.viewer import Viewer
from api.db.engine import Database
from tracker.interpretation import Baseline
from tracker.programme.attention import HEADLINES, RECENT_DAYS, Number

_COMPARED = sorted({one for some in HEADLINES.values() for one in some})


@dataclass(frozen=True, slots=True)
class _Known:
    """Rows about all athletes, by the athlete where there are several of one."""

    athletes: Sequence[Any]
    numbers: Sequence[Any]
    faults: Mapping[str, str]
    trained: Mapping[str, tuple[int, date | None]]


async def reviewed(database: Database, viewer: Viewer, group: Group, now: datetime) -> list[Review]:
    """All athletes of a group whom the viewer sees, the most urgent first."""
    async with database.reading() as session:
        analytics = AnalyticsRepository(session, viewer)
        known = _Known(
            athletes=await analytics.athletes(group, now),
            numbers=await analytics.numbers(group),
            faults=await analytics.faults(group),
            trained=await analytics.trained(group, now.date()),
        )
    # A thousand athletes take some tenths of a second, in which nobody else would be answered.
    return await asyncio.to_thread(_judged, known, now)


async def with_legs(
    database: Database,
    viewer: Viewer,
    group: Group,
    looked: Sequence[Review],
    now: datetime,
    *,
    everybody: bool = False,
) -> list[Review]:
    """The same with both legs compared, of whom the last session does not do it itself.

    It takes about as long as all the rest, so it is done for those who are shown; `everybody`
    says that they are all of the group.
    """
    asked = [one.row.id for one in looked if one.legs is None and one.row.last_id is not None]
    if not asked:
        return list(looked)
    async with database.reading() as session:
        rows = await NewestRepository(session, viewer).of_each_leg(
            group, None if everybody else asked, _COMPARED, now - timedelta(days=RECENT_DAYS)
        )
    legs: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        legs[row.athlete_id].append(row)
    return [
        one
        if one.legs is not None
        else replace(one, legs=pair_of(one.row.exercise, legs.get(one.row.id, ())))
        for one in looked
    ]


def _judged(known: _Known, now: datetime) -> list[Review]:
    numbers: dict[str, list[Number]] = defaultdict(list)
    for row in known.numbers:
        numbers[row.athlete_id].append(_number(row))
    looked = [
        row_of(
            athlete,
            numbers.get(athlete.id, ()),
            known.faults.get(athlete.id),
            known.trained.get(athlete.id),
            now,
        )
        for athlete in known.athletes
    ]
    return sorted(looked, key=lambda one: one.place)


def _number(row: Any) -> Number:
    baseline = Baseline.of([float(one) for one in (row.before or "").split()])
    return Number(row.quantity, row.exercise, row.side, row.mean, row.method, row.quality, baseline)
