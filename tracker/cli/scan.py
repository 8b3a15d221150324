"""``calf scan``: which sensors are switched on and near."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from tracker.cli.adapter import Adapter, opened

if TYPE_CHECKING:
    from tracker.sensors.ble.scan import FoundSensor

Seconds = Annotated[float, typer.Option("--seconds", help="How long to look.", min=1, max=60)]


def scan_command(
    *,
    seconds: Seconds = 5.0,
    adapter: Adapter = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the sensors as JSON.")] = False,
) -> None:
    """List the sensors in range, strongest first.

    Example: calf scan --seconds 10

    Example: calf scan --adapter tcp-client:localhost:9999
    """
    from tracker.sensors.placements import PairedSensors

    console = Console(highlight=False)
    with console.status(f"Looking for sensors for {seconds:g} s"):
        found = asyncio.run(_scanned(seconds, adapter))
    paired = {one.address: placement for placement, one in PairedSensors().read().items()}
    if as_json:
        rows = [_row(one, paired.get(one.address)) for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False))
    elif found:
        _show(console, found, paired)
    else:
        console.print(
            "No sensor found. Switch it on, bring it near, and close other apps that use it."
        )


async def _scanned(seconds: float, adapter: str | None) -> tuple["FoundSensor", ...]:
    from tracker.sensors.ble.scan import scan

    async with opened(adapter) as backends:
        return await scan(seconds, backend=backends.scanner)


def _row(one: "FoundSensor", placement: str | None) -> dict[str, str | int | None]:
    from tracker.sensors.devices.registry import device_of

    device = device_of(one.profile)
    return {
        "name": one.name,
        "address": one.address,
        "rssi_dbm": one.rssi_dbm,
        "profile": one.profile,
        "sensor": device.label,
        "placement": placement,
        "experimental": device.experimental,
    }


def _show(console: Console, found: tuple["FoundSensor", ...], paired: dict[str, str]) -> None:
    from tracker.cli.live_view import signal_text
    from tracker.sensors.devices.registry import device_of

    table = Table("name")
    for head in ("address", "signal"):
        table.add_column(head, no_wrap=True)
    table.add_column("sensor")
    table.add_column("paired with")
    notes: dict[str, str] = {}
    for one in found:
        device = device_of(one.profile)
        label = device.label + (" *" if device.experimental else "")
        if device.experimental:
            notes[device.label] = device.experimental
        placement = paired.get(one.address, "")
        table.add_row(
            one.name, one.address, signal_text(one.rssi_dbm), label, placement.replace("_", " ")
        )
    console.print(table)
    for label, note in notes.items():
        console.print(f"* {label}: experimental; {note}", style="yellow")
