"""A table of numbers in a text file of unknown layout: where it starts and what its columns are."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.recording.text import as_number, parse_numbers, split_fields

_MAX_PREAMBLE = 1000
_PROBE_ROWS = 50
_UNIT_WORDS = frozenset(
    {"s", "sec", "secs", "ms", "us", "µs", "n", "kn", "m", "cm", "mm", "nm", "n m", "n·m", "nmm"}
    | {"n.m", "n*m", "deg", "°", "kg", "kgf", "lbf", "v", "mv", "%", "g", "m/s²", "m/s^2", "rad/s"}
)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a text file and what stood above them.

    Parameters
    ----------
    path
        The file.
    preamble
        Lines above the header.
    names, units
        One a column, as the file has them; empty where it has none.
    values
        (rows, columns); NaN is a missing number.
    first_line
        Line number of the first row, counted from 1.
    findings
        What was left out at the end.
    """

    path: Path
    preamble: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    values: NDArray[np.float64]
    first_line: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    separator: str | None
    decimal: str

    def numbers(self, line: str) -> int:
        """How many numbers the line holds; 0 if any field is something else."""
        fields = [as_number(field, self.decimal) for field in split_fields(line, self.separator)]
        if None in fields:
            return 0
        return sum(field is not None and not np.isnan(field) for field in fields)


def read_table(path: Path, text: str) -> Table:
    """Find the table in a text, its separator, decimal sign, names and units, and parse it.

    Raises
    ------
    FileFormatError
        If there is no table of numbers, or a row in it cannot be read; it names the line.
    """
    lines = text.split("\n")
    start, layout = _find_start(path, lines)
    width = _width(lines[start], layout)
    names, units, preamble = _find_header(path, lines[:start], layout, width)
    width = max(width, len(names), len(units))
    names += ("",) * (width - len(names))
    units += ("",) * (width - len(units))
    findings: list[Finding] = []
    body = lines[start:]
    while not body[-1].strip():
        body.pop()
    if not text.endswith("\n") and len(body) > 1 and _is_torn(body[-1], layout, width):
        body.pop()
        findings.append(
            Finding(
                Code.CUT_SHORT,
                Severity.WARNING,
                f"the file ends in the middle of line {start + len(body) + 1}; it may have been "
                "cut short",
                correction="last row left out",
            )
        )
    values = parse_numbers(
        path,
        body,
        separator=layout.separator,
        width=width,
        first_line=start + 1,
        decimal=layout.decimal,
    )
    endless = np.isinf(values)
    if endless.any():
        values[endless] = np.nan
        message = f"{int(endless.sum())} values are infinite"
        findings.append(Finding(Code.NAN, Severity.WARNING, message, correction="taken as missing"))
    empty = len(body) - len(values)
    if empty:
        message = f"{empty} rows without any number at the end of the file were left out"
        findings.append(Finding(Code.FORMAT, Severity.INFO, message, correction="rows left out"))
    return Table(path, preamble, names, units, values, start + 1, tuple(findings))


def _find_start(path: Path, lines: list[str]) -> tuple[int, _Layout]:
    filled = [at for at, line in enumerate(lines) if line.strip()]
    for rank, at in enumerate(filled[:_MAX_PREAMBLE]):
        following = [lines[i] for i in filled[rank + 1 : rank + 1 + _PROBE_ROWS]]
        last = [lines[i] for i in filled[rank + 1 :][-_PROBE_ROWS:-1]]
        best, most = None, 0
        for layout in _layouts(lines[at]):
            if not layout.numbers(lines[at]):
                continue
            if following and not layout.numbers(following[0]):
                continue
            fitting = sum(layout.numbers(line) > 0 for line in (*following, *last)) + 1
            if fitting > most:
                best, most = layout, fitting
        if best is not None:
            return at, best
    raise FileFormatError(
        path,
        "no table of numbers was found; accepted are a recording folder or its zip, C3D, Kistler "
        "BioWare text, and CSV or tab-separated columns of force",
    )


def _layouts(line: str) -> list[_Layout]:
    separators: list[str | None] = [one for one in ("\t", ";", ",") if one in line]
    return [
        _Layout(separator, decimal) for separator in (*separators, None) for decimal in (".", ",")
    ]


def _width(line: str, layout: _Layout) -> int:
    fields = split_fields(line, layout.separator)
    while not fields[-1]:
        fields.pop()
    return len(fields)


def _is_torn(line: str, layout: _Layout, width: int) -> bool:
    fields = split_fields(line, layout.separator)
    return len(fields) < width or any(as_number(field, layout.decimal) is None for field in fields)


def _find_header(
    path: Path, above: list[str], layout: _Layout, width: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    filled = [line for line in above if _fields(line, layout.separator, width)]
    if not filled:
        return (), (), ()
    fields = _fields(filled[-1], layout.separator, width)
    if len(filled) > 1 and all(field.lower() in _UNIT_WORDS | {""} for field in fields):
        names = _fields(filled[-2], layout.separator, width)
        _check_header(path, names, width)
        return tuple(names), tuple(fields), tuple(filled[:-2])
    if len(fields) != width and len(fields) == 1:
        return (), (), tuple(filled)
    _check_header(path, fields, width)
    return tuple(fields), (), tuple(filled[:-1])


def _fields(line: str, separator: str | None, width: int) -> list[str]:
    fields = split_fields(line.lstrip("#"), separator)
    if separator is None and len(fields) != width:
        fields = [
            one.strip().strip('"') for one in re.split(r"\s{2,}|\t", line.strip().lstrip("#"))
        ]
    while fields and not fields[-1]:
        fields.pop()
    return fields


def _check_header(path: Path, names: list[str], width: int) -> None:
    if len(names) < width:
        raise FileFormatError(
            path,
            f"the header names {len(names)} columns, but the rows have {width} "
            f"(header: {', '.join(names)[:60]})",
        )
