"""What a sensor measures: its kind, its rate, and what one count of each channel means.

Every sensor of this package is described so, whoever made it, and the journal keeps the bytes. Our
own sensors send just these bytes as their configuration characteristic, all numbers little-endian:

``u8 version, u8 kind, u8 channels, u8 0, f64 rate_hz``, then for each channel ``f64 scale,
u8 length, name, u8 length, unit`` in UTF-8. A value is its count times the scale, in that unit.
"""

import struct
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tracker.errors import PacketError

VERSION = 1
MAX_ATTRIBUTE_BYTES = 512
MAX_TEXT_BYTES = 255
MAX_RATE_HZ = 20_000.0

_HEAD = struct.Struct("<BBBBd")
_SCALE = struct.Struct("<d")

SensorKind = Literal["imu", "force_plate", "insole", "angle"]
_KINDS: dict[int, SensorKind] = {1: "imu", 2: "force_plate", 3: "insole", 4: "angle"}
_KIND_NUMBERS = {kind: number for number, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class ChannelConfiguration:
    """One channel: its name and unit, and what one count means in that unit."""

    name: str
    unit: str
    scale: float


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a sensor says of itself.

    Parameters
    ----------
    kind
        What kind of sensor it is.
    rate_hz
        Samples a second of its own clock, nominally.
    channels
        In the order of the counts of a sample.
    """

    kind: SensorKind
    rate_hz: float
    channels: tuple[ChannelConfiguration, ...]

    @property
    def scales(self) -> NDArray[np.float64]:
        """(channels,) what one count means, in the channel's unit."""
        return np.array([channel.scale for channel in self.channels])

    def to_bytes(self) -> bytes:
        """The bytes of it, as of the configuration characteristic.

        Raises
        ------
        PacketError
            If it does not fit into one attribute or states no usable rate.
        """
        _check_configuration(self)
        parts = [_HEAD.pack(VERSION, _KIND_NUMBERS[self.kind], len(self.channels), 0, self.rate_hz)]
        for channel in self.channels:
            name, unit = channel.name.encode(), channel.unit.encode()
            if max(len(name), len(unit)) > MAX_TEXT_BYTES:
                raise PacketError(f"channel {channel.name[:20]}…: name or unit is too long")
            parts += [
                _SCALE.pack(channel.scale),
                bytes([len(name)]),
                name,
                bytes([len(unit)]),
                unit,
            ]
        data = b"".join(parts)
        if len(data) > MAX_ATTRIBUTE_BYTES:
            raise PacketError(f"configuration of {len(data)} bytes; at most {MAX_ATTRIBUTE_BYTES}")
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> "Configuration":
        """Read the configuration characteristic; raises PacketError on anything else."""
        try:
            version, kind, count, _, rate_hz = _HEAD.unpack_from(data)
            if version != VERSION:
                raise PacketError(
                    f"the sensor speaks version {version} of the profile, this program {VERSION}; "
                    "update the older one"
                )
            at = _HEAD.size
            channels = []
            for _ in range(count):
                (scale,) = _SCALE.unpack_from(data, at)
                name, at = _text(data, at + _SCALE.size)
                unit, at = _text(data, at)
                channels.append(ChannelConfiguration(name, unit, scale))
            if at != len(data):
                raise PacketError(f"configuration has {len(data) - at} bytes too many")
            made = cls(_KINDS[kind], rate_hz, tuple(channels))
        except (struct.error, IndexError, UnicodeDecodeError):
            raise PacketError(
                f"configuration of {len(data)} bytes is cut short or broken"
            ) from None
        except KeyError:
            raise PacketError(f"configuration names an unknown kind of sensor ({kind})") from None
        _check_configuration(made)
        return made


def imu_configuration(
    rate_hz: float, acceleration_scale: float, angular_velocity_scale: float
) -> Configuration:
    """Of an inertial sensor whose counts mean so much, in m/s² and rad/s on all three axes."""
    kinds = (("acc", "m/s²", acceleration_scale), ("gyr", "rad/s", angular_velocity_scale))
    return Configuration(
        "imu",
        rate_hz,
        tuple(
            ChannelConfiguration(f"{name}_{axis}", unit, scale)
            for name, unit, scale in kinds
            for axis in "xyz"
        ),
    )


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = at + 1 + data[at]
    if end > len(data):
        raise IndexError
    return data[at + 1 : end].decode(), end


def _check_configuration(configuration: Configuration) -> None:
    if not 0 < configuration.rate_hz <= MAX_RATE_HZ:
        raise PacketError(f"the sensor states a rate of {configuration.rate_hz} Hz")
    names = [channel.name for channel in configuration.channels]
    if not names or len(set(names)) < len(names):
        raise PacketError(f"the sensor names no channels or one twice: {', '.join(names) or '-'}")
    for channel in configuration.channels:
        if not (np.isfinite(channel.scale) and channel.scale != 0):
            raise PacketError(f"channel {channel.name} has the scale {channel.scale}")
