"""Whatever happens to a journal, its whole entries up to there are read."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.errors import FileFormatError, RecordingError
from tracker.recording.journal import (
    MAGIC,
    JournalWriter,
    Note,
    Packet,
    encode_entry,
    is_run_of_entries,
    read_journal,
    split_journal,
)

note = st.dictionaries(
    st.text(max_size=6), st.none() | st.integers() | st.text(max_size=6), max_size=3
).map(Note)
packet = st.builds(
    Packet, st.integers(0, 65535), st.integers(-(2**63), 2**63 - 1), st.binary(max_size=40)
)
entries = st.lists(note | packet, max_size=8)

SHARED_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)


def write(path: Path, content: list[Note | Packet]) -> bytes:
    path.unlink(missing_ok=True)
    with JournalWriter(path, flush_s=60.0) as journal:
        for one in content:
            if isinstance(one, Note):
                journal.note(one.content)
            else:
                journal.packet(one)
    return path.read_bytes()


@SHARED_FOLDER
@given(content=entries)
def test_what_was_written_is_read(tmp_path: Path, content: list[Note | Packet]) -> None:
    write(tmp_path / "j", content)
    journal = read_journal(tmp_path / "j")
    assert list(journal.entries) == content
    assert journal.torn_bytes == 0


def test_cut_at_every_byte_gives_a_prefix(tmp_path: Path) -> None:
    content: list[Note | Packet] = [
        Note({"streams": ["left_foot"]}),
        Packet(1, 123_456_789, b"abc"),
        Packet(1, 123_456_999, b""),
        Note({}),
        Packet(2, -1, bytes(range(50))),
    ]
    data = write(tmp_path / "j", content)
    seen = set()
    for size in range(8, len(data) + 1):
        (tmp_path / "j").write_bytes(data[:size])
        journal = read_journal(tmp_path / "j")
        count = len(journal.entries)
        assert list(journal.entries) == content[:count]
        assert (journal.torn_bytes == 0) == (
            len(data[:size]) == len(data) or journal.torn_bytes == 0
        )
        seen.add(count)
    assert seen == set(range(len(content) + 1))


def test_whole_entries_and_nothing_else() -> None:
    entries = [encode_entry(Note({"a": 1})), encode_entry(Packet(1, 2, b"abc"))]
    data = b"".join(entries)

    whole = {size for size in range(len(data) + 1) if is_run_of_entries(data[:size])}

    assert whole == {len(entries[0]), len(data)}
    assert not is_run_of_entries(data + b"x")
    assert not is_run_of_entries(data[:-1] + bytes([data[-1] ^ 1]))


def test_cut_within_the_magic_is_no_journal(tmp_path: Path) -> None:
    data = write(tmp_path / "j", [])
    for size in range(8):
        (tmp_path / "j").write_bytes(data[:size])
        with pytest.raises(FileFormatError, match="not a journal"):
            read_journal(tmp_path / "j")


@SHARED_FOLDER
@given(content=st.lists(note | packet, min_size=1, max_size=6), data=st.data())
def test_a_flipped_byte_costs_what_follows_and_nothing_before(
    tmp_path: Path, content: list[Note | Packet], data: st.DataObject
) -> None:
    raw = bytearray(write(tmp_path / "j", content))
    at = data.draw(st.integers(8, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    (tmp_path / "j").write_bytes(raw)
    journal = read_journal(tmp_path / "j")
    count = len(journal.entries)
    assert list(journal.entries) == content[:count]
    assert count < len(content)
    assert journal.torn_bytes > 0


@SHARED_FOLDER
@given(tail=st.binary(max_size=200))
def test_any_bytes_behind_the_magic_are_read_without_a_crash(tmp_path: Path, tail: bytes) -> None:
    (tmp_path / "j").write_bytes(b"CALFJNL1" + tail)
    assert read_journal(tmp_path / "j").torn_bytes <= len(tail)


def test_entries_of_a_kind_not_known_yet_are_passed_over(tmp_path: Path) -> None:
    data = write(tmp_path / "j", [Note({"a": 1})])
    for content in (b"\x09future", b"\x01not json", b"\x01[1]", b"\x02short"):
        data += struct.pack("<II", len(content), zlib.crc32(content)) + content
    (tmp_path / "k").write_bytes(data)
    last = write(tmp_path / "j", [Note({"b": 2})])[8:]
    with (tmp_path / "k").open("ab") as file:
        file.write(last)
    journal = read_journal(tmp_path / "k")
    assert journal.entries == (Note({"a": 1}), Note({"b": 2}))
    assert journal.torn_bytes == 0


def test_what_is_flushed_is_there_while_the_writer_lives(tmp_path: Path) -> None:
    with JournalWriter(tmp_path / "j", flush_s=0.0) as journal:
        for number in range(3):
            journal.packet(Packet(0, number, b"x"))
            assert len(read_journal(tmp_path / "j").entries) == number + 1


def test_an_entry_that_no_reader_takes_is_refused(tmp_path: Path) -> None:
    with JournalWriter(tmp_path / "j") as journal:
        with pytest.raises(RecordingError, match="too long"):
            journal.note({"long": "x" * 2**20})
        journal.note({"after": 1})
    assert read_journal(tmp_path / "j").entries == (Note({"after": 1}),)


def test_an_existing_journal_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path / "j", [Note({"a": 1})])
    with pytest.raises(FileFormatError, match="cannot be written"):
        JournalWriter(tmp_path / "j")
    assert read_journal(tmp_path / "j").entries


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    journal = JournalWriter(tmp_path / "j")
    journal.close()
    journal.close()


cut = st.tuples(st.integers(1, 200), st.none() | st.floats(0.1, 3.0))
arriving = st.lists(
    note | st.builds(Packet, st.just(0), st.integers(0, 10**10), st.binary(max_size=40)),
    max_size=12,
)


@given(arriving, cut, st.integers(0, 12))
def test_parts_are_cut_where_they_were_before_a_journal_grew(
    content: list[Note | Packet], cut: tuple[int, float | None], before: int
) -> None:
    framed = [encode_entry(one) for one in content]
    whole = list(split_journal(MAGIC + b"".join(framed), *cut))
    early = list(split_journal(MAGIC + b"".join(framed[:before]), *cut))

    assert b"".join(whole) == b"".join(framed)
    assert early[:-1] == whole[: len(early[:-1])]
    # So it is for whoever reads on from a cut, and for a writer within an entry.
    rest = MAGIC + b"".join(whole[1:])
    assert list(split_journal(rest, *cut)) == whole[1:]
    torn = MAGIC + b"".join(framed)[:-1]
    assert list(split_journal(torn, *cut))[:-1] == whole[: len(list(split_journal(torn, *cut))) - 1]


def test_parts_hold_no_more_than_their_time_and_bytes() -> None:
    packets = [encode_entry(Packet(0, number * 10**8, bytes(20))) for number in range(35)]
    journal = MAGIC + b"".join(packets)

    a_second = list(split_journal(journal, 10_000, 1.0))
    small = list(split_journal(journal, 3 * len(packets[0]), 1.0))

    assert [len(part) // len(packets[0]) for part in a_second] == [10, 10, 10, 5]
    assert [len(part) // len(packets[0]) for part in small] == [3] * 11 + [2]
