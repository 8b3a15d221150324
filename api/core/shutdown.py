"""The end of a server or worker process, which nothing may hold up for ever."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

UNFINISHED = 1
"""Exit status of a process that could not finish what was under way."""


@dataclass
class Countdown:
    """Ends the process some time after it was asked to end, if it did not end by itself.

    A database that takes connections and never answers, or a thread that computes, can keep an
    event loop from closing for as long as they like.

    Parameters
    ----------
    limit_s
        How long the process may take.
    """

    limit_s: float
    _timer: threading.Timer | None = field(default=None, repr=False)

    def begin(self) -> None:
        """Begin, unless it has begun."""
        if self._timer is None:
            self._timer = threading.Timer(self.limit_s, self._end_process)
            self._timer.daemon = True
            self._timer.start()

    def cancel(self) -> None:
        """Let the process live on."""
        if self._timer is not None:
            self._timer.cancel()

    def _end_process(self) -> None:
        sys.stderr.write(
            f"Ended after {self.limit_s:g} s with work unfinished, because a part of the server "
            "does not answer or an analysis takes long. It is done again after the next start.\n"
        )
        sys.stderr.flush()
        os._exit(UNFINISHED)


@contextmanager
def countdown(limit_s: float) -> Iterator[Countdown]:
    """A countdown for what runs in this context."""
    counting = Countdown(limit_s)
    try:
        yield counting
    finally:
        counting.cancel()
