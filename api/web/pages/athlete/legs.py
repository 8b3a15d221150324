"""Left against right, and against published values, as a page shows them."""

from dataclasses import dataclass

from api.analytics.schemas import LegsOut, NormOut, PairOut, SymmetryOut, TrendOut, TrendsOut
from api.web.components import svg, wording
from api.web.components.units import Units
from api.web.pages.athlete.trends import amount
from api.web.words import say
from tracker.exercises.calf_raise.record import CALF_RAISE
from tracker.interpretation.norms import NORMS, site_of
from tracker.metrics import CATALOGUE, Quantity

NORMED_EXERCISE = CALF_RAISE
"""The exercise of which values are published."""
NORMED = tuple(dict.fromkeys(one.quantity for one in NORMS))
"""Metric ids of which values are published."""
_WHOM = {None: "everybody", "female": "women", "male": "men"}
_ALIKE = 0.5
_SPARK_SIZE = (100, 24)
_SPARK_MARGIN = 2
_MOST_SHOWN = 110.0


@dataclass(frozen=True, slots=True)
class PairRow:
    """Both legs in one test."""

    pair: PairOut
    left: str
    right: str
    index: str


@dataclass(frozen=True, slots=True)
class LegsView:
    """A number of both legs.

    Parameters
    ----------
    quantity
        In the reader's units.
    exercise, index, lower, legs
        In words: what, the newest index in %, which leg is lower, and the values of both.
    beyond
        Whether it is below the bound.
    reach
        Of the gauge, in % of its width; `bound` is where the bound stands on it.
    change
        How the index changed, in words; empty where it did not, or nobody can say.
    line
        Points of a small line of the indices so far; empty for a single one.
    rows
        Newest first.
    """

    quantity: Quantity
    exercise: str
    index: str
    lower: str
    legs: str
    beyond: bool
    reach: float
    bound: float
    change: str
    line: str
    rows: tuple[PairRow, ...]


@dataclass(frozen=True, slots=True)
class NormRow:
    """A measured number beside a published one."""

    label: str
    leg: str
    measured: str
    published: str
    whom: str
    difference: str
    source: str


@dataclass(frozen=True, slots=True)
class NormsView:
    """What is held against published values of an exercise, and what is not and why."""

    exercise: str
    rows: tuple[NormRow, ...]
    not_compared: tuple[tuple[str, str], ...]
    facts_missing: bool


def legs_of(found: SymmetryOut, exercise: str | None, units: Units) -> tuple[LegsView, ...]:
    """The numbers of one exercise; of all where that has none."""
    of_it = [item for item in found.items if item.exercise == exercise] or found.items
    return tuple(_legs(one, units.of(CATALOGUE[one.metric]), found.bound) for one in of_it)


def norms_of(found: TrendsOut, units: Units, *, age_known: bool, sex_known: bool) -> NormsView:
    """Hold the newest values of each leg against the published ones that fit."""
    rows = [
        _norm(trend, norm, units.of(CATALOGUE[trend.metric]))
        for trend in found.items
        for norm in trend.norms
    ]
    not_compared = {
        CATALOGUE[trend.metric].label: say(f"athlete.norms.site.{_published_at(trend.metric)}")
        for trend in found.items
        if not trend.norms and trend.side in {"left", "right"}
    }
    missing = any(trend.norms for trend in found.items) and not (age_known and sex_known)
    return NormsView(NORMED_EXERCISE.id, tuple(rows), tuple(not_compared.items()), missing)


def _published_at(metric: str) -> str:
    if site_of(metric) is not None:
        return "count"
    return next(norm.site for norm in NORMS if norm.quantity == metric)


def _legs(one: LegsOut, quantity: Quantity, bound: float) -> LegsView:
    newest = one.pairs[-1]
    drawn = svg.sparkline([pair.index for pair in one.pairs], *_SPARK_SIZE, _SPARK_MARGIN)
    return LegsView(
        quantity=quantity,
        exercise=wording.exercise_name(one.exercise),
        index=f"{newest.index:.0f}",
        lower=say(f"athlete.symmetry.lower.{_lower(newest)}"),
        legs=say(
            "athlete.symmetry.both",
            left=amount(newest.left.value, quantity),
            right=amount(newest.right.value, quantity),
        ),
        beyond=newest.beyond,
        reach=_along(newest.index),
        bound=_along(bound),
        change=_change(one),
        line="" if drawn is None else drawn.points,
        rows=tuple(
            PairRow(
                pair,
                wording.number(pair.left.value, quantity),
                wording.number(pair.right.value, quantity),
                f"{pair.index:.0f}",
            )
            for pair in reversed(one.pairs)
        ),
    )


def _lower(pair: PairOut) -> str:
    left, right = pair.left.value, pair.right.value
    if 100 * abs(left - right) < _ALIKE * max(left, right):
        return "none"
    return "left" if left < right else "right"


def _along(index: float) -> float:
    """Where an index stands on a gauge that ends a little above 100 %."""
    return round(min(100.0, 100 * index / _MOST_SHOWN), 1)


def _change(one: LegsOut) -> str:
    change = one.change
    if change is None or change.verdict != "real":
        return ""
    way = "real_up" if change.difference > 0 else "real_down"
    return say(f"athlete.symmetry.change.{way}", by=f"{abs(change.difference):.0f}")


def _norm(trend: TrendOut, norm: NormOut, quantity: Quantity) -> NormRow:
    value = trend.points[-1].value
    by = value - norm.value
    way = "same" if wording.number(by, quantity) == "0" else ("more" if by > 0 else "fewer")
    whom = say(f"athlete.norms.{_WHOM[norm.sex]}")
    if norm.ages is not None:
        whom = say("athlete.norms.aged", whom=whom, low=norm.ages[0], high=norm.ages[1])
    return NormRow(
        quantity.label,
        say(f"athlete.trend.leg.{trend.side}"),
        amount(value, quantity),
        amount(norm.value, quantity),
        whom,
        say(f"athlete.norms.{way}", by=wording.number(abs(by), quantity)),
        norm.source,
    )
