"""What is alarming enough to see somebody who knows: said, and nothing more concluded."""

from collections.abc import Mapping, Sequence

import numpy as np

from tracker.programme.change import Verdict, judged
from tracker.programme.diary import Day

_SEE = "stop, and see a physiotherapist or doctor before you go on"
MOST_PAIN = 5.0
"""Of 10, where no plan says another limit (Silbernagel 2007)."""
SUDDEN = 0.25
"""Of the baseline, lost from one session to the next."""
_WATCHED: Mapping[str, str] = {"best_height": "heel height", "best_force": "push force"}


def pain_flags(
    pain: float | None, morning_pain: float | None, most_pain: float = MOST_PAIN
) -> tuple[str, ...]:
    """Warnings of pain above the limit, while training or next morning."""
    return tuple(
        f"{name} {value:g} of 10 is above {most_pain:g}: {_SEE}"
        for name, value in (("pain", pain), ("pain next morning", morning_pain))
        if value is not None and value > most_pain
    )


def red_flags(days: Sequence[Day], most_pain: float = MOST_PAIN) -> tuple[str, ...]:
    """Warnings from the last day: pain above the limit, or a sudden loss of height or force.

    A loss counts if it is a quarter of the person's own baseline (mean of the days before, same
    leg and way of doing it) and real by its minimum detectable change, where one is known.
    """
    if not days:
        return ()
    last = days[-1]
    found = list(pain_flags(last.pain, last.morning_pain, most_pain))
    for one in last.done:
        for metric, name in _WATCHED.items():
            value = one.metrics.get(metric)
            before = [
                other.metrics[metric]
                for day in days[:-1]
                for other in day.done
                if metric in other.metrics and other.alike(one)
            ]
            if value is None or not before:
                continue
            baseline = float(np.mean(before))
            change = judged(metric, before, value)
            real = change is None or change.verdict is Verdict.REAL
            if real and value < (1.0 - SUDDEN) * baseline:
                lost = 100 * (1.0 - value / baseline)
                leg = "" if one.side == "both" else f" of the {one.side} leg"
                found.append(f"{name}{leg} fell by {lost:.0f} % against the baseline: {_SEE}")
    return tuple(found)
