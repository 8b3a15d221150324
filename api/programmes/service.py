"""Athletes' plans and diaries, and what comes next."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api.athletes.repository import AthleteRepository
from api.athletes.service import seen
from api.audit.log import AuditLog
from api.core.errors import Conflict, NotFound, Unusable
from api.core.viewer import Viewer
from api.db.engine import Database
from api.programmes.days import DayKept, Trained, days_of
from api.programmes.models import DiaryDayRow, ProgrammeRow
from api.programmes.repository import ProgrammeRepository
from api.programmes.schemas import (
    AdherenceOut,
    DayIn,
    DayOut,
    DayPatch,
    DiaryOut,
    FromTemplate,
    LoadOut,
    NextOut,
    ProgrammeIn,
    ProgrammeOut,
    TemplateOut,
    TemplatesOut,
)
from tracker.programme import Day, Programme, adherence, propose, template, weekly_loads
from tracker.programme.plan import TEMPLATES

_USUAL, _MOST = timedelta(days=90), timedelta(days=1000)
_AHEAD = timedelta(days=1)


class ProgrammeService:
    """Athletes' plans and diaries, and what comes next.

    Parameters
    ----------
    database
        Where things are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def templates(self) -> TemplatesOut:
        """The programmes that come with the server."""
        return TemplatesOut.model_validate(
            {"items": [TemplateOut(template=name, plan=template(name)) for name in TEMPLATES]}
        )

    async def get(self, viewer: Viewer, athlete_id: str) -> ProgrammeOut:
        """The plan that an athlete follows; NotFound if there is none."""
        async with self._database.reading() as session:
            programmes = await _seen(session, viewer, athlete_id)
            return ProgrammeOut.of(_there(await programmes.programme(), athlete_id))

    async def put(self, viewer: Viewer, athlete_id: str, body: ProgrammeIn) -> ProgrammeOut:
        """Have an athlete follow a plan.

        Raises
        ------
        Conflict
            If the plan is not the one any more that the viewer had read.
        """
        try:
            async with self._database.writing() as session:
                programmes = await _seen(session, viewer, athlete_id)
                row = await programmes.programme()
                read = body.updated_at
                if read is not None and (row is None or row.updated_at != read):
                    raise Conflict("The plan was changed since you read it; read it again.")
                begins = body.begins_on or (row.begins_on if row else _today())
                values = _values(body.plan, begins)
                if row is None:
                    await programmes.add(ProgrammeRow(athlete_id=athlete_id, **values))
                elif not await programmes.replace_programme(values, row.updated_at):
                    raise Conflict("Somebody else changed the plan just now; read it again.")
                _note(session, "programme.set", viewer, athlete_id)
        except IntegrityError:
            raise Conflict("Somebody else set a plan at the same time; read it first.") from None
        return _shown(values)

    async def begin(self, viewer: Viewer, athlete_id: str, body: FromTemplate) -> ProgrammeOut:
        """Have an athlete begin a programme that comes with the server.

        Raises
        ------
        Conflict
            If the athlete follows one already.
        """
        values = _values(template(body.template), body.begins_on or _today())
        try:
            async with self._database.writing() as session:
                programmes = await _seen(session, viewer, athlete_id)
                await programmes.add(ProgrammeRow(athlete_id=athlete_id, **values))
                _note(session, "programme.set", viewer, athlete_id)
        except IntegrityError:
            raise Conflict(
                "The athlete follows a programme already; change it, or end it first."
            ) from None
        return _shown(values)

    async def end(self, viewer: Viewer, athlete_id: str) -> None:
        """Have an athlete follow no plan any more; the diary stays."""
        async with self._database.writing() as session:
            programmes = await _seen(session, viewer, athlete_id)
            if not await programmes.end_programme():
                raise NotFound(f"Athlete {athlete_id} follows no programme.")
            _note(session, "programme.ended", viewer, athlete_id)

    async def diary(
        self, viewer: Viewer, athlete_id: str, since: date | None, until: date | None
    ) -> DiaryOut:
        """The days of a stretch of time.

        Raises
        ------
        Unusable
            If it ends before it starts, or is longer than a thousand days.
        """
        last = until or (_today() + _AHEAD)
        first = since or last - _USUAL
        if last < first:
            raise Unusable(f"query.until: {last} lies before the first day, {first}")
        if last - first > _MOST:
            raise Unusable(f"query.from: ask for at most {_MOST.days} days at a time")
        async with self._database.reading() as session:
            days = await _days(await _seen(session, viewer, athlete_id), first, last)
        return DiaryOut(items=[DayOut.of(day) for day in days])

    async def write(self, viewer: Viewer, athlete_id: str, on: date, body: DayIn) -> DayOut:
        """Write of a day, in the place of what was written before.

        Raises
        ------
        Unusable
            If the day is still to come, or a session that it names is none of the athlete's.
        Conflict
            If another day has a session that it names.
        """
        return await self._write(viewer, athlete_id, on, body, set(DayIn.model_fields))

    async def tell(self, viewer: Viewer, athlete_id: str, on: date, body: DayPatch) -> DayOut:
        """Write of a day what is named, and leave what else was written; raises as `write`."""
        return await self._write(viewer, athlete_id, on, body, body.model_fields_set)

    async def _write(
        self, viewer: Viewer, athlete_id: str, on: date, body: DayIn, named: set[str]
    ) -> DayOut:
        if on > _today() + _AHEAD:
            raise Unusable(f"path.on: {on} is still to come")
        values = body.model_dump(mode="json", include=named)
        try:
            async with self._database.writing() as session:
                programmes = await _seen(session, viewer, athlete_id)
                await _check_sessions(programmes, on, body.sessions or ())
                if not named.issuperset(DayIn.model_fields):
                    values = await _kept(programmes, on) | values
                written = _written(values)
                if not await programmes.replace_day(on, written):
                    await programmes.add(DiaryDayRow(athlete_id=athlete_id, on=on, **written))
        except IntegrityError:
            raise Conflict("Somebody else wrote of that day at the same time; try again.") from None
        async with self._database.reading() as session:
            days = await _days(await _seen(session, viewer, athlete_id), on, on)
        return DayOut.of(next(day for day in days if day.day.on == on))

    async def forget(self, viewer: Viewer, athlete_id: str, on: date) -> None:
        """Take away what was written of a day; its sessions count as if nothing had been."""
        async with self._database.writing() as session:
            programmes = await _seen(session, viewer, athlete_id)
            if not await programmes.forget_day(on):
                raise NotFound(f"Nothing was written of {on}.")

    async def next(self, viewer: Viewer, athlete_id: str, on: date | None) -> NextOut:
        """What to do on a day, and why; NotFound if no plan is followed."""
        day = on or _today()
        row, days = await self._followed(viewer, athlete_id, day)
        plan = Programme.model_validate(row.plan)
        proposal = await asyncio.to_thread(propose, plan, days, day)
        return NextOut.of(day, plan.name, proposal)

    async def adherence(self, viewer: Viewer, athlete_id: str) -> AdherenceOut:
        """What was done of what was planned, by week; NotFound if no plan is followed."""
        today = _today()
        row, days = await self._followed(viewer, athlete_id, today)
        plan = Programme.model_validate(row.plan)
        weeks = await asyncio.to_thread(adherence, plan, days, today, row.begins_on)
        return AdherenceOut.of(weeks)

    async def load(self, viewer: Viewer, athlete_id: str, weeks: int) -> LoadOut:
        """The load of the last weeks, that of today included."""
        today = _today()
        monday = today - timedelta(days=today.weekday(), weeks=weeks - 1)
        async with self._database.reading() as session:
            programmes = await _seen(session, viewer, athlete_id)
            # One more, for the first one's change.
            kept = await _days(programmes, monday - timedelta(weeks=1), today)
        loads = weekly_loads([one.day for one in kept])
        return LoadOut.of(tuple(one for one in loads if one.monday >= monday))

    async def _followed(
        self, viewer: Viewer, athlete_id: str, until: date
    ) -> tuple[ProgrammeRow, list[Day]]:
        async with self._database.reading() as session:
            programmes = await _seen(session, viewer, athlete_id)
            row = _there(await programmes.programme(), athlete_id)
            kept = await _days(programmes, row.begins_on, until)
        return row, [one.day for one in kept]


