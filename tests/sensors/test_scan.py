import asyncio
import socket
import sys
from contextlib import ExitStack
from typing import Any

import pytest
from bleak import BleakClient, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementDataCallback
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakError,
)

from firmware_mocks.radio_server import hci_server
from tests.sensors.worn import imu, plate, worn
from tracker.errors import BluetoothUnavailable, SensorNotFound
from tracker.sensors.ble import scan as scan_module
from tracker.sensors.ble.backend_bumble import BumbleCentral
from tracker.sensors.ble.scan import find, scan
from tracker.sensors.codecs import calf
from tracker.sensors.codecs.configuration import Configuration

DEADLINE_S = 60.0


async def test_a_scan_tells_name_address_and_strength() -> None:
    async with worn([("left_foot", imu(), {}), ("plate", plate(), {})]) as on:
        on.radio.rssi_dbm[on.peripherals[1].address] = -40
        near, far = await scan(
            expected=frozenset(one.address for one in on.peripherals),
            backend=on.central.scanner_backend,
        )
        assert (near.name, near.address, near.rssi_dbm) == ("CALF plate", "C0:00:00:00:00:02", -40)
        assert (far.name, far.rssi_dbm, far.profile) == ("CALF left_foot", -58, "calf")
        with pytest.raises(SensorNotFound, match="C0:FF"):
            await find(frozenset({"C0:FF"}), 0.05, backend=on.central.scanner_backend)


async def test_sensors_still_connected_are_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Adapter:
        @classmethod
        async def get(cls) -> "Adapter":
            return cls()

        async def get_connected_devices(self, services: list[str]) -> list[BLEDevice]:
            ours = services == [calf.SERVICE_UUID]
            return [BLEDevice("C0:EE", "CALF held", None)] if ours else []

    async with worn([("plate", plate(), {})]) as on:
        backend = on.central.scanner_backend

        def scanner(heard: AdvertisementDataCallback, **_: Any) -> BleakScanner:
            return BleakScanner(heard, backend=backend)

        monkeypatch.setattr(scan_module, "BleakAdapter", Adapter)
        monkeypatch.setattr(scan_module, "BleakScanner", scanner)
        addresses = frozenset({"C0:EE", on.peripherals[0].address})
        found = await find(addresses)
    assert (found["C0:EE"].name, found["C0:EE"].rssi_dbm) == ("CALF held", None)


@pytest.mark.parametrize(
    "error",
    [
        BleakError("no adapter"),
        FileNotFoundError(2, "No such file"),
        BleakBluetoothNotAvailableError(
            "switched off", BleakBluetoothNotAvailableReason.POWERED_OFF
        ),
    ],
)
async def test_without_bluetooth_there_is_advice(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async with worn([("plate", plate(), {})]) as on:

        async def refuse(self: object) -> None:
            raise error

        monkeypatch.setattr(on.central.scanner_backend, "start", refuse)
        with pytest.raises(BluetoothUnavailable, match="Bluetooth cannot be used"):
            await scan(0.05, backend=on.central.scanner_backend)


async def test_a_controller_that_is_not_there_is_named() -> None:
    with pytest.raises(BluetoothUnavailable, match="unix:/nowhere"):
        async with BumbleCentral.open("unix:/nowhere/at.all"):
            pass
    with pytest.raises(BluetoothUnavailable, match="abacus"):
        async with BumbleCentral.open("abacus:0"):
            pass


@pytest.mark.virtual_time
@pytest.mark.skipif(sys.platform != "linux", reason="others refuse what does not fit in the queue")
async def test_a_controller_that_does_not_answer_is_given_up() -> None:
    """As a computer that is away; here one whose queue of connections is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as stack:
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        port = listener.getsockname()[1]
        with pytest.raises(BluetoothUnavailable, match=f"No Bluetooth controller .*:{port}"):
            async with (
                asyncio.timeout(DEADLINE_S),
                BumbleCentral.open(f"tcp-client:127.0.0.1:{port}"),
            ):
                pass


async def test_a_controller_behind_a_socket_finds_and_connects() -> None:
    async with worn([("plate", plate(), {})]) as on:
        address = on.peripherals[0].address
        async with (
            hci_server(on.radio) as port,
            BumbleCentral.open(f"tcp-client:127.0.0.1:{port}") as central,
        ):
            found = await find(frozenset({address}), backend=central.scanner_backend)
            device = found[address].device
            async with BleakClient(device, backend=central.client_backend) as client:
                raw = await client.read_gatt_char(calf.CONFIGURATION_UUID)
    assert Configuration.from_bytes(bytes(raw)).kind == "force_plate"
