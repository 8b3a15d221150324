"""Which Bluetooth to use: the system's, or a controller that this program drives itself."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tracker.extras import require_extras

if TYPE_CHECKING:
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.scanner import BaseBleakScanner

Adapter = Annotated[
    str | None,
    typer.Option(
        "--adapter",
        help="Bluetooth controller to use instead of the system's Bluetooth: usb:0, "
        "serial:/dev/ttyACM0, or tcp-client:HOST:PORT for calf simulate.",
    ),
]


class Backends(NamedTuple):
    """What bleak is to use; None is the system's Bluetooth."""

    scanner: "type[BaseBleakScanner] | None"
    client: "type[BaseBleakClient] | None"


@asynccontextmanager
async def opened(adapter: str | None) -> AsyncIterator[Backends]:
    """Open an adapter; raises BluetoothUnavailable, or InputError where a part is not installed."""
    from tracker.sensors.ble.agent import pairing_agent

    if adapter is None:
        async with pairing_agent():
            yield Backends(None, None)
        return

    require_extras("--adapter", "simulator")
    from tracker.sensors.ble.backend_bumble import BumbleCentral

    # calf reports links itself; without a handler Bumble's log goes to the screen.
    logging.getLogger("bumble").addHandler(logging.NullHandler())
    async with BumbleCentral.open(adapter) as central:
        yield Backends(central.scanner_backend, central.client_backend)
