"""Options that several commands share."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from tracker.recording import Recording

RecordedSide = Literal["left", "right", "both"]
HeldKnee = Literal["straight", "bent", "seated"]
StoodUpon = Literal["floor", "foam", "step", "wobble_board"]
HeldEyes = Literal["open", "closed"]
PointsAhead = Literal["x", "-x", "y", "-y"]

InputPath = Annotated[
    Path,
    typer.Argument(
        help="A recording folder, a force file (Kistler, C3D, CSV), or what a sensor or phone left "
        "(Movella DOT, WitMotion, Sensor Logger, phyphox, MetaWear)."
    ),
]
Rate = Annotated[
    float | None,
    typer.Option("--rate", help="Samples a second, for files that do not say.", min=1),
]
Placement = Annotated[
    str | None,
    typer.Option(
        "--placement", help="Where the sensor or phone was worn, such as left_shank, phone_waist."
    ),
]
Exercise = Annotated[
    str | None,
    typer.Option(
        "--exercise",
        help="What was done: calf_raise, isometric_plantar_flexion, ankle_range, "
        "weight_bearing_lunge, countermovement_jump, squat_jump, straight_leg_jump, drop_jump, "
        "hops, walking, running or balance. Without it, it is recognised.",
    ),
]
Side = Annotated[
    RecordedSide | None, typer.Option("--side", help="Which leg did it, or both at once.")
]
Knee = Annotated[HeldKnee | None, typer.Option("--knee", help="How the knee was held.")]
Load = Annotated[float | None, typer.Option("--load", help="Extra load in kg.", min=0)]
Surface = Annotated[StoodUpon | None, typer.Option("--surface", help="What was stood upon.")]
Eyes = Annotated[HeldEyes | None, typer.Option("--eyes", help="How the eyes were in balance.")]
Forward = Annotated[
    PointsAhead | None,
    typer.Option("--forward", help="Axis of the plate, or of a board's sensor, that points ahead."),
]
TempoText = Annotated[
    str | None,
    typer.Option("--tempo", help="Metronome: beats a minute (60) or seconds (2-1-2-1)."),
]
Mass = Annotated[float | None, typer.Option("--mass", help="Body mass in kg.", min=10, max=400)]
Height = Annotated[
    float | None, typer.Option("--height", help="Body height in m.", min=0.8, max=2.6)
]
FootLength = Annotated[
    float | None,
    typer.Option("--foot-length", help="Heel to toe in m.", min=0.12, max=0.4),
]


def stated(
    recording: "Recording",
    *,
    side: RecordedSide | None = None,
    knee: HeldKnee | None = None,
    load_kg: float | None = None,
    surface: StoodUpon | None = None,
    tempo: str | None = None,
    eyes: HeldEyes | None = None,
    forward: PointsAhead | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
    foot_length_m: float | None = None,
) -> "Recording":
    """The recording with what was said on the command line in place of what it says itself.

    Raises
    ------
    InputError
        If the tempo is none.
    """
    from tracker.cli.metronome import Tempo
    from tracker.recording import Segment

    body = {"mass_kg": mass_kg, "height_m": height_m, "foot_length_m": foot_length_m}
    subject = replace(recording.subject, **_given(body))
    done = _given(
        {
            "side": side,
            "knee": knee,
            "load_kg": load_kg,
            "surface": surface,
            "tempo_s": None if tempo is None else Tempo.parse(tempo).cycle_s,
            "eyes": eyes,
            "forward": forward,
        }
    )
    segments = recording.segments
    if done:
        segments = tuple(
            replace(segment, variant=replace(segment.variant, **done))
            for segment in segments or (Segment(),)
        )
    return replace(recording, subject=subject, segments=segments)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}
