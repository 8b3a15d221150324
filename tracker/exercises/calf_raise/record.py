"""What the program knows of the calf raise."""

from tracker.exercises.calf_raise.detector import CalfRaiseDetector
from tracker.exercises.exercise import Ability, Comparison, Exercise, Site, mean, of_set

_TIMES = ("concentric_time", "top_hold_time", "eccentric_time")
_METRICS = (
    "range_of_motion",
    "heel_height",
    "concentric_time",
    "mean_power",
    "top_hold_time",
    "eccentric_time",
    "peak_plantar_flexion_velocity",
    "work",
)
_TIMES_ONLY: tuple[Site, ...] = ("shank", "phone_shank", "waist", "phone_waist")

CALF_RAISE = Exercise(
    id="calf_raise",
    name="Calf raise",
    noun="rep",
    plural="reps",
    key="r",
    key_word="raise",
    detector=CalfRaiseDetector,
    certainty={
        "foot_shank_imu": 0.98,
        "foot_imu": 0.90,
        "optical": 0.80,
        "plate": 0.75,
        "": 0.70,
    },
    metrics=_METRICS,
    headlines=(
        mean("range_of_motion"),
        mean("heel_height"),
        of_set("total_work"),
        mean("peak_plantar_flexion_velocity"),
        of_set("height_fatigue"),
        mean("peak_power"),
    ),
    reported=(
        mean("reps"),
        mean("heel_height"),
        mean("total_work"),
        mean("range_of_motion"),
        mean("height_fatigue"),
    ),
    curves=("plantar_flexion", "heel_height", "centre_height", "sensor_height", "vertical_force"),
    abilities=(
        Ability(("foot",), _METRICS),
        Ability(("plate",), (*_TIMES, "mean_power", "work")),
        *(Ability((site,), _TIMES) for site in _TIMES_ONLY),
    ),
    fatigue=("heel_height", "range_of_motion", "work"),
    details=("knee", "load", "tempo", "surface", "goal"),
    live_count="raises",
    leg_symmetry=(
        Comparison("symmetry_work", "total_work"),
        Comparison("symmetry_height", "total_height"),
    ),
    knee_ratios=(Comparison("bent_knee_height", "best_height"),),
    has_partial_efforts=True,
)
