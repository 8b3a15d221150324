"""Sets of one recording held against each other: left and right leg, bent and straight knee."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tracker.exercises.exercise import Comparison
from tracker.exercises.registry import EXERCISES
from tracker.recording import Variant
from tracker.results import EffortSet, Metric

COMPARISONS = frozenset(
    comparison.metric
    for exercise in EXERCISES.values()
    for comparison in (
        *exercise.leg_symmetry,
        *exercise.leg_differences,
        *exercise.leg_asymmetries,
        *exercise.knee_ratios,
        *exercise.knee_differences,
    )
)
"""Metrics of a set that were made with another set as well."""

METHOD = "weaker_over_stronger"
"""Which leg is the involved one, the recording does not say: the one that did less is taken."""


def compared(sets: Sequence[tuple[EffortSet, Variant]]) -> tuple[EffortSet, ...]:
    """The same sets, with what each pair of them tells.

    The first set of the left leg is held against the first of the right with the same knee, and
    so on (Silbernagel 2010 compares one set of each leg); the first with a bent knee against the
    first with a straight one of the same leg.

    Parameters
    ----------
    sets
        Each with how it was done, as far as that was stated.
    """
    result = [one for one, _ in sets]
    kinds: dict[tuple[str, str, str | None], list[int]] = {}
    for at, (one, variant) in enumerate(sets):
        kinds.setdefault((one.exercise, one.side, variant.knee), []).append(at)
    for (exercise, side, knee), left in kinds.items():
        known = EXERCISES[exercise]
        if side == "left":
            for pair in zip(left, kinds.get((exercise, "right", knee), []), strict=False):
                _tell(result, pair, pair, known.leg_symmetry, _index)
                _tell(result, pair[::-1], pair, known.leg_differences, _difference)
                _tell(result, pair[::-1], pair, known.leg_asymmetries, _asymmetry)
        if knee == "bent":
            for pair in zip(left, kinds.get((exercise, side, "straight"), []), strict=False):
                _tell(result, pair, pair[:1], known.knee_ratios, _ratio)
                _tell(result, pair, pair[:1], known.knee_differences, _difference)
    return tuple(result)


_Of = Callable[[Sequence[Metric], str], Metric]


def _tell(
    sets: list[EffortSet],
    pair: Sequence[int],
    to: Sequence[int],
    comparisons: Sequence[Comparison],
    of: _Of,
) -> None:
    """Add the comparisons of a pair of sets to the sets `to`."""
    for comparison in comparisons:
        name, source = comparison.metric, comparison.source
        known = [one for at in pair if (one := sets[at].metrics.get(source)) is not None]
        if len(known) < 2 or known[0].method != known[1].method or known[1].value <= 0:
            continue
        metric = of(known, name)
        for at in to:
            withheld = {key: why for key, why in sets[at].withheld.items() if key != name}
            metrics = {**sets[at].metrics, name: metric}
            sets[at] = replace(sets[at], metrics=metrics, withheld=withheld)


def _index(pair: Sequence[Metric], name: str) -> Metric:
    low, high = sorted(pair, key=lambda one: one.value)
    return _ratio((low, high), name)


def _difference(pair: Sequence[Metric], name: str) -> Metric:
    """The first less the second."""
    one, other = pair
    error = None
    if one.uncertainty is not None and other.uncertainty is not None:
        error = (one.uncertainty**2 + other.uncertainty**2) ** 0.5
    value = one.value - other.value
    return Metric.of(name, value, one.method, quality=one.quality, uncertainty=error)


def _asymmetry(pair: Sequence[Metric], name: str) -> Metric:
    """The first less the second in per cent of the larger, positive when the first is larger."""
    larger = max(one.value for one in pair)
    difference = _difference(pair, name)
    error = difference.uncertainty
    return replace(
        difference,
        value=100 * difference.value / larger,
        uncertainty=None if error is None else 100 * error / larger,
    )


def _ratio(pair: Sequence[Metric], name: str) -> Metric:
    """The first in per cent of the second."""
    one, other = pair
    value = 100 * one.value / other.value
    error = None
    if one.uncertainty is not None and other.uncertainty is not None and one.value > 0:
        share = (one.uncertainty / one.value) ** 2 + (other.uncertainty / other.value) ** 2
        error = value * share**0.5
    method = METHOD if name.startswith("symmetry") else one.method
    return Metric.of(name, value, method, quality=one.quality, uncertainty=error)
