"""Asks a person, with one key a part, whether a session was recognised rightly."""

import sys
from pathlib import Path

import click
from rich.console import Console

from tracker.cli.keys import interactive
from tracker.errors import InputError
from tracker.exercises.parts import Part, stated
from tracker.recording import Segment
from tracker.report.tables import part_line

_KEYS = {
    "r": "calf_raise", "j": "countermovement_jump", "s": "squat_jump", "d": "drop_jump",
    "h": "hops", "p": "straight_leg_jump", "i": "isometric_plantar_flexion",
    "a": "ankle_range", "l": "weight_bearing_lunge", "b": "balance", "w": "walking",
    "n": "running", "x": None,
}  # fmt: skip
_HELP = (
    "Enter: right · r raise · j jump · s squat jump · d drop jump · h hops · p straight-leg jump · "
    "i isometric push · a ankle range · l lunge · b balance · w walking · n running · x nothing"
)


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
