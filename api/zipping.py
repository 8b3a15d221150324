"""A zip that is written while it is sent: no more of it is in memory than one of its files."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MEDIA_TYPE = "application/zip"
_SLICE_BYTES = 1 << 20
_READABLE = 0o644 << 16
_FIRST = datetime(1980, 1, 1, tzinfo=UTC)
"""No file in a zip can be older."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip.

    Parameters
    ----------
    name
        With ``/`` between folders; no two files of one zip have the same.
    data
        Its bytes.
    modified
        None where it does not matter.
    packed
        False stores it as it is: for what is compressed already.
    """

    name: str
    data: bytes
    modified: datetime | None = None
    packed: bool = True


class _Sink:
    """What a zip is written to: it cannot seek, and is emptied again and again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing behind."""

    def close(self) -> None:
        """There is nothing behind."""

    def taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


async def zip_stream(members: AsyncIterator[Member]) -> AsyncGenerator[bytes]:
    """Write a zip, and give its bytes as they come.

    A member is asked for when the one before has been given away. If one cannot be made the zip
    breaks off without its table of contents: nobody takes it for a whole one.

    Parameters
    ----------
    members
        The files in their order.
    """
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        async for member in members:
            with archive.open(_entry(member), "w") as file:
                view = memoryview(member.data)
                for start in range(0, len(view), _SLICE_BYTES):
                    part = view[start : start + _SLICE_BYTES]
                    if member.packed:
                        await asyncio.to_thread(file.write, part)
                    else:
                        file.write(part)
                    if data := sink.taken():
                        yield data
            # The next one is made while nothing of this one is held.
            del member, view
    yield sink.taken()


def _entry(member: Member) -> ZipInfo:
    moment = max(_FIRST, (member.modified or _FIRST).astimezone(UTC))
    entry = ZipInfo(member.name, moment.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED if member.packed else ZIP_STORED
    # With its size known, the header of a file beyond 4 GB is the one of Zip64.
    entry.file_size = len(member.data)
    entry.external_attr = _READABLE
    return entry
