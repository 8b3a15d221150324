"""What gates look at, from a diary."""

from collections.abc import Callable, Mapping, Sequence

from tracker.exercises.calf_raise.record import CALF_RAISE
from tracker.programme.diary import Day, Done
from tracker.programme.plan import Gate, Measure


def measured(measure: Measure, days: Sequence[Day], sessions: int = 1) -> float | None:
    """A measure as it stands after those days; None where it is not known."""
    return _MEASURES[measure](days, sessions)


def state_of(gate: Gate, days: Sequence[Day]) -> bool | None:
    """Whether a gate holds; None where what it asks is not known."""
    value = measured(gate.measure, days, gate.sessions)
    return None if value is None else gate.holds(value)


def _of_last(field: str) -> Callable[[Sequence[Day], int], float | None]:
    def worst(days: Sequence[Day], sessions: int) -> float | None:
        known = [value for day in days if (value := getattr(day, field)) is not None]
        return max(known[-sessions:]) if len(known) >= sessions else None

    return worst


def _best_of(sides: Sequence[str]) -> Callable[[Sequence[Day], int], float | None]:
    """Most raises in a set of the last test of each side; the least of the sides'."""

    def best(days: Sequence[Day], sessions: int) -> float | None:
        del sessions
        latest: dict[str, int] = {}
        for one in _raises(days):
            if one.side in sides:
                latest[one.side] = max(one.reps)
        return min(latest.values()) if len(latest) == len(sides) else None

    return best


def _raises(days: Sequence[Day]) -> list[Done]:
    return [
        one
        for day in days
        for one in day.done
        if one.exercise == CALF_RAISE.id and one.knee == "straight" and not one.load_kg
    ]


def _latest(metric: str, *, of_sides: bool = False) -> Callable[[Sequence[Day], int], float | None]:
    def value(days: Sequence[Day], sessions: int) -> float | None:
        del sessions
        latest: dict[str, float] = {}
        for day in days:
            for one in day.done:
                if metric in one.metrics:
                    latest[one.side if of_sides else ""] = one.metrics[metric]
        return min(latest.values(), default=None)

    return value


_MEASURES: Mapping[Measure, Callable[[Sequence[Day], int], float | None]] = {
    "pain": _of_last("pain"),
    "morning_pain": _of_last("morning_pain"),
    "rpe": _of_last("rpe"),
    "single_leg_reps": _best_of(("left", "right")),
    "two_leg_reps": _best_of(("both",)),
    "symmetry_work": _latest("symmetry_work"),
    "symmetry_height": _latest("symmetry_height"),
    "symmetry_force": _latest("symmetry_force"),
    "dorsiflexion": _latest("best_tibial_angle", of_sides=True),
}
