"""The course of efforts as drawings: each of them small, and means laid over each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.sessions.ensembles import shows
from api.sessions.schemas import CurveInfo, EnsembleOut, OutlineOut
from api.web.components import wording
from api.web.components.svg import Frame, Points, framed, ticks, tight
from api.web.components.units import Units
from api.web.pages.session.figures import HEADLINES
from api.web.pages.session.groups import Group
from api.web.words import say
from tracker.exercises.registry import EXERCISES
from tracker.metrics import CATALOGUE, Quantity

_LEGS = ("left", "right")
STEPS = 101
"""Of a mean: one a per cent of the effort."""
_MOST_TILES = 48
_SAMPLES, _MOST_SAMPLES, _FEWEST_SAMPLES = 3000, 80, 24
_TILE = (120, 72)


@dataclass(frozen=True, slots=True)
class Tile:
    """One effort drawn small; `said` is its foremost number."""

    number: int
    effort: int
    start_s: float
    end_s: float
    full: bool
    path: str
    said: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """All efforts of a group drawn alike, with their mean behind each."""

    label: str
    unit: str
    low: str
    high: str
    seconds: str
    mean: str
    shown: tuple[Tile, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Line:
    """A mean and its spread, in words and as paths."""

    name: str
    count: str
    path: str
    band: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """Means laid over each other from the efforts' start to their end."""

    title: str
    label: str
    unit: str
    ticks: tuple[str, ...]
    lines: tuple[Line, ...]
    spread: bool
    words: str


def main_curve(exercise: str, side: str, curves: Sequence[CurveInfo]) -> CurveInfo | None:
    """The curve that tells most of an exercise; None where there is none of that side."""
    fitting = [curve for curve in curves if shows(curve.name, side)]
    for begin in _curves(exercise):
        found = next((one for one in fitting if one.name.startswith(begin)), None)
        if found is not None:
            return found
    return next(iter(fitting), None)


def leg_curves(
    exercise: str, side: str, curves: Sequence[CurveInfo]
) -> tuple[CurveInfo, CurveInfo] | None:
    """The telling curves of the left and the right leg in efforts of both; None without them."""
    if side in _LEGS:
        return None
    named = {curve.name: curve for curve in curves}
    for begin in _curves(exercise):
        pair = [named.get(f"{begin}_{leg}") for leg in _LEGS]
        if pair[0] is not None and pair[1] is not None:
            return pair[0], pair[1]
    return None


def _curves(exercise: str) -> tuple[str, ...]:
    """How the names of the curves begin that show an effort, best first."""
    known = EXERCISES.get(exercise)
    return () if known is None else known.curves


