"""What is known of an athlete's body, as a form in the reader's units."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api.athletes.schemas import AthleteOut, BodyFacts
from api.web.components.form_state import INVALID, FormState, bounds, number
from api.web.components.units import Units
from api.web.words import say

FIELDS = ("name", "birth_year", "sex", "mass", "height", "foot_length")
_SEXES = ("", "female", "male", "other")
_LENGTHS = {"height": "height_m", "foot_length": "foot_length_m"}


def body_of(athlete: AthleteOut, units: Units) -> FormState:
    """The form as it is when nobody changed it."""
    shown: dict[str, Any] = {
        "name": athlete.name,
        "birth_year": athlete.birth_year,
        "sex": athlete.sex or "",
    }
    if athlete.mass_kg is not None:
        shown["mass"] = f"{units.mass(athlete.mass_kg):.1f}"
    for name, field in _LENGTHS.items():
        length_m: float | None = getattr(athlete, field)
        if length_m is not None:
            shown[name] = f"{units.stature(length_m):.1f}"
    return FormState(shown)


def sexes() -> list[tuple[str, str]]:
    """What can be chosen."""
    return [(sex, say(f"people.body.sexes.{sex or 'unknown'}")) for sex in _SEXES]


def facts_of(
    said: Mapping[str, str], units: Units, before: AthleteOut | None = None
) -> tuple[dict[str, Any], FormState]:
    """What the form says as facts in SI units, and the form with what is wrong in it.

    A number that stands as it was shown stays what it was, to the last digit.
    """
    kept = {} if before is None else body_of(before, units).values
    facts: dict[str, Any] = {"name": said["name"], "sex": said["sex"] or None}
    problems: dict[str, str] = {}
    if said["sex"] not in _SEXES:
        problems["sex"] = say("account.wrong.offered")
    for name, field in {"mass": "mass_kg", **_LENGTHS}.items():
        if before is not None and said[name].strip() == str(kept.get(name, "")):
            facts[field] = getattr(before, field)
            continue
        shown, si, unit = (
            (units.mass, units.mass_kg, units.mass_unit)
            if name == "mass"
            else (units.stature, units.stature_m, units.stature_unit)
        )
        low, high = bounds(BodyFacts, field)
        try:
            typed = number(said[name])
        except ValueError:
            problems[name] = say("account.wrong.number")
            continue
        facts[field] = None if typed is None else si(typed)
        if typed is not None and not low < si(typed) < high:
            between = {"low": f"{shown(low):.3g}", "high": f"{shown(high):.3g}", "unit": unit}
            problems[name] = say("account.wrong.between", **between)
    _year(said["birth_year"], facts, problems)
    if not problems:
        return facts, FormState(said) if said["name"].strip() else _nameless(said)
    return facts, FormState(said, problems, say("account.wrong.marked"), INVALID)


def _year(text: str, facts: dict[str, Any], problems: dict[str, str]) -> None:
    low, high = bounds(BodyFacts, "birth_year")
    last = min(int(high), datetime.now(UTC).year)
    plain = text.strip()
    if not plain:
        facts["birth_year"] = None
    elif plain.isascii() and plain.isdigit() and low <= int(plain[:6]) <= last:
        facts["birth_year"] = int(plain)
    else:
        problems["birth_year"] = say("account.wrong.whole", low=int(low), high=last)


def _nameless(said: Mapping[str, str]) -> FormState:
    problems = {"name": say("account.wrong.missing")}
    return FormState(said, problems, say("account.wrong.marked"), INVALID)
