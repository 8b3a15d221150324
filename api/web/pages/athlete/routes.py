"""Pages of one athlete: trends, symmetry, plan, calendar and load; telling of a day."""

from collections.abc import Awaitable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Response
from fastapi.responses import RedirectResponse

from api.analytics.query import TrendQuery
from api.analytics.schemas import AllMeasuredOut
from api.athletes.schemas import AthleteOut
from api.core.authentication import check_form
from api.core.errors import ApiError, NotFound
from api.core.routing import Router
from api.programmes.schemas import DayOut, NextOut
from api.sessions.filters import SessionFilter
from api.sessions.schemas import SessionSummary
from api.web.components.dates import day_words, month_words, short_day
from api.web.components.form_data import Sent
from api.web.components.visit import Acting, Open, Visit
from api.web.pages.athlete import selection as choices
from api.web.pages.athlete.diary_day import day_told, day_view
from api.web.pages.athlete.legs import NORMED, NORMED_EXERCISE, legs_of, norms_of
from api.web.pages.athlete.selection import Chosen, Said, chosen
from api.web.pages.athlete.training import calendar_of, load_of, next_of, planned_weeks
from api.web.pages.athlete.trends import TrendView, figures_of, trend_of
from tracker.metrics import CATALOGUE
from tracker.programme.attention import HEADLINES

router = Router(include_in_schema=False)

_POINTS = 1000
_PAIRS = 200
_SESSIONS = 8
_WEEKS = 12
_ADHERENCE_WEEKS = 8
_Text = Annotated[str, Query(max_length=64)]
_Found = TypeVar("_Found")


async def said(
    exercise: _Text = "",
    metric: _Text = "",
    side: _Text = "",
    span: _Text = "",
    involved: _Text = "",
    month: _Text = "",
    day: _Text = "",
) -> Said:
    """What an address asks to be shown."""
    return Said(exercise, metric, side, span, involved, month, day)


_Said = Annotated[Said, Depends(said)]


@router.get("/athletes/{athlete_id}")
async def athlete(visit: Open, athlete_id: str, asked: _Said) -> Response:
    """An athlete: what changed, what comes next, and what was done."""
    return await _page(visit, athlete_id, asked)


@router.post("/athletes/{athlete_id}/diary")
async def tell(visit: Acting, athlete_id: str, asked: _Said, sent: Sent) -> Response:
    """Take what a form tells of a day, or what it takes back."""
    check_form(visit.viewer, sent.get("csrf", ""))
    services, viewer = visit.services, visit.viewer
    measured = await services.analytics.measured(viewer, athlete_id)
    what = chosen(athlete_id, asked, measured)
    try:
        if "forget" in sent:
            await services.programmes.forget(viewer, athlete_id, what.day)
        else:
            kept = await _kept(visit, athlete_id, what.day)
            proposed = await _next(visit, athlete_id, what.day)
            told, problems = day_told(sent, kept, proposed, visit.units)
            if told is None:
                return await _page(visit, athlete_id, asked, sent=sent, problems=problems)
            await services.programmes.tell(viewer, athlete_id, what.day, told)
    except ApiError as error:
        if error.status not in {409, 422}:
            raise
        return await _page(visit, athlete_id, asked, sent=sent, problems={"day": str(error)})
    return RedirectResponse(what.address("diary"), status_code=303)


