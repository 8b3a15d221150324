"""How often somebody may ask, counted in this process by the limits library."""

import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from api.errors import TooMany


class Limiter:
    """Counts requests by what they are and who sends them.

    Parameters
    ----------
    rates
        By a limit's name: how often, as ``10/minute``.
    """

    def __init__(self, rates: dict[str, str]) -> None:
        self._rates: dict[str, RateLimitItem] = {name: parse(text) for name, text in rates.items()}
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def take(self, name: str, who: str) -> None:
        """Count one; TooMany if that is more than the rate allows."""
        rate = self._rates[name]
        if await self._window.hit(rate, name, who):
            return
        again_at = (await self._window.get_window_stats(rate, name, who)).reset_time
        wait_s = max(1, math.ceil(again_at - time.time()))
        raise TooMany(f"Too often; try again in {wait_s} s.", wait_s)
