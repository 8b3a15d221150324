"""Small pictures beside a number: how it went, and how much was done week by week."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 96, 28
_ROOM = 4
_GAP = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line through values, and where the last of them is."""

    points: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar."""

    x: float
    y: float
    width: float
    height: float


def line(values: Sequence[float]) -> Line | None:
    """A line from the oldest to the newest; None of fewer than two."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    across = (WIDTH - 2 * _ROOM) / (len(values) - 1)
    up = (HEIGHT - 2 * _ROOM) / (high - low) if high > low else 0.0
    middle = 0.0 if high > low else HEIGHT / 2 - _ROOM
    places = [
        (round(_ROOM + number * across, 1), round(HEIGHT - _ROOM - middle - (one - low) * up, 1))
        for number, one in enumerate(values)
    ]
    return Line(" ".join(f"{x:g},{y:g}" for x, y in places), *places[-1])


def bars(values: Sequence[float]) -> list[Bar]:
    """A bar for each value; what is zero keeps a line to stand on."""
    most = max(values, default=0) or 1
    wide = (WIDTH - _GAP * (len(values) - 1)) / max(1, len(values))
    made = []
    for number, one in enumerate(values):
        tall = max(1.0, round((HEIGHT - 2) * one / most, 1))
        left = round(number * (wide + _GAP), 1)
        made.append(Bar(left, round(HEIGHT - tall, 1), round(wide, 1), tall))
    return made
