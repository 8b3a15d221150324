"""Velocity, power and work of the body's centre of mass during one raise.

From a plate they are measured: a = F/m - g, integrated with the centre at rest at both ends of
the raise, where it turns. From the foot's pitch alone they are modelled: with knee and hip
straight the centre rises with the ankle.
"""

from dataclasses import dataclass, replace

import numpy as np

from tracker.exercises.calf_raise.body import Foot
from tracker.exercises.calf_raise.finder import Finder, Turns
from tracker.exercises.calf_raise.view import GRID_HZ
from tracker.gravity import GRAVITY
from tracker.results import Metric, Quality
from tracker.signals.filters import Signal, derivative, integral

PLATE, MODELLED = "plate", "modelled_ankle"
_LARGEST_RESIDUAL = 0.35
_LEAST_MASS_KG = 5.0
_AT_REST_S, _PLATE_ERROR = 0.3, 0.015
CENTRE_FINDER = Finder(GRID_HZ, cutoff_hz=6.0, smallest=20.0, still=15.0)
"""Of raises in the height of the centre of mass, mm."""


@dataclass(frozen=True, slots=True)
class Rise:
    """Motion of the centre of mass over one raise, evenly sampled.

    Parameters
    ----------
    method
        ``plate`` or ``modelled_ankle``.
    rate_hz
        Of the curves.
    mass_kg
        Body and load.
    start, risen
        Samples at which the concentric phase begins and ends.
    height, velocity, force
        (n,) m above the start, m/s upwards, N on the ground.
    relative_error
        One standard deviation of the height, as a share of it.
    residual
        Difference of height between start and end before it was spread evenly, as a share of
        the rise; 0 where modelled.
    """

    method: str
    rate_hz: float
    mass_kg: float
    start: int
    risen: int
    height: Signal
    velocity: Signal
    force: Signal
    relative_error: float
    residual: float = 0.0

    def metrics(self, duration_error: float) -> dict[str, Metric]:
        """Velocity, power and work of the concentric phase.

        Parameters
        ----------
        duration_error
            One standard deviation of the phase's duration, as a share of it: means over the phase
            have that error besides their own.
        """
        up = slice(self.start, self.risen + 1)
        power = self.force[up] * self.velocity[up]
        quality = Quality.GOOD if self.method == PLATE else Quality.FAIR
        if self.residual > _LARGEST_RESIDUAL:
            quality = Quality.POOR
        values = {
            "peak_vertical_velocity": self.velocity[up].max(),
            "mean_vertical_velocity": self.velocity[up].mean(),
            "peak_power": power.max(),
            "mean_power": power.mean(),
            "work": self.mass_kg * GRAVITY * self.height.max(),
        }
        spread = np.hypot(self.relative_error, duration_error)
        return {
            name: Metric.of(
                name,
                value,
                self.method,
                quality=quality,
                uncertainty=abs(float(value))
                * float(spread if name.startswith("mean") else self.relative_error),
            )
            for name, value in values.items()
        }


def measured_rise(force: Signal, rate_hz: float, risen: int, weight: float | None) -> Rise | None:
    """From the plate's force over one raise, bottom to bottom.

    Parameters
    ----------
    force
        (n,) total vertical force, N.
    rate_hz
        Its rate.
    risen
        Sample at which the heel has risen. The concentric phase is the centre's own where it
        shows, for a sensor on soft tissue goes on moving at the top.
    weight
        From quiet standing, N, or None: then the mean over the raise, whose net impulse is zero.
    """
    if force.size < 8 or not np.isfinite(force).all() or not 2 < risen < force.size:
        return None
    mass = (weight or float(force.mean())) / GRAVITY
    if mass < _LEAST_MASS_KG:
        return None
    velocity = integral(force / mass - GRAVITY, rate_hz)
    velocity = velocity - np.linspace(0.0, velocity[-1], velocity.size)
    height = integral(velocity, rate_hz)
    residual = float(height[-1])
    height = height - np.linspace(0.0, residual, height.size)
    if height.max() <= 0:
        return None
    share = abs(residual) / float(height.max())
    error = _PLATE_ERROR + 0.25 * share
    start, risen = _rising(height, rate_hz) or (0, risen)
    return Rise(PLATE, rate_hz, mass, start, risen, height, velocity, force, error, share)


def _rising(height: Signal, rate_hz: float) -> tuple[int, int] | None:
    """First and last sample of the centre's rise."""
    step = max(1, round(rate_hz / GRID_HZ))
    finder = replace(CENTRE_FINDER, rate_hz=rate_hz / step)
    before = round(_AT_REST_S * finder.rate_hz)
    around = finder.smooth(1000 * np.pad(height[::step], before, mode="edge"))
    last = around.size - 1
    edges = finder.edges(around, Turns(0, int(np.argmax(around)), last, last))
    if edges is None:
        return None
    start, risen = (round((one - before) * step) for one in (edges.start, edges.risen))
    start, risen = max(0, start), min(risen, height.size - 1)
    return (start, risen) if start < risen else None


def modelled_rise(
    pitch_rad: Signal, rate_hz: float, risen: int, mass_kg: float, foot: Foot
) -> Rise | None:
    """From the foot's pitch over one raise, with the ankle's rise as the centre's.

    Parameters
    ----------
    pitch_rad
        (n,) heel-up pitch, smoothed.
    rate_hz
        Its rate.
    risen
        Sample at which the concentric phase ends.
    mass_kg
        Body and load.
    foot
        Lengths of the foot.
    """
    if pitch_rad.size < 8 or not 2 < risen < pitch_rad.size:
        return None
    ankle = foot.ankle_rise(pitch_rad)
    height = ankle - ankle[0]
    velocity = derivative(height, rate_hz)
    force = mass_kg * (GRAVITY + derivative(velocity, rate_hz))
    error = float(np.hypot(0.12, foot.uncertainty))
    return Rise(MODELLED, rate_hz, mass_kg, 0, risen, height, velocity, force, error)
