"""What a column of a force file is, judged by its name as makers of plates and people write it."""

import re
from dataclasses import dataclass
from typing import Literal

Role = Literal["time", "sample", "fx", "fy", "fz", "cop_x", "cop_y", "cop_z"]
Side = Literal["left", "right"]

_LEFT = frozenset({"left", "l", "links", "lt", "izquierda", "gauche", "lf"})
_RIGHT = frozenset({"right", "r", "rechts", "rt", "derecha", "droite", "rf"})
_TOTAL = frozenset({"combined", "total", "sum", "both", "bilateral", "net"})
_TIME = frozenset({"time", "t", "seconds", "sec", "secs", "timestamp", "zeit", "tiempo", "temps"})
_SAMPLE = frozenset({"sample", "samples", "frame", "index", "item"})
_FORCE = frozenset(
    {"force", "grf", "grfv", "vgrf", "grfz", "fz", "fp", "fv", "vertical", "plate"}
    | {"kraft", "fuerza"}
)
_AXES: dict[str, Role] = {
    "fx": "fx",
    "fy": "fy",
    "fz": "fz",
    "vx": "fx",
    "vy": "fy",
    "vz": "fz",
    "px": "cop_x",
    "py": "cop_y",
    "pz": "cop_z",
    "copx": "cop_x",
    "copy": "cop_y",
    "copz": "cop_z",
    "ax": "cop_x",
    "ay": "cop_y",
}
_BODY = frozenset({"foot", "leg", "limb", "side"})
_COP_AXES: dict[str, Role] = {"x": "cop_x", "y": "cop_y", "z": "cop_z"}
_FORCE_AXES: dict[str, Role] = {"x": "fx", "y": "fy", "z": "fz"}
_NOT_FORCE = frozenset(
    {"torque", "moment", "mx", "my", "mz", "tz", "rate", "velocity", "power", "displacement"}
    | {"acc", "acceleration", "gyro", "angle", "flexion", "impulse", "work", "height", "position"}
    | {"quality", "marker", "emg", "rfd", "asymmetry", "az"}
)
_UNIT_SUFFIX = frozenset({"n", "kn", "s", "ms", "us", "m", "cm", "mm", "newton", "newtons"})


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A column's meaning.

    Parameters
    ----------
    role
        What it holds; None if nothing that is used.
    side
        Under which foot, if the name says so.
    plate
        The plate's number, if the name has one.
    total
        Whether it is said to be the sum over plates.
    unit
        As the name or the line of units has it, else empty.
    """

    role: Role | None
    side: Side | None = None
    plate: int | None = None
    total: bool = False
    unit: str = ""


def understand(name: str, unit: str = "") -> ColumnName:
    """Judge a column by a name such as ``Left (N)``, ``FP1``, ``ground_force1_vy``, ``COPx[cm]``.

    Parameters
    ----------
    name
        As in the header.
    unit
        From a line of units below it, if there is one.
    """
    bracket = re.search(r"[(\[]\s*([^)\]]*?)\s*[)\]]", name)
    if bracket and bracket[1].lower() not in _LEFT | _RIGHT:
        unit = bracket[1] or unit
        name = name.replace(bracket[0], " ")
    words = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", name).lower())
    if not unit and len(words) > 1 and words[-1] in _UNIT_SUFFIX:
        unit = words.pop()
    numbers = [int(word) for word in words if word.isdigit()]
    known = {word for word in words if not word.isdigit()}
    side = _side(known)
    role = _role(words, known, side)
    plate = numbers[0] if numbers and role not in {None, "time", "sample"} else None
    return ColumnName(role, side, plate, bool(known & _TOTAL), unit)


def _side(words: set[str]) -> Side | None:
    left, right = bool(words & _LEFT), bool(words & _RIGHT)
    if left == right:
        return None
    return "left" if left else "right"


def _role(words: list[str], known: set[str], side: Side | None) -> Role | None:
    if known & _NOT_FORCE:
        return None
    if "cop" in known:
        return next((_COP_AXES[word] for word in words if word in _COP_AXES), None)
    axes = [_AXES[word] for word in words if word in _AXES]
    if axes:
        return axes[0]
    if known & _FORCE:
        return next((_FORCE_AXES[word] for word in words if word in _FORCE_AXES), "fz")
    if known & (_TIME | _SAMPLE):
        return "time" if known & _TIME else "sample"
    named_by_side_alone = known <= _LEFT | _RIGHT | _TOTAL | _BODY
    return "fz" if (side or known & _TOTAL) and named_by_side_alone else None
