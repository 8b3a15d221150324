"""Single keys from the terminal while something else goes on."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


def interactive() -> bool:
    """Whether a person sits at the terminal and can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@asynccontextmanager
async def pressed_keys() -> AsyncIterator[asyncio.Queue[str]]:
    """A queue of the keys that are pressed while entered; without a terminal it stays empty.

    The terminal is as it was when this is left, whatever the reason.
    """
    keys: asyncio.Queue[str] = asyncio.Queue()
    if not sys.stdin.isatty():
        yield keys
    elif sys.platform == "win32":
        async with _windows(keys):
            yield keys
    else:
        async with _posix(keys):
            yield keys


if sys.platform == "win32":
    import msvcrt

    @asynccontextmanager
    async def _windows(keys: asyncio.Queue[str]) -> AsyncIterator[None]:
        loop, left = asyncio.get_running_loop(), threading.Event()

        def read() -> None:
            while not left.wait(0.02):
                while msvcrt.kbhit():
                    loop.call_soon_threadsafe(keys.put_nowait, msvcrt.getwch())

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        try:
            yield
        finally:
            left.set()
            await asyncio.to_thread(thread.join)

else:
    import os
    import termios
    import tty

    @asynccontextmanager
    async def _posix(keys: asyncio.Queue[str]) -> AsyncIterator[None]:
        terminal, loop = sys.stdin.fileno(), asyncio.get_running_loop()
        before = termios.tcgetattr(terminal)

        def read() -> None:
            for key in os.read(terminal, 64).decode(errors="ignore"):
                keys.put_nowait(key)

        try:
            tty.setcbreak(terminal)
            loop.add_reader(terminal, read)
            yield
        finally:
            loop.remove_reader(terminal)
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
