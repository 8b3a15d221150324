"""What a set of calf raises is made of: its tempo, its knots in time, and its truth."""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PPoly

from firmware_mocks.jet import Array, transitions

_STEP_DOWN_S, _STEP_WAIT_S = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds of each part of a repetition."""

    concentric_s: float = 0.8
    top_s: float = 0.3
    eccentric_s: float = 0.9
    bottom_s: float = 0.6


@dataclass(frozen=True, slots=True)
class RepTruth:
    """What is exactly true of one repetition.

    The times are the knots of the movement itself: `start_s` is the last instant of complete rest
    at the bottom, `concentric_end_s` the first at the top, `eccentric_start_s` the last at the
    top, and `end_s` the first at the bottom again. A detector with a velocity threshold finds the
    start a little later and the end a little earlier. `top_s` is the middle of the hold.

    Parameters
    ----------
    range_deg, peak_deg
        Ankle plantar flexion: peak minus the angle at the start, and peak from quiet standing.
    foot_range_deg
        The same of the foot's pitch alone.
    heel_height_m, com_rise_m
        Rise of the back of the heel, and of the centre of mass, from start to the end of the rise.
    bottom_hold_time_s
        Since the repetition before; None for the first.
    peak_plantar_flexion_velocity_deg_s, peak_vertical_velocity_m_s, mean_vertical_velocity_m_s
        Of the ankle, and of the centre of mass, in the concentric phase.
    peak_power_w, mean_power_w
        Vertical force times vertical velocity of the centre of mass in the concentric phase.
    work_j
        Mass (with load) times g times `com_rise_m`.
    """

    start_s: float
    concentric_end_s: float
    top_s: float
    eccentric_start_s: float
    end_s: float
    range_deg: float
    peak_deg: float
    foot_range_deg: float
    heel_height_m: float
    com_rise_m: float
    concentric_time_s: float
    top_hold_time_s: float
    eccentric_time_s: float
    bottom_hold_time_s: float | None
    peak_plantar_flexion_velocity_deg_s: float
    peak_vertical_velocity_m_s: float
    mean_vertical_velocity_m_s: float
    peak_power_w: float
    mean_power_w: float
    work_j: float


@dataclass(frozen=True, slots=True)
class Rep:
    """Knots of one repetition, s, and the ankle angle at its top, deg."""

    start_s: float
    concentric_end_s: float
    eccentric_start_s: float
    end_s: float
    top_deg: float


def varied_ranges(
    generator: np.random.Generator, reps: int, mean_deg: float, sd_deg: float, fatigue: float
) -> tuple[float, ...]:
    """Ranges that vary from repetition to repetition and lessen to the last, deg."""
    tired = np.linspace(1.0, 1.0 - fatigue, reps) if reps > 1 else np.ones(1)
    varied = mean_deg * tired + sd_deg * _spread(generator, (reps,))
    return tuple(float(one) for one in varied)


def planned(
    generator: np.random.Generator,
    ranges_deg: tuple[float, ...],
    tempo: Tempo,
    variation: float,
    *,
    first_s: float,
    bottom_deg: float,
) -> tuple[Rep, ...]:
    """Repetitions one after another, each with durations of its own."""
    factors = (1.0 + variation * _spread(generator, (len(ranges_deg), 4))).tolist()
    now = first_s
    plan = []
    for angle, (rise, top, fall, bottom) in zip(ranges_deg, factors, strict=True):
        risen = now + tempo.concentric_s * rise
        lowering = risen + tempo.top_s * top
        lowered = lowering + tempo.eccentric_s * fall
        plan.append(Rep(now, risen, lowering, lowered, bottom_deg + angle))
        now = lowered + tempo.bottom_s * bottom
    return tuple(plan)


def lead_in_s(bottom_deg: float) -> float:
    """Time taken before the first repetition, and after the last, to step down and up."""
    return _STEP_DOWN_S + _STEP_WAIT_S if bottom_deg else 0.0


def ankle_curve(plan: tuple[Rep, ...], bottom_deg: float, quiet_s: float) -> PPoly[np.float64]:
    """The ankle's angle in degrees, standing to standing, at rest at every knot of the plan."""
    first, last = plan[0].start_s, plan[-1].end_s
    knots: list[tuple[float, float]] = [(0.0, 0.0)]
    if bottom_deg:
        knots += [(first - lead_in_s(bottom_deg), 0.0), (first - _STEP_WAIT_S, bottom_deg)]
    for rep in plan:
        knots += [
            (rep.start_s, bottom_deg),
            (rep.concentric_end_s, rep.top_deg),
            (rep.eccentric_start_s, rep.top_deg),
            (rep.end_s, bottom_deg),
        ]
    if bottom_deg:
        knots += [(last + _STEP_WAIT_S, bottom_deg), (last + lead_in_s(bottom_deg), 0.0)]
    knots.append((last + lead_in_s(bottom_deg) + quiet_s, 0.0))
    times, angles = np.array(knots).T
    # Where a hold takes no time its two knots are one.
    distinct = np.diff(times, prepend=-1.0) > 0
    return transitions(times[distinct], angles[distinct])


def _spread(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    # Beyond two SD a chance draw would be a stumble rather than a variation.
    return np.clip(generator.standard_normal(shape), -2, 2)
