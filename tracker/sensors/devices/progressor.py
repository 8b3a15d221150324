"""How to talk with Tindeq's Progressor."""

from collections.abc import Callable
from contextlib import suppress

from tracker.errors import LinkLost, PacketError
from tracker.sensors.codecs import progressor as codec
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Decoder
from tracker.sensors.devices.device import Advertised, Device, Gatt
from tracker.sensors.devices.replies import Replies


class Progressor(Device):
    """A pull gauge; its stream is a vertical force in N."""

    profile = "progressor"
    label = "Tindeq Progressor"
    services = (codec.SERVICE_UUID,)
    experimental = "not yet tried on a real Progressor; its true rate, about 80 Hz, is not verified"
    max_drift = 0.01

    def __init__(
        self, gatt: Gatt, packet: Callable[[bytes], None], *, reply_s: float = 3.0
    ) -> None:
        super().__init__(gatt, packet, reply_s=reply_s)
        self._replies = Replies(gatt, reply_s)

    @classmethod
    def recognises(cls, advertised: Advertised) -> bool:
        """By its service or name."""
        named = (advertised.name or "").startswith("Progressor")
        return named or codec.SERVICE_UUID in advertised.service_uuids

    @classmethod
    def decoder(cls, configuration: Configuration) -> Decoder:
        """A decoder of measurements."""
        return codec.PullDecoder(configuration)

    async def open(self) -> Configuration:
        """Subscribe, and ask for the firmware's version."""
        await self.gatt.subscribe(codec.NOTIFY_UUID, self._notified)
        with suppress(LinkLost):
            version = await self._replies.ask(codec.WRITE_UUID, codec.FIRMWARE, _reply)
            self.firmware = version.decode("utf-8", "replace").strip("\0")
        return codec.CONFIGURATION

    async def start(self) -> int | None:
        """Measure."""
        await self.gatt.write(codec.WRITE_UUID, codec.START)
        return None

    async def stop(self) -> int | None:
        """Measure no more."""
        await self.gatt.write(codec.WRITE_UUID, codec.STOP)
        return None

    async def tare(self) -> None:
        """Take the present pull as zero."""
        await self.gatt.write(codec.WRITE_UUID, codec.TARE)

    def _notified(self, data: bytes) -> None:
        if data[:1] == bytes([codec.REPLY]):
            self._replies.put(data)
        else:
            self.packet(data)


def _reply(data: bytes) -> bytes | None:
    try:
        tag, content = codec.split(data)
    except PacketError:
        return None
    return content if tag == codec.REPLY else None
