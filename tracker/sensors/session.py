"""Record several sensors at once: every packet to disk as it arrives, samples live, a recording."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bleak.backends.client import BaseBleakClient

from tracker.errors import CalfError, FileFormatError, InputError, PacketError
from tracker.recording import Recording, Subject, Variant, write_folder
from tracker.recording.journal import FILE_NAME, JournalWriter, Packet
from tracker.sensors.ble.client import LinkState, Patience, SensorClient
from tracker.sensors.ble.scan import FoundSensor
from tracker.sensors.incoming import Block, IncomingStream
from tracker.sensors.notes import LOST, RESTORED, Begin, LinkNote, SensorNote
from tracker.sensors.replay import recording_from_journal


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


class RecordingSession:
    """An async context manager that records while it is entered.

    Entering connects the sensors one after the other and starts them; from then on every packet is
    in the journal within half a second, and a link that drops or goes silent is restored. `stop`
    stops the sensors, decodes the journal into a `Recording` and writes it beside the journal.
    Leaving always stops the sensors; if the body did not fail it also does the rest of `stop`.

    Parameters
    ----------
    folder
        The recording folder; made if it is missing.
    sensors
        Which, and where; each placement once.
    subject, exercise, variant
        What is stated about the recording.
    client_backend
        Client class for bleak; None is the system's Bluetooth.
    host_clock
        Monotonic nanoseconds by which arrivals are timed.
    patience
        How long to wait for a sensor.

    Raises
    ------
    InputError
        If there is no sensor or two have one placement.
    """

    def __init__(
        self,
        folder: Path,
        sensors: Sequence[PlacedSensor],
        *,
        subject: Subject | None = None,
        exercise: str | None = None,
        variant: Variant | None = None,
        client_backend: type[BaseBleakClient] | None = None,
        host_clock: Callable[[], int] = time.monotonic_ns,
        patience: Patience | None = None,
    ) -> None:
        placements = [one.placement for one in sensors]
        if not placements:
            raise InputError("a recording needs at least one sensor")
        if len(set(placements)) < len(placements):
            raise InputError(f"two sensors have one placement: {', '.join(sorted(placements))}")
        self.folder = folder
        self._subject = subject or Subject()
        self._exercise = exercise
        self._variant = variant or Variant()
        self._host_clock = host_clock
        self._blocks: asyncio.Queue[Block | None] = asyncio.Queue()
        self._journal: JournalWriter | None = None
        self._recording: Recording | None = None
        self._failure: CalfError | None = None
        self._released = False
        connecting = asyncio.Lock()
        self._links = [
            _Link(self, number, placed, connecting, client_backend, patience)
            for number, placed in enumerate(sensors)
        ]

    async def __aenter__(self) -> Self:
        """Connect and start all sensors.

        Raises
        ------
        FileFormatError
            If the folder cannot be written or already holds a recording.
        SensorError
            If a sensor cannot be connected or started; none is left running then.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileFormatError(self.folder, f"cannot be made ({error.strerror})") from error
        self._journal = JournalWriter(self.folder / FILE_NAME)
        try:
            for link in self._links:
                await link.connect(self._journal)
            start_ns = self._host_clock()
            begin = Begin(start_ns, datetime.now(UTC), self._subject, self._exercise, self._variant)
            self._journal.note(begin.to_note())
            for link in self._links:
                await link.start(start_ns)
        except BaseException:
            await self._release()
            # Without this the folder could not be used for the next attempt.
            self._journal.path.unlink(missing_ok=True)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            await self.stop()
        else:
            await self._release()

    @property
    def sensors(self) -> tuple[SensorNote, ...]:
        """The connected sensors and their configurations, in the order given."""
        return tuple(link.note for link in self._links if link.note is not None)

    def links(self) -> dict[str, LinkReport]:
        """How each sensor's connection is doing, by the stream's name."""
        return {link.placed.placement: link.report() for link in self._links}

    async def blocks(self) -> AsyncIterator[Block]:
        """Samples of all sensors as they arrive, each stream in order; ends when stopped.

        Raises
        ------
        FileFormatError
            If the journal can no longer be written, because the disk is full or gone.
        """
        while (block := await self._blocks.get()) is not None:
            yield block
        self._blocks.put_nowait(None)
        if self._failure is not None:
            raise self._failure

    async def stop(self) -> Recording:
        """Stop the sensors and finish the recording; harmless when repeated.

        Raises
        ------
        FileFormatError
            If nothing was received or the folder cannot be written. The journal stays.
        """
        await self._release()
        if self._failure is not None:
            raise self._failure
        if self._recording is None:
            self._recording = await asyncio.to_thread(self._finish)
        return self._recording

    def keep(self, stream: int, payload: bytes, incoming: IncomingStream) -> None:
        """Take a packet from a sensor: to the journal first, then to whoever watches."""
        if self._journal is None or self._failure is not None or self._released:
            return
        arrival_ns = self._host_clock()
        try:
            self._journal.packet(Packet(stream, arrival_ns, payload))
        except FileFormatError as error:
            self._fail(error)
            return
        with suppress(PacketError):
            block = incoming.feed(payload, arrival_ns)
            if block is not None:
                self._blocks.put_nowait(block)

    def remark(self, stream: int, state: str) -> None:
        """Note in the journal that a link was lost or restored."""
        if self._journal is not None and self._failure is None and not self._released:
            try:
                self._journal.note(LinkNote(stream, state, self._host_clock()).to_note())
            except FileFormatError as error:
                self._fail(error)

    def _fail(self, error: CalfError) -> None:
        self._failure = error
        self._blocks.put_nowait(None)

    def _finish(self) -> Recording:
        recording = recording_from_journal(self.folder)
        write_folder(recording, self.folder)
        return recording

    async def _release(self) -> None:
        """Stop the sensors and close the journal."""
        if self._released:
            return
        await asyncio.gather(*(link.client.stop() for link in self._links))
        self._released = True
        self._blocks.put_nowait(None)
        if self._journal is not None:
            try:
                if self._failure is None:
                    self._journal.note({"note": "end", "at_ns": self._host_clock()})
                self._journal.close()
            except FileFormatError as error:
                self._failure = self._failure or error


class _Link:
    """One sensor of a session."""

    def __init__(
        self,
        session: RecordingSession,
        number: int,
        placed: PlacedSensor,
        connecting: asyncio.Lock,
        backend: type[BaseBleakClient] | None,
        patience: Patience | None,
    ) -> None:
        self.placed = placed
        self.note: SensorNote | None = None
        self._session = session
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

    async def connect(self, journal: JournalWriter) -> None:
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
        journal.note(self.note.to_note())

    async def start(self, start_ns: int) -> None:
        if self.note is not None:
            self._incoming = IncomingStream(self.note, start_ns)
            await self.client.start()

    def report(self) -> LinkReport:
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
            self._session.keep(self._number, payload, self._incoming)

    def _state(self, state: LinkState) -> None:
        if state is LinkState.LOST:
            self._lost = True
            self._session.remark(self._number, LOST)
        elif state is LinkState.STREAMING and self._lost:
            self._lost = False
            self._reconnects += 1
            self._session.remark(self._number, RESTORED)
