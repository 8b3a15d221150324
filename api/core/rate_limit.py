"""How often an account or a network may ask, counted in this process by the limits library.

Each process counts for itself, so a client that reaches all of `n` processes may ask up to `n`
times as often. Counters in the database would cost a write for each request of an attacker.
"""

import math
import time
from collections.abc import Mapping
from enum import StrEnum

from limits import RateLimitItem, parse_many
from limits.aio.strategies import FixedWindowRateLimiter

from api.core.errors import TooMany
from api.core.rate_counters import BoundedStorage

_MINUTE_S = 60


class Limit(StrEnum):
    """Limits that do not belong to one class of routes."""

    REQUESTS = "requests"
    """All requests of an account."""
    STRANGERS = "strangers"
    """Wrong passwords and other tries to sign in from unknown devices of one network."""
    SIGN_INS = "sign_ins"
    """Sign-ins to an account, and tries on its known devices: each costs a password hash."""
    TRIES = "tries"
    """Wrong passwords for an account from one known device, or from one network."""
    STRANGERS_TRIES = "strangers_tries"
    """Wrong passwords for an account from all unknown devices."""
    PAGES = "pages"
    """Pages and documents for everybody, from one network."""
    GUESSES = "guesses"
    """Invalid tokens, and other secrets of people who are not signed in, from one network."""
    REFRESHES = "refreshes"
    """Pairs of tokens of an account."""
    OPENINGS = "openings"
    """Reports opened by link: from one network, and by one link."""


class Limiter:
    """Counts requests by a limit's name and by who sends them.

    Parameters
    ----------
    rates
        By a limit's name: how often, as ``10/minute``, or several as ``10/minute;40/hour``.
    """

    def __init__(self, rates: Mapping[str, str]) -> None:
        self._windows: dict[str, list[tuple[RateLimitItem, FixedWindowRateLimiter]]] = {}
        for name, text in rates.items():
            self.limit(name, text)

    def limit(self, name: str, rates: str) -> None:
        """Set a limit; its counters begin at zero."""
        self._windows[name] = [
            (rate, FixedWindowRateLimiter(BoundedStorage())) for rate in parse_many(rates)
        ]

    async def take(self, name: str, *who: str) -> None:
        """Count a request; TooMany if that is more than the limit allows."""
        for rate, window in self._windows[name]:
            if await window.hit(rate, *who):
                continue
            ends_s = (await window.get_window_stats(rate, *who)).reset_time
            wait_s = max(1, math.ceil(ends_s - time.monotonic()))
            raise TooMany(f"Too many requests; try again in {_shown(wait_s)}.", wait_s)

    async def give_back(self, name: str, *who: str) -> None:
        """Take a request out of the count, as one that did no harm."""
        for rate, window in self._windows[name]:
            await window.hit(rate, *who, cost=-1)


def _shown(wait_s: int) -> str:
    return f"{wait_s} s" if wait_s <= 2 * _MINUTE_S else f"{math.ceil(wait_s / _MINUTE_S)} min"
