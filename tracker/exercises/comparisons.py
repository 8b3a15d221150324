"""Sets of one recording held against each other: left and right leg, bent and straight knee."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tracker.recording import Variant
from tracker.results import EffortSet, Metric

_SIDES: Mapping[str, Mapping[str, str]] = {
    "calf_raise": {"symmetry_work": "total_work", "symmetry_height": "total_height"},
    "isometric_plantar_flexion": {"symmetry_force": "best_force"},
}
"""Exercise to what is told of a left and a right set, and the metric of each that tells it."""
_DIFFERENCES: Mapping[str, Mapping[str, str]] = {
    "weight_bearing_lunge": {"tibial_angle_difference": "best_tibial_angle"},
}
_OF_STRIDES = {
    "asymmetry_stance": "mean_stance_ratio",
    "asymmetry_push_off": "mean_push_off_velocity",
}
_ASYMMETRIES: Mapping[str, Mapping[str, str]] = {"walking": _OF_STRIDES, "running": _OF_STRIDES}
_KNEES: Mapping[str, Mapping[str, str]] = {"calf_raise": {"bent_knee_height": "best_height"}}
_GAINS: Mapping[str, Mapping[str, str]] = {
    "weight_bearing_lunge": {"bent_knee_gain": "best_tibial_angle"},
}
COMPARISONS = frozenset(
    name
    for kinds in (_SIDES, _DIFFERENCES, _ASYMMETRIES, _KNEES, _GAINS)
    for names in kinds.values()
    for name in names
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
        if side == "left":
            for pair in zip(left, kinds.get((exercise, "right", knee), []), strict=False):
                _tell(result, pair, pair, _SIDES.get(exercise, {}), _index)
                _tell(result, pair[::-1], pair, _DIFFERENCES.get(exercise, {}), _difference)
                _tell(result, pair[::-1], pair, _ASYMMETRIES.get(exercise, {}), _asymmetry)
        if knee == "bent":
            for pair in zip(left, kinds.get((exercise, side, "straight"), []), strict=False):
                _tell(result, pair, pair[:1], _KNEES.get(exercise, {}), _ratio)
                _tell(result, pair, pair[:1], _GAINS.get(exercise, {}), _difference)
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
