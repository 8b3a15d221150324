"""Red flags: pain or a sudden loss that calls for a physiotherapist or doctor, and no more."""

from collections.abc import Mapping, Sequence

import numpy as np

from tracker.interpretation.change import Verdict, judged

_SEE = "stop, and see a physiotherapist or doctor before you go on"
MOST_PAIN = 5.0
"""Of 10, where no plan says another limit (Silbernagel 2007)."""
SUDDEN = 0.25
"""Share of the baseline that is lost from one session to the next: a convention of this project."""
_WATCHED: Mapping[str, str] = {"best_height": "heel height", "best_force": "push force"}


def pain_flags(
    pain: float | None, morning_pain: float | None, most_pain: float = MOST_PAIN
) -> tuple[str, ...]:
    """Warnings of pain above the limit, while training or next morning; all are of 10."""
    return tuple(
        f"{name} {value:g} of 10 is above {most_pain:g}: {_SEE}"
        for name, value in (("pain", pain), ("pain next morning", morning_pain))
        if value is not None and value > most_pain
    )


def loss_flags(
    side: str, metrics: Mapping[str, float], before: Sequence[Mapping[str, float]]
) -> tuple[str, ...]:
    """Warnings of a sudden loss of height or force.

    A loss counts if it is a quarter of the person's own baseline and more than the minimum
    detectable change, where one is known.

    Parameters
    ----------
    side
        Of the leg, or ``both``.
    metrics
        By id, of the set in question.
    before
        The same of earlier sets of the same leg, done in the same way.
    """
    found = []
    for metric, name in _WATCHED.items():
        value = metrics.get(metric)
        earlier = [one_set[metric] for one_set in before if metric in one_set]
        if value is None or not earlier:
            continue
        baseline = float(np.mean(earlier))
        change = judged(metric, earlier, value)
        real = change is None or change.verdict is Verdict.REAL
        if real and value < (1.0 - SUDDEN) * baseline:
            lost = 100 * (1.0 - value / baseline)
            leg = "" if side == "both" else f" of the {side} leg"
            found.append(f"{name}{leg} fell by {lost:.0f} % against the baseline: {_SEE}")
    return tuple(found)
