"""Mocks of Polar's Verity Sense and H10."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from bumble import att, gatt
from bumble.device import Connection
from bumble.profiles.battery_service import BatteryService
from numpy.typing import NDArray

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.vendors.streaming import StreamingSensor, notified
from tracker.sensors.codecs import polar as codec

FORCE_FACTOR_G, VELOCITY_FACTOR_DEG_S = 8 / 32768, 2000 / 32768
HEART_RATE_SERVICE = "0000180d-0000-1000-8000-00805f9b34fb"
_ALREADY_STREAMING, _NOT_SUPPORTED, _INVALID_STATE = 6, 3, 10


class MockPolar(StreamingSensor):
    """A Verity Sense, or with `turning` off an H10, which sends raw frames of acceleration only.

    As `StreamingSensor`.
    """

    def __init__(
        self, *args: Any, turning: bool = True, battery_percent: int = 90, **options: Any
    ) -> None:
        super().__init__(*args, samples_a_packet=26 if turning else 36, **options)
        self._turning = turning
        self._asked: set[int] = set()
        self._data = notified(codec.DATA_UUID)
        self._control = gatt.Characteristic[bytes](
            codec.CONTROL_UUID,
            gatt.Characteristic.Properties.WRITE | gatt.Characteristic.Properties.INDICATE,
            gatt.Characteristic.WRITEABLE,
            gatt.CharacteristicValue(write=self._commanded),
        )
        self.publish(
            [
                gatt.Service(codec.SERVICE_UUID, [self._control, self._data]),
                BatteryService(lambda _connection: battery_percent),
            ],
            advertised=HEART_RATE_SERVICE,
        )

    def payloads(self, first: int, values: NDArray[np.float64]) -> Iterable[bytes]:
        """A frame of each measurement that was asked for."""
        last_ns = 1000 * self.time_us(first + len(values) - 1)
        if codec.ACCELERATION in self._asked:
            in_g = values[:, :3] / GRAVITY
            if self._turning:
                counts = np.rint(in_g / FORCE_FACTOR_G).astype(np.int32)
                yield codec.encode_delta(
                    codec.Frame(codec.ACCELERATION, last_ns, counts, raw=False)
                )
            else:
                counts = np.rint(in_g * 1000).astype(np.int32)
                yield codec.encode_raw(codec.Frame(codec.ACCELERATION, last_ns, counts, raw=True))
        if codec.GYROSCOPE in self._asked:
            counts = np.rint(np.degrees(values[:, 3:]) / VELOCITY_FACTOR_DEG_S).astype(np.int32)
            yield codec.encode_delta(codec.Frame(codec.GYROSCOPE, last_ns, counts, raw=False))

    async def _commanded(self, connection: Connection, value: bytes) -> None:
        if len(value) < 2:
            raise att.ATT_Error(att.ErrorCode.INVALID_ATTRIBUTE_LENGTH)
        operation, kind = value[0], value[1]
        offered = {codec.ACCELERATION, codec.GYROSCOPE} if self._turning else {codec.ACCELERATION}
        status, factor = codec.OK, None
        if kind not in offered:
            status = _NOT_SUPPORTED
        elif operation == codec.START:
            if not self.subscribed(connection, self._data):
                status = _INVALID_STATE
            elif kind in self._asked:
                status = _ALREADY_STREAMING
            else:
                self._asked.add(kind)
                self.begin(connection, self._data)
                velocity = kind == codec.GYROSCOPE
                factor = VELOCITY_FACTOR_DEG_S if velocity else FORCE_FACTOR_G
        elif operation == codec.STOP:
            self._asked.discard(kind)
            if not self._asked:
                await self.halt()
        reply = codec.Reply(operation, kind, status, factor if self._turning else None)
        self.indicate_soon(connection, self._control, codec.encode_reply(reply))
