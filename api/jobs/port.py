"""What the server asks of whatever runs its analyses."""

from collections.abc import Awaitable, Callable
from typing import Protocol

Work = Callable[[str], Awaitable[None]]
"""Do the run of that id; it records its own failure and raises nothing foreseen."""


class Jobs(Protocol):
    """Does runs, each at least once after it was submitted.

    `durable` says whether what was submitted outlives this process.
    """

    durable: bool

    async def start(self, work: Work) -> None:
        """Begin to take submissions and do `work` for each."""

    async def submit(self, run_id: str) -> None:
        """Have a run done; returns before that."""

    async def check(self) -> None:
        """Raise an exception if nothing can be submitted now."""

    async def drain(self) -> None:
        """Wait until all that was submitted is done."""

    async def stop(self) -> None:
        """Take no more; what is not done is done after the next start."""
