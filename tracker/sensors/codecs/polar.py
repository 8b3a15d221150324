"""What Polar's Verity Sense and H10 say: the PMD (Polar measurement data) service.

Control: a request ``u8 operation, u8 type`` and settings ``u8 setting, u8 count, value``; the
answer ``F0, operation, type, status, more`` and parameters of the same form, of which 5 is the
factor (f32) of a count in delta frames. Operation 2 starts, 3 stops.

Data: ``u8 type, u64 ns`` since 2000 of the last sample, ``u8 frame type``. Raw acceleration (type
1) is three i16 in mG a sample. Delta frames (bit 7 set) begin with three i16, then blocks of ``u8
bits, u8 count`` and count · 3 signed differences of so many bits, the lowest bit first, padded to a
byte. Counts times the factor are g or °/s. All numbers are little-endian.

Source: Polar, BLE SDK and its PMD specification.
"""

import struct
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.errors import PacketError
from tracker.gravity import GRAVITY
from tracker.sensors.codecs.configuration import Configuration, imu_configuration
from tracker.sensors.codecs.samples import Samples
from tracker.sensors.codecs.timed import Place, TimedSequence

SERVICE_UUID = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL_UUID = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA_UUID = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

START, STOP = 2, 3
ACCELERATION, GYROSCOPE = 2, 5
OK, ALREADY = 0, 6
RAW_FACTOR_G = 1e-3
AXES = 3

_REPLY = 0xF0
_FACTOR = 5
_SETTING_BYTES = {0: 2, 1: 2, 2: 2, 3: 2, 4: 1, _FACTOR: 4}
_HEAD = struct.Struct("<BQB")
_DELTA = 0x80
_MOST_BUFFERED = 400
_GAP_PERIODS = 1.8


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the control point; `factor` is None if it names none."""

    operation: int
    type: int
    status: int
    factor: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A data frame: what it measures, when its last sample was taken, and (n, 3) values.

    `raw` values are in mG; others are counts of the factor that the start was answered with.
    """

    type: int
    last_ns: int
    values: NDArray[np.int32]
    raw: bool


def start_request(measurement: int, rate_hz: int, span: int, *, channels: bool = True) -> bytes:
    """What starts a measurement with 16 bit; the range `span` is in g or °/s."""
    settings = ((0, rate_hz), (1, 16), (2, span))
    request = bytes([START, measurement])
    request += b"".join(struct.pack("<BBH", kind, 1, value) for kind, value in settings)
    return request + (bytes([4, 1, AXES]) if channels else b"")


def stop_request(measurement: int) -> bytes:
    """What ends a measurement."""
    return bytes([STOP, measurement])


def encode_reply(reply: Reply) -> bytes:
    """An answer of the control point."""
    head = bytes([_REPLY, reply.operation, reply.type, reply.status, 0])
    return head if reply.factor is None else head + struct.pack("<BBf", _FACTOR, 1, reply.factor)


def decode_reply(data: bytes) -> Reply:
    """Read an answer; PacketError on anything else."""
    if len(data) < 4 or data[0] != _REPLY:
        raise PacketError(f"no answer of the control point: {data[:6].hex()}")
    factor, at = None, 5
    while at + 2 <= len(data):
        kind, count = data[at], data[at + 1]
        size = _SETTING_BYTES.get(kind)
        if size is None or at + 2 + size * count > len(data):
            raise PacketError(f"parameter {kind} of an answer cannot be read")
        if kind == _FACTOR and count:
            (factor,) = struct.unpack_from("<f", data, at + 2)
            if not (np.isfinite(factor) and factor > 0):
                raise PacketError(f"a factor of {factor} cannot be")
        at += 2 + size * count
    return Reply(data[1], data[2], data[3], factor)


def encode_raw(frame: Frame) -> bytes:
    """A frame of raw i16."""
    head = _HEAD.pack(frame.type, frame.last_ns, 1)
    return bytes(head + frame.values.astype("<i2").tobytes())


def encode_delta(frame: Frame) -> bytes:
    """A frame of differences, in one block with as many bits as they need."""
    values = frame.values
    head = _HEAD.pack(frame.type, frame.last_ns, _DELTA)
    head += bytes(values[0].astype("<i2").tobytes())
    changes = np.diff(values, axis=0)
    if not len(changes):
        return head
    largest = int(max(changes.max(), -int(changes.min()) - 1, 0))
    bits = largest.bit_length() + 1
    single = ((changes.reshape(-1, 1) >> np.arange(bits)) & 1).astype(np.uint8)
    packed = np.packbits(single.reshape(-1), bitorder="little").tobytes()
    return head + bytes([bits, len(changes)]) + packed


def decode_frame(data: bytes) -> Frame:
    """Read a data frame; PacketError if its bytes are no such frame."""
    if len(data) < _HEAD.size:
        raise PacketError(f"{len(data)} bytes are shorter than the head of a frame")
    kind, last_ns, form = _HEAD.unpack_from(data)
    body = data[_HEAD.size :]
    if kind & 0x3F not in {ACCELERATION, GYROSCOPE}:
        raise PacketError(f"a frame of type {kind & 0x3F}, which was not asked for")
    if form & _DELTA:
        return Frame(kind & 0x3F, last_ns, _undelta(body), raw=False)
    if form != 1 or not body or len(body) % (2 * AXES):
        raise PacketError(f"{len(body)} bytes of frame type {form} are no samples of three i16")
    values = np.frombuffer(body, "<i2").reshape(-1, AXES).astype(np.int32)
    return Frame(kind & 0x3F, last_ns, values, raw=True)


