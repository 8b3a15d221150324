"""Jumps by one IMU or phone on the trunk, which moves much as the centre of mass does.

What it reads along the vertical, times the body's mass, stands for the force on the ground. The
trunk also leans, and its sensor is not the centre: published heights agree with a plate's within
4.8 cm (95 %, double integration, PMC6445523), peak power within 5.1 % (RMSE, White 2022, who
fitted it to the sensor; here it is computed).
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from tracker.exercises.base import Context, Samples
from tracker.exercises.grid import Aligned, Growing
from tracker.exercises.jumps.flights import Jump, Sensing
from tracker.exercises.jumps.force_jumps import ForceJumps
from tracker.exercises.jumps.rebound import Weight
from tracker.exercises.jumps.remarks import disagreeing, doubted, remarks
from tracker.exercises.segment import RISE, ImuSegment
from tracker.findings import Finding
from tracker.gravity import GRAVITY
from tracker.recording import Stream
from tracker.results import Curve, Effort, Metric, Quality
from tracker.signals.force import Flight, flight_between

_BODY_KG = 75.0
"""Where nobody was weighed; what hangs on it is withheld."""
_WEIGHTLESS, _FALLING = 0.30, 0.15
"""Of body weight: below this the trunk may fly; it flies or falls if most is below that."""
_ERRORS = {
    "jump_height_impulse": 0.025, "jump_height_flight_time": 0.025, "flight_time": 0.02,
    "takeoff_velocity": 0.10, "countermovement_depth": 0.05, "contact_time": 0.02,
    "time_to_takeoff": 0.05, "braking_time": 0.03, "propulsive_time": 0.03, "drop_height": 0.06,
}  # fmt: skip
_SHARES = {
    "peak_power": 0.08, "peak_power_relative": 0.08, "mean_power": 0.08, "peak_force": 0.08,
    "landing_peak_force": 0.25, "rsi_modified": 0.12, "rsi_height_contact": 0.12,
    "rsi_flight_contact": 0.10, "propulsive_impulse": 0.05, "braking_impulse": 0.12,
    "rate_of_force_development": 0.30, "push_off_distance": 0.15, "vertical_stiffness": 0.15,
}  # fmt: skip
_OTHER_SHARE = 0.30
_NEEDS_MASS = (
    "body_weight", "peak_force", "landing_peak_force", "peak_power", "mean_power",
    "propulsive_impulse", "braking_impulse", "rate_of_force_development", "vertical_stiffness",
)  # fmt: skip


class Trunk:
    """The vertical force that would move a body as the trunk moves; see `Ground`.

    Parameters
    ----------
    stream
        The IMU, without samples.
    mass_kg
        Of body and load.
    """

    def __init__(self, stream: Stream, mass_kg: float) -> None:
        self.names: tuple[str, ...] = (stream.name,)
        self.rate_hz = stream.rate_hz
        self._mass_kg = mass_kg
        self._segment = ImuSegment(stream, rest_bias=False)
        self._grid = Aligned({stream.name: self._segment.gridded}, stream.rate_hz)
        self._total = Growing(1)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """Take samples; False if they are another stream's."""
        return self._segment.feed(stream, time, values)

    def advance(self, *, ended: bool) -> None:
        """Extend the force as far as the samples reach."""
        if ended:
            self._segment.begin()
        done = self._grid.size
        self._grid.advance(ended=ended)
        rising = self._grid[self.names[0]][done:, RISE]
        self._total.extend(self._mass_kg * (rising + GRAVITY)[:, np.newaxis])

    @property
    def start_s(self) -> float:
        """See `Ground.start_s`."""
        return self._grid.start_s or 0.0

    @property
    def total(self) -> Samples:
        """See `Ground.total`."""
        return self._total.values[:, 0]


class TrunkJumps(ForceJumps):
    """Jumps by a sensor on the trunk; see `JumpSource`.

    Parameters
    ----------
    stream
        The IMU, without samples.
    context
        Who jumps, and how.
    stated
        What was done, where that was said.
    """

    def __init__(self, stream: Stream, context: Context, stated: str | None) -> None:
        known = context.subject.mass_kg
        self._weighed = known is not None
        mass = (known or _BODY_KG) + (context.variant.load_kg or 0.0)
        self._moved_kg = mass
        self._trunk = Trunk(stream, mass)
        self.streams = self._trunk.names
        self._method = f"{stream.placement}_imu"
        weight = mass * GRAVITY
        super().__init__(
            self._trunk,
            context,
            stated,
            Sensing(_WEIGHTLESS * weight, _FALLING * weight, timed=_timed),
        )
        self._weight = Weight(weight, 0.0)

    def feed(self, stream: str, time: Samples, values: Samples) -> bool:
        """See `JumpSource.feed`."""
        return self._trunk.feed(stream, time, values)

    def advance(self, *, ended: bool) -> tuple[Effort, ...]:
        """See `JumpSource.advance`."""
        self._trunk.advance(ended=ended)
        return super().advance(ended=ended)

    def curves(self) -> tuple[Curve, ...]:
        """See `JumpSource.curves`."""
        total = self._trunk.total
        if not total.size:
            return ()
        time = self._trunk.start_s + np.arange(total.size) / self._trunk.rate_hz
        name = self.streams[0]
        if self._weighed:
            return (Curve("trunk_force", "Force that moves the trunk", "N", time, total, name),)
        specific = total / self._moved_kg
        label = "Vertical specific force of the trunk"
        return (Curve("trunk_acceleration", label, "m/s²", time, specific, name),)

    def _completed(self, effort: Effort) -> Effort:
        metrics = {
            name: self._requalified(name, metric)
            for name, metric in effort.metrics.items()
            if name != "body_weight" and (self._weighed or not _hangs_on_mass(name))
        }
        withheld = dict(effort.withheld)
        if not self._weighed:
            withheld |= dict.fromkeys(_NEEDS_MASS, "no body mass: give --mass")
        withheld["body_weight"] = "needs a force plate"
        if disagreeing(metrics):
            metrics = doubted(metrics, sparing=())
        return replace(effort, metrics=metrics, withheld=withheld)

    def _requalified(self, name: str, metric: Metric) -> Metric:
        error = _ERRORS.get(name, _SHARES.get(name, _OTHER_SHARE) * abs(metric.value))
        quality = Quality.POOR if metric.quality is Quality.POOR else Quality.FAIR
        return replace(metric, method=self._method, quality=quality, uncertainty=error)

    def _remarks(self, effort: Effort, jump: Jump) -> Iterable[Finding]:
        return remarks(effort, jump.flight, self.streams[0])


def _hangs_on_mass(name: str) -> bool:
    return name in _NEEDS_MASS or name.startswith("rate_of_force_development")


def _timed(force: Samples, first: int, last: int, rate_hz: float) -> Flight:
    """The flight, with the sensor's own zero: what it reads in the air is the trunk's turning."""
    return replace(flight_between(force, first, last, rate_hz), offset=0.0, noise=0.0)
