"""A mock sensor without its radio: converter, clock, ring of samples, packets."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from firmware_mocks.settings import reconfigured
from firmware_mocks.source import SampleSource
from tracker.sensors.codecs import calf
from tracker.sensors.codecs.configuration import (
    ChannelConfiguration,
    Configuration,
    SensorKind,
)

RING_S = 60.0

_TARE_S = 0.1
_CHUNK_S = 0.5
_WRAP = 2**32


@dataclass(frozen=True, slots=True)
class ClockFaults:
    """What is wrong with a sensor's clock.

    Parameters
    ----------
    drift_ppm
        How much faster it passes than the athlete's time.
    uptime_us
        What it shows when the movement begins.
    jumps
        Pairs of athlete's time in s and µs by which it steps forward then.
    """

    drift_ppm: float = 0.0
    uptime_us: int = 0
    jumps: tuple[tuple[float, int], ...] = ()


class SensorModel:
    """Samples that exist since START, on the grid of the athlete's time, and what they look like.

    A sample is called by its number on that grid; its index on the air counts from the sensor's
    last restart.

    Parameters
    ----------
    source
        The converter's counts.
    kind
        Of the sensor.
    clock
        Its clock's faults.
    index_offset
        Index of the sample with number 0.
    ring_s
        How long samples are kept.
    """

    def __init__(
        self,
        source: SampleSource,
        kind: SensorKind,
        *,
        clock: ClockFaults | None = None,
        index_offset: int = 0,
        ring_s: float = RING_S,
    ) -> None:
        self.source = source
        self._kind = kind
        self._clock = clock or ClockFaults()
        self._index_offset = index_offset
        self.ring_s = ring_s
        self.epoch = 0
        self._booted_s = 0.0
        self._booted_at = 0
        self._since: int | None = None
        self._until: int | None = None
        self._tare = np.zeros(len(source.channels), dtype=np.int32)
        self._chunk: tuple[int, NDArray[np.int16]] = (0, source.counts(0, 0))

    @property
    def configuration(self) -> Configuration:
        """What it says of itself."""
        source = self.source
        return Configuration(
            self._kind,
            source.rate_hz,
            tuple(
                ChannelConfiguration(*one)
                for one in zip(source.channels, source.units, source.scales, strict=True)
            ),
        )

    @property
    def sampling(self) -> bool:
        """Whether samples are being taken."""
        return self._since is not None and self._until is None

    def next_sample(self, now_s: float) -> int:
        """Number of the first sample that does not exist yet."""
        if self._until is not None:
            return self._until
        return math.ceil(now_s * self.source.rate_hz)

    def start(self, now_s: float) -> int:
        """Take samples from now on; the number of the next."""
        if not self.sampling:
            self._until = None
            self._since = self.next_sample(now_s)
        return self.next_sample(now_s)

    def stop(self, now_s: float) -> int:
        """Take no more; the number after the last."""
        if self.sampling:
            self._until = self.next_sample(now_s)
        return self.next_sample(now_s)

    def held(self, now_s: float) -> tuple[int, int]:
        """Number of the oldest sample in the ring, and that after the newest."""
        end = self.next_sample(now_s)
        kept = round(self.ring_s * self.source.rate_hz)
        return max(end if self._since is None else self._since, end - kept), end

    def index(self, sample: int) -> int:
        """A sample's index on the air."""
        return (self._index_offset + sample - self._booted_at) % _WRAP

    def sample(self, index: int, near: int) -> int:
        """Number of the sample with that index, next to the one named."""
        return near + (index - self.index(near) + _WRAP // 2) % _WRAP - _WRAP // 2

    def time_us(self, at_s: float) -> int:
        """What its clock shows at that athlete's time."""
        elapsed_s = at_s - self._booted_s
        jumped = sum(
            by_us for jump_s, by_us in self._clock.jumps if self._booted_s < jump_s <= at_s
        )
        rate = 1.0 + self._clock.drift_ppm * 1e-6
        return (self._clock.uptime_us + jumped + round(elapsed_s * 1e6 * rate)) % _WRAP

    def packet(self, first: int, count: int) -> bytes:
        """The data packet of those samples."""
        counts = np.clip(self._counts(first, count) - self._tare, -32768, 32767).astype(np.int16)
        at_s = first / self.source.rate_hz
        return calf.encode_packet(
            calf.DataPacket(self.epoch, self.index(first), self.time_us(at_s), counts)
        )

    def tare(self, now_s: float) -> bool:
        """Set a plate to zero; False for other sensors."""
        if self._kind != "force_plate":
            return False
        count = max(1, round(_TARE_S * self.source.rate_hz))
        at = max(0, self.next_sample(now_s) - count)
        self._tare[:] = np.rint(self.source.counts(at, count).mean(axis=0))
        return True

    def restart(self, now_s: float) -> None:
        """Begin anew as after a flat battery: ring, index and clock."""
        self.epoch = (self.epoch + 1) % 256
        self._since = self._until = None
        self._booted_at = self.next_sample(now_s)
        self._booted_s = self._booted_at / self.source.rate_hz
        self._clock = replace(self._clock, uptime_us=0)
        self._index_offset = 0
        self._tare[:] = 0

    def configure(self, setting: int, value: float, now_s: float) -> float | None:
        """Take the nearest that is offered, and begin anew; None if it has no such setting."""
        changed = reconfigured(self.source, setting, value)
        if changed is None:
            return None
        self.source, taken = changed
        self._chunk = (0, self.source.counts(0, 0))
        self.restart(now_s)
        return taken

    def _counts(self, at: int, count: int) -> NDArray[np.int16]:
        """From a chunk made beforehand: a source is quicker asked for many samples than for few."""
        start, chunk = self._chunk
        if not start <= at <= at + count <= start + len(chunk):
            size = max(count, round(_CHUNK_S * self.source.rate_hz))
            start, chunk = self._chunk = (at, self.source.counts(at, size))
        return chunk[at - start : at - start + count]
