"""What Tindeq's Progressor, a force gauge on a strap, says.

Notifications are ``u8 tag, u8 length`` and as many bytes: tag 1 is measurements, each ``f32 kg, u32
µs``; tag 0 the answer to a command, which it does not name; tag 4 a low battery. Commands are
single bytes. All numbers are little-endian.

Source: Tindeq, Progressor API (public, version 1.0).
"""

import struct

import numpy as np

from tracker.errors import PacketError
from tracker.gravity import GRAVITY
from tracker.sensors.codecs.configuration import ChannelConfiguration, Configuration
from tracker.sensors.codecs.samples import Samples
from tracker.sensors.codecs.timed import TimedSequence

SERVICE_UUID = "7e4e1701-1ea6-40c9-9dcc-13d34ffead57"
NOTIFY_UUID = "7e4e1702-1ea6-40c9-9dcc-13d34ffead57"
WRITE_UUID = "7e4e1703-1ea6-40c9-9dcc-13d34ffead57"

TARE, START, STOP, FIRMWARE = b"\x64", b"\x65", b"\x66", b"\x6b"
REPLY, MEASUREMENT = 0, 1
RATE_HZ = 80.0

_SAMPLE = np.dtype([("kg", "<f4"), ("us", "<u4")])
_HEAD = struct.Struct("<BB")

CONFIGURATION = Configuration("force_plate", RATE_HZ, (ChannelConfiguration("fz", "N", GRAVITY),))
"""A pull in kg, given in N."""


def split(data: bytes) -> tuple[int, bytes]:
    """Tag and content of a notification; PacketError if its length is not what it says."""
    if len(data) < _HEAD.size or len(data) != _HEAD.size + data[1]:
        raise PacketError(f"{len(data)} bytes are no notification of a Progressor")
    return data[0], data[2:]


def encode(tag: int, content: bytes) -> bytes:
    """A notification."""
    return _HEAD.pack(tag, len(content)) + content


def encode_measurements(pull_kg: list[float], time_us: list[int]) -> bytes:
    """A notification of measurements."""
    samples = np.array(list(zip(pull_kg, time_us, strict=True)), dtype=_SAMPLE)
    return encode(MEASUREMENT, samples.tobytes())


class PullDecoder:
    """Decodes measurements; other notifications hold no sample."""

    def __init__(self, configuration: Configuration) -> None:
        self._sequence = TimedSequence(configuration.rate_hz, 2**32)

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Samples, ...]:
        """See `tracker.sensors.codecs.samples.Decoder`."""
        del arrival_ns
        tag, content = split(payload)
        if tag != MEASUREMENT:
            return ()
        if not content or len(content) % _SAMPLE.itemsize:
            raise PacketError(f"{len(content)} bytes are no measurements of 8 bytes each")
        samples = np.frombuffer(content, _SAMPLE)
        if not np.isfinite(samples["kg"]).all():
            raise PacketError("a measurement is no number")
        place = self._sequence.place(float(samples["us"][-1]), samples.size)
        pull = samples["kg"].astype(np.float64)[:, np.newaxis]
        return (Samples(place.run, place.first_index, place.t_us, pull),)
