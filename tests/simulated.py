"""Recordings of a simulated athlete, with the truth beside them."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from firmware_mocks.athlete import GRAVITY, Athlete
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.force_plate import PLATES, ForcePlate, Insole
from firmware_mocks.imu import BOARD, PLACEMENTS, Imu
from firmware_mocks.jump import CountermovementJump, JumpTruth
from firmware_mocks.jumper import Jumper
from firmware_mocks.motion import JointedMotion, Leaping
from firmware_mocks.optical import AngleSensor
from firmware_mocks.performance import Performance
from firmware_mocks.raise_plan import RepTruth, Tempo
from firmware_mocks.rebounds import Rebounds, ReboundTruth
from firmware_mocks.script import Script
from firmware_mocks.source import SampleSource
from tracker.recording import Channel, Kind, Recording, Segment, Stream, Subject, Variant

Side = Literal["left", "right"]


def stream_of(
    source: SampleSource, *, name: str, kind: Kind, placement: str, duration_s: float | None = None
) -> Stream:
    """All samples of a source as a stream, time from zero on the sensor's own grid."""
    count = round((source.duration_s if duration_s is None else duration_s) * source.rate_hz)
    values = source.counts(0, count).astype(np.float64) * np.array(source.scales)
    return Stream(
        name=name,
        kind=kind,
        placement=placement,
        rate_hz=source.rate_hz,
        time=np.arange(count) / source.rate_hz,
        values=values,
        channels=tuple(
            Channel(*one) for one in zip(source.channels, source.units, source.scales, strict=True)
        ),
        source={"device": "simulated"},
    )


def calf_raise_stream(
    motion: JointedMotion,
    placement: str,
    *,
    seed: int = 1,
    imu_rate_hz: float = 200.0,
    plate_rate_hz: float = 1000.0,
    slow_rate_hz: float = 100.0,
    noise: float = 1.0,
    with_cop: bool = False,
    optical_zero_deg: float = 0.0,
    tissue: float = 0.0,
    slip: tuple[float, float] | None = None,
) -> Stream:
    """One stream of a set of calf raises.

    `placement` is an IMU's or a plate's, or ``left_ankle`` (optical angle), ``left_insole``
    (insole; its stream's placement is then ``left_foot``) and the right ones.
    """
    side: Side = "right" if placement.startswith("right") else "left"
    # Sensors must not share their noise and mounting.
    own = seed * 1000 + sum(map(ord, placement))
    if placement in {*PLACEMENTS, BOARD}:
        imu = Imu(
            motion=motion,
            placement=placement,
            rate_hz=imu_rate_hz,
            seed=own,
            noise=noise,
            tissue=tissue,
            slip=slip,
        )
        return stream_of(imu, name=placement, kind=Kind.IMU, placement=placement)
    if placement in PLATES:
        plate = ForcePlate(
            motion=motion,
            placement=placement,
            rate_hz=plate_rate_hz,
            seed=own,
            noise=noise,
            with_cop=with_cop,
        )
        return stream_of(plate, name=placement, kind=Kind.FORCE_PLATE, placement=placement)
    if placement.endswith("_ankle"):
        optical = AngleSensor(
            motion=motion,
            side=side,
            rate_hz=slow_rate_hz,
            seed=own,
            noise=noise,
            offset_deg=optical_zero_deg,
        )
        return stream_of(optical, name=placement, kind=Kind.ANGLE, placement=placement)
    if placement.endswith("_insole"):
        insole = Insole(motion=motion, side=side, rate_hz=slow_rate_hz, seed=own, noise=noise)
        return stream_of(insole, name=placement, kind=Kind.INSOLE, placement=f"{side}_foot")
    raise ValueError(f"no simulated sensor is called {placement!r}")


def calf_raise_recording(
    *,
    placements: Sequence[str] = ("left_foot", "left_shank", "plate"),
    reps: int = 5,
    seed: int = 1,
    range_deg: float = 32.0,
    ranges_deg: tuple[float, ...] | None = None,
    tempo: Tempo | None = None,
    range_variation_deg: float = 1.0,
    fatigue: float = 0.0,
    side: Literal["left", "right", "both"] = "left",
    bottom_deg: float = 0.0,
    load_kg: float = 0.0,
    shank_sway: float = 0.07,
    sway_deg: float = 0.15,
    lean_deg: float = 0.0,
    quiet_s: float = 3.0,
    athlete: Athlete | None = None,
    imu_rate_hz: float = 200.0,
    plate_rate_hz: float = 1000.0,
    slow_rate_hz: float = 100.0,
    noise: float = 1.0,
    with_cop: bool = False,
    optical_zero_deg: float = 0.0,
    tissue: float = 0.0,
    slip: tuple[float, float] | None = None,
    stated: bool = True,
    with_subject: bool = True,
) -> tuple[Recording, tuple[RepTruth, ...]]:
    """A set of calf raises and what is true of each repetition.

    `stated` adds the segment that says what was done; `with_subject` the person's measures. For
    the rest see `CalfRaises` and `calf_raise_stream`.
    """
    motion = CalfRaises(
        athlete=athlete or Athlete(),
        reps=reps,
        range_deg=range_deg,
        ranges_deg=ranges_deg,
        tempo=tempo or Tempo(),
        range_variation_deg=range_variation_deg,
        fatigue=fatigue,
        side=side,
        bottom_deg=bottom_deg,
        load_kg=load_kg,
        shank_sway=shank_sway,
        sway_deg=sway_deg,
        lean_deg=lean_deg,
        quiet_s=quiet_s,
        seed=seed,
    )
    streams = tuple(
        calf_raise_stream(
            motion,
            placement,
            seed=seed,
            imu_rate_hz=imu_rate_hz,
            plate_rate_hz=plate_rate_hz,
            slow_rate_hz=slow_rate_hz,
            noise=noise,
            with_cop=with_cop,
            optical_zero_deg=optical_zero_deg,
            tissue=tissue,
            slip=slip,
        )
        for placement in placements
    )
    variant = Variant(
        side=side, knee="straight", load_kg=load_kg, surface="step" if bottom_deg < 0 else "floor"
    )
    recording = Recording(
        streams,
        subject=_subject(motion.athlete) if with_subject else Subject(),
        segments=(Segment(exercise="calf_raise", variant=variant),) if stated else (),
    )
    return recording, motion.truth


