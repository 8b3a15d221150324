"""Questions to a person that Ctrl-C can end while sensors go on recording."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from rich.console import Console

from tracker.cli.keys import pressed_keys

_ENTER = {"\r", "\n"}
_ERASE = {"\x7f", "\b"}
_T = TypeVar("_T")


async def unless_ended(work: Coroutine[Any, Any, _T], ended: asyncio.Event) -> _T | None:
    """Result of the work; None if the event came first, which cancels the work."""
    task = asyncio.create_task(work)
    end = asyncio.create_task(ended.wait())
    try:
        await asyncio.wait({task, end}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        return None
    finally:
        for running in (task, end):
            running.cancel()
        await asyncio.gather(task, end, return_exceptions=True)


async def typed_line(console: Console, question: str, ended: asyncio.Event) -> str | None:
    """Print the question and read the answer up to Enter.

    Parameters
    ----------
    console
        Where the question and the typed characters are shown.
    question
        Without a line's end.
    ended
        Ends the question.

    Returns
    -------
    The answer without spaces around it; None if the question was ended.
    """
    async with pressed_keys() as keys:
        # Asked only now: the terminal forgets what was typed before.
        _show(console, question)
        try:
            return await unless_ended(_line(console, keys), ended)
        finally:
            _show(console, "\n")


async def enter_pressed(ended: asyncio.Event) -> None:
    """Wait for Enter or for the event; shows nothing, so that others can print meanwhile."""
    async with pressed_keys() as keys:
        await unless_ended(_enter(keys), ended)


async def _enter(keys: "asyncio.Queue[str]") -> None:
    while await keys.get() not in _ENTER:
        pass


async def _line(console: Console, keys: "asyncio.Queue[str]") -> str:
    typed = ""
    while (key := await keys.get()) not in _ENTER:
        if key in _ERASE:
            if typed:
                typed = typed[:-1]
                _show(console, "\b \b")
        elif key.isprintable():
            typed += key
            _show(console, key)
    return typed.strip()


def _show(console: Console, text: str) -> None:
    console.out(text, end="", highlight=False)
    console.file.flush()
