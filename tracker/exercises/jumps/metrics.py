"""What is measured on the force curve of one jump from standing.

Definitions: Owen 2014 (weighing, onset, power), McMahon 2018 (phases). Deviations: take-off and
landing are where the force, extrapolated, reaches the unloaded plate's, not a threshold; the
onset is sought backwards from the lowest force, so that sway in the weighing is not taken for it.
"""

from dataclasses import dataclass

import numpy as np

from tracker.gravity import GRAVITY
from tracker.metrics.jump import RFD_WINDOWS_MS
from tracker.results import Metric, Quality
from tracker.signals.filters import Signal, integral, smoothed
from tracker.signals.force import Flight, Quiet

METHOD = "plate"
_ONSET_LEAD_S, _INTEGRATION_LEAD_S = 0.03, 0.25
_PEAK_HZ = 60.0
"""Largest values are taken of a curve without the noise that would add to them."""
_IMPULSE_HEIGHT_ERROR_M = 0.005
"""On top of the weighing's: the centre does not rest exactly at the onset."""
_FLIGHT_HEIGHT_ERROR_M = 0.01
"""On top of the timing's: legs land more bent than they left (2.5 cm, Yamashita 2020)."""
_ONSET_ERROR_S, _TURN_ERROR_S, _DEPTH_ERROR_M = 0.015, 0.003, 0.01
_POWER_ERROR, _FORCE_ERROR, _LANDING_ERROR, _ASYMMETRY_ERROR = 0.01, 0.01, 0.03, 1.0
"""Power: Owen 2014. Forces: a plate's own accuracy; an impact hangs on its natural frequency."""
_READING_N = 5.0
"""By how much the difference of two readings is off."""
_COUNTERMOVEMENT_M_S = -0.15
NOISY_N = 20.0
"""Standard deviation of the unloaded plate beyond which nothing it times is good."""
_STEEPNESS_N_S = 20_000.0
NOTABLE_OFFSET_N, _DRIFTING_SHARE = 3.0, 0.5
"""What the flight tells of the zero need not have been so in the weighing."""


@dataclass(frozen=True, slots=True)
class Push:
    """Everything from standing still to take-off.

    Sample positions are fractional and count from the beginning of `force`.

    Parameters
    ----------
    force
        (n,) vertical force less the plate's offset, N.
    rate_hz
        Sampling rate.
    weight, weight_uncertainty
        Body weight less the offset, N, and its standard deviation.
    onset, slowest, turn, takeoff
        Start of the movement; largest downward velocity; lowest point; take-off.
    velocity, height
        (m,) from `onset` on: upward velocity (m/s) and height above standing (m).
    """

    force: Signal
    rate_hz: float
    weight: float
    weight_uncertainty: float
    onset: int
    slowest: int
    turn: float
    takeoff: float
    velocity: Signal
    height: Signal

    @property
    def mass(self) -> float:
        """Body and load, kg."""
        return self.weight / GRAVITY

    @property
    def has_countermovement(self) -> bool:
        """Whether the body sank before it rose."""
        return float(self.velocity.min()) < _COUNTERMOVEMENT_M_S

    @property
    def takeoff_velocity(self) -> float:
        """Of the centre of mass, m/s."""
        return self._at(self.velocity, self.takeoff)

    @property
    def takeoff_velocity_uncertainty(self) -> float:
        """One standard deviation, m/s, from that of the weighing."""
        return self.weight_uncertainty / self.mass * (self.takeoff - self.onset) / self.rate_hz

    @property
    def pushed_m(self) -> float:
        """Rise of the centre of mass from its lowest point to take-off, m."""
        return self._at(self.height, self.takeoff) - float(self.height.min())

    def seconds(self, start: float, end: float) -> float:
        """Duration between two sample positions."""
        return (end - start) / self.rate_hz

    def impulse(self, start: float, end: float) -> float:
        """Net vertical impulse between two sample positions, N·s."""
        return self.mass * (self._at(self.velocity, end) - self._at(self.velocity, start))

    def _at(self, curve: Signal, position: float) -> float:
        return float(np.interp(position - self.onset, np.arange(curve.size), curve))


