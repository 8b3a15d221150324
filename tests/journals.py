"""Journals of simulated sets, with the packets that the sensors would have sent."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.imu import Imu
from firmware_mocks.raise_plan import RepTruth, Tempo
from firmware_mocks.sensor_model import SensorModel
from tracker.recording import Subject, Variant
from tracker.recording.journal import Note, Packet, encode_entry
from tracker.sensors.notes import Begin, SensorNote

START_NS = 5_000_000_000
RATE_HZ = 100.0
_A_PACKET = 10
_LATENCY_NS = 15_000_000


def raises_journal(
    reps: int = 3,
    seconds: float | None = None,
    *,
    seed: int = 1,
    exercise: str | None = "calf_raise",
    tempo: Tempo | None = None,
    placements: Sequence[str] = ("left_foot", "left_shank"),
) -> tuple[list[tuple[float, bytes]], tuple[RepTruth, ...]]:
    """Entries of a set of calf raises, each with the second in which it was written, and truth."""
    motion = CalfRaises(reps=reps, seed=seed, tempo=tempo or Tempo())
    imus = [
        Imu(motion=motion, placement=one, rate_hz=RATE_HZ, seed=seed * 1000 + number)
        for number, one in enumerate(placements)
    ]
    sensors = [SensorModel(one, "imu") for one in imus]
    entries = [(0.0, _note(number, placements[number], one)) for number, one in enumerate(sensors)]
    entries.append((0.0, _begin(exercise)))
    until = motion.duration_s if seconds is None else min(seconds, motion.duration_s)
    last = int(until * RATE_HZ) - _A_PACKET
    for one in sensors:
        one.start(0.0)
    for first in range(0, last, _A_PACKET):
        at_ns = round((first + _A_PACKET) / RATE_HZ * 1e9) + _LATENCY_NS
        for number, one in enumerate(sensors):
            packet = Packet(number, START_NS + at_ns, one.packet(first, _A_PACKET))
            entries.append((at_ns * 1e-9, encode_entry(packet)))
    entries.append((until, encode_entry(Note({"note": "end", "at_ns": START_NS}))))
    return entries, tuple(one for one in motion.truth if one.end_s < until)


def chunks_of(entries: Sequence[tuple[float, bytes]], seconds: float = 1.0) -> Iterator[bytes]:
    """The entries of each second, as a sender would send them."""
    until, chunk = seconds, bytearray()
    for at_s, entry in entries:
        if at_s >= until and chunk:
            yield bytes(chunk)
            chunk.clear()
            until += seconds
        chunk += entry
    yield bytes(chunk)


def _begin(exercise: str | None) -> bytes:
    began = Begin(
        START_NS,
        datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        Subject(mass_kg=75.0, height_m=1.78),
        exercise,
        Variant(side="left"),
    )
    return encode_entry(Note(began.to_note()))


def _note(number: int, placement: str, sensor: SensorModel) -> bytes:
    note = SensorNote(
        number, placement, placement, "calf", f"C0:00:00:00:00:{number:02X}", "CALF", "1.0",
        sensor.configuration,
    )  # fmt: skip
    return encode_entry(Note(note.to_note()))
