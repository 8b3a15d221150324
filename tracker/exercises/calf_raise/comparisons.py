"""Sets of one recording held against each other: left and right leg, bent and straight knee."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tracker.exercises.calf_raise.follower import EXERCISE
from tracker.recording import Variant
from tracker.results import EffortSet, Metric

_SIDES = {"symmetry_work": "total_work", "symmetry_height": "total_height"}
_KNEES = {"bent_knee_height": "best_height"}
METHOD = "weaker_over_stronger"
"""Which leg is the involved one, the recording does not say: the one that did less is taken."""


def compared(sets: Sequence[tuple[EffortSet, Variant]]) -> tuple[EffortSet, ...]:
    """The same sets, with what each pair of them tells.

    The first set of the left leg is held against the first of the right with the same knee, and
    so on (Silbernagel 2010 compares one set of each leg); the first with a bent knee against the
    first with a straight one of the same leg. Other exercises are passed over.

    Parameters
    ----------
    sets
        Each with how it was done, as far as that was stated.
    """
    result = [one for one, _ in sets]
    kinds: dict[tuple[str, str | None], list[int]] = {}
    for at, (one, variant) in enumerate(sets):
        if one.exercise == EXERCISE:
            kinds.setdefault((one.side, variant.knee), []).append(at)
    for (side, knee), left in kinds.items():
        if side == "left":
            for pair in zip(left, kinds.get(("right", knee), []), strict=False):
                _tell(result, pair, pair, _SIDES, _index)
        if knee == "bent":
            for pair in zip(left, kinds.get((side, "straight"), []), strict=False):
                _tell(result, pair, pair[:1], _KNEES, _ratio)
    return tuple(result)


_Of = Callable[[Sequence[Metric], str], Metric]


def _tell(
    sets: list[EffortSet], pair: Sequence[int], to: Sequence[int], names: Mapping[str, str], of: _Of
) -> None:
    """Add to the sets `to` what the pair tells."""
    for name, source in names.items():
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


def _ratio(pair: Sequence[Metric], name: str) -> Metric:
    """The first in per cent of the second."""
    one, other = pair
    value = 100 * one.value / other.value
    error = None
    if one.uncertainty is not None and other.uncertainty is not None and one.value > 0:
        share = (one.uncertainty / one.value) ** 2 + (other.uncertainty / other.value) ** 2
        error = value * share**0.5
    method = METHOD if name in _SIDES else one.method
    return Metric.of(name, value, method, quality=one.quality, uncertainty=error)
