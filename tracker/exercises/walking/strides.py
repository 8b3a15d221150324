"""Strides without a long rest between them, summed up."""

from collections.abc import Mapping, Sequence

import numpy as np

from tracker.results import Effort, EffortSet, Metric

_MEANS: Mapping[str, str] = {
    "mean_stride_length": "stride_length",
    "walking_speed": "stride_velocity",
    "mean_stance_ratio": "stance_ratio",
    "mean_push_off_velocity": "push_off_velocity",
    "mean_push_off_angle": "push_off_angle",
}
_SYSTEMATIC = 0.5
"""Of one stride's error, what does not average out over many."""
_FEW, _APART, _BETWEEN = 4, 1.15, 2.0


def summed_up(group: Sequence[Effort]) -> EffortSet:
    """One foot's strides: pace, means, how even they are, and short against long ones."""
    method = group[0].metrics["stride_length"].method
    metrics = {"reps": Metric.of("reps", len(group), method)}
    times = _values(group, "stride_time")
    usual_s = float(np.median(times))
    metrics["cadence"] = Metric.of(
        "cadence",
        120.0 / usual_s,
        method,
        uncertainty=120.0 / usual_s**2 * 0.015 / len(group) ** 0.5,
    )
    for name, source in _MEANS.items():
        known = [effort.metrics[source] for effort in group]
        error = (known[0].uncertainty or 0.0) * max(_SYSTEMATIC, len(group) ** -0.5)
        mean = float(np.mean([one.value for one in known]))
        metrics[name] = Metric.of(name, mean, method, uncertainty=error)
    withheld: dict[str, str] = {}
    if len(group) > _FEW:
        metrics["stride_time_cv"] = Metric.of(
            "stride_time_cv", 100 * float(times.std(ddof=1) / times.mean()), method
        )
    else:
        withheld["stride_time_cv"] = "needs five strides"
    lengths = np.sort(_values(group, "stride_length"))
    split = _two_lengths(lengths)
    if split is not None:
        for name, part in (
            ("short_stride_length", lengths[:split]),
            ("long_stride_length", lengths[split:]),
        ):
            error = metrics["mean_stride_length"].uncertainty
            metrics[name] = Metric.of(name, float(part.mean()), method, uncertainty=error)
    return EffortSet(
        exercise=group[0].exercise,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )


def _two_lengths(lengths: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int | None:
    """Where sorted lengths fall into short and long ones; None if they are of one kind.

    The split of least spread within both (Otsu 1979), if the means lie well apart.
    """
    if lengths.size < 2 * _FEW:
        return None
    splits = range(_FEW, lengths.size - _FEW + 1)
    within = [np.hypot(lengths[:at].std(), lengths[at:].std()) for at in splits]
    at = splits[int(np.argmin(within))]
    short, long = lengths[:at], lengths[at:]
    apart = long.mean() > _APART * short.mean()
    clear = long.mean() - short.mean() > _BETWEEN * (short.std() + long.std())
    return at if apart and clear else None


def _values(group: Sequence[Effort], name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([effort.metrics[name].value for effort in group])
