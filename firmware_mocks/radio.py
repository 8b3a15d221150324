"""A radio without hardware: controllers that hear one another in this process.

Bumble brings controllers and a link between them; what they lack of a real radio is added here:
full-length data packets, scan responses of their own, signal strength, connection events, errors
that are mended by sending again, sensors that vanish, a supervision timeout, resets that reset and
connection attempts that can be called off. Every device must use a random address, the only one
from which that link sends.
"""

import asyncio
import zlib

from bumble import core, hci, ll
from bumble.controller import Connection, Controller
from bumble.device import Device, DeviceConfiguration
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

from firmware_mocks.link_conditions import Conditions, LinkQueue, Strength

SUPERVISION_TIMEOUT_S = 0.5
CENTRAL_ADDRESS = "C0:CA:1F:00:00:01"

_FULL_LENGTH = 251
_RSSI_DBM = -58


class VirtualRadio(LocalLink):
    """The air between virtual devices.

    Parameters
    ----------
    supervision_timeout_s
        How long a link may be silent before a controller gives it up.
    conditions
        Of the air; by default data arrive at once and without error.
    """

    def __init__(
        self,
        supervision_timeout_s: float = SUPERVISION_TIMEOUT_S,
        conditions: Conditions | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # bumble left it unannotated
        self.supervision_timeout_s = supervision_timeout_s
        self.conditions = conditions or Conditions()
        self._queues: dict[tuple[str, str], LinkQueue] = {}
        self._events: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._strengths: dict[str, Strength] = {}
        self.rssi_dbm: dict[str, int] = {}
        self._out_of_range: dict[str, asyncio.TimerHandle] = {}

    def device(self, name: str, address: str) -> Device:
        """Make a device on this radio; it still has to be powered on."""
        controller = VirtualController(name, self)
        configuration = DeviceConfiguration(
            name=name, address=hci.Address(address, hci.Address.RANDOM_DEVICE_ADDRESS)
        )
        return Device(config=configuration, host=Host(controller, AsyncPipeSink(controller)))

    def central(self) -> Device:
        """Make the device that a client program uses."""
        return self.device("central", CENTRAL_ADDRESS)

    def vanish(self, address: str, *, noticed: bool = True) -> None:
        """Put a device out of range until `reappear`.

        Parameters
        ----------
        address
            Of the device.
        noticed
            False: the other side never gives the connection up, as some stacks behave; the stream
            goes silent while it still counts as connected.
        """
        self.reappear(address)
        self._out_of_range[address] = asyncio.get_running_loop().call_later(
            self.supervision_timeout_s, self._give_up, address, noticed
        )

    def reappear(self, address: str) -> None:
        """Bring a device back into range; a connection not yet given up goes on."""
        timer = self._out_of_range.pop(address, None)
        if timer is not None:
            timer.cancel()

    def close(self) -> None:
        """Forget all that is still to come."""
        for address in list(self._out_of_range):
            self.reappear(address)
        for event in self._events.values():
            event.cancel()
        self._events.clear()

    def reaches(self, one: hci.Address, other: hci.Address) -> bool:
        """Whether two devices can hear each other."""
        return not {one.to_string(False), other.to_string(False)} & self._out_of_range.keys()

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: hci.Address,
        transport: core.PhysicalTransport,
        data: bytes,
    ) -> None:
        """Carry data at the link's events; without these, at once unless out of range."""
        one, other = sender_controller.random_address, destination_address

        def deliver() -> None:
            super(VirtualRadio, self).send_acl_data(sender_controller, other, transport, data)

        if not self.conditions.interval_s:
            if self.reaches(one, other):
                deliver()
            return
        link = (one.to_string(False), other.to_string(False))
        if link not in self._queues:
            self._queues[link] = LinkQueue(self.conditions, len(self._queues))
        self._queues[link].put(deliver)
        self._await_event(link)

    def ended(self, address: str) -> None:
        """A device's connection has ended; what still waits for its events is gone with it."""
        for link, queue in self._queues.items():
            if address in link:
                queue.clear()

    def _await_event(self, link: tuple[str, str]) -> None:
        """Hold the link's next event at the next whole interval."""
        if link not in self._events:
            loop, interval_s = asyncio.get_running_loop(), self.conditions.interval_s
            # Each link has a phase of its own, both directions the same.
            phase_s = interval_s * (zlib.crc32(":".join(sorted(link)).encode()) % 97) / 97
            left_s = interval_s - (loop.time() - phase_s) % interval_s
            self._events[link] = loop.call_later(left_s, self._event, link)

    def _event(self, link: tuple[str, str]) -> None:
        del self._events[link]
        queue = self._queues[link]
        queue.event(in_range=not set(link) & self._out_of_range.keys())
        if queue.events_in_vain * self.conditions.interval_s >= self.supervision_timeout_s:
            queue.clear()
            self._give_up(self._peripheral_of(link), noticed=True)
        if queue:
            self._await_event(link)

    def _peripheral_of(self, link: tuple[str, str]) -> str:
        """The side that advertised; either will do where both did."""
        advertised = {
            str(effort_set.address.to_string(False))
            for controller in self.controllers
            for effort_set in controller.advertising_sets.values()
            if effort_set.address is not None
        }
        return next((one for one in link if one in advertised), link[0])

    def send_advertising_pdu(
        self, sender_controller: Controller, packet: ll.AdvertisingPdu
    ) -> None:
        """Carry an advertisement, or a request to connect, to all in range."""
        loop = asyncio.get_running_loop()
        for controller in self.controllers:
            if controller is not sender_controller and self.reaches(
                sender_controller.random_address, controller.random_address
            ):
                loop.call_soon(controller.on_ll_advertising_pdu, packet)

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """Carry a message of the link layer, unless the receiver is out of range."""
        if self.reaches(sender_address, receiver_address):
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def strength(self, address: str) -> int:
        """Signal strength at which a device is heard now, dBm."""
        mean_dbm = self.rssi_dbm.get(address, _RSSI_DBM)
        if not self.conditions.rssi_sd_db:
            return mean_dbm
        if address not in self._strengths:
            seed = self.conditions.seed + zlib.crc32(address.encode())
            self._strengths[address] = Strength(self.conditions.rssi_sd_db, seed)
        return self._strengths[address].heard(mean_dbm)

    def scan_response(self, address: hci.Address) -> bytes:
        """What the device that advertises with that address answers to a scanner."""
        sets = (
            effort_set
            for controller in self.controllers
            for effort_set in controller.advertising_sets.values()
        )
        return next(
            (
                bytes(effort_set.scan_response_data)
                for effort_set in sets
                if effort_set.address == address
            ),
            b"",
        )

    def _give_up(self, address: str, noticed: bool) -> None:
        for controller in self.controllers:
            is_the_device = controller.random_address.to_string(False) == address
            for connection in list(controller.le_connections.values()):
                lost = connection.peer_address.to_string(False) == address
                if is_the_device or (noticed and lost):
                    controller.on_le_disconnected(
                        connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR
                    )


