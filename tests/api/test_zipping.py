"""A zip that is written while it is sent."""

import os
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO

import pytest

from api.core.zip_stream import Member, zip_stream

MIB = 1 << 20


async def given(*members: Member) -> AsyncIterator[Member]:
    for member in members:
        yield member


async def whole(members: AsyncIterator[Member]) -> bytes:
    return b"".join([part async for part in zip_stream(members)])


async def test_files_come_back_as_they_were() -> None:
    noise = os.urandom(3 * MIB + 7)
    files = {
        "one/recording.json": b'{"a": 1}',
        "one/Fußheben – links.csv": b"time,fz\n" * 400_000,
        "one/streams/plate.parquet": noise,
        "empty": b"",
    }
    members = [
        Member(name, data, packed=not name.endswith("parquet")) for name, data in files.items()
    ]

    packed = await whole(given(*members))

    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert {one: archive.read(one) for one in archive.namelist()} == files
        kinds = {one.filename: one.compress_type for one in archive.infolist()}
    assert kinds["one/streams/plate.parquet"] == zipfile.ZIP_STORED
    assert len(packed) < len(noise) + 100_000


async def test_the_same_files_make_the_same_zip() -> None:
    moment = datetime(2026, 11, 22, 9, 30, 1, tzinfo=UTC)
    members = [Member("a", b"1", moment), Member("b", b"2", datetime(1970, 1, 1, tzinfo=UTC))]

    first, second = await whole(given(*members)), await whole(given(*members))

    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert [one.date_time for one in archive.infolist()] == [
            (2026, 11, 22, 9, 30, 0),
            (1980, 1, 1, 0, 0, 0),
        ]


async def test_a_file_is_asked_for_when_the_one_before_was_given_away() -> None:
    sent, held = 0, []

    async def many() -> AsyncIterator[Member]:
        for number in range(40):
            held.append(number * MIB - sent)
            yield Member(str(number), os.urandom(MIB), packed=False)

    largest = 0
    async for part in zip_stream(many()):
        sent += len(part)
        largest = max(largest, len(part))

    assert len(held) == 40
    assert max(held) <= 0
    assert largest < 2 * MIB


async def test_a_zip_that_breaks_off_is_none() -> None:
    async def broken() -> AsyncIterator[Member]:
        yield Member("a", b"1" * MIB)
        raise OSError("the store is gone")

    sent = BytesIO()

    async def send() -> None:
        async for part in zip_stream(broken()):
            sent.write(part)

    with pytest.raises(OSError, match="the store is gone"):
        await send()

    assert sent.getvalue().startswith(b"PK")
    assert not zipfile.is_zipfile(sent)


async def test_who_stops_listening_ends_it() -> None:
    stream = zip_stream(given(Member("a", b"1" * 3 * MIB), Member("b", b"2")))

    assert await anext(stream)
    await stream.aclose()
    assert [part async for part in stream] == []


async def test_more_than_the_old_format_counts() -> None:
    count = 65_600
    packed = await whole(given(*(Member(f"{one}", b"", packed=False) for one in range(count))))

    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert len(archive.namelist()) == count
