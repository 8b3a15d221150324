"""Kistler BioWare's text export, in the forms of its versions 3 and 5.

Tab-separated: lines of ``label: value value …`` with one value a column, an optional block of
file information, a line of names (``abs time (s)  Fx  Fy  Fz …``), a line of units, and rows.
Several plates follow one another in the columns; the line ``Device:`` names the plate of each.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.formats.plates import PlateColumns, plate_streams
from tracker.formats.timing import Timeline, timeline
from tracker.recording import Recording
from tracker.recording.text import as_number, parse_numbers, split_fields

_KNOWN = {"Fx": "fx", "Fy": "fy", "Fz": "fz", "Ax": "cop_x", "Ay": "cop_y"}
_UNITS = {"N": 1.0, "kN": 1000.0, "m": 1.0, "cm": 0.01, "mm": 0.001}
_MAX_HEADER = 60


def is_kistler(text: str) -> bool:
    """Whether the text begins like an export of BioWare."""
    return text.lstrip().startswith("BioWare")


def read_kistler(path: Path, text: str, rate_hz: float | None = None) -> Recording:
    """Read the plates of a BioWare text export.

    Parameters
    ----------
    path
        For messages.
    text
        The file's text.
    rate_hz
        What the person told; the file's own rate is kept and a difference is a finding.

    Raises
    ------
    FileFormatError
        If the header or the rows are missing or broken; it names the line.
    """
    lines = text.split("\n")
    names_at = next(
        (at for at, line in enumerate(lines[:_MAX_HEADER]) if line.startswith("abs time")), None
    )
    if names_at is None or not any(line.strip() for line in lines[names_at + 2 :]):
        promised = _header(lines[:_MAX_HEADER]).get("samples", ["an unknown number of"])[0]
        raise FileFormatError(
            path,
            f"a BioWare export that ends in its header: {promised} samples are promised, none is "
            "there; export it again",
        )
    header = _header(lines[:names_at])
    names = split_fields(lines[names_at], "\t")
    units = split_fields(lines[names_at + 1], "\t")
    body = _whole_rows(lines[names_at + 2 :], header)
    table = parse_numbers(path, body, separator="\t", width=len(names), first_line=names_at + 3)
    axis = timeline(
        path,
        table[:, 0],
        unit=_time_unit(names[0], units[0]),
        first_line=names_at + 3,
        told_rate_hz=rate_hz,
        stated_rate_hz=_stated(header, "rate"),
    )
    table = table[axis.rows]
    plates = _plates(path, names, units, header.get("device", []), table)
    source = {"format": "Kistler BioWare text", "software": lines[0].strip(), "file": path.name}
    plates = [replace(plate, source={**source, **plate.source}) for plate in plates]
    streams, findings = plate_streams(plates, time=axis.time, rate_hz=axis.rate_hz, gaps=axis.gaps)
    return Recording(
        tuple(streams), findings=(*axis.findings, *_shortfall(header, axis), *findings)
    )


def _whole_rows(body: list[str], header: Mapping[str, list[str]]) -> list[str]:
    """Leave out the last row of a file that breaks off: its last number may lack digits."""
    promised = _stated(header, "samples") or 0
    breaks_off = bool(body[-1].strip()) and len(body) < promised
    return body[:-1] if breaks_off else body


def _header(lines: list[str]) -> dict[str, list[str]]:
    """The first word of each label, in lower case, to the values of the columns."""
    found: dict[str, list[str]] = {}
    for line in lines:
        label, *values = line.split("\t")
        if values and label.strip():
            found.setdefault(_key(label), [value.strip() for value in values])
    return found


def _key(label: str) -> str:
    words = re.sub(r"\(.*?\)|:", "", label).lower().split()
    return words[0] if len(words) == 1 else " ".join(words)


def _stated(header: Mapping[str, list[str]], key: str) -> float | None:
    values = header.get(key)
    number = as_number(values[0]) if values else None
    return number if number is not None and np.isfinite(number) and number > 0 else None


def _time_unit(name: str, unit: str) -> str:
    inside = re.search(r"\((.*?)\)", name)
    return inside[1] if inside else unit


def _plates(
    path: Path,
    names: list[str],
    units: list[str],
    devices: list[str],
    table: NDArray[np.float64],
) -> list[PlateColumns]:
    """Group the columns into plates: a name that comes again begins the next."""
    groups: list[tuple[str, dict[str, NDArray[np.float64]]]] = []
    for column, name in enumerate(names[1:], start=1):
        channel = _KNOWN.get(name)
        if channel is None:
            continue
        device = devices[column - 1] if column <= len(devices) else ""
        if not groups or channel in groups[-1][1] or groups[-1][0] != device:
            groups.append((device, {}))
        unit = units[column] if column < len(units) else ""
        if unit not in _UNITS:
            raise FileFormatError(path, f"column {name!r} is in {unit!r}, which is not known")
        groups[-1][1][channel] = table[:, column] * _UNITS[unit]
    if not any("fz" in columns or "cop_x" in columns for _, columns in groups):
        raise FileFormatError(
            path, "there is no column Fz; export the vertical force (or Ax and Ay) as well"
        )
    return [PlateColumns(columns, source={"device": device}) for device, columns in groups]


def _shortfall(header: Mapping[str, list[str]], axis: Timeline) -> list[Finding]:
    """Fewer rows than the header promises, or a late first row."""
    promised = _stated(header, "samples")
    missing = 0 if promised is None else round(promised) - axis.time.size
    missing -= sum(gap.missing for gap in axis.gaps)
    if missing <= 0:
        return []
    first = _stated(header, "first sample time") or 0.0
    start, end = float(axis.time[0]), float(axis.time[-1])
    late = round((start - first) * axis.rate_hz)
    where = []
    if late > 0:
        where.append(f"the first row is at {start:.3f} s, not {first:.3f} s")
    if missing > late:
        where.append(f"the last is at {end:.3f} s")
    message = (
        f"the header promises {promised:.0f} samples, {axis.time.size} are there"
        f" ({'; '.join(where)}); export the file again if you need the rest"
    )
    return [Finding(Code.CUT_SHORT, Severity.WARNING, message, start_s=start, end_s=end)]
