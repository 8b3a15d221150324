"""What Bumble says, in bleak's terms: errors, advertisements, names."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from bleak.assigned_numbers import CHARACTERISTIC_PROPERTIES, CharacteristicPropertyName
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakError, BleakGATTProtocolError
from bumble import att, core, hci
from bumble.device import Advertisement
from bumble.gatt import Characteristic

_T = TypeVar("_T")


async def as_bleak(request: Coroutine[Any, Any, _T] | asyncio.Future[_T]) -> _T:
    """Await a request of Bumble's and turn its errors into bleak's.

    Bumble cancels a request whose link drops, which would look like the caller being cancelled;
    the request therefore runs as a task of its own.
    """
    task = asyncio.ensure_future(request)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        task.cancel()
        raise
    if task.cancelled():
        raise BleakError("Disconnected")
    try:
        return task.result()
    except att.ATT_Error as error:
        raise BleakGATTProtocolError(error.error_code) from error
    except (core.TimeoutError, TimeoutError) as error:
        raise TimeoutError("The device does not answer") from error
    except (core.BaseBumbleError, hci.HCI_Error) as error:
        raise BleakError(str(error)) from error


def advertisement_data(
    advertisement: Advertisement, before: AdvertisementData | None
) -> AdvertisementData:
    """What was advertised, completed by what an earlier packet of the same device said."""
    types = core.AdvertisingData.Type
    parts = advertisement.data
    name = before.local_name if before else None
    uuids = list(before.service_uuids) if before else []
    manufacturers = dict(before.manufacturer_data) if before else {}
    for kind, value in parts.ad_structures:
        if kind in {types.COMPLETE_LOCAL_NAME, types.SHORTENED_LOCAL_NAME}:
            name = value.decode("utf-8", "replace")
        elif kind == types.MANUFACTURER_SPECIFIC_DATA and len(value) >= 2:
            manufacturers[int.from_bytes(value[:2], "little")] = value[2:]
        elif size := _UUID_BYTES.get(kind):
            listed = [value[at : at + size] for at in range(0, len(value) - size + 1, size)]
            uuids += [
                one for raw in listed if (one := uuid_text(core.UUID.from_bytes(raw))) not in uuids
            ]
    return AdvertisementData(
        local_name=name,
        manufacturer_data=manufacturers,
        service_data={},
        service_uuids=uuids,
        tx_power=None,
        rssi=advertisement.rssi,
        platform_data=(advertisement,),
    )


_UUID_BYTES = {
    core.AdvertisingData.Type.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    core.AdvertisingData.Type.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    core.AdvertisingData.Type.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
    core.AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
}


def uuid_text(uuid: core.UUID) -> str:
    """A UUID as bleak writes it: 128 bits, lower case."""
    text = uuid.to_hex_str("-").lower()
    return text if len(text) > 8 else f"{int(text, 16):08x}-0000-1000-8000-00805f9b34fb"


def property_names(flags: Characteristic.Properties) -> list[CharacteristicPropertyName]:
    """The names that bleak has for a characteristic's properties."""
    return [name for bit, name in CHARACTERISTIC_PROPERTIES.items() if flags & bit]
