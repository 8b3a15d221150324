"""One sensor kept connected: start, watch, reconnect, and always stop."""

import asyncio
import itertools
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.exc import BleakError
from bleak_retry_connector import BleakClientWithServiceCache, establish_connection

from tracker.errors import LinkLost, PacketError, SensorError, SensorRefused
from tracker.sensors.ble.scan import FoundSensor
from tracker.sensors.profiles import calf

_LOGGER = logging.getLogger(__name__)
_BACK_OFF_S = (0.1, 0.5, 1.0, 2.0)
_WATCH_STEPS = 4

_REFUSALS = {
    calf.Status.UNKNOWN_OPERATION: "it does not know that operation; update its firmware",
    calf.Status.BAD_REQUEST: "it did not understand the request",
    calf.Status.NOT_SUPPORTED: "it cannot do that",
    calf.Status.MTU_TOO_SMALL: "the connection's packets are too short for one sample",
    calf.Status.NOT_SUBSCRIBED: "its data were not subscribed to",
    calf.Status.WRONG_STATE: "it is not in a state for that",
}


class LinkState(StrEnum):
    """How a sensor's connection is doing."""

    CONNECTING = "connecting"
    READY = "ready"
    STREAMING = "streaming"
    LOST = "lost"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a sensor, in seconds.

    Parameters
    ----------
    reply_s
        For the answer to a request.
    silence_s
        For data while streaming: a link may be dead and yet count as connected.
    reconnect_s
        For one attempt to restore a connection; another sensor may then have its turn.
    attempts
        How often to try the first connection.
    """

    reply_s: float = 3.0
    silence_s: float = 2.0
    reconnect_s: float = 8.0
    attempts: int = 3


class SensorClient:
    """The connection to one sensor.

    Parameters
    ----------
    sensor
        What the scan found.
    on_packet
        Called with the bytes of every notification, as they arrive.
    on_state
        Called at every change of state.
    connecting
        Shared by all clients of one adapter: connections are made one after the other.
    backend
        Client class for bleak; None is the system's Bluetooth.
    patience
        How long to wait.
    """

    def __init__(
        self,
        sensor: FoundSensor,
        *,
        on_packet: Callable[[bytes], None],
        on_state: Callable[[LinkState], None],
        connecting: asyncio.Lock,
        backend: type[BaseBleakClient] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.sensor = sensor
        self.battery_percent: int | None = None
        self.firmware: str | None = None
        self._on_packet = on_packet
        self._on_state = on_state
        self._connecting = connecting
        self._backend = backend
        self._patience = patience or Patience()
        self._state = LinkState.CONNECTING
        self._client: BleakClient | None = None
        self._configuration: calf.Configuration | None = None
        self._replies: asyncio.Queue[bytes] = asyncio.Queue()
        self._tokens = itertools.count(1)
        self._asking = asyncio.Lock()
        self._heard = False
        self._dropped = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def state(self) -> LinkState:
        """How the connection is doing."""
        return self._state

    async def connect(self) -> calf.Configuration:
        """Connect, read what the sensor says of itself, and subscribe to its data.

        Raises
        ------
        LinkLost
            If it cannot be connected.
        SensorError
            If it is no sensor of this profile.
        """
        try:
            self._configuration = await self._establish()
        except (BleakError, OSError, TimeoutError, EOFError) as error:
            await self._disconnect()
            raise LinkLost(
                f"{self.sensor.name} ({self.sensor.address}) cannot be connected "
                f"({str(error) or type(error).__name__}); bring it near, switch it off and on"
            ) from error
        except SensorError:
            await self._disconnect()
            raise
        self._enter(LinkState.READY)
        return self._configuration

    async def start(self) -> None:
        """Let the samples come, and from now on keep the connection; raises as `request`."""
        await self.request(calf.Operation.START)
        self._enter(LinkState.STREAMING)
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop the sensor and let it go, whatever state it is in; never raises.

        A sensor that is not told to stop stays on and empties its battery.
        """
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait({self._keeper})
            self._keeper = None
        if self._client is not None and self._client.is_connected:
            with suppress(SensorError):
                await self.request(calf.Operation.STOP)
        await self._disconnect()
        self._enter(LinkState.STOPPED)

    async def request(self, operation: calf.Operation) -> calf.Reply:
        """Ask the sensor for something and await its answer.

        Raises
        ------
        SensorRefused
            If the answer is an error.
        LinkLost
            If there is none.
        """
        client = self._client
        if client is None:
            raise LinkLost(f"{self.sensor.name} is not connected")
        async with self._asking:
            request = calf.Request(operation, next(self._tokens) % 256)
            try:
                async with asyncio.timeout(self._patience.reply_s):
                    await client.write_gatt_char(calf.CONTROL_UUID, request.to_bytes(), True)
                    reply = await self._reply_to(request)
            except (BleakError, OSError, TimeoutError, EOFError) as error:
                raise LinkLost(
                    f"{self.sensor.name} does not answer {operation.name}: "
                    f"{str(error) or 'no reply in time'}"
                ) from error
        if reply.status != calf.Status.OK:
            reason = _REFUSALS.get(calf.Status(reply.status)) if _known(reply.status) else None
            raise SensorRefused(
                f"{self.sensor.name} refuses {operation.name}: {reason or f'error {reply.status}'}"
            )
        return reply

    async def _reply_to(self, request: calf.Request) -> calf.Reply:
        while True:
            with suppress(PacketError):
                reply = calf.Reply.from_bytes(await self._replies.get())
                if (reply.operation, reply.token) == (request.operation, request.token):
                    return reply

    async def _establish(self) -> calf.Configuration:
        options: dict[str, Any] = {} if self._backend is None else {"backend": self._backend}
        async with self._connecting:
            self._dropped.clear()
            client = self._client = await establish_connection(
                BleakClientWithServiceCache,
                self.sensor.device,
                self.sensor.name,
                self._lost_connection,
                max_attempts=self._patience.attempts,
                **options,
            )
            try:
                raw = await client.read_gatt_char(calf.CONFIGURATION_UUID)
            except BleakError as error:
                raise SensorError(
                    f"{self.sensor.name} does not say what it measures: {error}"
                ) from error
            configuration = calf.Configuration.from_bytes(bytes(raw))
            await self._read_extras(client)
            await client.start_notify(calf.CONTROL_UUID, self._replied)
            # START must wait for this to return: what is sent before may be dropped.
            await client.start_notify(calf.DATA_UUID, self._notified)
        return configuration

    async def _read_extras(self, client: BleakClient) -> None:
        with suppress(BleakError, IndexError):
            self.battery_percent = (await client.read_gatt_char(calf.BATTERY_LEVEL_UUID))[0]
        with suppress(BleakError, UnicodeDecodeError):
            firmware = await client.read_gatt_char(calf.FIRMWARE_REVISION_UUID)
            self.firmware = firmware.decode()

    async def _keep(self) -> None:
        """Watch the data; when they cease, connect again until it works."""
        while True:
            await self._watch()
            self._enter(LinkState.LOST)
            for attempt in itertools.count():
                await self._disconnect()
                try:
                    await self._resume()
                    break
                except Exception as error:  # the recording must outlive any fault of a backend
                    _LOGGER.info("%s: not back yet (%r)", self.sensor.name, error)
                await asyncio.sleep(_BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)])
            self._enter(LinkState.STREAMING)

    async def _resume(self) -> None:
        async with asyncio.timeout(self._patience.reconnect_s):
            configuration = await self._establish()
        if configuration != self._configuration:
            raise SensorError(f"{self.sensor.name} came back with another configuration")
        await self.request(calf.Operation.START)

    async def _watch(self) -> None:
        """Return when the link is dropped or has been silent for too long."""
        silent = 0
        while silent < _WATCH_STEPS:
            self._heard = False
            with suppress(TimeoutError):
                await asyncio.wait_for(
                    self._dropped.wait(), self._patience.silence_s / _WATCH_STEPS
                )
                return
            silent = 0 if self._heard else silent + 1

    async def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(BleakError, OSError, TimeoutError, EOFError):
                async with asyncio.timeout(self._patience.reply_s):
                    await client.disconnect()

    def _enter(self, state: LinkState) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)

    def _lost_connection(self, client: BleakClient) -> None:
        if client is self._client:
            self._dropped.set()

    def _replied(self, _: BleakGATTCharacteristic, data: bytearray) -> None:
        self._replies.put_nowait(bytes(data))

    def _notified(self, _: BleakGATTCharacteristic, data: bytearray) -> None:
        self._heard = True
        self._on_packet(bytes(data))


def _known(status: int) -> bool:
    return status in set(calf.Status)
