"""``calf import`` and ``calf export``: recordings in and out of the native form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tracker.cli.options import (
    Eyes,
    FootLength,
    Forward,
    Height,
    InputPath,
    Knee,
    Load,
    Mass,
    Placement,
    Rate,
    Side,
    Surface,
    TempoText,
    stated,
)

if TYPE_CHECKING:
    from tracker.recording import Recording

Target = Annotated[Path, typer.Argument(help="The folder to write; it must not hold a recording.")]


def import_command(
    path: InputPath,
    folder: Target,
    *,
    rate: Rate = None,
    placement: Placement = None,
    side: Side = None,
    knee: Knee = None,
    load: Load = None,
    surface: Surface = None,
    tempo: TempoText = None,
    eyes: Eyes = None,
    forward: Forward = None,
    mass: Mass = None,
    height: Height = None,
    foot_length: FootLength = None,
) -> None:
    """Keep someone else's file as a recording folder: exact, small, with its metadata.

    Example: calf import jump.txt recordings/jump --mass 72
    """
    from tracker.opening import open_recording
    from tracker.recording import write_folder

    recording = stated(
        open_recording(path, rate_hz=rate, placement=placement),
        side=side,
        knee=knee,
        load_kg=load,
        surface=surface,
        tempo=tempo,
        eyes=eyes,
        forward=forward,
        mass_kg=mass,
        height_m=height,
        foot_length_m=foot_length,
    )
    write_folder(recording, folder, "parquet")
    _say(recording, folder)


def export_command(path: InputPath, folder: Target, *, rate: Rate = None) -> None:
    """Write a recording as CSV files that any program reads.

    Example: calf export recordings/monday monday_csv
    """
    from tracker.opening import open_recording
    from tracker.recording import write_folder

    recording = open_recording(path, rate_hz=rate)
    write_folder(recording, folder, "csv")
    _say(recording, folder)


def _say(recording: "Recording", folder: Path) -> None:
    console = Console(highlight=False)
    for stream in recording.streams:
        console.print(
            f"{stream.name}: {stream.time.size} samples of {stream.kind.value} "
            f"at {stream.rate_hz:g} Hz"
        )
    for finding in recording.findings:
        console.print(f"! {finding.message}", style="yellow", markup=False)
    console.print(f"written: {folder}", markup=False)
