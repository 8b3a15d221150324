"""What is measured on a jump that follows a fall: from a box, or from the hop before.

Such a contact holds no standing still, so its velocity is anchored in the flight after it: take-off
velocity is g times half the flight time, and the net impulse before it tells that of touch-down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.exercises.jumps.metrics import rising_rates
from tracker.gravity import GRAVITY
from tracker.results import Metric, Quality
from tracker.signals.filters import Signal, integral

ANCHORED = "plate_anchored_in_flight"
_POSTURE_M = 0.01
"""By how much the body's posture at touch-down differs from that at take-off, one SD."""
_QUICK_CONTACT_S = 0.25
BEST = 5
_TURN_S = 0.002
_FORCE_ERROR = 0.01


@dataclass(frozen=True, slots=True)
class Weight:
    """Of body and load.

    Parameters
    ----------
    force_n, uncertainty_n
        With its standard deviation.
    method
        ``plate``, or ``told`` where nobody stood still on one.
    """

    force_n: float
    uncertainty_n: float
    method: str = "plate"


@dataclass(frozen=True)
class Rebound:
    """One contact between a fall and a flight.

    Parameters
    ----------
    force
        (n,) vertical force less the plate's offset, N, from the first loaded sample to the last.
    rate_hz
        Sampling rate.
    contact_s, flight_s
        At sub-sample accuracy.
    lead_s
        From touch-down to the first loaded sample.
    weighed
        The body's weight.
    """

    force: Signal
    rate_hz: float
    contact_s: float
    flight_s: float
    lead_s: float
    weighed: Weight

    @property
    def weight(self) -> float:
        """Of body and load, N."""
        return self.weighed.force_n

    @property
    def mass(self) -> float:
        """Body and load, kg."""
        return self.weight / GRAVITY

    @property
    def takeoff_velocity(self) -> float:
        """Of the centre of mass, m/s, from the flight."""
        return GRAVITY * self.flight_s / 2

    @property
    def velocity_error(self) -> float:
        """One standard deviation of velocities, m/s, at take-off."""
        return GRAVITY * _POSTURE_M / self.takeoff_velocity

    @cached_property
    def velocity(self) -> Signal:
        """(n,) upward velocity, m/s."""
        gained = integral((self.force - self.weight) / self.mass, self.rate_hz)
        tail_s = self.contact_s - self.lead_s - (self.force.size - 1) / self.rate_hz
        last = self.takeoff_velocity - self._gained_at_edge(float(self.force[-1]), tail_s)
        return np.asarray(last - gained[-1] + gained)

    @property
    def touchdown_velocity(self) -> float:
        """Of the centre of mass, m/s, upwards: negative in a fall."""
        return float(self.velocity[0]) - self._gained_at_edge(float(self.force[0]), self.lead_s)

    def _gained_at_edge(self, force: float, seconds: float) -> float:
        """Velocity gained between a loaded sample and the unloaded plate, m/s."""
        return (force / 2 - self.weight) / self.mass * seconds

    @cached_property
    def turn(self) -> int:
        """Sample at which the body is lowest; 0 where it does not fall."""
        rising = np.flatnonzero(self.velocity < 0.0)
        return int(rising[-1]) + 1 if rising.size else 0

    @property
    def turn_s(self) -> float:
        """When the body is lowest, since touch-down."""
        now, at = self.velocity, self.turn
        if at == 0:
            return 0.0
        after = float(now[at] / (now[at] - now[at - 1]))
        return self.lead_s + (at - after) / self.rate_hz

    @property
    def stiffness(self) -> float:
        """N/m, of the spring that this contact and flight would mean (Dalleau 2004)."""
        return hop_stiffness(self.mass, self.contact_s, self.flight_s)


def hop_stiffness(mass_kg: float, contact_s: float, flight_s: float) -> float:
    """Vertical stiffness of a hop, N/m, the force being half a sine (Dalleau 2004)."""
    both = flight_s + contact_s
    return mass_kg * np.pi * both / (contact_s**2 * (both / np.pi - contact_s / 4))


