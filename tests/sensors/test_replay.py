import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.sensors.worn import CountingSource, imu, plate
from tracker.errors import CalfError, FileFormatError
from tracker.findings import Code, Severity
from tracker.recording import Recording, Subject, Variant, read_folder, write_folder
from tracker.recording.journal import JournalWriter, Packet
from tracker.sensors.codecs import calf
from tracker.sensors.codecs.configuration import ChannelConfiguration, Configuration, SensorKind
from tracker.sensors.notes import Begin, LinkNote, SensorNote
from tracker.sensors.replay import recording_from_journal

START_NS = 5_000_000_000
STARTED_AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
DRIFT = 40e-6
BOOT_S = 4294.9


def sensor_note(source: CountingSource, name: str = "left_foot", stream: int = 0) -> SensorNote:
    channels = tuple(
        ChannelConfiguration(*one)
        for one in zip(source.channels, source.units, source.scales, strict=True)
    )
    kind: SensorKind = "force_plate" if "fz" in source.channels else "imu"
    return SensorNote(
        stream,
        name,
        name,
        "calf",
        "C0:00",
        "CALF",
        "1.0",
        Configuration(kind, source.rate_hz, channels),
    )


def sent(
    source: CountingSource,
    packets: Iterable[int],
    count: int = 10,
    *,
    epoch: int = 0,
    boot_s: float = BOOT_S,
    from_sample: int = 0,
    stream: int = 0,
    wait_s: Sequence[float] = (0.0,),
) -> list[Packet]:
    """Packets by number; the first sample is taken 0.1 s after the recording's start."""
    made = []
    for number in packets:
        first = number * count
        t_us = round((boot_s + (first - from_sample) / source.rate_hz * (1 + DRIFT)) * 1e6)
        data = calf.DataPacket(
            epoch, (first - from_sample) % 2**32, t_us % 2**32, source.counts(first, count)
        )
        taken_s = 0.1 + (first + count - 1) / source.rate_hz
        arrival_s = taken_s + wait_s[number % len(wait_s)]
        made.append(Packet(stream, START_NS + round(arrival_s * 1e9), calf.encode_packet(data)))
    return made


def journal_of(
    folder: Path,
    packets: Iterable[Packet],
    sensors: Sequence[SensorNote] = (sensor_note(imu()),),
    *,
    notes: Sequence[dict[str, Any]] = (),
    ended: bool = True,
) -> Path:
    begin = Begin(START_NS, STARTED_AT, Subject(75.0), "calf_raise", Variant(side="left"))
    path = folder / "journal.calf"
    path.unlink(missing_ok=True)
    with JournalWriter(path) as journal:
        for sensor in sensors:
            journal.note(sensor.to_note())
        journal.note(begin.to_note())
        for packet in packets:
            journal.packet(packet)
        for note in notes:
            journal.note(note)
        if ended:
            journal.note({"note": "end", "at_ns": START_NS})
    return path


def gaps_of(recording: Recording) -> list[int]:
    return [gap.missing for gap in recording.streams[0].gaps]


def codes(recording: Recording, severity: Severity | None = None) -> list[Code]:
    return [one.code for one in recording.findings if severity in {None, one.severity}]


def decoded_counts(recording: Recording, stream: int = 0) -> NDArray[np.int64]:
    one = recording.streams[stream]
    scales = np.array([channel.count for channel in one.channels])
    counts: NDArray[np.float64] = np.rint(one.values / scales)
    # Exactly the count times its scale, not merely near it.
    assert np.array_equal(counts * scales, one.values)
    return counts.astype(np.int64)


def test_a_whole_journal_is_the_recording_bit_for_bit(tmp_path: Path) -> None:
    source = imu()
    recording = recording_from_journal(journal_of(tmp_path, sent(source, range(40))))
    stream = recording.streams[0]
    assert np.array_equal(decoded_counts(recording), source.counts(0, 400))
    assert stream.time == pytest.approx(0.1 + np.arange(400) / 200.0, abs=2e-6)
    assert np.array_equal(stream.time, stream.time.round(6))
    assert (stream.gaps, stream.name, stream.rate_hz) == ((), "left_foot", 200.0)
    assert stream.calibration["clock_drift_ppm"] == pytest.approx(-40.0, abs=1.0)
    assert codes(recording) == [Code.CLOCK]
    assert recording.subject == Subject(75.0)
    assert recording.started_at == STARTED_AT
    assert recording.segments[0].exercise == "calf_raise"
    assert recording.segments[0].variant == Variant(side="left")


