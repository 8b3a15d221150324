"""A plan as a form: each field by its place in the plan, as text until the schema takes it.

A field's name is its place, such as ``phases.0.exercises.1.reps.0``, which is also how the schema
names what is wrong.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic import ValidationError

from api.programmes.schemas import ProgrammeIn
from api.web.components.units import Units
from tracker.exercises.registry import DEFAULT_EXERCISE
from tracker.programme import Programme

Raw = dict[str, Any]
"""A plan whose leaves are text, in the reader's units."""

_LOADS = frozenset({"load_kg", "load_step_kg"})
_ORDERS = frozenset({"progress", "surfaces"})
_WHOLE = frozenset({"sets", "sessions", "sessions_per_week"})
_NUMBERS = _LOADS | {"most_pain", "min_weeks", "at_least", "at_most"}
_LISTS = frozenset({"phases", "exercises", "entry", "exit", "reps"})
_NEEDED = frozenset({"name", "source", "exercise", "reps"})
_MOST_ITEMS = 200
_NEW_EXERCISE: Raw = {
    "name": "", "exercise": DEFAULT_EXERCISE.id, "side": "both", "knee": "straight",
    "surface": "floor",
    "sets": "3", "reps": ["10", "15"], "load_kg": "", "load_step_kg": "", "tempo": "",
    "progress": "reps, load", "surfaces": "",
}  # fmt: skip
_NEW_GATE: Raw = {"measure": "pain", "at_least": "", "at_most": "", "sessions": "1"}
_NEW: Mapping[str, Raw] = {
    "phases": {
        "name": "", "goal": "", "min_weeks": "1", "sessions_per_week": "3",
        "exercises": [_NEW_EXERCISE], "entry": [], "exit": [],
    },
    "exercises": _NEW_EXERCISE,
    "entry": _NEW_GATE,
    "exit": _NEW_GATE,
}  # fmt: skip


def raw_of(plan: Programme, units: Units) -> Raw:
    """The form of a plan."""
    raw: Raw = _text(plan.model_dump(mode="json", exclude={"format", "version"}), "", units)
    return raw


def blank() -> Raw:
    """The form of a plan that is still to be thought of."""
    raw: Raw = _copy({"name": "", "source": "", "most_pain": "5", "phases": [_NEW["phases"]]})
    return raw


def raw_from(sent: Mapping[str, str]) -> Raw:
    """A plan's form as it was sent; what stands at no place of a plan is passed over."""
    tree: Raw = {}
    for name, text in sent.items():
        keys = name.split(".")
        if keys[0] in {"name", "source", "most_pain", "phases"} and len(keys) <= 6:
            _put(tree, keys, text)
    listed: Raw = _as_lists(tree, "")
    return blank() | {"phases": []} | listed


def changed(raw: Raw, what: str) -> Raw:
    """The form after a button of it: ``add:``, ``remove:``, ``up:`` or ``down:`` and a place."""
    act, _, place = what.partition(":")
    raw = _copy(raw)
    keys = place.split(".")
    if act == "add":
        found = _at(raw, keys)
        if isinstance(found, list) and keys[-1] in _NEW and len(found) < _MOST_ITEMS:
            found.append(_copy(_NEW[keys[-1]]))
        return raw
    items, number = _at(raw, keys[:-1]), _place(keys[-1])
    if not isinstance(items, list) or number is None or number >= len(items):
        return raw
    item = items.pop(number)
    if act in {"up", "down"}:
        items.insert(max(0, number + (1 if act == "down" else -1)), item)
    return raw


def plan_in(
    raw: Raw, begins_on: str, updated_at: str, units: Units
) -> tuple[ProgrammeIn | None, dict[str, str]]:
    """What the form says as the API takes it, or place to what is wrong there."""
    body = {
        "plan": _values(raw, "", units),
        "begins_on": begins_on or None,
        "updated_at": updated_at or None,
    }
    try:
        return ProgrammeIn.model_validate(body), {}
    except ValidationError as error:
        return None, problems_of(error)


