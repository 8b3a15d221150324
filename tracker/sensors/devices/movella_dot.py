"""How to talk with Movella's (Xsens') DOT."""

from contextlib import suppress

from tracker.errors import SensorRefused
from tracker.sensors.codecs import movella_dot as codec
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Decoder
from tracker.sensors.devices.device import Advertised, Device

_NAMES = ("Movella DOT", "Xsens DOT")


class MovellaDot(Device):
    """An inertial sensor that sends at most 60 samples a second."""

    profile = "movella_dot"
    label = "Movella (Xsens) DOT"
    services = (codec.MEASUREMENT_SERVICE_UUID,)
    experimental = "not yet tried on a real DOT; several DOTs are not synchronised by radio"
    max_drift = 0.001

    @classmethod
    def recognises(cls, advertised: Advertised) -> bool:
        """By its name or company; it advertises no service."""
        named = (advertised.name or "").startswith(_NAMES)
        return named or (codec.COMPANY in advertised.companies and not advertised.service_uuids)

    @classmethod
    def decoder(cls, configuration: Configuration) -> Decoder:
        """A decoder of rate quantities."""
        return codec.RateQuantitiesDecoder(configuration)

    async def open(self) -> Configuration:
        """Read the rate and battery, and subscribe."""
        rate_hz = codec.rate_in(await self.gatt.read(codec.DEVICE_CONTROL_UUID))
        if self.gatt.has(codec.BATTERY_UUID):
            with suppress(SensorRefused, IndexError):
                self.battery_percent = (await self.gatt.read(codec.BATTERY_UUID))[0]
        await self.gatt.subscribe(codec.MEDIUM_PAYLOAD_UUID, self.packet)
        return codec.configuration(rate_hz)

    async def start(self) -> int | None:
        """Measure."""
        await self.gatt.write(codec.CONTROL_UUID, codec.control(start=True))
        return None

    async def stop(self) -> int | None:
        """Measure no more."""
        await self.gatt.write(codec.CONTROL_UUID, codec.control(start=False))
        return None
