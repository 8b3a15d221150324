"""A mock sensor on the virtual radio: a GATT server that speaks the project's profile."""

import asyncio
import math
import struct
from contextlib import suppress
from types import TracebackType
from typing import Self

import numpy as np
from bumble import att, core, gatt, hci
from bumble.device import Connection
from bumble.profiles.battery_service import BatteryService
from bumble.profiles.device_information_service import DeviceInformationService
from numpy.typing import NDArray

from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.source import SampleSource
from tracker.errors import PacketError
from tracker.sensors.profiles import calf

FIRMWARE = "calf-mock 1"

_PACKET_S = 0.05
_TARE_S = 0.1
_CHUNK_S = 0.5
_ADVERTISING_INTERVAL_MS = 20.0
_WRAP = 2**32


class SensorPeripheral:
    """One sensor: its GATT server, its clock, its packets.

    Parameters
    ----------
    radio
        Where it advertises.
    source
        Its converter's counts, on the grid of the athlete's time.
    kind, name, address
        What it is and calls itself. The address must be a static random one (``C0`` … ``FF``).
    clock
        The athlete's time.
    drift_ppm, uptime_us
        How much faster its clock passes than the athlete's time, and what it shows when the
        movement begins.
    index_offset
        Index of its first sample.
    mtu
        Largest ATT MTU that it agrees to.
    loss, seed
        Fraction of packets that get lost, and what chooses them.
    battery_percent
        What it reports.
    """

    def __init__(
        self,
        radio: VirtualRadio,
        source: SampleSource,
        *,
        kind: calf.SensorKind,
        name: str,
        address: str,
        clock: MovementClock,
        drift_ppm: float = 0.0,
        uptime_us: int = 0,
        index_offset: int = 0,
        mtu: int = 247,
        loss: float = 0.0,
        seed: int = 0,
        battery_percent: int = 90,
    ) -> None:
        self.address = address
        self.battery_percent = battery_percent
        self.packets_sent = 0
        self.packets_dropped = 0
        self.finished = asyncio.Event()
        self._source = source
        self._clock = clock
        self._rate = 1.0 + drift_ppm * 1e-6
        self._uptime_us = uptime_us
        self._index_offset = index_offset
        self._loss = loss
        self._generator = np.random.default_rng(seed)
        self._epoch = 0
        self._booted_at = 0
        self._joined = False
        self._tare = np.zeros(len(source.channels), dtype=np.int32)
        self._chunk: tuple[int, NDArray[np.int16]] = (0, source.counts(0, 0))
        self._streaming: asyncio.Task[None] | None = None
        self._replies: set[asyncio.Task[None]] = set()
        self._configuration = calf.Configuration(
            kind,
            source.rate_hz,
            tuple(
                calf.ChannelConfiguration(*one)
                for one in zip(source.channels, source.units, source.scales, strict=True)
            ),
        )
        self._device = radio.device(name, address)
        self._device.gatt_server.max_mtu = mtu
        self._data = gatt.Characteristic[bytes](
            calf.DATA_UUID,
            gatt.Characteristic.Properties.NOTIFY,
            gatt.Characteristic.Permissions(0),
        )
        self._control = gatt.Characteristic[bytes](
            calf.CONTROL_UUID,
            gatt.Characteristic.Properties.WRITE | gatt.Characteristic.Properties.INDICATE,
            gatt.Characteristic.WRITEABLE,
            gatt.CharacteristicValue(write=self._requested),
        )
        self._device.add_services(self._services())
        self._device.on(self._device.EVENT_CONNECTION, self._connected)

    async def __aenter__(self) -> Self:
        await self._device.power_on()
        await self._advertise()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._halt()
        for reply in list(self._replies):
            reply.cancel()
        await self._device.power_off()

    @property
    def streaming(self) -> bool:
        """Whether it was started and not stopped since."""
        return self._streaming is not None and not self._streaming.done()

    async def reboot(self) -> None:
        """Restart as after a flat battery: the link drops, index and clock begin anew."""
        await self._halt()
        self._epoch = (self._epoch + 1) % 256
        self._booted_at = self._sample_now()
        self._uptime_us = self._index_offset = 0
        self._tare[:] = 0
        for connection in list(self._device.connections.values()):
            with suppress(core.BaseBumbleError, hci.HCI_Error):
                await connection.disconnect()

    def _services(self) -> list[gatt.Service]:
        configuration = gatt.Characteristic[bytes](
            calf.CONFIGURATION_UUID,
            gatt.Characteristic.Properties.READ,
            gatt.Characteristic.READABLE,
            self._configuration.to_bytes(),
        )
        return [
            gatt.Service(calf.SERVICE_UUID, [self._data, configuration, self._control]),
            BatteryService(lambda _connection: self.battery_percent),
            DeviceInformationService(manufacturer_name="calf-tracker", firmware_revision=FIRMWARE),
        ]

    async def _advertise(self) -> None:
        service = core.AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS
        flags = core.AdvertisingData.Type.FLAGS
        name = core.AdvertisingData.Type.COMPLETE_LOCAL_NAME
        await self._device.start_advertising(
            auto_restart=True,
            advertising_data=bytes(
                core.AdvertisingData(
                    [(flags, b"\x06"), (service, bytes(core.UUID(calf.SERVICE_UUID)))]
                )
            ),
            scan_response_data=bytes(core.AdvertisingData([(name, self._device.name.encode())])),
            advertising_interval_min=_ADVERTISING_INTERVAL_MS,
            advertising_interval_max=_ADVERTISING_INTERVAL_MS,
        )

    def _connected(self, connection: Connection) -> None:
        def disconnected(_reason: int) -> None:
            if self._streaming is not None:
                self._streaming.cancel()

        connection.on(connection.EVENT_DISCONNECTION, disconnected)

    async def _requested(self, connection: Connection, value: bytes) -> None:
        try:
            request = calf.Request.from_bytes(value)
        except PacketError:
            raise att.ATT_Error(att.ErrorCode.INVALID_ATTRIBUTE_LENGTH) from None
        status, payload = await self._do(request.operation, connection)
        reply = calf.Reply(request.operation, request.token, status, payload).to_bytes()
        # An indication waits for its confirmation, which comes after the answer to this write.
        task = asyncio.create_task(self._indicate(connection, reply))
        self._replies.add(task)
        task.add_done_callback(self._replies.discard)

    async def _indicate(self, connection: Connection, reply: bytes) -> None:
        with suppress(TimeoutError, core.BaseBumbleError):
            await self._device.indicate_subscriber(connection, self._control, reply)

    async def _do(self, operation: int, connection: Connection) -> tuple[calf.Status, bytes]:
        match operation:
            case calf.Operation.START:
                return self._start(connection), b""
            case calf.Operation.STOP:
                await self._halt()
                return calf.Status.OK, b""
            case calf.Operation.TARE:
                return self._set_tare(), b""
            case calf.Operation.TIME_PING:
                since_boot_s = self._clock.now_s() - self._booted_at / self._source.rate_hz
                return calf.Status.OK, struct.pack("<I", self._device_us(since_boot_s))
            case _:
                return calf.Status.UNKNOWN_OPERATION, b""

    def _start(self, connection: Connection) -> calf.Status:
        subscribed = self._device.gatt_server.subscribers.get(connection, {})
        if not subscribed.get(self._data.handle, b"\0")[0] & 1:
            return calf.Status.NOT_SUBSCRIBED
        fitting = calf.fitting_samples(len(self._source.channels), connection.att_mtu)
        if not fitting:
            return calf.Status.MTU_TOO_SMALL
        if not self.streaming:
            first = self._sample_now()
            self._streaming = asyncio.create_task(self._stream(connection, fitting, first))
        if not self._joined:
            self._joined = True
            self._clock.join()
        return calf.Status.OK

    def _set_tare(self) -> calf.Status:
        if self._configuration.kind != "force_plate":
            return calf.Status.NOT_SUPPORTED
        count = max(1, round(_TARE_S * self._source.rate_hz))
        at = max(0, self._sample_now() - count)
        self._tare[:] = np.rint(self._source.counts(at, count).mean(axis=0))
        return calf.Status.OK

    async def _halt(self) -> None:
        if self._streaming is not None:
            self._streaming.cancel()
            await asyncio.wait({self._streaming})
            self._streaming = None

    async def _stream(self, connection: Connection, fitting: int, at: int) -> None:
        rate_hz = self._source.rate_hz
        count = _samples_a_packet(rate_hz, fitting)
        while True:
            await self._clock.reach((at + count - 1) / rate_hz)
            self.packets_sent += 1
            if self._generator.random() < self._loss:
                self.packets_dropped += 1
            else:
                packet = self._packet(at, count)
                await self._device.notify_subscriber(connection, self._data, packet)
            at += count
            if at / rate_hz >= self._source.duration_s:
                self.finished.set()

    def _packet(self, at: int, count: int) -> bytes:
        since_boot = at - self._booted_at
        counts = np.clip(self._counts(at, count) - self._tare, -32768, 32767).astype(np.int16)
        return calf.encode_packet(
            calf.DataPacket(
                self._epoch,
                (self._index_offset + since_boot) % _WRAP,
                self._device_us(since_boot / self._source.rate_hz),
                counts,
            )
        )

    def _counts(self, at: int, count: int) -> NDArray[np.int16]:
        """From a chunk made beforehand: a source is quicker asked for many samples than for few."""
        start, chunk = self._chunk
        if not start <= at <= at + count <= start + len(chunk):
            size = max(count, round(_CHUNK_S * self._source.rate_hz))
            start, chunk = self._chunk = (at, self._source.counts(at, size))
        return chunk[at - start : at - start + count]

    def _sample_now(self) -> int:
        return math.ceil(self._clock.now_s() * self._source.rate_hz)

    def _device_us(self, since_boot_s: float) -> int:
        return (self._uptime_us + round(since_boot_s * 1e6 * self._rate)) % _WRAP


def _samples_a_packet(rate_hz: float, fitting: int) -> int:
    """The largest part of a packet's full time that fits, in whole samples."""
    full = max(1, round(rate_hz * _PACKET_S))
    return max(part for part in range(1, min(full, fitting) + 1) if full % part == 0)
