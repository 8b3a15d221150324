"""Jumps on force plates."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.jumps.flights import Jump
from tracker.exercises.jumps.force_jumps import ForceJumps
from tracker.exercises.jumps.losses import Losses
from tracker.exercises.jumps.metrics import METHOD, asymmetry_metrics
from tracker.exercises.jumps.remarks import disagreeing, doubted, other_weight, remarks
from tracker.exercises.plates import Plates
from tracker.findings import Finding
from tracker.recording import Stream
from tracker.results import Curve, Effort


class PlateJumps(ForceJumps):
    """Jumps on one plate or several; see `JumpSource`.

    Parameters
    ----------
    streams, context
        See `Detector`.
    stated
        What was done, where that was said.
    """

    def __init__(self, streams: Mapping[str, Stream], context: Context, stated: str | None) -> None:
        self.plates = Plates(streams)
        super().__init__(self.plates, context, stated)
        self.streams = self.plates.names
        self._losses = Losses(streams)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `JumpSource.feed`."""
        if not self.plates.feed(stream, time, values):
            return False
        self._losses.feed(stream, time, values)
        return True

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """See `JumpSource.advance`."""
        self.plates.advance(ended=ended)
        return super().advance(ended=ended)

    def curves(self) -> tuple[Curve, ...]:
        """See `JumpSource.curves`."""
        return self.plates.curves()

    def findings(self) -> tuple[Finding, ...]:
        """See `JumpSource.findings`."""
        weighed = [
            effort.metrics["body_weight"].value
            for effort in self._efforts
            if "body_weight" in effort.metrics and effort.metrics["body_weight"].method == METHOD
        ]
        told = self._stated_weight()
        found = super().findings()
        if told is None or not weighed:
            return found
        return (*found, *other_weight(float(np.median(weighed)), told.force_n, self.streams[0]))

    def _completed(self, effort: Effort) -> Effort:
        metrics = dict(effort.metrics)
        left, right = self.plates.at("left_plate"), self.plates.at("right_plate")
        if left is not None and right is not None and "propulsive_time" in metrics:
            takeoff_s = effort.phases["flight"][0]
            times = (effort.start_s, takeoff_s - metrics["propulsive_time"].value, takeoff_s)
            begin, turn, takeoff = (
                int((one - self.plates.start_s) * self.plates.rate_hz) for one in times
            )
            metrics |= asymmetry_metrics(left, right, begin, turn + 1, takeoff)
        if any(self._losses.near(phase) for phase in effort.phases["flight"]):
            metrics = doubted(metrics, sparing=("body_weight", "peak_force"))
        if disagreeing(metrics):
            metrics = doubted(metrics, sparing=("flight_time",))
        return replace(effort, metrics=metrics)

    def _remarks(self, effort: Effort, jump: Jump) -> Iterable[Finding]:
        return remarks(effort, jump.flight, self.streams[0])
