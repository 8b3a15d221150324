"""What a page in a phone's browser makes of the phone's own motion sensor.

The record page gathers the browser's `devicemotion` events and writes their numbers down as the
browser gave them. All numbers are little-endian:

``u8 type << 4 | version, u8 n, u16 epoch, u32 first_index``, then n readings of ``f64 time_ms,
3 × f32 acceleration, 3 × f32 turning``.

time_ms is the event's own time stamp, milliseconds since the page was opened; another opening has
another epoch, drawn by lot. The index counts the readings that the page got, modulo 2³². What the
browser left out has no index, but shows by the times. Acceleration is the event's
`accelerationIncludingGravity` x, y, z; turning is its `rotationRate` alpha, beta, gamma in °/s,
which are about x, y, z (so the specification and the browsers since 2018; older texts name other
axes). What they mean is in the configuration's scales, so that a journal can be read again where a
browser turns out to differ:

- WebKit on iOS gives accelerations with Apple's sign, -1 g upwards at rest: scale -1. A wrong sign
  would be a mirrored world: heights and times stay the same, left and right tilts are exchanged.
- Chromium rounds to 0.1 m/s² and 0.1 °/s against the recognition of devices, and gives the newest
  reading 60 times a second: enough to count and to time, not to tell small angles.
- The rate is whatever the browser gives, measured by the page; `interval` of the event is not used,
  which some browsers give in seconds.

Source: W3C, Device Orientation and Motion (2025), section 4; its issue 44 on the axes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracker.errors import PacketError
from tracker.sensors.codecs.configuration import Configuration, imu_configuration
from tracker.sensors.codecs.samples import Samples
from tracker.sensors.codecs.sequence import signed

VERSION = 1
MAX_READINGS = 255
TURNING_SCALE = float(np.radians(1.0))

_READINGS = 1
_HEADER = struct.Struct("<BBHI")
_READING = np.dtype([("ms", "<f8"), ("values", "<f4", 6)])
_LATEST_MS = 1e12
_BACK_US, _LONGEST_US = 1e6, 600e6
_PULL, _LEARNING = 0.1, 0.002
_RATE_TOLERANCE = 0.1
_SURELY_MISSED = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class ReadingsPacket:
    """Readings as they are written down.

    Parameters
    ----------
    epoch
        0 … 65535, another for each opening of the page.
    first_index
        Of the first reading, modulo 2³².
    time_ms
        (n,) of the events.
    values
        (n, 6) float32, as the browser gave them.
    """

    epoch: int
    first_index: int
    time_ms: NDArray[np.float64] = field(repr=False)
    values: NDArray[np.float32] = field(repr=False)


def configuration(rate_hz: float, *, apple: bool = False) -> Configuration:
    """Of a phone whose browser gives so many readings a second, with Apple's sign or without."""
    return imu_configuration(rate_hz, -1.0 if apple else 1.0, TURNING_SCALE)


def encode_packet(packet: ReadingsPacket) -> bytes:
    """Bytes of a packet; raises PacketError if a field does not fit."""
    count = len(packet.time_ms)
    if not 0 < count <= MAX_READINGS:
        raise PacketError(f"a packet holds 1 to {MAX_READINGS} readings, not {count}")
    readings = np.empty(count, _READING)
    readings["ms"], readings["values"] = packet.time_ms, packet.values
    try:
        head = _HEADER.pack(_READINGS << 4 | VERSION, count, packet.epoch, packet.first_index)
    except struct.error as error:
        raise PacketError(f"a field of the packet is out of range: {error}") from None
    return head + readings.tobytes()


def decode_packet(data: bytes) -> ReadingsPacket:
    """Read a packet; raises PacketError on anything else."""
    if len(data) < _HEADER.size:
        raise PacketError(f"packet of {len(data)} bytes is shorter than its header")
    kind, count, epoch, first_index = _HEADER.unpack_from(data)
    if kind != _READINGS << 4 | VERSION:
        raise PacketError(f"packet of unknown type or version 0x{kind:02x}")
    expected = _HEADER.size + count * _READING.itemsize
    if not count or len(data) != expected:
        raise PacketError(f"packet of {len(data)} bytes; {count} readings take {expected}")
    readings = np.frombuffer(data, _READING, offset=_HEADER.size)
    time_ms, values = readings["ms"].astype(np.float64), readings["values"].astype(np.float32)
    # Negated so that a time that is no number is refused too.
    if not ((np.abs(time_ms) < _LATEST_MS).all() and np.isfinite(values).all()):
        raise PacketError("a reading is no number")
    return ReadingsPacket(epoch, first_index, time_ms, values)


class ReadingsDecoder:
    """Finds by the events' times which readings the browser left out.

    The times jitter by milliseconds, for they are those of a timer in a busy program. A grid of
    even steps follows them slowly; a reading that comes three quarters of a period late is taken to
    be a later one, and the one before is missing. The samples between two losses are spread evenly
    about the mean of their times. A time that steps back by more than a second, or ahead by more
    than ten minutes, begins anew.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._nominal_us = self._period_us = 1e6 / configuration.rate_hz
        self._epoch: int | None = None
        self._run = -1
        self._counted = 0
        self._index = -1
        self._grid_us = 0.0

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Samples, ...]:
        """See `tracker.sensors.codecs.samples.Decoder`."""
        del arrival_ns
        packet = decode_packet(payload)
        anew = packet.epoch != self._epoch
        if not anew and signed(packet.first_index - self._counted) < 0:
            raise PacketError(f"reading {packet.first_index} was there before")
        self._epoch = packet.epoch
        self._counted = packet.first_index + len(packet.time_ms)
        return tuple(self._pieces(packet.time_ms * 1e3, packet.values, anew=anew))

    def _pieces(
        self, time_us: NDArray[np.float64], values: NDArray[np.float32], *, anew: bool
    ) -> Iterator[Samples]:
        placed = []
        for number, at_us in enumerate(time_us.tolist()):
            placed.append(self._place(at_us, anew=anew and number == 0))
        start = 0
        for end in range(1, len(placed) + 1):
            run, index = placed[start]
            if end < len(placed) and placed[end] == (run, index + end - start):
                continue
            count = end - start
            middle_us = float(time_us[start:end].mean())
            first_us = middle_us - 0.5 * (count - 1) * self._period_us
            yield Samples(run, index, first_us, values[start:end].astype(np.float64))
            start = end

    def _place(self, at_us: float, *, anew: bool) -> tuple[int, int]:
        """Run and index of a reading of that time."""
        ahead_us = at_us - self._grid_us
        if anew or self._run < 0 or not -_BACK_US < ahead_us < _LONGEST_US:
            self._run += 1
            self._index, self._grid_us = 0, at_us
            return self._run, 0
        steps = max(1, int(ahead_us / self._period_us + 1.0 - _SURELY_MISSED))
        late_us = ahead_us - steps * self._period_us
        self._grid_us += steps * self._period_us + _PULL * late_us
        if steps == 1:
            learnt = self._period_us + _LEARNING * late_us
            slack = _RATE_TOLERANCE * self._nominal_us
            self._period_us = min(max(learnt, self._nominal_us - slack), self._nominal_us + slack)
        self._index += steps
        return self._run, self._index
