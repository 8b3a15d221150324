"""Measured jumps held against the truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from firmware_mocks.jump import JumpTruth
from tests.validation.layout import aligned
from tracker.metrics import CATALOGUE
from tracker.results import Analysis, Effort

TRUE_VALUE: dict[str, Callable[[JumpTruth], float]] = {
    "jump_height_impulse": lambda jump: jump.height_m,
    "jump_height_flight_time": lambda jump: jump.flight_height_m,
    "countermovement_depth": lambda jump: jump.depth_m,
    "takeoff_velocity": lambda jump: jump.takeoff_velocity_m_s,
    "flight_time": lambda jump: jump.flight_time_s,
    "time_to_takeoff": lambda jump: jump.takeoff_s - jump.onset_s,
    "braking_time": lambda jump: _length(jump, "braking"),
    "propulsive_time": lambda jump: _length(jump, "propulsion"),
    "body_weight": lambda jump: jump.body_weight_n,
    "peak_force": lambda jump: jump.peak_force_n,
    "landing_peak_force": lambda jump: jump.landing_peak_force_n,
    "peak_power": lambda jump: jump.peak_power_w,
    "mean_power": lambda jump: jump.mean_power_w,
    "braking_impulse": lambda jump: jump.braking_impulse_n_s,
    "propulsive_impulse": lambda jump: jump.propulsive_impulse_n_s,
}
"""Metric id to its truth."""


@dataclass
class JumpErrors:
    """What one set of plates made of all jumps."""

    sensors: str
    errors: dict[str, list[float]] = field(default_factory=dict)
    relative: dict[str, list[float]] = field(default_factory=dict)

    def add(self, analysis: Analysis, truth: JumpTruth) -> Effort:
        """Note the errors of a recording's only jump, and give it."""
        (effort,) = analysis.efforts
        for name, true_value in TRUE_VALUE.items():
            if name in effort.metrics:
                error = effort.metrics[name].value - true_value(truth)
                self.errors.setdefault(name, []).append(error)
                self.relative.setdefault(name, []).append(error / true_value(truth))
        return effort

    def rmse(self, name: str) -> float:
        """Root of the mean squared error, in the metric's unit."""
        return float(np.sqrt(np.mean(np.square(self.errors[name]))))

    def relative_rmse(self, name: str) -> float:
        """The same as a part of the truth."""
        return float(np.sqrt(np.mean(np.square(self.relative[name]))))

    def cell(self, name: str) -> str:
        """Bias and RMSE as shown to a person."""
        if name not in self.errors:
            return "-"
        quantity = CATALOGUE[name]
        factor, decimals = quantity.per_display, quantity.decimals + 1
        bias = float(np.mean(self.errors[name])) * factor
        return f"{bias:+.{decimals}f}|{self.rmse(name) * factor:.{decimals}f}"


def jumps_table(columns: Sequence[JumpErrors]) -> list[str]:
    """Lines of text: a metric a row, bias|RMSE of each set of plates."""
    head = ["metric", "unit", *(f"{one.sensors} (n={_count(one)})" for one in columns)]
    rows = [
        [name, CATALOGUE[name].display_unit, *(one.cell(name) for one in columns)]
        for name in TRUE_VALUE
    ]
    return aligned([head, *rows])


def _count(column: JumpErrors) -> int:
    return max((len(errors) for errors in column.errors.values()), default=0)


def _length(jump: JumpTruth, phase: str) -> float:
    start, end = jump.phases[phase]
    return end - start
