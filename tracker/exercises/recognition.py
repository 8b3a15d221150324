"""Which exercise each stretch of a recording holds, where nobody said it.

Every detector looks for its own exercise. Where two claim the same time, the surer one is right.
How sure a detector is with the sensors that it had is told by a table, which simulated sessions
of everything bear out: `tests/validation/test_recognition.py` shows how often each was right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tracker.exercises.base import Detector
from tracker.exercises.calf_raise.record import CALF_RAISE
from tracker.exercises.registry import EXERCISES
from tracker.results import Effort, EffortSet

_DOUBTED = 0.5
"""Of a rival's certainty, what is lost to it."""
_SMALL_PART, _MOST = 0.2, 0.5
_NEAR_S = 0.6
_SMALL_RAISE_DEG, _LESS_SURE = 15.0, 0.4
"""A foot that moves with what it stands on turns by as much as in a small raise."""


@dataclass(slots=True)
class Claim:
    """What one detector found.

    Parameters
    ----------
    detector
        When all samples have been fed.
    efforts
        Its own, without those that another claims with more right.
    """

    detector: Detector
    efforts: list[Effort] = field(default_factory=list)


def certainty_of(effort: Effort) -> float:
    """How likely an effort is what its detector takes it for, 0 to 1."""
    sure = EXERCISES[effort.exercise].certainty
    methods = dict.fromkeys(metric.method for metric in effort.metrics.values())
    certainty = max((sure[method] for method in methods if method in sure), default=sure[""])
    turned = effort.metrics.get("range_of_motion")
    small = turned is not None and turned.value < _SMALL_RAISE_DEG
    return certainty * _LESS_SURE if small and effort.exercise == CALF_RAISE.id else certainty


def agreed(claims: Iterable[Claim]) -> list[Claim]:
    """The claims without efforts at a time at which something else was done.

    Of two that claim the same time the surer one is right; but what lasts long is not refuted by
    what would fill a small part of it.
    """
    claims = list(claims)
    ranked = sorted(
        ((certainty_of(one), number, one) for number, claim in enumerate(claims)
         for one in claim.efforts),
        key=lambda each: (-each[0], each[1], each[2].start_s),
    )  # fmt: skip
    accepted: list[tuple[int, Effort]] = []
    for _, number, effort in ranked:
        rivals = [
            (owner, one) for owner, one in accepted if owner != number and _rivals(effort, one)
        ]
        covered = sum(_shared_s(effort, other) for _, other in rivals)
        if covered > _SMALL_PART * (effort.end_s - effort.start_s):
            continue
        accepted = [
            each
            for each in accepted
            if each not in rivals
            or _shared_s(effort, each[1]) < _MOST * (each[1].end_s - each[1].start_s)
        ]
        accepted.append((number, effort))
    accepted = [each for each in accepted if not _amidst(each, accepted)]
    return [
        replace(
            claim,
            efforts=sorted(
                (one for owner, one in accepted if owner == number), key=lambda one: one.start_s
            ),
        )
        for number, claim in enumerate(claims)
    ]


def with_certainty(
    one: EffortSet, efforts: Sequence[Effort], rivals: Sequence[Effort]
) -> EffortSet:
    """A set with how sure it is that this exercise was done.

    Parameters
    ----------
    one
        The set.
    efforts
        Those that it sums up.
    rivals
        All that other detectors found.
    """
    shares = []
    for effort in efforts:
        doubts = [certainty_of(other) for other in rivals if _rivals(effort, other)]
        shares.append(certainty_of(effort) * (1.0 - _DOUBTED * max(doubts, default=0.0)))
    return replace(one, certainty=round(sum(shares) / len(shares), 3))


def _amidst(each: tuple[int, Effort], accepted: Sequence[tuple[int, Effort]]) -> bool:
    """Whether something less sure fills a gap between two surer efforts, as where samples lack."""
    number, effort = each
    surer = [
        one
        for owner, one in accepted
        if owner != number and one.side == effort.side and certainty_of(one) >= certainty_of(effort)
    ]
    before = any(0 <= effort.start_s - one.end_s < _NEAR_S for one in surer)
    return before and any(0 <= one.start_s - effort.end_s < _NEAR_S for one in surer)


def _shared_s(one: Effort, other: Effort) -> float:
    return max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))


def _rivals(one: Effort, other: Effort) -> bool:
    """Whether two efforts, of different detectors, claim the same time."""
    return (
        one.start_s < other.end_s
        and other.start_s < one.end_s
        and {one.side, other.side} != {"left", "right"}
    )
