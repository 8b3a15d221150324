"""Whether a change is one: against a person's own baseline, by the minimum detectable change."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tracker.quantities import CATALOGUE

_ENOUGH = 4
_SD_95 = 1.96


class Verdict(StrEnum):
    """How a change is to be read."""

    REAL = "real"
    UNCERTAIN = "uncertain"
    NOISE = "noise"


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
    if not before:
        return None
    quantity = CATALOGUE.get(quantity_id)
    published = None if quantity is None else quantity.mdc95
    mdc, basis = published, "" if quantity is None else quantity.mdc_source or ""
    if len(before) >= _ENOUGH:
        own = _SD_95 * float(np.sqrt(2.0) * np.std(before, ddof=1))
        if mdc is None or own > mdc:
            mdc, basis = own, f"own spread over {len(before)} tests"
    if mdc is None:
        return None
    baseline = float(np.mean(before))
    difference = value - baseline
    verdict = Verdict.NOISE
    if abs(difference) >= mdc / _SD_95:
        verdict = Verdict.UNCERTAIN
    if abs(difference) >= mdc:
        verdict = Verdict.REAL
    return Change(baseline, value, difference, mdc, verdict, basis)
