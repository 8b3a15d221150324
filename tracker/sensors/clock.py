"""From a sensor's own clock to the host's, by packets that arrive late and pings asked early.

A packet taken at device time *d* arrives at host time *offset + rate · d + delay*, and no delay
is negative: arrivals bound the clock from above. The line that lies below all of them and nearest
to them (least sum of distances) is the edge of their lower convex hull that spans the mean device
time. It leans on the few packets that met no delay at all and so ignores how long and how unevenly
the others waited, which a line of least squares does not.

What arrivals alone cannot tell is their least delay: the radio carries packets at its own fixed
instants only, and where the packet period shares a divisor with the interval between them, as
50 ms and 30 ms share 10 ms, no packet ever finds a free channel at once, and the slope follows the
radio's clock in place of the sensor's. Pings tell both. The host asks at *sent*, the sensor reads
its clock as the request reaches it, and the reply comes at *received*:

- requests bound the clock from below, and those asked at uneven times wait for the radio evenly
  between nothing and an interval, so that the least wait of n is known to be an nth of it or so;
- replies wait alike, since the sensor reads its clock at an instant of the radio and answers at a
  later one; a line under them has the true slope within a millionth or two.

So with pings the slope is that of the replies, and the height that of the least delayed arrival
or, where this is lower, that of the least delayed request with its expected wait added. Where the
readings show the radio's interval, the height is that of the replies less the whole intervals that
they waited: then two sensors agree to some hundredths of a millisecond, for both are late by the
same least delay of the host. Without pings the lower hull of the arrivals alone stands.

Sources: Moon, Skelly and Towsley (1999), the line under all points by linear programming; Zhang,
Liu and Xia (2002), the same by the convex hull; Cristian (1989), the bounds that a question and
its answer give. Points of deviation: the slope is held within what quartz allows, so that a few
packets already give a usable clock; requests and replies are not taken to be equally delayed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isfinite
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tracker.sensors.clock_bends import bends_of
from tracker.sensors.clock_jumps import largest_jump
from tracker.sensors.hull import Hull
from tracker.sensors.radio_interval import radio_interval

MAX_DRIFT = 300e-6

_LEAST_PINGS = 8
"""Fewer replies do not yet tell the slope."""
_LONGEST_ROUND_S = 1.0
_AGREEING = 3
_REMEMBERED = 15
_TIGHT = 0.5
_EXAMINED = 400
_SAME_S = 0.001


@dataclass(frozen=True, slots=True)
class Ping:
    """A question for a sensor's clock: host time before, device time, host time after; s."""

    sent_s: float
    device_s: float
    received_s: float

    @property
    def plausible(self) -> bool:
        """Whether it is in order and quick enough to tell anything."""
        return isfinite(self.device_s) and 0.0 <= self.received_s - self.sent_s <= _LONGEST_ROUND_S


