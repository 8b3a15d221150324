"""How to talk with WitMotion's Bluetooth 5 sensors."""

from collections.abc import Callable
from contextlib import suppress

from tracker.errors import LinkLost
from tracker.sensors.codecs import witmotion as codec
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Decoder
from tracker.sensors.devices.device import Advertised, Device, Gatt
from tracker.sensors.devices.replies import Replies

WANTED_HZ, LEAST_HZ = 100.0, 50.0
_DEFAULT_HZ = 10.0


class WitMotion(Device):
    """An inertial sensor that sends as long as somebody listens; it cannot be told to stop."""

    profile = "witmotion"
    label = "WitMotion BLE 5"
    services = (codec.SERVICE_UUID,)
    experimental = (
        "not yet tried on a real sensor; it sends neither time nor number, so single lost samples "
        "cannot be seen; the codes of its rates are not verified"
    )
    max_drift = 0.05

    def __init__(
        self, gatt: Gatt, packet: Callable[[bytes], None], *, reply_s: float = 3.0
    ) -> None:
        super().__init__(gatt, packet, reply_s=reply_s)
        self._replies = Replies(gatt, reply_s)
        self._reader = codec.FrameReader()

    @classmethod
    def recognises(cls, advertised: Advertised) -> bool:
        """By its name or service."""
        named = (advertised.name or "").startswith("WT")
        return named or codec.SERVICE_UUID in advertised.service_uuids

    @classmethod
    def decoder(cls, configuration: Configuration) -> Decoder:
        """A decoder of motion frames."""
        return codec.MotionDecoder(configuration)

    async def open(self) -> Configuration:
        """Subscribe, and set it to 100 Hz if it sends fewer than 50 samples a second."""
        await self.gatt.subscribe(codec.NOTIFY_UUID, self._notified)
        rate_hz = await self._rate()
        if rate_hz < LEAST_HZ:
            await self.gatt.write(codec.WRITE_UUID, codec.UNLOCK)
            wanted = codec.command(codec.RATE_REGISTER, codec.RATES_HZ[WANTED_HZ])
            await self.gatt.write(codec.WRITE_UUID, wanted)
            rate_hz = await self._rate()
        return codec.configuration(rate_hz)

    async def start(self) -> int | None:
        """It has been sending since it was subscribed to."""
        return None

    async def stop(self) -> int | None:
        """It goes on until it is disconnected."""
        return None

    async def _rate(self) -> float:
        question = codec.command(codec.READ_REGISTER, codec.RATE_REGISTER)
        with suppress(LinkLost):
            code = await self._replies.ask(codec.WRITE_UUID, question, _rate_code)
            return next((hz for hz, one in codec.RATES_HZ.items() if one == code), _DEFAULT_HZ)
        return _DEFAULT_HZ

    def _notified(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            if frame.kind == codec.REGISTER:
                self._replies.put(frame.body)
        self.packet(data)


def _rate_code(body: bytes) -> int | None:
    """What the rate register holds, if that is the register answered."""
    register = int.from_bytes(body[:2], "little")
    return body[2] if register == codec.RATE_REGISTER else None
