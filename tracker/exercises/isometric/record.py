"""What the program knows of isometric plantar flexion."""

from functools import partial

from tracker.exercises.exercise import Ability, Comparison, Exercise, best, mean, of_set
from tracker.exercises.isometric.detector import IsometricDetector

_METRICS = (
    "peak_force_net",
    "hold_time",
    "peak_force_relative",
    "rate_of_force_development_200ms",
    "hold_force",
    "peak_force",
)

ISOMETRIC = Exercise(
    id="isometric_plantar_flexion",
    name="Isometric plantar flexion",
    noun="push",
    plural="pushes",
    key="i",
    key_word="isometric push",
    detector=partial(IsometricDetector, stated=True),
    certainty={"": 0.97},
    metrics=_METRICS,
    headlines=(
        best("peak_force_net"),
        best("peak_force_relative"),
        best("rate_of_force_development_200ms"),
        mean("hold_time"),
        of_set("force_fatigue"),
    ),
    reported=(
        best("peak_force_net"),
        best("peak_force_relative"),
        best("rate_of_force_development_200ms"),
        mean("hold_time"),
    ),
    curves=("vertical_force",),
    abilities=(Ability(("plate",), _METRICS),),
    fatigue=("peak_force_net", "peak_force"),
    details=("knee",),
    leg_symmetry=(Comparison("symmetry_force", "best_force"),),
)
