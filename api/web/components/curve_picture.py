"""Curves as small pictures that need no script: paths of an SVG, made on the server."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from api.sessions.schemas import CurveSlice
from api.web.components import svg, wording
from api.web.components.units import Units
from tracker.metrics import CATALOGUE, Quantity

WIDTH, HEIGHT = 720, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 22, 24
_ROOM = 0.08
_STEPS_S = (0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600)
_TICKS = 8


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the time that is shaded, with what is written above it."""

    x: float
    width: float
    label: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and what is written at it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A curve to be drawn, in units of the picture.

    Parameters
    ----------
    label, unit
        What the curve shows.
    path
        Of the SVG.
    start_s, end_s
        The time from its left edge to its right.
    spans, across, up
        What is shaded; marks of time, and of the value.
    """

    label: str
    unit: str
    path: str
    start_s: float
    end_s: float
    spans: tuple[Span, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


@dataclass(frozen=True, slots=True)
class Shaded:
    """What is to be shaded: from when to when, and what to write above it."""

    start_s: float
    end_s: float
    label: str
    strong: bool = True


def drawn(curve: CurveSlice, shaded: Iterable[Shaded], units: Units) -> Picture | None:
    """Draw a curve; None where it has no value."""
    per_unit, quantity = _shown(curve.unit, units)
    values = [None if one is None else per_unit * one for one in curve.value]
    known = [one for one in values if one is not None]
    if len(curve.time) < 2 or not known:
        return None
    start_s, end_s = curve.time[0], curve.time[-1]
    room = _ROOM * (max(known) - min(known)) or 1.0
    low, high = min(known) - room, max(known) + room

    def x(time_s: float) -> float:
        share = (time_s - start_s) / (end_s - start_s)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)

    return Picture(
        label=curve.label.partition(",")[0],
        unit=quantity.display_unit,
        path=svg.path(
            None if value is None else (x(time_s), y(value))
            for time_s, value in zip(curve.time, values, strict=True)
        ),
        start_s=start_s,
        end_s=end_s,
        spans=tuple(
            Span(x(left), round(x(right) - x(left), 1), one.label, one.strong)
            for one in shaded
            if (left := max(one.start_s, start_s)) < (right := min(one.end_s, end_s))
        ),
        across=tuple(Tick(x(at), f"{at:g}") for at in _times(start_s, end_s)),
        up=tuple(Tick(y(at), wording.number(at, quantity)) for at in (min(known), max(known))),
    )


def curve_for(
    curves: Sequence[CurveSlice], side: str, *, wanted: Sequence[str] = ()
) -> CurveSlice | None:
    """The curve that tells most of a side's efforts: one of those wanted, else the first.

    Parameters
    ----------
    curves
        Of a session.
    side
        Of the efforts.
    wanted
        Beginnings of names, the best first.
    """
    other = {"left": "right", "right": "left"}.get(side, "\0")
    # What a person gave to the other leg was measured, and is drawn, as of this one.
    mine = any(curve.name.endswith(side) for curve in curves)
    own = [curve for curve in curves if not (mine and curve.name.endswith(other))]
    for name in wanted:
        for one in own:
            if one.name.startswith(name):
                return one
    return next(iter(own), None)


def _shown(unit: str, units: Units) -> tuple[float, Quantity]:
    """As which quantity of the catalogue a curve is shown, and one of its unit in that one's."""
    if unit == "mm":
        return 0.001, units.of(CATALOGUE["heel_height"])
    known = next((one for one in CATALOGUE.values() if one.unit == unit), None)
    return 1.0, units.of(known or wording.quantity_of("", unit))


def _times(start_s: float, end_s: float) -> list[float]:
    """Round times for the axis."""
    wide = (end_s - start_s) / _TICKS
    step = next((one for one in _STEPS_S if one >= wide), _STEPS_S[-1] * ceil(wide / _STEPS_S[-1]))
    first, last = ceil(start_s / step), floor(end_s / step)
    return [round(number * step, 3) for number in range(first, last + 1)]
