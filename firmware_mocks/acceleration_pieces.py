"""Accelerations made of pieces, so that velocity and height are exact integrals of them."""

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PPoly

# How acceleration goes from one knot to the next, u from 0 to 1 (powers of u, highest first):
# at rest at both ends, at the first only, at the second only. A foot leaves and meets the plate
# while the force still changes.
_SHAPES = {
    "smooth": (-2.0, 3.0, 0.0, 0.0),
    "letting_go": (0.0, 1.0, 0.0, 0.0),
    "hitting": (0.0, -1.0, 2.0, 0.0),
}
_Shape = Literal["smooth", "letting_go", "hitting"]

_LANDING_S = (0.06, 0.14, 0.30, 0.45)
_SECOND_LANDING_PEAK = 0.4

Piece = tuple[float, float, _Shape]
"""Duration in s, acceleration at its end in m/s², and how it gets there."""


def acceleration_of(pieces: Sequence[Piece], first: float = 0.0) -> PPoly[np.float64]:
    """Acceleration from (duration, value at its end, shape) of each piece."""
    times, values = [0.0], [first]
    columns = []
    for duration, value, shape in pieces:
        column = np.array(_SHAPES[shape]) * (value - values[-1])
        column /= duration ** np.arange(3, -1, -1)
        column[-1] += values[-1]
        columns.append(column)
        times.append(times[-1] + duration)
        values.append(value)
    return PPoly(np.column_stack(columns), np.array(times))


def travelled(pieces: Sequence[Piece], first: float, velocity: float = 0.0) -> tuple[float, float]:
    """Velocity and height reached at the end of the pieces."""
    curve = acceleration_of(pieces, first)
    end = float(curve.x[-1])
    return (
        velocity + float(curve.antiderivative(1)(end)),
        velocity * end + float(curve.antiderivative(2)(end)),
    )


def solved(
    pieces: Callable[[float, float], Sequence[Piece]],
    first: float,
    velocity: float,
    *,
    end: tuple[float, float],
) -> tuple[float, float]:
    """The two accelerations that pieces take as unknowns, so that velocity and height come out.

    Parameters
    ----------
    pieces
        From the unknowns; linear in both.
    first, velocity
        Acceleration and velocity at the beginning.
    end
        Velocity and height, from the beginning's, at the end.
    """

    def reached(one: float, other: float) -> NDArray[np.float64]:
        return np.array(travelled(pieces(one, other), first, velocity))

    none = reached(0.0, 0.0)
    effect = np.column_stack((reached(1.0, 0.0) - none, reached(0.0, 1.0) - none))
    one, other = np.linalg.solve(effect, np.array(end) - none)
    return float(one), float(other)


def landing(peak: float, last: float) -> list[Piece]:
    """From touch-down to standing still, with two accelerations to be solved for."""
    absorb_s, give_s, rise_s, settle_s = _LANDING_S
    return [
        (absorb_s, peak, "hitting"),
        (give_s, peak * _SECOND_LANDING_PEAK, "smooth"),
        (rise_s, last, "smooth"),
        (settle_s, 0.0, "smooth"),
    ]
