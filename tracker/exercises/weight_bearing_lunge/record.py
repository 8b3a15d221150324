"""What the program knows of the weight-bearing lunge."""

from functools import partial

from tracker.exercises.exercise import Ability, Comparison, Exercise, best, mean, of_set
from tracker.exercises.weight_bearing_lunge.detector import LungeDetector

WEIGHT_BEARING_LUNGE = Exercise(
    id="weight_bearing_lunge",
    name="Weight bearing lunge",
    noun="lunge",
    plural="lunges",
    key="l",
    key_word="lunge",
    detector=partial(LungeDetector, stated=True),
    certainty={"": 0.85},
    metrics=("tibial_angle", "toe_to_wall", "heel_lift"),
    headlines=(best("tibial_angle"), best("toe_to_wall"), of_set("tibial_angle_difference")),
    reported=(best("tibial_angle"), mean("tibial_angle_difference")),
    curves=("tibial_angle",),
    abilities=(
        Ability(("shank",), ("tibial_angle", "toe_to_wall")),
        Ability(("phone_shank",), ("tibial_angle", "toe_to_wall")),
        Ability(("shank", "foot"), ("heel_lift",)),
        Ability(("phone_shank", "foot"), ("heel_lift",)),
    ),
    details=("knee",),
    leg_differences=(Comparison("tibial_angle_difference", "best_tibial_angle"),),
    knee_differences=(Comparison("bent_knee_gain", "best_tibial_angle"),),
)
