"""What is checked with the person before a recording begins: zero of the plates, and placement."""

import asyncio
from pathlib import Path
from typing import Literal

from rich.console import Console

from tracker.errors import SensorError
from tracker.findings import Finding, Severity
from tracker.recording import Kind
from tracker.sensors.placements import placement_label
from tracker.sensors.replay import recording_from_journal
from tracker.sensors.session import RecordingSession
from tracker.signals.placement import Asked, check_placement
from tracker.signals.rest import rest_calibration

_Side = Literal["left", "right"]
_STILL_S, _LIFT_S = 2.5, 4.0


async def tare_plates(console: Console, session: RecordingSession) -> None:
    """Set every plate to zero; one that refuses is named and used as it is."""
    for sensor in session.sensors:
        if sensor.kind is Kind.FORCE_PLATE:
            try:
                await session.client(sensor.name).tare()
            except SensorError as error:
                console.print(f"{error}. Its own zero is used.", style="yellow", markup=False)
            else:
                console.print(f"{placement_label(sensor.name)}: set to zero.")


async def check_sensors(
    console: Console, session: RecordingSession, folder: Path
) -> tuple[Finding, ...]:
    """Ask for standing still and for lifting each heel, and judge what the sensors saw of it.

    Returns
    -------
    What is wrong or worth knowing, the worst first; empty if there is nothing.
    """
    sides = sides_to_check(session)
    if not sides:
        return ()
    console.print("Stand still on both feet.")
    await asyncio.sleep(_STILL_S)
    asked = []
    for side in sides:
        start_s = session.elapsed_s
        console.print(f"Lift the {side.upper()} heel twice, slowly, then stand still.")
        console.bell()
        await asyncio.sleep(_LIFT_S)
        asked.append(Asked(start_s, session.elapsed_s, side))
    recording = await asyncio.to_thread(recording_from_journal, folder)
    found = [
        finding
        for stream in recording.of_kind(Kind.IMU)
        for finding in rest_calibration(stream).findings
    ]
    found += await asyncio.to_thread(check_placement, recording, asked=asked)
    order = [Severity.ERROR, Severity.WARNING, Severity.INFO]
    # The check judges rest itself where it needs it: the same finding may come twice.
    once = {finding.message: finding for finding in found}.values()
    return tuple(sorted(once, key=lambda finding: order.index(finding.severity)))


def sides_to_check(session: RecordingSession) -> list[_Side]:
    """Sides on which an IMU has sent data, so that a heel lift can be seen."""
    links = session.links()
    names = [
        sensor.placement
        for sensor in session.sensors
        if sensor.kind is Kind.IMU and links[sensor.name].samples
    ]
    sides: tuple[_Side, ...] = ("left", "right")
    return [side for side in sides if any(name.startswith(side) for name in names)]
