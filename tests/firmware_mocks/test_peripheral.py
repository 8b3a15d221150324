import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError

from firmware_mocks.faults import Faults
from firmware_mocks.movement_clock import MovementClock
from tests.sensors.worn import CountingSource, Sensor, Worn, imu, plate, until, worn
from tracker.sensors.codecs import calf
from tracker.sensors.codecs.configuration import Configuration
from tracker.sensors.devices.device import BATTERY_LEVEL_UUID, FIRMWARE_REVISION_UUID

pytestmark = pytest.mark.virtual_time


class Console:
    """A client that sees every byte."""

    def __init__(self, on: Worn, client: BleakClient) -> None:
        self.on = on
        self.client = client
        self.data: asyncio.Queue[bytes] = asyncio.Queue()
        self._replies: asyncio.Queue[bytes] = asyncio.Queue()

    async def subscribe(self, *, data: bool = True) -> None:
        def replied(_: BleakGATTCharacteristic, value: bytearray) -> None:
            self._replies.put_nowait(bytes(value))

        def notified(_: BleakGATTCharacteristic, value: bytearray) -> None:
            self.data.put_nowait(bytes(value))

        await self.client.start_notify(calf.CONTROL_UUID, replied)
        if data:
            await self.client.start_notify(calf.DATA_UUID, notified)

    async def ask(self, operation: int, token: int = 7) -> calf.Reply:
        request = calf.Request(operation, token).to_bytes()
        await self.client.write_gatt_char(calf.CONTROL_UUID, request, response=True)
        async with asyncio.timeout(5.0):
            reply = calf.Reply.from_bytes(await self._replies.get())
        assert (reply.operation, reply.token) == (operation, token)
        return reply

    async def packet(self, channels: int) -> calf.DataPacket:
        async with asyncio.timeout(5.0):
            return calf.decode_packet(await self.data.get(), channels)


@asynccontextmanager
async def console(
    source: CountingSource, speed: float = 4.0, **options: Any
) -> AsyncIterator[Console]:
    sensors: list[Sensor] = [("any", source, options)]
    async with worn(sensors, speed) as on:
        device, backend = on.placed[0].sensor.device, on.central.client_backend
        async with BleakClient(device, backend=backend) as client:
            yield Console(on, client)


async def test_it_describes_itself() -> None:
    source = imu()
    async with console(source, battery_percent=42) as to:
        raw = await to.client.read_gatt_char(calf.CONFIGURATION_UUID)
        configuration = Configuration.from_bytes(bytes(raw))
        assert (configuration.kind, configuration.rate_hz) == ("imu", 200.0)
        assert tuple(one.name for one in configuration.channels) == source.channels
        assert tuple(one.unit for one in configuration.channels) == source.units
        assert tuple(configuration.scales) == source.scales
        assert await to.client.read_gatt_char(BATTERY_LEVEL_UUID) == b"\x2a"
        assert await to.client.read_gatt_char(FIRMWARE_REVISION_UUID) == b"calf-mock 2"


@pytest.mark.parametrize(
    ("source", "mtu", "samples"),
    [
        (imu(), 247, 10),
        (imu(), 80, 5),
        (imu(), 40, 2),
        (plate(), 247, 50),
        (
            CountingSource(1000.0, ("fz", "fx", "cop_x", "cop_y"), ("N",) * 4, (1.0,) * 4, 1.0),
            247,
            25,
        ),
        (imu(rate_hz=10.0), 247, 1),
    ],
)
async def test_packets_follow_the_mtu(source: CountingSource, mtu: int, samples: int) -> None:
    async with console(source, mtu=mtu) as to:
        assert to.client.mtu_size == mtu
        await to.subscribe()
        await to.ask(calf.Operation.START)
        packets = [await to.packet(len(source.channels)) for _ in range(3)]
        assert [len(one.counts) for one in packets] == [samples] * 3
        assert [one.first_index for one in packets] == [0, samples, 2 * samples]
        counts = np.concatenate([one.counts for one in packets])
        assert np.array_equal(counts, source.counts(0, 3 * samples))


async def test_its_clock_drifts_and_wraps() -> None:
    async with console(imu(), drift_ppm=1000.0, uptime_us=2**32 - 60_000) as to:
        await to.subscribe()
        await to.ask(calf.Operation.START)
        stamps = [(await to.packet(6)).t_us for _ in range(3)]
        assert stamps == [2**32 - 60_000, 2**32 - 60_000 + 50_050, 100_100 - 60_000]


async def test_start_needs_a_subscriber() -> None:
    async with console(imu()) as to:
        await to.subscribe(data=False)
        assert (await to.ask(calf.Operation.START)).status == calf.Status.NOT_SUBSCRIBED
        assert not to.on.peripherals[0].streaming


async def test_stop_stops_and_start_goes_on_where_time_is() -> None:
    source = imu()
    async with console(source) as to:
        await to.subscribe()
        assert (await to.ask(calf.Operation.START)).status == calf.Status.OK
        first = await to.packet(6)
        assert (await to.ask(calf.Operation.STOP)).status == calf.Status.OK
        assert (await to.ask(calf.Operation.STOP)).status == calf.Status.OK
        while not to.data.empty():
            to.data.get_nowait()
        await to.on.clock.reach(0.5)
        assert to.data.empty()
        await to.ask(calf.Operation.START)
        later = await to.packet(6)
        assert later.first_index >= 100
        assert later.epoch == first.epoch
        assert np.array_equal(later.counts, source.counts(later.first_index, 10))