def test_the_recording_is_kept_as_counts_in_its_folder(tmp_path: Path) -> None:
    recording = recording_from_journal(journal_of(tmp_path, sent(imu(), range(40))).parent)
    write_folder(recording, tmp_path)
    back = read_folder(tmp_path)
    assert np.array_equal(back.streams[0].values, recording.streams[0].values)
    assert np.array_equal(back.streams[0].time, recording.streams[0].time)
    assert back.findings == recording.findings


def test_missing_packets_are_gaps_with_their_exact_count(tmp_path: Path) -> None:
    source = imu()
    there = [*range(10), *range(13, 20), *range(21, 40)]
    recording = recording_from_journal(journal_of(tmp_path, sent(source, there)))
    assert gaps_of(recording) == [30, 10]
    assert codes(recording, Severity.WARNING) == [Code.GAP, Code.GAP]
    first = recording.streams[0].gaps[0]
    assert (first.start_s, first.end_s) == pytest.approx(
        (0.1 + 99 / 200, 0.1 + 130 / 200), abs=1e-5
    )
    expected = np.concatenate([source.counts(number * 10, 10) for number in there])
    assert np.array_equal(decoded_counts(recording), expected)


def test_doubled_and_late_packets_leave_no_trace_in_the_samples(tmp_path: Path) -> None:
    source = imu()
    packets = sent(source, range(40))
    packets[20], packets[21] = packets[21], packets[20]
    packets.insert(30, packets[28])
    recording = recording_from_journal(journal_of(tmp_path, packets))
    assert np.array_equal(decoded_counts(recording), source.counts(0, 400))
    assert gaps_of(recording) == []
    assert codes(recording, Severity.INFO) == [Code.LINK, Code.CLOCK]


def test_packets_of_another_length_that_overlap_are_trimmed(tmp_path: Path) -> None:
    source = imu()
    packets = sent(source, range(20)) + sent(source, range(12, 26), count=15)
    recording = recording_from_journal(journal_of(tmp_path, packets))
    assert np.array_equal(decoded_counts(recording), source.counts(0, 390))


def test_delays_move_no_sample(tmp_path: Path) -> None:
    generator = np.random.default_rng(8)
    waits = list(generator.exponential(0.02, 400))
    recording = recording_from_journal(journal_of(tmp_path, sent(imu(), range(400), wait_s=waits)))
    error = recording.streams[0].time - (0.1 + np.arange(4000) / 200.0)
    assert np.abs(error).max() < 1.5e-3
    assert recording.streams[0].calibration["clock_residual_s"] == pytest.approx(0.014, abs=0.004)


def test_a_restart_begins_a_new_clock_and_leaves_a_gap(tmp_path: Path) -> None:
    source = imu()
    packets = sent(source, range(20)) + sent(
        source, range(30, 60), epoch=1, boot_s=0.0, from_sample=300
    )
    recording = recording_from_journal(journal_of(tmp_path, packets))
    assert gaps_of(recording) == [100]
    time = recording.streams[0].time
    assert time == pytest.approx(0.1 + np.r_[np.arange(200), np.arange(300, 600)] / 200.0, abs=1e-5)
    assert Code.LINK in codes(recording, Severity.WARNING)


def test_a_restart_whose_clock_overlaps_still_has_rising_time(tmp_path: Path) -> None:
    source = imu()
    packets = sent(source, range(20), wait_s=[0.4]) + sent(
        source, range(20, 40), epoch=1, boot_s=0.0, from_sample=200
    )
    recording = recording_from_journal(journal_of(tmp_path, packets))
    assert np.diff(recording.streams[0].time).min() > 0
    assert Code.CLOCK in codes(recording, Severity.WARNING)


def test_broken_packets_are_counted_and_left_out(tmp_path: Path) -> None:
    source = imu()
    packets = sent(source, range(40))
    packets[5] = Packet(0, packets[5].arrival_ns, b"nonsense")
    recording = recording_from_journal(journal_of(tmp_path, packets))
    assert gaps_of(recording) == [10]
    assert "1 packets were broken" in recording.findings[0].message


