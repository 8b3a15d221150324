"""Asks a person, with one key a part, whether a session was recognised rightly."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click
from rich.console import Console

from tracker.cli.keys import interactive
from tracker.errors import InputError
from tracker.exercises.parts import Part, stated
from tracker.exercises.registry import EXERCISES
from tracker.recording import Segment
from tracker.report.tables import part_line

_NOTHING = "x"
_KEYS: Mapping[str, str | None] = {
    **{exercise.key: exercise.id for exercise in EXERCISES.values()},
    _NOTHING: None,
}
_WORDS = " · ".join(f"{exercise.key} {exercise.key_word}" for exercise in EXERCISES.values())
_HELP = f"Enter: right · {_WORDS} · {_NOTHING} nothing"


def corrected(console: Console, parts: list[Part]) -> tuple[Segment, ...]:
    """What a person says that the parts are: a key each.

    Raises
    ------
    InputError
        If the input ends before all were asked.
    """
    console.print(_HELP, style="dim", soft_wrap=True)
    said: dict[int, str | None] = {}
    for number, part in enumerate(parts):
        console.print(part_line(number + 1, part), end="  ")
        key = _key()
        while key and key not in _KEYS:
            console.print(f"{key}? ", end="", style="yellow", markup=False)
            key = _key()
        if key:
            said[number] = _KEYS[key]
        now = said.get(number, part.exercise)
        console.print(now.replace("_", " ") if now else "nothing", style="bold")
    return stated(parts, said)


def _key() -> str:
    """The next key, or the first letter of the next line where nobody sits at a terminal."""
    if interactive():
        return click.getchar().strip().lower()
    line = sys.stdin.readline()
    if not line:
        raise InputError("the answers ended before all parts were asked for; nothing was changed")
    return line.strip().lower()[:1]


def correctable(path: Path) -> None:
    """Raise InputError if what was said could not be kept with a recording."""
    from tracker.recording.manifest import FILE_NAME

    if not (path / FILE_NAME).is_file():
        raise InputError(
            f"{path}: what is corrected is kept in a recording folder; make one first with "
            f"calf import {path} FOLDER"
        )
