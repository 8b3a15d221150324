"""A journal followed while it is written."""

from pathlib import Path

import numpy as np
import pytest

from tests.journals import START_NS, chunks_of, raises_journal
from tracker.analysis import analyze
from tracker.findings import Finding
from tracker.live.counter import PIECE_HZ
from tracker.live.journal_follower import LONGEST_S, JournalFollower, Progress
from tracker.recording.journal import FILE_NAME, MAGIC, Note, Packet, encode_entry
from tracker.recording.remarks import RemarkKind
from tracker.results import Effort
from tracker.sensors.notes import RemarkNote
from tracker.sensors.replay import recording_from_journal

REPS = 3
ENTRIES, TRUTH = raises_journal(REPS)
WHOLE = b"".join(entry for _, entry in ENTRIES)


def followed(*parts: bytes, exercise: str | None = None) -> tuple[JournalFollower, list[Progress]]:
    follower = JournalFollower(exercise)
    return follower, [follower.feed(part) for part in parts]


def efforts(progress: list[Progress]) -> list[tuple[int, Effort]]:
    return [one for part in progress for one in part.efforts]


def findings(progress: list[Progress]) -> list[Finding]:
    return [one for part in progress for one in part.findings]


@pytest.mark.parametrize("seconds", [0.1, 1.0, 5.0, 100.0])
def test_the_efforts_are_those_of_the_finished_recording(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(MAGIC + WHOLE)
    filed = analyze(recording_from_journal(path)).efforts

    follower, progress = followed(*chunks_of(ENTRIES, seconds))

    assert [number for number, _ in efforts(progress)] == [1, 2, 3]
    assert [one.start_s for _, one in efforts(progress)] == [one.start_s for one in filed]
    assert follower.count == len(TRUTH)
    assert follower.ended
    assert findings(progress) == []


def test_each_is_told_in_the_part_that_completes_it() -> None:
    follower = JournalFollower()
    told = [
        follower.seconds for part in chunks_of(ENTRIES, 0.1) for _ in follower.feed(part).efforts
    ]

    delays = [at_s - truth.end_s for at_s, truth in zip(told, TRUTH, strict=True)]
    assert max(delays) < 0.7


def test_streams_that_come_in_parallel_are_put_together() -> None:
    notes = b"".join(entry for at_s, entry in ENTRIES if at_s == 0.0)
    packets = b"".join(entry for at_s, entry in ENTRIES if at_s > 0.0)
    half = next(chunks_of(ENTRIES, 2.0))[len(notes) :]

    follower, progress = followed(half, notes, packets[len(half) :])

    assert [number for number, _ in efforts(progress)] == [1, 2, 3]
    assert [one.lost for one in follower.sensors()] == [0, 0]


def test_what_cannot_be_used_is_said_once_and_left_out() -> None:
    broken = encode_entry(Packet(0, START_NS, b"no packet")) + encode_entry(
        Note({"note": "ping", "stream": "left"})
    )
    chunks = list(chunks_of(ENTRIES))

    follower, progress = followed(chunks[0], broken, broken, *chunks[1:])

    assert len(efforts(progress)) == REPS
    said = findings(progress)
    assert [one.stream for one in said] == ["left_foot", None]
    assert follower.sensors()[0].refused == 2


def test_nothing_is_counted_where_no_exercise_is_named() -> None:
    entries, _ = raises_journal(1, exercise=None)
    parts = list(chunks_of(entries))

    _, progress = followed(*parts)
    follower, named = followed(*parts, exercise="calf_raise")

    assert efforts(progress) == []
    assert "no exercise" in findings(progress)[0].message
    assert len(efforts(named)) == follower.count == 1


def test_a_pause_is_not_counted() -> None:
    chunks = list(chunks_of(ENTRIES))
    pause, resume = (
        encode_entry(Note(RemarkNote(kind, START_NS, None).to_note()))
        for kind in (RemarkKind.PAUSE, RemarkKind.RESUME)
    )

    follower, progress = followed(chunks[0], pause, *chunks[1:-1])

    assert follower.paused
    assert efforts(progress) == []
    follower.feed(resume)
    assert not follower.paused


def test_times_beyond_reason_are_left_out() -> None:
    chunks = list(chunks_of(ENTRIES))
    packet = next(entry for at_s, entry in ENTRIES if at_s > 0)
    payload = packet[8 + 11 :]
    late = encode_entry(Packet(0, START_NS + int(1e18), payload))

    follower, progress = followed(chunks[0][: -len(packet) * 20], late)

    assert follower.seconds < LONGEST_S
    assert efforts(progress) == []


def test_curves_keep_every_peak_in_few_points() -> None:
    _, progress = followed(*chunks_of(ENTRIES, 0.3))
    pieces = [one for part in progress for one in part.pieces if one.stream == "left_foot"]
    _, whole = followed(WHOLE)
    at_once = [one for one in whole[0].pieces if one.stream == "left_foot"]
    time = np.concatenate([one.time for one in pieces])
    value = np.concatenate([one.value for one in pieces])

    assert {(one.name, one.unit) for one in pieces} == {("turning_rate", "deg/s")}
    assert np.all(np.diff(time) > 0)
    assert time.size <= PIECE_HZ * (time[-1] - time[0]) + 2
    assert value.max() == pytest.approx(np.concatenate([one.value for one in at_once]).max())
