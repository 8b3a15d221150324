"""One sensor's packets while they arrive: order, provisional times, losses so far, rate."""

from bisect import insort
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracker.sensors.clock import DeviceClock
from tracker.sensors.codecs.samples import Samples
from tracker.sensors.codecs.sequence import signed
from tracker.sensors.devices.registry import device_of
from tracker.sensors.notes import SensorNote
from tracker.sensors.received import Received

_RATE_WINDOW_NS = 2_000_000_000
_TICK_S = 1e-6
_BELIEVED_S = 60.0


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

    Samples are given out in their order. After a loss those that follow are held back for a while,
    since a sensor with a ring may yet send what is missing; what comes later still is for the
    finished recording only.

    Parameters
    ----------
    sensor
        What its packets hold.
    start_ns
        Host clock at the recording's time zero.
    hold_ns
        How long to hold back samples after a loss.
    """

    def __init__(self, sensor: SensorNote, start_ns: int, hold_ns: int = 0) -> None:
        dialect = device_of(sensor.profile)
        self.sensor = sensor
        self.run = -1
        self.packets = 0
        self.refused = 0
        self._start_ns = start_ns
        self.hold_ns = hold_ns
        self._scales = sensor.configuration.scales
        self._period_s = 1.0 / sensor.configuration.rate_hz
        self._decoder = dialect.decoder(sensor.configuration)
        self._max_drift = dialect.max_drift
        self._clock = DeviceClock(self._max_drift)
        self._received = Received(0)
        self._samples_before = 0
        self._lost_before = 0
        self._newest_us = 0.0
        self._next_index = 0
        self._expected: int | None = None
        self._end: int | None = None
        self._held: list[tuple[int, Samples]] = []
        self._last_s = -np.inf
        self._recent: deque[tuple[int, int]] = deque()

    @property
    def samples(self) -> int:
        """Samples that have arrived, each counted once."""
        return self._samples_before + self._received.count

    @property
    def lost(self) -> int:
        """Samples that are missing so far, by their indices."""
        return self._lost_before + sum(end - first for first, end in self.missing)

    @property
    def missing(self) -> tuple[tuple[int, int], ...]:
        """Ranges ``(first, end)`` of the sensor's present run that have not arrived."""
        return self._received.missing(self._end)

    def expect(self, first_index: int) -> None:
        """Take the sensor's word for the index (modulo 2³²) of the first sample to come."""
        self._expected = first_index
        if self.run >= 0:
            self._begin_at_expected()

    def expect_end(self, end_index: int) -> None:
        """Take the sensor's word for the index (modulo 2³²) after its last sample."""
        ahead = signed(end_index - self._received.end_index)
        if self.run >= 0 and ahead * self._period_s < _BELIEVED_S:
            self._end = self._received.end_index + ahead

    @property
    def rate_hz(self) -> float:
        """Samples a second of host time, over the last two seconds; NaN before there are two."""
        if len(self._recent) < 2:
            return float("nan")
        elapsed_ns = self._recent[-1][0] - self._recent[0][0]
        received = sum(count for _, count in list(self._recent)[1:])
        return received / (elapsed_ns * 1e-9) if elapsed_ns > 0 else float("nan")

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Block, ...]:
        """Take a packet; gives the blocks that can be given out now.

        Raises
        ------
        PacketError
            If it is none; it is counted.
        """
        self.packets += 1
        self.refused += 1
        decoded = self._decoder.feed(payload, arrival_ns)
        self.refused -= 1
        blocks: list[Block] = []
        for samples in decoded:
            if samples.run != self.run:
                blocks += self.flush()
                self._begin(samples)
            self._take(samples, arrival_ns)
            blocks += self._due(arrival_ns)
        return tuple(blocks)

    def pinged(self, sent_ns: int, device_us: int, received_ns: int) -> None:
        """Take the sensor's clock (modulo 2³² µs) as it was between two times of the host."""
        if self.run >= 0:
            device_us = round(self._newest_us) + signed(device_us - round(self._newest_us))
            sent_s, received_s = (
                (sent_ns - self._start_ns) / 1e9,
                (received_ns - self._start_ns) / 1e9,
            )
            self._clock.add_ping(sent_s, device_us * 1e-6, received_s)

    def flush(self) -> tuple[Block, ...]:
        """Give out what is held back."""
        held, self._held = self._held, []
        return tuple(self._block(samples) for _, samples in held)

    def _begin(self, samples: Samples) -> None:
        self._samples_before, self._lost_before = self.samples, self.lost
        self.run = samples.run
        self._clock = DeviceClock(self._max_drift)
        self._received = Received(samples.first_index)
        self._next_index = samples.first_index
        self._end = None
        self._begin_at_expected()

    def _begin_at_expected(self) -> None:
        """Miss the samples before the first that came; those before START never were."""
        if self._expected is None:
            return
        ahead = signed(self._received.first_index - self._expected)
        if 0 <= ahead * self._period_s < _BELIEVED_S:
            if self._next_index == self._received.first_index:
                self._next_index -= ahead
            self._received.begin_at(self._received.first_index - ahead)
        self._expected = None

    def _take(self, samples: Samples, arrival_ns: int) -> None:
        if samples.end_index > self._received.end_index:
            self._note_arrival(arrival_ns, len(samples.counts))
            last_us = samples.t_us + (len(samples.counts) - 1) * self._period_s * 1e6
            self._newest_us = last_us
            self._clock.add(last_us * 1e-6, (arrival_ns - self._start_ns) * 1e-9)
        for first, end in self._received.add(samples.first_index, samples.end_index):
            if first >= self._next_index:
                insort(self._held, (arrival_ns, self._part(samples, first, end)), key=_first_index)

    def _part(self, samples: Samples, first: int, end: int) -> Samples:
        skip = first - samples.first_index
        return Samples(
            samples.run,
            first,
            samples.t_us + skip * self._period_s * 1e6,
            samples.counts[skip : end - samples.first_index],
        )

    def _due(self, now_ns: int) -> Iterator[Block]:
        while self._held:
            since_ns, samples = self._held[0]
            early = samples.first_index > self._next_index
            if early and now_ns - since_ns < self.hold_ns:
                return
            del self._held[0]
            yield self._block(samples)

    def _block(self, samples: Samples) -> Block:
        missing = samples.first_index - self._next_index
        self._next_index = samples.end_index
        time = self._times(samples)
        self._last_s = float(time[-1])
        return Block(self.sensor.name, time, samples.counts * self._scales, missing)

    def _note_arrival(self, arrival_ns: int, count: int) -> None:
        self._recent.append((arrival_ns, count))
        while arrival_ns - self._recent[0][0] > _RATE_WINDOW_NS:
            self._recent.popleft()

    def _times(self, samples: Samples) -> NDArray[np.float64]:
        count = len(samples.counts)
        device_s = samples.t_us * 1e-6 + np.arange(count, dtype=np.float64) * self._period_s
        time = self._clock.fit().to_host(device_s)
        if time[0] > self._last_s:
            return time
        # The fit moved back over what was given out already: squeeze the block to follow it.
        end_s = max(float(time[-1]), self._last_s + count * _TICK_S)
        return np.linspace(self._last_s, end_s, count + 1)[1:]


def _first_index(held: tuple[int, Samples]) -> int:
    return held[1].first_index
