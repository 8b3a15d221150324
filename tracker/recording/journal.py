"""The crash-safe journal: what a recording is while it is being made.

An append-only file of framed, checksummed entries. Whatever ends the program, every entry that
was flushed is read back; a torn last entry is noticed and left out. Packets are kept verbatim
with their time of arrival, so that they can be decoded again by a better decoder.

Layout: 8 bytes of magic, then entries of ``u32 length, u32 crc32, u8 type, body``, little-endian;
length and checksum cover type and body. Types: 1 text (a JSON object), 2 packet
(``u16 stream, i64 arrival_ns, bytes``).
"""

import json
import os
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tracker.errors import FileFormatError, RecordingError
from tracker.private_files import new_private_file

FILE_NAME = "journal.calf"

MAGIC = b"CALFJNL1"
"""How a journal begins; its entries follow."""

_FRAME = struct.Struct("<II")
_PACKET = struct.Struct("<BHq")
_NOTE, _DATA = 1, 2
_MAX_ENTRY = 1 << 20


@dataclass(frozen=True, slots=True)
class Note:
    """Something said about the recording: a stream's declaration, a mark, a link's state."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Packet:
    """Bytes as a sensor sent them.

    Parameters
    ----------
    stream
        Number that a note gave to the stream.
    arrival_ns
        Host monotonic clock when the bytes arrived.
    payload
        Verbatim.
    """

    stream: int
    arrival_ns: int
    payload: bytes


class JournalWriter:
    """Append entries to a new journal.

    Every entry is handed to the operating system at once, so that the death of the program costs
    none, and forced to the disk every `flush_s`, which is what a loss of power costs.

    Raises
    ------
    FileFormatError
        If there already is a journal, or the disk refuses (full, read-only).
    RecordingError
        If an entry is longer than any reader takes (1 MiB).
    """

    def __init__(self, path: Path, *, flush_s: float = 0.5) -> None:
        self.path = path
        self._flush_s = flush_s
        try:
            # Unbuffered: what the operating system has, the death of this program cannot take.
            self._file = os.fdopen(new_private_file(path), "wb", buffering=0)
        except OSError as error:
            raise FileFormatError(path, f"cannot be written ({error.strerror})") from error
        self._flushed_at = time.monotonic()
        self._write(MAGIC)
        self.flush()

    def note(self, content: dict[str, Any], *, flush: bool = True) -> None:
        """Append a note, and by default flush: most are rare and everything after hangs on them."""
        self._entry(Note(content))
        if flush:
            self.flush()

    def packet(self, packet: Packet) -> None:
        """Append a packet."""
        self._entry(packet)
        if time.monotonic() - self._flushed_at >= self._flush_s:
            self.flush()

    def flush(self) -> None:
        """Force all entries to the disk."""
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise FileFormatError(self.path, f"cannot be written ({error.strerror})") from error
        self._flushed_at = time.monotonic()

    def close(self) -> None:
        """Flush and close; harmless when closed already."""
        if not self._file.closed:
            self.flush()
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _entry(self, entry: Note | Packet) -> None:
        framed = encode_entry(entry)
        if len(framed) > _MAX_ENTRY + _FRAME.size:
            # It could never be read back, nor anything that comes after it.
            raise RecordingError(f"{self.path}: an entry of {len(framed)} bytes is too long")
        self._write(framed)

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                # A disk that is nearly full takes a part, and refuses the next.
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise FileFormatError(self.path, f"cannot be written ({error.strerror})") from error


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as read back.

    Parameters
    ----------
    entries
        All whole entries, in order.
    torn_bytes
        Bytes after the last whole entry: 0 where the writer closed it or was between two.
    """

    entries: tuple[Note | Packet, ...]
    torn_bytes: int


def is_journal(head: bytes) -> bool:
    """Whether a file's first bytes are those of a journal."""
    return head.startswith(MAGIC)


def read_journal(path: Path) -> Journal:
    """Read all whole entries of a journal, also of one whose writer died.

    Raises
    ------
    FileFormatError
        If it cannot be read or is no journal.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileFormatError(path, f"cannot be read ({error.strerror})") from error
    if data[: len(MAGIC)] != MAGIC:
        raise FileFormatError(path, "not a journal of a recording")
    return read_entries(data[len(MAGIC) :])


def read_entries(data: bytes) -> Journal:
    """Read all whole entries of a part of a journal that begins with one, without its magic."""
    entries: list[Note | Packet] = []
    end = 0
    while (content := _content_at(data, end)) is not None:
        end += _FRAME.size + len(content)
        entry = _entry(content)
        if entry is not None:
            entries.append(entry)
    return Journal(tuple(entries), len(data) - end)


def is_run_of_entries(data: bytes) -> bool:
    """Whether bytes are one or more whole entries and nothing else; what they say is not read."""
    end = 0
    while (content := _content_at(data, end)) is not None:
        end += _FRAME.size + len(content)
    return 0 < end == len(data)


def encode_entry(entry: Note | Packet) -> bytes:
    """One framed entry; `read_entries` gives it back."""
    if isinstance(entry, Note):
        content = bytes([_NOTE]) + json.dumps(entry.content).encode()
    else:
        content = _PACKET.pack(_DATA, entry.stream, entry.arrival_ns) + entry.payload
    return _FRAME.pack(len(content), zlib.crc32(content)) + content


def split_journal(data: bytes, max_bytes: int, max_s: float | None = None) -> Iterator[bytes]:
    """The entries of a journal's bytes in parts of at most so many bytes, cut between entries.

    An entry that alone is longer is a part of its own; a torn last entry is left out. With
    `max_s`, the packets of a part arrived within that time. Where the parts are cut follows from
    the entries alone: a journal that has grown is cut where it was before, but for its last part.
    """
    start = end = len(MAGIC)
    first_ns: int | None = None
    while (content := _content_at(data, end)) is not None:
        following = end + _FRAME.size + len(content)
        arrival_ns = _arrival_ns(content)
        late = max_s is not None and _are_apart(first_ns, arrival_ns, max_s)
        if end > start and (following - start > max_bytes or late):
            yield data[start:end]
            start, first_ns = end, None
        first_ns = arrival_ns if first_ns is None else first_ns
        end = following
    if end > start:
        yield data[start:end]


def _content_at(data: bytes, at: int) -> bytes | None:
    """Type and body of the entry at that offset; None if it is not whole."""
    start = at + _FRAME.size
    if start > len(data):
        return None
    length, checksum = _FRAME.unpack_from(data, at)
    content = data[start : start + length]
    if not 0 < length <= _MAX_ENTRY or len(content) < length or zlib.crc32(content) != checksum:
        return None
    return content


def _arrival_ns(content: bytes) -> int | None:
    """When a packet arrived; None for other entries."""
    if content[0] != _DATA or len(content) < _PACKET.size:
        return None
    return int(_PACKET.unpack_from(content)[2])


def _are_apart(first_ns: int | None, later_ns: int | None, at_least_s: float) -> bool:
    if first_ns is None or later_ns is None:
        return False
    return later_ns - first_ns >= at_least_s * 1e9


def _entry(content: bytes) -> Note | Packet | None:
    """What a whole entry holds; None for kinds that only a newer program writes."""
    if content[0] == _DATA and len(content) >= _PACKET.size:
        _, stream, arrival_ns = _PACKET.unpack_from(content)
        return Packet(stream, arrival_ns, content[_PACKET.size :])
    if content[0] != _NOTE:
        return None
    try:
        note = json.loads(content[1:])
    except (ValueError, RecursionError):
        return None
    return Note(note) if isinstance(note, dict) else None
