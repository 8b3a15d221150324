"""What was done of what was planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.programme.diary import Day
from tracker.programme.plan import Phase, Programme
from tracker.programme.position import position
from tracker.programme.proposal import is_that


@dataclass(frozen=True, slots=True)
class Week:
    """One week from the programme's first day on.

    Parameters
    ----------
    start
        Its first day.
    phase
        Name of the phase at its end.
    planned, done
        Sessions.
    missed
        Names of the phase's exercises that were not done at all.
    volume
        Repetitions done of those planned at least, in %, over the phase's exercises.
    """

    start: date
    phase: str
    planned: int
    done: int
    missed: tuple[str, ...]
    volume: float


def adherence(programme: Programme, days: Sequence[Day], today: date) -> tuple[Week, ...]:
    """Each week since the first session, up to that of today."""
    if not days:
        return ()
    weeks = []
    start = days[0].on
    while start <= today:
        end = min(start + timedelta(days=6), today)
        of_week = [day for day in days if start <= day.on <= end]
        phase = programme.phases[position(programme, days, end).phase]
        weeks.append(_week(start, phase, of_week))
        start += timedelta(days=7)
    return tuple(weeks)


def _week(start: date, phase: Phase, days: Sequence[Day]) -> Week:
    done = [one for day in days for one in day.done]
    planned_reps = done_reps = 0
    missed = []
    for prescribed in phase.exercises:
        legs = 2 if prescribed.side == "each" else 1
        planned = phase.sessions_per_week * legs * prescribed.sets * prescribed.reps[0]
        reps = sum(sum(one.reps) for one in done if is_that(one, prescribed))
        planned_reps += planned
        done_reps += min(reps, planned)
        if not reps:
            missed.append(prescribed.name)
    volume = 100 * done_reps / planned_reps
    return Week(start, phase.name, phase.sessions_per_week, len(days), tuple(missed), volume)
