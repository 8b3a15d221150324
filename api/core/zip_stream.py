"""A zip that is written while it is sent: no more of it is in memory than a block of a file."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MEDIA_TYPE = "application/zip"
_SLICE_BYTES = 1 << 20
_READABLE = 0o644 << 16
_FIRST = datetime(1980, 1, 1, tzinfo=UTC)
"""No file in a zip can be older."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The bytes of a file that is too large for memory: how many, and block by block."""

    size: int
    blocks: AsyncGenerator[bytes]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip.

    Parameters
    ----------
    name
        With ``/`` between folders; no two files of one zip have the same.
    data
        Its bytes, or where they come from.
    modified
        None where it does not matter.
    packed
        False stores it as it is: for what is compressed already.
    """

    name: str
    data: bytes | Contents
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
                async with aclosing(_parts(member.data)) as parts:
                    async for part in parts:
                        if member.packed:
                            await asyncio.to_thread(file.write, part)
                        else:
                            file.write(part)
                        if data := sink.taken():
                            yield data
            # The next member is made while no data of this one is in memory.
            del member
    yield sink.taken()


async def _parts(data: bytes | Contents) -> AsyncGenerator[bytes]:
    if isinstance(data, Contents):
        async with aclosing(data.blocks) as blocks:
            async for block in blocks:
                yield block
        return
    for start in range(0, len(data), _SLICE_BYTES):
        yield data[start : start + _SLICE_BYTES]


def _entry(member: Member) -> ZipInfo:
    moment = max(_FIRST, (member.modified or _FIRST).astimezone(UTC))
    entry = ZipInfo(member.name, moment.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED if member.packed else ZIP_STORED
    # With its size known, the header of a file beyond 4 GB is the one of Zip64.
    data = member.data
    entry.file_size = data.size if isinstance(data, Contents) else len(data)
    entry.external_attr = _READABLE
    return entry
