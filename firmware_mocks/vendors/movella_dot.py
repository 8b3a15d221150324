"""A mock of Movella's (Xsens') DOT."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from bumble import att, gatt
from bumble.device import Connection
from numpy.typing import NDArray

from firmware_mocks.vendors.streaming import StreamingSensor, notified, readable
from tracker.sensors.codecs import movella_dot as codec


class MockMovellaDot(StreamingSensor):
    """It sends rate quantities of an inertial source. As `StreamingSensor`."""

    def __init__(self, *args: Any, battery_percent: int = 90, **options: Any) -> None:
        super().__init__(*args, **options)
        control = bytearray(codec.DEVICE_CONTROL_BYTES)
        control[0] = 0x10
        control[codec.RATE_AT : codec.RATE_AT + 2] = int(self.source.rate_hz).to_bytes(2, "little")
        self._medium = notified(codec.MEDIUM_PAYLOAD_UUID)
        measure = gatt.Characteristic[bytes](
            codec.CONTROL_UUID,
            gatt.Characteristic.Properties.READ | gatt.Characteristic.Properties.WRITE,
            gatt.Characteristic.READABLE | gatt.Characteristic.WRITEABLE,
            gatt.CharacteristicValue(read=lambda _: b"\1\0\0", write=self._commanded),
        )
        self.publish(
            [
                gatt.Service(
                    codec.CONFIGURATION_SERVICE_UUID,
                    [readable(codec.DEVICE_CONTROL_UUID, bytes(control))],
                ),
                gatt.Service(codec.MEASUREMENT_SERVICE_UUID, [measure, self._medium]),
                gatt.Service(
                    codec.BATTERY_SERVICE_UUID,
                    [readable(codec.BATTERY_UUID, bytes([battery_percent, 0]))],
                ),
            ],
            advertised=None,
            company=(codec.COMPANY, b"\0\0"),
        )

    def payloads(self, first: int, values: NDArray[np.float64]) -> Iterable[bytes]:
        """A notification a sample."""
        for number, one in enumerate(values, first):
            in_units = (*one[:3].tolist(), *np.degrees(one[3:]).tolist())
            yield codec.encode_sample(self.time_us(number) % 2**32, in_units)

    async def _commanded(self, connection: Connection, value: bytes) -> None:
        if value == codec.control(start=True):
            if not self.subscribed(connection, self._medium):
                raise att.ATT_Error(att.ErrorCode.UNLIKELY_ERROR)
            self.begin(connection, self._medium)
        elif value == codec.control(start=False):
            await self.halt()
        else:
            raise att.ATT_Error(att.ErrorCode.INVALID_ATTRIBUTE_LENGTH)
