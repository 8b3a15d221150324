"""Plan, calendar and load as a page shows them."""

from calendar import Calendar
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from api.programmes.schemas import (
    AdherenceOut,
    DayOut,
    GateOut,
    LoadOut,
    NextOut,
    ProgrammeOut,
    ProposedOut,
    WeekLoadOut,
)
from api.web.components.dates import day_words
from api.web.components.units import Units
from api.web.words import say
from tracker.interpretation.red_flags import MOST_PAIN

_SUMS = ("raises", "contacts", "load_kg", "session_rpe")
_BARS = (100.0, 40.0)
_GAP = 0.25
_LINE = 3
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class ProposedView:
    """One exercise of the next session."""

    name: str
    dose: str
    change: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class GateView:
    """A condition of the next phase; `state` is ``met``, ``not_met`` or ``unknown``."""

    what: str
    asks: str
    now: str
    left: str
    state: str


@dataclass(frozen=True, slots=True)
class NextView:
    """What comes next.

    Parameters
    ----------
    line
        All of it in one line.
    """

    told: NextOut
    since: str
    line: str
    exercises: tuple[ProposedView, ...]
    gates: tuple[GateView, ...]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of a month; `marks` are names of what is shown on it."""

    day: date
    inside: bool
    future: bool
    marks: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """One row of a month."""

    days: tuple[CalendarDay, ...]
    done: int
    planned: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of a chart, in its own coordinates."""

    x: float
    y: float
    width: float
    height: float
    last: bool