async def _page(
    visit: Visit,
    athlete_id: str,
    asked: Said,
    *,
    sent: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    services, viewer = visit.services, visit.viewer
    found = await services.athletes.get(viewer, athlete_id)
    measured = await services.analytics.measured(viewer, athlete_id)
    what = chosen(athlete_id, asked, measured)
    shown: dict[str, Any] = {
        "athlete": found,
        "day_words": day_words,
        "month_words": month_words,
        "short_day": short_day,
        "own": athlete_id in visit.own_athletes,
        "chosen": what,
        "choices": _choices(measured, what),
        "trend": await _trend(visit, what),
    }
    if visit.htmx and sent is None:
        return visit.page("athlete/athlete_trend.html", **shown)
    page = await services.sessions.page(viewer, _SESSIONS, SessionFilter(athlete_id=athlete_id))
    shown |= {
        "overview": await services.analytics.athlete(viewer, athlete_id),
        "sessions": page.items,
        "figures": await _figures(visit, athlete_id, page.items),
        "consents": [
            item
            for item in (await services.athletes.consents(viewer, athlete_id)).items
            if item.revoked_at is None
        ],
    }
    shown |= await _compared(visit, found, what)
    shown |= await _training(visit, what, sent, problems)
    return visit.page("athlete/athlete.html", 422 if problems else 200, **shown)


def _choices(measured: AllMeasuredOut, what: Chosen) -> dict[str, Any]:
    metrics = choices.metrics(measured, what.exercise)
    labels = [CATALOGUE[metric].label for metric in metrics]
    return {
        "exercises": choices.exercises(measured),
        "metrics": [
            (CATALOGUE[metric], labels.count(CATALOGUE[metric].label) > 1) for metric in metrics
        ],
        "sides": choices.sides(measured, what.exercise, what.metric),
        "spans": choices.SPANS,
    }


async def _trend(visit: Visit, what: Chosen) -> TrendView | None:
    if what.metric is None:
        return None
    side = None if what.side == choices.EACH else what.side
    asked = TrendQuery((what.metric,), "mean", what.exercise, side, None, None, _POINTS)
    found = await visit.services.analytics.trends(visit.viewer, what.athlete_id, asked)
    return trend_of(found, what, visit.units)


async def _figures(
    visit: Visit, athlete_id: str, sessions: Sequence[SessionSummary]
) -> dict[str, str]:
    """Session to its foremost number in words."""
    exercises = {session.exercise for session in sessions if session.exercise in HEADLINES}
    metrics = tuple(sorted({headline for name in exercises for headline in HEADLINES[name or ""]}))
    if not metrics:
        return {}
    since = min(session.performed_at for session in sessions)
    found = await visit.services.analytics.trends(
        visit.viewer, athlete_id, TrendQuery(metrics, "mean", None, None, since, None, _POINTS)
    )
    return figures_of(found, sessions, visit.units)


async def _compared(visit: Visit, found: AthleteOut, what: Chosen) -> dict[str, Any]:
    """Left against right, and both against published values."""
    analytics, viewer = visit.services.analytics, visit.viewer
    legs = await analytics.symmetry(
        viewer, found.id, TrendQuery((), "mean", None, None, None, None, _PAIRS), what.involved
    )
    normed = await analytics.trends(
        viewer, found.id, TrendQuery(NORMED, "mean", NORMED_EXERCISE.id, None, None, None, _PAIRS)
    )
    return {
        "symmetry": legs,
        "legs": legs_of(legs, what.exercise, visit.units),
        "norms": norms_of(
            normed,
            visit.units,
            age_known=found.birth_year is not None,
            sex_known=found.sex in {"female", "male"},
        ),
    }


async def _training(
    visit: Visit, what: Chosen, sent: dict[str, str] | None, problems: dict[str, str] | None
) -> dict[str, Any]:
    """The plan, the month, the day that is opened, and the load."""
    services, viewer, athlete_id = visit.services, visit.viewer, what.athlete_id
    today = datetime.now(UTC).date()
    programme = await _or_none(services.programmes.get(viewer, athlete_id))
    proposed = await _next(visit, athlete_id, today)
    adherence = await _or_none(services.programmes.adherence(viewer, athlete_id))
    first = what.month - timedelta(days=7)
    diary = await services.programmes.diary(
        viewer, athlete_id, first, what.month + timedelta(days=45)
    )
    planned = planned_weeks(programme, adherence, what.month + timedelta(days=42))
    load = await services.programmes.load(viewer, athlete_id, _WEEKS)
    return {
        "tell_at": what.address("diary", "/diary"),
        "programme": programme,
        "next": None if proposed is None else next_of(proposed, visit.units),
        "adherence": [] if adherence is None else adherence.items[: -_ADHERENCE_WEEKS - 1 : -1],
        "weeks": calendar_of(what.month, today, diary.items, programme, planned),
        "month_before": (what.month - timedelta(days=1)).replace(day=1),
        "month_after": (what.month + timedelta(days=31)).replace(day=1),
        "day": day_view(
            what.day,
            await _kept(visit, athlete_id, what.day),
            await _next(visit, athlete_id, what.day),
            visit.units,
            sent,
            problems,
        ),
        "load": load_of(load, _WEEKS, today, visit.units),
    }


async def _kept(visit: Visit, athlete_id: str, day: date) -> DayOut | None:
    found = await visit.services.programmes.diary(visit.viewer, athlete_id, day, day)
    return next(iter(found.items), None)


async def _next(visit: Visit, athlete_id: str, day: date) -> NextOut | None:
    return await _or_none(visit.services.programmes.next(visit.viewer, athlete_id, day))


async def _or_none(asked: Awaitable[_Found]) -> _Found | None:
    try:
        return await asked
    except NotFound:
        return None
