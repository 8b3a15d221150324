"""Published values of healthy people, matched by what was measured where, of whom.

A number is only ever held against one that was measured at the same site: at the heel it reads
9 to 14 cm where at the body's centre it reads less, and the work follows.
"""

from dataclasses import dataclass
from typing import Literal

Sex = Literal["female", "male"]
Site = Literal["count", "heel_video", "heel_encoder"]


@dataclass(frozen=True, slots=True)
class Norm:
    """One published value.

    Parameters
    ----------
    quantity
        Metric id.
    site
        Where and by what it was measured: a count, a marker on the heel filmed by a phone, a
        string at the heel.
    value
        Median or mean, in the catalogue's unit.
    sex, ages
        Of whom; None is everybody, years from and to (included).
    source
        Author and year.
    """

    quantity: str
    site: Site
    value: float
    sex: Sex | None
    ages: tuple[int, int] | None
    source: str


_HEBERT = "Hébert-Losier 2017, 566 adults, single-leg floor test at 60 beats a minute"
_DECADES = "decade medians after Hébert-Losier 2017 (secondary source, its ends only)"
_APP = "Sleeswijk Visser 2025, Calf Raise app, 500 adults, dominant leg"

NORMS = (
    Norm("reps", "count", 24, "male", None, _HEBERT),
    Norm("reps", "count", 21, "female", None, _HEBERT),
    Norm("reps", "count", 37, "male", (20, 29), _DECADES),
    Norm("reps", "count", 15, "male", (70, 79), _DECADES),
    Norm("reps", "count", 31, "female", (20, 29), _DECADES),
    Norm("reps", "count", 17, "female", (70, 79), _DECADES),
    Norm("reps", "count", 25, None, None, _APP),
    Norm("total_work", "heel_video", 1374, None, None, _APP),
    Norm("total_height", "heel_video", 1.92, None, None, _APP),
    Norm("best_height", "heel_video", 0.093, None, None, _APP),
)
"""Those that are known; studies with a string at the heel give ranges of 1800 to 3000 J only."""


_COUNTED = frozenset({"reps"})


def site_of(quantity: str) -> Site | None:
    """Where the project's own sensors measure a quantity, as norms call it; None is elsewhere.

    Counts are counts whatever counted them. No sensor here is a marker that is filmed, nor a
    string at the heel, so no other norm is held against what they measure.
    """
    return "count" if quantity in _COUNTED else None


def matching(
    quantity: str, site: Site, *, age: int | None = None, sex: Sex | None = None
) -> tuple[Norm, ...]:
    """The norms that fit, the most particular first; none is taken from another site or age.

    A norm for an age or a sex fits only whose age or sex is known and is that.
    """
    fitting = [
        norm
        for norm in NORMS
        if norm.quantity == quantity
        and norm.site == site
        and (norm.sex is None or norm.sex == sex)
        and (norm.ages is None or (age is not None and norm.ages[0] <= age <= norm.ages[1]))
    ]
    return tuple(sorted(fitting, key=lambda one: (one.ages is None, one.sex is None)))
