"""Draining: the server is about to end, and whoever waits for something to happen stops waiting."""

import asyncio


class Drain:
    """Begins once, before the last requests are answered: a stream that never ends does then."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    @property
    def begun(self) -> bool:
        """Whether the server is about to end."""
        return self._event.is_set()

    def begin(self) -> None:
        """Wake everything that waits."""
        self._event.set()

    async def wait(self) -> None:
        """Wait until the server is about to end."""
        await self._event.wait()
