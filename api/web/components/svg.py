"""Drawings made on the server: points as the paths of an SVG, scales, sparklines and bars.

A drawing is stretched to whatever room there is, so its lines do not scale with it, its dots are
lines of no length with round ends, and its numbers stand beside it as text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 600, 240
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0, 20.0)

Points = Sequence[tuple[float, float | None]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The room of a drawing, in the unit that is shown.

    Parameters
    ----------
    left, right, low, high
        What its edges stand for.
    width, height
        Of the SVG's view box.
    step
        From one number of the scale to the next; 0 where there is no scale.
    """

    left: float
    right: float
    low: float
    high: float
    width: int = WIDTH
    height: int = HEIGHT
    step: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies in the view box."""
        across = (x - self.left) / ((self.right - self.left) or 1.0)
        up = (y - self.low) / ((self.high - self.low) or 1.0)
        return across * self.width, (1.0 - up) * self.height

    def line(self, points: Points) -> str:
        """A path through points; one without a value breaks it."""
        return path(None if y is None else self.at(x, y) for x, y in points)

    def band(self, lower: Points, upper: Points) -> str:
        """The room between two courses of the same steps, where both are known."""
        shapes = []
        for run in _runs(lower, upper):
            edge = [self.at(x, y) for x, _, y in run] + [self.at(x, y) for x, y, _ in run[::-1]]
            shapes.append("M" + "L".join(_short(*one) for one in edge) + "Z")
        return "".join(shapes)

    def dots(self, points: Points) -> str:
        """A path whose round ends are dots."""
        return "".join(f"M{_short(*self.at(x, y))}h0" for x, y in points if y is not None)


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line through values as the points of a polyline, and where the last of them is."""

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


def path(places: Iterable[tuple[float, float] | None]) -> str:
    """A path through places in the view box; None breaks it."""
    parts = []
    pen = "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        parts.append(pen + _short(*place))
        pen = "L"
    return "".join(parts)


def sparkline(
    values: Sequence[float], width: float, height: float, margin: float
) -> Sparkline | None:
    """A line from the oldest to the newest value; None of fewer than two."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    across = (width - 2 * margin) / (len(values) - 1)
    up = (height - 2 * margin) / (high - low) if high > low else 0.0
    bottom = height - margin if high > low else height / 2
    places = [
        (round(margin + number * across, 1), round(bottom - (value - low) * up, 1))
        for number, value in enumerate(values)
    ]
    return Sparkline(" ".join(f"{x:g},{y:g}" for x, y in places), *places[-1])


def bars(values: Sequence[float], width: float, height: float, gap: float) -> list[Bar]:
    """A bar for each value; a value of zero keeps a line to stand on."""
    most = max(values, default=0) or 1
    wide = (width - gap * (len(values) - 1)) / max(1, len(values))
    made = []
    for number, value in enumerate(values):
        tall = max(1.0, round((height - 2) * value / most, 1))
        left = round(number * (wide + gap), 1)
        made.append(Bar(left, round(height - tall, 1), round(wide, 1), tall))
    return made


def framed(values: Iterable[float | None], left: float, right: float) -> Frame:
    """A frame that holds the values between round numbers."""
    low, high = extremes(values)
    step = _nice_above((high - low) / 4)
    bottom, top = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return Frame(left, right, bottom, top, step=step)


def tight(
    values: Iterable[float | None], left: float, right: float, *, width: int, height: int
) -> Frame:
    """A frame that ends at the lowest and the highest of the values."""
    return Frame(left, right, *extremes(values), width, height)


def extremes(values: Iterable[float | None]) -> tuple[float, float]:
    """The lowest and the highest value, a little apart if they are the same."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if high > low:
        return low, high
    room = abs(high) / 10 or 1.0
    return low - room, high + room


def ticks(frame: Frame) -> tuple[str, ...]:
    """Round numbers at equal distances from the frame's top to its bottom, without the unit."""
    count = round((frame.high - frame.low) / frame.step)
    return tuple(
        _round(frame.low + number * frame.step, frame.step) for number in range(count, -1, -1)
    )


def _round(value: float, step: float) -> str:
    """A multiple of a round step, with the digits that it needs."""
    digits = next(n for n in range(9) if abs(step * 10**n - round(step * 10**n)) < 1e-6)
    text = f"{value:.{digits}f}"
    text = text.removeprefix("-") if float(text) == 0 else text
    return text.replace("-", "\N{MINUS SIGN}")


def _short(x: float, y: float) -> str:
    return f"{x:.1f} {y:.1f}"


def _nice_above(value: float) -> float:
    """The round number that is no smaller."""
    ten = 10.0 ** floor(log10(value))
    return next(nice * ten for nice in _NICE if nice * ten >= value * (1 - 1e-9))


def _runs(lower: Points, upper: Points) -> list[list[tuple[float, float, float]]]:
    """Stretches without a gap: place, lower and upper value."""
    runs: list[list[tuple[float, float, float]]] = [[]]
    for (x, low), (_, high) in zip(lower, upper, strict=True):
        if low is None or high is None:
            runs.append([])
        else:
            runs[-1].append((x, low, high))
    return [run for run in runs if len(run) > 1]