async def test_a_ping_tells_the_time_of_the_samples() -> None:
    async with console(imu(), uptime_us=5_000_000) as to:
        await to.subscribe()
        await to.ask(calf.Operation.START)
        before = await to.packet(6)
        t_us = (await to.ask(calf.Operation.TIME_PING)).returned[0]
        now_us = 5_000_000 + to.on.clock.now_s() * 1e6
        assert before.t_us + 45_000 <= t_us <= now_us


async def test_tare_zeroes_a_plate_and_nothing_else() -> None:
    resting = RestingPlate(1000.0, ("fz",), ("N",), (0.1,), 1.0)
    async with console(resting) as to:
        await to.subscribe()
        assert (await to.ask(calf.Operation.TARE)).status == calf.Status.OK
        await to.ask(calf.Operation.START)
        assert not (await to.packet(1)).counts.any()
    async with console(imu()) as to:
        await to.subscribe()
        assert (await to.ask(calf.Operation.TARE)).status == calf.Status.NOT_SUPPORTED


class RestingPlate(CountingSource):
    def counts(self, first: int, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
        return np.full((count, 1), 7357, dtype=np.int16)


async def test_what_it_does_not_know_it_refuses() -> None:
    async with console(imu()) as to:
        await to.subscribe()
        assert (await to.ask(0x55)).status == calf.Status.UNKNOWN_OPERATION
        with pytest.raises(BleakGATTProtocolError):
            await to.client.write_gatt_char(calf.CONTROL_UUID, b"\x01", response=True)
        with pytest.raises(BleakGATTProtocolError):
            await to.client.write_gatt_char(calf.CONTROL_UUID, b"\x81\x01", response=True)


async def test_loss_takes_whole_packets() -> None:
    async with console(imu(duration_s=2.0), speed=8.0, faults=Faults(loss=0.4, seed=3)) as to:
        await to.subscribe()
        await to.ask(calf.Operation.START)
        sensor = to.on.peripherals[0]
        async with asyncio.timeout(10.0):
            await sensor.finished.wait()
        await to.ask(calf.Operation.STOP)
        arrived = [calf.decode_packet(to.data.get_nowait(), 6) for _ in range(to.data.qsize())]
        assert len(arrived) == sensor.packets_sent - sensor.packets_dropped
        assert 5 < sensor.packets_dropped < 30
        steps = np.diff([one.first_index for one in arrived])
        assert set(steps % 10) == {0}
        assert steps.max() > 10


async def test_a_reboot_begins_another_epoch_at_zero() -> None:
    source = imu()
    async with console(source, index_offset=1000, uptime_us=9_000_000) as to:
        await to.subscribe()
        await to.ask(calf.Operation.START)
        assert (await to.packet(6)).first_index == 1000
        sensor, gone = to.on.peripherals[0], asyncio.Event()
        to.client._backend.set_disconnected_callback(gone.set)
        await sensor.reboot()
        async with asyncio.timeout(5.0):
            await gone.wait()
        assert not to.client.is_connected
        with pytest.raises(BleakError):
            await to.client.read_gatt_char(calf.CONFIGURATION_UUID)
        device, backend = to.on.placed[0].sensor.device, to.on.central.client_backend
        async with BleakClient(device, backend=backend) as client:
            again = Console(to.on, client)
            await again.subscribe()
            await again.ask(calf.Operation.START)
            packet = await again.packet(6)
        assert packet.epoch == 1
        assert packet.t_us == packet.first_index * 5000


async def test_the_movement_waits_for_the_last_sensor() -> None:
    sensors: list[Sensor] = [("left_foot", imu(), {}), ("plate", plate(), {})]
    async with worn(sensors) as on:
        backend = on.central.client_backend
        async with (
            BleakClient(on.placed[0].sensor.device, backend=backend) as one,
            BleakClient(on.placed[1].sensor.device, backend=backend) as other,
        ):
            foot, force = Console(on, one), Console(on, other)
            await foot.subscribe()
            await force.subscribe()
            await foot.ask(calf.Operation.START)
            assert on.clock.now_s() == 0.0
            assert foot.data.empty()
            await force.ask(calf.Operation.START)
            assert (await foot.packet(6)).first_index == (await force.packet(1)).first_index == 0


async def test_an_address_never_heard_cannot_be_connected() -> None:
    async with worn([("plate", plate(), {})]) as on:
        client = BleakClient("C0:12:34:56:78:9A", backend=on.central.client_backend)
        with pytest.raises(BleakDeviceNotFoundError):
            await client.connect()


async def test_time_passes_as_fast_as_it_is_told() -> None:
    clock = MovementClock(speed=1000.0)
    assert clock.now_s() == 0.0
    clock.join()
    await clock.reach(5.0)
    assert clock.now_s() >= 5.0
    assert clock.host_ns() > 5e9


async def test_a_sensor_that_is_left_alone_stops_when_its_ring_is_full() -> None:
    async with console(imu(), speed=8.0, ring_s=0.5) as to:
        await to.subscribe()
        await to.ask(calf.Operation.START)
        await to.packet(6)
        model = to.on.peripherals[0].model
        to.on.radio.vanish(to.on.peripherals[0].address)
        await until(lambda: not model.sampling)
        oldest, end = model.held(1e6)
        assert end - oldest == 100
