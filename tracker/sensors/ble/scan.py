"""Find sensors that are switched on and near."""

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass, field

from bleak import BleakAdapter, BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakError

from tracker.errors import BluetoothUnavailable, SensorNotFound
from tracker.sensors.devices.device import Advertised
from tracker.sensors.devices.registry import DEVICES, recognised

SCAN_S = 5.0


@dataclass(frozen=True, slots=True)
class FoundSensor:
    """A sensor whose dialect this package speaks.

    Parameters
    ----------
    address
        Bluetooth address, or on macOS the identifier that stands for it.
    name
        As the sensor calls itself, else its address.
    rssi_dbm
        Strength of the newest advertisement; None for a sensor that the system still holds
        connected, since it does not advertise.
    profile
        Name of the profile that it speaks.
    device
        What bleak connects to.
    """

    address: str
    name: str
    rssi_dbm: int | None
    profile: str
    device: BLEDevice = field(repr=False, compare=False)


async def scan(
    timeout_s: float = SCAN_S,
    *,
    expected: frozenset[str] = frozenset(),
    backend: type[BaseBleakScanner] | None = None,
) -> tuple[FoundSensor, ...]:
    """Look for sensors; strongest first.

    Only one scan should run at a time, and none while a connection is being made: several systems
    hang on that. With the system's Bluetooth, sensors are found too that are still connected
    because the program that used them died.

    Parameters
    ----------
    timeout_s
        How long to look.
    expected
        Addresses; once all of them are found, with their names, the scan ends at once.
    backend
        Scanner class for bleak; None is the system's Bluetooth.

    Raises
    ------
    BluetoothUnavailable
        If there is no Bluetooth, it is switched off, or its use is not allowed.
    """
    seen: dict[str, FoundSensor] = {}
    complete = asyncio.Event()

    def heard(device: BLEDevice, data: AdvertisementData) -> None:
        # Names come in a packet of their own, so an address may be heard before its name.
        name = data.local_name or device.name
        dialect = recognised(
            Advertised(
                name,
                frozenset(uuid.lower() for uuid in data.service_uuids),
                frozenset(data.manufacturer_data),
            )
        )
        if dialect is None:
            return
        seen[device.address] = FoundSensor(
            device.address, name or device.address, data.rssi, dialect.profile, device
        )
        named = {address for address, one in seen.items() if one.name != address}
        if expected and expected <= named:
            complete.set()

    if backend is None:
        seen |= await _still_connected()
    try:
        async with BleakScanner(heard, backend=backend):
            with suppress(TimeoutError):
                await asyncio.wait_for(complete.wait(), timeout_s)
    except BleakBluetoothNotAvailableError as error:
        raise BluetoothUnavailable(f"Bluetooth cannot be used: {error.args[0]}") from error
    except (BleakError, OSError, EOFError, ValueError) as error:
        raise BluetoothUnavailable(f"{_advice()} ({error})") from error
    return tuple(sorted(seen.values(), key=lambda one: -(one.rssi_dbm or 0)))


async def find(
    addresses: frozenset[str],
    timeout_s: float = SCAN_S,
    *,
    backend: type[BaseBleakScanner] | None = None,
) -> dict[str, FoundSensor]:
    """Look for sensors of known addresses; by address.

    Raises
    ------
    SensorNotFound
        Naming those that do not answer.
    BluetoothUnavailable
        As `scan`.
    """
    found = {one.address: one for one in await scan(timeout_s, expected=addresses, backend=backend)}
    missing = sorted(addresses - found.keys())
    if missing:
        raise SensorNotFound(
            f"No answer from {', '.join(missing)} within {timeout_s:g} s. Switch the sensor on, "
            "bring it near, and disconnect it from other programs."
        )
    return {address: found[address] for address in addresses}


async def _still_connected() -> dict[str, FoundSensor]:
    found: dict[str, FoundSensor] = {}
    # Without this the scan itself finds all that advertises, or says what is wrong.
    with suppress(BleakError, OSError, EOFError, ValueError, NotImplementedError):
        adapter = await BleakAdapter.get()
        for dialect in DEVICES:
            for device in await adapter.get_connected_devices(list(dialect.services)):
                name = device.name or device.address
                found[device.address] = FoundSensor(
                    device.address, name, None, dialect.profile, device
                )
    return found


def _advice() -> str:
    if sys.platform == "linux":
        return "Bluetooth cannot be used; is there an adapter, and does the bluetooth service run?"
    return "Bluetooth cannot be used; is it switched on, and this program allowed to use it?"
