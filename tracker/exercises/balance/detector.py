"""Standing balance on force plates and on a board, live or from a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Protocol

import numpy as np

from tracker.exercises.balance.board import BoardBalance
from tracker.exercises.balance.plate import PlateBalance
from tracker.exercises.base import Context, Samples
from tracker.exercises.fusion import same_time
from tracker.exercises.plates import Plates
from tracker.findings import Finding
from tracker.recording import Kind, Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Quality

EXERCISE = "balance"
_LOADED_SHARE = 0.1
_TWO_PLATES = "the body stood on two plates, and where they lie is not known: stand on one of them"
_SUMMED = ("cop_velocity", "cop_area", "tilt_sd", "time_in_zone")


class BalanceSource(Protocol):
    """Something that sees how somebody balances."""

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if they are another stream's."""

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """The trials that what came so far completes."""

    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of them."""

    def curves(self) -> tuple[Curve, ...]:
        """What they were measured on."""


class BalanceDetector:
    """Trials of standing still, or on a board that tips; see `Detector`.

    Parameters
    ----------
    streams, context
        See `Detector`.
    stated
        Whether it was said that this was done: then a trial may be short and unquiet.
    """

    exercise: ClassVar[str] = EXERCISE

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, *, stated: bool = False
    ) -> None:
        self._sources: list[BalanceSource] = list(_sources(streams, context, stated=stated))
        plates = [stream for stream in streams.values() if stream.kind is Kind.FORCE_PLATE]
        self._plates = Plates(streams) if len(plates) > 1 else None
        self._efforts: list[Effort] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> tuple[Effort, ...]:
        """Take the next samples; see `Detector.feed`."""
        if self._plates is not None:
            self._plates.feed(stream, time, values)
        took = [source.feed(stream, time, values) for source in self._sources]
        return self._advance(ended=False) if any(took) else ()

    def finish(self) -> tuple[Effort, ...]:
        """The trial that the recording ends; see `Detector.finish`."""
        return self._advance(ended=True)

    def efforts(self) -> tuple[Effort, ...]:
        """All trials so far, in the order of their start.

        Of a body on two plates that lie one knows not where the centre of pressure is not known.
        """
        ordered = sorted(self._efforts, key=lambda effort: effort.start_s)
        if self._plates is None:
            return tuple(ordered)
        self._plates.advance(ended=True)
        found: list[Effort] = []
        for one in ordered:
            if "cop_velocity" in one.metrics and self._shared(one):
                if any(same_time(one, other) for other in found):
                    continue
                one = _without_centre(one)  # noqa: PLW2901
            found.append(one)
        return tuple(found)

    def _shared(self, effort: Effort) -> bool:
        """Whether more than one plate bore the body meanwhile."""
        plates = self._plates
        if plates is None:
            return False
        first, last = (
            int((at - plates.start_s) * plates.rate_hz) for at in (effort.start_s, effort.end_s)
        )
        loads = [float(np.nanmean(force[first:last])) for force in plates.alone()]
        return sorted(loads)[-2] > _LOADED_SHARE * max(loads)

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return _summed_up(group)

    def findings(self) -> tuple[Finding, ...]:
        """What was noticed of plates and board."""
        return tuple(found for source in self._sources for found in source.findings())

    def curves(self) -> tuple[Curve, ...]:
        """Centre of pressure, and tilt of the board."""
        return tuple(curve for source in self._sources for curve in source.curves())

    def _advance(self, *, ended: bool) -> tuple[Effort, ...]:
        new = tuple(effort for source in self._sources for effort in source.advance(ended=ended))
        self._efforts += new
        return new


def _sources(
    streams: Mapping[str, Stream], context: Context, *, stated: bool
) -> Iterator[BalanceSource]:
    for stream in streams.values():
        if stream.kind is Kind.FORCE_PLATE and stream.has("cop_x") and stream.has("cop_y"):
            yield PlateBalance(stream, context, stated=stated)
        elif stream.kind is Kind.IMU and stream.placement == "board":
            yield BoardBalance(stream, context)


def _without_centre(effort: Effort) -> Effort:
    kept = {name: one for name, one in effort.metrics.items() if not name.startswith("cop_")}
    gone = {name: _TWO_PLATES for name in effort.metrics if name not in kept}
    return replace(effort, metrics=kept, withheld={**effort.withheld, **gone}, side="both")


def _summed_up(group: Sequence[Effort]) -> EffortSet:
    methods = {metric.method for effort in group for metric in effort.metrics.values()}
    metrics = {"reps": Metric.of("reps", len(group), ", ".join(sorted(methods)))}
    for name in _SUMMED:
        known = [effort.metrics[name] for effort in group if name in effort.metrics]
        if known:
            errors = [one.uncertainty for one in known if one.uncertainty is not None]
            metrics[name] = Metric.of(
                name,
                sum(one.value for one in known) / len(known),
                known[0].method,
                quality=max((one.quality for one in known), key=list(Quality).index),
                uncertainty=sum(errors) / len(errors) if errors else None,
            )
    return EffortSet(
        exercise=EXERCISE,
        side=group[0].side,
        start_s=group[0].start_s,
        end_s=group[-1].end_s,
        metrics=metrics,
    )
