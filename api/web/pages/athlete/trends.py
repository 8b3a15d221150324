"""The trend of one number as a page shows it: what to say of it, what to draw, and the table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.analytics.schemas import PointOut, TrendOut, TrendsOut
from api.sessions.schemas import SessionSummary
from api.web.components import wording
from api.web.components.dates import day_words, month_words
from api.web.components.units import Units
from api.web.pages.athlete.selection import Chosen
from api.web.words import say
from tracker.metrics import CATALOGUE, Quantity
from tracker.programme.attention import HEADLINES

Tone = Literal["good", "poor", "fair", ""]
_MOST_ROWS = 100
_LAST = (1000, True)
_CHANGED = {
    ("real", True): "athlete.trend.real_up",
    ("real", False): "athlete.trend.real_down",
    ("uncertain", True): "athlete.trend.uncertain_up",
    ("uncertain", False): "athlete.trend.uncertain_down",
    ("noise", True): "athlete.trend.noise",
    ("noise", False): "athlete.trend.noise",
}
"""Verdict, and whether it went up, to the words."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest value of one leg, and what to think of it."""

    side: str
    leg: str
    value: str
    unit: str
    badge: str
    tone: Tone
    words: str
    basis: str
    session_id: str


@dataclass(frozen=True, slots=True)
class Row:
    """One session of the table."""

    point: PointOut
    leg: str
    value: str
    expected: str
    verdict: str
    method: str


@dataclass(frozen=True, slots=True)
class TrendView:
    """A number over time, both legs.

    Parameters
    ----------
    quantity
        In the reader's units.
    latest
        One a leg.
    rows
        Newest first, of the time that is shown.
    plot
        What the page's script draws; None where nothing is in that time.
    keys
        Names of the marks that the chart's legend explains.
    cut
        Whether there are more than are shown.
    """

    quantity: Quantity
    latest: tuple[Latest, ...]
    rows: tuple[Row, ...]
    plot: dict[str, Any] | None
    keys: tuple[str, ...]
    cut: bool


def trend_of(found: TrendsOut, chosen: Chosen, units: Units) -> TrendView | None:
    """Show the trends of one metric of one exercise; None where there are no values."""
    if not found.items:
        return None
    quantity = units.of(CATALOGUE[found.items[0].metric])
    shown = [
        (item, [p for p in item.points if chosen.since is None or p.performed_at >= chosen.since])
        for item in found.items
    ]
    rows = sorted(
        (_row(one.side, point, quantity) for one, points in shown for point in points),
        key=lambda row: row.point.performed_at,
        reverse=True,
    )
    sides = tuple(item.side for item in found.items)
    return TrendView(
        quantity,
        tuple(_latest(item, quantity) for item in found.items),
        tuple(rows[:_MOST_ROWS]),
        _plot([one for one in shown if one[1]], quantity) if rows else None,
        _keys(sides, [row.point for row in rows]),
        found.cut or len(rows) > _MOST_ROWS,
    )


def figures_of(
    found: TrendsOut, sessions: Sequence[SessionSummary], units: Units
) -> dict[str, str]:
    """Session to its exercise's foremost number, of the leg that it names, where it names one."""
    exercises = {session.id: session.exercise for session in sessions}
    sides = {session.id: session.side for session in sessions}
    figures: dict[str, tuple[tuple[int, bool], str]] = {}
    for trend in found.items:
        quantity = units.of(CATALOGUE[trend.metric])
        for point in trend.points:
            if exercises.get(point.session_id) != trend.exercise:
                continue
            told = HEADLINES.get(trend.exercise, ())
            place = told.index(trend.metric) if trend.metric in told else len(told)
            rank = (place, sides[point.session_id] != trend.side)
            if place < len(told) and rank < figures.get(point.session_id, (_LAST, ""))[0]:
                words = f"{quantity.label} {amount(point.value, quantity)}"
                figures[point.session_id] = rank, words
    return {session_id: words for session_id, (_, words) in figures.items()}


def amount(value: float, quantity: Quantity) -> str:
    """A value with its unit."""
    return wording.number(value, quantity) + wording.unit_suffix(quantity)


