"""Efforts laid over each other: the course of each, and their mean from start to end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from api.core.curves import Floats, decimate, numbers, window
from api.sessions.schemas import CurveInfo, EffortOut, EnsembleOut, OutlineOut

Curves = Mapping[str, tuple[CurveInfo, Floats, Floats]]
"""Name of a curve to what it is, its times and its values."""
_LEGS = ("left", "right")


def side_of(curve: str) -> str | None:
    """The leg that a curve is of, by its name; None where it is of no leg alone."""
    last = curve.rpartition("_")[2]
    return last if last in _LEGS else None


def shows(curve: str, side: str) -> bool:
    """Whether a curve tells of efforts of that side."""
    leg = side_of(curve)
    return leg is None or side not in _LEGS or leg == side


def ensembles(
    efforts: Iterable[tuple[int, EffortOut]], curves: Curves, points: int, each: int
) -> list[EnsembleOut]:
    """Mean and spread of each exercise and side on each of its curves.

    Parameters
    ----------
    efforts
        Their numbers, and they.
    curves
        On which to look.
    points
        How many equal steps from an effort's start to its end.
    each
        At most so many samples of one effort.
    """
    groups: dict[tuple[str, str], list[tuple[int, EffortOut]]] = defaultdict(list)
    for number, effort in efforts:
        groups[effort.exercise, effort.side].append((number, effort))
    return [
        _ensemble(group, *curve, points, each)
        for (_, side), group in groups.items()
        for name, curve in curves.items()
        if shows(name, side)
    ]


def _ensemble(
    group: Sequence[tuple[int, EffortOut]],
    info: CurveInfo,
    time: Floats,
    value: Floats,
    points: int,
    each: int,
) -> EnsembleOut:
    full = [one for _, one in group if one.full] or [one for _, one in group]
    courses = _courses(full, time, value, points)
    known = courses[~np.isnan(courses).all(axis=1)]
    nothing = np.full(points, np.nan)
    return EnsembleOut(
        exercise=group[0][1].exercise,
        side=group[0][1].side,
        curve=info.name,
        label=info.label,
        unit=info.unit,
        count=known.shape[0],
        duration_s=float(np.mean([one.end_s - one.start_s for one in full])),
        # Where one of the efforts has a gap, a mean of the others would jump.
        mean=numbers(known.mean(axis=0) if known.size else nothing),
        sd=numbers(known.std(axis=0, ddof=1) if known.shape[0] > 1 else nothing),
        efforts=[_outline(number, one, time, value, each) for number, one in group],
    )


def _courses(
    efforts: Sequence[EffortOut], time: Floats, value: Floats, points: int
) -> NDArray[np.float64]:
    """(efforts, points): the curve at equal steps through each effort, NaN where it is not."""
    if not time.size:
        return np.full((len(efforts), points), np.nan)
    start = np.array([[effort.start_s] for effort in efforts])
    end = np.array([[effort.end_s] for effort in efforts])
    at = start + np.linspace(0.0, 1.0, points) * (end - start)
    courses: NDArray[np.float64] = np.interp(at, time, value, left=np.nan, right=np.nan)
    return courses


def _outline(number: int, effort: EffortOut, time: Floats, value: Floats, each: int) -> OutlineOut:
    part = window(time, effort.start_s, effort.end_s)
    at, seen = decimate(time[part], value[part], each)
    return OutlineOut(effort=number, time=(at - effort.start_s).tolist(), value=numbers(seen))
