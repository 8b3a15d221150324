"""What Movella's (Xsens') DOT says.

Live data in mode 21, rate quantities, come on the medium payload's characteristic: ``u32 µs, 3 f32
m/s², 3 f32 °/s``, a sample a notification, specific force and angular velocity. Measuring starts by
``01 01 mode`` at the control characteristic and stops by ``01 00 mode``. Device control (1002)
holds the rate as u16 at byte 24. All numbers are little-endian.

Source: Movella, DOT BLE services specification.
"""

import struct

import numpy as np

from tracker.errors import PacketError
from tracker.sensors.codecs.configuration import Configuration, imu_configuration
from tracker.sensors.codecs.samples import Samples
from tracker.sensors.codecs.timed import TimedSequence

_BASE = "1517{}-4947-11e9-8646-d663bd873d93"
CONFIGURATION_SERVICE_UUID, MEASUREMENT_SERVICE_UUID = _BASE.format("1000"), _BASE.format("2000")
BATTERY_SERVICE_UUID = _BASE.format("3000")
DEVICE_CONTROL_UUID = _BASE.format("1002")
CONTROL_UUID, MEDIUM_PAYLOAD_UUID = _BASE.format("2001"), _BASE.format("2003")
BATTERY_UUID = _BASE.format("3001")
COMPANY = 0x0886

RATE_QUANTITIES = 21
RATES_HZ = (1.0, 4.0, 10.0, 12.0, 15.0, 20.0, 30.0, 60.0, 120.0)
DEVICE_CONTROL_BYTES, RATE_AT = 32, 24

_SAMPLE = struct.Struct("<I6f")


def control(start: bool) -> bytes:
    """What starts or stops measuring."""
    return bytes([1, int(start), RATE_QUANTITIES])


def rate_in(device_control: bytes) -> float:
    """The rate that device control states; PacketError if it states none."""
    if len(device_control) < RATE_AT + 2:
        raise PacketError(f"device control of {len(device_control)} bytes holds no rate")
    rate_hz = float(int.from_bytes(device_control[RATE_AT : RATE_AT + 2], "little"))
    if rate_hz not in RATES_HZ:
        raise PacketError(f"a DOT does not measure at {rate_hz:g} Hz")
    return rate_hz


def configuration(rate_hz: float) -> Configuration:
    """Of a DOT at that rate."""
    return imu_configuration(rate_hz, 1.0, float(np.pi) / 180)


def encode_sample(t_us: int, values: tuple[float, ...]) -> bytes:
    """A notification: force in m/s², velocity in °/s."""
    return _SAMPLE.pack(t_us, *values)


class RateQuantitiesDecoder:
    """Decodes samples of mode 21."""

    def __init__(self, configuration: Configuration) -> None:
        self._sequence = TimedSequence(configuration.rate_hz, 2**32)

    def feed(self, payload: bytes, arrival_ns: int) -> tuple[Samples, ...]:
        """See `tracker.sensors.codecs.samples.Decoder`."""
        del arrival_ns
        if len(payload) != _SAMPLE.size:
            raise PacketError(f"{len(payload)} bytes where rate quantities take {_SAMPLE.size}")
        t_us, *values = _SAMPLE.unpack(payload)
        if not np.isfinite(values).all():
            raise PacketError("a value is no number")
        place = self._sequence.place(float(t_us), 1)
        counts = np.array([values], dtype=np.float64)
        return (Samples(place.run, place.first_index, place.t_us, counts),)
