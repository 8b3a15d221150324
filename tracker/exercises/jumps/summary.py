"""Jumps without a long rest between them, summed up."""

from collections.abc import Sequence

from tracker.exercises.jumps.metrics import METHOD
from tracker.exercises.jumps.rebound import best_of
from tracker.results import Effort, EffortSet, Metric


def summed_up(group: Sequence[Effort]) -> EffortSet:
    """One set from its jumps, which are of one kind."""
    metrics = {"reps": Metric.of("reps", len(group), METHOD)}
    withheld = {}
    if group[0].exercise == "hops":
        hops = [
            (effort.metrics["rsi_height_contact"].value, effort.metrics["contact_time"].value)
            for effort in group
            if "rsi_height_contact" in effort.metrics
        ]
        best = best_of(hops)
        if best is None:
            withheld["rsi_best_five"] = "needs five hops with contacts below 250 ms"
        else:
            metrics["rsi_best_five"] = Metric.of("rsi_best_five", best, METHOD)
    return EffortSet(
        exercise=group[0].exercise,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )
