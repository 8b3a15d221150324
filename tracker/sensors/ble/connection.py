"""One live connection: bleak's client, in the terms in which a sensor's dialect speaks."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.exc import BleakDBusError, BleakError, BleakGATTProtocolError, BleakGATTProtocolErrorCode
from bleak_retry_connector import BleakClientWithServiceCache, establish_connection

from tracker.errors import LinkLost, SensorError, SensorRefused
from tracker.sensors.ble.scan import FoundSensor

_FAULTS = (BleakError, OSError, TimeoutError, EOFError)
_UNBONDED = {
    BleakGATTProtocolErrorCode.INSUFFICIENT_AUTHENTICATION,
    BleakGATTProtocolErrorCode.INSUFFICIENT_ENCRYPTION,
}
_NOT_PAIRED = ("org.bluez.Error.NotPermitted", "Not paired")
_BOND_S = 30.0
_T = TypeVar("_T")


class Connection:
    """Implements `tracker.sensors.devices.device.Gatt` over bleak.

    A sensor that asks for an encrypted link before it lets itself be controlled is bonded with, and
    asked again.

    Parameters
    ----------
    sensor
        What the scan found.
    on_dropped
        Called once when the link is lost.
    reply_s
        How long to wait for the answer to one request.
    """

    def __init__(
        self, sensor: FoundSensor, on_dropped: Callable[[], None], *, reply_s: float
    ) -> None:
        self.name = sensor.name
        self._sensor = sensor
        self._on_dropped = on_dropped
        self._reply_s = reply_s
        self._client: BleakClient | None = None

    async def connect(self, backend: type[BaseBleakClient] | None, attempts: int) -> None:
        """Connect; raises LinkLost."""
        options: dict[str, Any] = {} if backend is None else {"backend": backend}
        try:
            self._client = await establish_connection(
                BleakClientWithServiceCache,
                self._sensor.device,
                self.name,
                self._lost,
                max_attempts=attempts,
                **options,
            )
        except _FAULTS as error:
            raise LinkLost(
                f"{self.name} ({self._sensor.address}) cannot be connected "
                f"({str(error) or type(error).__name__}); bring it near, switch it off and on, and "
                "close other programs and phones that use it"
            ) from error

    @property
    def is_connected(self) -> bool:
        """Whether the system counts it as connected; a dead link may be for a while."""
        return self._client is not None and self._client.is_connected

    async def disconnect(self) -> None:
        """Let the sensor go; never raises."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(*_FAULTS):
                async with asyncio.timeout(self._reply_s):
                    await client.disconnect()

    def has(self, uuid: str) -> bool:
        """Whether the sensor has such a characteristic."""
        return (
            self._client is not None and self._client.services.get_characteristic(uuid) is not None
        )

    async def read(self, uuid: str) -> bytes:
        """Value of a characteristic."""
        return bytes(await self._ask(uuid, lambda client: client.read_gatt_char(uuid)))

    async def write(self, uuid: str, data: bytes, *, response: bool = True) -> None:
        """Write to a characteristic."""
        await self._ask(uuid, lambda client: client.write_gatt_char(uuid, data, response))

    async def subscribe(self, uuid: str, listener: Callable[[bytes], None]) -> None:
        """Have every notification or indication given to the listener."""

        def notified(_: BleakGATTCharacteristic, data: bytearray) -> None:
            listener(bytes(data))

        await self._ask(uuid, lambda client: client.start_notify(uuid, notified))

    async def bond(self) -> None:
        """Bond with the sensor; raises SensorRefused if it or the person declines."""
        if self._client is None:
            raise LinkLost(f"{self.name} is not connected")
        try:
            async with asyncio.timeout(_BOND_S):
                await self._client.pair()
        except _FAULTS as error:
            raise SensorRefused(
                f"{self.name} must be paired and was not ({str(error) or 'no answer'}); forget it "
                "in the system's Bluetooth settings, put it into pairing mode, and try again"
            ) from error

    def _lost(self, client: BleakClient) -> None:
        # One that was let go already may still announce its end.
        if client is self._client:
            self._on_dropped()

    async def _ask(self, uuid: str, request: Callable[[BleakClient], Awaitable[_T]]) -> _T:
        try:
            return await self._once(uuid, request)
        except (BleakGATTProtocolError, BleakDBusError) as error:
            if not _wants_a_bond(error):
                raise SensorRefused(f"{self.name} refuses ({error.args[-1]}, {uuid})") from error
        await self.bond()
        try:
            return await self._once(uuid, request)
        except (BleakGATTProtocolError, BleakDBusError) as error:
            raise SensorRefused(f"{self.name} refuses ({error.args[-1]}, {uuid})") from error

    async def _once(self, uuid: str, request: Callable[[BleakClient], Awaitable[_T]]) -> _T:
        client = self._client
        if client is None:
            raise LinkLost(f"{self.name} is not connected")
        if not self.has(uuid):
            raise SensorError(
                f"{self.name} lacks the characteristic {uuid}; it is another model than it says, "
                "or its firmware is too old"
            )
        try:
            async with asyncio.timeout(self._reply_s):
                return await request(client)
        except BleakGATTProtocolError:
            raise
        except BleakDBusError as error:
            if _wants_a_bond(error):
                raise
            raise LinkLost(f"{self.name} does not answer ({error})") from error
        except _FAULTS as error:
            raise LinkLost(
                f"{self.name} does not answer ({str(error) or 'no reply in time'})"
            ) from error


def _wants_a_bond(error: BleakError) -> bool:
    """Whether a request was refused because the link is not encrypted."""
    if isinstance(error, BleakGATTProtocolError):
        return error.code in _UNBONDED
    return isinstance(error, BleakDBusError) and (
        error.dbus_error == _NOT_PAIRED[0] and _NOT_PAIRED[1] in str(error)
    )
