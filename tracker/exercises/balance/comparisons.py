"""Balance in one condition held against another: eyes, ground, legs."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tracker.recording import Variant
from tracker.results import EffortSet, Metric

_MEASURED = "cop_velocity"


def _eyes(variant: Variant) -> str | None:
    return variant.eyes


def _ground(variant: Variant) -> str | None:
    return variant.surface


def _legs(variant: Variant) -> str | None:
    return {"left": "single", "right": "single", "both": "double"}.get(variant.side or "")


_RATIOS: tuple[tuple[str, Callable[[Variant], str | None], str, str], ...] = (
    # metric, what differs, the harder, the easier
    ("eyes_closed_ratio", _eyes, "closed", "open"),
    ("foam_ratio", _ground, "foam", "floor"),
    ("single_leg_ratio", _legs, "single", "double"),
)
BALANCE_RATIOS = frozenset(name for name, *_ in _RATIOS)
"""Metrics of a set of balance that were made from another set as well."""


def balance_compared(
    sets: Sequence[tuple[EffortSet, Variant]],
) -> tuple[tuple[EffortSet, Variant], ...]:
    """The same sets, those of balance with their velocity over that in the easier condition.

    Eyes closed over open (Romberg's quotient), foam over firm ground, one leg over two; each with
    all else alike, in the order in which they were done. Other exercises are passed over.
    """
    result = list(sets)
    at = [place for place, (one, _) in enumerate(sets) if _MEASURED in one.metrics]
    for name, differs, hard, easy in _RATIOS:
        others = [differ for _, differ, _, _ in _RATIOS if differ is not differs]
        free = [
            place
            for place in at
            if differs(sets[place][1]) == easy and sets[place][0].exercise == "balance"
        ]
        for place in at:
            if differs(sets[place][1]) != hard:
                continue
            alike = next(
                (
                    one
                    for one in free
                    if all(differ(sets[one][1]) == differ(sets[place][1]) for differ in others)
                ),
                None,
            )
            if alike is None:
                continue
            free.remove(alike)
            one, variant = result[place]
            ratio = _ratio(one.metrics[_MEASURED], sets[alike][0].metrics[_MEASURED], name)
            result[place] = replace(one, metrics={**one.metrics, name: ratio}), variant
    return tuple(result)


def _ratio(hard: Metric, easy: Metric, name: str) -> Metric:
    value = hard.value / easy.value if easy.value > 0 else float("nan")
    shares = [(one.uncertainty or 0.0) / one.value for one in (hard, easy) if one.value > 0]
    error = value * sum(share**2 for share in shares) ** 0.5
    return Metric.of(name, value, hard.method, quality=hard.quality, uncertainty=error)
