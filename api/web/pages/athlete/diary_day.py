"""The form in which a day is told: what it asks, what it holds, and what it says when sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite, nan
from typing import Any

from pydantic import ValidationError

from api.programmes.schemas import DayOut, DayPatch, NextOut
from api.web.components import wording
from api.web.components.units import Units
from api.web.words import say
from tracker.programme import Done

_SCORES = ("pain", "morning_pain", "rpe")
_LEGS: Mapping[str, tuple[str, ...]] = {"each": ("left", "right"), "both": ("both",)}


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise that may have been done without a sensor; its fields begin with `name`."""

    name: str
    title: str
    exercise: str
    side: str
    knee: str
    surface: str
    sets: str
    reps: str
    load: str


@dataclass(frozen=True, slots=True)
class DayView:
    """A day and its form.

    Parameters
    ----------
    values
        Field to what stands in it.
    lines
        Exercises that may be told of; those of the plan.
    done
        What counts of the day, in words.
    sessions
        Ids of its sessions.
    problems
        Field to what is wrong with it.
    """

    day: date
    values: Mapping[str, str]
    lines: tuple[Line, ...]
    done: tuple[str, ...]
    sessions: tuple[str, ...]
    told: bool
    problems: Mapping[str, str] = field(default_factory=dict)


def day_view(
    day: date,
    kept: DayOut | None,
    proposed: NextOut | None,
    units: Units,
    sent: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> DayView:
    """A day as it is known, or as it was just sent."""
    values = {
        name: "" if (value := getattr(kept, name, None)) is None else f"{value:g}"
        for name in (*_SCORES, "minutes")
    }
    done = [] if kept is None else kept.done
    told = done if kept is not None and kept.origin == "told" else []
    return DayView(
        day,
        values if sent is None else {name: sent.get(name, "") for name in values},
        _lines(proposed, told, units, sent),
        tuple(_done_words(one) for one in done),
        () if kept is None else tuple(kept.sessions),
        kept is not None and kept.updated_at is not None,
        problems or {},
    )


def day_told(
    sent: Mapping[str, str], kept: DayOut | None, proposed: NextOut | None, units: Units
) -> tuple[DayPatch | None, dict[str, str]]:
    """What a sent form tells of a day, or what is wrong with which of its fields."""
    form = _Sent(sent)
    told: dict[str, Any] = {name: form.number(name) for name in (*_SCORES, "minutes")}
    lines = _lines(proposed, (), units, sent)
    rows = [(line.name, row) for line in lines for row in _rows(line, form, units)]
    if rows or (kept is not None and kept.origin == "told"):
        # What was measured or told beside the plan's exercises goes on counting.
        others = [
            one.model_dump(mode="json")
            for one in (() if kept is None else kept.done)
            if not any(_alike(one, line) for line in lines)
        ]
        told["done"] = [*(row for _, row in rows), *others] or None
    if form.problems:
        return None, form.problems
    try:
        return DayPatch.model_validate(told), {}
    except ValidationError as error:
        whence = [name for name, _ in rows]
        problems: dict[str, str] = {}
        for one in error.errors(include_url=False):
            problems.setdefault(_field(one["loc"], whence), one["msg"])
        return None, problems


class _Sent:
    """A form's numbers, and which of its fields hold none."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self._sent = sent
        self.problems: dict[str, str] = {}

    def number(self, name: str) -> float | None:
        """What stands in a field; None where it is empty or no number."""
        text = self._sent.get(name, "").strip().replace(",", ".")
        try:
            value = float(text) if text else None
        except ValueError:
            value = nan
        if value is not None and not isfinite(value):
            self.problems[name] = say("athlete.diary.bad")
            return None
        return value


def _rows(line: Line, form: _Sent, units: Units) -> list[dict[str, Any]]:
    """What was done of an exercise, one a leg; nothing where nobody filled it in."""
    sets, reps, load = (form.number(f"{line.name}.{part}") for part in ("sets", "reps", "load"))
    if not sets and not reps:
        return []
    return [
        {
            "exercise": line.exercise,
            "side": side,
            "knee": line.knee,
            "surface": line.surface,
            "load_kg": round(units.mass_kg(load or 0.0), 3),
            "reps": [_whole(reps)] * max(1, min(100, _whole(sets or 1.0))),
        }
        for side in _LEGS[line.side]
    ]


def _lines(
    proposed: NextOut | None,
    told: Sequence[Done],
    units: Units,
    sent: Mapping[str, str] | None,
) -> tuple[Line, ...]:
    lines = []
    for number, one in enumerate(() if proposed is None else proposed.exercises):
        name = f"done.{number}"
        held = next((done for done in told if _alike(done, one)), None)
        sets = reps = load = ""
        if sent is not None:
            sets, reps, load = (sent.get(f"{name}.{part}", "") for part in ("sets", "reps", "load"))
        elif held is not None:
            sets, reps = str(len(held.reps)), str(min(held.reps))
            load = f"{units.mass(held.load_kg):.3g}" if held.load_kg else ""
        lines.append(
            Line(name, one.name, one.exercise, one.side, one.knee, one.surface, sets, reps, load)
        )
    return tuple(lines)


def _alike(done: Done, one: Any) -> bool:
    same = (done.exercise, done.knee, done.surface) == (one.exercise, one.knee, one.surface)
    return same and done.side in _LEGS[one.side]


def _whole(value: float | None) -> int:
    return 0 if value is None else round(min(max(value, -1.0), 1e6))


def _done_words(one: Done) -> str:
    reps = ", ".join(str(count) for count in one.reps[:12])
    side = wording.side_name(one.side)
    name = wording.exercise_name(one.exercise)
    return say("athlete.diary.done_line", exercise=name, side=side, reps=reps)


def _field(loc: tuple[int | str, ...], whence: Sequence[str]) -> str:
    """The form's field of a place in what it tells."""
    if loc[0] != "done":
        return str(loc[0])
    place = loc[1] if len(loc) > 1 and isinstance(loc[1], int) and loc[1] < len(whence) else 0
    part = {"reps": "reps", "load_kg": "load"}.get(str(loc[2]) if len(loc) > 2 else "", "sets")
    return f"{whence[place]}.{part}"
