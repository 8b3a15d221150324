"""A coach's table of athletes: sifted, ordered and paged, with the last values of a number."""

import asyncio
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from api.analytics.latest_values import NewestRepository
from api.analytics.overview import Review, difference_of
from api.analytics.query import Group
from api.analytics.review import reviewed, with_legs
from api.analytics.schemas import OverviewRow
from api.core.errors import NotFound
from api.core.viewer import Viewer
from api.db.engine import Database
from api.memberships.roles import staff_role
from api.organizations.repository import OrganizationRepository
from api.organizations.teams import staff_team
from tracker.interpretation.trend import standing_by
from tracker.metrics import BETTER

Order = Literal["attention", "name", "last", "change", "legs", "attendance", "load"]
NEEDED = "needed"
"""Attention that is due: for an urgent reason, or one that asks for it."""
_DUE = 10
_LATELY, _LONG = timedelta(hours=24), timedelta(days=14)
_HISTORY = 12
_GRAVEST, _TRAINED = 5, 12
_STANDING = timedelta(days=90)
_LEAST_STANDING = 5


@dataclass(frozen=True, slots=True)
class Sifted:
    """Which athletes of a group, in which order; what is None or empty does not matter.

    Parameters
    ----------
    search
        A part of the name.
    exercise
        Of the last session.
    attention
        `NEEDED`, or the code of a reason.
    order, backwards
        By what; the usual direction has first whom one looks for.
    page, size
        From 1, and how many a page.
    """

    search: str = ""
    exercise: str | None = None
    attention: str | None = None
    order: Order = "attention"
    backwards: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class RosterRow:
    """An athlete, and the last values of the headline's number that compare with it."""

    shown: OverviewRow
    history: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A group at a glance.

    Parameters
    ----------
    at
        When it was looked at.
    athletes, due
        How many there are, and how many of them need attention.
    gravest
        Those who need it most, the most urgent first.
    trained, lately
        How many have a session of the last 24 hours, and some of them, the latest first.
    idle
        How many have none of the last 14 days.
    exercises
        Of last sessions.
    found, page, pages, rows
        How many were sifted out, and the page of them.
    """

    at: datetime
    athletes: int
    due: int
    gravest: list[OverviewRow]
    trained: int
    lately: list[OverviewRow]
    idle: int
    exercises: tuple[str, ...]
    found: int
    page: int
    pages: int
    rows: list[RosterRow]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an athlete's newest value stands among those of a group by the same method."""

    rank: int
    of: int