class VirtualController(Controller):
    """A Bluetooth controller that behaves where Bumble's own falls short."""

    acl_data_packet_length = _FULL_LENGTH
    le_acl_data_packet_length = _FULL_LENGTH
    supported_max_tx_octets = _FULL_LENGTH
    supported_max_rx_octets = _FULL_LENGTH
    suggested_max_tx_octets = _FULL_LENGTH

    def __init__(self, name: str, radio: VirtualRadio) -> None:
        super().__init__(name, link=radio)
        self._radio = radio

    def on_hci_reset_command(
        self, _command: hci.HCI_Reset_Command
    ) -> hci.HCI_StatusReturnParameters:
        """End all that goes on."""
        self.le_scan_enable = False
        self.pending_le_connection = None
        for effort_set in self.advertising_sets.values():
            effort_set.stop()
        self.advertising_sets.clear()
        for connection in list(self.le_connections.values()):
            self._end(connection)
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def on_le_disconnected(self, connection: Connection, reason: int) -> None:
        """End a connection, and what still waits for its events."""
        self._radio.ended(connection.peer_address.to_string(False))
        super().on_le_disconnected(connection, reason)

    def leave(self) -> None:
        """Be gone from the radio for good."""
        self.le_scan_enable = False
        self.pending_le_connection = None
        for connection in list(self.le_connections.values()):
            self._end(connection)
        self._radio.remove_controller(self)

    def on_hci_le_create_connection_cancel_command(
        self, _command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Call off the pending connection and say so, as the specification has it (4.E, 7.8.13)."""
        pending = self.pending_le_connection
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        self.pending_le_connection = None
        self.send_hci_packet(
            hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=pending.peer_address.address_type,
                peer_address=pending.peer_address,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
        )
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def on_advertising_pdu(self, pdu: ll.AdvInd | ll.AdvExtInd) -> None:
        """Report an advertisement and its scan response; connect if that is waited for."""
        if self.le_scan_enable:
            self._report(pdu)
        pending = self.pending_le_connection
        if pending is not None and pending.peer_address == pdu.advertiser_address:
            self.create_le_connection(pdu.advertiser_address)

    def _report(self, pdu: ll.AdvInd | ll.AdvExtInd) -> None:
        address = pdu.advertiser_address
        response = self._radio.scan_response(address)
        kinds = hci.HCI_LE_Advertising_Report_Event.EventType
        for kind, data in ((kinds.ADV_IND, pdu.data), (kinds.SCAN_RSP, response)):
            report = hci.HCI_LE_Advertising_Report_Event.Report(
                event_type=kind,
                address_type=address.address_type,
                address=address,
                data=data,
                rssi=self._radio.strength(address.to_string(False)),
            )
            self.send_hci_packet(hci.HCI_LE_Advertising_Report_Event([report]))

    def _end(self, connection: Connection) -> None:
        reason = hci.HCI_ErrorCode.REMOTE_DEVICE_TERMINATED_CONNECTION_DUE_TO_POWER_OFF_ERROR
        connection.send_ll_control_pdu(ll.TerminateInd(reason))
        self.on_le_disconnected(connection, reason)
