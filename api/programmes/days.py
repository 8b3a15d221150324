"""Days of training from what was told of them and from analysed sessions, nothing counted twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from api.programmes.models import DiaryDayRow
from tracker.programme import Day, Done, together


@dataclass(frozen=True, slots=True)
class Trained:
    """A session, as far as a diary wants to know it.

    Parameters
    ----------
    id, performed_at
        Which, and when.
    done
        What it adds to a day; None where it was not analysed.
    """

    id: str
    performed_at: datetime
    done: list[dict[str, Any]] | None


@dataclass(frozen=True, slots=True)
class DayKept:
    """A day, and where what was done on it is known from.

    Parameters
    ----------
    day
        As programmes take it.
    origin
        ``told`` where the diary says what was done, ``sessions`` where analysed ones do.
    sessions
        Ids of those that belong to the day, whether they say what was done or not.
    updated_at
        When somebody last wrote of it; None where nobody did.
    """

    day: Day
    origin: Literal["told", "sessions", "nothing"]
    sessions: tuple[str, ...]
    updated_at: datetime | None


def days_of(
    told: Sequence[DiaryDayRow], claims: Mapping[str, date], sessions: Iterable[Trained]
) -> list[DayKept]:
    """The days in order.

    What the diary says was done wins over its sessions. A session belongs to the day that names
    it, else to that of its own date in UTC.

    Parameters
    ----------
    told
        What was written of days.
    claims
        Session id to the day that names it, also of days that are not among `told`.
    sessions
        Those that may belong to these days.
    """
    of_day: dict[date, list[Trained]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: (session.performed_at, session.id)):
        of_day[claims.get(session.id) or session.performed_at.date()].append(session)
    written = {row.on: row for row in told}
    days = []
    for on in sorted(written.keys() | of_day.keys()):
        row = written.get(on)
        # Who names sessions names all that belong to the day.
        named = of_day[on]
        if row is not None and row.sessions is not None:
            named = [one for one in named if claims.get(one.id) == on]
        kept = _day(on, row, named)
        if row is not None or kept.day.done:
            days.append(kept)
    return days


def _day(on: date, row: DiaryDayRow | None, sessions: Sequence[Trained]) -> DayKept:
    measured = together(
        Done.model_validate(one) for session in sessions for one in session.done or ()
    )
    ids = tuple(one.id for one in sessions)
    if row is None:
        return DayKept(Day(on=on, done=measured), "sessions", ids, None)
    said = None if row.done is None else tuple(Done.model_validate(one) for one in row.done)
    day = Day(
        on=on,
        done=measured if said is None else said,
        pain=row.pain,
        morning_pain=row.morning_pain,
        rpe=row.rpe,
        minutes=row.minutes,
    )
    origin: Literal["told", "sessions", "nothing"] = "told"
    if said is None:
        origin = "sessions" if measured else "nothing"
    return DayKept(day, origin, ids, row.updated_at)
