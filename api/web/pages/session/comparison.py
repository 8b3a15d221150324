"""Numbers side by side: two sessions, or the left and the right leg of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.sessions.schemas import AnalysisOut, EffortOut, SetOut
from api.web.components import wording
from api.web.components.units import Units
from api.web.pages.session.figures import HEADLINES, Standing, columns_of, standing_of
from api.web.pages.session.groups import Group, members_of, sets_of
from api.web.words import say
from tracker.interpretation.change import Baseline, direction_of, judged_by
from tracker.metrics import CATALOGUE, Quantity

_COUNTS = ("reps", "full_reps")
_OF_BOTH = frozenset({"tibial_angle_difference"})


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of two. `verdict` is `real`, `uncertain`, `noise`, or empty where none is due."""

    label: str
    unit: str
    one: str
    other: str
    difference: str
    verdict: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The numbers of an exercise and side in two sessions; the foremost apart."""

    group: str
    first: tuple[Compared, ...]
    rest: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Legs:
    """The numbers of an exercise by leg."""

    exercise: str
    rows: tuple[Compared, ...]


def comparisons_of(
    groups: Sequence[Group],
    one: AnalysisOut,
    other: AnalysisOut,
    units: Units,
) -> list[Comparison]:
    """Exercise by exercise, what this session says and what the other does."""
    mine, theirs = members_of(one), members_of(other)
    found = []
    for group in groups:
        key = group.key
        if key not in theirs:
            continue
        rows = _rows(
            key[0],
            ([effort for _, effort in mine[key]], sets_of(one, key)),
            ([effort for _, effort in theirs[key]], sets_of(other, key)),
            units,
        )
        first = [name for name, _ in HEADLINES.get(key[0], ())]
        found.append(
            Comparison(
                group.name,
                tuple(row for name, row in rows if name in first or name in _COUNTS),
                tuple(row for name, row in rows if name not in first and name not in _COUNTS),
            )
        )
    return found


def legs_of(exercise: str, analysis: AnalysisOut, units: Units) -> Legs | None:
    """What the left and the right leg did; None where one of them did nothing."""
    members = members_of(analysis)
    if not members.keys() >= {(exercise, "left"), (exercise, "right")}:
        return None
    sides = []
    for leg in ("left", "right"):
        key = (exercise, leg)
        sides.append(([one for _, one in members[key]], sets_of(analysis, key)))
    rows = []
    for name, way in HEADLINES.get(exercise, ()):
        left, right = (standing_of(name, way, *side) for side in sides)
        # What tells of both legs is the same of either.
        if left is not None and right is not None and name not in _OF_BOTH:
            rows.append(_leg_row(name, left, right, units))
    return Legs(wording.exercise_name(exercise), tuple(rows)) if rows else None


Side = tuple[list[EffortOut], list[SetOut]]


def _rows(exercise: str, mine: Side, theirs: Side, units: Units) -> list[tuple[str, Compared]]:
    ways = dict(HEADLINES.get(exercise, ()))
    columns = columns_of(
        [*(one.metrics for one in mine[1]), *(one.metrics for one in mine[0])], units
    )
    order = [*_COUNTS, *ways]
    columns = tuple(
        sorted(
            columns, key=lambda column: order.index(column.id) if column.id in order else len(order)
        )
    )
    rows = []
    for quantity in columns:
        way = ways.get(quantity.id, "set" if quantity.scope == "set" else "mean")
        one, other = (standing_of(quantity.id, way, *side) for side in (mine, theirs))
        if one is not None and other is not None:
            rows.append((quantity.id, _row(quantity, one, other)))
    return rows


def _row(quantity: Quantity, one: Standing, other: Standing) -> Compared:
    label = quantity.label
    if one.way != "set" and max(len(one.metrics), len(other.metrics)) > 1:
        label = say(f"session.ways.{one.way}", what=label[:1].lower() + label[1:])
    difference = one.value - other.value
    shown = wording.number(difference, quantity)
    verdict, words, why = _verdict(quantity, one, other)
    return Compared(
        label,
        quantity.display_unit,
        wording.with_uncertainty(one.value, one.uncertainty, quantity),
        wording.with_uncertainty(other.value, other.uncertainty, quantity),
        f"+{shown}" if difference > 0 and float(quantity.shown(difference)) != 0 else shown,
        verdict,
        words,
        why,
    )


def _verdict(quantity: Quantity, one: Standing, other: Standing) -> tuple[str, str, str]:
    """A word for the reader, and why it is that."""
    methods = {metric.method for metric in (*one.metrics, *other.metrics)}
    if len(methods) > 1:
        return "", say("session.compare.methods"), say("session.compare.methods_why")
    if any(metric.quality == "poor" for metric in (*one.metrics, *other.metrics)):
        return "", say("session.compare.poor"), say("session.compare.poor_why")
    before = Baseline.of([other.value])
    change = None if before is None else judged_by(quantity.id, before, one.value)
    if change is None:
        return "", say("session.compare.unknown"), say("session.compare.unknown_why")
    smallest = wording.number(change.mdc95, quantity) + wording.unit_suffix(quantity)
    why = say("session.compare.why", smallest=smallest, basis=change.basis)
    word = change.verdict.value
    if word == "real":
        word = direction_of(quantity.id, change.difference) or "real"
    return change.verdict.value, say(f"session.compare.{word}"), why


def _leg_row(name: str, left: Standing, right: Standing, units: Units) -> Compared:
    quantity = units.of(CATALOGUE[name])
    difference = right.value - left.value
    shown = wording.number(difference, quantity)
    larger = max(left.value, right.value)
    smaller = min(left.value, right.value)
    index = f"{100 * smaller / larger:.0f}" if smaller > 0 else ""
    several = max(len(left.metrics), len(right.metrics)) > 1 and left.way != "set"
    label = quantity.label[:1].lower() + quantity.label[1:]
    return Compared(
        say(f"session.ways.{left.way}", what=label) if several else quantity.label,
        quantity.display_unit,
        wording.with_uncertainty(left.value, left.uncertainty, quantity),
        wording.with_uncertainty(right.value, right.uncertainty, quantity),
        f"+{shown}" if difference > 0 else shown,
        "",
        index and say("session.legs.index", percent=index),
        "",
    )
