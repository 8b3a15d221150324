"""Filling a demo club: everything goes the way that a coach's own recordings go."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.athletes.schemas import AthleteIn
from api.athletes.service import AthleteService
from api.core.errors import Conflict
from api.core.viewer import Viewer
from api.db.engine import Database
from api.demo.repository import DemoRepository
from api.demo.simulated_club import Member
from api.organizations.schemas import TeamIn
from api.organizations.teams import TeamService
from api.programmes.schemas import DayIn, FromTemplate
from api.programmes.service import ProgrammeService
from api.recordings.intake import Upload
from api.sessions.service import SessionService

_WAITING = 3
"""How many recordings may wait for their analysis, lest those of people wait behind them."""
_LOOK_S = 0.1
_APART = timedelta(minutes=11)
"""Between the trainings of two athletes on one day."""


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills demo clubs; what is there already stays, so it can be begun again.

    Parameters
    ----------
    database, teams, athletes, sessions, programmes
        Where everything goes.
    """

    database: Database
    teams: TeamService
    athletes: AthleteService
    sessions: SessionService
    programmes: ProgrammeService

    async def steps(
        self, viewer: Viewer, organization_id: str, members: Sequence[Member], until: datetime
    ) -> AsyncGenerator[None]:
        """Fill a club, step by step; whoever stops asking for the next one stops it.

        Parameters
        ----------
        viewer
            An admin of the club, who coaches all of its athletes.
        organization_id
            The club.
        members
            Who belongs to it.
        until
            The moment that the members' stories lead to.
        """
        ids = await self._joined(viewer, organization_id, members, until)
        yield
        for at, number in _order(members):
            member, training = members[at], members[at].trainings[number]
            started_at = until - timedelta(days=training.days_ago) - (at + 1) * _APART
            data = await asyncio.to_thread(member.recording, number, started_at)
            name = f"{training.name} {started_at.date()}.zip"
            await self.sessions.take(viewer, ids[at], Upload(name, data))
            yield
            await self._analysed(organization_id, _WAITING)
        await self._analysed(organization_id, 0)
        yield

    async def _joined(
        self, viewer: Viewer, organization_id: str, members: Sequence[Member], until: datetime
    ) -> list[str]:
        """The athletes' ids, each in a group, with a programme and a diary."""
        page = await self.athletes.page(viewer, 200, organization_id=organization_id)
        known = {item.name: item.id for item in page.items}
        groups = {
            item.name: item.id for item in (await self.teams.all_of(viewer, organization_id)).items
        }
        ids = []
        for member in members:
            if member.name not in known:
                added = await self.athletes.create(viewer, organization_id, _facts(member, until))
                known[member.name] = added.id
            if member.team not in groups:
                body = TeamIn(name=member.team, kind="group")
                groups[member.team] = (await self.teams.make(viewer, organization_id, body)).id
            athlete_id = known[member.name]
            await self.teams.put(viewer, groups[member.team], athlete_id)
            ids.append(athlete_id)
        for athlete_id, member in zip(ids, members, strict=True):
            await self._told(viewer, athlete_id, member, until)
        return ids

    async def _told(self, viewer: Viewer, athlete_id: str, member: Member, until: datetime) -> None:
        if member.programme is not None:
            template, days_ago = member.programme
            begun = {"template": template, "begins_on": _day(until, days_ago)}
            with suppress(Conflict):
                await self.programmes.begin(viewer, athlete_id, FromTemplate.model_validate(begun))
        for one in member.told:
            told = {
                "pain": one.pain,
                "morning_pain": one.morning_pain,
                "rpe": one.rpe,
                "minutes": one.minutes,
                "done": one.done,
            }
            on = until.date() - timedelta(days=one.days_ago)
            await self.programmes.write(viewer, athlete_id, on, DayIn.model_validate(told))

    async def _analysed(self, organization_id: str, waiting: int) -> None:
        """Wait until at most so many recordings of the club wait for their analysis."""
        while True:
            async with self.database.reading() as session:
                _, left = await DemoRepository(session).sessions(organization_id)
            if left <= waiting:
                return
            await asyncio.sleep(_LOOK_S)


def _newest(member: Member) -> int:
    return min(range(len(member.trainings)), key=lambda one: member.trainings[one].days_ago)


def _facts(member: Member, until: datetime) -> AthleteIn:
    return AthleteIn.model_validate(
        {
            "name": member.name,
            "birth_year": until.year - member.age,
            "sex": member.sex,
            "mass_kg": member.body.mass_kg,
            "height_m": member.body.height_m,
            "foot_length_m": member.body.foot_length_m,
            "consent_stated": True,
        }
    )


def _day(until: datetime, days_ago: int) -> str:
    return str(until.date() - timedelta(days=days_ago))


def _order(members: Sequence[Member]) -> Iterator[tuple[int, int]]:
    """Member and training: the newest of each first, so that all can be looked at soon."""
    newest = [_newest(one) for one in members]
    yield from enumerate(newest)
    for at, member in enumerate(members):
        yield from ((at, number) for number in range(len(member.trainings)) if number != newest[at])
