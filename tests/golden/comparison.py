"""Compares outputs with the accepted outputs and describes each difference.

Each difference is a line that names the place (which effort, which metric), the accepted value and
the new one::

    analyses/jump_plate.json: efforts, countermovement_jump both at 2.5 s, metrics,
    jump_height_impulse, value: 0.32 -> 0.324 (+1.25 %)
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

RELATIVE_TOLERANCE = 1e-4
"""Chosen: other processors and BLAS kernels move results by 1e-9 and less, and no metric is
measured to 0.01 %."""
ABSOLUTE_TOLERANCE = 1e-6
"""For values about zero, in whatever unit: a micrometre, a microsecond."""
_SHOWN = 60
"""Differences that are written out; a change of everything is not read to its end."""
_NAMES = ("name", "metric", "code", "version", "on", "week", "athlete", "id")
"""Keys by which an item of a list is named."""
_FIGURE = re.compile("[-\N{MINUS SIGN}]?\\d+(?:\\.\\d+)?")
_CELL = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
"""A number as a table holds it."""


def differences(name: str, expected: Any, found: Any) -> list[str]:
    """List the differences between an accepted and a new output.

    Numbers agree within `RELATIVE_TOLERANCE` or `ABSOLUTE_TOLERANCE`.
    """
    if expected is None:
        return [f"{name}: new, not accepted yet"]
    if found is None:
        return [f"{name}: gone"]
    kinds: dict[str, Callable[[Any, Any], Iterator[str]]] = {
        "json": lambda old, new: _of_trees(old, new, ()),
        "csv": lambda old, new: _of_trees(old, new, ()),
        "txt": _of_lines,
    }
    return [f"{name}: {line}" for line in kinds[name.rpartition(".")[2]](expected, found)]


def summary(lines: Sequence[str]) -> str:
    """The differences as a text that ends with the command that accepts them."""
    more = [f"... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    advice = 'If that is meant: python -m tests.golden accept --reason "..."'
    return "\n".join(["outputs differ from the accepted ones:", *lines[:_SHOWN], *more, advice])


def close(old: float, new: float) -> bool:
    """Whether two numbers agree within the tolerances."""
    within = max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * max(abs(old), abs(new)))
    return abs(old - new) <= within


def _of_trees(old: Any, new: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            at = (*path, str(key))
            if key not in new:
                yield f"{', '.join(at)}: {_shown(old[key])} -> gone"
            elif key not in old:
                yield f"{', '.join(at)}: new -> {_shown(new[key])}"
            else:
                yield from _of_trees(old[key], new[key], at)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, path)
    elif not _alike(old, new):
        yield f"{', '.join(path)}: {_shown(old)} -> {_shown(new)}{_percent(old, new)}"


def _of_lists(old: list[Any], new: list[Any], path: tuple[str, ...]) -> Iterator[str]:
    """Items in pairs; where their number changed, those of the same name are paired."""
    if len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _of_trees(before, after, (*path, _label(before, number)))
        return
    where = ", ".join(path)
    yield f"{where}: {len(old)} -> {len(new)} items"
    before, after = [[_label(item, 0) for item in items] for items in (old, new)]
    for change, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            for number in range(b - a):
                pair = old[a + number], new[c + number]
                yield from _of_trees(*pair, (*path, before[a + number]))
            continue
        yield from (f"{where}, {label}: gone" for label in before[a:b])
        yield from (f"{where}, {label}: new" for label in after[c:d])


def _label(item: Any, number: int) -> str:
    """What an item of a list is called: an effort by what was done when, a row by its names."""
    if not isinstance(item, Mapping):
        return f"{_shown(item)}" if isinstance(item, str) else f"#{number + 1}"
    if "start_s" in item and "exercise" in item:
        return f"{item['exercise']} {item.get('side')} at {float(item['start_s']):.1f} s"
    if {"set", "rep", "metric"} <= item.keys():
        rep = f"rep {item['rep']}" if item["rep"] else "whole set"
        return f"{item.get('session_id', '')} set {item['set']} {rep} {item['metric']}"
    named = next((item[key] for key in _NAMES if isinstance(item.get(key), str)), None)
    if named is None:
        return f"#{number + 1}"
    return f"{named} {item['side']}" if isinstance(item.get("side"), str) else str(named)


def _of_lines(old: list[str], new: list[str]) -> Iterator[str]:
    """Lines that say the same but for their figures are paired, wherever they stand."""
    before, after = _by_words(old), _by_words(new)
    for words in [*before, *(words for words in after if words not in before)]:
        gone, come = before.get(words, []), after.get(words, [])
        if len(gone) == len(come):
            pairs = zip(gone, come, strict=True)
            yield from (f"{a!r} -> {b!r}" for a, b in pairs if a != b)
            continue
        for change, a, b, c, d in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
            if change != "equal":
                yield from (f"gone {line!r}" for line in gone[a:b])
                yield from (f"new {line!r}" for line in come[c:d])


def _by_words(lines: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(_FIGURE.sub("#", line), []).append(line)
    return found


def _alike(old: Any, new: Any) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    before, after = _number(old), _number(new)
    if before is None or after is None or isinstance(old, str) != isinstance(new, str):
        return bool(old == new)
    return close(before, after)


def _number(value: Any) -> float | None:
    """The number that a value is, or that a cell of a table holds."""
    if isinstance(value, int | float):
        return float(value)
    cell = isinstance(value, str) and _CELL.fullmatch(value)
    return float(value) if cell else None


def _percent(old: Any, new: Any) -> str:
    before, after = _number(old), _number(new)
    if before is None or after is None or before == 0:
        return ""
    return f" ({100 * (after / before - 1):+.3g} %)"


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}..."
