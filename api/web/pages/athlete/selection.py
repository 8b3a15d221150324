"""What of an athlete a page shows, as its address says; what it says wrongly is passed over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from urllib.parse import urlencode

from api.analytics.schemas import AllMeasuredOut
from tracker.exercises.registry import metrics_of
from tracker.interpretation.symmetry import Leg
from tracker.metrics import BETTER, CATALOGUE
from tracker.programme.attention import HEADLINES

Span = Literal["month", "quarter", "year", "all"]
SPANS: tuple[Span, ...] = get_args(Span)
_DAYS: dict[Span, int] = {"month": 31, "quarter": 92, "year": 366}
EACH = "each"
"""Both legs, each by itself."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is shown.

    Parameters
    ----------
    athlete_id
        Of whom.
    exercise, metric, side
        Whose trend; None where there is none.
    span
        Over how long.
    involved
        Which leg is the involved one, where somebody says so.
    month, day
        Of the calendar: the month's first day, and the day that is opened.
    """

    athlete_id: str
    exercise: str | None
    metric: str | None
    side: str
    span: Span
    involved: Leg | None
    month: date
    day: date

    def address(self, part: str = "", below: str = "", **changes: object) -> str:
        """The page with something else chosen, at one of its parts; or what is below it."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        asked = {
            "exercise": other.exercise,
            "metric": other.metric,
            "side": other.side,
            "span": other.span,
            "involved": other.involved,
            "month": f"{other.month:%Y-%m}",
            "day": other.day.isoformat(),
        }
        usual = {"side": EACH, "span": "year", "month": f"{_today():%Y-%m}", "day": str(_today())}
        said = {
            name: value
            for name, value in asked.items()
            if value is not None and value != usual.get(name)
        }
        query = f"?{urlencode(said)}" if said else ""
        return f"/athletes/{self.athlete_id}{below}{query}" + (f"#{part}" if part else "")

    @property
    def since(self) -> datetime | None:
        """From when on values are shown."""
        days = _DAYS.get(self.span)
        return None if days is None else datetime.now(UTC) - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Said:
    """An address as it came."""

    exercise: str = ""
    metric: str = ""
    side: str = ""
    span: str = ""
    involved: str = ""
    month: str = ""
    day: str = ""


def chosen(athlete_id: str, said: Said, measured: AllMeasuredOut) -> Chosen:
    """What an address asks for, as far as it is there; else what was done last."""
    exercise = _one_of(said.exercise, exercises(measured))
    metric = _one_of(said.metric, metrics(measured, exercise))
    day = _day(said.day) or _today()
    month = (_day(f"{said.month}-01") or day).replace(day=1)
    return Chosen(
        athlete_id,
        exercise,
        metric,
        said.side if said.side in sides(measured, exercise, metric) else EACH,
        next((span for span in SPANS if span == said.span), "year"),
        next((one for one in get_args(Leg) if one == said.involved), None),
        month,
        day,
    )


def exercises(measured: AllMeasuredOut) -> tuple[str, ...]:
    """Those that were measured, the last one first."""
    return tuple(dict.fromkeys(item.exercise for item in measured.items))


def metrics(measured: AllMeasuredOut, exercise: str | None) -> tuple[str, ...]:
    """Those of an exercise: what gets better in a known direction and is said first, first."""
    found = {item.metric for item in measured.items if item.exercise == exercise}
    foremost = (*HEADLINES.get(exercise or "", ()), *metrics_of(exercise))
    order = dict.fromkeys((*foremost, *BETTER, *CATALOGUE))
    return tuple(one for one in order if one in found)


def sides(measured: AllMeasuredOut, exercise: str | None, metric: str | None) -> tuple[str, ...]:
    """Those of which there are values."""
    of_it = (item for item in measured.items if (item.exercise, item.metric) == (exercise, metric))
    return tuple(dict.fromkeys(one.side for one in of_it))


def _one_of(said: str, known: Sequence[str]) -> str | None:
    return said if said in known else _first(known)


def _first(known: Iterable[str]) -> str | None:
    return next(iter(known), None)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= _today().year + 10 else None


def _today() -> date:
    return datetime.now(UTC).date()
