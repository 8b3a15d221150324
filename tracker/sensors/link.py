"""One sensor's part in a recording session: its connection, its live samples, its report."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from bleak.backends.client import BaseBleakClient

from tracker.errors import PacketError, SensorError
from tracker.recording.journal import Packet
from tracker.sensors.backfill import Backfiller
from tracker.sensors.ble.client import LinkState, Patience, SensorClient
from tracker.sensors.ble.scan import FoundSensor
from tracker.sensors.incoming import Block, IncomingStream
from tracker.sensors.notes import LOST, RESTORED, LinkNote, PingNote, SensorNote
from tracker.sensors.pinging import ping_regularly


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
        Samples that are missing so far, by their sequence numbers; those that the sensor sends
        again come off it.
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


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where a link puts what it receives, in the order in which it happens.

    Parameters
    ----------
    clock
        Host clock in monotonic nanoseconds.
    packet
        Takes a packet; False once nothing more can be kept.
    note
        Takes a note about the link.
    block
        Takes samples for live use.
    """

    clock: Callable[[], int]
    packet: Callable[[Packet], bool]
    note: Callable[[LinkNote | PingNote], None]
    block: Callable[[Block], None]


class SensorLink:
    """One sensor of a recording session.

    Parameters
    ----------
    number
        Of its stream in the journal.
    placed
        The sensor, and where it is.
    ledger
        Where everything goes.
    connecting, backend, patience
        As of `SensorClient`.
    """

    def __init__(
        self,
        number: int,
        placed: PlacedSensor,
        ledger: Ledger,
        *,
        connecting: asyncio.Lock,
        backend: type[BaseBleakClient] | None,
        patience: Patience,
    ) -> None:
        self.placed = placed
        self.note: SensorNote | None = None
        self._number = number
        self._ledger = ledger
        self._patience = patience
        self._incoming: IncomingStream | None = None
        self._backfiller: Backfiller | None = None
        self._attendants: list[asyncio.Task[None]] = []
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
            profile=sensor.profile,
            address=sensor.address,
            device=sensor.name,
            firmware=self.client.firmware,
            configuration=configuration,
        )
        self.note.check()
        return self.note

    async def start(self, start_ns: int) -> None:
        """Let its samples come; raises SensorError. Does nothing before `connect`."""
        if self.note is None:
            return
        hold_ns = round(self._patience.backfill_s * 1e9)
        incoming = self._incoming = IncomingStream(self.note, start_ns, hold_ns)
        await self.client.start()
        if self._patience.backfill_s > 0:
            self._backfiller = Backfiller(self.client, incoming)
            self._attendants.append(asyncio.create_task(self._backfiller.run()))
        self._attendants.append(
            asyncio.create_task(ping_regularly(self.client, self._ledger.clock, self._pinged))
        )

    async def stop(self, *, fetch: bool) -> None:
        """Stop the sensor and let it go; never raises.

        Parameters
        ----------
        fetch
            Whether to ask before for the samples that are still missing.
        """
        await self.client.halt()
        for task in self._attendants:
            task.cancel()
        await asyncio.gather(*self._attendants, return_exceptions=True)
        self._attendants.clear()
        incoming = self._incoming
        if incoming is not None and self.client.end_index is not None:
            incoming.expect_end(self.client.end_index)
        if fetch and self._backfiller is not None:
            with suppress(SensorError):
                await self._backfiller.finish()
        if incoming is not None:
            for block in incoming.flush():
                self._ledger.block(block)
        await self.client.stop()

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
        """Take a packet: to the journal first, then to whoever watches."""
        incoming, arrival_ns = self._incoming, self._ledger.clock()
        if incoming is None or not self._ledger.packet(Packet(self._number, arrival_ns, payload)):
            return
        with suppress(PacketError):
            for block in incoming.feed(payload, arrival_ns):
                self._ledger.block(block)

    def _state(self, state: LinkState) -> None:
        if state is LinkState.STREAMING:
            if self._incoming is not None and self.client.next_index is not None:
                self._incoming.expect(self.client.next_index)
            if self._lost:
                self._lost = False
                self._reconnects += 1
                self._ledger.note(LinkNote(self._number, RESTORED, self._ledger.clock()))
        elif state is LinkState.LOST:
            self._lost = True
            self._ledger.note(LinkNote(self._number, LOST, self._ledger.clock()))

    def _pinged(self, sent_ns: int, device_us: int, received_ns: int) -> None:
        if self._incoming is not None:
            self._incoming.pinged(sent_ns, device_us, received_ns)
        self._ledger.note(PingNote(self._number, sent_ns, device_us, received_ns))
