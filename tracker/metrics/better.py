"""Which way a number gets better, for those where that can be said of everybody."""

from collections.abc import Mapping
from typing import Literal

Direction = Literal["higher", "lower"]

_HIGHER = (
    "range_of_motion", "peak_plantar_flexion", "heel_height", "peak_plantar_flexion_velocity",
    "peak_vertical_velocity", "mean_vertical_velocity", "peak_power", "mean_power",
    "peak_joint_power", "work", "reps", "full_reps", "total_work", "total_height", "best_height",
    "endurance_reps", "symmetry_work", "symmetry_height", "symmetry_force",
    "jump_height_impulse", "jump_height_flight_time", "takeoff_velocity", "flight_time",
    "peak_power_relative", "rate_of_force_development", "rate_of_force_development_50ms",
    "rate_of_force_development_100ms", "rate_of_force_development_150ms",
    "rate_of_force_development_200ms", "rsi_modified", "rsi_height_contact", "rsi_flight_contact",
    "rsi_best_five", "peak_force_net", "peak_force_relative", "peak_force_body_weight",
    "hold_force", "best_force", "peak_dorsiflexion", "dorsiflexion_range", "total_range",
    "tibial_angle", "toe_to_wall",
    "best_tibial_angle", "push_off_velocity", "mean_push_off_velocity", "walking_speed",
    "time_in_zone",
)  # fmt: skip
_LOWER = (
    "height_fatigue", "tempo_error", "force_fatigue", "cop_path", "cop_velocity", "cop_area",
    "cop_rms", "tilt_sd", "edge_contacts",
)  # fmt: skip

BETTER: Mapping[str, Direction] = {
    **dict.fromkeys(_HIGHER, "higher"),
    **dict.fromkeys(_LOWER, "lower"),
}
"""Metric id to its direction; those that are missing (a contact's time, a stride's) have none."""
