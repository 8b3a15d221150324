"""Load of training by week: volume, contacts and exertion, each with its change.

No ratio of acute to chronic load is made of it: that the one is part of the other gives a
correlation by itself (Lolli 2019; Impellizzeri 2020).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.exercises.calf_raise.record import CALF_RAISE
from tracker.exercises.registry import EXERCISES
from tracker.programme.diary import Day, Done

_JUMP, _MANY = 2.0, 30


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """One week, from Monday.

    Parameters
    ----------
    monday
        Its first day.
    sessions
        How many.
    raises
        Repetitions of raises, of each leg that did them.
    load_kg
        Sum of repetitions times carried load.
    contacts
        Landings of jumps, hops and running steps.
    session_rpe
        Sum of exertion times minutes (Foster 2001); sessions without either are left out.
    changes
        Name of a sum to its change on the week before in %; without one where that was zero.
    """

    monday: date
    sessions: int
    raises: int
    load_kg: float
    contacts: int
    session_rpe: float
    changes: dict[str, float]


def jumped(this_week: int, week_before: int) -> bool:
    """Whether repetitions rose suddenly: twice those of the week before, of some size.

    A convention of this project, to look at somebody: no bound of load is known beyond which
    people are injured (Impellizzeri 2020). After a week without training it says nothing.
    """
    return week_before > 0 and this_week >= max(_MANY, _JUMP * week_before)


def weekly_loads(days: Sequence[Day]) -> tuple[WeekLoad, ...]:
    """Loads of all weeks from the first day to the last, weeks without training included."""
    if not days:
        return ()
    first, last = (_monday(one.on) for one in (days[0], days[-1]))
    weeks: list[WeekLoad] = []
    monday = first
    while monday <= last:
        of_week = [day for day in days if _monday(day.on) == monday]
        weeks.append(_week(monday, of_week, weeks[-1] if weeks else None))
        monday += timedelta(weeks=1)
    return tuple(weeks)


def _week(monday: date, days: Sequence[Day], before: WeekLoad | None) -> WeekLoad:
    done = [one for day in days for one in day.done]
    raises = [one for one in done if one.exercise == CALF_RAISE.id]
    sums: dict[str, float] = {
        "raises": sum(_legs(one) * sum(one.reps) for one in raises),
        "load_kg": sum(sum(one.reps) * one.load_kg for one in done),
        "contacts": sum(sum(one.reps) for one in done if _has_landings(one.exercise)),
        "session_rpe": sum((day.rpe or 0.0) * (day.minutes or 0.0) for day in days),
    }
    changes = {}
    for name, value in sums.items():
        earlier = 0.0 if before is None else float(getattr(before, name))
        if earlier > 0:
            changes[name] = 100 * (value / earlier - 1.0)
    return WeekLoad(
        monday,
        sum(day.trained for day in days),
        round(sums["raises"]),
        sums["load_kg"],
        round(sums["contacts"]),
        sums["session_rpe"],
        changes,
    )


def _legs(one: Done) -> int:
    return 2 if one.side == "both" else 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _has_landings(exercise: str) -> bool:
    known = EXERCISES.get(exercise)
    return known is not None and known.has_landings