def ratio_metrics(contact_s: float, flight_s: float, rate_hz: float) -> dict[str, Metric]:
    """Contact time and both reactive strength indices: no body weight is needed."""
    timing = 0.5 / rate_hz
    height = GRAVITY * flight_s**2 / 8
    values = {
        "contact_time": (contact_s, timing),
        "rsi_height_contact": (
            height / contact_s,
            height / contact_s * float(np.hypot(_POSTURE_M / height, timing / contact_s)),
        ),
        "rsi_flight_contact": (
            flight_s / contact_s,
            flight_s / contact_s * float(np.hypot(timing / flight_s, timing / contact_s)),
        ),
    }
    return {
        name: Metric.of(name, value, "plate", uncertainty=error)
        for name, (value, error) in values.items()
    }


def propulsion_metrics(one: Rebound) -> dict[str, Metric]:
    """What body weight adds from the lowest point to take-off: velocity, power, impulse."""
    takeoff, error = one.takeoff_velocity, one.velocity_error
    share = error / takeoff
    turn = one.turn
    power = (one.force * one.velocity)[turn:]
    peak, mean = float(power.max()), float(power.mean())
    values = {
        "takeoff_velocity": (takeoff, error),
        "peak_power": (peak, share * peak),
        "peak_power_relative": (peak / one.mass, share * peak / one.mass),
        "propulsive_impulse": (one.mass * takeoff, one.mass * error),
    }
    if turn > 0:
        # Where the body never sank, nobody knows when the push began.
        values |= {
            "mean_power": (mean, share * mean),
            "propulsive_time": (one.contact_s - one.turn_s, 0.5 / one.rate_hz + _TURN_S),
        }
    weighed = one.weighed
    body_weight = Metric.of(
        "body_weight",
        weighed.force_n,
        weighed.method,
        quality=Quality.GOOD if weighed.method == "plate" else Quality.FAIR,
        uncertainty=weighed.uncertainty_n,
    )
    return _metrics(values) | {"body_weight": body_weight}


def rebound_metrics(one: Rebound, *, dropped: bool) -> dict[str, Metric]:
    """What body weight adds to a contact: velocities, power, impulses, stiffness.

    Parameters
    ----------
    one
        The contact.
    dropped
        From a box: how high the fall was is then told too.
    """
    error = one.velocity_error
    turn = one.turn
    touchdown = -one.touchdown_velocity
    weighing = one.weighed.uncertainty_n / one.weight
    falling = float(np.hypot(error, GRAVITY * one.contact_s * weighing))
    peak = float(one.force.max())
    values: dict[str, tuple[float, float]] = {
        "peak_force": (peak, _FORCE_ERROR * peak),
        "vertical_stiffness": (
            one.stiffness,
            2 * error / one.takeoff_velocity * one.stiffness,
        ),
    }
    if turn > 1 and touchdown > 0:
        rise = float(one.force[turn]) / one.turn_s
        time_error = 0.5 / one.rate_hz + _TURN_S
        values |= {
            "braking_time": (one.turn_s, time_error),
            "braking_impulse": (one.mass * touchdown, one.mass * falling),
            "rate_of_force_development": (rise, rise * time_error / one.turn_s),
        }
        if dropped:
            drop = touchdown**2 / (2 * GRAVITY)
            values["drop_height"] = (drop, touchdown / GRAVITY * falling)
    # The body begins to be held from nothing: what comes before the first sample is a few newtons.
    values |= rising_rates(np.concatenate(([0.0], one.force)), one.rate_hz)
    return propulsion_metrics(one) | _metrics(values)


def _metrics(values: Mapping[str, tuple[float, float]]) -> dict[str, Metric]:
    return {
        name: Metric.of(
            name,
            value,
            "plate" if name == "peak_force" else ANCHORED,
            quality=Quality.GOOD if name == "peak_force" else Quality.FAIR,
            uncertainty=error,
        )
        for name, (value, error) in values.items()
    }


def best_of(efforts: list[tuple[float, float]]) -> float | None:
    """Mean reactive strength index of the best five hops of quick contact (Harper 2011).

    Parameters
    ----------
    efforts
        Index and contact time of each hop.

    Returns
    -------
    None with fewer than five contacts below 250 ms.
    """
    quick = sorted((index for index, contact in efforts if contact < _QUICK_CONTACT_S))[-BEST:]
    return float(np.mean(quick)) if len(quick) == BEST else None