def why(text: str, method: str) -> str:
    """Why there is no verdict, with the method's name as people read it."""
    return wording.in_words(text.replace(method, wording.method_name(method)))


def _latest(one: TrendOut, quantity: Quantity) -> Latest:
    point = one.points[-1]
    badge, tone = _badge(one)
    return Latest(
        one.side,
        say(f"athlete.trend.leg.{one.side}"),
        wording.with_uncertainty(point.value, point.uncertainty, quantity),
        wording.unit_suffix(quantity),
        badge,
        tone,
        _words(one, quantity),
        "" if one.change is None else say("athlete.trend.basis", basis=one.change.basis),
        point.session_id,
    )


def _badge(one: TrendOut) -> tuple[str, Tone]:
    change = one.change
    if change is None:
        return "", ""
    if change.verdict != "real":
        return say(f"athlete.trend.badge.{change.verdict}"), ""
    if change.direction is None:
        return say("athlete.trend.badge.real"), "fair"
    tone: Tone = "good" if change.direction == "better" else "poor"
    return say(f"athlete.trend.badge.{change.direction}"), tone


def _words(one: TrendOut, quantity: Quantity) -> str:
    change, baseline = one.change, one.baseline
    if change is None or baseline is None:
        method = one.points[-1].method
        return say("athlete.trend.withheld", why=why(one.withheld or "", method))
    earlier = [point for point in one.points[:-1] if point.comparable]
    before = say(
        "athlete.trend.before",
        count=baseline.tests,
        since=month_words(earlier[0].performed_at.date()),
    )
    return say(
        _CHANGED[change.verdict, change.difference > 0],
        by=amount(abs(change.difference), quantity),
        mdc=amount(change.mdc95, quantity),
        before=before,
    )


def _row(side: str, point: PointOut, quantity: Quantity) -> Row:
    expected = point.expected
    if point.quality == "poor":
        verdict = "poor"
    else:
        verdict = "first" if expected is None else expected.verdict
    return Row(
        point,
        say(f"athlete.trend.of.{side}"),
        wording.with_uncertainty(point.value, point.uncertainty, quantity),
        ""
        if expected is None
        else wording.with_uncertainty(expected.mean, expected.mdc95, quantity),
        say(f"athlete.trend.verdicts.{verdict}"),
        wording.method_name(point.method),
    )


def _plot(shown: list[tuple[TrendOut, list[PointOut]]], quantity: Quantity) -> dict[str, Any]:
    moments = [point.performed_at for _, points in shown for point in points]
    sides = [say(f"athlete.trend.of.{one.side}") for one, _ in shown]
    return {
        "unit": wording.unit_suffix(quantity),
        "decimals": quantity.decimals,
        "words": say(
            "athlete.trend.chart",
            label=quantity.label,
            sides=", ".join(sides),
            count=len({point.session_id for _, points in shown for point in points}),
            first=day_words(min(moments).date()),
            last=day_words(max(moments).date()),
        ),
        "series": [
            {"side": one.side, "points": [_drawn(point, quantity.per_display) for point in points]}
            for one, points in shown
        ],
    }


def _drawn(point: PointOut, factor: float) -> dict[str, Any]:
    expected = point.expected if point.comparable else None
    return {
        "at": point.performed_at.timestamp(),
        "value": point.value * factor,
        "around": None if point.uncertainty is None else point.uncertainty * factor,
        "mean": None if expected is None else expected.mean * factor,
        "mdc": None if expected is None else expected.mdc95 * factor,
        "mark": _mark(point),
        "session": point.session_id,
    }


def _mark(point: PointOut) -> str:
    if not point.comparable:
        return "other"
    expected = point.expected
    if expected is None or expected.verdict != "real":
        return "plain"
    return "up" if point.value > expected.mean else "down"


def _keys(sides: tuple[str, ...], points: list[PointOut]) -> tuple[str, ...]:
    marks = {_mark(point) for point in points}
    keys = [*sides, *(one for one in ("up", "down", "other") if one in marks)]
    if any(point.comparable and point.expected is not None for point in points):
        keys.append("band")
    if any(point.uncertainty is not None for point in points):
        keys.append("whisker")
    return tuple(keys)
