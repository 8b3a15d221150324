"""The open profile of this project: what a sensor of ours says over Bluetooth.

A maker or hobbyist may implement it freely. One GATT service with four characteristics, all
numbers little-endian:

data (notify)
    ``u8 type << 4 | version, u8 n, u16 flags << 8 | epoch, u32 first_sample_index, u32 t_us``,
    then n times channels ``i16``. Index and time are those of the packet's first sample, on the
    sensor's own clock, modulo 2³²; the epoch changes when the sensor restarts. A sample keeps its
    index whatever the packet it travels in, so that loss shows exactly and doubles are known. No
    flag is defined yet; a reader lets unknown ones pass. As many samples go into a packet as make
    about 50 ms and fit into the ATT MTU in force.
backfill (notify)
    Packets of the same form, with samples that were asked for again by GET_RANGE, slowly enough
    that the data go on beside them.
configuration (read)
    As in `tracker.sensors.codecs.configuration`. It changes only by CONFIGURE.
control point (write, indicate)
    Request ``u8 operation, u8 token`` and the operation's arguments; reply ``u8 operation | 0x80,
    u8 token, u8 status`` and what the operation returns if the status is OK. The token pairs a
    reply with its request.

Operations, with what they take and return:

1 START (→ ``u8 epoch, u32 next_index``)
    Samples are taken, kept in the ring and sent from now on: the next is the one of that index. A
    sensor that is sampling already only begins to send again. Needs the data subscribed.
2 STOP (→ ``u8 epoch, u32 end_index``)
    No more samples; the ring keeps those it has. The index is that after the last.
3 TARE
    What a force sensor reads now is zero from now on.
4 TIME_PING (→ ``u32 t_us``)
    The sensor's clock when it read the request.
5 CONFIGURE (``u8 setting, f64 value`` → ``f64 value``)
    Change a `Setting`; returned is what the sensor took, the nearest that it can do. Not while it
    samples. The client then reads the configuration anew.
6 GET_RANGE (``u32 first_index, u16 count`` → ``u32 first_index, u16 count, u32 oldest_index``)
    Send these samples again. Returned is what will come of them: none (count 0) or fewer if the
    ring, which begins at the oldest, has lost them. One request is served at a time; the next
    replaces it.

A sensor goes on sampling into its ring when the link drops, so that a client that comes back can
fetch what it missed; one that nobody comes back to for as long as its ring lasts stops by itself,
and spares its battery. A ring holds at least 60 s: 480 kB for a force plate, 144 kB for an IMU.

A sensor may insist on bonding (LE Secure Connections): it then refuses to be controlled over a link
that is not encrypted, with ATT error 0x05 (insufficient authentication), upon which the client
pairs and asks again. Reading and subscribing need no bond.

Battery level (0x180F) and device information (0x180A) are the standard services.
"""

import struct
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tracker.errors import PacketError

VERSION = 1

SERVICE_UUID = "4e9c0001-5a1d-4c8e-9b7f-2d36c0a8e5f1"
DATA_UUID = "4e9c0002-5a1d-4c8e-9b7f-2d36c0a8e5f1"
CONFIGURATION_UUID = "4e9c0003-5a1d-4c8e-9b7f-2d36c0a8e5f1"
CONTROL_UUID = "4e9c0004-5a1d-4c8e-9b7f-2d36c0a8e5f1"
BACKFILL_UUID = "4e9c0005-5a1d-4c8e-9b7f-2d36c0a8e5f1"

HEADER_BYTES = 12
ATT_HEADER_BYTES = 3
MAX_SAMPLES = 255
MAX_RANGE = 0xFFFF

_SAMPLES = 1
_HEADER = struct.Struct("<BBHII")
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
    CONFIGURE = 5
    GET_RANGE = 6


class Status(IntEnum):
    """How a sensor answers a request."""

    OK = 0
    UNKNOWN_OPERATION = 1
    BAD_REQUEST = 2
    NOT_SUPPORTED = 3
    MTU_TOO_SMALL = 4
    NOT_SUBSCRIBED = 5
    WRONG_STATE = 6
    OUT_OF_RANGE = 7


class Setting(IntEnum):
    """What CONFIGURE can change, in SI units."""

    RATE_HZ = 1
    ACCELERATION_RANGE_M_S2 = 2
    ANGULAR_VELOCITY_RANGE_RAD_S = 3
    FORCE_RANGE_N = 4


_ARGUMENTS: dict[int, struct.Struct] = {
    Operation.CONFIGURE: struct.Struct("<Bd"),
    Operation.GET_RANGE: struct.Struct("<IH"),
}
_RETURNED: dict[int, struct.Struct] = {
    Operation.START: struct.Struct("<BI"),
    Operation.STOP: struct.Struct("<BI"),
    Operation.TIME_PING: struct.Struct("<I"),
    Operation.CONFIGURE: struct.Struct("<d"),
    Operation.GET_RANGE: struct.Struct("<IHI"),
}
_NOTHING = struct.Struct("")


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the control point, with the operation's arguments as the profile lists them."""

    operation: int
    token: int
    arguments: tuple[float, ...] = ()

    def to_bytes(self) -> bytes:
        """Value to write to the control point; raises PacketError if the arguments do not fit."""
        layout = _ARGUMENTS.get(self.operation, _NOTHING)
        try:
            return bytes([self.operation, self.token]) + layout.pack(*self.arguments)
        except (struct.error, ValueError) as error:
            raise PacketError(f"operation {self.operation} cannot take this: {error}") from None

    @classmethod
    def from_bytes(cls, data: bytes) -> "Request":
        """Read a request; raises PacketError on anything else."""
        if len(data) < 2 or data[0] & _REPLY:
            raise PacketError(f"no request to the control point: {data[:8].hex()}")
        return cls(data[0], data[1], _unpacked(_ARGUMENTS.get(data[0], _NOTHING), data[2:]))


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of the control point, with what the operation returns as the profile lists it."""

    operation: int
    token: int
    status: int
    returned: tuple[float, ...] = ()

    def to_bytes(self) -> bytes:
        """Value to indicate; raises PacketError if it does not fit."""
        head = bytes([self.operation | _REPLY, self.token, self.status])
        layout = _returned_layout(self.operation, self.status)
        try:
            return head + layout.pack(*self.returned)
        except struct.error as error:
            raise PacketError(f"operation {self.operation} cannot return this: {error}") from None

    @classmethod
    def from_bytes(cls, data: bytes) -> "Reply":
        """Read a reply; raises PacketError on anything else."""
        if len(data) < 3 or not data[0] & _REPLY:
            raise PacketError(f"no reply of the control point: {data[:8].hex()}")
        operation, status = data[0] & ~_REPLY, data[2]
        layout = _returned_layout(operation, status)
        return cls(operation, data[1], status, _unpacked(layout, data[3:]))


def _returned_layout(operation: int, status: int) -> struct.Struct:
    return _RETURNED.get(operation, _NOTHING) if status == Status.OK else _NOTHING


def _unpacked(layout: struct.Struct, data: bytes) -> tuple[float, ...]:
    try:
        return layout.unpack(data)
    except struct.error:
        raise PacketError(
            f"{len(data)} bytes at the control point where {layout.size} belong"
        ) from None


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
