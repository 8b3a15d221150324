"""How a number went from the first effort of a group to its last."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from api.sessions.schemas import SetOut
from api.web.components import wording
from api.web.components.svg import framed, ticks
from api.web.components.units import Units
from api.web.pages.session.groups import Group, Members
from api.web.words import say
from tracker.exercises.registry import EXERCISES

_FEWEST = 4
_FATIGUE = ("height_fatigue", "force_fatigue")


@dataclass(frozen=True, slots=True)
class Fatigue:
    """A number by the effort's number, and the straight line through it."""

    label: str
    unit: str
    ticks: tuple[str, ...]
    last: int
    full: str
    partial: str
    trend: str
    slope: str
    metric: str
    words: str


def fatigue_of(
    group: Group, members: Members, sets: Sequence[SetOut], units: Units
) -> Fatigue | None:
    """What tires over the efforts; None where too few of them have a number."""
    known = EXERCISES.get(group.key[0])
    fatigue = () if known is None else known.fatigue
    names = (*fatigue, *(column.id for column in group.columns))
    for name in names:
        seen = [
            (number, effort.metrics[name].value, effort.full)
            for number, (_, effort) in enumerate(members, 1)
            if name in effort.metrics
        ]
        if sum(full for *_, full in seen) >= _FEWEST:
            return _drawn(group, name, seen, sets, units)
    return None


def _drawn(
    group: Group,
    name: str,
    seen: Sequence[tuple[int, float, bool]],
    sets: Sequence[SetOut],
    units: Units,
) -> Fatigue:
    quantity = next(column for column in group.columns if column.id == name)
    at = np.array([number for number, _, full in seen if full], dtype=np.float64)
    values = np.array([value for _, value, full in seen if full])
    slope, start = np.polyfit(at, values, 1)
    factor = quantity.per_display
    frame = framed([value * factor for _, value, _ in seen], 0.5, group.count + 0.5)
    ends = [(float(x), float(start + slope * x) * factor) for x in (at[0], at[-1])]
    unit = wording.unit_suffix(quantity)
    lost = float(slope) * float(at[-1] - at[0])
    change = wording.number(abs(lost), quantity) + unit
    way = "up" if lost > 0 else "down"
    level = float(wording.number(abs(lost), quantity)) == 0
    told = say(f"session.fatigue.{'level' if level else way}", change=change, each=group.each)
    first, last = (wording.number(value, quantity) + unit for value in (values[0], values[-1]))
    return Fatigue(
        label=quantity.label,
        unit=quantity.display_unit,
        ticks=ticks(frame),
        last=group.count,
        full=frame.dots([(number, value * factor) for number, value, full in seen if full]),
        partial=frame.dots([(number, value * factor) for number, value, full in seen if not full]),
        trend=frame.line(ends),
        slope=told,
        metric=_metric(sets, units),
        words=say(
            "session.fatigue.words",
            label=quantity.label,
            first=first,
            last=last,
            told=told,
            each=group.each,
        ),
    )


def _metric(sets: Sequence[SetOut], units: Units) -> str:
    """The set's own measure of it."""
    for name in _FATIGUE:
        metric = sets[0].metrics.get(name) if len(sets) == 1 else None
        if metric is not None:
            quantity = units.of(wording.quantity_of(name, metric.unit))
            value = wording.with_uncertainty(metric.value, metric.uncertainty, quantity)
            return f"{quantity.label} {value}{wording.unit_suffix(quantity)}"
    return ""
