"""A mock of Tindeq's Progressor."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from bumble import att, gatt
from bumble.device import Connection
from numpy.typing import NDArray

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.vendors.streaming import StreamingSensor, notified
from tracker.sensors.codecs import progressor as codec

FIRMWARE = "1.2.3.4"


class MockProgressor(StreamingSensor):
    """It measures the force of its source's first channel as a pull. As `StreamingSensor`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, samples_a_packet=8, **options)
        self._tare_n = 0.0
        self._latest_n = 0.0
        self._notify = notified(codec.NOTIFY_UUID)
        write = gatt.Characteristic[bytes](
            codec.WRITE_UUID,
            gatt.Characteristic.Properties.WRITE
            | gatt.Characteristic.Properties.WRITE_WITHOUT_RESPONSE,
            gatt.Characteristic.WRITEABLE,
            gatt.CharacteristicValue(write=self._commanded),
        )
        service = gatt.Service(codec.SERVICE_UUID, [self._notify, write])
        self.publish([service], advertised=codec.SERVICE_UUID)

    def payloads(self, first: int, values: NDArray[np.float64]) -> Iterable[bytes]:
        """One notification of eight measurements."""
        self._latest_n = float(values[:, 0].mean())
        pull = ((values[:, 0] - self._tare_n) / GRAVITY).tolist()
        times = [self.time_us(first + one) % 2**32 for one in range(len(values))]
        yield codec.encode_measurements(pull, times)

    async def _commanded(self, connection: Connection, value: bytes) -> None:
        match bytes(value):
            case codec.START:
                self.begin(connection, self._notify)
            case codec.STOP:
                await self.halt()
            case codec.TARE:
                self._tare_n = self._latest_n
            case codec.FIRMWARE:
                reply = codec.encode(codec.REPLY, FIRMWARE.encode())
                await self.notify(connection, self._notify, reply)
            case _:
                raise att.ATT_Error(att.ErrorCode.REQUEST_NOT_SUPPORTED)
