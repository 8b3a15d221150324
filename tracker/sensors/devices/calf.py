"""The dialect of our own sensors: requests with tokens, a ring of samples, a clock to ask."""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import suppress

from tracker.errors import LinkLost, PacketError, SensorRefused
from tracker.sensors.codecs import calf
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Decoder
from tracker.sensors.codecs.sequence import SequenceDecoder
from tracker.sensors.devices.device import (
    BATTERY_LEVEL_UUID,
    FIRMWARE_REVISION_UUID,
    Advertised,
    Backfill,
    Device,
    Gatt,
)

_REFUSALS: dict[int, str] = {
    calf.Status.UNKNOWN_OPERATION: "it does not know that operation; update its firmware",
    calf.Status.BAD_REQUEST: "it did not understand the request",
    calf.Status.NOT_SUPPORTED: "it cannot do that",
    calf.Status.MTU_TOO_SMALL: "the connection's packets are too short for one sample",
    calf.Status.NOT_SUBSCRIBED: "its data were not subscribed to",
    calf.Status.WRONG_STATE: "it is not in a state for that; stop it first",
    calf.Status.OUT_OF_RANGE: "it cannot do as much",
}


class CalfDevice(Device):
    """A sensor of the open profile in `tracker.sensors.codecs.calf`."""

    profile = "calf"
    label = "open profile"
    services = (calf.SERVICE_UUID,)

    def __init__(
        self, gatt: Gatt, packet: Callable[[bytes], None], *, reply_s: float = 3.0
    ) -> None:
        super().__init__(gatt, packet, reply_s=reply_s)
        self._replies: asyncio.Queue[bytes] = asyncio.Queue()
        self._tokens = itertools.count(1)
        self._asking = asyncio.Lock()
        self._keeps_a_ring = False

    @classmethod
    def recognises(cls, advertised: Advertised) -> bool:
        """By the profile's service."""
        return calf.SERVICE_UUID in advertised.service_uuids

    @classmethod
    def decoder(cls, configuration: Configuration) -> Decoder:
        """A decoder of data packets, first sent or sent again."""
        return SequenceDecoder(configuration)

    async def open(self) -> Configuration:
        """Read the configuration, battery and firmware; subscribe to everything."""
        configuration = Configuration.from_bytes(await self.gatt.read(calf.CONFIGURATION_UUID))
        await self._read_extras()
        await self.gatt.subscribe(calf.CONTROL_UUID, self._replies.put_nowait)
        await self.gatt.subscribe(calf.DATA_UUID, self.packet)
        # Sensors of the first firmware keep no ring.
        self._keeps_a_ring = self.gatt.has(calf.BACKFILL_UUID)
        if self._keeps_a_ring:
            await self.gatt.subscribe(calf.BACKFILL_UUID, self.packet)
        return configuration

    async def start(self) -> int | None:
        """Let it sample and send; the next sample's index."""
        return int((await self.request(calf.Operation.START)).returned[1])

    async def stop(self) -> int | None:
        """Let it sample no more; its ring stays. The index after the last sample."""
        return int((await self.request(calf.Operation.STOP)).returned[1])

    async def tare(self) -> None:
        """Set a plate to zero; it must be empty."""
        await self.request(calf.Operation.TARE)

    async def device_time_us(self) -> int | None:
        """Its clock when it read the request."""
        return int((await self.request(calf.Operation.TIME_PING)).returned[0])

    async def configure(self, setting: calf.Setting, value: float) -> float:
        """Change a setting, in SI units; what the sensor took. The configuration changes with it.

        Raises
        ------
        SensorRefused
            While it streams, or if it has no such setting.
        """
        return (await self.request(calf.Operation.CONFIGURE, setting, value)).returned[0]

    async def fetch(self, first_index: int, count: int) -> Backfill | None:
        """Have samples of its ring sent again."""
        if not self._keeps_a_ring:
            return None
        wanted = first_index % 2**32, min(count, calf.MAX_RANGE)
        reply = await self.request(calf.Operation.GET_RANGE, *wanted)
        first, coming, oldest = (int(value) for value in reply.returned)
        return Backfill(first, coming, oldest)

    async def request(self, operation: calf.Operation, *arguments: float) -> calf.Reply:
        """Ask something by the control point and await the answer.

        Raises
        ------
        SensorRefused
            If the answer is an error.
        LinkLost
            If there is none.
        """
        async with self._asking:
            request = calf.Request(operation, next(self._tokens) % 256, arguments)
            try:
                async with asyncio.timeout(self.reply_s):
                    await self.gatt.write(calf.CONTROL_UUID, request.to_bytes())
                    reply = await self._reply_to(request)
            except TimeoutError:
                raise LinkLost(
                    f"{self.gatt.name} does not answer {operation.name}: no reply in time"
                ) from None
        if reply.status != calf.Status.OK:
            reason = _REFUSALS.get(reply.status, f"error {reply.status}")
            raise SensorRefused(f"{self.gatt.name} refuses {operation.name}: {reason}")
        return reply

    async def _reply_to(self, request: calf.Request) -> calf.Reply:
        while True:
            with suppress(PacketError):
                reply = calf.Reply.from_bytes(await self._replies.get())
                if (reply.operation, reply.token) == (request.operation, request.token):
                    return reply

    async def _read_extras(self) -> None:
        if self.gatt.has(BATTERY_LEVEL_UUID):
            with suppress(SensorRefused, IndexError):
                self.battery_percent = (await self.gatt.read(BATTERY_LEVEL_UUID))[0]
        if self.gatt.has(FIRMWARE_REVISION_UUID):
            with suppress(SensorRefused, UnicodeDecodeError):
                self.firmware = (await self.gatt.read(FIRMWARE_REVISION_UUID)).decode()
