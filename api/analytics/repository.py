"""All queries of analytics: a constant number, however many athletes there are.

They read summaries and sessions through their indexes, and no more than the last few sessions of
each athlete.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Row,
    Text,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    select,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from api.analytics.query import Group
from api.athletes.models import AthleteRow
from api.athletes.visibility import visible
from api.core.viewer import Viewer
from api.db.base import UtcDateTime
from api.memberships.models import TeamAthleteRow
from api.programmes.models import DiaryDayRow, ProgrammeRow
from api.sessions.models import FindingRow, SessionRow, SummaryRow
from tracker.interpretation.symmetry import BOUNDS
from tracker.programme.attention import RECENT_DAYS, WATCHED
from tracker.results import Quality

WEEKS = ("efforts_4", "efforts_3", "efforts_2", "efforts_1")
"""Columns of the last four times seven days, the latest last."""
BASELINE_SESSIONS = 10
"""An overview holds the last session against those of so many before it."""
_WEEK = timedelta(days=7)
_DAY_S = 86_400
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which summaries of an athlete are wanted; what is None does not matter."""

    quantities: Collection[str]
    exercise: str | None = None
    sides: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


class AnalyticsRepository:
    """Summaries and sessions as a viewer sees them, within one transaction."""

    def __init__(self, session: AsyncSession, viewer: Viewer) -> None:
        self._session = session
        self._viewer = viewer

    async def points(
        self, athlete_id: str, wanted: Wanted, limit: int
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """Summaries of an athlete and one more, newest first."""
        query = (
            select(*_POINT)
            .join(SessionRow, SessionRow.id == SummaryRow.session_id)
            .join(AthleteRow, AthleteRow.id == SummaryRow.athlete_id)
            .where(
                SummaryRow.athlete_id == athlete_id,
                SummaryRow.quantity.in_(wanted.quantities),
                SessionRow.deleted_at.is_(None),
                visible(self._viewer),
            )
        )
        if wanted.exercise is not None:
            query = query.where(SummaryRow.exercise == wanted.exercise)
        if wanted.sides is not None:
            query = query.where(SummaryRow.side.in_(wanted.sides))
        if wanted.since is not None:
            query = query.where(SummaryRow.performed_at >= wanted.since)
        if wanted.until is not None:
            query = query.where(SummaryRow.performed_at < wanted.until)
        newest = query.order_by(SummaryRow.performed_at.desc(), *_APART)
        return (await self._session.execute(newest.limit(limit + 1))).all()

    async def measured(self, athlete_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
        """Exercise, side and quantity of what there are summaries of, how many, and the last."""
        query = (
            select(
                SummaryRow.exercise,
                SummaryRow.side,
                SummaryRow.quantity.label("metric"),
                func.count().label("sessions"),
                func.max(SummaryRow.performed_at).label("last_at"),
            )
            .join(SessionRow, SessionRow.id == SummaryRow.session_id)
            .join(AthleteRow, AthleteRow.id == SummaryRow.athlete_id)
            .where(
                SummaryRow.athlete_id == athlete_id,
                SessionRow.deleted_at.is_(None),
                visible(self._viewer),
            )
            .group_by(SummaryRow.exercise, SummaryRow.side, SummaryRow.quantity)
        )
        return (await self._session.execute(query)).all()

    async def athletes(self, group: Group, now: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
        """Each athlete with the last session, counts of late, the plan and the last pain told."""
        wanted = self._athletes(group)
        last, programme, diary = aliased(SessionRow), aliased(ProgrammeRow), aliased(DiaryDayRow)
        counts = _counts(wanted, now)
        told_on = (
            select(func.max(DiaryDayRow.on))
            .where(
                DiaryDayRow.athlete_id == wanted.c.id,
                (DiaryDayRow.pain.is_not(None)) | (DiaryDayRow.morning_pain.is_not(None)),
            )
            .correlate(wanted)
            .scalar_subquery()
        )
        query = (
            select(
                wanted.c.id,
                wanted.c.name,
                last.id.label("last_id"),
                last.performed_at.label("last_at"),
                last.exercise,
                last.status,
                last.failure,
                counts.c.week,
                counts.c.month,
                *(counts.c[week] for week in WEEKS),
                programme.sessions_per_week,
                programme.most_pain,
                programme.begins_on,
                diary.on,
                diary.pain,
                diary.morning_pain,
            )
            .select_from(wanted)
            .outerjoin(last, last.id == _newest(wanted))
            .outerjoin(counts, counts.c.athlete_id == wanted.c.id)
            .outerjoin(programme, programme.athlete_id == wanted.c.id)
            .outerjoin(diary, and_(diary.athlete_id == wanted.c.id, diary.on == told_on))
        )
        return (await self._session.execute(query)).all()

    async def numbers(self, group: Group) -> Sequence[Row[*tuple[Any, ...]]]:
        """What is watched of each athlete's last session, with the values before it.

        Those are of the same quantity of the same exercise and side by the same method, of
        data that is not poor, over the last `BASELINE_SESSIONS` sessions.
        """
        newest, before = self._newest_numbers(group), aliased(SummaryRow)
        gone = select(SessionRow.id).where(SessionRow.deleted_at.is_not(None))
        # One scalar for each number, so that its few rows are found by the index.
        values = (
            select(func.aggregate_strings(cast(before.mean, Text), " "))
            .where(
                before.athlete_id == newest.c.athlete_id,
                before.quantity == newest.c.quantity,
                before.exercise == newest.c.exercise,
                before.performed_at.between(newest.c.since, newest.c.performed_at),
                before.side == newest.c.side,
                before.session_id != newest.c.session_id,
                before.method == newest.c.method,
                before.quality != Quality.POOR.value,
                before.session_id.not_in(gone),
            )
            .correlate(newest)
            .scalar_subquery()
        )
        bounded = newest.c.quantity.in_(sorted(BOUNDS))
        query = select(
            newest.c.athlete_id,
            newest.c.quantity,
            newest.c.exercise,
            newest.c.side,
            newest.c.mean,
            newest.c.method,
            newest.c.quality,
            case((bounded, None), else_=values).label("before"),
        )
        return (await self._session.execute(query)).all()

    def _newest_numbers(self, group: Group) -> CTE:
        wanted = self._athletes(group)
        last = _once(
            select(
                wanted.c.id,
                _newest(wanted).label("last_id"),
                func.coalesce(_since(wanted), literal(_LONG_AGO, UtcDateTime)).label("since"),
            ).cte("last")
        )
        return _once(
            select(
                SummaryRow.athlete_id,
                SummaryRow.session_id,
                SummaryRow.performed_at,
                SummaryRow.quantity,
                SummaryRow.exercise,
                SummaryRow.side,
                SummaryRow.mean,
                SummaryRow.method,
                SummaryRow.quality,
                last.c.since,
            )
            .join(last, last.c.last_id == SummaryRow.session_id)
            .where(SummaryRow.quantity.in_(sorted(WATCHED)))
            .cte("newest")
        )

    async def faults(self, group: Group) -> dict[str, str]:
        """Athlete to the first finding about the last session that is an error."""
        wanted = self._athletes(group)
        last = _once(select(wanted.c.id, _newest(wanted).label("last_id")).cte("last"))
        query = (
            select(last.c.id, FindingRow.message)
            .join(SessionRow, SessionRow.id == last.c.last_id)
            .join(FindingRow, FindingRow.run_id == SessionRow.run_id)
            .where(FindingRow.severity == "error")
            .order_by(FindingRow.position.desc())
        )
        return {one[0]: one[1] for one in await self._session.execute(query)}

    async def trained(self, group: Group, today: date) -> dict[str, tuple[int, date | None]]:
        """Athlete with a plan to how many of the last days were trained, and the last of them."""
        wanted = self._athletes(group)
        first = today - timedelta(days=RECENT_DAYS - 1)
        moment = datetime.combine(first, time(), UTC)
        sessions = (
            select(SessionRow.athlete_id, _day(SessionRow.performed_at).label("day"))
            .join(wanted, wanted.c.id == SessionRow.athlete_id)
            .join(ProgrammeRow, ProgrammeRow.athlete_id == wanted.c.id)
            .where(
                SessionRow.performed_at >= moment,
                SessionRow.performed_at >= ProgrammeRow.begins_on,
                SessionRow.deleted_at.is_(None),
            )
        )
        told = (
            select(DiaryDayRow.athlete_id, _day(DiaryDayRow.on).label("day"))
            .join(wanted, wanted.c.id == DiaryDayRow.athlete_id)
            .join(ProgrammeRow, ProgrammeRow.athlete_id == wanted.c.id)
            .where(
                DiaryDayRow.on >= first,
                DiaryDayRow.on >= ProgrammeRow.begins_on,
                DiaryDayRow.trained,
            )
        )
        days = union(sessions, told).subquery("days")
        query = select(days.c.athlete_id, func.count(), func.max(days.c.day))
        rows = await self._session.execute(query.group_by(days.c.athlete_id))
        return {one: (count, _date(last)) for one, count, last in rows}

    def _athletes(self, group: Group) -> CTE:
        query = select(AthleteRow.id, AthleteRow.name).where(
            visible(self._viewer), AthleteRow.organization_id == group.organization_id
        )
        if group.team_id is not None:
            inside = select(TeamAthleteRow.athlete_id).where(
                TeamAthleteRow.team_id == group.team_id
            )
            query = query.where(AthleteRow.id.in_(inside))
        if group.athlete_id is not None:
            query = query.where(AthleteRow.id == group.athlete_id)
        return query.cte("wanted")


def _once(table: CTE) -> CTE:
    """Have a part of a query done once, where PostgreSQL would do it for each row of the rest."""
    return table.prefix_with("MATERIALIZED")


def _newest(wanted: CTE) -> ColumnElement[str]:
    """Id of an athlete's last session, by the index."""
    return _of_last(wanted, SessionRow.id, 0)


def _since(wanted: CTE) -> ColumnElement[datetime]:
    """When the first was of the last sessions that an overview reads."""
    return _of_last(wanted, SessionRow.performed_at, BASELINE_SESSIONS)


def _of_last(wanted: CTE, column: Any, number: int) -> ColumnElement[Any]:
    query = (
        select(column)
        .where(SessionRow.athlete_id == wanted.c.id, SessionRow.deleted_at.is_(None))
        .order_by(SessionRow.performed_at.desc(), SessionRow.id.desc())
        .limit(1)
        .correlate(wanted)
    )
    return (query.offset(number) if number else query).scalar_subquery()


def _counts(wanted: CTE, now: datetime) -> Any:
    week = SessionRow.performed_at >= now - _WEEK
    efforts = func.coalesce(SessionRow.full_effort_count, 0)
    return (
        select(
            SessionRow.athlete_id,
            func.count().label("month"),
            func.count(case((week, 1))).label("week"),
            *(
                func.sum(case((_in_week(number, now), efforts), else_=0)).label(name)
                for number, name in zip((3, 2, 1, 0), WEEKS, strict=True)
            ),
        )
        .join(wanted, wanted.c.id == SessionRow.athlete_id)
        .where(
            SessionRow.performed_at >= now - timedelta(days=RECENT_DAYS),
            SessionRow.deleted_at.is_(None),
        )
        .group_by(SessionRow.athlete_id)
        .subquery("counts")
    )


def _in_week(number: int, now: datetime) -> ColumnElement[bool]:
    """Whether a session was in the seven days that ended so many weeks ago."""
    since = SessionRow.performed_at >= now - (number + 1) * _WEEK
    return and_(since, SessionRow.performed_at < now - number * _WEEK) if number else since


def _day(moment: Any) -> ColumnElement[int]:
    """Number of the day in UTC since 1970, on either database."""
    return cast(extract("epoch", moment), BigInteger) // _DAY_S


def _date(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


_POINT = (
    SummaryRow.session_id,
    SummaryRow.performed_at,
    SummaryRow.quantity,
    SummaryRow.exercise,
    SummaryRow.side,
    SummaryRow.count,
    SummaryRow.mean,
    SummaryRow.lowest,
    SummaryRow.highest,
    SummaryRow.unit,
    SummaryRow.method,
    SummaryRow.quality,
    SummaryRow.uncertainty,
)
_APART = (SummaryRow.session_id, SummaryRow.quantity, SummaryRow.exercise, SummaryRow.side)
