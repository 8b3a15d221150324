"""Why something is partial or withheld, and of which efforts that is true."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.sessions.schemas import EffortOut
from api.web.components import wording


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is partial or withheld, and in which efforts."""

    what: str
    why: str
    where: str


def partial_reasons(efforts: Sequence[EffortOut]) -> tuple[Reason, ...]:
    """Why efforts are partial."""
    said = [[("", wording.in_words(why)) for why in effort.reasons] for effort in efforts]
    return _reasons(efforts, said)


def withheld_reasons(efforts: Sequence[EffortOut]) -> tuple[Reason, ...]:
    """Why numbers of efforts are withheld."""
    return _reasons(efforts, [withheld(effort.withheld) for effort in efforts])


def withheld(reasons: Mapping[str, str]) -> list[tuple[str, str]]:
    """Labels of numbers that are withheld, and why."""
    return [
        (wording.quantity_of(name, "").label, wording.in_words(why))
        for name, why in reasons.items()
    ]


def _reasons(
    efforts: Sequence[EffortOut], said: Sequence[Sequence[tuple[str, str]]]
) -> tuple[Reason, ...]:
    """Say each reason once, with the efforts that it holds for."""
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, reasons in enumerate(said, 1):
        for reason in dict.fromkeys(reasons):
            where[reason].append(number)
    exercise, total = efforts[0].exercise, len(efforts)
    one, many = wording.counted(exercise, 1), wording.counted(exercise, 2)
    return tuple(
        Reason(what, why, wording.numbered(numbers, total, one, many))
        for (what, why), numbers in where.items()
    )
