"""Trends, baselines, symmetry, and who of a team needs attention."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.analytics.query import Group, Place, TrendQuery
from api.analytics.repository import AnalyticsRepository, Wanted
from api.analytics.review import reviewed, with_legs
from api.analytics.schemas import (
    AllMeasuredOut,
    ExpectedOut,
    Judged,
    LegOut,
    LegsOut,
    MeasuredOut,
    NormOut,
    OverviewOut,
    OverviewRow,
    PairOut,
    PointOut,
    SymmetryOut,
    TrendOut,
    TrendsOut,
)
from api.athletes.models import AthleteRow
from api.athletes.repository import AthleteRepository
from api.athletes.service import seen
from api.core.errors import NotFound, Unusable
from api.core.viewer import Viewer
from api.db.engine import Database
from api.memberships.repository import MembershipRepository
from api.memberships.roles import staff_role
from api.organizations.repository import OrganizationRepository
from api.organizations.teams import staff_team
from tracker.interpretation import OneLeg, matching, paired, site_of
from tracker.interpretation.symmetry import BOUNDS, LOWEST_INDEX, Leg
from tracker.interpretation.trend import compares, standing, standings
from tracker.metrics import BETTER, CATALOGUE
from tracker.results import Quality

_LEGS = ("left", "right")
_COMPARED = (
    "range_of_motion", "heel_height", "best_height", "total_height", "total_work", "full_reps",
    "jump_height_impulse", "jump_height_flight_time", "rsi_height_contact", "best_force",
    "best_tibial_angle",
)  # fmt: skip
"""Metrics whose legs are compared where nobody says which."""
_Row = Any


class AnalyticsService:
    """Trends, baselines, symmetry, and who of a team needs attention.

    Parameters
    ----------
    database
        Where things are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def trends(self, viewer: Viewer, athlete_id: str, asked: TrendQuery) -> TrendsOut:
        """Metrics of an athlete over time, each by exercise and side.

        Raises
        ------
        NotFound
            If the viewer sees no such athlete.
        Unusable
            If there is no such metric, or none can be called the best of it.
        """
        _check(asked)
        sides = None if asked.side is None else (asked.side,)
        athlete, rows, cut = await self._points(viewer, athlete_id, asked, asked.metrics, sides)
        series: dict[tuple[str, str, str], list[_Row]] = defaultdict(list)
        for row in rows:
            series[row.quantity, row.exercise, row.side].append(row)
        order = sorted(series, key=lambda one: (asked.metrics.index(one[0]), one[1:]))
        items = [_trend(athlete, key, series[key], asked) for key in order]
        return TrendsOut(athlete_id=athlete_id, of=asked.of, items=items, cut=cut)

    async def measured(self, viewer: Viewer, athlete_id: str) -> AllMeasuredOut:
        """What an athlete has values of; NotFound if the viewer sees no such athlete."""
        async with self._database.reading() as session:
            await seen(AthleteRepository(session), viewer, athlete_id)
            rows = await AnalyticsRepository(session, viewer).measured(athlete_id)
        items = [MeasuredOut.model_validate(row) for row in rows if row.metric in CATALOGUE]
        last: dict[str, datetime] = {}
        for item in items:
            last[item.exercise] = max(item.last_at, last.get(item.exercise, item.last_at))
        order = list(CATALOGUE)
        items.sort(key=lambda item: (order.index(item.metric), item.side))
        items.sort(key=lambda item: (last[item.exercise], item.exercise), reverse=True)
        return AllMeasuredOut(athlete_id=athlete_id, items=items)

    async def symmetry(
        self, viewer: Viewer, athlete_id: str, asked: TrendQuery, involved: Leg | None
    ) -> SymmetryOut:
        """Left and right leg of an athlete over time; raises as `trends`."""
        _check(asked)
        metrics = asked.metrics or _COMPARED
        _, rows, cut = await self._points(viewer, athlete_id, asked, metrics, _LEGS)
        legs: dict[tuple[str, str], dict[str, list[OneLeg]]] = defaultdict(
            lambda: {"left": [], "right": []}
        )
        for row in rows:
            value = _value(row, asked)
            one = OneLeg(row.performed_at, row.session_id, value, row.method)
            if row.quality != Quality.POOR:
                legs[row.quantity, row.exercise][row.side].append(one)
        items = []
        for quantity, exercise in sorted(legs, key=lambda leg: (metrics.index(leg[0]), leg[1])):
            found = _legs(quantity, exercise, legs[quantity, exercise], involved)
            if found is not None:
                items.append(found)
        return SymmetryOut(
            athlete_id=athlete_id,
            of=asked.of,
            definition=_DEFINITIONS[involved],
            bound=LOWEST_INDEX,
            bound_source=BOUNDS["symmetry_height"][1],
            items=items,
            cut=cut,
        )

    async def team(
        self, viewer: Viewer, team_id: str, limit: int, cursor: str | None
    ) -> OverviewOut:
        """Who of a team needs attention; NotFound for strangers, Forbidden for athletes."""
        async with self._database.reading() as session:
            team = await staff_team(OrganizationRepository(session), viewer, team_id)
        return await self._overview(viewer, Group(team.organization_id, team_id), limit, cursor)

    async def organization(
        self, viewer: Viewer, organization_id: str, limit: int, cursor: str | None
    ) -> OverviewOut:
        """The same of a whole organization."""
        async with self._database.reading() as session:
            await staff_role(MembershipRepository(session), viewer, organization_id)
        return await self._overview(viewer, Group(organization_id), limit, cursor)

    async def athlete(self, viewer: Viewer, athlete_id: str) -> OverviewRow:
        """Whether one athlete needs attention; NotFound if the viewer sees no such athlete."""
        async with self._database.reading() as session:
            row = await seen(AthleteRepository(session), viewer, athlete_id)
        found = await self._overview(
            viewer, Group(row.organization_id, athlete_id=athlete_id), 1, None
        )
        if not found.items:
            raise NotFound(f"There is no athlete {athlete_id}.")
        return found.items[0]

    async def _points(
        self,
        viewer: Viewer,
        athlete_id: str,
        asked: TrendQuery,
        metrics: Sequence[str],
        sides: Sequence[str] | None,
    ) -> tuple[AthleteRow, list[_Row], bool]:
        """Summaries oldest first, and whether older ones were left out."""
        wanted = Wanted(metrics, asked.exercise, sides, asked.since, asked.until)
        async with self._database.reading() as session:
            athlete = await seen(AthleteRepository(session), viewer, athlete_id)
            rows = await AnalyticsRepository(session, viewer).points(
                athlete_id, wanted, asked.limit
            )
        return athlete, list(rows[: asked.limit])[::-1], len(rows) > asked.limit

    async def _overview(
        self, viewer: Viewer, group: Group, limit: int, cursor: str | None
    ) -> OverviewOut:
        after, now = Place.parse(cursor), datetime.now(UTC)
        looked = await reviewed(self._database, viewer, group, now)
        left = [one for one in looked if after is None or one.place > after]
        shown = await with_legs(self._database, viewer, group, left[:limit], now)
        return OverviewOut(
            at=now,
            athletes=len(looked),
            needing_attention=sum(one.place.urgency >= 10 for one in looked),
            items=[one.shown() for one in shown],
            next=str(shown[-1].place) if len(left) > limit else None,
        )


