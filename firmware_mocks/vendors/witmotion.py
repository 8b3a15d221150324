"""A mock of WitMotion's Bluetooth 5 sensors."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from bumble import gatt
from bumble.device import Connection
from numpy.typing import NDArray

from firmware_mocks.imu import Imu
from firmware_mocks.vendors.streaming import StreamingSensor, notified
from tracker.sensors.codecs import witmotion as codec


class MockWitMotion(StreamingSensor):
    """It sends from the moment of the subscription, at 10 Hz until it is told otherwise.

    Its source must be an `Imu`, which is set to that rate. As `StreamingSensor`.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._unlocked = False
        self._set_rate(10.0)
        self._notify = notified(codec.NOTIFY_UUID)
        write = gatt.Characteristic[bytes](
            codec.WRITE_UUID,
            gatt.Characteristic.Properties.WRITE
            | gatt.Characteristic.Properties.WRITE_WITHOUT_RESPONSE,
            gatt.Characteristic.WRITEABLE,
            gatt.CharacteristicValue(write=self._commanded),
        )
        self._notify.on(self._notify.EVENT_SUBSCRIPTION, self._listened_to)
        service = gatt.Service(codec.SERVICE_UUID, [self._notify, write])
        self.publish([service], advertised=codec.SERVICE_UUID)

    def payloads(self, first: int, values: NDArray[np.float64]) -> Iterable[bytes]:
        """A frame a sample, cut over two notifications now and then."""
        scales = [codec.FORCE_SCALE_M_S2] * 3 + [codec.VELOCITY_SCALE_RAD_S] * 3
        counts = np.clip(np.rint(values / scales), -32768, 32767).astype(np.int16)
        for number, one in enumerate(counts, first):
            frame = codec.encode_motion(np.concatenate((one, np.zeros(3, np.int16))))
            cut = 7 if number % 50 == 0 else len(frame)
            yield from (part for part in (frame[:cut], frame[cut:]) if part)

    def _listened_to(self, connection: Connection, notify: bool, _indicate: bool) -> None:
        if notify:
            self.begin(connection, self._notify)

    async def _commanded(self, connection: Connection, value: bytes) -> None:
        value = bytes(value)
        if value == codec.UNLOCK:
            self._unlocked = True
        elif value == codec.command(codec.READ_REGISTER, codec.RATE_REGISTER):
            code = codec.RATES_HZ[self.source.rate_hz]
            answer = codec.encode_register(codec.RATE_REGISTER, (code, *[0] * 7))
            await self.notify(connection, self._notify, answer)
        elif value[:3] == bytes([0xFF, 0xAA, codec.RATE_REGISTER]) and self._unlocked:
            rates = {code: rate_hz for rate_hz, code in codec.RATES_HZ.items()}
            await self.halt()
            self._set_rate(rates[value[3]])
            self.begin(connection, self._notify)

    def _set_rate(self, rate_hz: float) -> None:
        if isinstance(self.source, Imu):
            self.source = replace(self.source, rate_hz=rate_hz)
