"""What a recording session writes into its journal besides packets, and how it is read back."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from tracker.errors import FileFormatError, PacketError, SensorError
from tracker.recording import CHANNELS, REQUIRED, Kind, Subject, Variant
from tracker.recording.journal import Journal, Packet
from tracker.sensors.codecs.configuration import Configuration

LOST, RESTORED = "lost", "restored"


@dataclass(frozen=True, slots=True)
class Begin:
    """The recording's start on both clocks, and what was stated about it."""

    start_ns: int
    started_at: datetime
    subject: Subject
    exercise: str | None
    variant: Variant

    def to_note(self) -> dict[str, Any]:
        """The journal's note of it."""
        return {
            "note": "begin",
            "start_ns": self.start_ns,
            "started_at": self.started_at.isoformat(),
            "subject": asdict(self.subject),
            "exercise": self.exercise,
            "variant": asdict(self.variant),
        }

    @classmethod
    def from_note(cls, note: dict[str, Any]) -> "Begin":
        """Inverse of `to_note`; raises KeyError, TypeError or ValueError on other content."""
        started_at = datetime.fromisoformat(note["started_at"])
        subject, variant = Subject(**note["subject"]), Variant(**note["variant"])
        return cls(int(note["start_ns"]), started_at, subject, note["exercise"], variant)


@dataclass(frozen=True, slots=True)
class SensorNote:
    """One sensor of the recording, as it described itself.

    Parameters
    ----------
    stream
        The number its packets carry in the journal.
    name, placement
        Of its stream.
    profile
        Name of its dialect, which decodes its packets.
    address, device, firmware
        Which sensor it is.
    configuration
        What its packets hold.
    """

    stream: int
    name: str
    placement: str
    profile: str
    address: str
    device: str
    firmware: str | None
    configuration: Configuration

    @property
    def kind(self) -> Kind:
        """What kind of stream it makes."""
        return Kind(self.configuration.kind)

    def to_note(self) -> dict[str, Any]:
        """The journal's note of it, with the configuration as the sensor sent it."""
        return {
            "note": "sensor",
            "stream": self.stream,
            "name": self.name,
            "placement": self.placement,
            "address": self.address,
            "device": self.device,
            "firmware": self.firmware,
            "profile": self.profile,
            "configuration": self.configuration.to_bytes().hex(),
        }

    @classmethod
    def from_note(cls, note: dict[str, Any]) -> "SensorNote":
        """Inverse of `to_note`.

        Raises
        ------
        KeyError, TypeError, ValueError, PacketError
            On other content.
        """
        configuration = Configuration.from_bytes(bytes.fromhex(note["configuration"]))
        return cls(
            stream=int(note["stream"]),
            name=str(note["name"]),
            placement=str(note["placement"]),
            profile=str(note["profile"]),
            address=str(note["address"]),
            device=str(note["device"]),
            firmware=note["firmware"],
            configuration=configuration,
        )

    def check(self) -> None:
        """Raise SensorError if its channels are not those of a stream of its kind, in SI units."""
        units = {channel.name: channel.unit for channel in self.configuration.channels}
        missing = sorted(REQUIRED[self.kind] - units.keys())
        if missing:
            raise SensorError(f"{self.device}: a sensor of kind {self.kind} must give {missing[0]}")
        for name, unit in CHANNELS[self.kind].items():
            if units.get(name, unit) != unit:
                raise SensorError(
                    f"{self.device}: channel {name} is in {units[name]!r} instead of {unit!r}"
                )


@dataclass(frozen=True, slots=True)
class LinkNote:
    """A connection lost or restored."""

    stream: int
    state: str
    at_ns: int

    def to_note(self) -> dict[str, Any]:
        """The journal's note of it."""
        return {"note": "link", **asdict(self)}

    @classmethod
    def from_note(cls, note: dict[str, Any]) -> "LinkNote":
        """Inverse of `to_note`; raises KeyError, TypeError or ValueError on other content."""
        return cls(int(note["stream"]), str(note["state"]), int(note["at_ns"]))


@dataclass(frozen=True, slots=True)
class PingNote:
    """The sensor's clock, read at some time between two of the host's."""

    stream: int
    sent_ns: int
    device_us: int
    received_ns: int

    def to_note(self) -> dict[str, Any]:
        """The journal's note of it."""
        return {"note": "ping", **asdict(self)}

    @classmethod
    def from_note(cls, note: dict[str, Any]) -> "PingNote":
        """Inverse of `to_note`; raises KeyError, TypeError or ValueError on other content."""
        return cls(*(int(note[field.name]) for field in fields(cls)))


@dataclass(frozen=True, slots=True)
class RemarkNote:
    """What a person said, at a time of the host."""

    kind: str
    at_ns: int
    value: str | float | None

    def to_note(self) -> dict[str, Any]:
        """The journal's note of it."""
        return {"note": "remark", **asdict(self)}

    @classmethod
    def from_note(cls, note: dict[str, Any]) -> "RemarkNote":
        """Inverse of `to_note`; raises KeyError, TypeError or ValueError on other content."""
        value = note.get("value")
        if not isinstance(value, str | float | int | None):
            raise TypeError(f"a remark's value is {value!r}")
        return cls(str(note["kind"]), int(note["at_ns"]), value)


@dataclass(frozen=True, slots=True)
class JournalContent:
    """A journal, sorted.

    Parameters
    ----------
    begin, sensors, links, remarks
        What was noted.
    packets, pings
        By the sensor's number, in the order of arrival.
    ended
        Whether the session was stopped in good order.
    """

    begin: Begin
    sensors: tuple[SensorNote, ...]
    links: tuple[LinkNote, ...]
    remarks: tuple[RemarkNote, ...]
    packets: dict[int, list[Packet]]
    pings: dict[int, list[PingNote]]
    ended: bool


def sort_journal(journal: Journal, path: Path) -> JournalContent:
    """Sort a journal's entries.

    Raises
    ------
    FileFormatError
        If the notes are not those of a recording session.
    """
    packets: dict[int, list[Packet]] = {}
    notes: list[_Read] = []
    ended = False
    try:
        for entry in journal.entries:
            if isinstance(entry, Packet):
                packets.setdefault(entry.stream, []).append(entry)
            elif (reader := _READERS.get(str(entry.content.get("note")))) is not None:
                notes.append(reader(entry.content))
            else:
                ended = ended or entry.content.get("note") == "end"
        sensors = [note for note in notes if isinstance(note, SensorNote)]
        for sensor in sensors:
            sensor.check()
    except (KeyError, TypeError, ValueError, PacketError, SensorError) as error:
        raise FileFormatError(path, f"a note of the journal cannot be used ({error})") from error
    begins = [note for note in notes if isinstance(note, Begin)]
    if not begins or not sensors:
        raise FileFormatError(path, "the recording ended before a sensor was connected")
    pings: dict[int, list[PingNote]] = {}
    for note in notes:
        if isinstance(note, PingNote):
            pings.setdefault(note.stream, []).append(note)
    return JournalContent(
        begin=begins[-1],
        sensors=tuple(sensors),
        links=tuple(note for note in notes if isinstance(note, LinkNote)),
        remarks=tuple(note for note in notes if isinstance(note, RemarkNote)),
        packets=packets,
        pings=pings,
        ended=ended,
    )


_Read = Begin | SensorNote | LinkNote | PingNote | RemarkNote
_READERS: dict[str, Callable[[dict[str, Any]], _Read]] = {
    "begin": Begin.from_note,
    "sensor": SensorNote.from_note,
    "link": LinkNote.from_note,
    "ping": PingNote.from_note,
    "remark": RemarkNote.from_note,
}
