import asyncio

import pytest
from bumble import core, gatt, hci
from bumble.device import Advertisement, Connection, Device, Peer

from firmware_mocks.radio import VirtualRadio

pytestmark = pytest.mark.virtual_time

ADDRESS = "C0:00:00:00:00:09"
OTHER = "C0:00:00:00:00:0A"
VALUE = "12345678-0000-4000-8000-000000000001"


async def advertising(radio: VirtualRadio, address: str = ADDRESS) -> Device:
    device = radio.device("mock", address)
    device.gatt_server.max_mtu = 247
    value = gatt.Characteristic[bytes](
        VALUE,
        gatt.Characteristic.Properties.READ,
        gatt.Characteristic.READABLE,
        bytes(range(200)),
    )
    device.add_service(gatt.Service(VALUE[:-1] + "2", [value]))
    await device.power_on()
    await device.start_advertising(
        auto_restart=True,
        advertising_data=b"\x02\x01\x06",
        scan_response_data=b"\x05\x09name",
        advertising_interval_min=20,
        advertising_interval_max=20,
    )
    return device


async def central(radio: VirtualRadio) -> Device:
    device = radio.central()
    await device.power_on()
    return device


async def disconnection(connection: Connection) -> int:
    lost: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    connection.on(connection.EVENT_DISCONNECTION, lost.set_result)
    return await asyncio.wait_for(lost, 5.0)


async def test_the_scan_response_is_not_the_advertisement() -> None:
    radio = VirtualRadio()
    await advertising(radio)
    radio.rssi_dbm[ADDRESS] = -71
    scanner = await central(radio)
    heard: asyncio.Queue[Advertisement] = asyncio.Queue()
    scanner.on(scanner.EVENT_ADVERTISEMENT, heard.put_nowait)
    await scanner.start_scanning(filter_duplicates=False)
    async with asyncio.timeout(5.0):
        advertisement = await heard.get()
    structures = dict(advertisement.data.ad_structures)
    assert structures[core.AdvertisingData.Type.COMPLETE_LOCAL_NAME] == b"name"
    assert structures[core.AdvertisingData.Type.FLAGS] == b"\x06"
    assert advertisement.rssi == -71


async def test_a_connection_carries_long_packets() -> None:
    radio = VirtualRadio()
    await advertising(radio)
    client = await central(radio)
    connection = await client.connect(hci.Address(ADDRESS), timeout=5.0)
    peer = Peer(connection)
    assert await peer.request_mtu(247) == 247
    await peer.discover_services()
    await peer.discover_characteristics()
    (value,) = peer.get_characteristics_by_uuid(core.UUID(VALUE))
    assert await value.read_value() == bytes(range(200))
    assert client.host.le_acl_packet_queue is not None
    assert client.host.le_acl_packet_queue.max_packet_size == 251


async def test_a_connection_that_times_out_leaves_nothing_pending() -> None:
    radio = VirtualRadio()
    await advertising(radio, OTHER)
    client = await central(radio)
    with pytest.raises(core.TimeoutError):
        await client.connect(hci.Address(ADDRESS), timeout=0.05)
    connection = await client.connect(hci.Address(OTHER), timeout=5.0)
    assert connection.peer_address.to_string(False) == OTHER


async def test_calling_off_what_is_not_pending_is_refused() -> None:
    client = await central(VirtualRadio())
    with pytest.raises(hci.HCI_Error):
        await client.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())


async def test_both_sides_notice_a_lost_link() -> None:
    radio = VirtualRadio(supervision_timeout_s=0.05)
    device = await advertising(radio)
    client = await central(radio)
    connection = await client.connect(hci.Address(ADDRESS), timeout=5.0)
    radio.vanish(ADDRESS)
    assert await disconnection(connection) == hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR
    assert not device.connections
    with pytest.raises(core.TimeoutError):
        await client.connect(hci.Address(ADDRESS), timeout=0.1)
    radio.reappear(ADDRESS)
    again = await client.connect(hci.Address(ADDRESS), timeout=5.0)
    assert await Peer(again).discover_services()


async def test_a_link_back_in_time_goes_on() -> None:
    radio = VirtualRadio(supervision_timeout_s=5.0)
    await advertising(radio)
    client = await central(radio)
    peer = Peer(await client.connect(hci.Address(ADDRESS), timeout=5.0))
    radio.vanish(ADDRESS)
    radio.reappear(ADDRESS)
    assert await peer.discover_services()


async def test_an_unnoticed_loss_leaves_the_client_connected_to_silence() -> None:
    radio = VirtualRadio(supervision_timeout_s=0.02)
    device = await advertising(radio)
    client = await central(radio)
    connection = await client.connect(hci.Address(ADDRESS), timeout=5.0)
    (theirs,) = device.connections.values()
    radio.vanish(ADDRESS, noticed=False)
    await disconnection(theirs)
    assert connection.handle in client.connections
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(Peer(connection).request_mtu(100), 0.05)
    await connection.disconnect()
    radio.reappear(ADDRESS)
    assert await client.connect(hci.Address(ADDRESS), timeout=5.0)


async def test_a_reset_ends_connections_and_advertising() -> None:
    radio = VirtualRadio()
    device = await advertising(radio)
    client = await central(radio)
    connection = await client.connect(hci.Address(ADDRESS), timeout=5.0)
    lost = asyncio.create_task(disconnection(connection))
    await asyncio.sleep(0)
    await device.host.reset()
    assert await lost
    with pytest.raises(core.TimeoutError):
        await client.connect(hci.Address(ADDRESS), timeout=0.1)
