"""Follows the heel of one side through its source, and makes an effort of each raise."""

import numpy as np

from tracker.exercises.base import Context
from tracker.exercises.calf_raise.imu_source import ImuSource
from tracker.exercises.calf_raise.measure import Measure
from tracker.exercises.calf_raise.source import Source
from tracker.exercises.calf_raise.view import GRID_HZ, Seen
from tracker.exercises.plates import Plates
from tracker.findings import Code, Finding, Severity
from tracker.results import Curve, Effort

EXERCISE = "calf_raise"
_BOTTOM_HOLD_S = 8.0
_SURE_REPS, _UNLOADED_SHARE = 2, 0.25
KNEE_DEG = 8.0
"""With the knee straight the shank leans 2° to 4° as the heel rises."""


class Follower:
    """One side's efforts so far.

    Parameters
    ----------
    source
        What sees the heel.
    plates
        What bears the body; may be none.
    context
        Who does what.
    """

    def __init__(self, source: Source, plates: Plates, context: Context) -> None:
        self.source = source
        self.efforts: list[Effort] = []
        self.passed_over: list[tuple[float, str]] = []
        self._bent: list[float] = []
        self._unloaded = 0
        self._measure = Measure(source, plates, context)
        self._plates = plates

    def advance(self, *, ended: bool) -> list[Effort]:
        """The efforts that are newly complete."""
        self.source.advance(ended=ended)
        known = len(self.efforts)
        for seen in self.source.raises(self._reach(ended=ended), ended=ended):
            doubt = seen.doubt or self._measure.why_no_raise(seen)
            if doubt is None:
                self.efforts.append(self._effort(seen))
                self._unloaded += self._on_the_other_leg(seen)
                if seen.knee_deg is not None and seen.knee_deg > KNEE_DEG:
                    self._bent.append(seen.knee_deg)
            else:
                self.passed_over.append((self._at(seen, seen.edges.top), doubt))
        return self.efforts[known:]

    def findings(self) -> list[Finding]:
        """What was seen and not counted, and why; knees that bent; sensors in wrong places."""
        found = [*self._knees(), *self._exchanged()]
        if self._unloaded >= _SURE_REPS and self._unloaded > len(self.efforts) / 2:
            found.append(self._wrong_leg())
        weight = self._measure.weight_finding()
        if weight is not None:
            found.append(weight)
        for doubt in dict.fromkeys(doubt for _, doubt in self.passed_over):
            times = [time for time, one in self.passed_over if one == doubt]
            what = "1 movement was" if len(times) == 1 else f"{len(times)} movements were"
            found.append(
                Finding(
                    Code.NOT_COUNTED,
                    Severity.INFO,
                    f"{what} not counted as calf raises: {doubt}",
                    self.source.streams[0],
                    min(times),
                    max(times),
                )
            )
        return found

    def curves(self) -> list[Curve]:
        """What the raises were found in, the heel's height and the body's power, for plots."""
        curves = self.source.curves()
        pitch = self.source.pitch_deg() if isinstance(self.source, ImuSource) else None
        time = self.source.start_s + np.arange(self.source.size) / GRID_HZ
        side = self.source.side
        if pitch is not None and self._measure.foot is not None:
            height = 1000 * self._measure.foot.heel_rise(np.radians(pitch))
            stream = self.source.streams[0]
            curves.append(Curve(f"heel_height_{side}", f"Heel, {side}", "mm", time, height, stream))
        if self._measure.rises:
            power = np.full(time.size, np.nan)
            for start_s, rise in self._measure.rises:
                at = (time - start_s) * rise.rate_hz
                inside = (at >= 0) & (at <= rise.force.size - 1)
                made = rise.force * rise.velocity
                power[inside] = np.interp(at[inside], np.arange(made.size), made)
            name, label = "power", "Power"
            if side != "unknown":
                name, label = f"power_{side}", f"Power, {side}"
            curves.append(Curve(name, label, "W", time, power, self.source.streams[0]))
        return curves

    def _knees(self) -> list[Finding]:
        if not self._bent:
            return []
        return [
            Finding(
                Code.TECHNIQUE,
                Severity.INFO,
                f"in {len(self._bent)} of {len(self.efforts)} repetitions the shank leaned forward "
                f"as the heel rose, up to {max(self._bent):.0f}°, as it does when the knee bends",
                self.source.streams[-1],
            )
        ]

    def _on_the_other_leg(self, seen: Seen) -> bool:
        share = self._measure.left_share(seen)
        if share is None or self.source.side not in {"left", "right"}:
            return False
        return (share if self.source.side == "left" else 1 - share) < _UNLOADED_SHARE

    def _wrong_leg(self) -> Finding:
        side = self.source.side
        other = "right" if side == "left" else "left"
        return Finding(
            Code.WRONG_SEGMENT,
            Severity.ERROR,
            f"in {self._unloaded} of {len(self.efforts)} raises of the {side} heel the {other} "
            "plate bore the body: the sensors of left and right are exchanged, or the plates are",
            self.source.streams[0],
        )

    def _exchanged(self) -> list[Finding]:
        if self.efforts or not isinstance(self.source, ImuSource):
            return []
        count = self.source.raises_if_exchanged()
        if count < _SURE_REPS:
            return []
        foot, shank = self.source.streams
        return [
            Finding(
                Code.WRONG_SEGMENT,
                Severity.ERROR,
                f"{foot} moves as a shank does and {shank} as a foot in {count} raises: the two "
                "sensors are exchanged; name them the other way round",
                foot,
            )
        ]

    def _reach(self, *, ended: bool) -> int:
        """Grid samples for which the plates have said their part too."""
        if ended or not self._plates.names:
            return self.source.size
        lead = self._plates.start_s - self.source.start_s
        plates = int((lead + self._plates.total.size / self._plates.rate_hz) * GRID_HZ)
        return min(self.source.size, plates)

    def _at(self, seen: Seen, position: float) -> float:
        return round(self.source.start_s + (seen.first + position) / GRID_HZ, 6)

    def _effort(self, seen: Seen) -> Effort:
        def at(position: float) -> float:
            return self._at(seen, position)

        edges = seen.edges
        rest = at(edges.start) - self.efforts[-1].end_s if self.efforts else None
        hold = max(rest, 0.0) if rest is not None and rest < _BOTTOM_HOLD_S else None
        metrics, withheld = self._measure.metrics(seen, hold)
        return Effort(
            exercise=EXERCISE,
            side=self.source.side,
            start_s=at(edges.start),
            top_s=at((edges.risen + edges.lowering) / 2),
            end_s=at(edges.end),
            phases={
                "concentric": (at(edges.start), at(edges.risen)),
                "top_hold": (at(edges.risen), at(edges.lowering)),
                "eccentric": (at(edges.lowering), at(edges.end)),
            },
            metrics=metrics,
            withheld=withheld,
        )
