"""Sessions as they happen: raises of all kinds, with all that is none between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from firmware_mocks.performance import Performance
from firmware_mocks.raise_plan import RepTruth, Tempo
from firmware_mocks.script import Script
from tests.validation.layout import aligned
from tracker.results import Effort


def mixed_session(seed: int) -> Script:
    """Three minutes: 35 raises of the left heel in nine kinds, and eight kinds of other things."""
    script = Script(seed=seed)
    script.stand(2.5)
    script.walk(4, length_m=0.15)
    script.stand(1.5)
    script.raises(5)
    script.shift_weight(5.0)
    script.squats(3)
    script.toe_taps(4)
    script.jump()
    script.stand(1.0)
    script.step_aside(ahead_m=0.1)
    script.raises(4, side="left")
    script.knee_lifts(4)
    script.bent_knee_heel_lifts(3)
    script.stand(1.0)
    script.raises(4, knee="bent")
    script.raises(4, surface="wobble_board")
    script.raises(4, tempo=Tempo(0.25, 0.0, 0.25, 0.0), range_deg=24.0)
    script.stand(2.0)
    script.raises(4, tempo=Tempo(4.0, 0.5, 4.5, 1.0))
    script.raises(4, surface="step")
    script.raises(3, tempo=Tempo(0.8, 0.8, 0.8, 0.5), bounce_deg=9.0)
    script.raises(3, cheat_deg=12.0)
    script.stand(2.0)
    return script


def seated_session(seed: int) -> Script:
    """Raises sitting, a weight on the knees."""
    script = Script(seed=seed, seated=True, load_kg=20.0)
    script.stand(2.5)
    script.raises(6, shank_sway=-0.22)
    script.stand(2.0)
    return script


@dataclass
class Counted:
    """What one set of sensors counted in sessions.

    Parameters
    ----------
    extra
        Where false counts fell: name of the part to their number.
    """

    session: str
    sensors: str
    true_reps: int = 0
    found: int = 0
    missed: dict[str, int] = field(default_factory=dict)
    extra: dict[str, int] = field(default_factory=dict)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        wrong = sum(self.missed.values()) + sum(self.extra.values())
        return 2 * self.found / (2 * self.found + wrong)

    def add(self, motion: Performance, efforts: Sequence[Effort]) -> None:
        """Hold one session's efforts against what was done by the left heel."""
        done = zip(motion.truth, motion.script.raises_done, strict=True)
        true = [rep for rep, planned in done if "left" in planned.sides]
        left = [one for one in efforts if one.side != "right"]
        for rep in true:
            self.true_reps += 1
            twin = next((one for one in left if _is(one, rep)), None)
            if twin is None:
                kind = _kind(rep)
                self.missed[kind] = self.missed.get(kind, 0) + 1
            else:
                left.remove(twin)
                self.found += 1
        for one in left:
            name = next(
                part.name for part in motion.parts if part.start_s <= one.top_s <= part.end_s
            )
            self.extra[name] = self.extra.get(name, 0) + 1

    def cells(self) -> list[str]:
        """Its row of the table."""
        told = [
            ", ".join(f"{name} {count}" for name, count in names.items()) or "-"
            for names in (self.missed, self.extra)
        ]
        return [
            self.session,
            self.sensors,
            f"{self.found}/{self.true_reps}",
            f"{self.f1:.3f}",
            *told,
        ]


def sessions_table(rows: Sequence[Counted]) -> list[str]:
    """Lines of text."""
    return aligned(
        [["session", "sensors", "found", "F1", "missed", "extra"], *(row.cells() for row in rows)]
    )


def _is(effort: Effort, rep: RepTruth) -> bool:
    return rep.start_s <= effort.top_s <= rep.end_s


def _kind(rep: RepTruth) -> str:
    return "slow" if rep.concentric_time_s > 3 else "usual tempo"
