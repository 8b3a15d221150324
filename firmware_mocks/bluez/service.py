"""``org.bluez``: an adapter, and the devices that a Bumble central hears and connects to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bumble import att, core, hci
from bumble.device import Advertisement, Connection, Device, Peer
from bumble.gatt import Characteristic
from bumble.gatt_client import CharacteristicProxy
from dbus_fast import Message, Variant
from dbus_fast.aio import MessageBus

from firmware_mocks.bluez.objects import Method, ObjectTree, Refused

ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
AGENT_MANAGER, AGENT = "org.bluez.AgentManager1", "org.bluez.Agent1"
HCI0 = "/org/bluez/hci0"

_MTU = 247
_FAILED = "org.bluez.Error.Failed"
_UNPAIRED = {
    att.ErrorCode.INSUFFICIENT_AUTHENTICATION,
    att.ErrorCode.INSUFFICIENT_ENCRYPTION,
}
_FLAGS = {
    Characteristic.Properties.READ: "read",
    Characteristic.Properties.WRITE: "write",
    Characteristic.Properties.WRITE_WITHOUT_RESPONSE: "write-without-response",
    Characteristic.Properties.NOTIFY: "notify",
    Characteristic.Properties.INDICATE: "indicate",
}
_T = TypeVar("_T")


@dataclass
class _Remote:
    """One device: its address, and its connection while there is one."""

    address: hci.Address
    connection: Connection | None = None
    values: dict[str, CharacteristicProxy[bytes]] = field(default_factory=dict)


class BlueZ:
    """The front; `bluez` runs it.

    Parameters
    ----------
    bus
        Connected, with the name ``org.bluez``.
    central
        A powered Bumble device on the virtual radio.
    powered
        Whether the adapter is switched on.
    """

    def __init__(self, bus: MessageBus, central: Device, *, powered: bool = True) -> None:
        self._bus = bus
        self._central = central
        self._remotes: dict[str, _Remote] = {}
        self._agent: tuple[str, str] | None = None
        self.objects = ObjectTree(bus, self._methods())
        self.objects.add("/org/bluez", AGENT_MANAGER, {})
        self.objects.add(
            HCI0,
            ADAPTER,
            {
                "Address": Variant("s", "C0:CA:1F:00:00:01"),
                "Alias": Variant("s", "mock"),
                "Powered": Variant("b", powered),
                "Discovering": Variant("b", False),
                "UUIDs": Variant("as", []),
                "Roles": Variant("as", ["central"]),
            },
        )
        central.on(central.EVENT_ADVERTISEMENT, self._heard)

    def _methods(self) -> dict[tuple[str, str], Method]:
        return {
            (ADAPTER, "SetDiscoveryFilter"): self._nothing,
            (ADAPTER, "StartDiscovery"): self._start_discovery,
            (ADAPTER, "StopDiscovery"): self._stop_discovery,
            (ADAPTER, "RemoveDevice"): self._remove,
            (DEVICE, "Connect"): self._connect,
            (DEVICE, "Disconnect"): self._disconnect,
            (DEVICE, "Pair"): self._pair,
            (CHARACTERISTIC, "ReadValue"): self._read,
            (CHARACTERISTIC, "WriteValue"): self._write,
            (CHARACTERISTIC, "StartNotify"): self._start_notify,
            (CHARACTERISTIC, "StopNotify"): self._stop_notify,
            (AGENT_MANAGER, "RegisterAgent"): self._register_agent,
            (AGENT_MANAGER, "RequestDefaultAgent"): self._nothing,
            (AGENT_MANAGER, "UnregisterAgent"): self._unregister_agent,
        }

    async def close(self) -> None:
        """Let all devices go."""
        self._central.remove_listener(self._central.EVENT_ADVERTISEMENT, self._heard)
        self.objects.close()
        for remote in self._remotes.values():
            if remote.connection is not None:
                with suppress(core.BaseBumbleError, hci.HCI_Error):
                    await remote.connection.disconnect()

    async def _nothing(self, _path: str, _message: Message) -> tuple[str, list[Any]]:
        return "", []

    async def _start_discovery(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        if not self.objects.value(path, ADAPTER, "Powered"):
            raise Refused("org.bluez.Error.NotReady", "Resource Not Ready")
        await self._central.start_scanning(filter_duplicates=False)
        self.objects.change(path, ADAPTER, {"Discovering": Variant("b", True)})
        return "", []

    async def _stop_discovery(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        await self._central.stop_scanning()
        self.objects.change(path, ADAPTER, {"Discovering": Variant("b", False)})
        return "", []

    async def _remove(self, _path: str, message: Message) -> tuple[str, list[Any]]:
        self.objects.remove(message.body[0])
        return "", []

    def _heard(self, advertisement: Advertisement) -> None:
        address = advertisement.address.to_string(False)
        path = f"{HCI0}/dev_{address.replace(':', '_')}"
        kinds = core.AdvertisingData.Type
        properties = {"RSSI": Variant("n", advertisement.rssi)}
        for kind, value in advertisement.data.ad_structures:
            if kind == kinds.COMPLETE_LOCAL_NAME:
                properties |= {name: Variant("s", value.decode()) for name in ("Name", "Alias")}
            elif kind == kinds.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS:
                properties["UUIDs"] = Variant("as", [_uuid(core.UUID.from_bytes(value))])
            elif kind == kinds.MANUFACTURER_SPECIFIC_DATA:
                company = {int.from_bytes(value[:2], "little"): Variant("ay", value[2:])}
                properties["ManufacturerData"] = Variant("a{qv}", company)
        if path in self.objects:
            self.objects.change(path, DEVICE, properties)
            return
        self._remotes[path] = _Remote(advertisement.address)
        unknown = {
            "Address": Variant("s", address),
            "AddressType": Variant("s", "random"),
            "Alias": Variant("s", address.replace(":", "-")),
            "Adapter": Variant("o", HCI0),
            "UUIDs": Variant("as", []),
            **{one: Variant("b", False) for one in ("Paired", "Trusted", "Blocked")},
            **{one: Variant("b", False) for one in ("Connected", "ServicesResolved")},
        }
        self.objects.add(path, DEVICE, unknown | properties)

    async def _connect(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        remote = self._remotes[path]
        if remote.connection is None:
            connection = await _refusing(self._central.connect(remote.address, timeout=10.0))
            remote.connection = connection
            connection.on(connection.EVENT_DISCONNECTION, lambda _reason: self._lost(path))
            self.objects.change(path, DEVICE, {"Connected": Variant("b", True)})
            await self._resolve(path, remote, Peer(connection))
        return "", []

    def _lost(self, path: str) -> None:
        remote = self._remotes[path]
        remote.connection = None
        for one in [value for value in remote.values if "/desc" not in value]:
            self.objects.remove(one.rpartition("/")[0])
        remote.values.clear()
        gone = {one: Variant("b", False) for one in ("ServicesResolved", "Connected")}
        self.objects.change(path, DEVICE, gone)

    async def _resolve(self, path: str, remote: _Remote, peer: Peer) -> None:
        await _refusing(peer.request_mtu(_MTU))
        for service in await _refusing(peer.discover_services()):
            at = f"{path}/service{service.handle:04x}"
            self.objects.add(
                at,
                SERVICE,
                {
                    "UUID": Variant("s", _uuid(service.uuid)),
                    "Device": Variant("o", path),
                    "Primary": Variant("b", True),
                },
            )
            for one in await _refusing(service.discover_characteristics()):
                self._add(f"{at}/char{one.handle:04x}", at, one, remote, peer)
        self.objects.change(path, DEVICE, {"ServicesResolved": Variant("b", True)})

    def _add(
        self, path: str, service: str, one: CharacteristicProxy[bytes], remote: _Remote, peer: Peer
    ) -> None:
        remote.values[path] = one
        flags = [text for flag, text in _FLAGS.items() if flag in one.properties]
        self.objects.add(
            path,
            CHARACTERISTIC,
            {
                "UUID": Variant("s", _uuid(one.uuid)),
                "Service": Variant("o", service),
                "Flags": Variant("as", flags),
                "Value": Variant("ay", b""),
                "Notifying": Variant("b", False),
                "MTU": Variant("q", peer.connection.att_mtu),
            },
        )

    async def _disconnect(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        connection = self._remotes[path].connection
        if connection is not None:
            await _refusing(connection.disconnect())
        return "", []

    async def _pair(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        await self._connect(path, _message)
        if self._agent is None:
            raise Refused("org.bluez.Error.AuthenticationFailed", "Authentication Failed")
        name, agent = self._agent
        asked = await self._bus.call(
            Message(
                destination=name,
                path=agent,
                interface=AGENT,
                member="RequestAuthorization",
                signature="o",
                body=[path],
            )
        )
        if asked is None or asked.error_name:
            raise Refused("org.bluez.Error.AuthenticationRejected", "Authentication Rejected")
        connection = self._remotes[path].connection
        if connection is None:
            raise Refused("org.bluez.Error.AuthenticationCanceled", "Authentication Canceled")
        await _refusing(connection.pair())
        self.objects.change(path, DEVICE, {"Paired": Variant("b", True)})
        return "", []

    async def _read(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        value = await _refusing(self._value(path).read_value())
        return "ay", [bytes(value)]

    async def _write(self, path: str, message: Message) -> tuple[str, list[Any]]:
        value, options = message.body
        kind = options.get("type")
        with_response = kind is None or kind.value == "request"
        await _refusing(self._value(path).write_value(bytes(value), with_response))
        return "", []

    async def _start_notify(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        def notified(value: bytes) -> None:
            self.objects.change(path, CHARACTERISTIC, {"Value": Variant("ay", bytes(value))})

        await _refusing(self._value(path).subscribe(notified))
        self.objects.change(path, CHARACTERISTIC, {"Notifying": Variant("b", True)})
        return "", []

    async def _stop_notify(self, path: str, _message: Message) -> tuple[str, list[Any]]:
        await _refusing(self._value(path).unsubscribe())
        self.objects.change(path, CHARACTERISTIC, {"Notifying": Variant("b", False)})
        return "", []

    async def _register_agent(self, _path: str, message: Message) -> tuple[str, list[Any]]:
        self._agent = (message.sender or "", message.body[0])
        return "", []

    async def _unregister_agent(self, _path: str, _message: Message) -> tuple[str, list[Any]]:
        self._agent = None
        return "", []

    def _value(self, path: str) -> CharacteristicProxy[bytes]:
        for remote in self._remotes.values():
            if path in remote.values:
                return remote.values[path]
        raise Refused(_FAILED, "Not connected")


@asynccontextmanager
async def bluez(address: str, central: Device, *, powered: bool = True) -> AsyncIterator[BlueZ]:
    """Serve ``org.bluez`` on the bus at that address while entered."""
    bus = await MessageBus(bus_address=address).connect()
    front = BlueZ(bus, central, powered=powered)
    await bus.request_name("org.bluez")
    try:
        yield front
    finally:
        await front.close()
        bus.disconnect()


async def _refusing(doing: Awaitable[_T]) -> _T:
    """Await something of Bumble's, and turn its errors into answers of BlueZ's."""
    try:
        return await doing
    except att.ATT_Error as error:
        if error.error_code in _UNPAIRED:
            raise Refused("org.bluez.Error.NotPermitted", "Not paired") from error
        text = f"Operation failed with ATT error: 0x{error.error_code:02x}"
        raise Refused(_FAILED, text) from error
    except asyncio.CancelledError:
        # Bumble cancels what a lost link leaves unanswered.
        raise Refused(_FAILED, "Not connected") from None
    except (core.BaseBumbleError, hci.HCI_Error, TimeoutError) as error:
        raise Refused(_FAILED, str(error) or "Software caused connection abort") from error


def _uuid(uuid: core.UUID) -> str:
    text = uuid.to_hex_str("-").lower()
    return text if len(text) > 8 else f"{int(text, 16):08x}-0000-1000-8000-00805f9b34fb"
