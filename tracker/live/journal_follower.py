"""A recording followed through its journal while it is written, wherever that is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracker.errors import CalfError, PacketError
from tracker.exercises.base import Context
from tracker.findings import Code, Finding, Severity
from tracker.live.counter import LiveCounter, LivePiece, PieceMaker, live_streams
from tracker.recording import Variant
from tracker.recording.journal import Note, Packet, read_entries
from tracker.recording.remarks import RemarkKind
from tracker.results import Effort
from tracker.sensors.incoming import Block, IncomingStream
from tracker.sensors.notes import (
    LOST,
    Begin,
    LinkNote,
    PingNote,
    RemarkNote,
    SensorNote,
)

LONGEST_S = 3600.0
"""How much of a recording is followed: what is kept of it grows with its length."""

_EARLY_S = 10.0
_WAITING_BYTES = 4_000_000
_MOST_SENSORS = 64
_MOST_SAID = 100
_BEFORE_S = 10.0
_BORDERS = {RemarkKind.PAUSE, RemarkKind.RESUME, RemarkKind.SET}


@dataclass(frozen=True, slots=True)
class SensorState:
    """How one sensor is doing.

    Parameters
    ----------
    name
        Of its stream.
    connected
        As the journal last noted it.
    samples, lost
        Received and missing so far.
    refused
        Packets that could not be decoded.
    rate_hz
        Samples a second received lately; None before that is known.
    """

    name: str
    connected: bool
    samples: int
    lost: int
    refused: int
    rate_hz: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a part of a journal adds.

    Parameters
    ----------
    efforts
        Those that it completes, provisional, each with its number from 1.
    pieces
        Of curves.
    findings
        What was noticed in it.
    """

    efforts: tuple[tuple[int, Effort], ...] = ()
    pieces: tuple[LivePiece, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Heard:
    """What one part of a journal has given so far."""

    efforts: list[tuple[int, Effort]] = field(default_factory=list)
    pieces: list[LivePiece] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blocks: dict[str, list[Block]] = field(default_factory=dict)


class JournalFollower:
    """Counts and measures from a journal's entries as they arrive, a run of them at a time.

    The efforts are those of the laptop that records: the same codec, the same detector. Nothing
    that cannot be used breaks it: it becomes a finding, and what follows is taken.

    Parameters
    ----------
    exercise
        What is done, where the journal does not say.

    Attributes
    ----------
    exercise
        What is counted; None as long as nobody said.
    count
        Efforts so far.
    seconds
        From the recording's start to its newest sample.
    paused, ended
        Whether the journal said so.
    """

    def __init__(self, exercise: str | None = None) -> None:
        self.exercise = exercise
        self.count = 0
        self.seconds = 0.0
        self.paused = False
        self.ended = False
        self._begin: Begin | None = None
        self._sensors: dict[int, SensorNote] = {}
        self._incoming: dict[int, IncomingStream] = {}
        self._connected: dict[int, bool] = {}
        self._waiting: list[Packet] = []
        self._waiting_bytes = 0
        self._early: list[Block] | None = []
        self._counter: LiveCounter | None = None
        self._counts = True
        self._told: dict[str, float] = {}
        self._makers: dict[str, PieceMaker] = {}
        self._said: set[str] = set()

    def feed(self, data: bytes) -> Progress:
        """Take the next run of whole entries, without the journal's magic."""
        heard = _Heard()
        for entry in read_entries(data).entries:
            if isinstance(entry, Packet):
                self._packet(entry, heard)
            else:
                self._note(entry, heard)
        self._measure(heard)
        return Progress(tuple(heard.efforts), tuple(heard.pieces), tuple(heard.findings))

    def sensors(self) -> tuple[SensorState, ...]:
        """How each sensor is doing."""
        return tuple(
            SensorState(
                name=note.name,
                connected=self._connected[number],
                samples=one.samples if one else 0,
                lost=one.lost if one else 0,
                refused=one.refused if one else 0,
                rate_hz=None if one is None or np.isnan(one.rate_hz) else round(one.rate_hz, 1),
            )
            for number, note in self._sensors.items()
            for one in [self._incoming.get(number)]
        )

    def _packet(self, packet: Packet, heard: _Heard) -> None:
        incoming = self._incoming.get(packet.stream)
        if incoming is None:
            # What the sensors are may come later, where a sender has several streams.
            self._waiting_bytes += len(packet.payload)
            if self._waiting_bytes < _WAITING_BYTES:
                self._waiting.append(packet)
            elif self._begin is not None:
                self._say(
                    heard, f"packets came of a sensor {packet.stream} that nothing was said about"
                )
            return
        try:
            blocks = incoming.feed(packet.payload, packet.arrival_ns)
        except (PacketError, ValueError, OverflowError) as error:
            name = incoming.sensor.name
            self._say(heard, f"a packet could not be decoded and was left out ({error})", name)
            return
        for block in blocks:
            if block.time[0] > -_BEFORE_S and block.time[-1] < LONGEST_S:
                heard.blocks.setdefault(block.stream, []).append(block)
            else:
                self._say(
                    heard,
                    f"samples outside of the first {LONGEST_S / 60:.0f} min are not followed live",
                    block.stream,
                )

    def _note(self, note: Note, heard: _Heard) -> None:
        kind = str(note.content.get("note"))
        try:
            self._heed(kind, note.content, heard)
        except (KeyError, TypeError, ValueError, CalfError) as error:
            self._say(heard, f"a note {kind[:20]!r} of the journal cannot be used ({error})")

    def _heed(self, kind: str, content: dict[str, Any], heard: _Heard) -> None:
        if kind == "sensor":
            sensor = SensorNote.from_note(content)
            sensor.check()
            if len(self._sensors) >= _MOST_SENSORS:
                raise ValueError(f"at most {_MOST_SENSORS} sensors are followed")
            self._sensors[sensor.stream] = sensor
            self._connected[sensor.stream] = True
            self._ready(heard)
        elif kind == "begin":
            self._begin = Begin.from_note(content)
            self.exercise = self._begin.exercise or self.exercise
            self._ready(heard)
        elif kind == "ping":
            ping = PingNote.from_note(content)
            if (incoming := self._incoming.get(ping.stream)) is not None:
                incoming.pinged(ping.sent_ns, ping.device_us, ping.received_ns)
        elif kind == "link":
            link = LinkNote.from_note(content)
            self._connected[link.stream] = link.state != LOST
        elif kind == "remark":
            self._border(RemarkNote.from_note(content).kind, heard)
        elif kind == "end":
            self._measure(heard)
            self._finish(heard)
            self.ended = True

    def _ready(self, heard: _Heard) -> None:
        """Take what waited for a sensor's note or for the beginning."""
        if self._begin is None:
            return
        new = [number for number in self._sensors if number not in self._incoming]
        for number in new:
            self._incoming[number] = IncomingStream(self._sensors[number], self._begin.start_ns)
        self._makers |= {
            name: PieceMaker(stream)
            for name, stream in live_streams(self._sensors[number] for number in new).items()
        }
        self._measure(heard)
        self._count_anew(heard)
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        for packet in waiting:
            self._packet(packet, heard)

    def _count_anew(self, heard: _Heard) -> None:
        """A detector for the sensors that are known now; it is told again what just was."""
        self._counter = None
        if self.exercise is None or self._begin is None:
            if self._begin is not None:
                self._say(heard, "no exercise was named, so nothing is counted before the end")
            return
        context = Context(self._begin.subject, self._begin.variant or Variant())
        try:
            self._counter = LiveCounter(
                live_streams(self._sensors.values()), self.exercise, context
            )
        except CalfError as error:
            self._say(heard, str(error))
            return
        for block in self._early or ():
            self._count(block, heard)

    def _measure(self, heard: _Heard) -> None:
        """Give the samples on, those of each stream in one piece: many small ones cost more."""
        for name, blocks in heard.blocks.items():
            time = np.concatenate([one.time for one in blocks])
            block = Block(name, time, np.concatenate([one.values for one in blocks]))
            self.seconds = max(self.seconds, float(time[-1]))
            heard.pieces += self._makers[name].feed(block)
            if not self.paused:
                if self._early is not None:
                    self._early.append(block)
                self._count(block, heard)
        heard.blocks.clear()
        if self.seconds > _EARLY_S:
            self._early = None

    def _count(self, block: Block, heard: _Heard) -> None:
        if self._counter is not None and self._counts:
            self._keep(self._tried(lambda one: one.feed(block), heard), heard)

    def _finish(self, heard: _Heard) -> None:
        if self._counter is not None and self._counts:
            self._keep(self._tried(LiveCounter.finish, heard), heard)

    def _tried(self, does: Any, heard: _Heard) -> Iterable[Effort]:
        try:
            efforts: Iterable[Effort] = does(self._counter)
        except Exception as error:
            # What somebody sends must not stop what is shown of it; the analysis will say more.
            self._counts = False
            self._say(heard, f"counting broke off ({type(error).__name__})")
            return ()
        return efforts

    def _keep(self, efforts: Iterable[Effort], heard: _Heard) -> None:
        for effort in efforts:
            # A detector that is told again what just was finds the same again.
            if effort.top_s <= self._told.get(effort.side, -np.inf):
                continue
            self._told[effort.side] = effort.top_s
            self.count += 1
            heard.efforts.append((self.count, effort))

    def _border(self, kind: str, heard: _Heard) -> None:
        """No detector can bridge a pause or the border of a set."""
        if kind not in _BORDERS:
            return
        self._measure(heard)
        if not self.paused:
            self._finish(heard)
        self.paused = kind == RemarkKind.PAUSE or (kind == RemarkKind.SET and self.paused)
        self._early = None
        self._count_anew(heard)

    def _say(self, heard: _Heard, message: str, stream: str | None = None) -> None:
        """Once for each stream and kind of message, however often it happens."""
        about = f"{stream}: {message.partition('(')[0]}"
        if about not in self._said and len(self._said) < _MOST_SAID:
            self._said.add(about)
            heard.findings.append(Finding(Code.FORMAT, Severity.WARNING, message, stream))
