"""A phone that records itself, in a page of its browser: nothing that can be connected to."""

from typing import NoReturn

from tracker.errors import SensorRefused
from tracker.sensors.codecs import phone as codec
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Decoder
from tracker.sensors.devices.device import Advertised, Device


class Phone(Device):
    """A phone's own motion sensor; its packets come in the journal that its page made."""

    profile = "phone"
    label = "Phone"
    experimental = "not yet tried on many phones; what a browser gives differs from one to another"

    @classmethod
    def recognises(cls, advertised: Advertised) -> bool:
        """Never: it does not advertise itself."""
        del advertised
        return False

    @classmethod
    def decoder(cls, configuration: Configuration) -> Decoder:
        """A decoder of readings."""
        return codec.ReadingsDecoder(configuration)

    async def open(self) -> Configuration:
        """Refuse: there is no radio to it."""
        self._refuse()

    async def start(self) -> int | None:
        """Refuse: there is no radio to it."""
        self._refuse()

    async def stop(self) -> int | None:
        """Refuse: there is no radio to it."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise SensorRefused(f"{self.gatt.name}: a phone is recorded by the page in its browser")
