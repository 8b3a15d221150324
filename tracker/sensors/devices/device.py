"""What the client asks of a sensor, whoever made it, and what a sensor's dialect may use."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from tracker.errors import SensorRefused
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.codecs.samples import Decoder

BATTERY_LEVEL_UUID = "00002a19-0000-1000-8000-00805f9b34fb"
FIRMWARE_REVISION_UUID = "00002a26-0000-1000-8000-00805f9b34fb"


class Gatt(Protocol):
    """A live connection to one sensor.

    Every method raises LinkLost if the link is gone or does not answer, and SensorRefused if the
    sensor answers with an ATT error. UUIDs are given in full, in lower case.
    """

    name: str

    async def read(self, uuid: str) -> bytes:
        """Value of a characteristic."""

    async def write(self, uuid: str, data: bytes, *, response: bool = True) -> None:
        """Write to a characteristic."""

    async def subscribe(self, uuid: str, listener: Callable[[bytes], None]) -> None:
        """Have every notification or indication of a characteristic given to the listener.

        What the sensor sends before this returns may be dropped.
        """

    def has(self, uuid: str) -> bool:
        """Whether the sensor has such a characteristic."""


@dataclass(frozen=True, slots=True)
class Advertised:
    """What a sensor says of itself before it is connected.

    Parameters
    ----------
    name
        None until it is heard.
    service_uuids
        In full, in lower case.
    companies
        Bluetooth company identifiers of its manufacturer data.
    """

    name: str | None
    service_uuids: frozenset[str] = frozenset()
    companies: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Backfill:
    """A sensor's answer to a request for samples that were missed.

    Parameters
    ----------
    first_index, count
        What it is about to send, modulo 2³²; nothing if count is 0.
    oldest_index
        The oldest sample that it still holds, modulo 2³².
    """

    first_index: int
    count: int
    oldest_index: int


class Device(ABC):
    """One sensor's dialect, over one connection; a new connection gets a new object.

    Parameters
    ----------
    gatt
        The connection.
    packet
        To be called with every data notification, verbatim, as it arrives.
    reply_s
        How long to wait for an answer.
    """

    profile: ClassVar[str]
    """Short name, kept in the journal with every sensor."""
    label: ClassVar[str]
    """Maker and model, for a person."""
    services: ClassVar[tuple[str, ...]] = ()
    """Services by which a system finds those that are still connected after a crash."""
    experimental: ClassVar[str | None] = None
    """What was not yet checked on real hardware; None if it rests on a complete specification."""
    max_drift: ClassVar[float] = 300e-6
    """How far its clock may be off, as a fraction."""
    first_data_s: ClassVar[float] = 0.0
    """How long its first data may take after a start, s, where that is longer than usual."""
    silence_s: ClassVar[float] = 0.0
    """How long it may send nothing while it streams, s, where that is longer than usual."""

    def __init__(
        self, gatt: Gatt, packet: Callable[[bytes], None], *, reply_s: float = 3.0
    ) -> None:
        self.gatt = gatt
        self.packet = packet
        self.reply_s = reply_s
        self.battery_percent: int | None = None
        self.firmware: str | None = None

    @classmethod
    @abstractmethod
    def recognises(cls, advertised: Advertised) -> bool:
        """Whether a sensor that advertises so speaks this dialect."""

    @classmethod
    @abstractmethod
    def decoder(cls, configuration: Configuration) -> Decoder:
        """A decoder for packets of a sensor with that configuration."""

    @abstractmethod
    async def open(self) -> Configuration:
        """Ask what it measures, set it up if need be, and subscribe to its data.

        Nothing streams yet when this returns.

        Raises
        ------
        LinkLost
            If it does not answer.
        SensorError
            If what it says cannot be used.
        """

    @abstractmethod
    async def start(self) -> int | None:
        """Let the samples come; harmless if they do already. Raises as `open`.

        Returns
        -------
        Index of the next sample, modulo 2³², if the sensor tells it.
        """

    @abstractmethod
    async def stop(self) -> int | None:
        """Let it send no more, so that its battery lasts; harmless if it is silent. As `open`.

        Returns
        -------
        Index after the last sample that it took, modulo 2³², if the sensor tells it.
        """

    async def tare(self) -> None:
        """Take what it reads now as zero; SensorRefused if it has no zero to set."""
        raise SensorRefused(f"{self.gatt.name} cannot be set to zero")

    async def device_time_us(self) -> int | None:
        """The sensor's clock now, modulo 2³²; None if it cannot be asked."""
        return None

    async def fetch(self, first_index: int, count: int) -> Backfill | None:
        """Have missed samples sent again, as ordinary packets; None if it keeps none."""
        del first_index, count
        return None
