"""``calf record``: a guided recording with the sensors that are worn."""

import asyncio
import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tracker.cli.adapter import Adapter
from tracker.cli.keys import interactive
from tracker.cli.options import (
    Eyes,
    FootLength,
    Forward,
    Height,
    Knee,
    Load,
    Mass,
    Side,
    Surface,
    TempoText,
)

STOPPED_BY_PERSON = 130
"""Exit status that shells give to a program ended by Ctrl-C (128 and the signal's number)."""


def record_command(
    *,
    exercise: Annotated[
        str | None, typer.Option("--exercise", help="What the athlete does, such as calf_raise.")
    ] = None,
    side: Side = None,
    knee: Knee = None,
    load: Load = None,
    surface: Surface = None,
    eyes: Eyes = None,
    forward: Forward = None,
    mass: Mass = None,
    height: Height = None,
    foot_length: FootLength = None,
    sensor: Annotated[
        list[str] | None,
        typer.Option(
            "--sensor",
            help="PLACEMENT=ADDRESS; repeat it for each sensor. Without it, the paired sensors.",
        ),
    ] = None,
    adapter: Adapter = None,
    tempo: TempoText = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", help="Stop after that many seconds.", min=1)
    ] = None,
    tare: Annotated[
        bool | None, typer.Option("--tare/--no-tare", help="Set force plates to zero first.")
    ] = None,
    check: Annotated[
        bool | None, typer.Option("--check/--no-check", help="Check first where the sensors are.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="New folder for the recording.")
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Image file for the curves.")] = None,
    upload: Annotated[
        str | None,
        typer.Option("--upload", help="Server that gets the recording as it is made."),
    ] = None,
    athlete: Annotated[
        str | None,
        typer.Option(help="With --upload: id of the athlete. Without it, you yourself."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON and nothing else.")
    ] = False,
) -> None:
    """Record a set with the paired sensors and count the reps live.

    Every packet is saved as it arrives. During the recording, space pauses, n begins the next set,
    t takes a note, and q or Ctrl-C finishes. With --upload, others can watch on the server; a
    server that cannot be reached gets the rest later.

    Example: calf record --side left --mass 72 --tempo 2-1-2-1

    Example: calf record --yes --seconds 30 --sensor left_foot=C0:CA:1F:00:02:01
    """
    from tracker.cli.metronome import Tempo
    from tracker.cli.recording_flow import Wishes, record
    from tracker.private_files import make_new_files_private
    from tracker.recording import Subject, Variant
    from tracker.report import print_analysis, save_figure

    ask = interactive() and not yes and not as_json
    console = Console(highlight=False, stderr=as_json)
    if ask and exercise is None:
        exercise = _chosen("exercise", _exercises(), _default_exercise())
    if ask and side is None:
        side = _chosen("side", ("left", "right", "both"), "both")  # type: ignore[assignment]
    metronome = Tempo.parse(tempo) if tempo else None
    cycle_s = None if metronome is None else metronome.cycle_s
    wishes = Wishes(
        exercise=exercise or _default_exercise(),
        subject=Subject(mass, height, foot_length),
        variant=Variant(side, knee, load, surface, cycle_s, eyes, forward),
        sensors=tuple(sensor or ()),
        tempo=metronome,
        seconds=seconds,
        tare=ask if tare is None else tare,
        check=ask if check is None else check,
        ask=ask,
        quiet=as_json or not console.is_terminal,
        upload=upload,
        athlete_id=athlete,
    )
    # A recording holds body mass, pain and notes.
    make_new_files_private()
    folder = output or _new_folder()
    finished = asyncio.run(record(console, wishes, folder, adapter))
    if finished is None:
        raise typer.Exit(STOPPED_BY_PERSON)
    if plot is not None:
        save_figure(finished.result, plot)
    if as_json:
        typer.echo(json.dumps(finished.to_dict(), ensure_ascii=False, allow_nan=False))
    else:
        console.print()
        print_analysis(finished.result, console)
        if plot is not None:
            console.print(f"Figure: {plot}")
        console.print(f"Recorded in {folder}", soft_wrap=True, markup=False)
    if upload is not None:
        _send(console, folder, upload, athlete)


def _send(console: Console, folder: Path, server_url: str, athlete_id: str | None) -> None:
    """Send what was not sent while it was recorded, and have the server finish it."""
    from tracker.cli.sending import send
    from tracker.cli.sending_bar import sending_bar
    from tracker.errors import ServerError

    try:
        with sending_bar(console) as progress:
            sent = asyncio.run(send(folder, server_url, athlete_id=athlete_id, progress=progress))
    except ServerError as error:
        # The recording is safe; sending it can wait.
        console.print(
            f"{error}\nThe recording is saved. Send the rest later: "
            f"calf upload {folder} --server {server_url}",
            style="yellow", markup=False, soft_wrap=True,
        )  # fmt: skip
    else:
        console.print(f"session page: {sent.session_url}", soft_wrap=True, markup=False)


def _exercises() -> tuple[str, ...]:
    from tracker.exercises.registry import EXERCISES

    return tuple(EXERCISES)


def _chosen(what: str, choices: tuple[str, ...], default: str) -> str:
    from rich.prompt import Prompt

    return Prompt.ask(what, choices=list(choices), default=default)


def _new_folder() -> Path:
    from platformdirs import user_data_path

    from tracker.private_files import make_private_folder, restrict

    home = user_data_path("calf-tracker", appauthor=False)
    # Recordings of before may be readable by others; what cannot be changed is not this recording.
    with suppress(OSError):
        make_private_folder(home)
        restrict(home)
    return home / "recordings" / datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")


def _default_exercise() -> str:
    from tracker.exercises.registry import DEFAULT_EXERCISE

    return DEFAULT_EXERCISE.id
