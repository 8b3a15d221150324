"""Outputs as text: how they are written, read and rounded, and where the accepted ones are.

An output is a tree of JSON, a table of CSV, or the lines of a page. Numbers are written with
`SIGNIFICANT_DIGITS`, so that a difference that nobody could measure does not show.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "expected"
DATABASES = FOLDER / "databases"

SIGNIFICANT_DIGITS = 6
"""Of written numbers: a hundred times finer than `comparison.RELATIVE_TOLERANCE`."""
_LINE_WIDTH = 100
"""Characters; a list or an object that fits is written on a single line."""
_NUMBER = re.compile(r"-?\d+\.\d+(?:[eE][+-]?\d+)?")

Row = dict[str, str]


def rounded(tree: Any) -> Any:
    """A tree of JSON with its numbers at the digits that are written."""
    if isinstance(tree, dict):
        return {key: rounded(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [rounded(item) for item in tree]
    return float(f"{tree:.{SIGNIFICANT_DIGITS}g}") if isinstance(tree, float) else tree


def rows_of(text: str) -> list[Row]:
    """The rows of a table of CSV, numbers at the digits that are written."""
    return [
        {name: _rounded_cell(cell) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text))
    ]


def text_of(name: str, body: Any) -> str:
    """An output as it is written: JSON, CSV or lines, by its name."""
    if name.endswith(".json"):
        return "".join(_json(rounded(body), 0)) + "\n"
    if name.endswith(".csv"):
        written = io.StringIO()
        writer = csv.DictWriter(written, list(body[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(body)
        return written.getvalue()
    return "".join(f"{line}\n" for line in body)


def body_of(name: str, text: str) -> Any:
    """Inverse of `text_of`."""
    if name.endswith(".json"):
        return json.loads(text)
    return rows_of(text) if name.endswith(".csv") else text.splitlines()


def accepted() -> dict[str, Path]:
    """All accepted outputs by name, with their files."""
    found = {
        file.relative_to(EXPECTED).as_posix(): file
        for file in sorted(EXPECTED.rglob("*"))
        if file.is_file()
    }
    answers = sorted(DATABASES.glob("*/answers.json"))
    return found | {file.relative_to(FOLDER).as_posix(): file for file in answers}


def file_of(name: str) -> Path:
    """Where an accepted output of that name is."""
    return (FOLDER if name.startswith("databases/") else EXPECTED) / name


def read(name: str) -> Any:
    """An accepted output; None where there is none of that name."""
    file = file_of(name)
    return body_of(name, file.read_text("utf-8")) if file.is_file() else None


def write(outputs: Mapping[str, Any]) -> None:
    """Put outputs in the place of the accepted ones."""
    for name, body in outputs.items():
        file = file_of(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text_of(name, body), "utf-8", newline="\n")


def _rounded_cell(cell: str) -> str:
    if _NUMBER.fullmatch(cell):
        return f"{float(cell):.{SIGNIFICANT_DIGITS}g}"
    return cell


def _json(value: Any, indent: int) -> Iterator[str]:
    """JSON with as much on a line as fits, so that a changed number is a changed line."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(flat) + indent <= _LINE_WIDTH or not isinstance(value, dict | list) or not value:
        yield flat
        return
    margin = "\n" + " " * (indent + 1)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    parts = (
        [(json.dumps(key, ensure_ascii=False) + ": ", item) for key, item in value.items()]
        if isinstance(value, dict)
        else [("", item) for item in value]
    )
    yield opening
    for number, (key, item) in enumerate(parts):
        yield f"{',' if number else ''}{margin}{key}"
        yield from _json(item, indent + 1)
    yield "\n" + " " * indent + closing
