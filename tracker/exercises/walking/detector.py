"""Walking and running strides by an IMU on one foot or on each, strapped in any way.

A stride goes from where a foot lies still to where it lies still again. Between the two its
acceleration is integrated twice, and the velocity that is left at the end taken off evenly
(zero-velocity update, Foxlin 2005). The foot leaves the ground where its heel-up pitch is largest
and meets it where the toes point up most, or at the impact where that comes first (compare
Rampp 2015). Published: mean stride length within 1 % (PMC4284057).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.grid import Aligned, Growing
from tracker.exercises.segment import RATE, ImuSegment, specific_force
from tracker.exercises.sided import SidedDetector
from tracker.exercises.walking.strides import summed_up
from tracker.findings import Finding
from tracker.gravity import GRAVITY
from tracker.recording import Kind, Stream
from tracker.results import Curve, Effort, EffortSet, Metric, Quality, Side
from tracker.signals.filters import Smoother
from tracker.signals.orientation import hinge_axis, turn_about
from tracker.signals.strapdown import turned_from_rest, upright, way_from_rest

WALKING, RUNNING = "walking", "running"
METHOD = "foot_imu"
_PLACES: Mapping[str, Side] = {
    "left_foot": "left", "left_heel": "left", "right_foot": "right", "right_heel": "right",
}  # fmt: skip
_ACCELERATION = slice(9, 12)
_STILL_HZ, _STILL, _SHAKING = 8.0, 1.3, 0.2
_STANCE_S, _LOOK_S, _REST_S = 0.04, 0.3, 0.03
_LENGTH_S, _LEAST_M, _LEAST_DEG = (0.35, 2.5), 0.12, 15.0
_RUNS = 48.0
"""Who bears on each foot for less than half of its stride flies between them."""
_CLEARLY = 0.25
_LATE, _HARD_M_S3 = 0.2, 1500.0
_CHAIN, _CHAIN_GAP_S = 3, 0.4
_LENGTH_ERROR, _LENGTH_ERROR_M, _TIME_ERROR_S = 0.01, 0.05, 0.015
_PITCH_ERROR_DEG = 2.0


class WalkingDetector(SidedDetector["_Foot"]):
    """Strides of each foot that wears a sensor; see `Detector`.

    Parameters
    ----------
    streams, context
        See `Detector`. With a stated side only that foot is followed.
    stated
        Whether it was said that this was done: else three strides in a row are wanted.
    """

    exercise: ClassVar[str] = WALKING

    def __init__(
        self, streams: Mapping[str, Stream], context: Context, *, stated: bool = False
    ) -> None:
        asked = context.variant.side
        worn = {
            _PLACES[one.placement]: one
            for one in streams.values()
            if one.kind is Kind.IMU and one.placement in _PLACES
        }
        super().__init__(
            [
                _Foot(stream, side)
                for side, stream in worn.items()
                if asked in {side, "both", "unknown", None}
            ]
        )
        self._chain = 1 if stated else _CHAIN

    def efforts(self) -> tuple[Effort, ...]:
        """All strides so far, of walking or, where both feet leave the ground, of running."""
        found = [
            replace(stride, exercise=RUNNING if _flies(chain) else WALKING)
            for foot in self._legs
            for chain in _chains(foot.efforts)
            if len(chain) >= self._chain
            for stride in chain
        ]
        return tuple(sorted(found, key=lambda one: one.start_s))

    def summed_up(self, group: Sequence[Effort]) -> EffortSet:
        """One set from its efforts; see `Detector.summed_up`."""
        return summed_up(group)

    def findings(self) -> tuple[Finding, ...]:
        """Nothing is to be said."""
        return ()


@dataclass(frozen=True, slots=True)
class _Stance:
    """A stretch in which the foot lies still, in samples, and where it does most at both ends."""

    first: int
    last: int


class _Foot:
    """Strides of one foot, on its sensor's own grid."""

    def __init__(self, stream: Stream, side: Side) -> None:
        self.efforts: list[Effort] = []
        self._side: Side = side
        self._name, self._rate_hz = stream.name, stream.rate_hz
        self._segment = ImuSegment(stream, rest_bias=True)
        self._grid = Aligned({stream.name: self._segment.gridded}, stream.rate_hz)
        self._smoother = Smoother(stream.rate_hz, _STILL_HZ)
        self._unrest = Growing(1)
        self._taken = 0
        self._searched = 0
        self._begun: int | None = None
        self._before: _Stance | None = None
        self._strike_s: float | None = None
        self._axis = np.zeros(3)
        self._pitch: list[tuple[int, Samples]] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if they are another stream's."""
        return self._segment.feed(stream, time, values)

    def advance(self, *, ended: bool) -> list[Effort]:
        """The strides that what came so far completes."""
        if ended:
            self._segment.begin()
        self._grid.advance(ended=ended)
        fresh = self._grid[self._name][self._taken :]
        self._taken += len(fresh)
        turning = np.linalg.norm(fresh[:, RATE], axis=1)
        # Where samples are missing nobody knows that the foot lay still.
        size = np.linalg.norm(fresh[:, _ACCELERATION] + (0.0, 0.0, GRAVITY), axis=1)
        unrest = np.nan_to_num(turning + _SHAKING * np.abs(size - GRAVITY), nan=1e3)
        self._unrest.extend(self._smoother.feed(unrest, ended=ended)[:, np.newaxis])
        new = []
        for stance in self._stances(ended=ended):
            stride = None if self._before is None else self._stride(self._before, stance)
            self._before = stance
            if stride is not None:
                new.append(stride)
        self.efforts += new
        return new

    def curves(self) -> list[Curve]:
        """Pitch of the foot in strides, heel up positive."""
        if not self._pitch:
            return []
        pitch = np.full(self._grid.size, np.nan)
        for first, part in self._pitch:
            pitch[first : first + part.size] = part
        label = f"Pitch of the foot, {self._side}"
        name = f"foot_pitch_{self._side}"
        return [Curve(name, label, "deg", self._grid.time, pitch, self._name)]

    def _stances(self, *, ended: bool) -> Iterator[_Stance]:
        """Where the foot lies still, once it is known to have moved on."""
        unrest = self._unrest.values[:, 0]
        while self._searched < unrest.size:
            still = unrest[self._searched :] < _STILL
            if self._begun is None:
                if not still.any():
                    self._searched = unrest.size
                    return
                self._begun = self._searched + int(np.argmax(still))
                self._searched = self._begun
                continue
            moves = np.flatnonzero(~still)
            if not moves.size and not ended:
                self._searched = unrest.size
                return
            end = self._searched + int(moves[0]) if moves.size else unrest.size
            begin, self._begun, self._searched = self._begun, None, end + 1
            if end - begin >= _STANCE_S * self._rate_hz:
                look = round(_LOOK_S * self._rate_hz)
                last = max(begin, end - look)
                yield _Stance(
                    begin + int(np.argmin(unrest[begin : min(end, begin + look)])),
                    last + int(np.argmin(unrest[last:end])),
                )

    def _stride(self, before: _Stance, after: _Stance) -> Effort | None:
        first, last = before.last, after.first
        seconds = (last - first) / self._rate_hz
        part = self._grid[self._name][first : last + 1]
        if not _LENGTH_S[0] < seconds < _LENGTH_S[1] or not np.isfinite(part).all():
            # What is no stride ends the row of them.
            self._strike_s = None
            return None
        force, resting = specific_force(part), round(_REST_S * self._rate_hz)
        # The filter's vertical is upset by each step; a foot that lies still tells its own.
        before_it = self._grid[self._name][max(0, first - resting) : first + resting + 1]
        up = np.nanmean(specific_force(before_it), axis=0)
        up /= np.linalg.norm(up)
        turns = turned_from_rest(part[:, RATE], self._rate_hz)
        length, _ = way_from_rest(force, turns, up, self._rate_hz)
        vertical = upright(turns, up)
        axis = hinge_axis(part[:, RATE], vertical)
        if axis is None or length < _LEAST_M:
            self._strike_s = None
            return None
        pitch = np.degrees(turn_about(axis, vertical, up))
        # The heel comes up by more than the toes do; where that is not clear, as it did before.
        heel_up = float(pitch.max() + pitch.min())
        clear = abs(heel_up) > _CLEARLY * float(np.ptp(pitch))
        if (heel_up if clear else float(axis @ self._axis)) < 0:
            axis, pitch = -axis, -pitch
        if clear:
            self._axis = axis
        if pitch.max() < _LEAST_DEG:
            self._strike_s = None
            return None
        rate = np.degrees(part[:, RATE] @ axis)
        toe_off = int(np.argmax(pitch))
        strike = self._strike(part, pitch, rate, toe_off)
        self._pitch.append((first, pitch))
        return self._effort(first, last, length, _Step(pitch, rate, toe_off, strike))

    def _strike(self, part: Samples, pitch: Samples, rate: Samples, toe_off: int) -> int:
        """Where the foot meets the ground: toes up most, or an impact before that."""
        swing = toe_off + int(np.argmin(rate[toe_off:]))
        strike = swing + int(np.argmin(pitch[swing:]))
        shock = self._rate_hz * np.linalg.norm(np.diff(part[:, _ACCELERATION], axis=0), axis=1)
        late = (np.arange(shock.size) > swing) & (pitch[1:] < _LATE * pitch[toe_off])
        hard = late & (shock > max(_HARD_M_S3, 0.5 * float(shock[late].max(initial=0.0))))
        return min(strike, int(np.argmax(hard))) if hard.any() else strike

    def _effort(self, first: int, last: int, length: float, step: "_Step") -> Effort:
        def at(sample: int) -> float:
            return (self._grid.start_s or 0.0) + (first + sample) / self._rate_hz

        start_s, end_s = at(0), at(last - first)
        toe_off_s, strike_s = at(step.toe_off), at(step.strike)
        stride_s = end_s - start_s
        if self._strike_s is not None and 0.5 < (strike_s - self._strike_s) / stride_s < 1.5:
            stride_s = strike_s - self._strike_s
        self._strike_s = strike_s
        stance = 100 * (1 - (strike_s - toe_off_s) / stride_s)
        push = float(step.rate[: step.toe_off + 1].max())
        length_error = float(np.hypot(_LENGTH_ERROR * length, _LENGTH_ERROR_M))
        values = {
            "stride_length": (length, length_error),
            "stride_time": (stride_s, _TIME_ERROR_S),
            "stride_velocity": (length / stride_s, length_error / stride_s),
            "stance_ratio": (stance, 100 * 2**0.5 * _TIME_ERROR_S / stride_s),
            "push_off_velocity": (push, 0.05 * push),
            "push_off_angle": (float(step.pitch[step.toe_off]), _PITCH_ERROR_DEG),
            "strike_angle": (-float(step.pitch[step.strike]), _PITCH_ERROR_DEG),
        }
        return Effort(
            exercise=WALKING,
            side=self._side,
            start_s=start_s,
            top_s=toe_off_s,
            end_s=end_s,
            phases={"push-off": (start_s, toe_off_s), "swing": (toe_off_s, strike_s)},
            metrics={
                name: Metric.of(name, value, METHOD, quality=Quality.GOOD, uncertainty=error)
                for name, (value, error) in values.items()
            },
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """Pitch in deg and its rate over a stride, and the samples of toe-off and strike."""

    pitch: Samples
    rate: Samples
    toe_off: int
    strike: int


def _chains(strides: list[Effort]) -> list[list[Effort]]:
    """Strides that follow one another."""
    chains: list[list[Effort]] = []
    for stride in strides:
        if chains and stride.start_s - chains[-1][-1].end_s < _CHAIN_GAP_S:
            chains[-1].append(stride)
        else:
            chains.append([stride])
    return chains


def _flies(chain: list[Effort]) -> bool:
    return float(np.median([one.metrics["stance_ratio"].value for one in chain])) < _RUNS
