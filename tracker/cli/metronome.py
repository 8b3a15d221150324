"""The beat to which repetitions are done."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from tracker.errors import InputError

PHASES = ("up", "hold", "down", "rest")
_LONGEST_S = 30.0


@dataclass(frozen=True, slots=True)
class Tempo:
    """How long each phase of a repetition is to take.

    Parameters
    ----------
    phases
        Name and seconds of each, in order; phases of no length are left out.
    """

    phases: tuple[tuple[str, float], ...]

    @classmethod
    def parse(cls, text: str) -> "Tempo":
        """Read beats a minute (``60``: a beat up, a beat down) or seconds (``2-1-2-1``).

        Raises
        ------
        InputError
            If it is neither.
        """
        parts = text.strip().split("-")
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            numbers = []
        if len(numbers) == 1 and 10 <= numbers[0] <= 240:
            beat_s = 60.0 / numbers[0]
            return cls((("up", beat_s), ("down", beat_s)))
        whole = 2 <= len(numbers) <= 4 and all(0 <= number <= _LONGEST_S for number in numbers)
        names = ("up", "down") if len(numbers) == 2 else PHASES
        phases = tuple((name, one) for name, one in zip(names, numbers, strict=False) if one > 0)
        if not whole or not phases:
            raise InputError(
                f"tempo {text!r}: give beats a minute, such as 60, or the seconds "
                "up-hold-down-rest, such as 2-1-2-1"
            )
        return cls(phases)

    @property
    def cycle_s(self) -> float:
        """A whole repetition."""
        return sum(seconds for _, seconds in self.phases)

    def beat_s(self, number: int) -> float:
        """When the beat of that number comes, since the first."""
        cycle, within = divmod(number, len(self.phases))
        return cycle * self.cycle_s + sum(seconds for _, seconds in self.phases[:within])


async def beat(tempo: Tempo, on_beat: Callable[[str], None]) -> None:
    """Call at every beat with the phase that begins, until cancelled; the beat never drifts."""
    begun_s, number = time.monotonic(), 0
    while True:
        await asyncio.sleep(max(0.0, begun_s + tempo.beat_s(number) - time.monotonic()))
        on_beat(tempo.phases[number % len(tempo.phases)][0])
        number += 1
