"""What real air does to a link: events at an interval, errors and their bursts, changing strength.

A connection's two sides meet only at its events. A packet that is not acknowledged there is sent
again at the next, so that errors cost time, never data or order, until the link is given up
(Bluetooth Core Specification 5.4, volume 6, part B, 4.5).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Conditions:
    """How the air is.

    Parameters
    ----------
    interval_s
        Between a connection's events; 0 is no waiting at all.
    error_rate
        Share of packets that are not acknowledged.
    burst_start, burst_end
        Chances, at every packet, that a burst begins, and that it ends (Gilbert 1960); while it
        lasts nothing is acknowledged.
    packets_an_event
        At most, in each direction.
    rssi_sd_db
        Spread of the signal strength, which changes slowly.
    seed
        Chooses it all.
    """

    interval_s: float = 0.0
    error_rate: float = 0.0
    burst_start: float = 0.0
    burst_end: float = 0.2
    packets_an_event: int = 6
    rssi_sd_db: float = 0.0
    seed: int = 0


class LinkQueue:
    """One direction of a link: what waits for its events, in order.

    Parameters
    ----------
    conditions
        Of the air.
    number
        Of the link, so that each has errors of its own.
    """

    def __init__(self, conditions: Conditions, number: int = 0) -> None:
        self._conditions = conditions
        self._generator = np.random.default_rng((conditions.seed, number))
        self._waiting: deque[Callable[[], None]] = deque()
        self._in_burst = False
        self.events_in_vain = 0
        self.sent_again = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, deliver: Callable[[], None]) -> None:
        """Add a packet, which is delivered by that call."""
        self._waiting.append(deliver)

    def clear(self) -> None:
        """Forget what waits; the link is gone."""
        self._waiting.clear()
        self.events_in_vain = 0

    def event(self, *, in_range: bool = True) -> int:
        """Hold one event; gives how many packets were delivered in it."""
        delivered = 0
        while self._waiting and delivered < self._conditions.packets_an_event:
            if not in_range or self._is_lost():
                self.sent_again += 1
                break
            self._waiting.popleft()()
            delivered += 1
        self.events_in_vain = 0 if delivered or not self._waiting else self.events_in_vain + 1
        return delivered

    def _is_lost(self) -> bool:
        conditions = self._conditions
        change = conditions.burst_end if self._in_burst else conditions.burst_start
        if self._generator.random() < change:
            self._in_burst = not self._in_burst
        return self._in_burst or bool(self._generator.random() < conditions.error_rate)


class Strength:
    """Signal strength of one device, dBm, each time that it is heard.

    Wanders about its mean with a memory of some twenty advertisements (first-order autoregression).
    """

    _MEMORY = 0.95

    def __init__(self, sd_db: float, seed: int) -> None:
        self._sd_db = sd_db
        self._generator = np.random.default_rng((seed, 0x55))
        self._off_db = sd_db * float(self._generator.standard_normal())

    def heard(self, mean_dbm: int) -> int:
        """The strength now."""
        fresh = self._sd_db * float(np.sqrt(1 - self._MEMORY**2))
        self._off_db = self._MEMORY * self._off_db + fresh * float(
            self._generator.standard_normal()
        )
        return round(mean_dbm + self._off_db)
