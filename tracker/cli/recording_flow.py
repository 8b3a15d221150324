"""The course of a guided recording, from the scan to the result."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.prompt import FloatPrompt

from tracker.analysis import analyze
from tracker.cli.adapter import Backends, opened
from tracker.cli.checking import check_sensors, tare_plates
from tracker.cli.guide import Guide, Plan
from tracker.cli.keys import pressed_keys
from tracker.cli.live_sending import sent_live
from tracker.cli.metronome import Tempo
from tracker.cli.recording_view import LOW_BATTERY_PERCENT
from tracker.errors import CalfError, InputError, SensorNotFound
from tracker.exercises.base import Context
from tracker.exercises.registry import EXERCISES
from tracker.findings import Severity
from tracker.recording import Subject, Variant
from tracker.recording.journal import FILE_NAME as JOURNAL
from tracker.recording.remarks import RemarkKind
from tracker.results import Analysis
from tracker.sensors.ble.scan import find, scan
from tracker.sensors.placements import PairedSensors, checked_placement
from tracker.sensors.session import LinkReport, PlacedSensor, RecordingSession
from tracker.signals.alignment import with_alignment

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


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


async def record(console: Console, wishes: Wishes, folder: Path, adapter: str | None) -> Finished:
    """Record.

    Raises
    ------
    InputError
        If the exercise or a sensor's placement is not known, or no sensor is named or paired.
    SensorError
        If a sensor is not found or cannot be used.
    FileFormatError
        If the folder cannot be written; what had arrived is in it.
    """
    if wishes.exercise not in EXERCISES:
        known = ", ".join(EXERCISES)
        raise InputError(f"exercise {wishes.exercise!r} is not known; choose one of {known}")
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
            links = await _run(console, wishes, session, folder)
            recording = await session.stop()
        except (CalfError, asyncio.CancelledError):
            if (folder / JOURNAL).exists():
                console.print(f"kept so far: calf analyze {folder}", soft_wrap=True, markup=False)
            raise
    result = await asyncio.to_thread(analyze, recording)
    return Finished(folder, result, links)


async def _run(
    console: Console, wishes: Wishes, session: RecordingSession, folder: Path
) -> dict[str, LinkReport]:
    with console.status("connecting"):
        await session.__aenter__()
    try:
        for name, link in session.links().items():
            _introduce(console, name, link)
        async with AsyncExitStack() as stack:
            sending = None
            if wishes.upload is not None:
                live = sent_live(folder, wishes.upload, wishes.athlete_id)
                sending = await stack.enter_async_context(live)
            with _ended_by_signal() as finished:
                await _prepare(console, wishes, session, folder)
                context = Context(wishes.subject, wishes.variant)
                plan = Plan(
                    wishes.exercise, context, wishes.tempo, wishes.seconds,
                    countdown=wishes.ask, quiet=wishes.quiet,
                )  # fmt: skip
                async with pressed_keys() as keys:
                    await Guide(console, session, plan, keys, finished, sending).run()
            if wishes.ask:
                session.remark(RemarkKind.PAUSE)
                await asyncio.to_thread(_ask_how_it_was, console, session)
            await session.stop()
        return session.links()
    except BaseException as error:
        await session.__aexit__(type(error), error, error.__traceback__)
        raise


async def _prepare(
    console: Console, wishes: Wishes, session: RecordingSession, folder: Path
) -> None:
    if not (wishes.tare or wishes.check):
        return
    session.remark(RemarkKind.PAUSE)
    if wishes.tare:
        if wishes.ask:
            await asyncio.to_thread(console.input, "step off the plates and press Enter ")
        await tare_plates(console, session)
    if wishes.check:
        findings = await check_sensors(console, session, folder)
        for one in findings:
            console.print(one.message, style=_STYLES[one.severity], markup=False)
        serious = any(one.severity is not Severity.INFO for one in findings)
        console.print("mend that, or go on" if serious else "the sensors are well placed")
        if wishes.ask:
            await asyncio.to_thread(console.input, "press Enter to begin ")
    session.remark(RemarkKind.RESUME)


def _wanted(named: tuple[str, ...]) -> dict[str, str]:
    """Placement to address."""
    if not named:
        paired = {place: one.address for place, one in PairedSensors().read().items()}
        if not paired:
            raise InputError(
                "no sensor is paired; pair one with calf pair LEFT_FOOT, or name them with "
                "--sensor left_foot=ADDRESS (calf scan lists addresses)"
            )
        return paired
    wanted: dict[str, str] = {}
    for one in named:
        placement, separator, address = one.partition("=")
        if not separator or not address.strip():
            raise InputError(f"--sensor {one}: write it as left_foot=ADDRESS")
        wanted[checked_placement(placement)] = address.strip().upper()
    return wanted


async def _found(
    console: Console, wanted: dict[str, str], backends: Backends, *, exactly: bool
) -> list[PlacedSensor]:
    addresses = frozenset(wanted.values())
    with console.status(f"looking for {', '.join(wanted).replace('_', ' ')}"):
        if exactly:
            found = await find(addresses, backend=backends.scanner)
        else:
            seen = await scan(expected=addresses, backend=backends.scanner)
            found = {one.address: one for one in seen if one.address in addresses}
    if not found:
        raise SensorNotFound(
            f"none of the paired sensors answers ({', '.join(wanted)}); switch them on and bring "
            "them near"
        )
    for place, address in wanted.items():
        if address not in found:
            console.print(f"{place.replace('_', ' ')} does not answer; going on without it",
                          style="yellow")  # fmt: skip
    return [PlacedSensor(found[at], place) for place, at in wanted.items() if at in found]


def _introduce(console: Console, name: str, link: LinkReport) -> None:
    battery = link.battery_percent
    told = "" if battery is None else f", battery {battery} %"
    console.print(f"{name.replace('_', ' ')}: {link.nominal_rate_hz:g} Hz{told}")
    if battery is not None and battery < LOW_BATTERY_PERCENT:
        console.print(f"{name.replace('_', ' ')}: charge it soon", style="yellow")


def _ask_how_it_was(console: Console, session: RecordingSession) -> None:
    for kind, question in (
        (RemarkKind.PAIN, "pain now, 0 none to 10 worst"),
        (RemarkKind.RPE, "how hard was it, 0 to 10"),
    ):
        answer = FloatPrompt.ask(f"{question} (Enter skips)", default=None, console=console)
        if answer is not None and 0 <= answer <= 10:
            session.remark(kind, float(answer))


@contextmanager
def _ended_by_signal() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C or SIGTERM sets, once; a second Ctrl-C breaks off."""
    finished, loop = asyncio.Event(), asyncio.get_running_loop()
    caught = (signal.SIGINT, signal.SIGTERM)

    def release() -> None:
        for one in caught:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(one)

    def end() -> None:
        finished.set()
        release()

    for one in caught:
        # Windows has no handlers in its event loop; there Ctrl-C breaks off at once.
        with suppress(NotImplementedError):
            loop.add_signal_handler(one, end)
    try:
        yield finished
    finally:
        release()
