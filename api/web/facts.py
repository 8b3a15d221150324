"""The form of what is known of an athlete's body, in the reader's units."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.athletes.schemas import AthleteOut, AthletePatch
from api.web.units import Units
from api.web.words import say

_LENGTHS = ("height_m", "foot_length_m")


@dataclass(frozen=True, slots=True)
class FactField:
    """One field: what is asked, what stands in it, and what is wrong with that."""

    name: str
    label: str
    value: str
    problem: str


def facts_view(
    athlete: AthleteOut,
    units: Units,
    sent: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> tuple[FactField, ...]:
    """What is known, or what was just sent."""
    known = {
        "birth_year": "" if athlete.birth_year is None else str(athlete.birth_year),
        "sex": athlete.sex or "",
        "mass_kg": "" if athlete.mass_kg is None else f"{units.mass(athlete.mass_kg):.4g}",
    } | {
        name: "" if (value := getattr(athlete, name)) is None else f"{units.stature(value):.4g}"
        for name in _LENGTHS
    }
    unit = {"mass_kg": units.mass_unit} | dict.fromkeys(_LENGTHS, units.stature_unit)
    return tuple(
        FactField(
            name,
            say(f"athlete.facts.{name}", unit=unit.get(name, "")),
            value if sent is None else sent.get(name, ""),
            (wrong or {}).get(name, ""),
        )
        for name, value in known.items()
    )


def facts_told(sent: Mapping[str, str], units: Units) -> AthletePatch:
    """What a form says; a ValidationError of pydantic where a field cannot be used."""
    told: dict[str, object] = {}
    for name in ("birth_year", "sex", "mass_kg", *_LENGTHS):
        text = sent.get(name, "").strip().replace(",", ".")
        told[name] = _value(name, text, units) if text else None
    return AthletePatch.model_validate(told)


def _value(name: str, text: str, units: Units) -> object:
    try:
        if name == "birth_year":
            return int(text)
        if name == "mass_kg":
            return round(units.mass_kg(float(text)), 2)
        if name in _LENGTHS:
            return round(units.stature_m(float(text)), 4)
    except (ValueError, OverflowError):
        # What is no number the schema refuses, and names.
        return text
    return text