@dataclass(frozen=True, slots=True)
class ClockFit:
    """Host time as a line of device time.

    Parameters
    ----------
    device_s, host_s
        A point of the line.
    rate
        Host seconds a device second; 1 + drift.
    residual_s
        Median delay of the arrivals beyond the line; NaN without arrivals.
    points
        How many arrivals it rests on.
    pings
        How many pings it rests on.
    bounds_s
        How far true host time can be before (not positive) and after (not negative) that of the
        fit at `device_s`, if no packet travels back in time; None without pings.
    jump_s
        Device time at which the pings prove that the sensor's clock jumped, within some seconds,
        and by how much ahead it did at least (negative: back); None if they prove nothing. The
        line does not follow the jump: times on either side may be off by as much.
    bends
        Device time and what to add to the line there, between which it is interpolated: the
        curve of a crystal that warms up. Empty for a straight line.
    """

    device_s: float
    host_s: float
    rate: float
    residual_s: float
    points: int
    pings: int = 0
    bounds_s: tuple[float, float] | None = None
    jump_s: tuple[float, float] | None = None
    bends: tuple[tuple[float, float], ...] = ()

    @property
    def drift_ppm(self) -> float:
        """How much faster host time passes than the sensor's clock, in millionths."""
        return (self.rate - 1.0) * 1e6

    def to_host(self, device_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Host time in seconds of (n,) device times in seconds."""
        host_s = self.host_s + self.rate * (device_s - self.device_s)
        if self.bends:
            at, add = np.array(self.bends).T
            host_s = host_s + np.interp(device_s, at, add)
        return np.asarray(host_s, dtype=np.float64)


class DeviceClock:
    """The fit to what has arrived so far; times in seconds from any origin.

    Parameters
    ----------
    max_drift
        Largest difference of the two clocks' rates, as a fraction.
    """

    def __init__(self, max_drift: float = MAX_DRIFT) -> None:
        self._max_drift = max_drift
        self._arrivals = Hull()
        self._requests = Hull(upper=True)
        self._replies = Hull()
        self._judge = _PingJudge(max_drift)
        self._pings: list[Ping] = []
        self._replied: tuple[float | None, float] | None = None

    def add(self, device_s: float, arrival_s: float) -> None:
        """Add an arrival; one that is not later on the device's clock than the last is ignored."""
        self._arrivals.add(device_s, arrival_s)

    def add_ping(self, sent_s: float, device_s: float, received_s: float) -> None:
        """Add a ping; one that cannot be, or contradicts most of the others, is ignored."""
        for ping in self._judge.believed(Ping(sent_s, device_s, received_s)):
            if self._replies.add(ping.device_s, ping.received_s):
                self._requests.add(ping.device_s, ping.sent_s)
                self._pings.append(ping)
                self._replied = None

    @property
    def believed(self) -> tuple[Ping, ...]:
        """The pings that are used."""
        return tuple(self._pings)

    def fit(self) -> ClockFit:
        """The line by all so far, without its residual; needs one arrival at least."""
        rate = self._rate()
        device_s = self._arrivals.mean
        latest_s = self._arrivals.height_at(device_s, rate)
        pings = self._requests.count
        if pings < 2:
            return ClockFit(device_s, latest_s, rate, float("nan"), self._arrivals.count)
        earliest_s = self._requests.height_at(device_s, rate)
        # Waits spread evenly from zero: n of them leave an nth of twice their mean below the least.
        wait_s = 2.0 * self._requests.mean_distance(rate) / (pings - 1)
        host_s = min(latest_s, earliest_s + wait_s)
        answered_s = self._answered(earliest_s, device_s, rate)
        if answered_s is not None and answered_s <= latest_s + _SAME_S:
            host_s = min(answered_s, latest_s)
        bounds_s = (min(earliest_s - host_s, 0.0), max(latest_s - host_s, 0.0))
        count = self._arrivals.count
        return ClockFit(device_s, host_s, rate, float("nan"), count, pings, bounds_s)

    def _answered(self, earliest_s: float, device_s: float, rate: float) -> float | None:
        """Host time by the replies less the whole intervals of the radio that they waited."""
        interval_s = self._reply_timing()[0]
        if interval_s is None:
            return None
        replied_s = self._replies.height_at(device_s, rate)
        return replied_s - interval_s * ((replied_s - earliest_s) // interval_s)

    def _reply_timing(self) -> tuple[float | None, float]:
        """The radio's interval if the readings show it, and the slope of the replies."""
        if self._replied is None:
            interval_s = radio_interval([ping.device_s for ping in self._pings])
            # Readings at the radio's instants have replies of one delay; others are scattered.
            slope = self._replies.slope if interval_s else _usual_slope(self._pings)
            self._replied = interval_s, self._within(slope)
        return self._replied

    def _rate(self) -> float:
        by_arrivals = self._within(self._arrivals.slope)
        if self._replies.count < _LEAST_PINGS:
            return by_arrivals
        by_replies = self._reply_timing()[1]
        spread_s = self._replies.mean_distance(by_replies)
        waits_s = self._requests.mean_distance(by_replies)
        if spread_s < _TIGHT * waits_s:
            return by_replies
        # Replies as unevenly late as all else: of two such lines the better supported is taken.
        hidden_s = max(self._arrivals.mean_distance(by_arrivals), waits_s)
        arrivals_doubt = hidden_s / (self._arrivals.count * max(self._arrivals.span, 1e-9))
        replies_doubt = spread_s / (self._replies.count * self._replies.span)
        return by_replies if replies_doubt < arrivals_doubt else by_arrivals

    def _within(self, rate: float) -> float:
        return min(max(rate, 1.0 - self._max_drift), 1.0 + self._max_drift)


class _PingJudge:
    """Lets through the pings that agree with most of those before them."""

    def __init__(self, max_drift: float) -> None:
        self._max_drift = max_drift
        self._recent: list[Ping] = []
        self._waiting: list[Ping] = []

    def believed(self, ping: Ping) -> list[Ping]:
        """Those that may be used now, in the order of their device times."""
        if not ping.plausible:
            return []
        self._recent = [*self._recent[1 - _REMEMBERED :], ping]
        self._waiting.append(ping)
        if len(self._recent) < _AGREEING:
            return []
        ready, self._waiting = self._waiting, []
        return sorted(filter(self._agrees, ready), key=lambda one: one.device_s)

    def _agrees(self, ping: Ping) -> bool:
        ahead = [(one.sent_s + one.received_s) / 2 - one.device_s for one in self._recent]
        usual_s = median(ahead)
        near = [one for one, by in zip(self._recent, ahead, strict=True) if abs(by - usual_s) < 1.0]
        slack_s = median(one.received_s - one.sent_s for one in self._recent)
        slack_s += self._max_drift * max(
            (abs(one.device_s - ping.device_s) for one in near), default=0.0
        )
        early_s, late_s = ping.sent_s - ping.device_s, ping.received_s - ping.device_s
        return early_s - slack_s <= usual_s <= late_s + slack_s


def _usual_slope(pings: list[Ping]) -> float:
    """Median of the slopes between replies half a run apart; a few late ones do not move it."""
    chosen = pings[:: max(1, len(pings) // _EXAMINED)]
    half = len(chosen) // 2
    return median(
        (late.received_s - early.received_s) / (late.device_s - early.device_s)
        for early, late in zip(chosen[:half], chosen[-half:], strict=True)
    )


def fit_clock(
    device_s: NDArray[np.float64],
    arrival_s: NDArray[np.float64],
    pings: Iterable[Ping] = (),
    *,
    max_drift: float = MAX_DRIFT,
) -> ClockFit:
    """Fit a whole run at once; with pings the line follows a rate that changes slowly.

    Parameters
    ----------
    device_s
        (n,) device time of each packet's last sample; n at least 1. Any order.
    arrival_s
        (n,) host time of its arrival.
    pings
        Questions for the sensor's clock in the same run, on the same clocks; any order.
    max_drift
        Largest difference of the two clocks' rates, as a fraction.
    """
    order = np.argsort(device_s, kind="stable")
    device_s, arrival_s = device_s[order], arrival_s[order]
    pings = sorted(pings, key=lambda ping: ping.sent_s)
    clock = _fed(device_s, arrival_s, pings, max_drift)
    line = clock.fit()
    bends = _bends(clock.believed, line)
    if bends:
        at, by = np.array(bends).T
        straight = [
            replace(ping, sent_s=ping.sent_s - by_s, received_s=ping.received_s - by_s)
            for ping in pings
            for by_s in (float(np.interp(ping.device_s, at, by)),)
        ]
        flat_s = arrival_s - np.interp(device_s, at, by)
        line = replace(_fed(device_s, flat_s, straight, max_drift).fit(), bends=bends)
    asked = [(one.sent_s, one.device_s, one.received_s) for one in clock.believed]
    return replace(
        line,
        residual_s=float(np.median(arrival_s - line.to_host(device_s))),
        jump_s=largest_jump(asked, device_s, arrival_s),
    )


def _fed(
    device_s: NDArray[np.float64],
    arrival_s: NDArray[np.float64],
    pings: list[Ping],
    max_drift: float,
) -> DeviceClock:
    clock = DeviceClock(max_drift)
    for device, arrival in zip(device_s.tolist(), arrival_s.tolist(), strict=True):
        clock.add(device, arrival)
    for ping in pings:
        clock.add_ping(ping.sent_s, ping.device_s, ping.received_s)
    return clock


def _bends(pings: tuple[Ping, ...], line: ClockFit) -> tuple[tuple[float, float], ...]:
    read_s = np.array([ping.device_s for ping in pings])
    received_s = np.array([ping.received_s for ping in pings])
    return bends_of(read_s.tolist(), received_s - line.to_host(read_s))
