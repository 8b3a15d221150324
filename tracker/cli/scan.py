"""``calf scan``: which sensors are switched on and near."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

SECONDS = Annotated[float, typer.Option("--seconds", help="How long to look.", min=1, max=60)]


def scan_command(*, seconds: SECONDS = 5.0) -> None:
    """List the sensors in range, strongest first.

    Example: calf scan --seconds 10
    """
    from tracker.cli.live_view import signal_text
    from tracker.sensors.ble.scan import scan

    console = Console(highlight=False)
    with console.status(f"looking for sensors for {seconds:g} s"):
        found = asyncio.run(scan(seconds))
    if not found:
        console.print("No sensor answers. Switch it on, bring it near, and close other apps.")
        return
    table = Table("name", "address", "signal", "profile")
    for one in found:
        table.add_row(one.name, one.address, signal_text(one.rssi_dbm), one.profile)
    console.print(table)
