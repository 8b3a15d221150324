"""Values, exercises and findings in the words and units that a person reads."""

import re

from tracker.exercises.registry import EXERCISES
from tracker.metrics import CATALOGUE, Quantity

_METHOD_WORDS = {"imu": "IMU", "imus": "IMUs", "com": "centre of mass", "cop": "centre of pressure"}
_SIDES = {"left": "left", "right": "right", "both": "both legs", "unknown": ""}
# An id without an underscore could be a plain word of the sentence.
_IDS = re.compile(r"\b(" + "|".join(name for name in CATALOGUE if "_" in name) + r")\b")
_MINUS, _SPACE = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"


def exercise_name(exercise: str | None) -> str:
    """``calf_raise`` as “Calf raise”; also of an exercise that a newer version measured."""
    known = EXERCISES.get(exercise or "")
    return (exercise or "recording").replace("_", " ").capitalize() if known is None else known.name


def side_name(side: str | None) -> str:
    """The side, or nothing where it is not known."""
    return _SIDES.get(side or "unknown", side or "")


def counted(exercise: str | None, count: int) -> str:
    """What the efforts of an exercise are called."""
    known = EXERCISES.get(exercise or "")
    if known is None:
        return "effort" if count == 1 else "efforts"
    return known.noun if count == 1 else known.plural


def method_name(method: str) -> str:
    """``foot_shank_imu`` as “foot shank IMU”."""
    return " ".join(_METHOD_WORDS.get(word, word) for word in method.split("_"))


def quantity_of(quantity_id: str, unit: str) -> Quantity:
    """The catalogue's entry, or a plain one for a number of a newer version."""
    known = CATALOGUE.get(quantity_id)
    if known is not None:
        return known
    label = quantity_id.replace("_", " ").capitalize()
    return Quantity(
        quantity_id, label, unit, unit, 1.0, 2, "effort",
        "Not in this version's catalogue.", "a newer version"
    )  # fmt: skip


def number(value: float, quantity: Quantity) -> str:
    """A value in the unit it is shown in, with a real minus sign."""
    text = quantity.shown(value)
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", _MINUS)


def with_uncertainty(value: float, uncertainty: float | None, quantity: Quantity) -> str:
    """A value with its uncertainty, where that is known and not lost in rounding."""
    shown = number(value, quantity)
    if uncertainty is None:
        return shown
    around = number(uncertainty, quantity)
    return shown if float(around) == 0 else f"{shown} ±{_SPACE}{around}"


def unit_suffix(quantity: Quantity) -> str:
    """The unit as it follows a number: close for degrees and per cent, else after a space."""
    if not quantity.display_unit or quantity.display_unit == "°":
        return quantity.display_unit
    return _SPACE + quantity.display_unit


def in_words(text: str) -> str:
    """Put labels for the metric ids in a sentence of the pipeline."""
    return _IDS.sub(lambda found: CATALOGUE[found[0]].label.lower(), text)


def span(start_s: float | None, end_s: float | None) -> str:
    """A part of the recording."""
    if start_s is None:
        return ""
    if end_s is None or end_s == start_s:
        return f"at {start_s:.1f} s"
    return f"{start_s:.1f}–{end_s:.1f} s"


def duration(seconds: float | None) -> str:
    """A duration in minutes and seconds."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{seconds:.1f} s"


def numbered(numbers: list[int], total: int, one: str, many: str) -> str:
    """Which efforts: “all 12 reps”, “rep 3”, “reps 3, 5–7”."""
    if len(numbers) == total:
        return f"all {total} {many}" if total > 1 else f"the {one}"
    runs: list[list[int]] = []
    for current in numbers:
        if runs and runs[-1][-1] == current - 1:
            runs[-1].append(current)
        else:
            runs.append([current])
    parts = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"{one if len(numbers) == 1 else many} {', '.join(parts)}"


def plot_units() -> dict[str, dict[str, float | int | str]]:
    """How a curve's unit is drawn: by the first quantity of the catalogue that has it."""
    shown: dict[str, dict[str, float | int | str]] = {}
    for quantity in CATALOGUE.values():
        shown.setdefault(
            quantity.unit,
            {
                "unit": quantity.display_unit,
                "factor": quantity.per_display,
                "decimals": quantity.decimals,
            },
        )
    return shown
