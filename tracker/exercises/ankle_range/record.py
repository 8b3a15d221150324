"""What the program knows of the range of the ankle."""

from functools import partial

from tracker.exercises.ankle_range.detector import AnkleRangeDetector
from tracker.exercises.exercise import Ability, Exercise, best, mean, of_set

_METRICS = ("peak_plantar_flexion", "peak_dorsiflexion", "range_of_motion", "dorsiflexion_range")

ANKLE_RANGE = Exercise(
    id="ankle_range",
    name="Ankle range",
    noun="rep",
    plural="reps",
    key="a",
    key_word="ankle range",
    detector=partial(AnkleRangeDetector, stated=True),
    certainty={"": 0.99},
    metrics=_METRICS,
    headlines=(
        best("peak_plantar_flexion"),
        best("peak_dorsiflexion"),
        of_set("total_range"),
        mean("range_of_motion"),
        mean("dorsiflexion_range"),
    ),
    reported=(best("peak_plantar_flexion"), best("peak_dorsiflexion"), mean("total_range")),
    curves=("ankle",),
    abilities=(
        Ability(("shank", "foot"), _METRICS),
        Ability(("phone_shank", "foot"), _METRICS),
    ),
    details=("knee",),
)