@dataclass(frozen=True, slots=True)
class LoadChart:
    """One sum of the weeks: of the last whole one, its change, and of this one so far."""

    label: str
    value: str
    change: str
    so_far: str
    words: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One week of the table."""

    week: str
    sessions: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LoadView:
    """The load of some weeks; sums that are nothing in all of them are left out."""

    charts: tuple[LoadChart, ...]
    heads: tuple[str, ...]
    rows: tuple[LoadRow, ...]


def next_of(told: NextOut, units: Units) -> NextView:
    """Show what comes next."""
    exercises = tuple(_proposed(exercise, units) for exercise in told.exercises)
    parts = [
        say("athlete.next.line", name=exercise.name, dose=exercise.dose)
        for exercise in exercises[:_LINE]
    ]
    if len(exercises) > _LINE:
        parts.append(say("athlete.next.more", count=len(exercises) - _LINE))
    return NextView(
        told,
        day_words(told.since),
        _SEPARATOR.join(parts),
        exercises,
        tuple(_gate(one) for one in told.to_go_on),
    )


def dose(sets: int, reps: str | int, side: str, load_kg: float, surface: str, units: Units) -> str:
    """How much of an exercise, and how."""
    parts = [say("athlete.next.dose", sets=sets, reps=reps)]
    if side == "each":
        parts.append(say("athlete.next.each"))
    if load_kg:
        load = f"{units.mass(load_kg):.3g}"
        parts.append(say("athlete.next.load", load=load, unit=units.mass_unit))
    if surface != "floor":
        parts.append(surface.replace("_", " "))
    return ", ".join(parts)


def calendar_of(
    month: date,
    today: date,
    days: Sequence[DayOut],
    programme: ProgrammeOut | None,
    planned: Mapping[date, int],
) -> tuple[CalendarWeek, ...]:
    """A month by weeks from Monday, with what was done on its days.

    Parameters
    ----------
    month, today
        Its first day, and the day after which nothing was done yet.
    days, programme
        What was done and told, and the plan that is followed.
    planned
        Monday to how many sessions that week asks for.
    """
    told = {day.on: day for day in days}
    trained = {day.on for day in days if _trained(day)}
    most = MOST_PAIN if programme is None else programme.plan.most_pain
    weeks = []
    for dates in Calendar().monthdatescalendar(month.year, month.month):
        due = _due(dates, trained, planned.get(dates[0], 0), today)
        shown = tuple(
            _calendar_day(one, month, today, told.get(one), most, due=one in due) for one in dates
        )
        done = len(trained & set(dates))
        weeks.append(
            CalendarWeek(shown, done, planned.get(dates[0], 0) if dates[0] <= today else 0)
        )
    return tuple(weeks)


def planned_weeks(
    programme: ProgrammeOut | None, adherence: AdherenceOut | None, until: date
) -> dict[date, int]:
    """Monday to the sessions that the plan asks for, since it began; those to come as the last."""
    if programme is None or adherence is None or not adherence.items:
        return {}
    first = adherence.items[0].start
    monday = first - timedelta(days=first.weekday())
    weeks: dict[date, int] = {}
    while monday <= until:
        begun = [
            item.planned for item in adherence.items if item.start <= monday + timedelta(days=6)
        ]
        weeks[monday] = begun[-1]
        monday += timedelta(days=7)
    return weeks


def _due(dates: Sequence[date], trained: Set[date], planned: int, today: date) -> set[date]:
    """Days over which what is left of a week's sessions is spread; any other would do as well."""
    free = [one for one in dates if one >= today and one not in trained]
    left = min(len(free), planned - len(trained & set(dates)))
    return {free[number * len(free) // left] for number in range(left)}


def load_of(found: LoadOut, weeks: int, today: date, units: Units) -> LoadView | None:
    """The load of all weeks up to today's; None where nothing was done."""
    monday = today - timedelta(days=today.weekday())
    known = {item.monday: item for item in found.items}
    shown = [
        known.get(start) or _idle(start)
        for start in (monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1))
    ]
    sums = [name for name in _SUMS if any(getattr(one, name) for one in shown)]
    if not any(one.sessions for one in shown):
        return None
    return LoadView(
        tuple(_chart(name, shown, units) for name in sums),
        tuple(say(f"athlete.load.{name}") + _unit(name, units) for name in sums),
        tuple(
            LoadRow(
                day_words(one.monday),
                one.sessions,
                tuple(_sum(name, getattr(one, name), units) for name in sums),
            )
            for one in reversed(shown)
        ),
    )


def _proposed(one: ProposedOut, units: Units) -> ProposedView:
    return ProposedView(
        one.name,
        dose(one.sets, one.reps, one.side, one.load_kg, one.surface, units),
        say(f"athlete.programme.change.{one.change}"),
        one.change,
        one.reason,
    )


def _gate(one: GateOut) -> GateView:
    asks = [
        say(f"athlete.programme.{name}", value=f"{bound:g}")
        for name, bound in (("at_least", one.at_least), ("at_most", one.at_most))
        if bound is not None
    ]
    left = ""
    if one.value is not None and one.at_least is not None and one.value < one.at_least:
        left = say("athlete.programme.short", by=f"{one.at_least - one.value:.3g}")
    elif one.value is not None and one.at_most is not None and one.value > one.at_most:
        left = say("athlete.programme.over", by=f"{one.value - one.at_most:.3g}")
    return GateView(
        say(f"athlete.programme.measure.{one.measure}"),
        ", ".join(asks),
        "" if one.value is None else say("athlete.programme.now", value=f"{one.value:.3g}"),
        left,
        {True: "met", False: "not_met", None: "unknown"}[one.holds],
    )


def _calendar_day(
    day: date, month: date, today: date, told: DayOut | None, most_pain: float, *, due: bool
) -> CalendarDay:
    marks = ["due"] if due else []
    if told is not None:
        marks.append("trained" if _trained(told) else "told")
        if max(told.pain or 0.0, told.morning_pain or 0.0) > most_pain:
            marks.append("pain")
    if day == today:
        marks.append("today")
    what = ", ".join(say(f"athlete.calendar.{mark}") for mark in marks)
    words = say(
        "athlete.calendar.day",
        day=day_words(day),
        what=what or say("athlete.calendar.nothing"),
    )
    inside = (day.year, day.month) == (month.year, month.month)
    return CalendarDay(day, inside, day > today, tuple(marks), words)


def _trained(day: DayOut) -> bool:
    return bool(day.done) or day.rpe is not None or day.minutes is not None


def _idle(monday: date) -> WeekLoadOut:
    return WeekLoadOut(
        monday=monday, sessions=0, raises=0, load_kg=0, contacts=0, session_rpe=0, changes={}
    )


def _chart(name: str, weeks: Sequence[WeekLoadOut], units: Units) -> LoadChart:
    values = [float(getattr(week, name)) for week in weeks]
    label, unit = say(f"athlete.load.{name}"), _unit(name, units)
    last, so_far = (_sum(name, value, units) + unit for value in values[-2:])
    change = weeks[-2].changes.get(name)
    width, height = _BARS
    step, most = width / len(values), max(values)
    return LoadChart(
        label,
        last,
        ""
        if change is None
        else say("athlete.load.change", change=f"{change:+.0f}".replace("-", "\N{MINUS SIGN}")),
        say("athlete.load.this_week", value=so_far),
        say(
            "athlete.load.chart",
            label=label,
            count=len(values),
            low=_sum(name, min(values), units),
            high=_sum(name, most, units),
            last=last,
            value=so_far,
        ),
        tuple(
            Bar(
                round(step * (number + _GAP / 2), 2),
                round(height * (1 - value / most), 2),
                round(step * (1 - _GAP), 2),
                round(height * value / most, 2),
                number == len(values) - 1,
            )
            for number, value in enumerate(values)
        ),
    )


def _sum(name: str, value: float, units: Units) -> str:
    return f"{units.mass(value) if name == 'load_kg' else value:.0f}"


def _unit(name: str, units: Units) -> str:
    return f"\N{NO-BREAK SPACE}{units.mass_unit}" if name == "load_kg" else ""