def test_each_sensor_is_a_stream_and_a_silent_one_a_finding(tmp_path: Path) -> None:
    foot, force = imu(), plate()
    sensors = [sensor_note(foot), sensor_note(force, "plate", 1), sensor_note(foot, "sacrum", 2)]
    packets = sent(foot, range(10)) + sent(force, range(10), 50, stream=1)
    recording = recording_from_journal(journal_of(tmp_path, packets, sensors))
    assert [one.name for one in recording.streams] == ["left_foot", "plate"]
    assert np.array_equal(decoded_counts(recording, 1), force.counts(0, 500))
    errors = [one for one in recording.findings if one.severity is Severity.ERROR]
    assert [(one.code, one.stream) for one in errors] == [(Code.LINK, "sacrum")]


def test_lost_links_are_told(tmp_path: Path) -> None:
    notes = [
        LinkNote(0, "lost", START_NS + 1_000_000_000).to_note(),
        LinkNote(0, "restored", START_NS + 3_500_000_000).to_note(),
        LinkNote(0, "lost", START_NS + 9_000_000_000).to_note(),
    ]
    recording = recording_from_journal(journal_of(tmp_path, sent(imu(), range(9)), notes=notes))
    told = [one for one in recording.findings if one.code is Code.LINK]
    assert [(one.start_s, one.end_s) for one in told] == [(1.0, 3.5), (9.0, None)]


def test_a_journal_cut_anywhere_gives_what_was_whole(tmp_path: Path) -> None:
    source = imu()
    path = journal_of(tmp_path, sent(source, range(40)), ended=False)
    whole = path.read_bytes()
    entry_bytes = 8 + 11 + 132
    head_bytes = len(whole) - 40 * entry_bytes
    for size in range(head_bytes, len(whole), 37):
        path.write_bytes(whole[:size])
        packets = (size - head_bytes) // entry_bytes
        if not packets:
            with pytest.raises(FileFormatError):
                recording_from_journal(path)
            continue
        recording = recording_from_journal(path)
        assert np.array_equal(decoded_counts(recording), source.counts(0, 10 * packets))
        assert Code.CUT_SHORT in codes(recording)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_whatever_packets_hold_there_is_a_recording_or_a_clear_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    source = imu()
    packets = sent(source, range(12))
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(0, len(packets) - 1))
        raw = bytearray(packets[at].payload)
        place = data.draw(st.integers(0, 14))
        raw[place] = data.draw(st.integers(0, 255))
        arrival = packets[at].arrival_ns + data.draw(st.integers(-(10**12), 10**12))
        packets.insert(data.draw(st.integers(0, len(packets))), Packet(0, arrival, bytes(raw)))
    try:
        recording = recording_from_journal(journal_of(tmp_path, packets))
    except CalfError:
        return
    assert np.diff(recording.streams[0].time).min(initial=1.0) > 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"configuration": "00"}, "cut short"),
        ({"configuration": "zz"}, "cannot be used"),
        ({"stream": None}, "cannot be used"),
        ({"note": "nothing"}, "before a sensor was connected"),
    ],
)
def test_notes_that_are_none_are_refused(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = tmp_path / "journal.calf"
    begin = Begin(START_NS, STARTED_AT, Subject(), None, Variant())
    with JournalWriter(path) as journal:
        journal.note(sensor_note(imu()).to_note() | change)
        journal.note(begin.to_note())
    with pytest.raises(FileFormatError, match=message):
        recording_from_journal(path)


def test_units_other_than_si_are_refused(tmp_path: Path) -> None:
    wrong = CountingSource(200.0, imu().channels, ("g",) * 3 + ("rad/s",) * 3, imu().scales, 1.0)
    with pytest.raises(FileFormatError, match="'g' instead of 'm/s²'"):
        recording_from_journal(journal_of(tmp_path, [], [sensor_note(wrong)]))


def test_an_empty_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="no samples"):
        recording_from_journal(journal_of(tmp_path, []))


def test_notes_are_json(tmp_path: Path) -> None:
    note = sensor_note(imu())
    assert SensorNote.from_note(json.loads(json.dumps(note.to_note()))) == note
