"""A mock sensor on the virtual radio: a GATT server that speaks the project's profile."""

import asyncio
from collections.abc import Callable

from bumble import att, gatt, pairing
from bumble.device import Connection
from bumble.profiles.battery_service import BatteryService
from bumble.profiles.device_information_service import DeviceInformationService

from firmware_mocks.faults import Drop, Faults, FaultyLine
from firmware_mocks.gatt_device import GattDevice
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.radio import VirtualRadio
from firmware_mocks.sensor_model import RING_S, ClockFaults, SensorModel
from firmware_mocks.source import SampleSource
from tracker.errors import PacketError
from tracker.sensors.codecs import calf
from tracker.sensors.codecs.configuration import SensorKind

FIRMWARE = "calf-mock 2"

_PACKET_S = 0.05
_BACKFILL_PAUSE_S = 0.004


class SensorPeripheral(GattDevice):
    """One sensor: its GATT server around its model.

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
    drift_ppm, uptime_us, clock_jumps
        How much faster its clock passes than the athlete's time, what it shows when the movement
        begins, and pairs of athlete's time (s) and µs by which it steps then.
    index_offset
        Index of its first sample.
    mtu
        Largest ATT MTU that it agrees to.
    faults, drops
        What happens to its packets, and when it is out of range.
    ring_s
        How long it keeps samples; 0 is the first firmware, which sends nothing again.
    bonding
        Whether it lets itself be controlled over an encrypted link only.
    battery_percent
        What it reports.
    on_request
        Called with every operation that it has carried out for a client.
    """

    def __init__(
        self,
        radio: VirtualRadio,
        source: SampleSource,
        *,
        kind: SensorKind,
        name: str,
        address: str,
        clock: MovementClock,
        drift_ppm: float = 0.0,
        uptime_us: int = 0,
        clock_jumps: tuple[tuple[float, int], ...] = (),
        index_offset: int = 0,
        mtu: int = 247,
        faults: Faults | None = None,
        drops: tuple[Drop, ...] = (),
        ring_s: float = RING_S,
        bonding: bool = False,
        battery_percent: int = 90,
        on_request: Callable[[calf.Operation], None] | None = None,
    ) -> None:
        super().__init__(radio, name, address, mtu=mtu)
        self.battery_percent = battery_percent
        self.packets_sent = 0
        self.finished = asyncio.Event()
        self.model = SensorModel(
            source,
            kind,
            clock=ClockFaults(drift_ppm, uptime_us, clock_jumps),
            index_offset=index_offset,
            ring_s=ring_s,
        )
        self._radio = radio
        self._clock = clock
        self._line = FaultyLine(faults or Faults())
        self._drops = drops
        self._bonding = bonding
        self._on_request = on_request
        self._ring = ring_s > 0
        self._joined = False
        self._streaming: asyncio.Task[None] | None = None
        self._backfilling: asyncio.Task[None] | None = None
        properties, permissions = gatt.Characteristic.Properties, gatt.Characteristic.Permissions
        self._data = gatt.Characteristic[bytes](calf.DATA_UUID, properties.NOTIFY, permissions(0))
        self._backfill = gatt.Characteristic[bytes](
            calf.BACKFILL_UUID, properties.NOTIFY, permissions(0)
        )
        self._control = gatt.Characteristic[bytes](
            calf.CONTROL_UUID,
            properties.WRITE | properties.INDICATE,
            gatt.Characteristic.WRITEABLE,
            gatt.CharacteristicValue(write=self._requested),
        )
        self.bumble.pairing_config_factory = lambda _connection: pairing.PairingConfig(
            sc=True, mitm=False, bonding=True
        )
        self.publish(self._services(), advertised=calf.SERVICE_UUID)

    @property
    def streaming(self) -> bool:
        """Whether it sends samples."""
        return self._streaming is not None and not self._streaming.done()

    @property
    def packets_dropped(self) -> int:
        """How many of its packets never arrived."""
        return self._line.lost

    async def reboot(self) -> None:
        """Restart as after a flat battery: the link drops; ring, index and clock begin anew."""
        await self.halt()
        self.model.restart(self._clock.now_s())
        await self.drop_connections()

    async def halt(self) -> None:
        """Send no more."""
        running = {task for task in (self._streaming, self._backfilling) if task is not None}
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
        self._streaming = self._backfilling = None

    def dropped(self, connection: Connection) -> None:
        """Go on sampling into the ring, and send nothing; as long as the ring lasts."""
        del connection
        for task in (self._streaming, self._backfilling):
            if task is not None:
                task.cancel()
        if self.model.sampling:
            self.soon(asyncio.create_task(self._give_up()))

    async def _give_up(self) -> None:
        since_s = self._clock.now_s()
        await self._clock.reach(since_s + self.model.ring_s)
        if not self.bumble.connections:
            self.model.stop(self._clock.now_s())

    def _services(self) -> list[gatt.Service]:
        configuration = gatt.Characteristic[bytes](
            calf.CONFIGURATION_UUID,
            gatt.Characteristic.Properties.READ,
            gatt.Characteristic.READABLE,
            gatt.CharacteristicValue(read=lambda _connection: self.model.configuration.to_bytes()),
        )
        characteristics = [self._data, configuration, self._control]
        if self._ring:
            characteristics.append(self._backfill)
        return [
            gatt.Service(calf.SERVICE_UUID, characteristics),
            BatteryService(lambda _connection: self.battery_percent),
            DeviceInformationService(manufacturer_name="calf-tracker", firmware_revision=FIRMWARE),
        ]

    async def _requested(self, connection: Connection, value: bytes) -> None:
        if self._bonding and not connection.is_encrypted:
            raise att.ATT_Error(att.ErrorCode.INSUFFICIENT_AUTHENTICATION)
        try:
            request = calf.Request.from_bytes(value)
        except PacketError:
            raise att.ATT_Error(att.ErrorCode.INVALID_ATTRIBUTE_LENGTH) from None
        status, *returned = await self._do(request, connection)
        if status == calf.Status.OK and self._on_request is not None:
            self._on_request(calf.Operation(request.operation))
        reply = calf.Reply(request.operation, request.token, int(status), tuple(returned))
        self.indicate_soon(connection, self._control, reply.to_bytes())

    async def _do(self, request: calf.Request, connection: Connection) -> tuple[float, ...]:
        """Status, and what the operation returns."""
        match request.operation:
            case calf.Operation.START:
                return self._start(connection)
            case calf.Operation.STOP:
                return await self._stop()
            case calf.Operation.GET_RANGE if self._ring:
                return await self._get_range(connection, *map(int, request.arguments))
            case calf.Operation.CONFIGURE:
                return self._configure(*request.arguments)
        return self._do_at_once(request.operation)

    def _do_at_once(self, operation: int) -> tuple[float, ...]:
        now_s = self._clock.now_s()
        match operation:
            case calf.Operation.TARE:
                tared = self.model.tare(now_s)
                return (calf.Status.OK if tared else calf.Status.NOT_SUPPORTED,)
            case calf.Operation.TIME_PING:
                return calf.Status.OK, self.model.time_us(now_s)
        return (calf.Status.UNKNOWN_OPERATION,)

    async def _stop(self) -> tuple[float, ...]:
        await self.halt()
        end = self.model.stop(self._clock.now_s())
        return calf.Status.OK, self.model.epoch, self.model.index(end)

    def _start(self, connection: Connection) -> tuple[float, ...]:
        if not self.subscribed(connection, self._data):
            return (calf.Status.NOT_SUBSCRIBED,)
        fitting = calf.fitting_samples(len(self.model.source.channels), connection.att_mtu)
        if not fitting:
            return (calf.Status.MTU_TOO_SMALL,)
        first = self.model.start(self._clock.now_s())
        if not self.streaming:
            self._streaming = asyncio.create_task(self._stream(connection, fitting, first))
        if not self._joined:
            self._joined = True
            self._clock.join()
            self.soon(asyncio.create_task(self._come_and_go()))
        return calf.Status.OK, self.model.epoch, self.model.index(first)

    def _configure(self, setting: float, value: float) -> tuple[float, ...]:
        if self.model.sampling:
            return (calf.Status.WRONG_STATE,)
        taken = self.model.configure(int(setting), value, self._clock.now_s())
        return (calf.Status.NOT_SUPPORTED,) if taken is None else (calf.Status.OK, taken)

    async def _get_range(self, connection: Connection, index: int, count: int) -> tuple[float, ...]:
        if not self.subscribed(connection, self._backfill):
            return (calf.Status.NOT_SUBSCRIBED,)
        oldest, end = self.model.held(self._clock.now_s())
        wanted = self.model.sample(index, end)
        first, last = max(wanted, oldest), min(wanted + count, end)
        coming = max(0, last - first)
        if self._backfilling is not None:
            self._backfilling.cancel()
            await asyncio.wait({self._backfilling})
        self._backfilling = asyncio.create_task(self._send_again(connection, first, coming))
        model = self.model
        return calf.Status.OK, model.index(first), coming, model.index(oldest)

    async def _send_again(self, connection: Connection, first: int, count: int) -> None:
        fitting = calf.fitting_samples(len(self.model.source.channels), connection.att_mtu)
        for at in range(first, first + count, max(1, fitting)):
            await asyncio.sleep(_BACKFILL_PAUSE_S)
            packet = self.model.packet(at, min(fitting, first + count - at))
            for arriving in self._line.send(packet):
                await self.notify(connection, self._backfill, arriving)

    async def _stream(self, connection: Connection, fitting: int, at: int) -> None:
        source = self.model.source
        count = _samples_a_packet(source.rate_hz, fitting)
        while True:
            await self._clock.reach((at + count - 1) / source.rate_hz)
            self.packets_sent += 1
            for arriving in self._line.send(self.model.packet(at, count)):
                await self.notify(connection, self._data, arriving)
            at += count
            if at / source.rate_hz >= source.duration_s:
                self.finished.set()

    async def _come_and_go(self) -> None:
        for drop in self._drops:
            await self._clock.reach(drop.at_s)
            self._radio.vanish(self.address)
            await self._clock.reach(drop.at_s + drop.duration_s)
            self._radio.reappear(self.address)


def _samples_a_packet(rate_hz: float, fitting: int) -> int:
    """The largest part of a packet's full time that fits, in whole samples."""
    full = max(1, round(rate_hz * _PACKET_S))
    return max(part for part in range(1, min(full, fitting) + 1) if full % part == 0)
