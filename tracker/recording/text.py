"""Tables of numbers in text files, with errors that name the file and the line."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from tracker.errors import FileFormatError


def read_text(path: Path) -> str:
    """Read a whole text file, UTF-8 with or without a byte-order mark, else Latin-1.

    Raises
    ------
    FileFormatError
        If it cannot be opened, is empty, or holds NUL bytes and so is no text.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileFormatError(path, f"cannot be read ({error.strerror})") from error
    if not raw.strip():
        raise FileFormatError(path, "the file is empty")
    if b"\0" in raw:
        raise FileFormatError(path, "this is not a text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def parse_numbers(
    path: Path,
    text: str,
    *,
    separator: str,
    columns: Sequence[str],
    first_line: int,
) -> pd.DataFrame:
    """Parse rows of numbers; empty fields and ``NaN`` become NaN.

    Parameters
    ----------
    path
        For error messages.
    text
        The rows alone, without the header.
    separator
        Between two fields.
    columns
        Names of the columns, one a field.
    first_line
        Line number of the first row in the file, counted from 1.

    Returns
    -------
    DataFrame of float64 with one row a line; lines at the end with no number at all are left out.

    Raises
    ------
    FileFormatError
        If a field is no number or a row has more fields than columns; it names the line.
    """
    try:
        table = pd.read_csv(
            StringIO(text),
            sep=separator,
            header=None,
            names=list(columns),
            index_col=False,
            float_precision="round_trip",
            skip_blank_lines=False,
            skipinitialspace=True,
            dtype=dict.fromkeys(columns, np.float64),
        )
    except (ValueError, pd.errors.ParserError, pd.errors.ParserWarning):
        line, problem = _first_fault(text, separator, len(columns))
        raise FileFormatError(path, f"line {first_line + line}: {problem}") from None
    filled = np.flatnonzero(table.notna().any(axis=1).to_numpy())
    return table.iloc[: filled[-1] + 1 if filled.size else 0]


def _first_fault(text: str, separator: str, width: int) -> tuple[int, str]:
    rows = csv.reader(StringIO(text), delimiter=separator, skipinitialspace=True)
    for line, row in enumerate(rows):
        if len(row) > width:
            return line, f"{len(row)} fields where the header names {width}"
        for field in row:
            if field.strip() and not _is_number(field):
                return line, f"{field.strip()[:40]!r} is not a number"
    return 0, "the rows are not a table of numbers"


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return field.strip().lower() in {"na", "n/a", "null"}
    return True
