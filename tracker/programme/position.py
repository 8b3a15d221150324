"""Where in a programme somebody is, by what was done and how it felt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.programme.diary import Day
from tracker.programme.measures import measured, state_of
from tracker.programme.plan import Gate, Phase, Programme

LONG_BREAK = timedelta(days=28)
"""Who paused longer begins with the phase before."""


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate and how it stands; `holds` is None where what it asks is not known."""

    gate: Gate
    value: float | None
    holds: bool | None

    @property
    def words(self) -> str:
        """As a person reads it."""
        if self.value is None:
            return f"{self.gate.words}: not known yet"
        return f"{self.gate.words}: {self.value:g} ({'yes' if self.holds else 'not yet'})"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a programme.

    Parameters
    ----------
    phase
        Number of the phase, from 0.
    since
        First day in it.
    history
        Each change of phase in words, in their order.
    exits
        The gates to the next phase; empty in the last.
    """

    phase: int
    since: date
    history: tuple[str, ...]
    exits: tuple[GateState, ...]


def position(programme: Programme, days: Sequence[Day], today: date) -> Position:
    """Where somebody is on a day, from the first day of training on.

    Gates are looked at after each session. The same days always lead to the same place.

    Parameters
    ----------
    programme
        What is followed.
    days
        What was done, in order; days after `today` are passed over.
    today
        Where nothing was done yet, the programme begins today.
    """
    known = [day for day in days if day.on <= today]
    phase, since = 0, known[0].on if known else today
    history = [f"{since:%Y-%m-%d}: begins with {programme.phases[0].name}"]
    for step in walk(programme, known):
        phase, since = step.phase, step.since
        history += step.changes
    if known and _paused(known[-1], today) and phase:
        phase, since = phase - 1, today
        why = f"{(today - known[-1].on).days} days passed without a session"
        history.append(_told(programme, phase, today, why))
    exits = programme.phases[phase].exit if phase + 1 < len(programme.phases) else ()
    return Position(
        phase,
        since,
        tuple(history),
        tuple(
            GateState(gate, measured(gate.measure, known, gate.sessions), state_of(gate, known))
            for gate in exits
        ),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A day of training and the phase it led to.

    Parameters
    ----------
    day
        What was done.
    phase, since
        Number of the phase after it, and first day in that.
    changes
        Of phase, by that day, in words.
    """

    day: Day
    phase: int
    since: date
    changes: tuple[str, ...]


def walk(programme: Programme, days: Sequence[Day]) -> Iterator[Step]:
    """Go through the days in order; each says in which phase somebody is after it."""
    phase, since = 0, days[0].on if days else date.min
    for number, day in enumerate(days):
        so_far = days[: number + 1]
        changes: list[str] = []

        def go(to: int, why: str, on: date = day.on, said: list[str] = changes) -> None:
            nonlocal phase, since
            phase, since = to, on
            said.append(_told(programme, to, on, why))

        if number and _paused(days[number - 1], day.on) and phase:
            go(phase - 1, f"{(day.on - days[number - 1].on).days} days passed without")
        lost = _lost(programme, phase, so_far)
        if lost is not None and phase:
            go(phase - 1, lost)
        elif phase + 1 < len(programme.phases) and _may_leave(
            programme.phases[phase], since, day.on, so_far
        ):
            go(phase + 1, "all gates hold: " + _words(programme.phases[phase], so_far))
        yield Step(day, phase, since, tuple(changes))


def phase_at(steps: Sequence[Step], on: date) -> int:
    """Number of the phase on a day, after these steps; a long pause leads back by one."""
    if not steps:
        return 0
    last = steps[-1]
    return max(0, last.phase - 1) if _paused(last.day, on) else last.phase


def _paused(last: Day, on: date) -> bool:
    return on - last.on > LONG_BREAK


def _told(programme: Programme, to: int, on: date, why: str) -> str:
    return f"{on:%Y-%m-%d}: {programme.phases[to].name}, because {why}"


def _lost(programme: Programme, phase: int, days: Sequence[Day]) -> str | None:
    """Why somebody must go back; None if nothing says so."""
    pains = [day.pain for day in days[-2:]]
    if len(pains) == 2 and all(pain is not None and pain > programme.most_pain for pain in pains):
        return f"pain was above {programme.most_pain:g} of 10 twice in a row"
    for gate in programme.phases[phase].entry:
        if state_of(gate, days) is False:
            value = measured(gate.measure, days, gate.sessions)
            return f"{gate.words} no longer holds ({value:g})"
    return None


def _may_leave(phase: Phase, since: date, on: date, days: Sequence[Day]) -> bool:
    stayed = on - since >= timedelta(weeks=phase.min_weeks)
    return stayed and bool(phase.exit) and all(state_of(gate, days) for gate in phase.exit)


def _words(phase: Phase, days: Sequence[Day]) -> str:
    told = []
    for gate in phase.exit:
        value = measured(gate.measure, days, gate.sessions)
        told.append(f"{gate.words} ({value:g})")
    return ", ".join(told)