async def _seen(session: AsyncSession, viewer: Viewer, athlete_id: str) -> ProgrammeRepository:
    """The plan and diary of an athlete whom the viewer sees, else NotFound."""
    await seen(AthleteRepository(session), viewer, athlete_id)
    return ProgrammeRepository(session, viewer, athlete_id)


async def _days(programmes: ProgrammeRepository, since: date, until: date) -> list[DayKept]:
    told, claims = await programmes.days(since, until), await programmes.claims()
    named = [one for one, on in claims.items() if since <= on <= until]
    sessions = await programmes.sessions(since, until, named)
    kept = days_of(told, claims, [Trained(*session) for session in sessions])
    return [one for one in kept if since <= one.day.on <= until]


async def _check_sessions(
    programmes: ProgrammeRepository, on: date, session_ids: Sequence[str]
) -> None:
    if not session_ids:
        return
    known = await programmes.known_sessions(session_ids)
    claims = await programmes.claims()
    for number, one in enumerate(session_ids):
        if one not in known:
            raise Unusable(f"body.sessions.{number}: the athlete has no session {one}")
        if claims.get(one, on) != on:
            raise Conflict(f"Session {one} belongs to {claims[one]}; take it from that day first.")


def _there(row: ProgrammeRow | None, athlete_id: str) -> ProgrammeRow:
    if row is None:
        raise NotFound(f"Athlete {athlete_id} follows no programme; give one first.")
    return row


def _values(plan: Programme, begins_on: date) -> dict[str, Any]:
    return {
        "plan": plan.model_dump(mode="json"),
        "begins_on": begins_on,
        "sessions_per_week": min(phase.sessions_per_week for phase in plan.phases),
        "most_pain": plan.most_pain,
        "updated_at": datetime.now(UTC),
    }


def _shown(values: dict[str, Any]) -> ProgrammeOut:
    return ProgrammeOut.of(ProgrammeRow(**values))


async def _kept(programmes: ProgrammeRepository, on: date) -> dict[str, Any]:
    """What was written of a day before."""
    before = next(iter(await programmes.days(on, on)), None)
    return {model_field: getattr(before, model_field, None) for model_field in DayIn.model_fields}


def _written(values: dict[str, Any]) -> dict[str, Any]:
    told = values["rpe"] is not None or values["minutes"] is not None
    trained = bool(values["done"] or values["sessions"] or told)
    return values | {"trained": trained, "updated_at": datetime.now(UTC)}


def _note(session: AsyncSession, action: str, viewer: Viewer, athlete_id: str) -> None:
    AuditLog(session).note(action, user_id=viewer.user_id, subject=f"athlete:{athlete_id}")


def _today() -> date:
    return datetime.now(UTC).date()
