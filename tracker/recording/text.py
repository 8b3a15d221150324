"""Tables of numbers in text files, with errors that name the file and the line."""

import codecs
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tracker.errors import FileFormatError

MAX_BYTES = 512 * 2**20
"""Larger text files are refused: an hour of two plates at 2 kHz is a third of this."""

MISSING = frozenset({"", "nan", "-nan", "na", "n/a", "#n/a", "null", "none", "1.#qnan", "-1.#ind"})
"""Fields, in lower case, that say there is no number."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?inf(inity)?", re.ASCII | re.I)
_BATCH = 50_000


def read_text(path: Path) -> str:
    """Read a whole text file: UTF-8 or UTF-16 with a byte-order mark, UTF-8, else Latin-1.

    Returns
    -------
    The text, its lines ended by a line feed whatever the file has.

    Raises
    ------
    FileFormatError
        If it cannot be opened, is empty or too large, or holds NUL bytes and so is no text.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileFormatError(path, f"cannot be read ({error.strerror})") from error
    if len(raw) > MAX_BYTES:
        raise FileFormatError(path, f"larger than {MAX_BYTES // 2**20} MB; split the recording")
    text = _decoded(path, raw).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise FileFormatError(path, "the file is empty")
    return text


def _decoded(path: Path, raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as error:
            raise FileFormatError(path, "this is not a text file") from error
    if b"\0" in raw:
        raise FileFormatError(path, "this is not a text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def split_fields(line: str, separator: str | None) -> list[str]:
    """Split one line; fields lose spaces and quotes. None separates at any white space."""
    if '"' in line and separator is not None and line.count('"') % 2 == 0:
        parts = re.findall(rf'(?:^|{re.escape(separator)})((?:"[^"]*"|[^"{separator}])*)', line)
        return [part.strip().strip('"').strip() for part in parts]
    return [field.strip().strip('"').strip() for field in line.split(separator)]


def as_number(field: str, decimal: str = ".") -> float | None:
    """The number that a field states, NaN if it states that there is none, None if neither."""
    if field.lower() in MISSING:
        return np.nan
    if decimal != ".":
        if "." in field:
            return None
        field = field.replace(decimal, ".")
    return float(field) if _NUMBER.fullmatch(field) else None


def parse_numbers(
    path: Path,
    lines: list[str],
    *,
    separator: str | None,
    width: int,
    first_line: int,
    decimal: str = ".",
) -> NDArray[np.float64]:
    """Parse rows of numbers; empty fields and words such as ``NaN`` become NaN.

    Parameters
    ----------
    path
        For error messages.
    lines
        The rows alone, without the header.
    separator
        Between two fields; None is any white space.
    width
        How many fields a row has. A shorter row is filled with NaN; a longer one is an error
        unless what is too much is empty.
    first_line
        Line number of the first row in the file, counted from 1.
    decimal
        ``.`` or ``,``.

    Returns
    -------
    (rows, width): one row a line, also for a blank one; lines at the end with no number at all
    are left out.

    Raises
    ------
    FileFormatError
        If a field is no number or a row has more fields than columns; it names the line.
    """
    parts: list[NDArray[np.float64]] = []
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    for start in range(0, end, _BATCH):
        block = lines[start : min(end, start + _BATCH)]
        rows = _parse_quickly(block, separator, width, decimal)
        if rows is None:
            rows = _parse_carefully(path, block, separator, width, first_line + start, decimal)
        parts.append(rows)
    table = np.concatenate(parts) if parts else np.empty((0, width))
    filled = np.flatnonzero(~np.isnan(table).all(axis=1))
    return table[: filled[-1] + 1 if filled.size else 0]


def _parse_quickly(
    lines: list[str], separator: str | None, width: int, decimal: str
) -> NDArray[np.float64] | None:
    """Parse rows that all have exactly `width` plain numbers; None if any has not."""
    glue = separator or " "
    text = glue.join(lines)
    if decimal != ".":
        if "." in text:
            return None
        text = text.replace(decimal, ".")
    if "_" in text or not text.isascii():
        return None
    widths = (len(line.split(separator)) for line in lines)
    if any(found != width for found in widths):
        return None
    try:
        return np.array(list(map(float, text.split(separator)))).reshape(len(lines), width)
    except ValueError:
        return None


def _parse_carefully(
    path: Path,
    lines: list[str],
    separator: str | None,
    width: int,
    first_line: int,
    decimal: str,
) -> NDArray[np.float64]:
    table = np.full((len(lines), width), np.nan)
    for row, line in enumerate(lines):
        if not line.strip():
            continue
        fields = split_fields(line, separator)
        if len(fields) > width and any(fields[width:]):
            raise FileFormatError(
                path,
                f"line {first_line + row}: {len(fields)} fields where {width} are expected",
            )
        for column, field in enumerate(fields[:width]):
            number = as_number(field, decimal)
            if number is None:
                raise FileFormatError(
                    path, f"line {first_line + row}: {field[:40]!r} is not a number"
                )
            table[row, column] = number
    return table
