"""Journals of a plate that somebody stands on, as a recorder would send them."""

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np

from tracker.recording import Subject, Variant
from tracker.recording.journal import MAGIC, Note, Packet, encode_entry, split_journal
from tracker.sensors.codecs.calf import DataPacket, encode_packet
from tracker.sensors.codecs.configuration import ChannelConfiguration, Configuration
from tracker.sensors.notes import Begin, SensorNote

_RATE_HZ = 1000
_A_PACKET = 50


def journal_of(seed: int, seconds: float = 3.0) -> bytes:
    """A whole journal; each seed gives another."""
    plate = Configuration("force_plate", _RATE_HZ, (ChannelConfiguration("fz", "N", 0.1),))
    begin = Begin(0, datetime(2026, 11, 1, tzinfo=UTC), Subject(75.0), None, Variant())
    sensor = SensorNote(1, "plate", "plate", "calf", "C0:00:00:00:00:01", "CALF plate", None, plate)
    counts = np.random.default_rng(seed).integers(7300, 7400, (round(seconds * _RATE_HZ), 1))
    entries: list[Note | Packet] = [Note(begin.to_note()), Note(sensor.to_note())]
    for first in range(0, len(counts), _A_PACKET):
        samples = counts[first : first + _A_PACKET].astype(np.int16)
        packet = encode_packet(DataPacket(1, first, first * 1000, samples))
        entries.append(Packet(1, (first + _A_PACKET) * 1_000_000, packet))
    entries.append(Note({"note": "end"}))
    return MAGIC + b"".join(map(encode_entry, entries))


def chunks_of(journal: bytes, count: int) -> list[bytes]:
    """A journal in about so many chunks."""
    return list(split_journal(journal, len(journal) // count + 1))


def digest(data: bytes) -> dict[str, str]:
    """The header that a chunk is sent with."""
    return {"content-digest": f"sha-256=:{b64encode(sha256(data).digest()).decode()}:"}
