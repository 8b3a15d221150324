"""The reader's units: the catalogue's quantities as they are shown to this person."""

from dataclasses import dataclass, replace
from typing import Literal

from tracker.metrics import Quantity

System = Literal["metric", "imperial"]

_INCH_M = 0.0254
_FOOT_M = 0.3048
_POUND_KG = 0.45359237
_POUND_FORCE_N = 4.4482216152605

# Shown unit of the catalogue: unit, factor from the stored unit, digits. The pound-force and its
# kin follow the international pound and standard gravity (NIST Special Publication 811, 2008).
_IMPERIAL: dict[tuple[str, str], tuple[str, float, int]] = {
    ("m", "cm"): ("in", 1 / _INCH_M, 2),
    ("m", "mm"): ("in", 1 / _INCH_M, 2),
    ("m", "m"): ("ft", 1 / _FOOT_M, 2),
    ("m²", "cm²"): ("in²", 1 / _INCH_M**2, 2),
    ("m/s", "m/s"): ("ft/s", 1 / _FOOT_M, 2),
    ("m/s", "cm/s"): ("in/s", 1 / _INCH_M, 2),
    ("N", "N"): ("lbf", 1 / _POUND_FORCE_N, 0),
    ("N/s", "N/s"): ("lbf/s", 1 / _POUND_FORCE_N, 0),
    ("N·s", "N·s"): ("lbf·s", 1 / _POUND_FORCE_N, 1),
    ("N/m", "kN/m"): ("lbf/in", _INCH_M / _POUND_FORCE_N, 0),
}


@dataclass(frozen=True, slots=True)
class Units:
    """A system of units. Values are kept in SI; only what is shown changes."""

    system: System = "metric"

    @property
    def imperial(self) -> bool:
        """Whether lengths are in inches and feet, loads in pounds."""
        return self.system == "imperial"

    def of(self, quantity: Quantity) -> Quantity:
        """The quantity with its display unit, factor and digits in this system."""
        shown = _IMPERIAL.get((quantity.unit, quantity.display_unit))
        if not self.imperial or shown is None:
            return quantity
        unit, factor, decimals = shown
        return replace(quantity, display_unit=unit, per_display=factor, decimals=decimals)

    @property
    def mass_unit(self) -> str:
        """What masses and loads are said in."""
        return "lb" if self.imperial else "kg"

    def mass(self, mass_kg: float) -> float:
        """A mass in this system's unit."""
        return mass_kg / _POUND_KG if self.imperial else mass_kg

    def mass_kg(self, shown: float) -> float:
        """A mass that a person told in this system's unit."""
        return shown * _POUND_KG if self.imperial else shown

    @property
    def stature_unit(self) -> str:
        """What a person's height is said in."""
        return "in" if self.imperial else "cm"

    def stature(self, height_m: float) -> float:
        """A person's or a foot's length in this system's unit."""
        return height_m / _INCH_M if self.imperial else 100 * height_m

    def stature_m(self, shown: float) -> float:
        """A length that a person told in this system's unit."""
        return shown * _INCH_M if self.imperial else shown / 100
