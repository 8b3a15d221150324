"""Left against right within one recording."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.results import EffortSet, Metric

_OF = {"symmetry_work": "total_work", "symmetry_height": "total_height"}
METHOD = "weaker_over_stronger"
"""Which leg is the involved one, the recording does not say: the one that did less is taken."""


def with_symmetry(sets: Sequence[EffortSet]) -> tuple[EffortSet, ...]:
    """The same sets, with the limb symmetry index in each pair of a left and a right one.

    The first set of the left is held against the first of the right, and so on (Silbernagel 2010
    compares one set of each leg).
    """
    left, right = (
        [at for at, one in enumerate(sets) if one.side == side] for side in ("left", "right")
    )
    result = list(sets)
    for pair in zip(left, right, strict=False):
        for name, source in _OF.items():
            metric = _index([sets[at].metrics.get(source) for at in pair], name)
            if metric is None:
                continue
            for at in pair:
                withheld = {key: why for key, why in result[at].withheld.items() if key != name}
                metrics = {**result[at].metrics, name: metric}
                result[at] = replace(result[at], metrics=metrics, withheld=withheld)
    return tuple(result)


def _index(pair: Sequence[Metric | None], name: str) -> Metric | None:
    known = [one for one in pair if one is not None and one.value > 0]
    if len(known) < 2 or known[0].method != known[1].method:
        return None
    low, high = sorted(known, key=lambda one: one.value)
    value = 100 * low.value / high.value
    error = None
    if low.uncertainty is not None and high.uncertainty is not None:
        share = (low.uncertainty / low.value) ** 2 + (high.uncertainty / high.value) ** 2
        error = value * share**0.5
    return Metric.of(name, value, METHOD, quality=low.quality, uncertainty=error)
