"""Raises taken together: both heels as one, full or partial, the set summed up."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tracker.exercises.fusion import same_time
from tracker.metrics import CATALOGUE
from tracker.results import Effort, EffortSet, Metric

_PARTIAL_SHARE = 0.5
_FATIGUE_REPS = 6
_COUNTED = "count"
_SLOW, _SLOW_SHARE = "rose more slowly than the set by two standard deviations", 0.6
_LATE = 1.25


def both_sides(left: Sequence[Effort], right: Sequence[Effort]) -> list[Effort]:
    """Make one effort of two that overlap by more than half; keep the others as they are.

    Angles, heights, velocities and times of the one effort are the means of both sides; power and
    work are the body's, and so the means of two estimates of the same.
    """
    open_right = list(right)
    merged: list[Effort] = []
    for one in left:
        twin = next((other for other in open_right if same_time(one, other)), None)
        if twin is None:
            merged.append(one)
            continue
        open_right.remove(twin)
        metrics = {
            name: _mean(metric, twin.metrics[name])
            for name, metric in one.metrics.items()
            if name in twin.metrics
        }
        merged.append(replace(one, side="both", metrics=metrics))
    return sorted(merged + open_right, key=lambda effort: effort.start_s)


def judged(group: Sequence[Effort]) -> list[Effort]:
    """Mark the partial raises of one set: below half the median size of its best five, or slow.

    Size is heel height where there is one, else range, else the height of the centre of mass.
    """
    for name in ("heel_height", "range_of_motion", "work"):
        if all(name in effort.metrics for effort in group):
            break
    else:
        return list(group)
    sizes = [effort.metrics[name].value for effort in group]
    limit = _PARTIAL_SHARE * float(np.median(sorted(sizes)[-5:]))
    reason = f"{CATALOGUE[name].label.lower()} below half of the set's best"
    slow = _slow(group)
    found = []
    for one, size, lazy in zip(group, sizes, slow, strict=True):
        reasons = (reason,) * (size < limit) + (_SLOW,) * lazy
        found.append(replace(one, full=not reasons, reasons=reasons))
    return found


def _slow(group: Sequence[Effort]) -> list[bool]:
    """Of which the heel rose more slowly than the set's mean by two SD (Hébert-Losier 2022).

    A share of the mean is asked besides: in an even set two SD are nothing.
    """
    name = "peak_plantar_flexion_velocity"
    if len(group) < _FATIGUE_REPS or not all(name in effort.metrics for effort in group):
        return [False] * len(group)
    speeds = np.array([effort.metrics[name].value for effort in group])
    limit = min(float(speeds.mean() - 2 * speeds.std()), _SLOW_SHARE * float(speeds.mean()))
    return [bool(speed < limit) for speed in speeds]


def summed_up(group: Sequence[Effort], tempo_s: float | None = None) -> EffortSet:
    """One set's metrics, with the reasons for those that are withheld.

    Parameters
    ----------
    group
        The set's raises.
    tempo_s
        Prescribed time from one to the next.
    """
    metrics = {
        "reps": Metric.of("reps", len(group), _COUNTED),
        "full_reps": Metric.of("full_reps", sum(effort.full for effort in group), _COUNTED),
    }
    withheld = {
        "symmetry_work": "needs a set of each side",
        "symmetry_height": "needs a set of each side",
    }
    metrics["endurance_reps"] = Metric.of("endurance_reps", _until_stop(group, tempo_s), _COUNTED)
    _tempo(group, tempo_s, metrics, withheld)
    _heights(group, metrics, withheld)
    work = [effort.metrics["work"] for effort in group if "work" in effort.metrics]
    if len(work) == len(group):
        metrics["total_work"] = _total("total_work", work)
    else:
        withheld["total_work"] = "work is not known of every repetition"
    return EffortSet(
        exercise=group[0].exercise,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
        withheld=withheld,
    )


def _until_stop(group: Sequence[Effort], tempo_s: float | None) -> int:
    """Full repetitions until two in a row are partial or lose the pace (Hébert-Losier 2017)."""
    starts = [effort.start_s for effort in group]
    late = [False, *(tempo_s is not None and gap > _LATE * tempo_s for gap in np.diff(starts))]
    failed = [not one.full or slow for one, slow in zip(group, late, strict=True)]
    end = next((at for at in range(len(group) - 1) if failed[at] and failed[at + 1]), len(group))
    return sum(effort.full for effort in group[:end])


def _tempo(
    group: Sequence[Effort],
    tempo_s: float | None,
    metrics: dict[str, Metric],
    withheld: dict[str, str],
) -> None:
    if tempo_s is None:
        withheld["tempo_error"] = "no tempo was prescribed"
    elif len(group) < 2:
        withheld["tempo_error"] = "needs at least two repetitions"
    else:
        apart = np.diff([effort.start_s for effort in group])
        error = 100 * float(np.mean(np.abs(apart - tempo_s))) / tempo_s
        metrics["tempo_error"] = Metric.of("tempo_error", error, _COUNTED)


def _heights(group: Sequence[Effort], metrics: dict[str, Metric], withheld: dict[str, str]) -> None:
    heights = [effort.metrics["heel_height"] for effort in group if "heel_height" in effort.metrics]
    if len(heights) < len(group):
        reason = "height is not known of every repetition"
        withheld |= dict.fromkeys(("total_height", "best_height", "height_fatigue"), reason)
        return
    metrics["total_height"] = _total("total_height", heights)
    best = max(heights, key=lambda height: height.value)
    metrics["best_height"] = best
    if len(group) < _FATIGUE_REPS:
        withheld["height_fatigue"] = f"needs at least {_FATIGUE_REPS} repetitions"
        return
    values = [height.value for height in heights]
    top = float(np.mean(sorted(values)[-3:]))
    loss = 100 * (top - float(np.mean(values[-3:]))) / top
    metrics["height_fatigue"] = Metric.of("height_fatigue", loss, best.method)


def _total(name: str, parts: Sequence[Metric]) -> Metric:
    """Sum; a shared cause, such as the foot's length, makes the errors add up, not cancel."""
    worst = max(parts, key=lambda part: ("good", "fair", "poor").index(part.quality.value))
    error = sum(part.uncertainty or 0.0 for part in parts)
    value = sum(part.value for part in parts)
    return Metric.of(name, value, worst.method, quality=worst.quality, uncertainty=error)


def _mean(one: Metric, other: Metric) -> Metric:
    value = (one.value + other.value) / 2
    if one.uncertainty is None or other.uncertainty is None:
        return replace(one, value=value)
    return replace(one, value=value, uncertainty=max(one.uncertainty, other.uncertainty))
