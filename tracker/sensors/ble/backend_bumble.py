"""bleak over any controller that Bumble can speak to: a USB dongle, a serial port, a mock radio.

bleak speaks to the Bluetooth of the operating system. Where that is missing, in the way, or to be
replaced by a radio in this process, a `BumbleCentral` brings its own host and offers itself to
bleak as a backend: ``BleakScanner(backend=central.scanner_backend)`` and
``BleakClient(device, backend=central.client_backend)``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, ClassVar, TypeVar

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementDataCallback, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError
from bumble import att, core, hci
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt_client import CharacteristicProxy, DescriptorProxy
from bumble.transport import open_transport

from tracker.errors import BluetoothUnavailable
from tracker.sensors.ble.bumble_terms import (
    advertisement_data,
    as_bleak,
    property_names,
    uuid_text,
)

_OPEN_S = 10.0
"""A USB controller resets within 2 s; a computer that is away, or a server that is not a
controller, never answers."""

_POWER_OFF_S = 3.0
"""A controller that answers needs some milliseconds; one that was unplugged never answers."""

_MTU = 247
_ATT_HEADER_BYTES = 3
_CONNECT_S = 20.0
_CANCEL_S = 2.0
_T = TypeVar("_T")


class BumbleCentral:
    """A Bumble device that scans and connects on behalf of bleak.

    Parameters
    ----------
    device
        Powered on and used by nobody else.
    """

    def __init__(self, device: Device) -> None:
        self.device = device
        self.seen: dict[str, hci.Address] = {}
        # A controller can pursue one connection at a time.
        self.connecting = asyncio.Lock()
        self._scanners = 0
        # bleak wants classes and asks for their names, so the central is bound as an attribute.
        self.client_backend: type[BaseBleakClient] = type(
            "BumbleClient", (_Client,), {"central": self}
        )
        self.scanner_backend: type[BaseBleakScanner] = type(
            "BumbleScanner", (_Scanner,), {"central": self}
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, transport: str) -> AsyncIterator["BumbleCentral"]:
        """Take over a controller, such as ``usb:0`` or ``serial:/dev/ttyACM0``.

        Raises
        ------
        BluetoothUnavailable
            If there is no such controller or it does not answer.
        """
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(_OPEN_S):
                    opened = await stack.enter_async_context(await open_transport(transport))
                    address = hci.Address.generate_static_address()
                    device = Device.with_hci("calf", address, opened.source, opened.sink)
                    await device.power_on()
            # Each transport's library has errors of its own.
            except Exception as error:
                raise BluetoothUnavailable(_unusable(transport, error)) from error
            stack.push_async_callback(_power_off, device)
            yield cls(device)

    async def start_scanning(self, listener: Callable[[Advertisement], None]) -> None:
        """Report advertisements to a listener, beside those of other listeners."""
        self.device.on(self.device.EVENT_ADVERTISEMENT, listener)
        self._scanners += 1
        if self._scanners == 1:
            await as_bleak(self.device.start_scanning(filter_duplicates=False))

    async def stop_scanning(self, listener: Callable[[Advertisement], None]) -> None:
        """Report no more to that listener."""
        self.device.remove_listener(self.device.EVENT_ADVERTISEMENT, listener)
        self._scanners -= 1
        if not self._scanners:
            await as_bleak(self.device.stop_scanning())

    async def connect(self, address: hci.Address, timeout_s: float) -> Connection:
        """Connect; a timeout, or being cancelled, leaves nothing pending behind."""
        async with self.connecting:
            attempt = asyncio.ensure_future(self.device.connect(address, timeout=timeout_s))
            # It may end when nobody waits for it any more; its error is of no interest then.
            attempt.add_done_callback(lambda done: done.cancelled() or done.exception())
            try:
                return await as_bleak(asyncio.shield(attempt))
            except asyncio.CancelledError:
                await self._abandon(attempt)
                raise

    async def _abandon(self, attempt: asyncio.Future[Connection]) -> None:
        if not attempt.done():
            with suppress(core.BaseBumbleError, hci.HCI_Error):
                command = hci.HCI_LE_Create_Connection_Cancel_Command()
                await self.device.send_sync_command(command)
        await asyncio.wait({attempt}, timeout=_CANCEL_S)
        if not attempt.done():
            attempt.cancel()
        elif not attempt.cancelled() and attempt.exception() is None:
            with suppress(core.BaseBumbleError, hci.HCI_Error):
                await attempt.result().disconnect()


class _Scanner(BaseBleakScanner):
    central: ClassVar[BumbleCentral]

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None,
        service_uuids: list[str] | None,
        _scanning_mode: str = "active",
        **_options: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        self.seen_devices = {}
        await self.central.start_scanning(self._heard)

    async def stop(self) -> None:
        await self.central.stop_scanning(self._heard)

    def _heard(self, advertisement: Advertisement) -> None:
        address = advertisement.address.to_string(False)
        before = self.seen_devices.get(address)
        data = advertisement_data(advertisement, before[1] if before else None)
        self.central.seen[address] = advertisement.address
        device = self.create_or_update_device(
            address, address, data.local_name, advertisement.address, data
        )
        if self.is_allowed_uuid(data.service_uuids):
            self.call_detection_callbacks(device, data)


class _Client(BaseBleakClient):
    central: ClassVar[BumbleCentral]

    def __init__(self, address_or_ble_device: BLEDevice | str, **options: Any) -> None:
        super().__init__(
            address_or_ble_device,
            disconnected_callback=options.get("disconnected_callback"),
            timeout=options.get("timeout", _CONNECT_S),
        )
        device = address_or_ble_device
        self._name = device.name if isinstance(device, BLEDevice) else None
        self._connection: Connection | None = None
        self._peer: Peer | None = None
        self._notified: dict[int, Callable[[bytes], None]] = {}

    @property
    def name(self) -> str:
        return self._name or self.address.replace(":", "-")

    @property
    def mtu_size(self) -> int:
        return self._connection.att_mtu if self._connection else att.ATT_DEFAULT_MTU

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        address = self.central.seen.get(self.address)
        if address is None:
            raise BleakDeviceNotFoundError(
                self.address, f"{self.address} was not found; scan before connecting"
            )
        connection = await self.central.connect(address, kwargs.get("timeout", self._timeout))
        self._connection = connection
        connection.on(connection.EVENT_DISCONNECTION, self._disconnected)
        try:
            if pair:
                await self.pair()
            self._peer = Peer(connection)
            await as_bleak(self._peer.request_mtu(_MTU))
            self.services = await self._discover(self._peer)
        except BaseException:
            await self.disconnect()
            raise

    async def disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.remove_listener(connection.EVENT_DISCONNECTION, self._disconnected)
            with suppress(BleakError):
                await as_bleak(connection.disconnect())
        self.services = None
        self._notified.clear()

    async def pair(self, *_args: Any, **_kwargs: Any) -> None:
        await as_bleak(self._connected.pair())

    async def unpair(self) -> None:
        keystore = self.central.device.keystore
        if keystore is not None:
            with suppress(KeyError):
                await keystore.delete(self.address)
        await self.disconnect()

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, **_kwargs: Any
    ) -> bytearray:
        return bytearray(await self._call(characteristic.obj.read_value()))

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, **_kwargs: Any
    ) -> bytearray:
        return bytearray(await self._call(descriptor.obj.read_value()))

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        await self._call(characteristic.obj.write_value(bytes(data), response))

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        await self._call(descriptor.obj.write_value(bytes(data), True))

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **_kwargs: Any
    ) -> None:
        def notified(value: bytes) -> None:
            callback(bytearray(value))

        self._notified[characteristic.handle] = notified
        await self._call(characteristic.obj.subscribe(notified))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        callback = self._notified.pop(characteristic.handle, None)
        if callback is not None:
            await self._call(characteristic.obj.unsubscribe(callback))

    @property
    def _connected(self) -> Connection:
        if self._connection is None:
            raise BleakError("Not connected")
        return self._connection

    async def _call(self, request: Coroutine[Any, Any, _T]) -> _T:
        if self._connection is None:
            request.close()
            raise BleakError("Not connected")
        return await as_bleak(request)

    def _disconnected(self, _reason: int) -> None:
        self._connection = None
        self.services = None
        self._notified.clear()
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    async def _discover(self, peer: Peer) -> BleakGATTServiceCollection:
        found = BleakGATTServiceCollection()
        for one in await as_bleak(peer.discover_services()):
            service = BleakGATTService(one, one.handle, uuid_text(one.uuid))
            found.add_service(service)
            for characteristic in await as_bleak(one.discover_characteristics()):
                await self._add(found, service, characteristic)
        return found

    async def _add(
        self,
        found: BleakGATTServiceCollection,
        service: BleakGATTService,
        characteristic: CharacteristicProxy[bytes],
    ) -> None:
        made = BleakGATTCharacteristic(
            characteristic,
            characteristic.handle,
            uuid_text(characteristic.uuid),
            property_names(characteristic.properties),
            lambda: self.mtu_size - _ATT_HEADER_BYTES,
            service,
        )
        found.add_characteristic(made)
        descriptors: list[DescriptorProxy] = await as_bleak(characteristic.discover_descriptors())
        for descriptor in descriptors:
            found.add_descriptor(
                BleakGATTDescriptor(descriptor, descriptor.handle, uuid_text(descriptor.type), made)
            )


async def _power_off(device: Device) -> None:
    """Power the controller off; one that is gone already needs no more."""
    with suppress(Exception):
        async with asyncio.timeout(_POWER_OFF_S):
            await device.power_off()


def _unusable(transport: str, error: Exception) -> str:
    """What to tell a person whose controller cannot be opened."""
    scheme, _, place = transport.partition(":")
    if scheme == "tcp-client":
        if isinstance(error, ValueError):
            return f"--adapter {transport}: write it as tcp-client:HOST:PORT"
        return (
            f"No Bluetooth controller answers at {place}. Start calf simulate there, and check "
            "host and port"
        )
    reason = str(error) or type(error).__name__
    return (
        f"Bluetooth controller {transport!r} cannot be used ({reason}). --adapter takes usb:0, "
        "serial:/dev/ttyACM0 or tcp-client:HOST:PORT"
    )
