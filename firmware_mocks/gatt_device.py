"""The Bluetooth side that all mock sensors share: advertise, be connected to, notify."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from bumble import core, gatt, hci
from bumble.device import Connection

from firmware_mocks.radio import VirtualRadio

_ADVERTISING_INTERVAL_MS = 20.0


class GattDevice:
    """A peripheral on the virtual radio; an async context manager that is on while entered.

    A mock sensor derives from it, calls `publish` at the end of its own construction, and
    overrides `halt` and `dropped`.

    Parameters
    ----------
    radio
        Where it advertises.
    name, address
        What it calls itself. The address must be a static random one (``C0`` … ``FF``).
    mtu
        Largest ATT MTU that it agrees to.
    """

    def __init__(self, radio: VirtualRadio, name: str, address: str, *, mtu: int = 247) -> None:
        self.address = address
        self.bumble = radio.device(name, address)
        self.bumble.gatt_server.max_mtu = mtu
        self._name = name
        self._advertising: list[tuple[int, bytes]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def publish(
        self,
        services: Sequence[gatt.Service],
        *,
        advertised: str | None,
        company: tuple[int, bytes] | None = None,
    ) -> None:
        """Take services into the GATT server, and say what is advertised.

        Parameters
        ----------
        services
            Of the GATT server.
        advertised
            UUID of the service that advertisements name, if any.
        company
            Company identifier and manufacturer data, if any.
        """
        kinds = core.AdvertisingData.Type
        self.bumble.add_services(services)
        self.bumble.on(self.bumble.EVENT_CONNECTION, self._connected)
        self._advertising = [(kinds.FLAGS, b"\x06")]
        if advertised is not None:
            uuid = bytes(core.UUID(advertised))
            kind = (
                kinds.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS
                if len(uuid) == 2
                else kinds.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
            )
            self._advertising.append((kind, uuid))
        if company is not None:
            data = company[0].to_bytes(2, "little") + company[1]
            self._advertising.append((kinds.MANUFACTURER_SPECIFIC_DATA, data))

    async def __aenter__(self) -> Self:
        await self.bumble.power_on()
        await self._advertise()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.halt()
        for task in list(self._tasks):
            task.cancel()
        await self.bumble.power_off()

    async def halt(self) -> None:
        """Stop all that the sensor does."""

    def dropped(self, connection: Connection) -> None:
        """A connection has ended."""

    def subscribed(
        self, connection: Connection, characteristic: gatt.Characteristic[bytes]
    ) -> bool:
        """Whether the client has asked for notifications or indications of it."""
        subscribed = self.bumble.gatt_server.subscribers.get(connection, {})
        return bool(subscribed.get(characteristic.handle, b"\0")[0] & 3)

    async def notify(
        self, connection: Connection, characteristic: gatt.Characteristic[bytes], value: bytes
    ) -> None:
        """Notify that client, if it has subscribed."""
        await self.bumble.notify_subscriber(connection, characteristic, value)

    def indicate_soon(
        self, connection: Connection, characteristic: gatt.Characteristic[bytes], value: bytes
    ) -> None:
        """Indicate once the request now being served is answered.

        An indication waits for its confirmation, which comes after the answer to a write.
        """

        async def indicate() -> None:
            with suppress(TimeoutError, core.BaseBumbleError):
                await self.bumble.indicate_subscriber(connection, characteristic, value)

        self.soon(asyncio.create_task(indicate()))

    def soon(self, task: asyncio.Task[None]) -> None:
        """Keep a task until it is done, or the sensor is switched off."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drop_connections(self) -> None:
        """End all connections from this side."""
        for connection in list(self.bumble.connections.values()):
            with suppress(core.BaseBumbleError, hci.HCI_Error):
                await connection.disconnect()

    async def _advertise(self) -> None:
        name = (core.AdvertisingData.Type.COMPLETE_LOCAL_NAME, self._name.encode())
        await self.bumble.start_advertising(
            auto_restart=True,
            advertising_data=bytes(core.AdvertisingData(self._advertising)),
            scan_response_data=bytes(core.AdvertisingData([name])),
            advertising_interval_min=_ADVERTISING_INTERVAL_MS,
            advertising_interval_max=_ADVERTISING_INTERVAL_MS,
        )

    def _connected(self, connection: Connection) -> None:
        connection.on(connection.EVENT_DISCONNECTION, lambda _reason: self.dropped(connection))
