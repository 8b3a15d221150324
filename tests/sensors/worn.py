"""Sensors on a virtual radio for tests: every count tells which sample and channel it is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_mocks.link_conditions import Conditions
from firmware_mocks.movement_clock import MovementClock
from firmware_mocks.peripheral import SensorPeripheral
from firmware_mocks.radio import VirtualRadio
from tracker.recording import Stream
from tracker.sensors.ble.backend_bumble import BumbleCentral
from tracker.sensors.ble.client import Patience
from tracker.sensors.ble.scan import find
from tracker.sensors.codecs.configuration import SensorKind
from tracker.sensors.session import PlacedSensor

IMU_CHANNELS = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
IMU_UNITS = ("m/s²", "m/s²", "m/s²", "rad/s", "rad/s", "rad/s")
_STEP = 7919
QUICK = Patience(reply_s=2.0, silence_s=0.3, reconnect_s=2.0, attempts=1)
"""For virtual time."""
BUSY = Patience(reply_s=10.0, silence_s=5.0, reconnect_s=10.0)
"""For real time on a busy machine, which may stop a program for a second."""
_DEADLINE_S = 60.0


@dataclass(frozen=True)
class CountingSource:
    """A converter whose counts tell which of 65536 samples they are."""

    rate_hz: float
    channels: tuple[str, ...]
    units: tuple[str, ...]
    scales: tuple[float, ...]
    duration_s: float

    def counts(self, first: int, count: int) -> NDArray[np.int16]:
        sample = np.arange(first, first + count, dtype=np.int64)[:, np.newaxis]
        channel = np.arange(len(self.channels))
        return ((sample * _STEP + channel * 104729) % 65536 - 32768).astype(np.int16)

    def numbers(self, first_channel: NDArray[np.int64]) -> NDArray[np.int64]:
        return (first_channel + 32768) * pow(_STEP, -1, 65536) % 65536


Sensor = tuple[str, CountingSource, dict[str, Any]]
"""Placement, source, and options of the peripheral."""


def imu(duration_s: float = 1.0, rate_hz: float = 200.0) -> CountingSource:
    return CountingSource(
        rate_hz, IMU_CHANNELS, IMU_UNITS, (0.00479,) * 3 + (0.001065,) * 3, duration_s
    )


def plate(duration_s: float = 1.0) -> CountingSource:
    return CountingSource(1000.0, ("fz",), ("N",), (0.1,), duration_s)


@dataclass
class Worn:
    """What a test holds of the sensors it put on."""

    radio: VirtualRadio
    clock: MovementClock
    central: BumbleCentral
    peripherals: tuple[SensorPeripheral, ...]
    placed: tuple[PlacedSensor, ...]


@asynccontextmanager
async def worn(
    sensors: Sequence[Sensor],
    speed: float = 1.0,
    *,
    conditions: Conditions | None = None,
    supervision_timeout_s: float = 0.1,
) -> AsyncIterator[Worn]:
    """Put sensors on, given as placement, source and options, and find them by a scan."""
    async with AsyncExitStack() as stack:
        radio = VirtualRadio(supervision_timeout_s, conditions)
        stack.callback(radio.close)
        clock = MovementClock(speed, len(sensors))
        peripherals = []
        for number, (placement, source, options) in enumerate(sensors, start=1):
            kind: SensorKind = "force_plate" if "fz" in source.channels else "imu"
            peripheral = SensorPeripheral(
                radio,
                source,
                kind=kind,
                name=f"CALF {placement}",
                address=f"C0:00:00:00:00:{number:02X}",
                clock=clock,
                **options,
            )
            peripherals.append(await stack.enter_async_context(peripheral))
        device = radio.central()
        await device.power_on()
        stack.push_async_callback(device.power_off)
        central = BumbleCentral(device)
        addresses = frozenset(one.address for one in peripherals)
        found = await find(addresses, backend=central.scanner_backend)
        placed = tuple(
            PlacedSensor(found[one.address], placement)
            for one, (placement, _, _) in zip(peripherals, sensors, strict=True)
        )
        yield Worn(radio, clock, central, tuple(peripherals), placed)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that announces itself to nobody."""
    async with asyncio.timeout(_DEADLINE_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def assert_samples_are_the_sources(stream: Stream, source: CountingSource) -> None:
    """Every sample is bit for bit the one of its number, and gaps are just the missing ones."""
    numbers = source.numbers(np.rint(stream.values[:, 0] / source.scales[0]).astype(np.int64))
    truth = source.counts(0, int(numbers.max()) + 1)[numbers] * np.array(source.scales)
    assert np.array_equal(stream.values, truth)
    steps = np.diff(numbers)
    assert steps[steps != 1].tolist() == [gap.missing + 1 for gap in stream.gaps]
    assert stream.time[:-1][steps != 1].tolist() == [gap.start_s for gap in stream.gaps]
