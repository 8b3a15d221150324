"""What is said first of an exercise, wherever there is no room for all of its numbers."""

from collections.abc import Mapping

_REACTIVE = (
    "contact_time", "flight_time", "jump_height_flight_time", "rsi_height_contact",
    "rsi_flight_contact", "vertical_stiffness", "drop_height", "peak_power_relative",
)  # fmt: skip
_JUMP = (
    "jump_height_impulse", "jump_height_flight_time", "countermovement_depth",
    "takeoff_velocity", "flight_time", "time_to_takeoff", "peak_power_relative", "rsi_modified",
)  # fmt: skip
_STRIDE = (
    "stride_length", "stride_time", "stride_velocity", "stance_ratio", "push_off_velocity",
    "push_off_angle",
)  # fmt: skip

FOREMOST: Mapping[str, tuple[str, ...]] = {
    "calf_raise": (
        "range_of_motion", "heel_height", "concentric_time", "mean_power", "top_hold_time",
        "eccentric_time", "peak_plantar_flexion_velocity", "work",
    ),
    "drop_jump": _REACTIVE,
    "hops": _REACTIVE,
    "countermovement_jump": _JUMP,
    "squat_jump": _JUMP,
    "straight_leg_jump": _JUMP,
    "isometric_plantar_flexion": (
        "peak_force_net", "hold_time", "peak_force_relative", "rate_of_force_development_200ms",
        "hold_force", "peak_force",
    ),
    "ankle_range": ("peak_plantar_flexion", "peak_dorsiflexion", "range_of_motion"),
    "weight_bearing_lunge": ("tibial_angle", "toe_to_wall", "heel_lift"),
    "walking": _STRIDE,
    "running": _STRIDE,
    "balance": (
        "cop_velocity", "cop_area", "tilt_sd", "time_in_zone", "hold_time", "cop_path", "cop_rms",
    ),
}  # fmt: skip
"""Exercise to metric ids, the foremost first."""
