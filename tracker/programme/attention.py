"""Who needs to be looked at, and why: said from a few facts, without a diagnosis."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.exercises.registry import EXERCISES
from tracker.interpretation.change import Baseline, Verdict, direction_of
from tracker.interpretation.red_flags import MOST_PAIN, SUDDEN, pain_flags
from tracker.interpretation.symmetry import BOUNDS, beyond_bound
from tracker.interpretation.trend import standing_by
from tracker.metrics import BETTER, CATALOGUE
from tracker.programme.adherence import recent_share
from tracker.programme.load import jumped
from tracker.results import Quality

RECENT_DAYS = 28
"""Over how many days attendance is looked at."""
_TOLD_DAYS = 14
"""Pain that was told longer ago says nothing of today."""
_LOW_SHARE = 50.0
"""Of the days planned, in %: a convention of this project."""
_PAUSE_DAYS = 7
_SUDDEN = frozenset({"best_height", "best_force"})

HEADLINES: Mapping[str, tuple[str, ...]] = {
    name: tuple(metric for metric in exercise.metrics if metric in BETTER)[:2]
    for name, exercise in EXERCISES.items()
}
"""Exercise to the foremost of its numbers that get better in a known direction."""
WATCHED = frozenset({one for some in HEADLINES.values() for one in some} | _SUDDEN | set(BOUNDS))
"""Metric ids that attention is paid to."""


class Severity(StrEnum):
    """How soon somebody should look."""

    URGENT = "urgent"
    ATTENTION = "attention"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the last session, and what those before it say."""

    quantity: str
    exercise: str
    side: str
    value: float
    method: str
    quality: str
    baseline: Baseline | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an athlete's programme asks, and what was done of late.

    Parameters
    ----------
    sessions_per_week, most_pain, begins_on
        Of the programme.
    days_trained, last_trained
        On how many of the last `RECENT_DAYS` days, and on which day last, by sessions or diary.
    """

    sessions_per_week: int
    most_pain: float
    begins_on: date
    days_trained: int = 0
    last_trained: date | None = None


@dataclass(frozen=True, slots=True)
class Felt:
    """What was told of pain, on which day."""

    on: date
    pain: float | None
    morning_pain: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an athlete today.

    Parameters
    ----------
    today
        In UTC, as all days.
    last_at
        When the last session was; None where there is none.
    failure
        Why its analysis gave nothing.
    fault
        The worst finding about its data, where that is an error.
    numbers
        Of the last session, those in `WATCHED`.
    efforts, efforts_before
        Full repetitions of the last seven days, and of the seven before.
    plan, felt
        Where there are any.
    """

    today: date
    last_at: datetime | None = None
    failure: str | None = None
    fault: str | None = None
    numbers: Sequence[Number] = ()
    efforts: int = 0
    efforts_before: int = 0
    plan: Plan | None = None
    felt: Felt | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody should be looked at.

    Parameters
    ----------
    code, severity
        For programs.
    words
        For people.
    since
        The day it is known from.
    of_session
        Whether the last session says it.
    """

    code: str
    severity: Severity
    words: str
    since: date
    of_session: bool = False


def reasons(facts: Facts) -> tuple[Reason, ...]:
    """All reasons, the most urgent first."""
    found = [*_pain(facts), *_planned(facts), *_load(facts)]
    if facts.last_at is not None:
        on = facts.last_at.date()
        found += [
            Reason(code, severity, words, on, of_session=True)
            for code, severity, words in (*_numbers(facts.numbers), *_data(facts))
        ]
    return tuple(sorted(found, key=lambda one: _ORDER[one.severity]))


def urgency(found: Sequence[Reason]) -> int:
    """A number that orders athletes: the worst severity first, then how many there are."""
    counts = [min(9, sum(one.severity is kind for one in found)) for kind in Severity]
    return 100 * counts[0] + 10 * counts[1] + counts[2]


def headline(numbers: Sequence[Number], exercise: str | None) -> Number | None:
    """What to show of a session: its exercise's foremost number, of the leg that fell most."""
    for quantity in HEADLINES.get(exercise or "", ()):
        of_it = [one for one in numbers if (one.quantity, one.exercise) == (quantity, exercise)]
        if of_it:
            return min(of_it, key=_gained)
    return None


def _pain(facts: Facts) -> Iterator[Reason]:
    felt = facts.felt
    if felt is None or (facts.today - felt.on).days > _TOLD_DAYS:
        return
    most = MOST_PAIN if facts.plan is None else facts.plan.most_pain
    for words in pain_flags(felt.pain, felt.morning_pain, most):
        yield Reason("pain", Severity.URGENT, words, felt.on)


