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
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tracker.errors import FileFormatError, RecordingError

FILE_NAME = "journal.calf"

_MAGIC = b"CALFJNL1"
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
            self._file = path.open("xb", buffering=0)
        except OSError as error:
            raise FileFormatError(path, f"cannot be written ({error.strerror})") from error
        self._flushed_at = time.monotonic()
        self._write(_MAGIC)
        self.flush()

    def note(self, content: dict[str, Any], *, flush: bool = True) -> None:
        """Append a note, and by default flush: most are rare and everything after hangs on them."""
        self._entry(bytes([_NOTE]) + json.dumps(content).encode())
        if flush:
            self.flush()

    def packet(self, packet: Packet) -> None:
        """Append a packet."""
        head = _PACKET.pack(_DATA, packet.stream, packet.arrival_ns)
        self._entry(head + packet.payload)
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

    def _entry(self, content: bytes) -> None:
        if len(content) > _MAX_ENTRY:
            # It could never be read back, nor anything that comes after it.
            raise RecordingError(f"{self.path}: an entry of {len(content)} bytes is too long")
        self._write(_FRAME.pack(len(content), zlib.crc32(content)) + content)

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
    return head.startswith(_MAGIC)


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
    if data[: len(_MAGIC)] != _MAGIC:
        raise FileFormatError(path, "not a journal of a recording")
    entries: list[Note | Packet] = []
    end = len(_MAGIC)
    while (content := _content_at(data, end)) is not None:
        end += _FRAME.size + len(content)
        entry = _entry(content)
        if entry is not None:
            entries.append(entry)
    return Journal(tuple(entries), len(data) - end)


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
