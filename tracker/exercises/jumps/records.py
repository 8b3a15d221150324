"""What the program knows of jumps and hops."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from tracker.exercises.exercise import Ability, Exercise, Site, best, mean, of_set
from tracker.exercises.jumps.detector import JumpDetector

_CERTAINTY: Mapping[str, float] = {"plate": 0.99, "foot_imu": 0.90, "": 0.94}
_SITES: tuple[Site, ...] = ("plate", "waist", "phone_waist")
_CURVES = ("vertical_force", "trunk_force", "trunk_acceleration", "foot_acceleration")
_METRICS = (
    "jump_height_impulse",
    "jump_height_flight_time",
    "countermovement_depth",
    "takeoff_velocity",
    "flight_time",
    "time_to_takeoff",
    "peak_power_relative",
    "rsi_modified",
)
_REBOUND_METRICS = (
    "contact_time",
    "flight_time",
    "jump_height_flight_time",
    "rsi_height_contact",
    "rsi_flight_contact",
    "vertical_stiffness",
    "drop_height",
    "peak_power_relative",
)
_REBOUND_FROM_FEET = (
    "contact_time",
    "flight_time",
    "jump_height_flight_time",
    "rsi_height_contact",
    "rsi_flight_contact",
)
_REBOUND_ABILITIES = (
    *(Ability((site,), _REBOUND_METRICS) for site in _SITES),
    Ability(("foot",), _REBOUND_FROM_FEET),
)

COUNTERMOVEMENT_JUMP = Exercise(
    id="countermovement_jump",
    name="Countermovement jump",
    noun="jump",
    plural="jumps",
    key="j",
    key_word="jump",
    detector=partial(JumpDetector, stated="countermovement_jump"),
    certainty=_CERTAINTY,
    metrics=_METRICS,
    headlines=(
        best("jump_height_impulse"),
        best("jump_height_flight_time"),
        best("peak_power_relative"),
        best("rsi_modified"),
        mean("countermovement_depth"),
    ),
    reported=(
        best("jump_height_impulse"),
        best("jump_height_flight_time"),
        best("peak_power_relative"),
        best("rsi_modified"),
    ),
    curves=_CURVES,
    abilities=(
        *(Ability((site,), _METRICS) for site in _SITES),
        Ability(("foot",), ("jump_height_flight_time", "flight_time")),
    ),
    details=("load", "goal"),
    live_count="flights",
    has_landings=True,
)
SQUAT_JUMP = replace(
    COUNTERMOVEMENT_JUMP,
    id="squat_jump",
    name="Squat jump",
    key="s",
    key_word="squat jump",
    detector=partial(JumpDetector, stated="squat_jump"),
)
STRAIGHT_LEG_JUMP = replace(
    COUNTERMOVEMENT_JUMP,
    id="straight_leg_jump",
    name="Straight leg jump",
    key="p",
    key_word="straight-leg jump",
    detector=partial(JumpDetector, stated="straight_leg_jump"),
)
DROP_JUMP = Exercise(
    id="drop_jump",
    name="Drop jump",
    noun="jump",
    plural="jumps",
    key="d",
    key_word="drop jump",
    detector=partial(JumpDetector, stated="drop_jump"),
    certainty=_CERTAINTY,
    metrics=_REBOUND_METRICS,
    headlines=(
        best("rsi_height_contact"),
        best("jump_height_flight_time"),
        mean("contact_time"),
        mean("drop_height"),
        mean("vertical_stiffness"),
    ),
    reported=(
        best("rsi_height_contact"),
        best("jump_height_flight_time"),
        mean("contact_time"),
        mean("vertical_stiffness"),
    ),
    curves=_CURVES,
    abilities=_REBOUND_ABILITIES,
    fatigue=("rsi_height_contact",),
    details=("load", "goal"),
    live_count="flights",
    has_landings=True,
)
HOPS = Exercise(
    id="hops",
    name="Hops",
    noun="hop",
    plural="hops",
    key="h",
    key_word="hops",
    detector=partial(JumpDetector, stated="hops"),
    certainty=_CERTAINTY,
    metrics=_REBOUND_METRICS,
    headlines=(
        of_set("rsi_best_five"),
        best("rsi_height_contact"),
        mean("contact_time"),
        mean("jump_height_flight_time"),
        mean("vertical_stiffness"),
    ),
    reported=(
        mean("rsi_best_five"),
        mean("jump_height_flight_time"),
        mean("contact_time"),
        mean("vertical_stiffness"),
    ),
    curves=_CURVES,
    abilities=_REBOUND_ABILITIES,
    fatigue=("rsi_height_contact", "jump_height_flight_time"),
    details=("load", "goal"),
    live_count="flights",
    has_landings=True,
)
