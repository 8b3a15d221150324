"""What the server asks of whatever runs its analyses."""

from collections.abc import Awaitable, Callable
from typing import Protocol

Work = Callable[[str], Awaitable[None]]
"""Analyse the session of that id; records its own failure and raises nothing foreseen."""


class Jobs(Protocol):
    """Runs the analysis of sessions, each at least once after it was submitted."""

    async def start(self, work: Work) -> None:
        """Begin to take submissions and do `work` for each."""

    async def submit(self, session_id: str) -> None:
        """Have a session analysed; returns before that is done."""

    async def drain(self) -> None:
        """Wait until all that was submitted is done."""

    async def stop(self) -> None:
        """Take no more; what is not done is submitted again at the next start."""
