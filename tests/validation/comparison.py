"""Measured repetitions held against the truth, and the table that comes of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from firmware_mocks.raise_plan import RepTruth
from tests.validation.layout import aligned
from tracker.results import Analysis, Effort

TRUE_VALUE: dict[str, Callable[[RepTruth], float | None]] = {
    "range_of_motion": lambda rep: rep.range_deg,
    "peak_plantar_flexion": lambda rep: rep.peak_deg,
    "heel_height": lambda rep: rep.heel_height_m,
    "concentric_time": lambda rep: rep.concentric_time_s,
    "top_hold_time": lambda rep: rep.top_hold_time_s,
    "eccentric_time": lambda rep: rep.eccentric_time_s,
    "bottom_hold_time": lambda rep: rep.bottom_hold_time_s,
    "peak_plantar_flexion_velocity": lambda rep: rep.peak_plantar_flexion_velocity_deg_s,
    "peak_vertical_velocity": lambda rep: rep.peak_vertical_velocity_m_s,
    "peak_power": lambda rep: rep.peak_power_w,
    "mean_power": lambda rep: rep.mean_power_w,
    "work": lambda rep: rep.work_j,
}
"""Metric id to its truth."""

RELATIVE = frozenset({"peak_vertical_velocity", "peak_power", "mean_power", "work"})
"""Metrics of which the error is given in per cent of the truth."""

_COLUMNS: tuple[tuple[str, str, float, int], ...] = (
    # quantity, heading, factor from its unit, decimals
    ("range_of_motion", "range °", 1.0, 2),
    ("peak_plantar_flexion", "peak °", 1.0, 2),
    ("heel_height", "heel cm", 100.0, 2),
    ("start_s", "start ms", 1000.0, 0),
    ("end_s", "end ms", 1000.0, 0),
    ("concentric_time", "up ms", 1000.0, 0),
    ("top_hold_time", "hold ms", 1000.0, 0),
    ("eccentric_time", "down ms", 1000.0, 0),
    ("bottom_hold_time", "rest ms", 1000.0, 0),
    ("peak_plantar_flexion_velocity", "speed °/s", 1.0, 1),
    ("peak_vertical_velocity", "v %", 1.0, 1),
    ("peak_power", "peak W %", 1.0, 1),
    ("mean_power", "power %", 1.0, 1),
    ("work", "work %", 1.0, 1),
)


@dataclass
class Comparison:
    """What one set of sensors made of one kind of set, over several seeds."""

    scenario: str
    sensors: str
    true_reps: int = 0
    found: int = 0
    extra: int = 0
    errors: dict[str, list[float]] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        """True repetitions that nothing was found for."""
        return self.true_reps - self.found

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall of the repetitions."""
        return 2 * self.found / (2 * self.found + self.missed + self.extra)

    def add(self, analysis: Analysis, truth: Sequence[RepTruth]) -> None:
        """Count one recording's repetitions and note their errors."""
        efforts = [one for one in analysis.efforts if one.exercise == "calf_raise"]
        pairs = matched(efforts, truth)
        self.true_reps += len(truth)
        self.found += len(pairs)
        self.extra += len(analysis.efforts) - len(pairs)
        for effort, rep in pairs:
            self._note("start_s", effort.start_s - rep.start_s)
            self._note("end_s", effort.end_s - rep.end_s)
            self.withheld |= effort.withheld
            for name, true_value in TRUE_VALUE.items():
                true = true_value(rep)
                if name in effort.metrics and true is not None:
                    error = effort.metrics[name].value - true
                    self._note(name, 100 * error / true if name in RELATIVE else error)

    def bias(self, name: str) -> float:
        """Mean error, in the metric's unit or per cent."""
        return float(np.mean(self.errors[name]))

    def rmse(self, name: str) -> float:
        """Root of the mean squared error, in the metric's unit or per cent."""
        return float(np.sqrt(np.mean(np.square(self.errors[name]))))

    def _note(self, name: str, error: float) -> None:
        self.errors.setdefault(name, []).append(error)

    def cells(self) -> list[str]:
        """Its row of the table."""
        row = [self.scenario, self.sensors, f"{self.found}/{self.true_reps}+{self.extra}"]
        for name, _, factor, decimals in _COLUMNS:
            if name in self.errors:
                bias, rmse = self.bias(name) * factor, self.rmse(name) * factor
                row.append(f"{bias:+.{decimals}f}|{rmse:.{decimals}f}")
            else:
                row.append("-")
        return row


def matched(efforts: Sequence[Effort], truth: Sequence[RepTruth]) -> list[tuple[Effort, RepTruth]]:
    """Pair each true repetition with the first effort that has its top inside it."""
    left = list(efforts)
    pairs = []
    for rep in truth:
        for effort in left:
            if rep.start_s <= effort.top_s <= rep.end_s:
                pairs.append((effort, rep))
                left.remove(effort)
                break
    return pairs


def raises_table(rows: Iterable[Comparison]) -> list[str]:
    """Lines of text: bias|RMSE of each metric, a dash where it was not measured."""
    head = ["scenario", "sensors", "reps", *(column[1] for column in _COLUMNS)]
    return aligned([head, *(row.cells() for row in rows)])
