"""A clock that stands still, so that times and the order of rows are the same on every run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from unittest.mock import patch

import time_machine

from tracker import identifiers

BEGIN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
"""When the golden club is founded: a Wednesday, so that a training week is half over."""
READ = BEGIN + timedelta(minutes=10)
"""When its API and pages are read: after every step of filling it, before its tokens expire."""
STEP = timedelta(seconds=8)
"""From a step of filling to the next: slow enough for the server's rate limits, and longer than the
second after which a sync shows a row."""


@contextmanager
def standing_still(at: datetime) -> Iterator[time_machine.Traveller]:
    """Stop the clock of this process at a moment; timers and timeouts still run.

    Identifiers of the same moment sort in the order in which they were made.
    """
    numbers = count()
    in_order = SimpleNamespace(randbits=lambda _bits: next(numbers))
    with (
        patch.object(identifiers, "secrets", in_order),
        time_machine.travel(at, tick=False) as traveller,
    ):
        yield traveller
