"""The metric catalogue: what each number means, once, for everything that shows one.

A metric's id, unit and definition are read from here by the API, the pages, the tables and the
README. Values are kept in `unit`; a person is shown `display_unit`.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Scope = Literal["effort", "set"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of number.

    Parameters
    ----------
    id
        Name in results.
    label
        Short, for a table's head.
    unit, display_unit
        Of the stored value, and of the value as shown.
    per_display
        Shown value = stored value x this.
    decimals
        Shown digits after the point.
    definition
        One or two sentences: what is measured, from where to where.
    source
        Author and year of the definition; "derived" where it follows from others.
    mdc95, mdc_source
        Smallest change between two tests (in `unit`) that is not noise at 95 %, and where that
        was published; None where no figure fits.
    """

    id: str
    label: str
    unit: str
    display_unit: str
    per_display: float
    decimals: int
    scope: Scope
    definition: str
    source: str
    mdc95: float | None = None
    mdc_source: str | None = None

    def shown(self, value: float) -> str:
        """The value in the display unit, rounded, without the unit."""
        return f"{value * self.per_display:.{self.decimals}f}"


_DISPLAY: dict[str, tuple[str, float, int]] = {
    # stored unit: unit as shown, factor, digits
    "deg": ("°", 1.0, 1),
    "m": ("cm", 100.0, 1),
    "s": ("s", 1.0, 2),
    "deg/s": ("°/s", 1.0, 0),
    "m/s": ("m/s", 1.0, 2),
    "W": ("W", 1.0, 0),
    "J": ("J", 1.0, 0),
    "N": ("N", 1.0, 0),
    "N·s": ("N·s", 1.0, 1),
    "N/s": ("N/s", 1.0, 0),
    "N/m": ("kN/m", 0.001, 1),
    "W/kg": ("W/kg", 1.0, 1),
    "%": ("%", 1.0, 1),
    "1": ("", 1.0, 0),
}


def _q(
    id_: str,
    label: str,
    unit: str,
    scope: Scope,
    definition: str,
    source: str,
    *,
    mdc95: float | None = None,
    mdc_source: str | None = None,
) -> Quantity:
    display_unit, factor, decimals = _DISPLAY[unit]
    return Quantity(id_, label, unit, display_unit, factor, decimals, scope, definition, source,
                    mdc95, mdc_source)  # fmt: skip


_CALF_RAISE = (
    _q(
        "range_of_motion",
        "Range",
        "deg",
        "effort",
        "Peak plantar flexion of the repetition minus the angle at its own start.",
        "derived",
    ),
    _q(
        "peak_plantar_flexion",
        "Peak",
        "deg",
        "effort",
        "Largest plantar flexion of the repetition; zero is quiet standing, plantar flexion is "
        "positive.",
        "Wu 2002 (with the opposite sign)",
    ),
    _q(
        "heel_height",
        "Height",
        "m",
        "effort",
        "Rise of the heel from the start of the repetition to its top. From IMUs: foot length "
        "from ball to heel times the sine of the foot's pitch.",
        "derived; Hébert-Losier 2022",
        mdc95=0.022,
        mdc_source="encoder, Byrne 2017 (SEM 0.8 cm)",
    ),
    _q(
        "concentric_time",
        "Up",
        "s",
        "effort",
        "From the start of the rise until the top is reached.",
        "derived",
    ),
    _q(
        "eccentric_time",
        "Down",
        "s",
        "effort",
        "From the start of the lowering until the heel is down.",
        "derived",
    ),
    _q(
        "top_hold_time",
        "Hold",
        "s",
        "effort",
        "Time at the top between rising and lowering.",
        "derived",
    ),
    _q(
        "bottom_hold_time",
        "Rest",
        "s",
        "effort",
        "Time at the bottom between this repetition and the one before it.",
        "derived",
    ),
    _q(
        "peak_plantar_flexion_velocity",
        "Speed",
        "deg/s",
        "effort",
        "Largest plantar-flexion velocity of the rise.",
        "derived",
    ),
    _q(
        "peak_vertical_velocity",
        "Peak velocity",
        "m/s",
        "effort",
        "Largest upward velocity of the centre of mass during the rise (from a plate), or of the "
        "ankle (modelled from the foot's pitch).",
        "derived",
    ),
    _q(
        "mean_vertical_velocity",
        "Mean velocity",
        "m/s",
        "effort",
        "Mean upward velocity over the concentric phase, same site as the peak.",
        "derived",
    ),
    _q(
        "peak_power",
        "Peak power",
        "W",
        "effort",
        "Largest vertical force times vertical velocity of the centre of mass during the rise, or "
        "of a jump's propulsion.",
        "Owen 2014",
    ),
    _q(
        "mean_power",
        "Power",
        "W",
        "effort",
        "Mean vertical force times vertical velocity over the concentric (propulsive) phase.",
        "Owen 2014",
    ),
    _q(
        "peak_joint_power",
        "Ankle power",
        "W",
        "effort",
        "Largest ankle moment times plantar-flexion velocity, quasi-static moment about the ankle.",
        "derived",
    ),
    _q(
        "work",
        "Work",
        "J",
        "effort",
        "Mass (body and load) times g times the rise of the body's centre of mass where it is "
        "measured, otherwise of the ankle; the method names the site.",
        "Andreasen 2021",
    ),
    _q(
        "reps",
        "Reps",
        "1",
        "set",
        "Repetitions counted in the set, full and partial.",
        "Hébert-Losier 2017",
        mdc95=18.6,
        mdc_source="encoder, Byrne 2017 (SEM 6.7)",
    ),
    _q(
        "full_reps",
        "Full reps",
        "1",
        "set",
        "Repetitions that reach at least half the median height of the set's best five.",
        "derived",
    ),
    _q(
        "total_work",
        "Work",
        "J",
        "set",
        "Sum of the work of all repetitions.",
        "Hébert-Losier 2022",
        mdc95=1161.0,
        mdc_source="encoder, Byrne 2017 (SEM 419 J)",
    ),
    _q(
        "total_height",
        "Total height",
        "m",
        "set",
        "Sum of the heights of all repetitions.",
        "Sleeswijk Visser 2025",
    ),
    _q(
        "best_height",
        "Best height",
        "m",
        "set",
        "Height of the highest repetition.",
        "Hébert-Losier 2022",
        mdc95=0.022,
        mdc_source="encoder, Byrne 2017 (SEM 0.8 cm)",
    ),
    _q(
        "height_fatigue",
        "Height loss",
        "%",
        "set",
        "100 x (mean height of the best three - mean height of the last three) / mean of the best "
        "three; needs six repetitions.",
        "derived",
    ),
    _q(
        "tempo_error",
        "Tempo error",
        "%",
        "set",
        "Mean deviation of the time between repetitions from the prescribed one.",
        "derived",
    ),
    _q(
        "symmetry_work",
        "Work symmetry",
        "%",
        "set",
        "Limb symmetry index of total work: involved / uninvolved x 100.",
        "Silbernagel 2010",
    ),
    _q(
        "symmetry_height",
        "Height symmetry",
        "%",
        "set",
        "Limb symmetry index of total height: involved / uninvolved x 100.",
        "Silbernagel 2010",
    ),
)

