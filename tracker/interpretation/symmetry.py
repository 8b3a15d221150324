"""Left and right leg held against each other, session by session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tracker.metrics import BETTER

Leg = Literal["left", "right"]

SAME_TEST = timedelta(days=7)
"""Legs that were measured further apart are not of one test."""

LOWEST_INDEX = 90.0
"""Of the limb symmetry index, in %: below it legs are commonly held to differ (Thomeé 2011)."""
LARGEST_ASYMMETRY = 15.0
"""Of jumps, in %: 95 % of 313 healthy football players lie within (Impellizzeri 2007)."""

BOUNDS: Mapping[str, tuple[float, str]] = {
    **dict.fromkeys(
        ("symmetry_work", "symmetry_height", "symmetry_force"),
        (LOWEST_INDEX, "Thomeé 2011, strength and hops before return to sport"),
    ),
    **dict.fromkeys(
        ("asymmetry_peak_force", "asymmetry_propulsive_impulse"),
        (LARGEST_ASYMMETRY, "Impellizzeri 2007, 313 football players"),
    ),
}
"""Metric id to the bound of what is usual, and where it was published."""


def beyond_bound(quantity_id: str, value: float) -> bool:
    """Whether an index or an asymmetry lies beyond what is usual; False where no bound is known."""
    if quantity_id not in BOUNDS:
        return False
    bound = BOUNDS[quantity_id][0]
    return value < bound if BETTER.get(quantity_id) == "higher" else abs(value) > bound


@dataclass(frozen=True, slots=True)
class OneLeg:
    """A value of one leg.

    Parameters
    ----------
    at, session_id
        When, and in which session.
    value
        In the unit of the quantity.
    method
        What it was made from.
    """

    at: datetime
    session_id: str
    value: float
    method: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Both legs in one test, and their limb symmetry index in %."""

    left: OneLeg
    right: OneLeg
    index: float

    @property
    def at(self) -> datetime:
        """When the later of the two was measured."""
        return max(self.left.at, self.right.at)


def index_of(left: float, right: float, involved: Leg | None = None) -> float:
    """Limb symmetry index in %: involved / uninvolved x 100 (Silbernagel 2010).

    Where nobody says which leg is the involved one, the smaller value over the larger; so sets
    of one recording are compared, too.
    """
    low, high = sorted((left, right))
    if involved == "left":
        low, high = left, right
    elif involved == "right":
        low, high = right, left
    return 100 * low / high


def paired(
    left: Sequence[OneLeg], right: Sequence[OneLeg], involved: Leg | None = None
) -> tuple[Pair, ...]:
    """Pair each test of one leg with the nearest of the other, in their order.

    A test is used once: those of one session first, then the nearest within `SAME_TEST`. Only
    values above zero that were made by the same method are compared.
    """
    near = sorted(
        (
            (one.session_id != other.session_id, abs(one.at - other.at), i, j)
            for i, one in enumerate(left)
            for j, other in enumerate(right)
            if abs(one.at - other.at) <= SAME_TEST
            and one.method == other.method
            and one.value > 0
            and other.value > 0
        ),
    )
    found, used_left, used_right = [], set[int](), set[int]()
    for _, _, i, j in near:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            index = index_of(left[i].value, right[j].value, involved)
            found.append(Pair(left[i], right[j], index))
    return tuple(sorted(found, key=lambda one: (one.at, one.left.session_id)))
