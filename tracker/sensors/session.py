"""Record several sensors at once: every packet to disk as it arrives, samples live, a recording."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bleak.backends.client import BaseBleakClient

from tracker.errors import CalfError, FileFormatError, InputError
from tracker.private_files import make_private_folder
from tracker.recording import Recording, Subject, Variant, write_folder
from tracker.recording.journal import FILE_NAME, JournalWriter, Packet
from tracker.recording.manifest import FILE_NAME as MANIFEST_NAME
from tracker.sensors.ble.client import Patience, SensorClient
from tracker.sensors.incoming import Block
from tracker.sensors.link import Ledger, LinkReport, PlacedSensor, SensorLink
from tracker.sensors.notes import Begin, LinkNote, PingNote, RemarkNote, SensorNote
from tracker.sensors.replay import recording_from_journal

__all__ = ["Block", "LinkReport", "PlacedSensor", "RecordingSession"]

FLUSH_S = 0.5


class RecordingSession:
    """An async context manager that records while it is entered.

    Entering connects the sensors one after the other and starts them; from then on every packet is
    on the disk within a second, a link that drops or goes silent is restored, and samples that were
    missed are asked for again. `stop` stops the sensors, fetches what is still missing, decodes the
    journal into a `Recording` and writes it beside the journal.
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
    improve
        What is done with the finished recording before it is written.

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
        improve: Callable[[Recording], Recording] | None = None,
    ) -> None:
        placements = [sensor.placement for sensor in sensors]
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
        self._flusher: asyncio.Task[None] | None = None
        self._recording: Recording | None = None
        self._improve = improve
        self._failure: CalfError | None = None
        self._start_ns: int | None = None
        self._released = False
        self._releasing = asyncio.Lock()
        connecting = asyncio.Lock()
        ledger = Ledger(host_clock, self._keep, self._note, self._blocks.put_nowait)
        self._links = [
            SensorLink(
                number,
                placed,
                ledger,
                connecting=connecting,
                backend=client_backend,
                patience=patience or Patience(),
            )
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
            make_private_folder(self.folder)
        except OSError as error:
            raise FileFormatError(self.folder, f"cannot be made ({error.strerror})") from error
        if any((self.folder / name).exists() for name in (FILE_NAME, MANIFEST_NAME)):
            raise FileFormatError(
                self.folder, "a recording is already there; choose another folder"
            )
        self._journal = JournalWriter(self.folder / FILE_NAME)
        try:
            for link in self._links:
                self._journal.note((await link.connect()).to_note())
            start_ns = self._start_ns = self._host_clock()
            begin = Begin(start_ns, datetime.now(UTC), self._subject, self._exercise, self._variant)
            self._journal.note(begin.to_note())
            for link in self._links:
                await link.start(start_ns)
            self._flusher = asyncio.create_task(self._flush_regularly(self._journal))
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

    def client(self, stream: str) -> SensorClient:
        """The connection behind a stream, to tare a plate or to ask for its clock.

        Raises
        ------
        InputError
            If no sensor has that placement.
        """
        for link in self._links:
            if link.placed.placement == stream:
                return link.client
        raise InputError(f"no sensor is placed at {stream!r}")

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

    def discard_blocks(self) -> None:
        """Discard the samples that wait in `blocks`; they stay in the recording."""
        ended = self._released or self._failure is not None
        while not self._blocks.empty():
            self._blocks.get_nowait()
        if ended:
            self._blocks.put_nowait(None)

    def remark(self, kind: str, value: str | float | None = None) -> None:
        """Note what a person says now; see `tracker.recording.remarks.RemarkKind`."""
        self._note(RemarkNote(kind, self._host_clock(), value))

    @property
    def elapsed_s(self) -> float:
        """Time on the recording's clock; 0 before it has begun."""
        return 0.0 if self._start_ns is None else (self._host_clock() - self._start_ns) * 1e-9

    async def stop(self) -> Recording:
        """Stop the sensors and finish the recording; harmless when repeated.

        Raises
        ------
        FileFormatError
            If nothing was received or the folder cannot be written. The journal stays.
        """
        await self._release(fetch=True)
        if self._failure is not None:
            raise self._failure
        if self._recording is None:
            self._recording = await asyncio.to_thread(self._finish)
        return self._recording

    async def abandon(self) -> None:
        """Stop the sensors without finishing the recording; harmless when repeated."""
        await self._release()

    def _keep(self, packet: Packet) -> bool:
        if self._journal is None or self._failure is not None or self._released:
            return False
        try:
            self._journal.packet(packet)
        except FileFormatError as error:
            self._fail(error)
            return False
        return True

    def _note(self, note: LinkNote | PingNote | RemarkNote) -> None:
        if self._journal is not None and self._failure is None and not self._released:
            try:
                self._journal.note(note.to_note(), flush=not isinstance(note, PingNote))
            except FileFormatError as error:
                self._fail(error)

    async def _flush_regularly(self, journal: JournalWriter) -> None:
        """Bring to the disk also what no later packet would push there."""
        while self._failure is None:
            await asyncio.sleep(FLUSH_S)
            try:
                journal.flush()
            except FileFormatError as error:
                self._fail(error)

    def _fail(self, error: CalfError) -> None:
        self._failure = error
        self._blocks.put_nowait(None)

    def _finish(self) -> Recording:
        recording = recording_from_journal(self.folder)
        if self._improve is not None:
            recording = self._improve(recording)
        write_folder(recording, self.folder)
        return recording

    async def _release(self, *, fetch: bool = False) -> None:
        """Stop the sensors and close the journal; `fetch` first what is still missing."""
        async with self._releasing:
            if self._released:
                return
            if self._flusher is not None:
                self._flusher.cancel()
            try:
                await asyncio.gather(*(link.stop(fetch=fetch) for link in self._links))
            finally:
                self._released = True
                self._blocks.put_nowait(None)
                if self._journal is not None:
                    self._close(self._journal)

    def _close(self, journal: JournalWriter) -> None:
        try:
            if self._failure is None:
                journal.note({"note": "end", "at_ns": self._host_clock()})
            journal.close()
        except FileFormatError as error:
            self._failure = self._failure or error
