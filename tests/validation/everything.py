"""Sessions that hold every exercise in any order, and what was recognised in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from firmware_mocks.athlete import Athlete
from firmware_mocks.performance import Performance
from firmware_mocks.rebounds import ReboundTruth
from firmware_mocks.training import Done, Training
from tests.validation.layout import aligned
from tracker.results import Effort

NOTHING = "nothing"
_OF_PARTS = {
    "raises": "calf_raise",
    "jump": "countermovement_jump",
    "balance": "balance",
    "wobble board": "balance",
    "pushes": "isometric_plantar_flexion",
    "ankle range": "ankle_range",
    "lunge": "weight_bearing_lunge",
    "walking": "walking",
    "running": "running",
}
"""Name of a script's part to the exercise that it holds; others hold none."""
EXERCISES = (*dict.fromkeys(_OF_PARTS.values()), "drop_jump", "hops")


def everything(seed: int) -> Training:
    """About four minutes: each exercise, and what is none, in an order of chance."""
    draw = np.random.default_rng(seed)
    height = float(draw.uniform(1.55, 1.95))
    athlete = Athlete(float(draw.uniform(50, 100)), height, 0.152 * height)
    script = Training(athlete, seed=seed)
    parts: list[Callable[[], None]] = [
        lambda: script.raises(int(draw.integers(3, 8))),
        lambda: script.raises(4, side="left"),
        lambda: script.raises(3, knee="bent"),
        lambda: script.raises(3, surface="step"),
        lambda: script.push(2, force_n=float(draw.uniform(250, 800))),
        lambda: script.ankle_range(3, dorsi_deg=float(draw.uniform(2, 20))),
        lambda: script.lunge(2, tibia_deg=float(draw.uniform(30, 48))),
        lambda: script.balance(22.0),
        lambda: script.balance(22.0, side="left", ahead_m=0.008, aside_m=0.006),
        lambda: script.wobble_board(20.0, tilt_deg=float(draw.uniform(2, 5))),
        lambda: script.jump(height_m=float(draw.uniform(0.15, 0.4))),
        lambda: script.squats(3),
        lambda: script.toe_taps(3),
        lambda: script.shift_weight(6.0),
        lambda: script.knee_lifts(4),
    ]
    script.stand(2.5)
    for number in draw.permutation(len(parts)):
        parts[number]()
        script.stand(float(draw.uniform(1.5, 4.0)))
    # The plate stays behind.
    script.gait(6, length_m=float(draw.uniform(0.9, 1.5)))
    script.stand(2.0)
    script.gait(8, length_m=2.2, stride_s=0.72, stance=0.37)
    script.stand(2.0)
    return script


def truth_of(motion: Performance, done: Sequence[Done]) -> list[Done]:
    """All that was done, raises and jumps included."""
    raises = [
        Done("calf_raise", one.sides[0] if len(one.sides) == 1 else "both", one.rep.start_s,
             one.rep.concentric_end_s, one.rep.end_s)
        for one in motion.script.raises_done
    ]  # fmt: skip
    jumps = []
    for start_s, jump in motion.script.jumps:
        times = (start_s + at for at in (jump.truth.onset_s, jump.truth.takeoff_s))
        begin, off = times
        end = start_s + jump.truth.landing_s
        jumps.append(Done("countermovement_jump", "both", begin, off, end))
    return [*done, *raises, *jumps]


@dataclass
class Confusion:
    """What was done, to what it was taken for, to how often.

    Parameters
    ----------
    sensors
        That saw it.
    seen
        Exercises that they can see at all; others must not be taken for anything.
    """

    sensors: str
    seen: Sequence[str]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, motion: Performance, done: Sequence[Done], efforts: Sequence[Effort]) -> None:
        """Count one session."""
        for one in truth_of(motion, done):
            self._count(one.exercise, _taken_for(one, efforts))
        for effort in efforts:
            middle = (effort.start_s + effort.end_s) / 2
            part = next(
                (part for part in motion.parts if part.start_s <= middle <= part.end_s), None
            )
            if part is None or part.name not in _OF_PARTS:
                self._count(NOTHING, effort.exercise)

    def add_rebounds(self, truth: Sequence[ReboundTruth], efforts: Sequence[Effort]) -> None:
        """Count a drop from a box and the hops after it."""
        for number, one in enumerate(truth):
            name = "hops" if number else "drop_jump"
            done = Done(name, "both", one.touchdown_s, one.takeoff_s, one.landing_s)
            self._count(name, _taken_for(done, efforts))

    @property
    def accuracy(self) -> float:
        """Share of what these sensors can see, and of false alarms, that was recognised rightly."""
        right = sum(self.counts.get(one, {}).get(one, 0) for one in self.seen)
        told = [
            count
            for true, row in self.counts.items()
            for taken, count in row.items()
            if true in self.seen or taken != NOTHING
        ]
        return right / sum(told)

    def lines(self) -> list[str]:
        """The matrix: rows are what was done."""
        columns = [*EXERCISES, NOTHING]
        rows = [["", *(_short(one) for one in columns)]]
        for true in columns:
            row = self.counts.get(true, {})
            rows.append([true, *(str(row.get(one, 0) or "·") for one in columns)])
        return [f"{self.sensors}: {self.accuracy:.3f} right", *aligned(rows), ""]

    def _count(self, true: str, taken: str) -> None:
        row = self.counts.setdefault(true, {})
        row[taken] = row.get(taken, 0) + 1


def _taken_for(one: Done, efforts: Sequence[Effort]) -> str:
    over = [
        effort
        for effort in efforts
        if min(effort.end_s, one.end_s) - max(effort.start_s, one.start_s)
        > 0.3 * min(one.end_s - one.start_s, effort.end_s - effort.start_s)
        and {one.side, effort.side} != {"left", "right"}
    ]
    if any(effort.exercise == one.exercise for effort in over):
        return one.exercise
    return over[0].exercise if over else NOTHING


def _short(exercise: str) -> str:
    return "".join(word[:4] for word in exercise.split("_")[:2])
