"""The open profile of this project: what a sensor of ours says over Bluetooth.

One GATT service with three characteristics, all numbers little-endian:

data (notify)
    ``u8 type << 4 | version, u8 n, u16 flags << 8 | epoch, u32 first_sample_index, u32 t_us``,
    then n times channels ``i16``. Index and time are those of the packet's first sample, on the
    sensor's own clock, modulo 2³²; the epoch changes when the sensor restarts. A sample keeps its
    index whatever the packet it travels in, so that loss shows exactly and doubles are known. No
    flag is defined yet; a reader lets unknown ones pass.
configuration (read)
    ``u8 version, u8 kind, u8 channels, u8 0, f64 rate_hz``, then for each channel ``f64 scale,
    u8 length, name, u8 length, unit`` in UTF-8. A value is its count times the scale, in that unit.
control point (write, indicate)
    Request ``u8 operation, u8 token``; reply ``u8 operation | 0x80, u8 token, u8 status`` and what
    the operation returns. The token pairs a reply with its request.

Battery level (0x180F) and device information (0x180A) are the standard services.
"""

import struct
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracker.errors import PacketError

VERSION = 1

SERVICE_UUID = "4e9c0001-5a1d-4c8e-9b7f-2d36c0a8e5f1"
DATA_UUID = "4e9c0002-5a1d-4c8e-9b7f-2d36c0a8e5f1"
CONFIGURATION_UUID = "4e9c0003-5a1d-4c8e-9b7f-2d36c0a8e5f1"
CONTROL_UUID = "4e9c0004-5a1d-4c8e-9b7f-2d36c0a8e5f1"
BATTERY_LEVEL_UUID = "00002a19-0000-1000-8000-00805f9b34fb"
FIRMWARE_REVISION_UUID = "00002a26-0000-1000-8000-00805f9b34fb"

HEADER_BYTES = 12
ATT_HEADER_BYTES = 3
MAX_ATTRIBUTE_BYTES = 512
MAX_SAMPLES = 255
MAX_TEXT_BYTES = 255
MAX_RATE_HZ = 20_000.0

_SAMPLES = 1
_HEADER = struct.Struct("<BBHII")
_CONFIGURATION = struct.Struct("<BBBBd")
_SCALE = struct.Struct("<d")
_REPLY = 0x80

@dataclass(frozen=True, slots=True, eq=False)
class DataPacket:
    """Samples as they travel.

    Parameters
    ----------
    epoch
        0 … 255, another after each restart of the sensor.
    first_index, t_us
        Index and device time of the first sample, modulo 2³².
    counts
        (n, channels) int16.
    flags
        0 … 255, none defined.
    """

    epoch: int
    first_index: int
    t_us: int
    counts: NDArray[np.int16] = field(repr=False)
    flags: int = 0


class Operation(IntEnum):
    """What can be asked of a sensor by its control point."""

    START = 1
    STOP = 2
    TARE = 3
    TIME_PING = 4


class Status(IntEnum):
    """How a sensor answers a request."""

    OK = 0
    UNKNOWN_OPERATION = 1
    BAD_REQUEST = 2
    NOT_SUPPORTED = 3
    MTU_TOO_SMALL = 4
    NOT_SUBSCRIBED = 5
    WRONG_STATE = 6


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the control point."""

    operation: int
    token: int

    def to_bytes(self) -> bytes:
        """Value to write to the control point."""
        return bytes([self.operation, self.token])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Request":
        """Read a request; raises PacketError on anything else."""
        if len(data) != 2 or data[0] & _REPLY:
            raise PacketError(f"no request to the control point: {data[:8].hex()}")
        return cls(data[0], data[1])


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of the control point; a time ping returns the sensor's clock as ``u32 t_us``."""

    operation: int
    token: int
    status: int
    payload: bytes = b""

    def to_bytes(self) -> bytes:
        """Value to indicate."""
        return bytes([self.operation | _REPLY, self.token, self.status]) + self.payload

    @classmethod
    def from_bytes(cls, data: bytes) -> "Reply":
        """Read a reply; raises PacketError on anything else."""
        if len(data) < 3 or not data[0] & _REPLY:
            raise PacketError(f"no reply of the control point: {data[:8].hex()}")
        return cls(data[0] & ~_REPLY, data[1], data[2], bytes(data[3:]))

    @property
    def t_us(self) -> int:
        """The sensor's clock in the reply to a time ping; raises PacketError if it is none."""
        if len(self.payload) != 4:
            raise PacketError(f"a time ping returned {len(self.payload)} bytes instead of 4")
        return int.from_bytes(self.payload, "little")


def encode_packet(packet: DataPacket) -> bytes:
    """Bytes of a data packet; raises PacketError if a field does not fit."""
    count = len(packet.counts)
    if not 0 < count <= MAX_SAMPLES:
        raise PacketError(f"a packet holds 1 to {MAX_SAMPLES} samples, not {count}")
    try:
        head = _HEADER.pack(
            _SAMPLES << 4 | VERSION,
            count,
            packet.flags << 8 | packet.epoch,
            packet.first_index,
            packet.t_us,
        )
    except struct.error as error:
        raise PacketError(f"a field of the packet is out of range: {error}") from None
    return head + packet.counts.astype("<i2", copy=False).tobytes()


def decode_packet(data: bytes, channels: int) -> DataPacket:
    """Read a data packet.

    Parameters
    ----------
    data
        As it was notified.
    channels
        How many the sensor's configuration names.

    Raises
    ------
    PacketError
        If the bytes are no packet of this profile and configuration.
    """
    if len(data) < HEADER_BYTES:
        raise PacketError(f"packet of {len(data)} bytes is shorter than its header")
    kind, count, state, first_index, t_us = _HEADER.unpack_from(data)
    if kind != _SAMPLES << 4 | VERSION:
        raise PacketError(f"packet of unknown type or version 0x{kind:02x}")
    expected = HEADER_BYTES + 2 * count * channels
    if not count or len(data) != expected:
        raise PacketError(
            f"packet of {len(data)} bytes; {count} samples of {channels} channels take {expected}"
        )
    counts = np.frombuffer(data, "<i2", offset=HEADER_BYTES).reshape(count, channels)
    return DataPacket(state & 0xFF, first_index, t_us, counts.astype(np.int16), state >> 8)


def fitting_samples(channels: int, mtu: int) -> int:
    """How many samples fit into one notification at that ATT MTU; 0 if not even one does."""
    room = mtu - ATT_HEADER_BYTES - HEADER_BYTES
    return max(0, min(MAX_SAMPLES, room // (2 * channels)))


