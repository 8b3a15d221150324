"""``calf analyze``: a recording in, a table or JSON out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from tracker.cli.options import (
    Exercise,
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
    from tracker.results import Analysis


def analyze_command(
    path: InputPath,
    *,
    rate: Rate = None,
    placement: Placement = None,
    exercise: Exercise = None,
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
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    correct: Annotated[
        bool,
        typer.Option("--correct", help="Say with one key a part what was done; it is kept."),
    ] = False,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw the curves into this file (.png, .svg).")
    ] = None,
) -> None:
    """Measure a recording: repetitions and jumps, each number with its error.

    Example: calf analyze jump.c3d --plot jump.png
    """
    from tracker.analysis import analyze
    from tracker.opening import open_recording
    from tracker.report import print_analysis, save_figure

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
    result = analyze(recording, exercise=exercise)
    if correct:
        result = analyze(_corrected(path, recording, result))
    if plot is not None:
        save_figure(result, plot)
    if as_json:
        typer.echo(json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False))
        return
    console = Console()
    streams = ", ".join(result.streams)
    console.print(f"[bold]{path.name}[/]  {result.duration_s:.1f} s  {streams}\n", highlight=False)
    print_analysis(result, console)
    if plot is not None:
        console.print(f"drawn: {plot}", highlight=False)


def _corrected(path: Path, recording: "Recording", result: "Analysis") -> "Recording":
    """The recording with what a person says that its parts are, which is kept in its folder."""
    from tracker.cli.correcting import correctable, corrected
    from tracker.exercises.parts import parts_of
    from tracker.recording.folder import write_segments

    correctable(path)
    segments = corrected(Console(stderr=True, highlight=False), parts_of(result))
    write_segments(path, segments)
    return replace(recording, segments=segments)
