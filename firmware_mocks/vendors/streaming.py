"""What the mock sensors of other makers share: they stream while somebody wants it."""

import asyncio
from abc import abstractmethod
from collections.abc import Iterable

import numpy as np
from bumble import gatt
from bumble.device import Connection
from numpy.typing import NDArray

from firmware_mocks.faults import Faults, FaultyLine
from firmware_mocks.gatt_device import GattDevice
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.source import SampleSource


class StreamingSensor(GattDevice):
    """A sensor that keeps nothing: what is not sent is gone.

    Parameters
    ----------
    radio, name, address
        As of `GattDevice`.
    source
        Its converter's counts, on the grid of the athlete's time.
    clock
        The athlete's time.
    drift_ppm, uptime_us
        How much faster its clock passes, and what it shows when the movement begins.
    faults
        What happens to its notifications.
    samples_a_packet
        In one notification.
    """

    def __init__(
        self,
        radio: VirtualRadio,
        source: SampleSource,
        *,
        name: str,
        address: str,
        clock: MovementClock,
        drift_ppm: float = 0.0,
        uptime_us: int = 0,
        faults: Faults | None = None,
        samples_a_packet: int = 1,
    ) -> None:
        super().__init__(radio, name, address)
        self.source = source
        self.finished = asyncio.Event()
        self._clock = clock
        self._rate = 1.0 + drift_ppm * 1e-6
        self._uptime_us = uptime_us
        self._line = FaultyLine(faults or Faults())
        self._samples_a_packet = samples_a_packet
        self._joined = False
        self._streaming: asyncio.Task[None] | None = None

    @property
    def streaming(self) -> bool:
        """Whether it sends samples."""
        return self._streaming is not None and not self._streaming.done()

    @property
    def packets_dropped(self) -> int:
        """How many of its notifications never arrived."""
        return self._line.lost

    async def halt(self) -> None:
        """Send no more."""
        if self._streaming is not None:
            self._streaming.cancel()
            await asyncio.wait({self._streaming})
            self._streaming = None

    def dropped(self, connection: Connection) -> None:
        """Send nothing to nobody."""
        del connection
        if self._streaming is not None:
            self._streaming.cancel()

    def begin(self, connection: Connection, data: gatt.Characteristic[bytes]) -> None:
        """Send samples to that client from now on; harmless if it does already."""
        if not self.streaming:
            self._streaming = asyncio.create_task(self._stream(connection, data))
        if not self._joined:
            self._joined = True
            self._clock.join()

    def time_us(self, sample: int) -> int:
        """What its clock shows at a sample."""
        return self._uptime_us + round(1e6 * sample / self.source.rate_hz * self._rate)

    @abstractmethod
    def payloads(self, first: int, values: NDArray[np.float64]) -> Iterable[bytes]:
        """Notifications of samples from number `first` on; (n, channels) values in SI units."""

    async def _stream(self, connection: Connection, data: gatt.Characteristic[bytes]) -> None:
        source, count = self.source, self._samples_a_packet
        at = int(np.ceil(self._clock.now_s() * source.rate_hz))
        while True:
            await self._clock.reach((at + count - 1) / source.rate_hz)
            values = source.counts(at, count) * np.array(source.scales)
            for payload in self.payloads(at, values):
                for arriving in self._line.send(payload):
                    await self.notify(connection, data, arriving)
            at += count
            if at / source.rate_hz >= source.duration_s:
                self.finished.set()


def notified(uuid: str) -> gatt.Characteristic[bytes]:
    """A characteristic that only notifies."""
    return gatt.Characteristic[bytes](
        uuid, gatt.Characteristic.Properties.NOTIFY, gatt.Characteristic.Permissions(0)
    )


def readable(uuid: str, value: bytes) -> gatt.Characteristic[bytes]:
    """A characteristic with a fixed value."""
    return gatt.Characteristic[bytes](
        uuid, gatt.Characteristic.Properties.READ, gatt.Characteristic.READABLE, value
    )
