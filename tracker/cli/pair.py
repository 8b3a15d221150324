"""``calf pair``: which sensor is worn where."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tracker.cli.adapter import Adapter, opened

if TYPE_CHECKING:
    from tracker.sensors.ble.scan import FoundSensor
    from tracker.sensors.placements import PairedSensors


def pair_command(
    placement: Annotated[
        str | None, typer.Argument(help="Where it is worn or stands, such as LEFT_FOOT or PLATE.")
    ] = None,
    *,
    address: Annotated[
        str | None, typer.Option("--address", help="The sensor's address, if you know it.")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List what is paired.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Forget that placement.")] = False,
    adapter: Adapter = None,
    seconds: Annotated[float, typer.Option("--seconds", help="How long to look.", min=1)] = 5.0,
) -> None:
    """Remember which sensor is worn where, after a connection has proved that it works.

    Without an address, the strongest sensor is taken that is not paired yet: hold the one you mean
    near the computer.

    Example: calf pair LEFT_FOOT
    """
    from tracker.errors import InputError
    from tracker.sensors.placements import PairedSensors, checked_placement

    console, sensors = Console(highlight=False), PairedSensors()
    if list_all:
        for place, one in sensors.read().items():
            console.print(f"{place}  {one.name}  {one.address}")
        return
    if placement is None:
        raise InputError("say where the sensor is worn, such as: calf pair LEFT_FOOT")
    place = checked_placement(placement)
    if forget:
        sensors.forget(place)
        console.print(f"{place} is paired with no sensor now")
        return
    asyncio.run(_pair(console, sensors, place, address, adapter, seconds))


async def _pair(
    console: Console,
    sensors: "PairedSensors",
    place: str,
    address: str | None,
    adapter: str | None,
    seconds: float,
) -> None:
    from tracker.sensors.ble.client import SensorClient
    from tracker.sensors.ble.scan import find, scan
    from tracker.sensors.placements import PairedSensor

    async with opened(adapter) as backends:
        with console.status(f"looking for sensors for {seconds:g} s"):
            if address is not None:
                wanted = address.upper()
                chosen = (await find(frozenset({wanted}), seconds, backend=backends.scanner))[
                    wanted
                ]
            else:
                chosen = _nearest(await scan(seconds, backend=backends.scanner), sensors, place)
        console.print(f"connecting {chosen.name}  {chosen.address}")
        client = SensorClient(
            chosen,
            on_packet=lambda _payload: None,
            on_state=lambda _state: None,
            connecting=asyncio.Lock(),
            backend=backends.client,
        )
        try:
            configuration = await client.connect()
            # A sensor that wants a bond asks for it when it is first controlled.
            await client.halt()
        finally:
            await client.stop()
    sensors.remember(place, PairedSensor(chosen.address, chosen.name, chosen.profile))
    battery = "" if client.battery_percent is None else f", battery {client.battery_percent} %"
    console.print(
        f"[bold]{place}[/] is {chosen.name}: {configuration.kind.replace('_', ' ')} at "
        f"{configuration.rate_hz:g} Hz{battery}"
    )


def _nearest(
    found: tuple["FoundSensor", ...], sensors: "PairedSensors", place: str
) -> "FoundSensor":
    from tracker.errors import SensorNotFound

    taken = {one.address for at, one in sensors.read().items() if at != place}
    free = [one for one in found if one.address not in taken]
    if not free:
        raise SensorNotFound(
            "no unpaired sensor answers; switch it on, bring it near, and close other apps"
        )
    return free[0]