_JUMP = (
    _q(
        "jump_height_impulse",
        "Height (impulse)",
        "m",
        "effort",
        "Rise of the centre of mass after take-off, take-off velocity squared / 2g.",
        "Owen 2014",
    ),
    _q(
        "jump_height_flight_time",
        "Height (flight)",
        "m",
        "effort",
        "g x flight time squared / 8; reads about 2.5 cm more than by impulse, because the body "
        "lands lower than it left.",
        "Yamashita 2020",
    ),
    _q(
        "countermovement_depth",
        "Depth",
        "m",
        "effort",
        "How far the centre of mass sinks below standing before the push.",
        "McMahon 2018",
    ),
    _q(
        "takeoff_velocity",
        "Take-off velocity",
        "m/s",
        "effort",
        "Vertical velocity of the centre of mass when the feet leave the plate.",
        "Owen 2014",
    ),
    _q("flight_time", "Flight", "s", "effort", "From take-off to landing.", "McMahon 2018"),
    _q("contact_time", "Contact", "s", "effort", "From touch-down to take-off.", "Harper 2011"),
    _q(
        "time_to_takeoff",
        "Time to take-off",
        "s",
        "effort",
        "From the start of the movement to take-off.",
        "McMahon 2018",
    ),
    _q(
        "braking_time",
        "Braking",
        "s",
        "effort",
        "From the largest downward velocity until the centre of mass stops.",
        "McMahon 2018",
    ),
    _q(
        "propulsive_time",
        "Propulsion",
        "s",
        "effort",
        "From the lowest point until take-off.",
        "McMahon 2018",
    ),
    _q(
        "body_weight",
        "Body weight",
        "N",
        "effort",
        "Mean vertical force in quiet standing, load included.",
        "Owen 2014",
    ),
    _q(
        "peak_force",
        "Peak force",
        "N",
        "effort",
        "Largest vertical force before take-off.",
        "McMahon 2018",
    ),
    _q(
        "landing_peak_force",
        "Landing force",
        "N",
        "effort",
        "Largest vertical force after landing.",
        "McMahon 2018",
    ),
    _q(
        "peak_power_relative",
        "Peak power",
        "W/kg",
        "effort",
        "Peak power divided by body mass.",
        "Owen 2014",
    ),
    _q(
        "braking_impulse",
        "Braking impulse",
        "N·s",
        "effort",
        "Integral of force above body weight over the braking phase.",
        "McMahon 2018",
    ),
    _q(
        "propulsive_impulse",
        "Propulsive impulse",
        "N·s",
        "effort",
        "Integral of force above body weight over the propulsive phase.",
        "McMahon 2018",
    ),
    _q(
        "rate_of_force_development",
        "RFD",
        "N/s",
        "effort",
        "Mean slope of force over the braking phase.",
        "McMahon 2018",
    ),
    _q(
        "rsi_modified",
        "RSImod",
        "m/s",
        "effort",
        "Jump height (impulse) divided by time to take-off.",
        "McMahon 2018",
    ),
    _q(
        "asymmetry_peak_force",
        "Peak force asymmetry",
        "%",
        "effort",
        "100 x (right - left) / larger of the two, positive when the right is larger.",
        "convention of this project",
    ),
    _q(
        "asymmetry_propulsive_impulse",
        "Impulse asymmetry",
        "%",
        "effort",
        "The same of the vertical force's integral over the propulsive phase.",
        "convention of this project",
    ),
)

CATALOGUE = MappingProxyType({quantity.id: quantity for quantity in (*_CALF_RAISE, *_JUMP)})
"""Metric id to its `Quantity`, in the order in which tables show them."""