def performed(
    script: Script,
    placements: Sequence[str],
    *,
    seed: int = 1,
    imu_rate_hz: float = 100.0,
    plate_rate_hz: float = 500.0,
    noise: float = 1.0,
    with_cop: bool = False,
    segments: tuple[Segment, ...] = (),
) -> tuple[Recording, Performance]:
    """What sensors at those placements see of a script; the movement itself holds the truth."""
    motion = Performance(script)
    streams = tuple(
        calf_raise_stream(
            motion,
            placement,
            seed=seed,
            imu_rate_hz=imu_rate_hz,
            plate_rate_hz=plate_rate_hz,
            noise=noise,
            with_cop=with_cop,
        )
        for placement in placements
    )
    return Recording(streams, _subject(motion.athlete), segments), motion


def jump_recording(
    *,
    placements: Sequence[str] = ("plate",),
    height_m: float = 0.32,
    depth_m: float = 0.30,
    left_share: float = 0.5,
    load_kg: float = 0.0,
    quiet_s: float = 2.5,
    athlete: Athlete | None = None,
    plate_rate_hz: float = 1000.0,
    imu_rate_hz: float = 200.0,
    seed: int = 1,
    noise: float = 1.0,
    offset_n: float = 0.0,
    stated: bool = True,
    with_subject: bool = True,
) -> tuple[Recording, JumpTruth]:
    """A countermovement jump on plates or under worn sensors, and what is true of it."""
    motion = CountermovementJump(
        athlete=athlete or Athlete(),
        height_m=height_m,
        depth_m=depth_m,
        left_share=left_share,
        load_kg=load_kg,
        quiet_s=quiet_s,
        seed=seed,
    )
    streams = _leap_streams(
        motion,
        placements,
        plate_rate_hz=plate_rate_hz,
        imu_rate_hz=imu_rate_hz,
        seed=seed,
        noise=noise,
        offset_n=offset_n,
    )
    segment = Segment(exercise="countermovement_jump", variant=Variant(load_kg=load_kg))
    recording = Recording(
        streams,
        subject=_subject(motion.athlete) if with_subject else Subject(),
        segments=(segment,) if stated else (),
    )
    return recording, motion.truth


def somebodys_jump(
    draw: np.random.Generator, rate_hz: float, seed: int
) -> tuple[Recording, JumpTruth]:
    """Body weight 500 to 1100 N, take-off at 1.7 to 3.1 m/s, noise of 2 to 5 N."""
    weight, noise = draw.uniform(500, 1100), draw.uniform(2.0, 5.0)
    height = draw.uniform(1.7, 3.1) ** 2 / (2 * GRAVITY)
    # Who jumps higher than 0.45 m sinks deeper: less would need another kind of push.
    return jump_recording(
        athlete=Athlete(mass_kg=weight / GRAVITY),
        height_m=height,
        depth_m=0.3 if height < 0.4 else 0.35,
        plate_rate_hz=rate_hz,
        seed=seed,
        noise=noise,
    )


def rebound_recording(
    *,
    placements: Sequence[str] = ("plate",),
    drop_height_m: float = 0.30,
    heights_m: tuple[float, ...] = (0.25,),
    contacts_s: tuple[float, ...] = (0.22,),
    plate_rate_hz: float = 1000.0,
    imu_rate_hz: float = 200.0,
    seed: int = 1,
    noise: float = 1.0,
    with_subject: bool = True,
) -> tuple[Recording, tuple[ReboundTruth, ...]]:
    """A drop onto an empty plate and hops, and what is true of each contact."""
    motion = Rebounds(
        drop_height_m=drop_height_m, heights_m=heights_m, contacts_s=contacts_s, seed=seed
    )
    streams = _leap_streams(
        motion,
        placements,
        plate_rate_hz=plate_rate_hz,
        imu_rate_hz=imu_rate_hz,
        seed=seed,
        noise=noise,
    )
    subject = _subject(motion.athlete) if with_subject else Subject()
    return Recording(streams, subject), motion.truth


def _leap_streams(
    motion: Leaping,
    placements: Sequence[str],
    *,
    plate_rate_hz: float,
    imu_rate_hz: float,
    seed: int,
    noise: float,
    offset_n: float = 0.0,
) -> tuple[Stream, ...]:
    """Plates and inertial sensors of one who jumps."""
    worn = Jumper(motion)
    streams = []
    for number, placement in enumerate(placements):
        own = seed * 1000 + number
        if placement in PLACEMENTS:
            imu = Imu(motion=worn, placement=placement, rate_hz=imu_rate_hz, seed=own, noise=noise)
            streams.append(stream_of(imu, name=placement, kind=Kind.IMU, placement=placement))
            continue
        plate = ForcePlate(
            motion=motion,
            placement=placement,
            rate_hz=plate_rate_hz,
            seed=own,
            noise=noise,
            offset_n=offset_n,
        )
        streams.append(stream_of(plate, name=placement, kind=Kind.FORCE_PLATE, placement=placement))
    return tuple(streams)


def _subject(athlete: Athlete) -> Subject:
    return Subject(athlete.mass_kg, athlete.height_m, athlete.foot_length_m)
