"""The air across processes: a controller of the virtual radio behind a TCP socket.

What a USB dongle is to a laptop: another process speaks HCI to it and so reaches the sensors.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bumble.transport.common import PacketParser

from firmware_mocks.radio import VirtualController, VirtualRadio


class _Wire(asyncio.Protocol):
    """One client's socket; its controller leaves the air with it.

    Parameters
    ----------
    radio
        The air.
    wires
        All open sockets, this one among them while it is open.
    on_last_left
        Called when the last open socket has been closed.
    """

    def __init__(
        self, radio: VirtualRadio, wires: "set[_Wire]", on_last_left: Callable[[], None]
    ) -> None:
        self._radio = radio
        self._wires = wires
        self._on_last_left = on_last_left
        self._controller: VirtualController | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.WriteTransport):
            raise TypeError("a socket to write to is needed")
        self._transport = transport
        self._wires.add(self)
        self._controller = VirtualController("dongle", self._radio)
        self._controller.set_packet_sink(self)
        self._parser = PacketParser(self._controller)

    def close(self) -> None:
        """End the client's connection."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_packet(self, packet: bytes) -> None:
        """Hand on what the controller says."""
        self._transport.write(packet)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._controller is not None:
            self._controller.leave()
            self._controller = None
            self._wires.discard(self)
            if not self._wires:
                self._on_last_left()


@asynccontextmanager
async def hci_server(
    radio: VirtualRadio,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    on_last_left: Callable[[], None] = lambda: None,
) -> AsyncIterator[int]:
    """Serve controllers while entered; gives the port.

    A client connects with ``tcp-client:HOST:PORT`` as its adapter. When it goes, or dies, its
    connections end as those of a computer that is switched off. `on_last_left` is called when
    no client is left.
    """
    wires: set[_Wire] = set()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Wire(radio, wires, on_last_left), host, port
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for wire in list(wires):
            wire.close()
