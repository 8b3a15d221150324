"""Where somebody stands by a quantity: the newest value against those that compare with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tracker.interpretation.change import Baseline, Change, judged_by
from tracker.results import Quality

SEVERAL = "several"
"""The method of a value that was made of values of several methods."""


class Told(Protocol):
    """A value of one session and how it was made."""

    @property
    def value(self) -> float:
        """In the unit of the quantity."""

    @property
    def method(self) -> str:
        """What it was made from."""

    @property
    def quality(self) -> str:
        """How far it can be trusted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest value of a series against its baseline.

    Parameters
    ----------
    baseline
        Of the values before it that compare with it; None where there are none.
    change
        The verdict; None where it is withheld.
    withheld
        Why there is no verdict.
    """

    baseline: Baseline | None
    change: Change | None
    withheld: str | None


def compares(one: Told, newest: Told) -> bool:
    """Whether a value may be held against the newest: made in the same way, and not of poor data.

    A plate's height is not a foot sensor's.
    """
    return one.method == newest.method != SEVERAL and one.quality != Quality.POOR


def standing(quantity_id: str, values: Sequence[Told]) -> Standing:
    """Where the last of some values (in their order, one at least) stands."""
    newest = values[-1]
    before = [one.value for one in values[:-1] if compares(one, newest)]
    return standing_by(quantity_id, newest, Baseline.of(before))


def standings(quantity_id: str, values: Sequence[Told]) -> tuple[Standing, ...]:
    """Where each of some values (in their order) stood when it was the newest."""
    so_far: dict[str, Baseline] = {}
    found = []
    for one in values:
        before = so_far.get(one.method)
        found.append(standing_by(quantity_id, one, before))
        if one.quality != Quality.POOR:
            first = Baseline(one.value, 0.0, 1)
            so_far[one.method] = first if before is None else before.with_one(one.value)
    return tuple(found)


def standing_by(quantity_id: str, newest: Told, baseline: Baseline | None) -> Standing:
    """The same by a baseline that is known."""
    if newest.method == SEVERAL:
        return Standing(None, None, "it was measured by several methods in one session")
    if newest.quality == Quality.POOR:
        return Standing(baseline, None, "the newest value is of poor quality")
    if baseline is None:
        return Standing(None, None, f"there is no earlier value by {newest.method}")
    change = judged_by(quantity_id, baseline, newest.value)
    if change is None:
        why = "no minimum detectable change is published; it needs four earlier values"
        return Standing(baseline, None, why)
    return Standing(baseline, change, None)