_DEFINITIONS: dict[Leg | None, str] = {
    None: "Limb symmetry index in %: the smaller value over the larger x 100, because nobody said "
    "which leg is the involved one.",
    "left": "Limb symmetry index in %: involved (left) over uninvolved (right) x 100.",
    "right": "Limb symmetry index in %: involved (right) over uninvolved (left) x 100.",
}


def _check(asked: TrendQuery) -> None:
    for metric in asked.metrics:
        if metric not in CATALOGUE:
            raise Unusable(
                f"query.metric: there is no metric {metric!r}; see GET /v1/metrics for all"
            )
        if asked.of == "best" and metric not in BETTER:
            raise Unusable(
                f"query.of: nobody can say which {metric!r} is the best; ask for mean, lowest or "
                "highest"
            )


def _value(row: _Row, asked: TrendQuery) -> float:
    of = asked.of
    if of == "best":
        of = "highest" if BETTER.get(row.quantity) != "lower" else "lowest"
    value: float = getattr(row, of)
    return value


def _trend(
    athlete: AthleteRow, key: tuple[str, str, str], rows: Sequence[_Row], asked: TrendQuery
) -> TrendOut:
    quantity, exercise, side = key
    told = [_Told(_value(row, asked), row.method, row.quality) for row in rows]
    stood = standings(quantity, told)
    points = [
        PointOut(
            session_id=row.session_id,
            performed_at=row.performed_at,
            value=one.value,
            count=row.count,
            mean=row.mean,
            lowest=row.lowest,
            highest=row.highest,
            method=row.method,
            quality=row.quality,
            uncertainty=row.uncertainty,
            comparable=compares(row, rows[-1]),
            expected=ExpectedOut.of(stands),
        )
        for row, one, stands in zip(rows, told, stood, strict=True)
    ]
    return TrendOut.model_validate(
        {
            "metric": quantity,
            "unit": rows[-1].unit,
            "exercise": exercise,
            "side": side,
            "points": points,
            "norms": _norms(athlete, quantity, side, points[-1].performed_at),
        }
        | Judged.told(quantity, stood[-1])
    )


def _norms(athlete: AthleteRow, quantity: str, side: str, at: datetime) -> list[NormOut]:
    """Published values; all of them are of one leg."""
    site = site_of(quantity)
    if site is None or side not in _LEGS:
        return []
    age = None if athlete.birth_year is None else at.year - athlete.birth_year
    sex = {"female": "female", "male": "male"}.get(athlete.sex or "")
    return [NormOut.of(one) for one in matching(quantity, site, age=age, sex=sex)]  # type: ignore[arg-type]


def _legs(
    quantity: str, exercise: str, legs: dict[str, list[OneLeg]], involved: Leg | None
) -> LegsOut | None:
    pairs = paired(legs["left"], legs["right"], involved)
    if not pairs:
        return None
    stands = standing("symmetry", [_Told(pair.index, pair.left.method) for pair in pairs])
    return LegsOut.model_validate(
        {
            "metric": quantity,
            "unit": CATALOGUE[quantity].unit,
            "exercise": exercise,
            "pairs": [
                PairOut(
                    performed_at=pair.at,
                    left=LegOut(session_id=pair.left.session_id, value=pair.left.value),
                    right=LegOut(session_id=pair.right.session_id, value=pair.right.value),
                    method=pair.left.method,
                    index=pair.index,
                    beyond=pair.index < LOWEST_INDEX,
                )
                for pair in pairs
            ],
        }
        | Judged.told("symmetry_height", stands)
    )


@dataclass(frozen=True, slots=True)
class _Told:
    value: float
    method: str
    quality: str = Quality.GOOD.value
