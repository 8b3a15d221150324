"""What the program knows of balance."""

from functools import partial

from tracker.exercises.balance.detector import BalanceDetector
from tracker.exercises.exercise import Ability, Exercise, mean

BALANCE = Exercise(
    id="balance",
    name="Balance",
    noun="trial",
    plural="trials",
    key="b",
    key_word="balance",
    detector=partial(BalanceDetector, stated=True),
    certainty={"plate_cop": 0.95, "": 0.85},
    metrics=(
        "cop_velocity",
        "cop_area",
        "tilt_sd",
        "time_in_zone",
        "hold_time",
        "cop_path",
        "cop_rms",
    ),
    headlines=(
        mean("cop_velocity"),
        mean("cop_area"),
        mean("tilt_sd"),
        mean("time_in_zone"),
        mean("hold_time"),
    ),
    reported=(mean("cop_velocity"), mean("cop_area"), mean("tilt_sd"), mean("hold_time")),
    curves=("centre_of_pressure", "board_tilt"),
    abilities=(Ability(("board",), ("tilt_sd", "time_in_zone", "hold_time")),),
    details=("surface",),
)
