"""Athletes of a team in words: how each stands, why somebody should look, and what to do."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from api.analytics.roster import RosterRow
from api.analytics.schemas import ChangeOut, HeadlineOut, LegsNowOut, OverviewRow, ReasonOut
from api.web.components import svg, wording
from api.web.components.units import Units
from api.web.words import say
from tracker.metrics import CATALOGUE, Quantity

_SPARK_SIZE = (96, 28)
_SPARK_MARGIN = 4
_BAR_GAP = 4
"""Of the view boxes in the table: their lines must not be cut off, and bars stand apart."""
_TO_PROGRAMME = {"absent", "adherence"}
_BADGES = {"urgent": "error", "attention": "warning", "note": ""}
_MINUS_SIGN, _PERCENT = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}%"
_BREAKING = "=+-@\t\r"


@dataclass(frozen=True, slots=True)
class Told:
    """A short word with what colours it; the colour says nothing that the word does not."""

    word: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, and where to go about it."""

    badge: Told
    short: str
    words: str
    action: str
    address: str


@dataclass(frozen=True, slots=True)
class Needing:
    """An athlete who needs attention."""

    athlete_id: str
    name: str
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table.

    Parameters
    ----------
    last_at, session_id, exercise
        Of the last session.
    value, label, spark, spark_words
        The foremost number of it, what it is, and how it went.
    change, verdict
        Against the baseline; or why there is no verdict.
    legs, legs_label, beyond
        How they stand to each other.
    attendance, planned
        Days of training, of how many that are planned.
    weeks, weeks_words
        Repetitions of four weeks.
    attention, why
        The gravest reason, and all of them.
    """

    athlete_id: str
    name: str
    last_at: datetime | None
    session_id: str | None
    exercise: str
    value: str
    label: str
    spark: svg.Sparkline | None
    spark_words: str
    change: str
    verdict: Told | None
    withheld: str
    legs: str
    legs_label: str
    beyond: bool
    attendance: str
    share: str
    weeks: list[svg.Bar]
    weeks_words: str
    efforts: int
    attention: Told | None
    why: tuple[Why, ...]


def needing(rows: Iterable[OverviewRow]) -> list[Needing]:
    """Athletes with the reasons to look at them."""
    return [Needing(row.athlete_id, row.name, _whys(row)) for row in rows]


def line_of(row: RosterRow, units: Units) -> Line:
    """A row of the table."""
    one, last = row.shown, row.shown.last_session
    whys = _whys(one)
    head, legs, attendance = one.headline, one.legs, one.attendance
    share = None if attendance is None else attendance.share
    verdict = None if head is None or head.change is None else verdict_of(head.change)
    return Line(
        athlete_id=one.athlete_id,
        name=one.name,
        last_at=None if last is None else last.performed_at,
        session_id=None if last is None else last.session_id,
        exercise=wording.exercise_name(last.exercise) if last and last.exercise else "",
        value="" if head is None else _amount(head.metric, head.value, units),
        label="" if head is None else label_of(head.metric, head.side),
        spark=svg.sparkline(row.history, *_SPARK_SIZE, _SPARK_MARGIN),
        spark_words=_spark_words(head, row.history, units),
        change=""
        if head is None or head.change is None
        else change_of(units.of(CATALOGUE[head.metric]), head.change.difference),
        verdict=verdict,
        withheld="" if head is None else wording.in_words(head.withheld or ""),
        legs="" if legs is None else f"{abs(legs.value):.0f}{_PERCENT}",
        legs_label="" if legs is None else _legs_words(legs),
        beyond=legs is not None and legs.beyond,
        attendance=""
        if attendance is None
        else say(
            "team.table.days",
            count=attendance.days_trained,
            planned=attendance.sessions_per_week,
        ),
        share="" if share is None else f"{share:.0f}{_PERCENT}",
        weeks=svg.bars(one.efforts_by_week, *_SPARK_SIZE, _BAR_GAP),
        weeks_words=say(
            "team.table.weeks_words", weeks=", ".join(str(count) for count in one.efforts_by_week)
        ),
        efforts=one.efforts_by_week[-1],
        attention=whys[0].badge if whys else None,
        why=whys,
    )


def label_of(metric: str, side: str) -> str:
    """What a number is, and of which leg."""
    label = wording.quantity_of(metric, "").label
    return f"{label}, {wording.side_name(side)}" if wording.side_name(side) else label


def change_of(quantity: Quantity, difference: float) -> str:
    """A change in the unit that a quantity is shown in, with its sign."""
    shown = wording.number(difference, quantity)
    sign = "" if shown.startswith(_MINUS_SIGN) or not float(shown) else "+"
    return f"{sign}{shown}{wording.unit_suffix(quantity)}"


def verdict_of(change: ChangeOut) -> Told:
    """How a change is to be read."""
    if change.verdict == "real":
        kind = {"better": "better", "worse": "warning"}.get(change.direction or "", "")
        return Told(say(f"team.verdict.{change.direction or 'real'}"), kind)
    return Told(say(f"team.verdict.{change.verdict}"))


def as_csv(rows: Sequence[RosterRow]) -> str:
    """The table for a spreadsheet: in the units of the catalogue, one athlete a row."""
    sink = StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(
        (
            "name", "athlete_id", "last_session_at", "exercise", "metric", "side", "value", "unit",
            "method", "baseline", "difference", "mdc95", "verdict", "direction", "legs_metric",
            "legs_percent", "days_trained", "sessions_per_week", "attendance_percent",
            "efforts_4_weeks_ago", "efforts_3_weeks_ago", "efforts_2_weeks_ago",
            "efforts_last_week", "urgency", "reasons",
        )
    )  # fmt: skip
    writer.writerows(_cells(row.shown) for row in rows)
    return sink.getvalue()


def _cells(one: OverviewRow) -> list[object]:
    last, head, legs, days = one.last_session, one.headline, one.legs, one.attendance
    change = head and head.change
    return [
        _inert(one.name), one.athlete_id, last and last.performed_at.isoformat(),
        last and last.exercise, head and head.metric, head and head.side, head and head.value,
        head and head.unit, head and head.method,
        head and head.baseline and head.baseline.mean, change and change.difference,
        change and change.mdc95, change and change.verdict, change and change.direction,
        legs and legs.metric, legs and legs.value, days and days.days_trained,
        days and days.sessions_per_week, days and days.share, *one.efforts_by_week, one.urgency,
        "; ".join(reason.words for reason in one.reasons),
    ]  # fmt: skip


def _inert(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(tuple(_BREAKING)) else text


def _amount(metric: str, value: float, units: Units) -> str:
    quantity = units.of(CATALOGUE[metric])
    return wording.number(value, quantity) + wording.unit_suffix(quantity)


def _spark_words(head: HeadlineOut | None, history: Sequence[float], units: Units) -> str:
    if head is None or len(history) < 2:
        return ""
    first, last = (_amount(head.metric, one, units) for one in (history[0], history[-1]))
    return say("team.table.spark_words", count=len(history), first=first, last=last)


def _legs_words(legs: LegsNowOut) -> str:
    label = wording.quantity_of(legs.metric, "").label
    if not legs.metric.startswith("asymmetry"):
        return label
    return say("team.table.stronger_right" if legs.value > 0 else "team.table.stronger_left",
               label=label)  # fmt: skip


def _whys(row: OverviewRow) -> tuple[Why, ...]:
    return tuple(_why(row, reason) for reason in row.reasons)


def _why(row: OverviewRow, one: ReasonOut) -> Why:
    badge = Told(say(f"team.severity.{one.severity}"), _BADGES[one.severity])
    if one.session_id is not None:
        where = ("session", f"/sessions/{one.session_id}")
    elif one.code in _TO_PROGRAMME:
        where = ("programme", f"/athletes/{row.athlete_id}/programme")
    else:
        where = ("pain" if one.code == "pain" else "load", f"/athletes/{row.athlete_id}")
    return Why(
        badge, say(f"team.code.{one.code}"), one.words, say(f"team.action.{where[0]}"), where[1]
    )
