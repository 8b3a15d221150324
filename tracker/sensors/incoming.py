"""One sensor's packets while they arrive: provisional times, losses so far, rate."""

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracker.sensors.clock import DeviceClock
from tracker.sensors.notes import SensorNote
from tracker.sensors.profiles.sequence import Samples, SequenceDecoder

_RATE_WINDOW_NS = 2_000_000_000
_TICK_S = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Samples for live use.

    Parameters
    ----------
    stream
        Name of the stream.
    time
        (n,) seconds from the recording's start, increasing also over blocks. Provisional: the clock
        fit still moves, so the finished recording may differ by milliseconds.
    values
        (n, channels) in the units of the stream's channels.
    missing
        Samples lost between the block before and this one.
    """

    stream: str
    time: NDArray[np.float64] = field(repr=False)
    values: NDArray[np.float64] = field(repr=False)
    missing: int = 0


class IncomingStream:
    """The live side of one sensor.

    Parameters
    ----------
    sensor
        What its packets hold.
    start_ns
        Host clock at the recording's time zero.
    """

    def __init__(self, sensor: SensorNote, start_ns: int) -> None:
        self.sensor = sensor
        self.packets = 0
        self.samples = 0
        self.lost = 0
        self.refused = 0
        self._start_ns = start_ns
        self._scales = sensor.configuration.scales
        self._period_s = 1.0 / sensor.configuration.rate_hz
        self._decoder = SequenceDecoder(sensor.configuration)
        self._clock = DeviceClock()
        self._run = 0
        self._next_index: int | None = None
        self._last_s = -np.inf
        self._recent: deque[tuple[int, int]] = deque()

    @property
    def rate_hz(self) -> float:
        """Samples a second of host time, over the last two seconds; NaN before there are two."""
        if len(self._recent) < 2:
            return float("nan")
        elapsed_ns = self._recent[-1][0] - self._recent[0][0]
        received = sum(count for _, count in list(self._recent)[1:])
        return received / (elapsed_ns * 1e-9) if elapsed_ns > 0 else float("nan")

    def feed(self, payload: bytes, arrival_ns: int) -> Block | None:
        """Take a packet; gives a block unless all its samples are too late or known already.

        Raises
        ------
        PacketError
            If it is none; it is counted.
        """
        self.packets += 1
        self.refused += 1
        samples = self._decoder.feed(payload)
        self.refused -= 1
        self._note_arrival(arrival_ns, len(samples.counts))
        if samples.run != self._run:
            self._run, self._clock, self._next_index = samples.run, DeviceClock(), None
        expected = samples.first_index if self._next_index is None else self._next_index
        known = max(0, expected - samples.first_index)
        fresh = len(samples.counts) - known
        if fresh <= 0:
            return None
        missing = max(0, samples.first_index - expected)
        self._next_index = samples.end_index
        self.samples += fresh
        self.lost += missing
        time = self._times(samples, arrival_ns)[known:]
        self._last_s = float(time[-1])
        values = samples.counts[known:] * self._scales
        return Block(self.sensor.name, time, values, missing)

    def _note_arrival(self, arrival_ns: int, count: int) -> None:
        self._recent.append((arrival_ns, count))
        while arrival_ns - self._recent[0][0] > _RATE_WINDOW_NS:
            self._recent.popleft()

    def _times(self, samples: Samples, arrival_ns: int) -> NDArray[np.float64]:
        count = len(samples.counts)
        device_s = samples.t_us * 1e-6 + np.arange(count, dtype=np.float64) * self._period_s
        self._clock.add(float(device_s[-1]), (arrival_ns - self._start_ns) * 1e-9)
        time = self._clock.fit().to_host(device_s)
        if time[0] > self._last_s:
            return time
        # The fit moved back over what was given out already: squeeze the block to follow it.
        end_s = max(float(time[-1]), self._last_s + count * _TICK_S)
        return np.linspace(self._last_s, end_s, count + 1)[1:]
