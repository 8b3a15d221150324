"""Force, velocity and power that legs could give, from jumps with several loads (Samozino 2008)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracker.exercises.jumps.remarks import STANDING
from tracker.gravity import GRAVITY
from tracker.recording import Variant
from tracker.results import Effort, EffortSet, Metric, Quality

METHOD = "samozino_2008"
_NAMES = ("force_velocity_f0", "force_velocity_v0", "force_velocity_pmax", "force_velocity_slope")
PROFILE = frozenset(_NAMES)
"""Metrics of a set of jumps that were made from sets with other loads as well."""
_ENOUGH = 3
_OTHER_LOAD = 0.04
"""Loads nearer to each other than this share of the body's mass are one load."""


@dataclass(frozen=True, slots=True)
class LoadedJump:
    """The best jump with one load.

    Parameters
    ----------
    mass_kg
        Of body and load.
    height_m
        Rise of the centre of mass after take-off.
    push_off_m
        Its rise from the lowest point to take-off.
    height_error_m
        One standard deviation of the height.
    """

    mass_kg: float
    height_m: float
    push_off_m: float
    height_error_m: float

    def mean_force_n(self, height_m: float) -> float:
        """Over the push-off, for that height."""
        return self.mass_kg * GRAVITY * (height_m / self.push_off_m + 1.0)

    @staticmethod
    def mean_velocity_m_s(height_m: float) -> float:
        """Over the push-off, for that height."""
        return float(np.sqrt(GRAVITY * height_m / 2))


def force_velocity_profile(jumps: Sequence[LoadedJump], body_kg: float) -> dict[str, Metric]:
    """Line of mean force against mean velocity through jumps with different loads.

    Parameters
    ----------
    jumps
        One a load, of at least two loads.
    body_kg
        Of the body alone: values are per kilogram of it.

    Returns
    -------
    Force at no velocity, velocity at no force, largest power between, and slope; nothing where
    the force does not fall with velocity. With two loads the line fits whatever they are, which
    is called poor.
    """
    heights = np.array([jump.height_m for jump in jumps])
    best = _line(jumps, heights, body_kg)
    if best is None:
        return {}
    errors = np.zeros(len(_NAMES))
    for at, one in enumerate(jumps):
        moved = heights.copy()
        moved[at] += one.height_error_m
        other = _line(jumps, moved, body_kg)
        errors = np.hypot(errors, np.full_like(errors, np.nan) if other is None else other - best)
    quality = Quality.FAIR if len(jumps) >= _ENOUGH else Quality.POOR
    return {
        name: Metric.of(
            name,
            float(value),
            METHOD,
            quality=quality,
            uncertainty=float(error) if np.isfinite(error) else None,
        )
        for name, value, error in zip(_NAMES, best, errors, strict=True)
    }


def profiled(
    sets: Sequence[tuple[EffortSet, Variant]], efforts: Sequence[Effort]
) -> tuple[tuple[EffortSet, Variant], ...]:
    """The same sets, the last one of jumps with several loads with their profile.

    Parameters
    ----------
    sets
        Each with how it was done.
    efforts
        Of all sets.
    """
    result = list(sets)
    for exercise in STANDING:
        jumps: dict[int, tuple[LoadedJump, float]] = {}
        for at, (one, variant) in enumerate(sets):
            best = _best_of(one, efforts) if one.exercise == exercise else None
            if best is not None:
                jumps[at] = best, best.mass_kg - (variant.load_kg or 0.0)
        if not jumps:
            continue
        body_kg = float(np.median([body for _, body in jumps.values()]))
        chosen = _one_a_load([jump for jump, _ in jumps.values()], body_kg)
        if len(chosen) > 1:
            last = max(jumps)
            one, variant = result[last]
            metrics = {**one.metrics, **force_velocity_profile(chosen, body_kg)}
            result[last] = replace(one, metrics=metrics), variant
    return tuple(result)


def _line(
    jumps: Sequence[LoadedJump], heights: np.ndarray[tuple[int], np.dtype[np.float64]], body: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """F0 N/kg, v0 m/s, Pmax W/kg and slope N·s/m/kg."""
    force = [one.mean_force_n(h) / body for one, h in zip(jumps, heights, strict=True)]
    velocity = [one.mean_velocity_m_s(h) for one, h in zip(jumps, heights, strict=True)]
    slope, f0 = np.polyfit(velocity, force, 1)
    if slope >= 0 or f0 <= 0:
        return None
    v0 = -f0 / slope
    return np.array([f0, v0, f0 * v0 / 4, slope])


def _best_of(one: EffortSet, efforts: Sequence[Effort]) -> LoadedJump | None:
    found = [
        LoadedJump(
            effort.metrics["body_weight"].value / GRAVITY,
            effort.metrics["jump_height_impulse"].value,
            effort.metrics["push_off_distance"].value,
            effort.metrics["jump_height_impulse"].uncertainty or 0.0,
        )
        for effort in efforts
        if effort.exercise == one.exercise
        and one.start_s <= effort.start_s <= one.end_s
        and {"body_weight", "jump_height_impulse", "push_off_distance"} <= effort.metrics.keys()
    ]
    return max(found, key=lambda jump: jump.height_m, default=None)


def _one_a_load(jumps: Sequence[LoadedJump], body_kg: float) -> list[LoadedJump]:
    """The best jump of each load, lightest first."""
    chosen: list[LoadedJump] = []
    for jump in sorted(jumps, key=lambda one: one.mass_kg):
        if chosen and jump.mass_kg - chosen[-1].mass_kg < _OTHER_LOAD * body_kg:
            chosen[-1] = max(chosen[-1], jump, key=lambda one: one.height_m)
        else:
            chosen.append(jump)
    return chosen
