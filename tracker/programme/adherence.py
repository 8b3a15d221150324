"""What was done of what was planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.programme.diary import Day
from tracker.programme.plan import Phase, Programme
from tracker.programme.position import phase_at, walk
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
        Sessions; of a day there is one at most.
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


def adherence(
    programme: Programme, days: Sequence[Day], today: date, begins: date | None = None
) -> tuple[Week, ...]:
    """Each week since the programme began, up to that of today.

    Parameters
    ----------
    programme, days
        What is followed, and what was done, in order.
    today
        The last day that counts.
    begins
        First day of the programme; None is that of the first session.
    """
    start = begins or (days[0].on if days else None)
    if start is None:
        return ()
    steps = list(walk(programme, [day for day in days if day.on <= today]))
    weeks = []
    while start <= today:
        end = min(start + timedelta(days=6), today)
        of_week = [day for day in days if start <= day.on <= end]
        phase = phase_at([step for step in steps if step.day.on <= end], end)
        weeks.append(_week(start, programme.phases[phase], of_week))
        start += timedelta(days=7)
    return tuple(weeks)


def recent_share(days_trained: int, planned_per_week: int, over_days: int) -> float | None:
    """Days trained of those planned, in %; None over less than a week, which says nothing.

    What is planned more than once a day counts once.
    """
    if over_days < 7:
        return None
    return 100 * days_trained * 7 / (min(planned_per_week, 7) * over_days)


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
    trained = sum(day.trained for day in days)
    return Week(start, phase.name, phase.sessions_per_week, trained, tuple(missed), volume)