def _planned(facts: Facts) -> Iterator[Reason]:
    plan = facts.plan
    if plan is None:
        return
    began = (facts.today - plan.begins_on).days
    idle_since = max(plan.begins_on, plan.last_trained or plan.begins_on)
    if facts.last_at is not None:
        idle_since = max(idle_since, facts.last_at.date())
    idle = (facts.today - idle_since).days
    if idle > max(_PAUSE_DAYS, 14 / plan.sessions_per_week):
        words = f"no training for {idle} days; {plan.sessions_per_week} a week are planned"
        yield Reason("absent", Severity.ATTENTION, words, idle_since)
        return
    share = recent_share(plan.days_trained, plan.sessions_per_week, min(RECENT_DAYS, began))
    if share is not None and share < _LOW_SHARE:
        words = (
            f"{plan.days_trained} days of training in {min(RECENT_DAYS, began)}; "
            f"{plan.sessions_per_week} a week are planned"
        )
        yield Reason("adherence", Severity.ATTENTION, words, idle_since)


def _load(facts: Facts) -> Iterator[Reason]:
    if jumped(facts.efforts, facts.efforts_before):
        words = f"{facts.efforts} repetitions in 7 days, {facts.efforts_before} in the 7 before"
        yield Reason("load", Severity.ATTENTION, words, facts.today)


_Said = tuple[str, Severity, str]


def _numbers(numbers: Sequence[Number]) -> Iterator[_Said]:
    lost: set[tuple[str, str]] = set()
    bounds: dict[str, Number] = {}
    for one in sorted(numbers, key=_foremost):
        if one.quality == Quality.POOR:
            continue
        if beyond_bound(one.quantity, one.value):
            bounds.setdefault(one.quantity, one)
        said = None if (one.exercise, one.side) in lost else _loss(one)
        if said is not None:
            lost.add((one.exercise, one.side))
            yield said
    for quantity, one in bounds.items():
        bound, source = BOUNDS[quantity]
        words = f"{_name(quantity)} {one.value:.0f} %, beyond {bound:.0f} % ({source})"
        yield "asymmetry", Severity.ATTENTION, words


def _loss(one: Number) -> _Said | None:
    if one.quantity in BOUNDS:
        return None
    change = standing_by(one.quantity, one, one.baseline).change
    if change is None or change.verdict is not Verdict.REAL:
        return None
    if direction_of(one.quantity, change.difference) != "worse":
        return None
    quantity = CATALOGUE[one.quantity]
    leg = "" if one.side not in {"left", "right"} else f" of the {one.side} leg"
    words = (
        f"{_name(one.quantity)}{leg} {quantity.shown(one.value)} {quantity.display_unit} against "
        f"{quantity.shown(change.baseline)}; {quantity.shown(change.mdc95)} is real "
        f"({change.basis})"
    )
    sudden = one.quantity in _SUDDEN and one.value < (1.0 - SUDDEN) * change.baseline
    if sudden:
        return "sudden_loss", Severity.URGENT, words
    return None if one.quantity in _SUDDEN else ("loss", Severity.ATTENTION, words)


def _data(facts: Facts) -> Iterator[_Said]:
    if facts.failure is not None:
        yield "failed", Severity.ATTENTION, f"the last recording gave nothing: {facts.failure}"
    poor = sorted({_name(one.quantity) for one in facts.numbers if one.quality == Quality.POOR})
    if facts.fault is not None:
        yield "data", Severity.NOTE, f"the last recording has a fault: {facts.fault}"
    elif poor:
        yield "data", Severity.NOTE, f"of poor quality in the last session: {', '.join(poor)}"


def _foremost(one: Number) -> tuple[int, str, str]:
    """Sudden losses first, then as the exercise's numbers are told."""
    told = HEADLINES.get(one.exercise, ())
    place = -1 if one.quantity in _SUDDEN else len(told)
    return (told.index(one.quantity) if one.quantity in told else place), one.quantity, one.side


def _gained(one: Number) -> float:
    if one.baseline is None:
        return 0.0
    gain = one.value - one.baseline.mean
    return gain if BETTER.get(one.quantity) == "higher" else -gain


def _name(quantity_id: str) -> str:
    return quantity_id.replace("_", " ")


_ORDER = {kind: number for number, kind in enumerate(Severity)}
