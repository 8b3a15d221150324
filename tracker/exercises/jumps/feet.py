"""Jumps by sensors on the feet: nothing but weightlessness tells a flight from a step.

Take-off is when the foot turns fastest, for it stops turning once nothing presses on it; landing
is the impact. Published: heights differ from a plate's by -0.4 cm, SD 3.8 (heel, Wang 2018).
"""

from collections.abc import Sequence

import numpy as np

from tracker.exercises.base import Buffer, Context, Samples
from tracker.exercises.grid import Aligned, Gridded, Growing
from tracker.exercises.jumps.flights import LANDING_S, Flights, Jump, Sensing
from tracker.exercises.jumps.rebound import ratio_metrics
from tracker.exercises.jumps.remarks import FALLING, STANDING
from tracker.findings import Finding
from tracker.gravity import GRAVITY
from tracker.recording import Stream
from tracker.results import Curve, Effort, Metric, Quality, Side
from tracker.signals.force import Flight

METHOD = "foot_imu"
_CHANNELS = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
_BODY_KG = 75.0
"""Makes a force of an acceleration; nothing depends on it."""
_WEIGHTLESS, _FALLING = 0.55 * _BODY_KG * GRAVITY, 0.35 * _BODY_KG * GRAVITY
_BEFORE_S, _AFTER_S = 0.12, 0.01
"""The foot turns fastest in that time around the first weightless sample."""
_LEAST_S = 0.1
"""A foot that turns is weightless now and then."""
_LONGEST_CONTACT_S = 1.0
_FLIGHT_ERROR_S, _HEIGHT_ERROR_M = 0.02, 0.03
_NOT_TOLD = (
    "jump_height_impulse", "takeoff_velocity", "body_weight", "peak_force", "peak_power",
    "peak_power_relative", "mean_power",
)  # fmt: skip
_WHY = "sensors on the feet tell flights and contacts only: add a plate, or a sensor at the waist"