def _undelta(body: bytes) -> NDArray[np.int32]:
    at = 2 * AXES
    if len(body) < at:
        raise PacketError("a delta frame lacks its reference")
    parts = [np.frombuffer(body[:at], "<i2").astype(np.int64)[np.newaxis]]
    while at < len(body):
        if at + 2 > len(body):
            raise PacketError("a delta frame ends within the head of a block")
        bits, count = body[at], body[at + 1]
        size = (bits * count * AXES + 7) // 8
        at += 2
        if not 0 < bits <= 32 or not count or at + size > len(body):
            raise PacketError(f"a block of {count} differences of {bits} bits does not fit")
        raw = np.unpackbits(np.frombuffer(body[at : at + size], np.uint8), bitorder="little")
        single = raw[: bits * count * AXES].reshape(-1, bits).astype(np.int64)
        number = single @ (1 << np.arange(bits, dtype=np.int64))
        number -= (single[:, -1] << bits).astype(np.int64)
        parts.append(number.reshape(count, AXES))
        at += size
    values = np.cumsum(np.concatenate(parts), axis=0)
    if np.abs(values).max() > 2**31 - 1:
        raise PacketError("the differences of a delta frame add up to more than 32 bits")
    return values.astype(np.int32)


def configuration(
    rate_hz: float, force_factor_g: float, velocity_factor_deg_s: float
) -> Configuration:
    """Of a sensor whose counts mean so much."""
    turn = velocity_factor_deg_s * float(np.pi) / 180
    return imu_configuration(rate_hz, force_factor_g * GRAVITY, turn)


class MotionDecoder:
    """Decodes acceleration, and the angular velocity that is sent beside it.

    Both have times on one clock but are sampled apart: the angular velocity is interpolated at the
    times of the acceleration, whose samples wait for it. Where it is missing it is NaN.

    Parameters
    ----------
    configuration
        With the factors.
    turning
        Whether the sensor sends angular velocity at all.
    """

    def __init__(self, configuration: Configuration, *, turning: bool) -> None:
        self._raw_count = RAW_FACTOR_G * GRAVITY / configuration.channels[0].scale
        self._sequences = {
            kind: TimedSequence(configuration.rate_hz) for kind in (ACCELERATION, GYROSCOPE)
        }
        self._turning = turning
        self._waiting: deque[tuple[Place, NDArray[np.float64], NDArray[np.float64]]] = deque()
        self._velocity_us = np.empty(0)
        self._velocity = np.empty((0, AXES))

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Samples, ...]:
        """See `tracker.sensors.codecs.samples.Decoder`."""
        del arrival_ns
        frame = decode_frame(payload)
        count, sequence = len(frame.values), self._sequences[frame.type]
        place = sequence.place(frame.last_ns / 1e3, count)
        time_us = place.t_us + np.arange(count, dtype=np.float64) * sequence.period_us
        values = frame.values.astype(np.float64) * (self._raw_count if frame.raw else 1.0)
        if frame.type == GYROSCOPE:
            self._keep_velocity(time_us, values)
        else:
            self._waiting.append((place, time_us, values))
        return tuple(self._ready())

    def _keep_velocity(self, time_us: NDArray[np.float64], values: NDArray[np.float64]) -> None:
        if self._velocity_us.size and time_us[0] <= self._velocity_us[-1]:
            later = time_us > self._velocity_us[-1]
            if not later.any():
                # Doubled, or a clock that was set anew: only the second may replace what is kept.
                later = time_us < self._velocity_us[-1] - 1e6
                if not later.all():
                    return
                self._velocity_us, self._velocity = np.empty(0), np.empty((0, AXES))
            time_us, values = time_us[later], values[later]
        self._velocity_us = np.concatenate((self._velocity_us, time_us))[-_MOST_BUFFERED:]
        self._velocity = np.concatenate((self._velocity, values))[-_MOST_BUFFERED:]

    def _ready(self) -> list[Samples]:
        given = []
        while self._waiting:
            place, time_us, force = self._waiting[0]
            caught_up = self._velocity_us.size > 0 and self._velocity_us[-1] >= time_us[-1]
            waited = sum(len(one[1]) for one in self._waiting) > _MOST_BUFFERED // 2
            if self._turning and not (caught_up or waited):
                break
            self._waiting.popleft()
            counts = np.hstack((force, self._velocity_at(time_us)))
            given.append(Samples(place.run, place.first_index, place.t_us, counts))
        return given

    def _velocity_at(self, time_us: NDArray[np.float64]) -> NDArray[np.float64]:
        known = self._velocity_us
        if known.size < 2:
            return np.full((time_us.size, AXES), np.nan)
        values = np.column_stack([np.interp(time_us, known, one) for one in self._velocity.T])
        after = np.clip(np.searchsorted(known, time_us), 1, known.size - 1)
        limit = _GAP_PERIODS * self._sequences[GYROSCOPE].period_us
        unknown = known[after] - known[after - 1] > limit
        unknown |= (time_us < known[0] - limit) | (time_us > known[-1] + limit)
        values[unknown] = np.nan
        return values
