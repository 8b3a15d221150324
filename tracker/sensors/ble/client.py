"""One sensor kept connected: start, watch, reconnect, and always stop."""

import asyncio
import itertools
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from bleak.backends.client import BaseBleakClient

from tracker.errors import LinkLost, SensorError
from tracker.sensors.ble.connection import Connection
from tracker.sensors.ble.scan import FoundSensor
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.devices.device import Device
from tracker.sensors.devices.registry import device_of

_LOGGER = logging.getLogger(__name__)
_BACK_OFF_S = (0.1, 0.5, 1.0, 2.0)
_WATCH_STEPS = 4


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
    first_data_s
        For the first data after a start. Some sensors need longer; their dialect says so.
    silence_s
        For data while streaming: a link may be dead and yet count as connected. Some sensors send
        less often; their dialect says so.
    reconnect_s
        For one attempt to restore a connection; another sensor may then have its turn.
    attempts
        How often to try the first connection.
    backfill_s
        How long live samples wait for missed ones before them, which the sensor is asked to send
        again. Zero: it is not asked.
    """

    reply_s: float = 3.0
    first_data_s: float = 8.0
    silence_s: float = 2.0
    reconnect_s: float = 8.0
    attempts: int = 3
    backfill_s: float = 1.0


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

    Attributes
    ----------
    next_index, end_index
        What the sensor said when it was last started and halted: the index (modulo 2³²) of the
        sample to come, and that after its last; None if it does not say.
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
        self.next_index: int | None = None
        self.end_index: int | None = None
        self._on_packet = on_packet
        self._on_state = on_state
        self._connecting = connecting
        self._backend = backend
        self._patience = patience or Patience()
        self._dialect = device_of(sensor.profile)
        self._state = LinkState.CONNECTING
        self._connection: Connection | None = None
        self._device: Device | None = None
        self._configuration: Configuration | None = None
        self._heard = False
        self._dropped = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    @property
    def state(self) -> LinkState:
        """How the connection is doing."""
        return self._state

    @property
    def device(self) -> Device:
        """The sensor's dialect over the present connection; LinkLost if there is none."""
        if self._device is None:
            raise LinkLost(f"{self.sensor.name} is not connected")
        return self._device

    @property
    def first_data_s(self) -> float:
        """How long the first data may take after a start; then the sensor is connected again."""
        return max(self._patience.first_data_s, self._dialect.first_data_s)

    async def connect(self) -> Configuration:
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
        except SensorError:
            await self._disconnect()
            raise
        self._enter(LinkState.READY)
        return self._configuration

    async def start(self) -> None:
        """Let the samples come, and from now on keep the connection.

        Raises
        ------
        SensorError
            If the sensor refuses, or its link was lost meanwhile and does not come back.
        """
        try:
            self.next_index = await self.device.start()
        except LinkLost:
            # It may have gone while others were being connected.
            await self._disconnect()
            await self._resume()
        self._enter(LinkState.STREAMING)
        self._keeper = asyncio.create_task(self._keep())

    async def tare(self) -> None:
        """Set a force sensor to zero; raises as `device` and `Device.tare`."""
        await self.device.tare()

    async def halt(self) -> None:
        """Have the sensor send no more, whatever state it is in; never raises.

        The connection stays, so that missed samples can still be fetched. A sensor that is not told
        to stop stays on and empties its battery.
        """
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait({self._keeper})
            self._keeper = None
        if self._connection is not None and self._connection.is_connected:
            with suppress(SensorError):
                self.end_index = await self.device.stop()

    async def stop(self) -> None:
        """Halt the sensor and let it go; never raises."""
        await self.halt()
        await self._disconnect()
        self._enter(LinkState.STOPPED)

    async def _establish(self) -> Configuration:
        async with self._connecting:
            self._dropped.clear()
            connection = Connection(
                self.sensor, self._lost_connection, reply_s=self._patience.reply_s
            )
            await connection.connect(self._backend, self._patience.attempts)
            self._connection = connection
            device = self._device = self._dialect(
                connection, self._notified, reply_s=self._patience.reply_s
            )
            configuration = await device.open()
            self.battery_percent, self.firmware = device.battery_percent, device.firmware
        return configuration

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
        try:
            async with asyncio.timeout(self._patience.reconnect_s):
                configuration = await self._establish()
        except TimeoutError:
            raise LinkLost(f"{self.sensor.name} does not come back") from None
        if configuration != self._configuration:
            raise SensorError(f"{self.sensor.name} came back with another configuration")
        self.next_index = await self.device.start()

    async def _watch(self) -> None:
        """Return when the link is dropped or has been silent for too long."""
        step_s = self._patience.silence_s / _WATCH_STEPS
        seldom_s = max(self._patience.silence_s, self._dialect.silence_s)
        silent_s = 0.0
        limit_s = max(self.first_data_s, seldom_s)
        while silent_s < limit_s:
            self._heard = False
            with suppress(TimeoutError):
                await asyncio.wait_for(self._dropped.wait(), step_s)
                return
            silent_s += step_s
            if self._heard:
                silent_s, limit_s = 0.0, seldom_s

    async def _disconnect(self) -> None:
        connection, self._connection, self._device = self._connection, None, None
        if connection is not None:
            await connection.disconnect()

    def _enter(self, state: LinkState) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)

    def _lost_connection(self) -> None:
        self._dropped.set()

    def _notified(self, payload: bytes) -> None:
        self._heard = True
        self._on_packet(payload)