def problems_of(error: ValidationError) -> dict[str, str]:
    """Place of a plan to what is wrong there."""
    problems: dict[str, str] = {}
    told = error.errors(include_url=False)
    places = {one["loc"] for one in told}
    for one in told:
        length = len(one["loc"])
        if one["type"] == "too_short" and any(
            len(other) > length and other[:length] == one["loc"] for other in places
        ):
            # A list of which an item is wrong is not also too short.
            continue
        keys = [str(part) for part in one["loc"]]
        for order in _ORDERS & set(keys):
            keys = keys[: keys.index(order) + 1]
        place = ".".join(keys).removeprefix("plan.")
        problems.setdefault(place, one["msg"].removeprefix("Value error, "))
    return problems


def _text(value: Any, key: str, units: Units) -> Any:
    if isinstance(value, dict):
        return {name: _text(one, name, units) for name, one in value.items()}
    if key in _ORDERS:
        return ", ".join(value)
    if isinstance(value, list):
        return [_text(one, key, units) for one in value]
    if value is None:
        return ""
    if key in _LOADS:
        return f"{units.mass(value):.6g}" if value else ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _values(value: Any, key: str, units: Units) -> Any:
    if isinstance(value, dict):
        found = {name: _values(one, name, units) for name, one in value.items()}
        # Who leaves a field empty wants what the schema takes then.
        return {name: one for name, one in found.items() if one != "" or name in _NEEDED}
    if isinstance(value, list):
        if key == "reps":
            said = [one for one in value if one.strip()]
            # One number of repetitions is as few as many.
            value = said * 2 if len(said) == 1 else said
        return [_values(one, key, units) for one in value]
    if key in _ORDERS:
        return [one.strip() for one in value.split(",") if one.strip()]
    return _number(value.strip(), key, units)


def _number(text: str, key: str, units: Units) -> Any:
    """The number that a text says; what is none stays, for the schema to refuse by name."""
    if not text or key not in _WHOLE | _NUMBERS | {"reps"}:
        return text
    try:
        if key not in _NUMBERS:
            return int(text)
        value = float(text.replace(",", "."))
    except ValueError:
        return text
    if not isfinite(value):
        return text
    return _load_kg(value, units) if key in _LOADS else value


def _load_kg(shown: float, units: Units) -> float:
    """A load as it is kept; what differs only by how it was shown is what it was."""
    kilograms = units.mass_kg(shown)
    near = round(kilograms, 2)
    return near if abs(near - kilograms) < 1e-4 else kilograms


def _put(tree: Raw, keys: Sequence[str], text: str) -> None:
    for key in keys[:-1]:
        below = tree.setdefault(key, {})
        if not isinstance(below, dict):
            return
        tree = below
    if not isinstance(tree.get(keys[-1]), dict):
        tree[keys[-1]] = text


def _as_lists(value: Any, key: str) -> Any:
    """Dicts by number as lists in their order, so that a gap is none."""
    if not isinstance(value, dict):
        return [] if key in _LISTS else value
    if key in _LISTS:
        numbered = {place: value[one] for one in value if (place := _place(one)) is not None}
        items = [_as_lists(numbered[place], "") for place in sorted(numbered)[:_MOST_ITEMS]]
        wanted = str if key == "reps" else dict
        return [_whole_item(item, key) for item in items if isinstance(item, wanted)]
    return {name: _as_lists(one, name) for name, one in value.items() if _fits(name, one)}


def _whole_item(item: Any, key: str) -> Any:
    """An item with all its lists, of which an empty one sends nothing."""
    return item if key not in _NEW else {**_copy(_empty(_NEW[key])), **item}


def _empty(item: Raw) -> Raw:
    return {name: [] if isinstance(one, list) else "" for name, one in item.items()}


def _fits(name: str, value: Any) -> bool:
    """Whether a place holds what stands at such a place of a plan."""
    return isinstance(value, dict) == (name in _LISTS)


def _at(raw: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        number = _place(key)
        if isinstance(raw, list) and number is not None and number < len(raw):
            raw = raw[number]
        elif isinstance(raw, dict) and key in raw:
            raw = raw[key]
        else:
            return None
    return raw


def _place(key: str) -> int | None:
    return int(key) if key.isdecimal() and len(key) <= len(str(_MOST_ITEMS)) else None


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(one) for name, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value
