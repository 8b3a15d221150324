"""How to talk with Polar's Verity Sense and H10."""

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from tracker.errors import SensorRefused
from tracker.sensors.codecs import polar as codec
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Decoder
from tracker.sensors.devices.device import BATTERY_LEVEL_UUID, Advertised, Device, Gatt
from tracker.sensors.devices.replies import Replies

_REFUSALS = {
    1: "it does not know that request",
    2: "it does not measure that",
    3: "it cannot do that",
    4: "a setting is wrong",
    5: "a setting is wrong",
    9: "it has no memory left",
    10: "it is not worn or is recording; take it off the charger and close other apps",
    12: "it is charging; take it off the charger",
}
_RANGE_G, _RANGE_DEG_S = 8, 2000

_VERITY_SILENCE_S = 6.0
"""It sends a frame when the frame is full: at rest one in 2.5 s (polar-ble-sdk issues 317, 439)."""

_H10_FIRST_DATA_S = 45.0
"""Users report 15 to 30 s (bleakheart issues 1, 5; polar-ble-sdk issues 414, 424, 569)."""


class PolarVeritySense(Device):
    """An arm band with acceleration and angular velocity, 52 samples a second."""

    profile = "polar_verity_sense"
    label = "Polar Verity Sense"
    experimental = "not yet tried on a real Verity Sense; its faster modes are not used"
    max_drift = 0.03
    silence_s = _VERITY_SILENCE_S
    rate_hz: ClassVar[int] = 52
    turning: ClassVar[bool] = True
    names: ClassVar[tuple[str, ...]] = ("Polar Sense", "Polar Verity")

    def __init__(
        self, gatt: Gatt, packet: Callable[[bytes], None], *, reply_s: float = 3.0
    ) -> None:
        super().__init__(gatt, packet, reply_s=reply_s)
        self._replies = Replies(gatt, reply_s)
        self._silent = True

    @classmethod
    def recognises(cls, advertised: Advertised) -> bool:
        """By its name; it advertises services that any heart-rate sensor has."""
        return (advertised.name or "").startswith(cls.names)

    @classmethod
    def decoder(cls, configuration: Configuration) -> Decoder:
        """A decoder of measurement frames."""
        return codec.MotionDecoder(configuration, turning=cls.turning)

    async def open(self) -> Configuration:
        """Learn the factors, which are told only when a measurement starts; then stop it again."""
        if self.gatt.has(BATTERY_LEVEL_UUID):
            with suppress(SensorRefused, IndexError):
                self.battery_percent = (await self.gatt.read(BATTERY_LEVEL_UUID))[0]
        await self.gatt.subscribe(codec.CONTROL_UUID, self._replies.put)
        await self.gatt.subscribe(codec.DATA_UUID, self._measured)
        # It may still be measuring for a program that died.
        await self.stop()
        force = await self._start(codec.ACCELERATION, _RANGE_G) or codec.RAW_FACTOR_G
        turn = await self._start(codec.GYROSCOPE, _RANGE_DEG_S) if self.turning else None
        await self.stop()
        return codec.configuration(self.rate_hz, force, turn or 1.0)

    async def start(self) -> int | None:
        """Measure."""
        self._silent = False
        await self._start(codec.ACCELERATION, _RANGE_G)
        if self.turning:
            await self._start(codec.GYROSCOPE, _RANGE_DEG_S)
        return None

    async def stop(self) -> int | None:
        """Measure no more; else it stays on until its battery is empty."""
        for kind in self._kinds():
            await self._request(codec.stop_request(kind))
        return None

    def _kinds(self) -> tuple[int, ...]:
        return (codec.ACCELERATION, codec.GYROSCOPE) if self.turning else (codec.ACCELERATION,)

    async def _start(self, kind: int, span: int) -> float | None:
        request = codec.start_request(kind, self.rate_hz, span, channels=self.turning)
        reply = await self._request(request)
        if reply.status not in {codec.OK, codec.ALREADY}:
            reason = _REFUSALS.get(reply.status, f"error {reply.status}")
            raise SensorRefused(f"{self.gatt.name} does not start measuring: {reason}")
        return reply.factor

    async def _request(self, request: bytes) -> codec.Reply:
        def answer(data: bytes) -> codec.Reply | None:
            reply = codec.decode_reply(data)
            return reply if (reply.operation, reply.type) == (request[0], request[1]) else None

        return await self._replies.ask(codec.CONTROL_UUID, request, answer)

    def _measured(self, data: bytes) -> None:
        if not self._silent:
            self.packet(data)


class PolarH10(PolarVeritySense):
    """A chest strap with acceleration alone."""

    profile = "polar_h10"
    label = "Polar H10"
    experimental = "not yet tried on a real H10; it has no gyroscope, so no angles"
    first_data_s = _H10_FIRST_DATA_S
    rate_hz = 200
    turning = False
    names = ("Polar H10",)
