"""Tables of sensor apps: a header with names, then rows of numbers and now and then words."""

import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity

_DECIMAL_COMMA = re.compile(r"\d,\d")


@dataclass(frozen=True, slots=True, eq=False)
class NamedColumns:
    """The columns of a table, by name.

    Parameters
    ----------
    path
        The file.
    columns
        (n,) float64 each, by the header's names; NaN where there is no number.
    first_line
        Line number of the first row, counted from 1.
    findings
        What was left out.
    """

    path: Path
    columns: dict[str, NDArray[np.float64]]
    first_line: int
    findings: tuple[Finding, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        try:
            return self.columns[name]
        except KeyError:
            raise FileFormatError(
                self.path, f"lacks the column {name!r}; it has {', '.join(self.columns)[:120]}"
            ) from None

    def matrix(self, *names: str) -> NDArray[np.float64]:
        """(n, names) of several columns."""
        return np.column_stack([self[name] for name in names])

    def matching(self, pattern: str) -> str | None:
        """The first name in which the pattern is found, whatever its case."""
        return next((name for name in self.columns if re.search(pattern, name, re.I)), None)


def read_named_columns(
    path: Path, text: str, header_at: int = 0, names: tuple[str, ...] | None = None
) -> NamedColumns:
    """Read a table below its header.

    The separator is the one of tab, semicolon and comma that the header has most of; numbers have
    a decimal comma where that separator is not the comma and the first rows show one.

    Parameters
    ----------
    path
        For messages.
    text
        The file's text.
    header_at
        The line (from 0) that holds the names, or the first row if `names` are given.
    names
        Of the columns, for a table without a header.

    Raises
    ------
    FileFormatError
        If there is no row.
    """
    lines = text.split("\n")
    body_at = header_at + (0 if names else 1)
    body = [line for line in lines[body_at:] if line.strip()]
    if not body:
        raise FileFormatError(path, "there are no rows below the header")
    separator = max("\t;,", key=lines[header_at].count)
    decimal = "," if separator != "," and _DECIMAL_COMMA.search(body[0]) else "."
    if names is None:
        names = tuple(
            field.strip().strip('"').strip() for field in lines[header_at].split(separator)
        )
    findings: list[Finding] = []
    if not text.endswith("\n") and len(body) > 1 and body[-1].count(separator) < len(names) - 1:
        body.pop()
        findings.append(
            Finding(
                Code.CUT_SHORT,
                Severity.WARNING,
                "the file ends in the middle of a row; it may have been cut short",
                correction="last row left out",
            )
        )
    try:
        frame = pd.read_csv(
            StringIO("\n".join(body)),
            sep=separator,
            decimal=decimal,
            header=None,
            names=list(range(len(names))),
            usecols=list(range(len(names))),
            index_col=False,
            on_bad_lines="skip",
            low_memory=False,
        )
    except (ValueError, pd.errors.ParserError) as error:
        raise FileFormatError(path, f"its table cannot be read ({error})") from error
    columns = {
        name: pd.to_numeric(frame[at], errors="coerce").to_numpy(np.float64, copy=True)
        for at, name in enumerate(names)
        if name
    }
    unread = len(body) - len(frame)
    if unread:
        message = f"{unread} rows have more fields than the header"
        findings.append(Finding(Code.FORMAT, Severity.WARNING, message, correction="left out"))
    for column in columns.values():
        column[np.isinf(column)] = np.nan
    return NamedColumns(path, columns, body_at + 1, tuple(findings))


def header_line(text: str, *words: str, within: int = 60) -> int | None:
    """The first line near the top that holds all those words; None if there is none."""
    for at, line in enumerate(text.split("\n", within)[:within]):
        if all(word.lower() in line.lower() for word in words):
            return at
    return None
