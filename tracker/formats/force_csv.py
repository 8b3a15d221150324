"""Columns of force as CSV, tab-separated or plain text, from any maker of plates.

Known are Time/Left/Right/Combined, FP1/FP2, Fx Fy Fz with COPx COPy, OpenSim's
``ground_force1_vx …``, a numbered sample with a force, one column without a name, and six a plate
without names (forces, then moments, as amplifiers write them).
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError, MissingInformation
from tracker.findings import Code, Finding, Severity
from tracker.formats.columns import ColumnName, Role, Side, understand
from tracker.formats.plates import PlateColumns, plate_streams, upright, vertical_axis
from tracker.formats.table import Table, read_table
from tracker.formats.timing import Timeline, timeline
from tracker.recording import Recording, gaps_in

_FORCE_UNITS = {
    "": 1.0,
    "n": 1.0,
    "newton": 1.0,
    "newtons": 1.0,
    "kn": 1000.0,
    "kgf": 9.80665,
    "kg": 9.80665,
    "lbf": 4.4482216,
}
_SIX: tuple[Role | None, ...] = ("fx", "fy", "fz", None, None, None)
_COMPONENTS = len(_SIX)
_BEARING_N, _UPRIGHT = 100.0, 3.0
"""A plate that somebody stands on reads more, and so many times more downwards than sideways."""
_LENGTH_UNITS = {"": 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
_RATE = re.compile(
    r"(?:rate|frequency|freq|hz)\b[^0-9\n]{0,20}?(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*hz\b", re.I
)

_Key = tuple[Side | None, int | None]
_Group = dict[str, NDArray[np.float64]]


def read_force_text(path: Path, text: str, rate_hz: float | None = None) -> Recording:
    """Read the plates of a text file with columns of force.

    Parameters
    ----------
    path
        For messages.
    text
        The file's text.
    rate_hz
        Needed where the file has neither times nor a rate; else compared with the file's.

    Raises
    ------
    FileFormatError
        If there is no table, no force in it, or a row cannot be read.
    MissingInformation
        If the rate must be told.
    """
    table = read_table(path, text)
    columns = [understand(name, unit) for name, unit in zip(table.names, table.units, strict=True)]
    supposed: list[Finding] = []
    if not any(table.names):
        columns, supposed = _nameless(path, table)
    axis = _axis(path, table, columns, rate_hz)
    findings = [*table.findings, *supposed, *axis.findings]
    groups, remarks = _grouped(path, table, columns, axis)
    findings += remarks
    source = {"format": "columns of force", "file": path.name}
    plates = []
    for (side, _), group in groups.items():
        turned, remarks = _turned(group)
        findings += [remark for remark in remarks if remark not in findings]
        plates.append(PlateColumns(turned, side, source))
    streams, remarks = plate_streams(plates, time=axis.time, rate_hz=axis.rate_hz, gaps=axis.gaps)
    return Recording(tuple(streams), findings=(*findings, *remarks))


def _nameless(path: Path, table: Table) -> tuple[list[ColumnName], list[Finding]]:
    width = len(table.names)
    if width == 1:
        return [ColumnName("fz")], []
    steps = np.diff(table.values[:, 0])
    if width == 2 and steps.size and np.ptp(steps) < 0.01 * abs(steps.mean()) and steps[0] > 0:
        return [ColumnName("time"), ColumnName("fz")], []
    if width % _COMPONENTS == 0 and _third_bears(table.values):
        plates = width // _COMPONENTS
        message = (
            f"{width} columns without names: taken for Fx Fy Fz Mx My Mz in N and N·m of "
            f"{plates} plate{'s' if plates > 1 else ''}, as their sizes fit"
        )
        return [ColumnName(role, None, plate + 1) for plate in range(plates) for role in _SIX], [
            Finding(Code.FORMAT, Severity.WARNING, message)
        ]
    raise FileFormatError(
        path,
        f"{width} columns without names; put a line of names above them, such as "
        "Time (s),Left (N),Right (N) (a decimal comma needs ; or tabs between columns)",
    )


def _third_bears(values: NDArray[np.float64]) -> bool:
    """Whether in each six columns the third is the force of somebody who stands, if any is."""
    bearing = False
    size = np.abs(np.nan_to_num(values))
    for plate in np.split(size, size.shape[1] // _COMPONENTS, axis=1):
        ahead, aside, down = np.percentile(plate[:, :3], 90, axis=0)
        if max(ahead, aside, down) < _BEARING_N:
            continue
        if down < _UPRIGHT * max(ahead, aside):
            return False
        bearing = True
    return bearing


def _axis(path: Path, table: Table, columns: list[ColumnName], rate_hz: float | None) -> Timeline:
    stated = _stated_rate(table.preamble)
    at = next((i for i, column in enumerate(columns) if column.role == "time"), None)
    if at is not None:
        return timeline(
            path,
            table.values[:, at],
            unit=columns[at].unit,
            first_line=table.first_line,
            told_rate_hz=rate_hz,
            stated_rate_hz=stated,
        )
    rate = stated or rate_hz
    if rate is None:
        raise MissingInformation(
            f"{path}: the file says neither time nor sampling rate; tell how many samples a "
            "second it has, for example --rate 1000"
        )
    findings: list[Finding] = []
    if stated and rate_hz and abs(rate_hz / stated - 1) > 0.01:
        findings.append(
            Finding(
                Code.RATE,
                Severity.WARNING,
                f"the file states {stated:g} Hz, told were {rate_hz:g} Hz",
                correction=f"{stated:g} Hz used",
            )
        )
    sample = next((i for i, column in enumerate(columns) if column.role == "sample"), None)
    numbers = np.arange(len(table.values), dtype=np.float64)
    if sample is not None:
        numbers = table.values[:, sample]
    return _counted(path, numbers, table.first_line, rate, findings)


def _counted(
    path: Path,
    numbers: NDArray[np.float64],
    first_line: int,
    rate_hz: float,
    findings: list[Finding],
) -> Timeline:
    """Times from the rows' numbers; a number that is missing is a gap."""
    rows = np.flatnonzero(np.isfinite(numbers))
    if rows.size < 2:
        raise FileFormatError(path, "fewer than two rows; there is nothing to measure")
    backwards = np.flatnonzero(np.diff(numbers[rows]) <= 0)
    if backwards.size:
        row = int(rows[backwards[0] + 1])
        raise FileFormatError(path, f"line {first_line + row}: the sample's number does not grow")
    time = (numbers[rows] - numbers[rows[0]]) / rate_hz
    return Timeline(rows, time, rate_hz, gaps_in(time, rate_hz), tuple(findings))


