"""Stretches in which something holds, found hop by hop as samples arrive."""

from collections.abc import Callable

Run = tuple[int, int]
"""First hop, and the hop after the last."""


class Runs:
    """Consecutive hops for which a test holds; they are tested in their order, as they come.

    Parameters
    ----------
    holds
        From the number of a hop and that of the first hop of the run so far to whether it
        belongs to it; for the first hop of a run both are the same.
    pause
        How many hops in a row may fail inside a run.
    """

    def __init__(self, holds: Callable[[int, int], bool], pause: int = 0) -> None:
        self._holds = holds
        self._pause = pause
        self._tested = 0
        self._first: int | None = None
        self._last = 0

    def advance(self, hops: int, *, ended: bool) -> list[Run]:
        """The runs that end within the hops that there are, or that the recording ends."""
        found: list[Run] = []
        while self._tested < hops:
            at = self._tested
            first = at if self._first is None else self._first
            if self._holds(at, first):
                self._first, self._last = first, at + 1
            elif self._first is not None and at - self._last >= self._pause:
                found.append((self._first, self._last))
                self._first = None
                # The same hop may begin the next.
                continue
            self._tested += 1
        if ended and self._first is not None:
            found.append((self._first, self._last))
            self._first = None
        return found