class FootJumps:
    """Jumps by one foot's sensor or both feet's; see `JumpSource`.

    Parameters
    ----------
    streams
        Of the feet, without samples. With two, the body flies while both are weightless.
    context
        Who jumps, and how.
    stated
        What was done, where that was said.
    """

    def __init__(self, streams: Sequence[Stream], context: Context, stated: str | None) -> None:
        self.streams = tuple(stream.name for stream in streams)
        self._buffers = {
            stream.name: Buffer([channel.name for channel in stream.channels]) for stream in streams
        }
        self._rate_hz = max(stream.rate_hz for stream in streams)
        self._grid = Aligned(
            {
                stream.name: Gridded(self._buffers[stream.name], _CHANNELS, stream.rate_hz)
                for stream in streams
            },
            self._rate_hz,
        )
        self._shaking, self._turning = Growing(1), Growing(len(streams))
        self._flights = Flights(self._rate_hz, Sensing(_WEIGHTLESS, _FALLING, _LEAST_S, _timed))
        self._side: Side = context.variant.side or "both"
        self._stated = stated
        self._efforts: list[Effort] = []

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `JumpSource.feed`."""
        buffer = self._buffers.get(stream)
        if buffer is None:
            return False
        buffer.append(time, values)
        return True

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """See `JumpSource.advance`."""
        done = self._grid.size
        self._grid.advance(ended=ended)
        if self._grid.size > done:
            new = [self._grid[name][done:] for name in self.streams]
            # A foot that still presses on the ground shakes more than one that flies.
            most = np.max([np.linalg.norm(one[:, :3], axis=1) for one in new], axis=0)
            self._shaking.extend(_BODY_KG * most[:, np.newaxis])
            turning = [np.linalg.norm(one[:, 3:], axis=1) for one in new]
            self._turning.extend(np.column_stack(turning))
        found = []
        while (jump := self._flights.next(self._shaking.values[:, 0], ended=ended)) is not None:
            found.append(self._effort(jump))
        self._efforts += found
        return tuple(found)

    def efforts(self) -> tuple[Effort, ...]:
        """See `JumpSource.efforts`."""
        return tuple(self._efforts)

    def findings(self) -> tuple[Finding, ...]:
        """See `JumpSource.findings`."""
        return ()

    def curves(self) -> tuple[Curve, ...]:
        """See `JumpSource.curves`."""
        shaking = self._shaking.values[:, 0]
        if not shaking.size:
            return ()
        label = "Specific force of the foot that bears more"
        return (
            Curve(
                "foot_acceleration",
                label,
                "m/s²",
                self._grid.time,
                shaking / _BODY_KG,
                self.streams[0],
            ),
        )

    def _effort(self, jump: Jump) -> Effort:
        takeoff = self._takeoff(jump.first + jump.flight.first) - jump.first
        landing = jump.flight.landing
        contact_s = None
        if jump.contact_from is not None:
            begin = jump.contact_from if jump.before is None else jump.before.landing
            contact_s = (takeoff - begin) / self._rate_hz
        flight_s = (landing - takeoff) / self._rate_hz
        metrics = {
            "flight_time": _metric("flight_time", flight_s, _FLIGHT_ERROR_S),
            "jump_height_flight_time": _metric(
                "jump_height_flight_time", GRAVITY * flight_s**2 / 8, _HEIGHT_ERROR_M
            ),
        }
        exercise = self._named("countermovement_jump", STANDING)
        phases = {"flight": (self._at(jump, takeoff), self._at(jump, landing))}
        if contact_s is not None and 0 < contact_s < _LONGEST_CONTACT_S:
            exercise = self._named("drop_jump" if jump.before is None else "hops", FALLING)
            metrics |= _ratios(contact_s, flight_s)
            phases["contact"] = (phases["flight"][0] - contact_s, phases["flight"][0])
        end = self._at(jump, min(jump.force.size - 1, landing + LANDING_S * self._rate_hz))
        phases["landing"] = (phases["flight"][1], end)
        return Effort(
            exercise=exercise,
            side=self._side,
            start_s=min(start for start, _ in phases.values()),
            top_s=self._at(jump, (takeoff + landing) / 2),
            end_s=end,
            phases=dict(sorted(phases.items(), key=lambda item: item[1])),
            metrics=metrics,
            withheld=dict.fromkeys(_NOT_TOLD, _WHY),
        )

    def _takeoff(self, first: int) -> float:
        """Grid position at which the last of the feet turns fastest around that sample."""
        since = max(0, first - round(_BEFORE_S * self._rate_hz))
        turning = self._turning.values[since : first + round(_AFTER_S * self._rate_hz) + 1]
        return since + max(_peak(np.nan_to_num(foot)) for foot in turning.T)

    def _at(self, jump: Jump, position: float) -> float:
        return (self._grid.start_s or 0.0) + (jump.first + position) / self._rate_hz

    def _named(self, seen: str, alike: tuple[str, ...]) -> str:
        """What was stated, if what was seen can be that."""
        return self._stated if self._stated in alike else seen


def _metric(name: str, value: float, error: float) -> Metric:
    return Metric.of(name, value, METHOD, quality=Quality.FAIR, uncertainty=error)


def _ratios(contact_s: float, flight_s: float) -> dict[str, Metric]:
    ratios = ratio_metrics(contact_s, flight_s, 0.5 / _FLIGHT_ERROR_S)
    return {name: _metric(name, one.value, one.uncertainty or 0.0) for name, one in ratios.items()}


def _timed(shaking: Samples, first: int, last: int, rate_hz: float) -> Flight:
    """From the first weightless sample to where the impact lifts the reading above the level."""
    del rate_hz
    before, after = float(shaking[last]), float(shaking[last + 1])
    share = (_WEIGHTLESS - before) / (after - before) if after > before else 0.5
    return Flight(float(first), last + float(np.clip(share, 0.0, 1.0)), first, last, 0.0, 0.0)


def _peak(values: Samples) -> float:
    """Where the largest value is, between the samples."""
    at = int(np.argmax(values))
    if not 0 < at < values.size - 1:
        return float(at)
    before, peak, after = values[at - 1 : at + 2]
    bend = before - 2 * peak + after
    return at + 0.5 * float((before - after) / bend) if bend < 0 else float(at)
