"""How far measured countermovement jumps are from the exact truth."""

import pytest

from tests.simulated import jump_recording
from tests.validation.jumps import JumpErrors
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
    missed = {
        name: column.rmse(name) for name, most in TARGETS.items() if column.rmse(name) > most
    } | {
        name: column.relative_rmse(name)
        for name, most in RELATIVE_TARGETS.items()
        if column.relative_rmse(name) > most
    }
    assert missed == {}
