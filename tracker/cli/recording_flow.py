"""The course of a guided recording, from the scan to the result."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from tracker.analysis import analyze
from tracker.cli.adapter import Backends, opened
from tracker.cli.data_arrival import DataArrival, nothing_recorded
from tracker.cli.guide import Guide, Plan
from tracker.cli.keys import pressed_keys
from tracker.cli.live_sending import sent_live
from tracker.cli.metronome import Tempo
from tracker.cli.preparation import prepare
from tracker.cli.prompts import typed_line
from tracker.cli.recording_view import LOW_BATTERY_PERCENT
from tracker.errors import CalfError, InputError, SensorError, SensorNotFound
from tracker.exercises.base import Context
from tracker.exercises.registry import EXERCISES
from tracker.recording import Recording, Subject, Variant
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.recording.remarks import RemarkKind
from tracker.results import Analysis
from tracker.sensors.ble.scan import find, scan
from tracker.sensors.placements import PairedSensors, checked_placement, placement_label
from tracker.sensors.session import LinkReport, PlacedSensor, RecordingSession
from tracker.signals.alignment import with_alignment


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for.

    Parameters
    ----------
    exercise, subject, variant
        What is done, and by whom.
    sensors
        ``PLACEMENT=ADDRESS`` each; empty: those that are paired and answer.
    tempo
        Of the metronome.
    seconds
        How long; None until the person ends it.
    tare, check
        Whether to set plates to zero, and to check the placement, before.
    ask
        Whether there is somebody to ask.
    quiet
        Whether to show nothing while recording.
    upload, athlete_id
        Address of a server that gets it meanwhile, and whose it is there; None: none, and the
        key's owner.
    """

    exercise: str
    subject: Subject
    variant: Variant
    sensors: tuple[str, ...]
    tempo: Tempo | None
    seconds: float | None
    tare: bool
    check: bool
    ask: bool
    quiet: bool
    upload: str | None = None
    athlete_id: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A recording that was made.

    Parameters
    ----------
    folder
        Where it is.
    result
        What was measured.
    links
        How each sensor's link did, by stream.
    """

    folder: Path
    result: Analysis
    links: dict[str, LinkReport]

    def to_dict(self) -> dict[str, Any]:
        """The published result, with where it is and what was lost."""
        links = {
            name: {
                "samples": link.samples,
                "lost": link.lost,
                "reconnects": link.reconnects,
                "battery_percent": link.battery_percent,
            }
            for name, link in self.links.items()
        }
        return {**self.result.to_dict(), "folder": str(self.folder), "links": links}


async def record(
    console: Console, wishes: Wishes, folder: Path, adapter: str | None
) -> Finished | None:
    """Record; gives None if the person ended it before it began.

    Raises
    ------
    InputError
        If the exercise or a sensor's placement is not known, or no sensor is named or paired.
    SensorError
        If a sensor is not found or cannot be used, or no sensor sent any data.
    FileFormatError
        If the folder cannot be written; what had arrived is in it.
    """
    if wishes.exercise not in EXERCISES:
        known = ", ".join(EXERCISES)
        raise InputError(f"--exercise: {wishes.exercise!r} is not known. Choose from {known}.")
    wanted = _wanted(wishes.sensors)
    async with opened(adapter) as backends:
        placed = await _found(console, wanted, backends, exactly=bool(wishes.sensors))
        session = RecordingSession(
            folder,
            placed,
            subject=wishes.subject,
            exercise=wishes.exercise,
            variant=wishes.variant,
            client_backend=backends.client,
            improve=with_alignment,
        )
        try:
            recording = await _run(console, wishes, session, folder)
        except (CalfError, asyncio.CancelledError):
            # Without a sample there is nothing to analyse, whatever else the journal holds.
            if (folder / JOURNAL).exists() and _has_samples(session):
                console.print(f"Saved so far: calf analyze {folder}", soft_wrap=True, markup=False)
            raise
        links = session.links()
    if recording is None:
        return None
    result = await asyncio.to_thread(analyze, recording)
    return Finished(folder, result, links)


async def _run(
    console: Console, wishes: Wishes, session: RecordingSession, folder: Path
) -> Recording | None:
    with console.status("Connecting"):
        await session.__aenter__()
    try:
        for name, link in session.links().items():
            _introduce(console, name, link)
        arrival = DataArrival(console, session)
        async with AsyncExitStack() as stack:
            stack.callback(asyncio.create_task(arrival.watch()).cancel)
            with _ended_by_signal() as finished:
                await prepare(
                    console, session, folder, arrival, finished,
                    tare=wishes.tare, check=wishes.check, ask=wishes.ask,
                )  # fmt: skip
                if finished.is_set():
                    await _cancelled(console, session, folder)
                    return None
                sending = None
                if wishes.upload is not None:
                    # Not before: who stops while preparing must leave nothing on the server.
                    live = sent_live(folder, wishes.upload, wishes.athlete_id)
                    sending = await stack.enter_async_context(live)
                context = Context(wishes.subject, wishes.variant)
                plan = Plan(
                    wishes.exercise, context, wishes.tempo, wishes.seconds,
                    countdown=wishes.ask, quiet=wishes.quiet,
                )  # fmt: skip
                async with pressed_keys() as keys:
                    await Guide(console, session, plan, keys, finished, sending).run()
            if wishes.ask and _has_samples(session):
                session.remark(RemarkKind.PAUSE)
                with _ended_by_signal() as ended:
                    await _ask_how_it_was(console, session, ended)
            return await _finished(session, folder)
    except BaseException as error:
        await session.__aexit__(type(error), error, error.__traceback__)
        raise


async def _cancelled(console: Console, session: RecordingSession, folder: Path) -> None:
    """Stop the sensors; nothing was recorded but the preparation."""
    await session.abandon()
    _remove_journal(folder)
    console.print("Stopped before the recording began. Nothing was saved.", style="yellow")


async def _finished(session: RecordingSession, folder: Path) -> Recording:
    """Finish the recording; raises SensorError if no sensor sent any data."""
    if _has_samples(session):
        return await session.stop()
    await session.abandon()
    links = session.links()
    if not any(link.packets for link in links.values()):
        # Without this the folder could not be used for the next attempt.
        _remove_journal(folder)
    raise SensorError(nothing_recorded(tuple(links)))


def _has_samples(session: RecordingSession) -> bool:
    return any(link.samples for link in session.links().values())


def _remove_journal(folder: Path) -> None:
    (folder / JOURNAL).unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _wanted(named: tuple[str, ...]) -> dict[str, str]:
    """Placement to address."""
    if not named:
        paired = {place: sensor.address for place, sensor in PairedSensors().read().items()}
        if not paired:
            raise InputError(
                "No sensor is paired. Pair one with: calf pair LEFT_FOOT. Or name the sensors with "
                "--sensor left_foot=ADDRESS (calf scan lists addresses)."
            )
        return paired
    wanted: dict[str, str] = {}
    for named_sensor in named:
        placement, separator, address = named_sensor.partition("=")
        if not separator or not address.strip():
            raise InputError(f"--sensor {named_sensor}: write it as left_foot=ADDRESS")
        wanted[checked_placement(placement)] = address.strip().upper()
    return wanted


async def _found(
    console: Console, wanted: dict[str, str], backends: Backends, *, exactly: bool
) -> list[PlacedSensor]:
    addresses = frozenset(wanted.values())
    listed = ", ".join(wanted).replace("_", " ")
    with console.status(f"Looking for {listed}"):
        if exactly:
            found = await find(addresses, backend=backends.scanner)
        else:
            seen = await scan(expected=addresses, backend=backends.scanner)
            found = {sensor.address: sensor for sensor in seen if sensor.address in addresses}
    if not found:
        raise SensorNotFound(
            f"No sensor found ({listed}). Switch the sensors on, bring them near, and close "
            "other apps that use them."
        )
    for place, address in wanted.items():
        if address not in found:
            console.print(
                f"{placement_label(place)}: not found. Recording without it.", style="yellow"
            )
    return [PlacedSensor(found[at], place) for place, at in wanted.items() if at in found]


def _introduce(console: Console, name: str, link: LinkReport) -> None:
    battery = link.battery_percent
    charge = "" if battery is None else f", battery {battery} %"
    console.print(f"{placement_label(name)}: connected, {link.nominal_rate_hz:g} Hz{charge}")
    if battery is not None and battery < LOW_BATTERY_PERCENT:
        console.print(f"{placement_label(name)}: charge it soon.", style="yellow")


async def _ask_how_it_was(
    console: Console, session: RecordingSession, ended: asyncio.Event
) -> None:
    """Ask for pain and effort; Ctrl-C skips what is still to be asked."""
    for kind, question in (
        (RemarkKind.PAIN, "Pain now, from 0 (none) to 10 (worst)? Enter skips: "),
        (RemarkKind.RPE, "Effort (RPE), from 0 (none) to 10 (maximal)? Enter skips: "),
    ):
        answer = await _rating(console, question, ended)
        if answer is not None:
            session.remark(kind, answer)


async def _rating(console: Console, question: str, ended: asyncio.Event) -> float | None:
    """A number from 0 to 10; None if the person gives none."""
    while not ended.is_set():
        typed = await typed_line(console, question, ended)
        if not typed:
            break
        with suppress(ValueError):
            rating = float(typed.replace(",", "."))
            if 0 <= rating <= 10:
                return rating
        console.print("Type a number from 0 to 10, or press Enter to skip.", style="yellow")
    return None


@contextmanager
def _ended_by_signal() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C or SIGTERM sets, once; a second Ctrl-C breaks off."""
    finished, loop = asyncio.Event(), asyncio.get_running_loop()
    caught = (signal.SIGINT, signal.SIGTERM)

    def release() -> None:
        for number in caught:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)

    def end() -> None:
        finished.set()
        release()

    for number in caught:
        # Windows has no handlers in its event loop; there Ctrl-C breaks off at once.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, end)
    try:
        yield finished
    finally:
        release()
