"""The demonstration itself: scan, connect, record, count, analyse, store, show."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from rich.console import Console
from rich.live import Live
from rich.table import Table

from tracker.analysis import analyze
from tracker.cli.live_view import live_view, signal_text
from tracker.cli.plugins import SimulatedSensors, embedded_server, simulated_sensors
from tracker.cli.sending import send
from tracker.exercises.base import Context
from tracker.live.counter import LiveCounter, live_streams
from tracker.recording import Recording, Subject, Variant
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.results import Analysis
from tracker.sensors.ble.backend_bumble import BumbleCentral
from tracker.sensors.ble.scan import find
from tracker.sensors.session import LinkReport, PlacedSensor, RecordingSession

_REFRESH_S = 0.1


@dataclass(frozen=True, slots=True)
class _Set:
    """A recorded set, and what was true of it."""

    folder: Path
    recording: Recording
    links: dict[str, LinkReport]
    truth: Sequence[dict[str, float]]


async def demonstrate(
    console: Console, reps: int, seed: int, speed: float, data_dir: Path | None, *, leave: bool
) -> None:
    """Run the demonstration.

    Parameters
    ----------
    console
        Where it is watched.
    reps, seed, speed
        Of the simulated athlete and sensors.
    data_dir
        Where recording and server keep everything; None is the user's data directory.
    leave
        Whether to end after storing, instead of serving until stopped.

    Raises
    ------
    CalfError
        As scanning, recording and sending do.
    """
    home = data_dir or user_data_path("calf-tracker", appauthor=False)
    folder = home / "recordings" / datetime.now().astimezone().strftime("demo-%Y%m%d-%H%M%S-%f")
    try:
        async with simulated_sensors()(reps, seed, speed) as sensors:
            done = await _record(console, sensors, folder)
    except asyncio.CancelledError:
        if (folder / JOURNAL).exists():
            console.print(f"stopped; kept so far: calf analyze {folder}", soft_wrap=True)
        raise
    result = await asyncio.to_thread(analyze, done.recording)
    console.print("\n", _truth_table(done.truth, result), sep="")
    console.print(_summary(done, result))
    async with embedded_server()(home if data_dir else None) as server:
        sent = await send(folder, server.url, key=server.key)
        console.print(f"\nrecorded in {folder}", soft_wrap=True)
        console.print(f"session page: [bold]{sent.session_url}[/]", soft_wrap=True)
        if leave:
            place = f" --data-dir {data_dir}" if data_dir else ""
            console.print(f"to see it, start the server: calf serve{place}", soft_wrap=True)
        else:
            page = sent.session_url.removeprefix(server.url)
            entry = await server.entry(page)
            console.print(f"open it by this link, which signs you in once: {entry}", soft_wrap=True)
            console.print("the server runs until you press Ctrl-C")
            await server.wait_stopped()


async def _record(console: Console, sensors: SimulatedSensors, folder: Path) -> _Set:
    """Scan, connect, and record until the athlete is done, counting as the samples arrive."""
    radio = BumbleCentral(sensors.central)
    with console.status("scanning the virtual radio"):
        found = await find(frozenset(sensors.placements), backend=radio.scanner_backend)
    for one in found.values():
        console.print(f"found {one.name}  {one.address}  {signal_text(one.rssi_dbm)}")
    subject, variant = Subject(**sensors.subject), Variant(**sensors.variant)
    session = RecordingSession(
        folder,
        [PlacedSensor(found[address], place) for address, place in sensors.placements.items()],
        subject=subject,
        exercise=sensors.exercise,
        variant=variant,
        client_backend=radio.client_backend,
        host_clock=sensors.host_clock,
    )
    async with session:
        counter = LiveCounter(
            live_streams(session.sensors), sensors.exercise, Context(subject, variant)
        )
        with Live(live_view(counter, session.links()), console=console, auto_refresh=False) as view:
            await _watch(sensors, session, counter, view)
        links = session.links()
        recording = await session.stop()
    return _Set(folder, recording, links, sensors.truth)


async def _watch(
    sensors: SimulatedSensors, session: RecordingSession, counter: LiveCounter, view: Live
) -> None:
    async def count() -> None:
        async for block in session.blocks():
            counter.feed(block)

    async def draw() -> None:
        while True:
            await asyncio.sleep(_REFRESH_S)
            view.update(live_view(counter, session.links()), refresh=True)

    counting, drawing = asyncio.create_task(count()), asyncio.create_task(draw())
    finished = asyncio.create_task(sensors.wait_finished())
    try:
        # If the journal can no longer be written, counting ends first, with the reason.
        await asyncio.wait({counting, finished}, return_when=asyncio.FIRST_COMPLETED)
        if counting.done():
            counting.result()
        view.update(live_view(counter, session.links()), refresh=True)
    finally:
        for task in (counting, drawing, finished):
            task.cancel()
        await asyncio.gather(counting, drawing, finished, return_exceptions=True)


def _truth_table(truth: Sequence[dict[str, float]], result: Analysis) -> Table:
    """Each true repetition beside the measured one that overlaps it most."""
    table = Table(title="truth and measurement", title_justify="left", title_style="bold")
    for head in ("#", "start s", "measured", "range °", "measured", "height cm", "measured"):
        table.add_column(head, justify="right")
    for number, (true, effort) in enumerate(_paired(truth, result), 1):
        if effort is None:
            table.add_row(str(number), f"{true['start_s']:.2f}", "missed")
            continue
        measured = effort["metrics"]
        table.add_row(
            str(number),
            f"{true['start_s']:.2f}",
            f"{effort['start_s']:.2f}",
            f"{true['range_deg']:.1f}",
            f"{measured['range_of_motion']['value']:.1f}",
            f"{100 * true['heel_height_m']:.1f}",
            f"{100 * measured['heel_height']['value']:.1f}",
        )
    return table


def _paired(
    truth: Sequence[dict[str, float]], result: Analysis
) -> list[tuple[dict[str, float], dict[str, Any] | None]]:
    efforts = [effort.to_dict() for effort in result.efforts]

    def overlapping(true: dict[str, float]) -> dict[str, Any] | None:
        def shared(effort: dict[str, Any]) -> float:
            end = min(true["end_s"], effort["end_s"])
            return float(end - max(true["start_s"], effort["start_s"]))

        best = max(efforts, key=shared, default=None)
        return best if best is not None and shared(best) > 0 else None

    return [(true, overlapping(true)) for true in truth]


def _summary(done: _Set, result: Analysis) -> str:
    pairs = _paired(done.truth, result)
    errors = [
        effort["metrics"]["range_of_motion"]["value"] - true["range_deg"]
        for true, effort in pairs
        if effort is not None
    ]
    mean = f"{sum(errors) / len(errors):+.2f}°" if errors else "–"
    lost = sum(link.lost for link in done.links.values())
    packets = sum(link.packets for link in done.links.values())
    return (
        f"repetitions: {len(done.truth)} true, {len(result.efforts)} measured\n"
        f"mean range error: {mean}\n"
        f"packets: {packets}, lost samples: {lost}"
    )
