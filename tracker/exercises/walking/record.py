"""What the program knows of walking and running."""

from dataclasses import replace
from functools import partial

from tracker.exercises.exercise import Ability, Comparison, Exercise, mean, of_set
from tracker.exercises.walking.detector import WalkingDetector

_METRICS = (
    "stride_length",
    "stride_time",
    "stride_velocity",
    "stance_ratio",
    "push_off_velocity",
    "push_off_angle",
)

WALKING = Exercise(
    id="walking",
    name="Walking",
    noun="stride",
    plural="strides",
    key="w",
    key_word="walking",
    detector=partial(WalkingDetector, stated=True),
    certainty={"": 0.98},
    metrics=_METRICS,
    headlines=(
        mean("stride_length"),
        mean("stride_velocity"),
        of_set("cadence"),
        mean("push_off_velocity"),
        mean("stance_ratio"),
    ),
    reported=(
        mean("stride_length"),
        mean("cadence"),
        mean("stance_ratio"),
        mean("push_off_velocity"),
    ),
    curves=("foot_pitch",),
    abilities=(Ability(("foot",), _METRICS),),
    fatigue=("push_off_velocity", "stride_length"),
    leg_asymmetries=(
        Comparison("asymmetry_stance", "mean_stance_ratio"),
        Comparison("asymmetry_push_off", "mean_push_off_velocity"),
    ),
)
RUNNING = replace(
    WALKING, id="running", name="Running", key="n", key_word="running", has_landings=True
)
"""Walking in which both feet leave the ground; the same detector tells them apart."""
