"""Grouping efforts into sets."""

from collections.abc import Iterable

from tracker.results import Effort

LONGEST_REST_S = 15.0
"""Efforts further apart than this belong to different sets."""


def grouped(efforts: Iterable[Effort]) -> list[tuple[Effort, ...]]:
    """Split efforts into sets: one exercise, one side, no long rest between two.

    Returns
    -------
    The sets in the order of their first effort.
    """
    sets: list[list[Effort]] = []
    for effort in sorted(efforts, key=lambda one: one.start_s):
        last = next(
            (effort_set for effort_set in reversed(sets) if _alike(effort_set[-1], effort)), None
        )
        if last is not None and effort.start_s - last[-1].end_s <= LONGEST_REST_S:
            last.append(effort)
        else:
            sets.append([effort])
    return [tuple(effort_set) for effort_set in sets]


def _alike(one: Effort, other: Effort) -> bool:
    return (one.exercise, one.side) == (other.exercise, other.side)