def push_of(force: Signal, rate_hz: float, quiet: Quiet, flight: Flight) -> Push | None:
    """Integrate from the onset of movement to take-off; None if the curve is no jump's."""
    # The last newtons before take-off lie below the threshold of contact.
    loaded = force[: int(np.ceil(flight.takeoff)) + 1] - flight.offset
    weight = quiet.force - flight.offset
    onset = _onset(loaded, rate_hz, quiet, weight)
    # The force leaves body weight tangentially: what is below the onset's threshold counts too.
    lead = int(np.clip(onset - quiet.end, 0, round(_INTEGRATION_LEAD_S * rate_hz)))
    moving = loaded[onset - lead :]
    if moving.size < lead + 4 or not np.isfinite(moving).all():
        return None
    velocity = integral((moving - weight) / (weight / GRAVITY), rate_hz)[lead:]
    slowest = int(np.argmin(velocity))
    rising = np.flatnonzero(velocity[slowest:] >= 0.0)
    if not rising.size:
        return None
    after = slowest + int(rising[0])
    turn = float(after)
    if after > slowest:
        before = velocity[after - 1]
        turn = after - float(velocity[after] / (velocity[after] - before))
    return Push(
        force=force - flight.offset,
        rate_hz=rate_hz,
        weight=weight,
        weight_uncertainty=_weight_error(quiet, flight),
        onset=onset,
        slowest=onset + slowest,
        turn=onset + turn,
        takeoff=flight.takeoff,
        velocity=velocity,
        height=integral(velocity, rate_hz),
    )


def _weight_error(quiet: Quiet, flight: Flight) -> float:
    """One standard deviation of the body's weight, N."""
    if abs(flight.offset) < NOTABLE_OFFSET_N:
        return quiet.uncertainty
    return float(np.hypot(quiet.uncertainty, _DRIFTING_SHARE * flight.offset))


def _onset(loaded: Signal, rate_hz: float, quiet: Quiet, weight: float) -> int:
    """Index 30 ms before the force last left body weight ± 5 SD (Owen 2014)."""
    band = float(np.clip(5 * quiet.spread, 0.01 * weight, 0.05 * weight))
    strongest = quiet.end - 1 + int(np.argmax(loaded[quiet.end - 1 :]))
    # At take-off the body is lightest of all: the dip is sought before the push only.
    lowest = quiet.end - 1 + int(np.argmin(loaded[quiet.end - 1 : strongest + 1]))
    reference = lowest if loaded[lowest] < weight - band else strongest
    inside = np.flatnonzero(np.abs(loaded[quiet.start : reference + 1] - weight) <= band)
    last = quiet.start + int(inside[-1]) if inside.size else quiet.end
    return max(quiet.start, last - round(_ONSET_LEAD_S * rate_hz))


def push_metrics(push: Push) -> dict[str, Metric]:
    """All metrics from standing to take-off."""
    start = push.onset
    loaded = push.force[start : start + push.velocity.size]
    made = loaded * push.velocity
    power = smoothed(made, push.rate_hz, _PEAK_HZ)
    energy = np.interp(
        [push.turn - start, push.takeoff - start],
        np.arange(made.size),
        integral(made, push.rate_hz),
    )
    turn = int(np.ceil(push.turn)) - start
    velocity = push.takeoff_velocity
    velocity_error = push.takeoff_velocity_uncertainty
    height = velocity**2 / (2 * GRAVITY)
    braking_s = push.seconds(push.slowest, push.turn)
    before_takeoff = smoothed(push.force[start : int(push.takeoff) + 1], push.rate_hz, _PEAK_HZ)
    at_turn = float(np.interp(push.turn, np.arange(push.force.size), push.force))
    to_takeoff_s = push.seconds(start, push.takeoff)
    height_error = float(np.hypot(velocity / GRAVITY * velocity_error, _IMPULSE_HEIGHT_ERROR_M))
    onset_error = _ONSET_ERROR_S + 0.5 / push.rate_hz
    turn_error = _TURN_ERROR_S + 0.5 / push.rate_hz
    driving_s = push.seconds(push.turn, push.takeoff)
    strongest, hardest = float(before_takeoff.max()), float(power.max())
    mean_power = float(np.diff(energy)[0]) / driving_s
    relative = float(np.hypot(_POWER_ERROR, push.weight_uncertainty / push.weight))
    # How far the speed is off, from the weighing and from a centre that did not quite rest.
    speed_error = float(np.hypot(velocity_error, GRAVITY / velocity * _IMPULSE_HEIGHT_ERROR_M))
    values: dict[str, tuple[float, float]] = {
        "jump_height_impulse": (height, height_error),
        "takeoff_velocity": (velocity, speed_error),
        "time_to_takeoff": (to_takeoff_s, onset_error),
        "propulsive_time": (driving_s, turn_error),
        "body_weight": (push.weight, push.weight_uncertainty),
        "peak_force": (strongest, _FORCE_ERROR * strongest),
        "peak_power": (hardest, relative * hardest),
        "peak_power_relative": (hardest / push.mass, relative * hardest / push.mass),
        "mean_power": (mean_power, float(np.hypot(relative, turn_error / driving_s)) * mean_power),
        "propulsive_impulse": (push.impulse(push.turn, push.takeoff), push.mass * speed_error),
        "push_off_distance": (push.pushed_m, _DEPTH_ERROR_M),
        "rsi_modified": (
            height / to_takeoff_s,
            height
            / to_takeoff_s
            * float(np.hypot(height_error / height, onset_error / to_takeoff_s)),
        ),
    }
    if push.has_countermovement:
        rise = (at_turn - float(push.force[push.slowest])) / braking_s
        values |= {
            "countermovement_depth": (-float(push.height[: turn + 1].min()), _DEPTH_ERROR_M),
            "braking_time": (braking_s, turn_error),
            "braking_impulse": (
                push.impulse(push.slowest, push.turn),
                push.mass * speed_error,
            ),
            "rate_of_force_development": (rise, rise * turn_error / braking_s),
        }
    rising = (
        start + int(np.argmin(before_takeoff[: turn + 1])) if push.has_countermovement else start
    )
    values |= rising_rates(push.force[rising : int(push.takeoff) + 1], push.rate_hz)
    return {
        name: Metric.of(name, value, METHOD, uncertainty=error)
        for name, (value, error) in values.items()
    }


