"""Whether a change is one: against a person's own baseline, by the minimum detectable change."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Literal

from tracker.metrics import BETTER, CATALOGUE

_ENOUGH = 4
_SD_95 = 1.96


class Verdict(StrEnum):
    """How a change is to be read."""

    REAL = "real"
    UNCERTAIN = "uncertain"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What somebody's earlier tests say.

    Parameters
    ----------
    mean, sd
        Of the tests; the standard deviation (of a sample) is 0 where there is one test only.
    tests
        How many.
    """

    mean: float
    sd: float
    tests: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Baseline | None":
        """The baseline of these values; None where there are none."""
        if not values:
            return None
        mean = sum(values) / len(values)
        squares = sum((value - mean) ** 2 for value in values)
        sd = sqrt(squares / (len(values) - 1)) if len(values) > 1 else 0.0
        return cls(mean, sd, len(values))

    def with_one(self, value: float) -> "Baseline":
        """The baseline of one more test (Welford 1962)."""
        tests, off = self.tests + 1, value - self.mean
        mean = self.mean + off / tests
        squares = self.sd**2 * (self.tests - 1) + off * (value - mean)
        return Baseline(mean, sqrt(squares / self.tests), tests)


@dataclass(frozen=True, slots=True)
class Change:
    """A value against a baseline.

    Parameters
    ----------
    baseline, value, difference
        In the unit of the quantity.
    mdc95
        The smallest difference that is not noise at 95 %.
    verdict
        ``real`` from the MDC on; ``uncertain`` from what one standard error of a difference is
        (MDC / 1.96); else ``noise``.
    basis
        Whose MDC it is.
    """

    baseline: float
    value: float
    difference: float
    mdc95: float
    verdict: Verdict
    basis: str


def judged(quantity_id: str, before: Sequence[float], value: float) -> Change | None:
    """Judge a new value against those before it.

    With four earlier values or more the person's own spread makes the MDC (1.96 x the root of two
    x their standard deviation), if it is larger than the published one; with fewer the published
    one of the catalogue.

    Returns
    -------
    None where there is neither a baseline nor an MDC.
    """
    baseline = Baseline.of(before)
    return None if baseline is None else judged_by(quantity_id, baseline, value)


def judged_by(quantity_id: str, baseline: Baseline, value: float) -> Change | None:
    """The same by a baseline that is known; None where there is no MDC."""
    quantity = CATALOGUE.get(quantity_id)
    published = None if quantity is None else quantity.mdc95
    mdc, basis = published, "" if quantity is None else quantity.mdc_source or ""
    if baseline.tests >= _ENOUGH:
        own = _SD_95 * sqrt(2.0) * baseline.sd
        if mdc is None or own > mdc:
            mdc, basis = own, f"own spread over {baseline.tests} tests"
    if mdc is None:
        return None
    difference = value - baseline.mean
    verdict = Verdict.NOISE
    if abs(difference) >= mdc / _SD_95:
        verdict = Verdict.UNCERTAIN
    if abs(difference) >= mdc:
        verdict = Verdict.REAL
    return Change(baseline.mean, value, difference, mdc, verdict, basis)


def direction_of(quantity_id: str, difference: float) -> Literal["better", "worse"] | None:
    """Whether a difference is to the better; None where that cannot be said of the quantity."""
    better = BETTER.get(quantity_id)
    if better is None or difference == 0:
        return None
    return "better" if (difference > 0) == (better == "higher") else "worse"
