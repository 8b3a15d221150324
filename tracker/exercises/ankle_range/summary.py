"""What the repetitions of one set of ankle range say together."""

from collections.abc import Sequence

import numpy as np

from tracker.results import Effort, EffortSet, Metric

_FEWEST_FOR_SPREAD = 3
_NO_METHOD = "count"
"""Of a set whose efforts have no metrics."""


def summed_up(exercise: str, group: Sequence[Effort]) -> EffortSet:
    """One set from its efforts; see `Detector.summed_up`."""
    methods = [metric.method for effort in group for metric in effort.metrics.values()]
    method = methods[0] if methods else _NO_METHOD
    metrics = {"reps": Metric.of("reps", len(group), method)}
    withheld: dict[str, str] = {}
    best = {}
    for peak_id, repeatability_id in (
        ("peak_plantar_flexion", "plantar_flexion_repeatability"),
        ("peak_dorsiflexion", "dorsiflexion_repeatability"),
    ):
        peaks = [effort.metrics[peak_id] for effort in group if peak_id in effort.metrics]
        if not peaks:
            continue
        best[peak_id] = max(peaks, key=lambda peak: peak.value)
        if len(peaks) >= _FEWEST_FOR_SPREAD:
            spread = float(np.std([peak.value for peak in peaks], ddof=1))
            metrics[repeatability_id] = Metric.of(
                repeatability_id, spread, method, quality=peaks[0].quality
            )
        else:
            withheld[repeatability_id] = "needs three repetitions"
    if len(best) == 2:
        errors = [peak.uncertainty or 0.0 for peak in best.values()]
        metrics["total_range"] = Metric.of(
            "total_range",
            sum(peak.value for peak in best.values()),
            method,
            uncertainty=sum(error**2 for error in errors) ** 0.5,
        )
    return EffortSet(
        exercise=exercise,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )
