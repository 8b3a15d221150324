"""What is alarming enough to see somebody who knows: said, and nothing more concluded."""

from collections.abc import Mapping, Sequence

import numpy as np

from tracker.programme.change import Verdict, judged
from tracker.programme.diary import Day

_SEE = "stop, and see a physiotherapist or doctor before you go on"
_SUDDEN = 0.25
"""Of the baseline, lost from one session to the next."""
_WATCHED: Mapping[str, str] = {"best_height": "heel height", "best_force": "push force"}


def red_flags(days: Sequence[Day], most_pain: float = 5.0) -> tuple[str, ...]:
    """Warnings from the last day: pain above the limit, or a sudden loss of height or force.

    A loss counts if it is a quarter of the person's own baseline (mean of the days before, same
    leg and way of doing it) and real by its minimum detectable change, where one is known.
    """
    if not days:
        return ()
    last = days[-1]
    found = []
    for name, pain in (("pain", last.pain), ("pain next morning", last.morning_pain)):
        if pain is not None and pain > most_pain:
            found.append(f"{name} {pain:g} of 10 is above {most_pain:g}: {_SEE}")
    for one in last.done:
        for metric, name in _WATCHED.items():
            value = one.metrics.get(metric)
            before = [
                other.metrics[metric]
                for day in days[:-1]
                for other in day.done
                if metric in other.metrics
                and (other.exercise, other.side, other.knee, other.surface, other.load_kg)
                == (one.exercise, one.side, one.knee, one.surface, one.load_kg)
            ]
            if value is None or not before:
                continue
            baseline = float(np.mean(before))
            change = judged(metric, before, value)
            real = change is None or change.verdict is Verdict.REAL
            if real and value < (1.0 - _SUDDEN) * baseline:
                lost = 100 * (1.0 - value / baseline)
                leg = "" if one.side == "both" else f" of the {one.side} leg"
                found.append(f"{name}{leg} fell by {lost:.0f} % against the baseline: {_SEE}")
    return tuple(found)