def rising_rates(force: Signal, rate_hz: float) -> dict[str, tuple[float, float]]:
    """Rate of force development over windows, each with its error, by name.

    Parameters
    ----------
    force
        (n,) N from where it begins to rise to where the feet leave; what is too short for a
        window has none.
    rate_hz
        Its rate.
    """
    found = {}
    for window_ms in RFD_WINDOWS_MS:
        window_s = window_ms / 1000
        at = window_s * rate_hz
        if at > force.size - 1:
            break
        end = float(np.interp(at, np.arange(force.size), force))
        rate = (end - float(force[0])) / window_s
        error = float(np.hypot(_READING_N / window_s, _FORCE_ERROR * rate))
        found[f"rate_of_force_development_{window_ms}ms"] = rate, error
    return found


def flight_metrics(force: Signal, rate_hz: float, flight: Flight) -> dict[str, Metric]:
    """What the flight and the landing alone tell; `force` reaches past the landing."""
    duration = (flight.landing - flight.takeoff) / rate_hz
    timing_error = float(np.hypot(0.3 / rate_hz, flight.noise / _STEEPNESS_N_S))
    quality = Quality.GOOD if flight.noise < NOISY_N else Quality.POOR
    landing = force[flight.last + 1 :] - flight.offset
    hardest = float(landing.max()) if np.isfinite(landing).all() else np.nan
    return {
        "flight_time": Metric.of(
            "flight_time", duration, METHOD, quality=quality, uncertainty=timing_error
        ),
        "jump_height_flight_time": Metric.of(
            "jump_height_flight_time",
            GRAVITY * duration**2 / 8,
            METHOD,
            quality=quality,
            uncertainty=float(
                np.hypot(GRAVITY * duration / 4 * timing_error, _FLIGHT_HEIGHT_ERROR_M)
            ),
        ),
        "landing_peak_force": Metric.of(
            "landing_peak_force", hardest, METHOD, uncertainty=_LANDING_ERROR * hardest
        ),
    }


def asymmetry_metrics(
    left: Signal, right: Signal, begin: int, turn: int, takeoff: int
) -> dict[str, Metric]:
    """Right against left from two plates, signed, positive when the right is larger.

    Parameters
    ----------
    left, right
        (n,) N.
    begin, turn, takeoff
        Samples: the movement or contact begins, the body is lowest, the feet leave.
    """
    span, drive = slice(begin, takeoff + 1), slice(turn, takeoff + 1)
    pairs = {
        "asymmetry_peak_force": (left[span].max(), right[span].max()),
        "asymmetry_propulsive_impulse": (left[drive].sum(), right[drive].sum()),
    }
    return {
        name: Metric.of(name, 100 * (b - a) / max(a, b), "two_plates", uncertainty=_ASYMMETRY_ERROR)
        for name, (a, b) in pairs.items()
        if max(a, b) > 0 and np.isfinite(a + b)
    }
