"""What WitMotion's inertial sensors say, over Bluetooth 5 and in the logs of the older ones.

Bluetooth (WT901BLE and its kin): notifications on ffe4 carry frames ``55 61`` and nine i16:
specific force / 32768 · 16 g, angular velocity / 32768 · 2000 °/s, angle / 32768 · 180° (roll,
pitch, yaw).
They have neither number nor checksum, and may be split over notifications. Some models append the
time of a time frame (8 bytes), which makes the frame 28 bytes long. A register that
was asked for comes as ``55 71``, u16 its address, and eight i16. Commands go to ffe9 as
``FF AA register u16``.

Serial logs: frames of 11 bytes, ``55 type``, four i16, and the sum of the ten bytes before modulo
256. Type 50 time (year, month, day, hour, minute, second as u8, u16 ms), 51 specific force, 52
angular velocity, 53 angle, 54 magnetic field.

Source: WitMotion, WT901BLE5.0 communication protocol and WT901 standard protocol. All numbers are
little-endian.
"""

import struct
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.gravity import GRAVITY
from tracker.sensors.codecs.configuration import Configuration, imu_configuration
from tracker.sensors.codecs.samples import Samples

SERVICE_UUID = "0000ffe5-0000-1000-8000-00805f9a34fb"
NOTIFY_UUID = "0000ffe4-0000-1000-8000-00805f9a34fb"
WRITE_UUID = "0000ffe9-0000-1000-8000-00805f9a34fb"

MOTION, REGISTER = 0x61, 0x71
TIME, FORCE, VELOCITY, ANGLE = 0x50, 0x51, 0x52, 0x53
UNLOCK = bytes.fromhex("ffaa6988b5")
RATE_REGISTER, READ_REGISTER = 0x03, 0x27
RATES_HZ = {
    0.2: 0x01, 0.5: 0x02, 1.0: 0x03, 2.0: 0x04, 5.0: 0x05, 10.0: 0x06, 20.0: 0x07,
    50.0: 0x08, 100.0: 0x09, 200.0: 0x0B,
}  # fmt: skip
"""Samples a second, and what the rate register holds for it."""
FORCE_SCALE_M_S2 = 16 * GRAVITY / 32768
VELOCITY_SCALE_RAD_S = float(np.radians(2000.0)) / 32768
ANGLE_SCALE_DEG = 180.0 / 32768

_HEAD = 0x55
_LONG, _TIMED, _SHORT = 20, 28, 11
_SHORT_TYPES = frozenset(range(0x50, 0x5B))
_TYPES = _SHORT_TYPES | {MOTION, REGISTER}
_NINE = struct.Struct("<BB9h")
_SILENCE_PERIODS = 8.0
_SILENCE_S = 0.25


class Frame(NamedTuple):
    """One frame: its type, and what follows the type but for a checksum."""

    kind: int
    body: bytes


@dataclass
class FrameReader:
    """Cuts a stream of bytes into frames, however it is split; resumes after nonsense.

    Attributes
    ----------
    rejected
        Stretches of bytes that were no frame.
    """

    rejected: int = 0
    _rest: bytes = b""
    _in_nonsense: bool = False
    _timed: bool | None = None

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes; gives the frames that they complete."""
        data, frames, at = self._rest + data, [], 0
        while at < len(data):
            size = self._size(data, at)
            if size is None:
                break
            if size:
                end = at + size - (size == _SHORT)
                frames.append(Frame(data[at + 1], data[at + 2 : end]))
                at, self._in_nonsense = at + size, False
                continue
            self.rejected += not self._in_nonsense
            self._in_nonsense = True
            following = data.find(_HEAD, at + 1)
            at = len(data) if following < 0 else following
        self._rest = data[at:]
        return frames

    def _size(self, data: bytes, at: int) -> int | None:
        """Bytes of the frame that begins there; 0 if none does, None if more must come to tell."""
        left = len(data) - at
        if data[at] != _HEAD or (left > 1 and data[at + 1] not in _TYPES):
            return 0
        if left == 1 or left < (least := _SHORT if data[at + 1] in _SHORT_TYPES else _LONG):
            return None
        if least == _SHORT:
            whole = sum(data[at : at + _SHORT - 1]) % 256 == data[at + _SHORT - 1]
            return _SHORT if whole else 0
        return self._long_size(data, at, left)

    def _long_size(self, data: bytes, at: int, left: int) -> int | None:
        """Without a checksum a frame is known by the one that follows."""
        if left > _LONG and data[at + _LONG] == _HEAD:
            return _LONG
        if left > _TIMED:
            self._timed = data[at + _TIMED] == _HEAD
            return _TIMED if self._timed else 0
        if left == _LONG and not self._timed:
            return _LONG
        return _TIMED if left == _TIMED and self._timed is not False else None


def encode_motion(counts: NDArray[np.int16]) -> bytes:
    """The frame of nine counts: force, velocity, angle."""
    return _NINE.pack(_HEAD, MOTION, *counts.tolist())


def encode_short(kind: int, values: tuple[int, ...]) -> bytes:
    """A frame of a serial log."""
    head = struct.pack("<BB4h", _HEAD, kind, *values)
    return head + bytes([sum(head) % 256])


def encode_register(register: int, values: tuple[int, ...]) -> bytes:
    """The answer to a question for a register: its value and those of the seven after it."""
    return struct.pack("<BBH8h", _HEAD, REGISTER, register, *values)


def command(register: int, value: int) -> bytes:
    """Bytes that set a register, or ask for one."""
    return bytes([0xFF, 0xAA, register]) + value.to_bytes(2, "little")


def configuration(rate_hz: float) -> Configuration:
    """Of a sensor that sends so often."""
    return imu_configuration(rate_hz, FORCE_SCALE_M_S2, VELOCITY_SCALE_RAD_S)


class MotionDecoder:
    """Counts samples as they arrive, for the sensor sends neither time nor number.

    Samples lost one by one therefore cannot be seen: the clock then runs slow, by what a fit that
    is allowed some drift takes up. A silence much longer than the rate allows is a gap, counted by
    the time that it lasted.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._period_ns = 1e9 / configuration.rate_hz
        self._reader = FrameReader()
        self._next = 0
        self._arrival_ns: int | None = None

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Samples, ...]:
        """Decode one notification; see `tracker.sensors.codecs.samples.Decoder`."""
        bodies = [one.body for one in self._reader.feed(payload) if one.kind == MOTION]
        if not bodies:
            return ()
        self._next += self._missed(arrival_ns, len(bodies))
        self._arrival_ns = arrival_ns
        counts = np.array([np.frombuffer(body[:18], "<i2")[:6] for body in bodies])
        first, self._next = self._next, self._next + len(counts)
        return (Samples(0, first, first * self._period_ns * 1e-3, counts),)

    def _missed(self, arrival_ns: int, count: int) -> int:
        if self._arrival_ns is None:
            return 0
        silent_ns = arrival_ns - self._arrival_ns - count * self._period_ns
        if silent_ns < max(_SILENCE_PERIODS * self._period_ns, _SILENCE_S * 1e9):
            return 0
        return round(silent_ns / self._period_ns)
