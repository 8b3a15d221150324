"""Numbers that carry their own first and second time derivative.

A pose written with them once gives positions, velocities and accelerations that agree exactly:
nothing is differenced numerically (second-order forward-mode differentiation).
"""

from dataclasses import dataclass
from typing import Union

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PPoly

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Jet:
    """A quantity at given times, with its time derivatives.

    Parameters
    ----------
    value, velocity, acceleration
        (n,) float64 each: the quantity, and its first and second derivative by time in seconds.
    """

    value: Array
    velocity: Array
    acceleration: Array

    def __add__(self, other: Union["Jet", float]) -> "Jet":
        if not isinstance(other, Jet):
            return Jet(self.value + other, self.velocity, self.acceleration)
        return Jet(
            self.value + other.value,
            self.velocity + other.velocity,
            self.acceleration + other.acceleration,
        )

    def __mul__(self, factor: float) -> "Jet":
        return Jet(self.value * factor, self.velocity * factor, self.acceleration * factor)

    def times(self, other: "Jet") -> "Jet":
        """The product of two quantities."""
        return Jet(
            self.value * other.value,
            self.velocity * other.value + self.value * other.velocity,
            self.acceleration * other.value
            + 2 * self.velocity * other.velocity
            + self.value * other.acceleration,
        )

    __radd__ = __add__
    __rmul__ = __mul__

    def __sub__(self, other: Union["Jet", float]) -> "Jet":
        return self + other * -1.0

    def sin(self) -> "Jet":
        """The sine, for a quantity in radians."""
        return self._through(np.sin(self.value), np.cos(self.value))

    def cos(self) -> "Jet":
        """The cosine, for a quantity in radians."""
        return self._through(np.cos(self.value), -np.sin(self.value))

    def arcsin(self) -> "Jet":
        """The angle in radians, for a sine between -1 and 1."""
        slope = 1.0 / np.sqrt(1.0 - self.value**2)
        return Jet(
            np.arcsin(self.value),
            slope * self.velocity,
            slope * self.acceleration + self.value * slope**3 * self.velocity**2,
        )

    def _through(self, value: Array, slope: Array) -> "Jet":
        # Sine and cosine are both their own second derivative with the sign turned.
        return Jet(
            value,
            slope * self.velocity,
            slope * self.acceleration - value * self.velocity**2,
        )


def constant(value: float, time: Array) -> Jet:
    """A quantity that does not change."""
    still = np.zeros_like(time)
    return Jet(still + value, still, still)


def where(inside: NDArray[np.bool_], one: Jet, other: Jet) -> Jet:
    """One quantity at the times that are inside, the other at the rest."""
    return Jet(
        np.where(inside, one.value, other.value),
        np.where(inside, one.velocity, other.velocity),
        np.where(inside, one.acceleration, other.acceleration),
    )


def follow(curve: PPoly[np.float64], time: Array) -> Jet:
    """A piecewise polynomial at those times; before and after its knots it is held still.

    The polynomial must be at rest at both ends.
    """
    inside = np.clip(time, curve.x[0], curve.x[-1])
    return Jet(curve(inside), curve(inside, 1), curve(inside, 2))


def transitions(knots: Array, values: Array) -> PPoly[np.float64]:
    """Go from value to value, at rest at every knot, each way with the least jerk.

    Parameters
    ----------
    knots
        (n,) increasing times, s.
    values
        (n,) the value at each; equal neighbours make a hold.

    Returns
    -------
    Quintic pieces, twice continuously differentiable (Flash & Hogan 1985).
    """
    span = np.diff(knots)
    change = np.diff(values)
    nothing = np.zeros_like(span)
    coefficients = [
        6 * change / span**5,
        -15 * change / span**4,
        10 * change / span**3,
        nothing,
        nothing,
        values[:-1],
    ]
    return PPoly(np.array(coefficients), knots)
