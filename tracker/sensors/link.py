"""One sensor's part in a recording session: its connection, its live samples, its report."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bleak.backends.client import BaseBleakClient

from tracker.sensors.ble.client import LinkState, Patience, SensorClient
from tracker.sensors.ble.scan import FoundSensor
from tracker.sensors.incoming import IncomingStream
from tracker.sensors.notes import LOST, RESTORED, SensorNote


@dataclass(frozen=True, slots=True)
class PlacedSensor:
    """A sensor that was found, and where it is worn or stands; the stream is named after that."""

    sensor: FoundSensor
    placement: str


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How one sensor's connection is doing.

    Parameters
    ----------
    state
        Of the connection.
    packets, samples
        Received so far; samples without doubles.
    lost
        Samples that are missing so far, by their sequence numbers.
    refused
        Packets that could not be used.
    reconnects
        How often the connection was lost and restored.
    rate_hz, nominal_rate_hz
        Samples a second received lately (NaN before that is known), and as the sensor states.
    rssi_dbm
        Signal strength when the sensor was found.
    battery_percent
        When it was connected; None if it does not say.
    """

    state: LinkState
    packets: int
    samples: int
    lost: int
    refused: int
    reconnects: int
    rate_hz: float
    nominal_rate_hz: float
    rssi_dbm: int | None
    battery_percent: int | None


class SensorLink:
    """One sensor of a recording session.

    Parameters
    ----------
    number
        Of its stream in the journal.
    placed
        The sensor, and where it is.
    keep
        Called with every packet while it streams.
    remark
        Called when the connection is lost or restored.
    connecting, backend, patience
        As of `SensorClient`.
    """

    def __init__(
        self,
        number: int,
        placed: PlacedSensor,
        *,
        keep: Callable[[int, bytes, IncomingStream], None],
        remark: Callable[[int, str], None],
        connecting: asyncio.Lock,
        backend: type[BaseBleakClient] | None,
        patience: Patience | None,
    ) -> None:
        self.placed = placed
        self.note: SensorNote | None = None
        self._keep = keep
        self._remark = remark
        self._number = number
        self._incoming: IncomingStream | None = None
        self._lost = False
        self._reconnects = 0
        self.client = SensorClient(
            placed.sensor,
            on_packet=self._packet,
            on_state=self._state,
            connecting=connecting,
            backend=backend,
            patience=patience,
        )

    async def connect(self) -> SensorNote:
        """Connect the sensor and check that it is of use; raises SensorError."""
        configuration = await self.client.connect()
        placement, sensor = self.placed.placement, self.placed.sensor
        self.note = SensorNote(
            stream=self._number,
            name=placement,
            placement=placement,
            address=sensor.address,
            device=sensor.name,
            firmware=self.client.firmware,
            configuration=configuration,
        )
        self.note.check()
        return self.note

    async def start(self, start_ns: int) -> None:
        """Let its samples come; raises SensorError. Does nothing before `connect`."""
        if self.note is not None:
            self._incoming = IncomingStream(self.note, start_ns)
            await self.client.start()

    def report(self) -> LinkReport:
        """How the connection is doing."""
        incoming, client = self._incoming, self.client
        return LinkReport(
            state=client.state,
            packets=incoming.packets if incoming else 0,
            samples=incoming.samples if incoming else 0,
            lost=incoming.lost if incoming else 0,
            refused=incoming.refused if incoming else 0,
            reconnects=self._reconnects,
            rate_hz=incoming.rate_hz if incoming else float("nan"),
            nominal_rate_hz=self.note.configuration.rate_hz if self.note else float("nan"),
            rssi_dbm=self.placed.sensor.rssi_dbm,
            battery_percent=client.battery_percent,
        )

    def _packet(self, payload: bytes) -> None:
        if self._incoming is not None:
            self._keep(self._number, payload, self._incoming)

    def _state(self, state: LinkState) -> None:
        if state is LinkState.LOST:
            self._lost = True
            self._remark(self._number, LOST)
        elif state is LinkState.STREAMING and self._lost:
            self._lost = False
            self._reconnects += 1
            self._remark(self._number, RESTORED)
