"""All queries for plans and diaries, and for what sessions add to them."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.athletes.models import AthleteRow
from api.athletes.visibility import visible
from api.core.viewer import Viewer
from api.db.changes import changed
from api.programmes.models import DiaryDayRow, ProgrammeRow
from api.sessions.models import SessionRow


class ProgrammeRepository:
    """One athlete's plan and diary as a viewer sees them, within one transaction."""

    def __init__(self, session: AsyncSession, viewer: Viewer, athlete_id: str) -> None:
        self._session = session
        self._viewer = viewer
        self._athlete_id = athlete_id

    async def programme(self) -> ProgrammeRow | None:
        """The plan, if there is one."""
        query = select(ProgrammeRow).where(self._of(ProgrammeRow.athlete_id))
        return await self._session.scalar(query)

    async def add(self, row: ProgrammeRow | DiaryDayRow) -> None:
        """Insert; IntegrityError if there is one."""
        self._session.add(row)
        await self._session.flush()

    async def replace_programme(self, values: dict[str, Any], unless_changed: datetime) -> bool:
        """Put a plan in the place of what was there at that time; False if it was changed since."""
        query = (
            update(ProgrammeRow)
            .where(self._of(ProgrammeRow.athlete_id), ProgrammeRow.updated_at == unless_changed)
            .values(values)
        )
        return bool(await changed(self._session, query))

    async def end_programme(self) -> bool:
        """Delete the plan; whether there was one."""
        query = delete(ProgrammeRow).where(self._of(ProgrammeRow.athlete_id))
        return bool(await changed(self._session, query))

    async def days(self, since: date, until: date) -> Sequence[DiaryDayRow]:
        """What was written of these days, both included."""
        query = select(DiaryDayRow).where(
            self._of(DiaryDayRow.athlete_id), DiaryDayRow.on.between(since, until)
        )
        return (await self._session.scalars(query)).all()

    async def replace_day(self, on: date, values: dict[str, Any]) -> bool:
        """Put something in the place of what was written of a day; False if nothing was."""
        query = (
            update(DiaryDayRow)
            .where(self._of(DiaryDayRow.athlete_id), DiaryDayRow.on == on)
            .values(values)
        )
        return bool(await changed(self._session, query))

    async def forget_day(self, on: date) -> bool:
        """Delete what was written of a day; whether anything was."""
        query = delete(DiaryDayRow).where(self._of(DiaryDayRow.athlete_id), DiaryDayRow.on == on)
        return bool(await changed(self._session, query))

    async def claims(self) -> dict[str, date]:
        """Session id to the day that names it, over the whole diary."""
        query = select(DiaryDayRow.on, DiaryDayRow.sessions).where(
            self._of(DiaryDayRow.athlete_id), DiaryDayRow.sessions.is_not(None)
        )
        rows = (await self._session.execute(query)).all()
        return {session: on for on, sessions in rows for session in sessions or ()}

    async def sessions(
        self, since: date, until: date, named: Collection[str]
    ) -> Sequence[Row[str, datetime, list[dict[str, Any]] | None]]:
        """Id, time and what was done, of the sessions of these days (of UTC) and those named."""
        query = select(SessionRow.id, SessionRow.performed_at, SessionRow.done).where(
            self._of(SessionRow.athlete_id),
            SessionRow.deleted_at.is_(None),
            or_(
                SessionRow.performed_at.between(_midnight(since), _midnight(until, 1)),
                SessionRow.id.in_(named),
            ),
        )
        return (await self._session.execute(query)).all()

    async def known_sessions(self, session_ids: Collection[str]) -> set[str]:
        """Which of these are sessions of the athlete."""
        query = select(SessionRow.id).where(
            self._of(SessionRow.athlete_id),
            SessionRow.deleted_at.is_(None),
            SessionRow.id.in_(session_ids),
        )
        return set((await self._session.scalars(query)).all())

    def _of(self, athlete_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        seen = exists().where(AthleteRow.id == self._athlete_id, visible(self._viewer))
        return (athlete_id == self._athlete_id) & seen


def _midnight(day: date, days_after: int = 0) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(days=days_after)
