"""What to do next, and why: harder, the same or easier, by repetitions, load or surface."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.programme.diary import Day, Done
from tracker.programme.plan import Prescription, Programme
from tracker.programme.position import Position, position
from tracker.programme.warnings import red_flags
from tracker.recording.model import Surface

_MORE_REPS = 2
_HARD_RPE = 9.0
_SETTLED = 3.0
"""Of 10, next morning: more is not settled."""
_PAUSE, _LONG_PAUSE = timedelta(days=10), timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One exercise of the next session.

    Parameters
    ----------
    prescription
        Of the phase.
    sets, reps, load_kg, surface
        What to do.
    change
        ``first``, ``more``, ``same`` or ``less``.
    reason
        Why, in words.
    """

    prescription: Prescription
    sets: int
    reps: int
    load_kg: float
    surface: Surface
    change: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next session.

    Parameters
    ----------
    place
        In the programme.
    phase
        Name of the phase.
    exercises
        In the phase's order; empty where somebody should be seen first.
    warnings
        Red flags.
    """

    place: Position
    phase: str
    exercises: tuple[Proposed, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Feeling:
    """What the last session says about the next: why to go back, or not to go on; or neither."""

    back: str | None = None
    stay: str | None = None


def propose(programme: Programme, days: Sequence[Day], today: date) -> Proposal:
    """Propose the session of a day. The same days give the same proposal, with the same reasons.

    Where a red flag stands, nothing is proposed but to see a professional.
    """
    known = [day for day in days if day.on <= today]
    place = position(programme, known, today)
    phase = programme.phases[place.phase]
    warnings = red_flags(known, programme.most_pain)
    if warnings:
        return Proposal(place, phase.name, (), warnings)
    feeling = _feeling(known, today)
    exercises = tuple(
        _next(prescription, [day for day in known if day.on >= place.since] or known, feeling)
        for prescription in phase.exercises
    )
    return Proposal(place, phase.name, exercises, ())


def is_that(done: Done, prescribed: Prescription) -> bool:
    """Whether what was done is what a prescription means, on whatever surface and load."""
    legs = ("both",) if prescribed.side == "both" else ("left", "right")
    return (
        done.exercise == prescribed.exercise
        and done.knee == prescribed.knee
        and done.side in legs
        and done.surface in {prescribed.surface, *prescribed.surfaces}
    )


def _feeling(days: Sequence[Day], today: date) -> _Feeling:
    if not days:
        return _Feeling()
    last, pause = days[-1], today - days[-1].on
    passed = f"{pause.days} days passed since the last session"
    if pause > _LONG_PAUSE:
        return _Feeling(back=passed)
    if last.morning_pain is not None and last.morning_pain > _SETTLED:
        return _Feeling(back=f"pain had not settled next morning ({last.morning_pain:g} of 10)")
    stay = None
    if pause > _PAUSE:
        stay = passed
    elif last.pain is not None and last.pain > _SETTLED:
        stay = f"pain was {last.pain:g} of 10, which is allowed but no time for more"
    elif last.rpe is not None and last.rpe >= _HARD_RPE:
        stay = f"the last session was very hard ({last.rpe:g} of 10)"
    return _Feeling(stay=stay)


def _next(prescribed: Prescription, days: Sequence[Day], feeling: _Feeling) -> Proposed:
    sessions = [[one for one in day.done if is_that(one, prescribed)] for day in days]
    last = next((done for done in reversed(sessions) if done), None)
    if last is None:
        first = prescribed.reps[0], prescribed.load_kg, prescribed.surface
        return _proposed(prescribed, *first, "first", "it is new in this phase")
    # The weaker leg and the weakest set decide.
    fewest = min(min(one.reps) for one in last)
    load, surface = min(one.load_kg for one in last), _easiest(prescribed, last)
    if feeling.back is not None:
        return _easier(prescribed, fewest, load, surface, feeling.back)
    if fewest < prescribed.reps[0]:
        return _too_few(prescribed, fewest, load, surface)
    sets = min(len(one.reps) for one in last)
    stay = feeling.stay
    if sets < prescribed.sets:
        stay = f"{sets} of {prescribed.sets} sets were done"
    if stay is not None:
        reps = min(fewest, prescribed.reps[1])
        return _proposed(prescribed, reps, load, surface, "same", stay)
    return _harder(prescribed, fewest, load, surface)


def _too_few(prescribed: Prescription, fewest: int, load: float, surface: Surface) -> Proposed:
    low = prescribed.reps[0]
    if load > prescribed.load_kg or surface in prescribed.surfaces[1:]:
        why = f"only {fewest} repetitions were done where {low} are the least"
        return _easier(prescribed, fewest, load, surface, why)
    why = f"{fewest} repetitions were done, {low} are the least: do as many as go well"
    return _proposed(prescribed, low, load, surface, "same", why)


def _harder(prescribed: Prescription, fewest: int, load: float, surface: Surface) -> Proposed:
    low, high = prescribed.reps
    done = f"all sets had {fewest} repetitions or more"
    for step in prescribed.progress:
        if step == "reps" and fewest < high:
            more = min(high, fewest + _MORE_REPS)
            return _proposed(prescribed, more, load, surface, "more", f"{done}: do {more}")
        if step == "surface" and surface in prescribed.surfaces[:-1]:
            harder = prescribed.surfaces[prescribed.surfaces.index(surface) + 1]
            why = f"{done}: go from the {_word(surface)} to the {_word(harder)}"
            return _proposed(prescribed, low, load, harder, "more", why)
        if step == "load" and prescribed.load_step_kg and fewest >= high:
            heavier = load + prescribed.load_step_kg
            why = f"{done}: carry {heavier:g} kg"
            return _proposed(prescribed, low, heavier, surface, "more", why)
    why = f"{done}, which is what this phase wants: keep it"
    return _proposed(prescribed, min(max(fewest, low), high), load, surface, "same", why)


def _easier(
    prescribed: Prescription, fewest: int, load: float, surface: Surface, why: str
) -> Proposed:
    low = prescribed.reps[0]
    if load > 0 and prescribed.load_step_kg:
        lighter = max(0.0, load - prescribed.load_step_kg)
        why += f": carry {lighter:g} kg instead of {load:g}"
        return _proposed(prescribed, low, lighter, surface, "less", why)
    if surface in prescribed.surfaces[1:]:
        easier = prescribed.surfaces[prescribed.surfaces.index(surface) - 1]
        why += f": go back to the {_word(easier)}"
        return _proposed(prescribed, low, load, easier, "less", why)
    fewer = max(1, min(low, round(0.7 * fewest)))
    return _proposed(prescribed, fewer, load, surface, "less", f"{why}: do {fewer} repetitions")


def _proposed(
    prescribed: Prescription, reps: int, load: float, surface: Surface, change: str, reason: str
) -> Proposed:
    return Proposed(prescribed, prescribed.sets, reps, load, surface, change, reason)


def _easiest(prescribed: Prescription, done: Sequence[Done]) -> Surface:
    order = prescribed.surfaces or (prescribed.surface,)
    return min(
        (one.surface for one in done), key=lambda one: order.index(one) if one in order else 0
    )


def _word(surface: Surface) -> str:
    return surface.replace("_", " ")
