"""bleak's own Linux backend, unmodified, against ``org.bluez`` on a private bus."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Show
from tests.sensors.worn import (
    BUSY,
    Sensor,
    Worn,
    assert_samples_are_the_sources,
    imu,
    plate,
    until,
    worn,
)
from tracker.errors import BluetoothUnavailable, SensorRefused
from tracker.sensors.ble.agent import pairing_agent
from tracker.sensors.ble.client import LinkState
from tracker.sensors.ble.scan import find, scan
from tracker.sensors.replay import recording_from_journal
from tracker.sensors.session import PlacedSensor, RecordingSession

if sys.platform != "linux":
    pytest.skip("BlueZ is Linux's", allow_module_level=True)

from bleak.backends.bluezdbus import manager as bleak_manager

from firmware_mocks.bluez.daemon import PrivateBus, is_installed, private_bus
from firmware_mocks.bluez.service import BlueZ, bluez

if not is_installed():
    if os.environ.get("CI"):
        pytest.fail("dbus-daemon is missing: install the package dbus", pytrace=False)
    pytest.skip("there is no dbus-daemon", allow_module_level=True)

DEADLINE_S = 60.0
SOURCES = {"left_foot": imu(2.0), "left_shank": imu(2.0), "plate": plate(2.0)}


@dataclass
class Computer:
    """A Linux computer with Bluetooth, and sensors around it."""

    bus: PrivateBus
    front: BlueZ
    on: Worn

    async def found(self) -> list[PlacedSensor]:
        addresses = [one.address for one in self.on.peripherals]
        found = await find(frozenset(addresses))
        places = [one.placement for one in self.on.placed]
        return [PlacedSensor(found[at], place) for at, place in zip(addresses, places, strict=True)]


@pytest.fixture(autouse=True)
def own_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    """bleak keeps a manager for each event loop; none may be left from another test."""
    monkeypatch.setattr(bleak_manager, "_global_instances", {}, raising=True)


@asynccontextmanager
async def computer(
    monkeypatch: pytest.MonkeyPatch, sensors: list[Sensor], *, powered: bool = True
) -> AsyncIterator[Computer]:
    async with worn(sensors) as on, private_bus() as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        async with bluez(bus.address, on.central.device, powered=powered) as front:
            yield Computer(bus, front, on)
            for manager in bleak_manager._global_instances.values():
                if manager._bus is not None:
                    manager._bus.disconnect()


def session_of(folder: Path, placed: list[PlacedSensor]) -> RecordingSession:
    return RecordingSession(folder, placed, patience=BUSY)


async def test_three_sensors_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show
) -> None:
    sensors: list[Sensor] = [(name, source, {}) for name, source in SOURCES.items()]
    async with computer(monkeypatch, sensors) as at:
        placed = await at.found()
        assert {one.sensor.name for one in placed} == {f"CALF {name}" for name in SOURCES}
        async with session_of(tmp_path, placed) as session, asyncio.timeout(DEADLINE_S):
            await asyncio.gather(*(one.finished.wait() for one in at.on.peripherals))
            recording = await session.stop()
            links = session.links()
    for stream in recording.streams:
        assert stream.gaps == ()
        assert_samples_are_the_sources(stream, SOURCES[stream.name])
    assert [link.lost for link in links.values()] == [0, 0, 0]
    packets = sum(link.packets for link in links.values())
    show("bleak's Linux backend over a private D-Bus", [f"{packets} packets, 0 samples lost"])


async def test_a_link_that_drops_is_restored_and_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = imu(3.0)
    async with (
        computer(monkeypatch, [("left_foot", source, {})]) as at,
        session_of(tmp_path, await at.found()) as session,
        asyncio.timeout(DEADLINE_S),
    ):
        await until(lambda: session.links()["left_foot"].samples > 100)
        at.on.radio.vanish(at.on.peripherals[0].address)
        await until(lambda: session.links()["left_foot"].state is LinkState.LOST)
        at.on.radio.reappear(at.on.peripherals[0].address)
        await until(lambda: session.links()["left_foot"].reconnects >= 1)
        await at.on.peripherals[0].finished.wait()
        recording = await session.stop()
    assert recording.streams[0].gaps == ()
    assert_samples_are_the_sources(recording.streams[0], source)


async def test_a_switched_off_adapter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with computer(monkeypatch, [("plate", plate(), {})], powered=False):
        with pytest.raises(BluetoothUnavailable, match="Turn on Bluetooth"):
            await scan(0.5)


async def test_a_bus_without_bluez_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with private_bus() as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        with pytest.raises(BluetoothUnavailable, match="does the bluetooth service run"):
            await scan(0.5)
        async with pairing_agent() as registered:
            assert not registered
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    with pytest.raises(BluetoothUnavailable):
        await scan(0.5)
    async with pairing_agent() as registered:
        assert not registered


async def test_what_had_arrived_survives_the_death_of_the_bus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show
) -> None:
    source = plate(30.0)
    async with (
        computer(monkeypatch, [("plate", source, {})]) as at,
        session_of(tmp_path, await at.found()) as session,
        asyncio.timeout(DEADLINE_S),
    ):
        await until(lambda: session.links()["plate"].samples > 1500)
        await at.bus.kill()
        received = session.links()["plate"].samples
        await until(lambda: session.links()["plate"].state is LinkState.LOST)
        # No sensor can be told to stop any more; what was recorded can be had all the same.
        await session.stop()
    recording = recording_from_journal(tmp_path)
    assert recording.streams[0].time.size >= received
    assert_samples_are_the_sources(recording.streams[0], source)
    lost = max(0, received - recording.streams[0].time.size)
    show(
        "what is lost when something dies while 1 IMU and 1 plate record",
        [f"SIGKILL of D-Bus: {lost} of {received} plate samples that had arrived"],
    )


async def test_pairing_asks_an_agent_and_encrypts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"bonding": True}
    async with computer(monkeypatch, [("left_foot", imu(1.0), options)]) as at:
        placed = await at.found()
        with pytest.raises(SensorRefused, match="must be paired"):
            await session_of(tmp_path / "without", placed).__aenter__()
        async with (
            pairing_agent() as registered,
            session_of(tmp_path / "with", placed) as session,
        ):
            assert registered
            (connection,) = at.on.peripherals[0].bumble.connections.values()
            assert connection.is_encrypted
            await until(lambda: session.links()["left_foot"].samples > 50)
