"""What comes before a guided recording: data from every sensor, zero of the plates, placement."""

import asyncio
from pathlib import Path

from rich.console import Console

from tracker.cli.checking import check_sensors, sides_to_check, tare_plates
from tracker.cli.data_arrival import PATIENCE_S, DataArrival
from tracker.cli.prompts import enter_pressed, typed_line, unless_ended
from tracker.findings import Severity
from tracker.recording import Kind
from tracker.recording.remarks import RemarkKind
from tracker.sensors.placements import placement_label
from tracker.sensors.session import RecordingSession

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_NAMED_AFTER_S = PATIENCE_S + 0.5
"""By then `DataArrival` has named the sensors without data."""


async def prepare(
    console: Console,
    session: RecordingSession,
    folder: Path,
    arrival: DataArrival,
    ended: asyncio.Event,
    *,
    tare: bool,
    check: bool,
    ask: bool,
) -> None:
    """Prepare a recording with the person; the recording is paused meanwhile.

    Parameters
    ----------
    console
        Where the person is guided.
    session
        Entered already.
    folder
        Of the recording.
    arrival
        Of the session.
    ended
        Set when the person wants no recording; then the rest is left out.
    tare, check
        Whether to set the plates to zero, and to check where the sensors are.
    ask
        Whether there is a person who can press Enter.
    """
    tare = tare and any(sensor.kind is Kind.FORCE_PLATE for sensor in session.sensors)
    if not (tare or check):
        return
    session.remark(RemarkKind.PAUSE)
    if ask:
        await _await_data(console, session, arrival, ended)
    if tare and not ended.is_set():
        if ask:
            await typed_line(console, "Step off the plates and press Enter. ", ended)
        if not ended.is_set():
            await tare_plates(console, session)
    well_placed: bool | None = True
    if check and not ended.is_set():
        well_placed = await unless_ended(_well_placed(console, session, folder), ended)
    if ask and not ended.is_set():
        question = (
            "Press Enter to begin. " if well_placed else "Fix this, or press Enter to begin. "
        )
        await typed_line(console, question, ended)
    session.remark(RemarkKind.RESUME)
    # Heel lifts of the check are no reps.
    session.discard_blocks()


async def _await_data(
    console: Console, session: RecordingSession, arrival: DataArrival, ended: asyncio.Event
) -> None:
    """Wait for data of every sensor; the person may continue without those that send nothing."""
    complete = asyncio.create_task(arrival.complete.wait())
    try:
        await asyncio.wait({complete}, timeout=_NAMED_AFTER_S)
        if complete.done() or ended.is_set():
            return
        silent = sum(not link.samples for link in session.links().values())
        which = "this sensor" if silent == 1 else "these sensors"
        # A line of its own: that data arrive may be printed while Enter is awaited.
        console.print(f"Waiting for data. Press Enter to continue without {which}.")
        going_on = asyncio.create_task(enter_pressed(ended))
        try:
            await asyncio.wait({complete, going_on}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            going_on.cancel()
            await asyncio.gather(going_on, return_exceptions=True)
    finally:
        complete.cancel()


async def _well_placed(console: Console, session: RecordingSession, folder: Path) -> bool:
    """Whether no sensor is found in a wrong place; findings are printed."""
    links = session.links()
    for sensor in session.sensors:
        if sensor.kind is Kind.IMU and not links[sensor.name].samples:
            label = placement_label(sensor.name)
            console.print(f"{label}: placement not checked, no data yet.", style="yellow")
    if not sides_to_check(session):
        return True
    findings = await check_sensors(console, session, folder)
    for finding in findings:
        console.print(finding.message, style=_STYLES[finding.severity], markup=False)
    well_placed = all(finding.severity is Severity.INFO for finding in findings)
    if well_placed:
        console.print("The sensors are well placed.")
    return well_placed