class RosterService:
    """Tables of athletes for those who coach them.

    Parameters
    ----------
    database
        Where things are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def table(
        self, viewer: Viewer, group: Group, sifted: Sifted, *, history: bool = True
    ) -> Roster:
        """A group at a glance, and a page of its athletes; without `history` none have past values.

        Raises
        ------
        NotFound
            If the viewer is no member, or there is no such team in the organization.
        Forbidden
            If the viewer is an athlete there.
        """
        await self._check(viewer, group)
        now = datetime.now(UTC)
        looked = await reviewed(self._database, viewer, group, now)
        if sifted.order == "legs":
            looked = await with_legs(self._database, viewer, group, looked, now, everybody=True)
        chosen = await asyncio.to_thread(_sift, looked, sifted)
        pages = max(1, -(-len(chosen) // sifted.size))
        page = min(sifted.page, pages)
        shown = await with_legs(
            self._database,
            viewer,
            group,
            chosen[(page - 1) * sifted.size : page * sifted.size],
            now,
            everybody=len(chosen) == len(looked) and pages == 1,
        )
        due = [one for one in looked if one.place.urgency >= _DUE]
        trained = [one for one in looked if one.row.last_at and one.row.last_at > now - _LATELY]
        trained.sort(key=lambda one: one.row.last_at, reverse=True)
        idle = sum(one.row.last_at is None or one.row.last_at < now - _LONG for one in looked)
        return Roster(
            at=now,
            athletes=len(looked),
            due=len(due),
            gravest=[one.shown() for one in due[:_GRAVEST]],
            trained=len(trained),
            lately=[one.shown() for one in trained[:_TRAINED]],
            idle=idle,
            exercises=tuple(sorted({one.row.exercise for one in looked if one.row.exercise})),
            found=len(chosen),
            page=page,
            pages=pages,
            rows=await self._rows(viewer, shown)
            if history
            else [RosterRow(one.shown(), ()) for one in shown],
        )

    async def places(
        self,
        viewer: Viewer,
        group: Group,
        quantity: str,
        exercise: str,
        side: str,
    ) -> dict[tuple[str, str], Place]:
        """Athlete and method to the place of the newest value, the best first.

        Only of a quantity of which the better direction is known, and where five athletes at
        least were measured by that method over the last 90 days.
        """
        await self._check(viewer, group)
        if quantity not in BETTER:
            return {}
        since = datetime.now(UTC) - _STANDING
        async with self._database.reading() as session:
            rows = await NewestRepository(session, viewer).of_all(
                group, quantity, exercise, side, since
            )
        by_method: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            by_method[row.method].append(row)
        sign = -1 if BETTER[quantity] == "higher" else 1
        places = {}
        for method, ours in by_method.items():
            if len(ours) < _LEAST_STANDING:
                continue
            for row in ours:
                ahead = sum(sign * other.mean < sign * row.mean for other in ours)
                places[row.athlete_id, method] = Place(ahead + 1, len(ours))
        return places

    async def _check(self, viewer: Viewer, group: Group) -> None:
        async with self._database.reading() as session:
            organizations = OrganizationRepository(session)
            await staff_role(organizations, viewer, group.organization_id)
            if group.team_id is not None:
                team = await staff_team(organizations, viewer, group.team_id)
                if team.organization_id != group.organization_id:
                    raise NotFound(f"There is no team {group.team_id}.")

    async def _rows(self, viewer: Viewer, looked: Sequence[Review]) -> list[RosterRow]:
        wanted = {
            (one.row.id, first.quantity, first.exercise, first.side, first.method)
            for one in looked
            if (first := one.headline) is not None
        }
        past: dict[str, list[float]] = defaultdict(list)
        if wanted:
            async with self._database.reading() as session:
                rows = await NewestRepository(session, viewer).history(
                    [one[0] for one in wanted], sorted({one[1] for one in wanted}), _HISTORY
                )
            for row in rows:
                if (row.athlete_id, row.quantity, row.exercise, row.side, row.method) in wanted:
                    past[row.athlete_id].append(row.mean)
        return [RosterRow(one.shown(), tuple(past.get(one.row.id, ()))) for one in looked]


def _sift(looked: Sequence[Review], sifted: Sifted) -> list[Review]:
    search = _plain(sifted.search)
    found = [
        one
        for one in looked
        if search in _plain(one.row.name)
        and sifted.exercise in {None, one.row.exercise}
        and _needs(one, sifted.attention)
    ]
    key = _ORDERS[sifted.order]
    # Whoever has no such value comes last, whichever way.
    known = [(value, one) for one in found if (value := key(one)) is not None]
    unknown = [one for one in found if key(one) is None]
    known.sort(key=lambda one: one[0], reverse=sifted.backwards)
    return [one for _, one in known] + unknown


def _needs(one: Review, attention: str | None) -> bool:
    if attention is None:
        return True
    if attention == NEEDED:
        return one.place.urgency >= _DUE
    return any(reason.code == attention for reason in one.reasons)


def _plain(name: str) -> str:
    """A name as it is searched for: without accents, however it is written."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


def _change(one: Review) -> float | None:
    """How much better the headline got, in minimum detectable changes; the worst loss first."""
    first = one.headline
    change = None if first is None else standing_by(first.quantity, first, first.baseline).change
    if first is None or change is None or change.mdc95 == 0:
        return None
    sign = -1 if BETTER.get(first.quantity) == "lower" else 1
    return sign * change.difference / change.mdc95


def _load(one: Review) -> float | None:
    """The steepest rise on the week before first."""
    return None if not any(one.weeks[-2:]) else -(one.weeks[-1] - one.weeks[-2])


def _last(one: Review) -> float | None:
    return None if one.row.last_at is None else -one.row.last_at.timestamp()


def _share(one: Review) -> float | None:
    return None if one.attendance is None else one.attendance.share


_ORDERS: dict[Order, Callable[[Review], Any]] = {
    "attention": lambda one: one.place,
    "name": lambda one: (_plain(one.row.name), one.row.id),
    "last": _last,
    "change": _change,
    "legs": lambda one: None if one.legs is None else -difference_of(one.legs),
    "attendance": _share,
    "load": _load,
}
