"""``calf pair``: which sensor is worn where."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tracker.cli.adapter import Adapter, opened

if TYPE_CHECKING:
    from tracker.sensors.ble.scan import FoundSensor
    from tracker.sensors.codecs.configuration import SensorKind
    from tracker.sensors.placements import PairedSensor, PairedSensors

_KIND_LABELS: "dict[SensorKind, str]" = {
    "imu": "motion sensor",
    "force_plate": "force plate",
    "insole": "insole",
    "angle": "angle sensor",
}


def pair_command(
    placement: Annotated[
        str | None,
        typer.Argument(help="Where the sensor is worn or stands, such as LEFT_FOOT or PLATE."),
    ] = None,
    *,
    address: Annotated[
        str | None, typer.Option("--address", help="The sensor's address (see calf scan).")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the paired sensors.")] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Forget the sensor of this placement.")
    ] = False,
    adapter: Adapter = None,
    seconds: Annotated[float, typer.Option("--seconds", help="How long to look.", min=1)] = 5.0,
) -> None:
    """Remember which sensor is worn where, and check that it can be connected.

    Without an address, calf takes the sensor whose name contains the placement, or else the
    strongest sensor that is not paired yet: hold it near the computer.

    Example: calf pair LEFT_FOOT

    Example: calf pair PLATE --address C0:CA:1F:00:02:03
    """
    from tracker.errors import InputError
    from tracker.sensors.placements import PairedSensors, checked_placement, placement_label

    console, sensors = Console(highlight=False), PairedSensors()
    if list_all:
        paired = sensors.read()
        for place, sensor in paired.items():
            console.print(f"{placement_label(place)}: {sensor.name}  {sensor.address}")
        if not paired:
            console.print("No sensor is paired. Pair the first with: calf pair LEFT_FOOT")
        return
    if placement is None:
        raise InputError("Say where the sensor is worn, such as: calf pair LEFT_FOOT")
    place = checked_placement(placement)
    if forget:
        sensors.forget(place)
        console.print(f"{placement_label(place)}: no sensor is paired now.")
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
    from tracker.sensors.placements import PairedSensor, placement_label

    async with opened(adapter) as backends:
        with console.status(f"Looking for sensors for {seconds:g} s"):
            if address is not None:
                wanted = address.strip().upper()
                chosen = (await find(frozenset({wanted}), seconds, backend=backends.scanner))[
                    wanted
                ]
            else:
                found = await scan(seconds, backend=backends.scanner)
                chosen = _best(found, sensors.read(), place)
        console.print(f"Connecting to {chosen.name}  {chosen.address}")
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
    _check_kind(chosen, place, configuration.kind)
    before = sensors.read()
    sensors.remember(place, PairedSensor(chosen.address, chosen.name, chosen.profile))
    battery = "" if client.battery_percent is None else f", battery {client.battery_percent} %"
    console.print(
        f"[bold]{placement_label(place)}[/]: paired with {chosen.name} "
        f"({_KIND_LABELS[configuration.kind]}, {configuration.rate_hz:g} Hz{battery})"
    )
    replaced = before.get(place)
    if replaced is not None and replaced.address != chosen.address:
        console.print(f"It replaces {replaced.name}  {replaced.address}", style="yellow")
    for other, sensor in before.items():
        if sensor.address == chosen.address and other != place:
            console.print(
                f"{placement_label(other)} has no sensor now: this sensor was paired there.",
                style="yellow",
            )


def _best(
    found: tuple["FoundSensor", ...], paired: dict[str, "PairedSensor"], place: str
) -> "FoundSensor":
    """The sensor that is named after the placement, or else the strongest that is free."""
    from tracker.errors import SensorNotFound

    taken = {sensor.address for at, sensor in paired.items() if at != place}
    free = [sensor for sensor in found if sensor.address not in taken]
    if not free:
        if found:
            raise SensorNotFound(
                "All sensors in range are already paired. Choose one of them with --address "
                "(calf pair --list shows them), or switch on another sensor."
            )
        raise SensorNotFound(
            "No sensor found. Switch it on, bring it near, and close other apps that use it."
        )
    words = place.split("_")
    named = [sensor for sensor in free if sensor.name.lower().split()[-len(words) :] == words]
    return (named or free)[0]


def _check_kind(sensor: "FoundSensor", place: str, kind: "SensorKind") -> None:
    """Raise InputError if a sensor of that kind cannot be at the placement."""
    from tracker.errors import InputError
    from tracker.sensors.placements import PLATE_PLACEMENTS, placement_label

    stands = kind == "force_plate"
    if stands != (place in PLATE_PLACEMENTS):
        fitting = ", ".join(PLATE_PLACEMENTS) if stands else "a placement on the body"
        raise InputError(
            f"{sensor.name} is a {_KIND_LABELS[kind]} and cannot be paired with "
            f"{placement_label(place).lower()}. Pair it with {fitting}, or choose another sensor "
            "with --address (calf scan lists them)."
        )
