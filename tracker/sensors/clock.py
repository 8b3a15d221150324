"""From a sensor's own clock to the host's: the line under the least delayed arrivals.

A packet taken at device time *d* arrives at host time *offset + rate · d + delay*, and no delay
is negative. The line that lies below all points and nearest to them (least sum of distances) is
the edge of their lower convex hull that spans the mean device time. It leans on the few packets
that met no delay at all and so ignores how long and how unevenly the others waited, which a line
of least squares does not. The hull is kept up to date in a time that does not grow with the
recording.

What remains unknown is the least delay itself: times are late by it, equally for all samples of a
sensor. Between two sensors the differences of their least delays remain, under a millisecond where
some packets meet a free channel, up to a connection interval where the packet period is a multiple
of it.

Sources: Moon, Skelly and Towsley (1999), the line under all points by linear programming; Zhang,
Liu and Xia (2002), the same by the convex hull. Points of deviation: the slope is held within what
quartz allows, so that a few packets already give a usable clock; one straight line serves for a
whole run of a sensor, so a crystal that warms up leaves its curvature as an error.
"""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_DRIFT = 300e-6


@dataclass(frozen=True, slots=True)
class ClockFit:
    """Host time as a straight line of device time.

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
    """

    device_s: float
    host_s: float
    rate: float
    residual_s: float
    points: int

    @property
    def drift_ppm(self) -> float:
        """How much faster host time passes than the sensor's clock, in millionths."""
        return (self.rate - 1.0) * 1e6

    def to_host(self, device_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Host time in seconds of (n,) device times in seconds."""
        return self.host_s + self.rate * (device_s - self.device_s)


class DeviceClock:
    """The fit to the arrivals so far; times in seconds from any origin.

    Parameters
    ----------
    max_drift
        Largest difference of the two clocks' rates, as a fraction.
    """

    def __init__(self, max_drift: float = MAX_DRIFT) -> None:
        self._max_drift = max_drift
        self._device: list[float] = []
        self._arrival: list[float] = []
        self._sum = 0.0
        self._count = 0
        self._first_s = 0.0

    def add(self, device_s: float, arrival_s: float) -> None:
        """Add an arrival; one that is not later on the device's clock than the last is ignored."""
        if not self._count:
            self._first_s = device_s
        elif device_s <= self._device[-1]:
            return
        self._sum += device_s - self._first_s
        self._count += 1
        while len(self._device) > 1 and self._bends_down(device_s, arrival_s):
            self._device.pop()
            self._arrival.pop()
        self._device.append(device_s)
        self._arrival.append(arrival_s)

    def fit(self) -> ClockFit:
        """The line under the arrivals so far, without its residual; needs one arrival at least."""
        mean = self._first_s + self._sum / self._count
        rate = min(max(self._slope_at(mean), 1.0 - self._max_drift), 1.0 + self._max_drift)
        host = min(
            arrival + rate * (mean - device)
            for device, arrival in zip(self._device, self._arrival, strict=True)
        )
        return ClockFit(mean, host, rate, float("nan"), self._count)

    def _bends_down(self, device_s: float, arrival_s: float) -> bool:
        """Whether the newest vertex lies on or above the line from the one before to the point."""
        d0, d1 = self._device[-2:]
        a0, a1 = self._arrival[-2:]
        return (a1 - a0) * (device_s - d0) >= (arrival_s - a0) * (d1 - d0)

    def _slope_at(self, device_s: float) -> float:
        if len(self._device) < 2:
            return 1.0
        right = min(max(bisect_right(self._device, device_s), 1), len(self._device) - 1)
        rise = self._arrival[right] - self._arrival[right - 1]
        return rise / (self._device[right] - self._device[right - 1])


def fit_clock(device_s: NDArray[np.float64], arrival_s: NDArray[np.float64]) -> ClockFit:
    """Fit a whole run at once.

    Parameters
    ----------
    device_s
        (n,) device time of each packet's last sample; n at least 1. Any order.
    arrival_s
        (n,) host time of its arrival.
    """
    clock = DeviceClock()
    for at in np.argsort(device_s, kind="stable"):
        clock.add(float(device_s[at]), float(arrival_s[at]))
    line = clock.fit()
    residual = float(np.median(arrival_s - line.to_host(device_s)))
    return ClockFit(line.device_s, line.host_s, line.rate, residual, line.points)