def _stated_rate(preamble: tuple[str, ...]) -> float | None:
    for line in preamble:
        found = _RATE.search(line)
        if found and float(found[1] or found[2]) > 0:
            return float(found[1] or found[2])
    return None


def _grouped(
    path: Path, table: Table, columns: list[ColumnName], axis: Timeline
) -> tuple[dict[_Key, _Group], list[Finding]]:
    """Collect the columns of each plate; a sum beside its parts is compared and left out."""
    groups: dict[_Key, _Group] = {}
    total: NDArray[np.float64] | None = None
    for i, column in enumerate(columns):
        if column.role is None or column.role in {"time", "sample"}:
            continue
        values = table.values[axis.rows, i] * _factor(path, table.names[i], column)
        if column.total and column.role == "fz" and column.side is None:
            total = values
            continue
        group = groups.setdefault((column.side, column.plate), {})
        if column.role in group:
            raise FileFormatError(
                path, f"column {table.names[i]!r} says the same as one before it; rename or remove"
            )
        group[column.role] = values
    parts = {key: group for key, group in groups.items() if _vertical_name(group)}
    if not parts and total is None:
        named = ", ".join(name for name in table.names if name)[:80]
        raise FileFormatError(
            path,
            f"no column of vertical force among: {named}; "
            "name it Fz (N), or Left (N) and Right (N)",
        )
    if not parts and total is not None:
        return {(None, None): {"fz": total}}, []
    findings = [] if total is None else _compared(parts, total, axis)
    return parts, findings


def _compared(
    parts: Mapping[_Key, _Group], total: NDArray[np.float64], axis: Timeline
) -> list[Finding]:
    vertical = [group["fz"] for group in parts.values() if "fz" in group]
    if not vertical:
        return []
    difference = np.abs(np.sum(vertical, axis=0) - total)
    if not np.isfinite(difference).any():
        return []
    worst = int(np.nanargmax(difference))
    if difference[worst] <= max(5.0, 0.02 * float(np.nanmax(np.abs(total)))):
        return []
    message = (
        f"the plates' sum and the file's own combined force differ by up to "
        f"{difference[worst]:.0f} N (at {axis.time[worst]:.3f} s)"
    )
    return [
        Finding(
            Code.DISAGREEMENT,
            Severity.WARNING,
            message,
            start_s=float(axis.time[worst]),
            end_s=float(axis.time[worst]),
            correction="combined force left out",
        )
    ]


def _factor(path: Path, name: str, column: ColumnName) -> float:
    units = _FORCE_UNITS if column.role in {"fx", "fy", "fz"} else _LENGTH_UNITS
    unit = column.unit.strip().lower()
    if unit not in units:
        raise FileFormatError(
            path,
            f"column {name!r} is in {column.unit!r}, which is not known here; use N for force and "
            "m for lengths",
        )
    return units[unit]


def _vertical_name(group: _Group) -> str | None:
    """Which of a plate's columns is the vertical force; None if none can be."""
    forces = [name for name in ("fx", "fy", "fz") if name in group]
    if len(forces) == 3:
        return vertical_axis(group)
    if "fz" in forces:
        return "fz"
    return forces[0] if len(forces) == 1 else None


def _turned(group: _Group) -> tuple[_Group, list[Finding]]:
    """Bring the axis that carries the weight to fz."""
    vertical = _vertical_name(group) or "fz"
    if not {"fx", "fy", "fz"} <= group.keys():
        kept = {name: one for name, one in group.items() if name not in {vertical, "cop_z"}}
        return kept | {"fz": group[vertical]}, []
    turned = upright(group, vertical)
    if vertical == "fz":
        return turned, []
    message = f"the weight is in the {vertical[1]} axis, not in z"
    return turned, [
        Finding(Code.FORMAT, Severity.INFO, message, correction="axes turned, z upwards")
    ]
