"""Several athletes' trends of one number beside each other."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Response

from api.analytics.query import Group, TrendQuery
from api.analytics.roster import Place
from api.analytics.schemas import TrendOut
from api.athletes.schemas import AthleteOut
from api.core.errors import Unusable
from api.core.routing import Router
from api.web.components import wording
from api.web.components.units import Units
from api.web.components.visit import Open, Visit
from api.web.pages.team import view as team_view
from api.web.pages.team.routes import MOST_COMPARED
from api.web.words import say
from tracker.exercises.registry import metrics_of
from tracker.metrics import BETTER, CATALOGUE, Quantity

_POINTS = 500
_Text = Annotated[str, Query(max_length=64)]
_Ids = Annotated[list[Annotated[str, Query(max_length=400)]], Query(max_length=60)]
_Key = tuple[str, str, str]
"""Exercise, metric and side."""

router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """One athlete's row.

    Parameters
    ----------
    mark
        Which colour and shape, from 0.
    value, change, verdict
        The newest value with its error, and how it stands to the athlete's own baseline.
    place
        Among the group, where that can be said.
    """

    athlete_id: str
    name: str
    mark: int
    value: str
    session_id: str | None
    at: Any
    method: str
    baseline: str
    change: str
    verdict: team_view.Told | None
    withheld: str
    place: str


@router.get("/compare")
async def compare(
    visit: Open,
    athletes: _Ids = [],  # noqa: B006 - FastAPI copies it
    exercise: _Text = "",
    quantity: _Text = "",
    side: _Text = "",
    club: _Text = "",
    team: _Text = "",
) -> Response:
    """Trends of up to six athletes in one chart and a table."""
    ids = list(dict.fromkeys(one for some in athletes for one in some.split(",") if one))
    if len(ids) > MOST_COMPARED:
        raise Unusable(f"query.athletes: at most {MOST_COMPARED} can be compared; leave some out")
    people = [await visit.services.athletes.get(visit.viewer, one) for one in ids]
    measured = await asyncio.gather(
        *(visit.services.analytics.measured(visit.viewer, one) for one in ids)
    )
    known = Counter(
        (item.exercise, item.metric, item.side)
        for some in measured
        for item in some.items
        if item.metric in metrics_of(item.exercise) or item.metric in BETTER
    )
    chosen = _chosen(known, (exercise, quantity, side))
    trends: list[TrendOut | None] = [None] * len(ids)
    if chosen is not None:
        trends = list(await asyncio.gather(*(_trend(visit, one, chosen) for one in ids)))
    places = await _places(visit, people, chosen, club, team)
    return visit.page(
        "compare/compare.html",
        athletes=people,
        chosen=chosen,
        quantity=None if chosen is None else visit.units.of(CATALOGUE[chosen[1]]),
        choices=_choices(known, chosen),
        club=club,
        team=team,
        rows=[
            _row(number, one, trend, places, visit.units)
            for number, (one, trend) in enumerate(zip(people, trends, strict=True))
        ],
        several_methods=len(_methods(trends)) > 1,
        plot=None if chosen is None else _plot(people, trends, chosen, visit.units),
    )


def _chosen(known: Counter[_Key], asked: _Key) -> _Key | None:
    """What is asked for as far as it is there; of the rest what most have, the foremost first."""
    if not known:
        return None

    def fit(key: _Key) -> tuple[int, int, int]:
        alike = sum(
            weight
            for weight, mine, wanted in zip((4, 2, 1), key, asked, strict=True)
            if mine == wanted
        )
        foremost = metrics_of(key[0])
        place = foremost.index(key[1]) if key[1] in foremost else len(foremost)
        return -alike, -known[key], place

    return min(sorted(known), key=fit)


def _choices(known: Counter[_Key], chosen: _Key | None) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: every exercise, its numbers, and the legs of the number."""
    if chosen is None:
        return {}
    exercise, metric, _ = chosen
    order = list(CATALOGUE)
    metrics = sorted({one[1] for one in known if one[0] == exercise}, key=order.index)
    return {
        "exercise": [
            (one, wording.exercise_name(one)) for one in sorted({one[0] for one in known})
        ],
        "quantity": [(one, CATALOGUE[one].label) for one in metrics],
        "side": [
            (one, say(f"compare.leg.{one}"))
            for one in ("left", "right", "both", "unknown")
            if (exercise, metric, one) in known
        ],
    }


async def _trend(visit: Visit, athlete_id: str, chosen: _Key) -> TrendOut | None:
    exercise, metric, side = chosen
    asked = TrendQuery((metric,), "mean", exercise, side, None, None, _POINTS)
    found = await visit.services.analytics.trends(visit.viewer, athlete_id, asked)
    return found.items[0] if found.items else None


async def _places(
    visit: Visit, people: Sequence[AthleteOut], chosen: _Key | None, club: str, team: str
) -> dict[tuple[str, str], Place]:
    """Where each stands in the club that they share, for those who coach there."""
    shared = {person.organization_id for person in people}
    coached = {coach.organization_id for coach in visit.coaches}
    if chosen is None or len(shared) != 1 or not shared <= coached:
        return {}
    group = Group(shared.pop(), team or None if club else None)
    exercise, metric, side = chosen
    return await visit.services.rosters.places(visit.viewer, group, metric, exercise, side)


def _row(
    number: int,
    athlete: AthleteOut,
    trend: TrendOut | None,
    places: dict[tuple[str, str], Place],
    units: Units,
) -> Compared:
    last = None if trend is None else trend.points[-1]
    if trend is None or last is None:
        nothing = say("compare.no_value")
        return Compared(
            athlete.id, athlete.name, number, nothing, None, None, "", "", "", None, "", ""
        )
    quantity = units.of(CATALOGUE[trend.metric])
    suffix = wording.unit_suffix(quantity)
    place = places.get((athlete.id, last.method))
    change = trend.change
    return Compared(
        athlete_id=athlete.id,
        name=athlete.name,
        mark=number,
        value=wording.with_uncertainty(last.value, last.uncertainty, quantity) + suffix,
        session_id=last.session_id,
        at=last.performed_at,
        method=wording.method_name(last.method),
        baseline=""
        if trend.baseline is None
        else wording.number(trend.baseline.mean, quantity) + suffix,
        change="" if change is None else team_view.change_of(quantity, change.difference),
        verdict=None if change is None else team_view.verdict_of(change),
        withheld=wording.in_words(trend.withheld or ""),
        place="" if place is None else say("compare.place", rank=place.rank, of=place.of),
    )


def _methods(trends: Sequence[TrendOut | None]) -> set[str]:
    return {trend.points[-1].method for trend in trends if trend is not None}


def _plot(
    people: Sequence[AthleteOut], trends: Sequence[TrendOut | None], chosen: _Key, units: Units
) -> dict[str, Any] | None:
    """What the chart is drawn from; each athlete's points are those that compare with the last."""
    series = [
        {
            "name": person.name,
            "mark": number,
            "time": [point.performed_at.timestamp() for point in trend.points if point.comparable],
            "value": [point.value for point in trend.points if point.comparable],
        }
        for number, (person, trend) in enumerate(zip(people, trends, strict=True))
        if trend is not None
    ]
    return {"series": series, "shown": _shown(units.of(CATALOGUE[chosen[1]]))} if series else None


def _shown(quantity: Quantity) -> dict[str, str | float | int]:
    return {
        "label": quantity.label,
        "unit": quantity.display_unit,
        "factor": quantity.per_display,
        "decimals": quantity.decimals,
    }
