"""One kind of number: its name, unit, definition and source."""

from dataclasses import dataclass
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
        Smallest change between two tests (in `unit`) that is more than measurement error and
        day-to-day variation at 95 %, and where that was published; None where no figure fits.
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
    "N/kg": ("N/kg", 1.0, 1),
    "N·s/(m·kg)": ("N·s/(m·kg)", 1.0, 2),
    "m²": ("cm²", 10000.0, 2),
    "Hz": ("Hz", 1.0, 2),
    "steps/min": ("steps/min", 1.0, 0),
    "%": ("%", 1.0, 1),
    "1": ("", 1.0, 0),
}


def quantity(
    id_: str,
    label: str,
    unit: str,
    scope: Scope,
    definition: str,
    source: str,
    *,
    decimals: int | None = None,
    display: tuple[str, float, int] | None = None,
    mdc95: float | None = None,
    mdc_source: str | None = None,
) -> Quantity:
    """Make a quantity whose display (unit, factor, digits) follows from its unit if not told."""
    display_unit, factor, usual = display or _DISPLAY[unit]
    shown = usual if decimals is None else decimals
    return Quantity(id_, label, unit, display_unit, factor, shown, scope, definition, source,
                    mdc95, mdc_source)  # fmt: skip