def samples_of(efforts: int) -> int:
    """How many samples of each of so many efforts a page draws."""
    return min(_MOST_SAMPLES, max(_FEWEST_SAMPLES, _SAMPLES // max(1, efforts)))


def drawn_in(unit: str, units: Units) -> Quantity:
    """What a curve of a unit is shown in: as the first quantity of the catalogue that has it."""
    stored = "m" if unit == "mm" else unit
    known = next((one for one in CATALOGUE.values() if one.unit == stored), None)
    quantity = units.of(known or wording.quantity_of("", unit))
    if unit == "mm":
        return replace(quantity, per_display=quantity.per_display / 1000)
    return quantity


def tiles_of(group: Group, ensemble: EnsembleOut, units: Units) -> Tiles | None:
    """Each effort small; None where there are fewer than two, or nothing was recorded of them."""
    if len(group.rows) < 2:
        return None
    quantity = drawn_in(ensemble.unit, units)
    outlines = {effort.effort: effort for effort in ensemble.efforts}
    values = [y for effort in ensemble.efforts for y in _shown(effort.value, quantity)]
    if all(value is None for value in values):
        return None
    longest = max(row.end_s - row.start_s for row in group.rows)
    width, height = _TILE
    frame = tight(values, 0.0, longest, width=width, height=height)
    rows = group.rows[:_MOST_TILES]
    steps = [ensemble.duration_s * number / (STEPS - 1) for number in range(STEPS)]
    mean = list(zip(steps, _shown(ensemble.mean, quantity), strict=True))
    return Tiles(
        label=ensemble.label,
        unit=quantity.display_unit,
        low=wording.number(frame.low / quantity.per_display, quantity),
        high=wording.number(frame.high / quantity.per_display, quantity),
        seconds=f"{longest:.1f}",
        mean=frame.line(mean) if ensemble.count > 1 else "",
        shown=tuple(
            Tile(
                row.number,
                row.effort,
                row.start_s,
                row.end_s,
                row.full,
                frame.line(_points(outlines[row.effort], quantity)),
                _said(group, row.number),
            )
            for row in rows
        ),
        left_out=len(group.rows) - len(rows),
    )


def overlay(
    title: str, named: Sequence[tuple[str, EnsembleOut]], units: Units, counted: str
) -> Overlay | None:
    """Means of the same curve laid over each other; None where one of them is not known."""
    quantity = drawn_in(named[0][1].unit, units)
    courses = [(name, one, _around(one, quantity)) for name, one in named]
    values = [y for _, _, some in courses for course in some for _, y in course]
    if any(all(y is None for _, y in some[0]) for _, _, some in courses):
        return None
    frame = framed(values, 0.0, 100.0)
    return Overlay(
        title=title,
        label=_common_label(named),
        unit=quantity.display_unit,
        ticks=ticks(frame),
        lines=tuple(
            Line(name, _count(one, counted), *_drawn(frame, some)) for name, one, some in courses
        ),
        spread=any(one.count > 1 for _, one in named),
        words="; ".join(_in_words(name, one, quantity) for name, one in named),
    )


def _drawn(frame: Frame, some: tuple[Points, Points, Points]) -> tuple[str, str]:
    mean, lower, upper = some
    return frame.line(mean), frame.band(lower, upper)


def _around(one: EnsembleOut, quantity: Quantity) -> tuple[Points, Points, Points]:
    """Mean, mean less SD and mean with SD, by per cent of the effort."""
    mean, sd = _shown(one.mean, quantity), _shown(one.sd, quantity)
    percent = [100 * number / max(1, len(mean) - 1) for number in range(len(mean))]
    lower = [None if m is None or s is None else m - s for m, s in zip(mean, sd, strict=True)]
    upper = [None if m is None or s is None else m + s for m, s in zip(mean, sd, strict=True)]
    return (
        list(zip(percent, mean, strict=True)),
        list(zip(percent, lower, strict=True)),
        list(zip(percent, upper, strict=True)),
    )


def _shown(values: Sequence[float | None], quantity: Quantity) -> list[float | None]:
    return [None if value is None else value * quantity.per_display for value in values]


def _points(outline: OutlineOut, quantity: Quantity) -> Points:
    return list(zip(outline.time, _shown(outline.value, quantity), strict=True))


def _said(group: Group, number: int) -> str:
    """The foremost number of an effort, in a few letters."""
    if not group.columns:
        return ""
    cell, quantity = group.rows[number - 1].cells[0], group.columns[0]
    value = cell.text.partition("\N{NO-BREAK SPACE}")[0].partition(" ")[0]
    return value and value + wording.unit_suffix(quantity)


def _count(one: EnsembleOut, counted: str) -> str:
    return say("session.overlay.count", count=one.count, counted=counted)


def _common_label(named: Sequence[tuple[str, EnsembleOut]]) -> str:
    """The curve's label, without the leg where it is of several."""
    labels = {one.label for _, one in named}
    return named[0][1].label if len(labels) == 1 else named[0][1].label.partition(", ")[0]


def _in_words(name: str, one: EnsembleOut, quantity: Quantity) -> str:
    known = [(y, at) for at, y in enumerate(_shown(one.mean, quantity)) if y is not None]
    highest, at = max(known)
    return say(
        "session.overlay.words",
        name=name,
        highest=wording.number(highest / quantity.per_display, quantity),
        unit=wording.unit_suffix(quantity),
        percent=round(100 * at / max(1, len(one.mean) - 1)),
    )


def first_quantity(exercise: str) -> str | None:
    """The quantity that is said first of an effort of an exercise."""
    return next((name for name, way in HEADLINES.get(exercise, ()) if way != "set"), None)
