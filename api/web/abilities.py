"""What can be measured of an exercise with which sensors: stated once, for who is about to record.

`tests/api/test_abilities.py` holds it against what the pipeline gives of simulated athletes.
"""

from dataclasses import dataclass

from tracker.quantities import FOREMOST

PHONE_SHANK, PHONE_WAIST = "phone_shank", "phone_waist"
FOOT, SHANK, WAIST, PLATE, BOARD = "foot", "shank", "waist", "plate", "board"
SITES = (PHONE_SHANK, PHONE_WAIST, FOOT, SHANK, WAIST, PLATE, BOARD)
"""Where a sensor is, of whichever side."""

_TIMES = ("concentric_time", "top_hold_time", "eccentric_time")
_JUMPS = ("countermovement_jump", "squat_jump", "straight_leg_jump")
_REBOUNDS = ("drop_jump", "hops")


@dataclass(frozen=True, slots=True)
class Ability:
    """What sensors at some places give of an exercise.

    Parameters
    ----------
    exercises
        Of which it is true.
    sites
        All of them are needed.
    gives
        Foremost metrics of the exercise; the count comes with any.
    """

    exercises: tuple[str, ...]
    sites: tuple[str, ...]
    gives: tuple[str, ...]


def _all(exercise: str, *but: str) -> tuple[str, ...]:
    return tuple(one for one in FOREMOST[exercise] if one not in but)


ABILITIES = (
    Ability(("calf_raise",), (FOOT,), _all("calf_raise")),
    Ability(("calf_raise",), (PLATE,), (*_TIMES, "mean_power", "work")),
    *(
        Ability(("calf_raise",), (site,), _TIMES)
        for site in (SHANK, PHONE_SHANK, WAIST, PHONE_WAIST)
    ),
    *(
        Ability(exercises, (site,), _all(exercises[0]))
        for exercises in (_JUMPS, _REBOUNDS)
        for site in (PLATE, WAIST, PHONE_WAIST)
    ),
    Ability(_JUMPS, (FOOT,), ("jump_height_flight_time", "flight_time")),
    Ability(
        _REBOUNDS,
        (FOOT,),
        _all("hops", "vertical_stiffness", "drop_height", "peak_power_relative"),
    ),
    *(
        Ability(("weight_bearing_lunge",), (site,), ("tibial_angle", "toe_to_wall"))
        for site in (SHANK, PHONE_SHANK)
    ),
    *(
        Ability(("weight_bearing_lunge",), (site, FOOT), ("heel_lift",))
        for site in (SHANK, PHONE_SHANK)
    ),
    *(
        Ability(("ankle_range",), (site, FOOT), _all("ankle_range"))
        for site in (SHANK, PHONE_SHANK)
    ),
    Ability(("isometric_plantar_flexion",), (PLATE,), _all("isometric_plantar_flexion")),
    Ability(("balance",), (BOARD,), ("tilt_sd", "time_in_zone", "hold_time")),
    Ability(("walking", "running"), (FOOT,), _all("walking")),
)
