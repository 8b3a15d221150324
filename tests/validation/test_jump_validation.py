"""How far measured countermovement jumps are from the exact truth."""

import numpy as np
import pytest

from firmware_mocks.athlete import Athlete
from tests.conftest import Show
from tests.simulated import jump_recording, somebodys_jump
from tests.validation.jumps import TRUE_VALUE, JumpErrors
from tests.validation.layout import aligned
from tracker.analysis import analyze

JUMPS = [(height, depth) for height in (0.12, 0.25, 0.38, 0.5) for depth in (0.22, 0.32)]

PLATES = {"one plate": ("plate",), "two plates": ("left_plate", "right_plate")}

# Largest RMSE allowed, in the metric's unit.
TARGETS = {
    "jump_height_impulse": 0.005,
    "jump_height_flight_time": 0.006,
    "countermovement_depth": 0.010,
    "takeoff_velocity": 0.02,
    "flight_time": 0.005,
    "body_weight": 1.0,
    "peak_force": 5.0,
}
# The same as a part of the truth.
RELATIVE_TARGETS = {"peak_power": 0.01, "mean_power": 0.02, "propulsive_impulse": 0.01}


@pytest.mark.parametrize("plates", PLATES)
def test_measured_jumps_are_near_the_truth(plates: str, jump_rows: list[JumpErrors]) -> None:
    column = JumpErrors(plates)
    jump_rows.append(column)
    for seed, (height_m, depth_m) in enumerate(JUMPS):
        recording, truth = jump_recording(
            placements=PLATES[plates], height_m=height_m, depth_m=depth_m, seed=seed
        )
        effort = column.add(analyze(recording), truth)
        assert effort.exercise == "countermovement_jump"
        assert all(one.uncertainty is not None for one in effort.metrics.values())
    missed = {
        name: column.rmse(name) for name, most in TARGETS.items() if column.rmse(name) > most
    } | {
        name: column.relative_rmse(name)
        for name, most in RELATIVE_TARGETS.items()
        if column.relative_rmse(name) > most
    }
    assert missed == {}


WORN = {
    "a foot": ("left_foot",),
    "both feet": ("left_foot", "right_foot"),
    "sacrum": ("sacrum",),
}


@pytest.mark.parametrize("sensors", WORN)
def test_worn_sensors_are_as_near_as_they_say(sensors: str, jump_rows: list[JumpErrors]) -> None:
    column = JumpErrors(f"{sensors}, 100 Hz")
    jump_rows.append(column)
    draw = np.random.default_rng(5)
    covered = []
    for seed in range(12):
        recording, truth = jump_recording(
            placements=WORN[sensors],
            height_m=draw.uniform(0.12, 0.45),
            depth_m=draw.uniform(0.26, 0.34),
            athlete=Athlete(draw.uniform(55, 100), draw.uniform(1.6, 1.95)),
            imu_rate_hz=100.0,
            seed=seed,
            stated=False,
        )
        effort = column.add(analyze(recording), truth)
        for name, true_value in TRUE_VALUE.items():
            if name in effort.metrics:
                metric = effort.metrics[name]
                assert metric.uncertainty is not None
                off = abs(metric.value - true_value(truth))
                covered.append(off <= 2 * metric.uncertainty)
    # Published: 2 to 4 cm, with real soles and skin.
    assert column.rmse("jump_height_flight_time") <= 0.02
    assert np.mean(covered) >= 0.9


@pytest.mark.parametrize(("rate_hz", "most_cm"), [(1000.0, 0.08), (200.0, 0.15)])
def test_heights_of_a_hundred_people(rate_hz: float, most_cm: float, show: Show) -> None:
    draw = np.random.default_rng(7)
    errors: dict[str, list[float]] = {}
    for seed in range(100):
        recording, true = somebodys_jump(draw, rate_hz, seed)
        (effort,) = analyze(recording).efforts
        truths = {
            "jump_height_impulse": (true.height_m, 100, "cm"),
            "jump_height_flight_time": (true.flight_height_m, 100, "cm"),
            "takeoff_velocity": (true.takeoff_velocity_m_s, 1000, "mm/s"),
            "flight_time": (true.flight_time_s, 1000, "ms"),
            "peak_power": (true.peak_power_w, 1, "W"),
        }
        for name, (wanted, factor, unit) in truths.items():
            error = factor * (effort.metrics[name].value - wanted)
            errors.setdefault(f"{name}, {unit}", []).append(error)
    rows = [
        [f"{rate_hz:.0f} Hz", name, f"{np.mean(one):+.3f}", f"{np.mean(np.abs(one)):.3f}"]
        for name, one in errors.items()
    ]
    show("a hundred jumps of different people: bias, mean absolute error", aligned(rows))
    assert np.mean(np.abs(errors["jump_height_impulse, cm"])) <= most_cm
    assert np.mean(np.abs(errors["jump_height_flight_time, cm"])) <= most_cm
