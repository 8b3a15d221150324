"""What an analysis gives: efforts, sets, metrics, findings and the curves behind them.

All classes are frozen; `Analysis.to_dict` is the published JSON, `Analysis.efforts_frame`
and `Analysis.sets_frame` are the same as pandas tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.findings import Finding
from tracker.metrics import CATALOGUE

Side = Literal["left", "right", "both", "unknown"]


class Quality(StrEnum):
    """How far a number can be trusted."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Metric:
    """One number and how it was made.

    Parameters
    ----------
    value
        In `unit`, the unit of the catalogue.
    method
        What it was made from, such as ``foot_shank_imu`` or ``plate``.
    quality
        How far it can be trusted.
    uncertainty
        One standard deviation in `unit`; None where it is not known.
    """

    value: float
    unit: str
    method: str
    quality: Quality = Quality.GOOD
    uncertainty: float | None = None

    @classmethod
    def of(
        cls,
        quantity_id: str,
        value: float,
        method: str,
        *,
        quality: Quality = Quality.GOOD,
        uncertainty: float | None = None,
    ) -> "Metric":
        """Make the metric of a catalogued quantity, which supplies the unit."""
        unit = CATALOGUE[quantity_id].unit
        return cls(float(value), unit, method, quality, uncertainty)

    def to_dict(self) -> dict[str, Any]:
        """The metric with the keys of the published JSON."""
        return {
            "value": self.value,
            "unit": self.unit,
            "method": self.method,
            "quality": self.quality.value,
            "uncertainty": self.uncertainty,
        }


@dataclass(frozen=True, slots=True)
class Effort:
    """One repetition, jump or hold.

    Parameters
    ----------
    start_s, top_s, end_s
        Seconds from the recording's start. `top_s` is the highest point (of the heel in a
        raise, of the body in a jump).
    full
        False for a partial repetition; `reasons` then says why.
    phases
        Name of a phase to its start and end in seconds.
    metrics, withheld
        By metric id: what was measured, and why the rest was not.
    removed
        Whether a person removed it: it is shown, and counts nowhere.
    """

    exercise: str
    side: Side
    start_s: float
    top_s: float
    end_s: float
    full: bool = True
    reasons: tuple[str, ...] = ()
    phases: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    removed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The effort with the keys of the published JSON."""
        return {
            "exercise": self.exercise,
            "side": self.side,
            "start_s": self.start_s,
            "top_s": self.top_s,
            "end_s": self.end_s,
            "full": self.full,
            "reasons": list(self.reasons),
            "phases": {name: list(span) for name, span in self.phases.items()},
            "metrics": {name: metric.to_dict() for name, metric in self.metrics.items()},
            "withheld": dict(self.withheld),
            "removed": self.removed,
        }


@dataclass(frozen=True, slots=True)
class EffortSet:
    """Efforts of one exercise and side done without a long rest between them.

    `certainty` is how likely the exercise was recognised rightly, 0 to 1; None if a person stated
    it.
    """

    exercise: str
    side: Side
    start_s: float
    end_s: float
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    certainty: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The set with the keys of the published JSON."""
        return {
            "exercise": self.exercise,
            "side": self.side,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "certainty": self.certainty,
            "metrics": {name: metric.to_dict() for name, metric in self.metrics.items()},
            "withheld": dict(self.withheld),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A signal worth looking at: what the efforts were measured on.

    Parameters
    ----------
    name
        Such as ``plantar_flexion``, ``vertical_force`` or ``heel_height``; unique in an analysis.
    label
        For a person, without the unit.
    unit
        Of `value`.
    time, value
        (n,) float64: seconds from the recording's start, and the signal; NaN breaks the line.
    stream
        The stream it was computed from.
    """

    name: str
    label: str
    unit: str
    time: NDArray[np.float64] = field(repr=False)
    value: NDArray[np.float64] = field(repr=False)
    stream: str


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything measured in one recording.

    Parameters
    ----------
    pipeline_version
        Of the code that made it: the same recording and version give the same numbers.
    duration_s, streams
        Of the recording.
    efforts, sets
        In the order of their start. Sets leave out the efforts that a person removed.
    findings
        What was noticed about the data.
    curves
        The signals that the efforts were measured on, for plots; not part of the JSON.

    Examples
    --------
    >>> from tracker import Analysis
    >>> from tracker.results import Effort, Metric
    >>> height = Metric.of("heel_height", 0.093, "foot_shank_imu", uncertainty=0.004)
    >>> rep = Effort("calf_raise", "left", 2.1, 3.0, 3.9, metrics={"heel_height": height})
    >>> analysis = Analysis("1.4.0", 30.0, ("left_foot", "left_shank"), efforts=(rep,))
    >>> analysis.efforts_frame()["heel_height"].tolist()  # m
    [0.093]
    >>> analysis.to_dict()["efforts"][0]["metrics"]["heel_height"]["unit"]
    'm'
    """

    pipeline_version: str
    duration_s: float
    streams: tuple[str, ...]
    efforts: tuple[Effort, ...] = ()
    sets: tuple[EffortSet, ...] = ()
    findings: tuple[Finding, ...] = ()
    curves: tuple[Curve, ...] = field(default=(), repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The published JSON: plain dicts, lists, numbers and strings."""
        return {
            "pipeline_version": self.pipeline_version,
            "recording": {"duration_s": self.duration_s, "streams": list(self.streams)},
            "efforts": [effort.to_dict() for effort in self.efforts],
            "sets": [effort_set.to_dict() for effort_set in self.sets],
            "findings": [finding.to_dict() for finding in self.findings],
        }

    @property
    def counted(self) -> tuple[Effort, ...]:
        """The efforts without those that a person removed."""
        return tuple(effort for effort in self.efforts if not effort.removed)

    def efforts_frame(self) -> pd.DataFrame:
        """One row for each effort that counts: exercise, side, times, and a column per metric.

        Columns are named by metric id; values are in the catalogue's units.
        """
        return pd.DataFrame(
            [
                _row(one) | {"top_s": one.top_s, "full": one.full} | _values(one)
                for one in self.counted
            ]
        )

    def sets_frame(self) -> pd.DataFrame:
        """One row a set: exercise, side, times, and a column a metric id (catalogue units)."""
        return pd.DataFrame([_row(effort_set) | _values(effort_set) for effort_set in self.sets])


def _row(one: Effort | EffortSet) -> dict[str, Any]:
    return {"exercise": one.exercise, "side": one.side, "start_s": one.start_s, "end_s": one.end_s}


def _values(one: Effort | EffortSet) -> dict[str, float]:
    return {name: metric.value for name, metric in one.metrics.items()}
