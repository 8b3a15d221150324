from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from firmware_mocks.force_plate import ForcePlate
from firmware_mocks.heel_drop import HeelDrop
from firmware_mocks.imu import Imu
from firmware_mocks.raise_plan import Tempo
from tests.formats.samples import shared
from tests.simulated import calf_raise_recording, jump_recording, stream_of
from tracker.findings import Code, Severity
from tracker.opening import open_recording
from tracker.recording import Gap, Kind, Recording, Stream
from tracker.signals.alignment import heel_drop_alignment, heel_drops, with_alignment


@cache
def dropped(
    seed: int,
    *,
    drops: int = 3,
    imu_rate_hz: float = 200.0,
    plate_rate_hz: float = 1000.0,
    plates: tuple[str, ...] = ("left_plate",),
) -> Recording:
    """Heel drops of a random athlete on random heel pads; each IMU has a grid of its own."""
    generator = np.random.default_rng((seed, 0xA1))
    motion = HeelDrop(
        drops=drops,
        height_deg=generator.uniform(10, 25),
        pad_stiffness_n_m=generator.uniform(40e3, 150e3),
        pad_damping_s_m=generator.uniform(0.3, 1.0),
        left_share=generator.uniform(0.4, 0.6),
        seed=seed,
    )
    streams = []
    for number, placement in enumerate(("left_foot", "left_shank")):
        imu = Imu(motion=motion, placement=placement, rate_hz=imu_rate_hz, seed=seed * 10 + number)
        stream = stream_of(imu, name=placement, kind=Kind.IMU, placement=placement)
        begin_s = generator.uniform(0, 1) / imu_rate_hz
        moved = stream.values - imu.signal(stream.time) + imu.signal(stream.time + begin_s)
        streams.append(replace(stream, time=stream.time + begin_s, values=moved))
    for number, placement in enumerate(plates):
        plate = ForcePlate(
            motion=motion, placement=placement, rate_hz=plate_rate_hz, seed=seed * 10 + 5 + number
        )
        streams.append(stream_of(plate, name=placement, kind=Kind.FORCE_PLATE, placement=placement))
    return Recording(tuple(streams))


def late(recording: Recording, by_s: float) -> Recording:
    """The same with the stamps of the IMUs late."""
    return replace(
        recording,
        streams=tuple(
            replace(one, time=one.time + by_s) if one.kind is Kind.IMU else one
            for one in recording.streams
        ),
    )


@pytest.mark.parametrize("late_ms", [0.0, 2.0, -2.0, 8.0, -8.0, 25.0, -25.0])
@pytest.mark.parametrize(("imu_hz", "plate_hz"), [(100, 500), (100, 2000), (200, 1000), (500, 500)])
def test_an_injected_delay_is_measured(late_ms: float, imu_hz: float, plate_hz: float) -> None:
    for seed in range(3):
        recording = dropped(seed, imu_rate_hz=imu_hz, plate_rate_hz=plate_hz)
        alignment = heel_drop_alignment(late(recording, late_ms * 1e-3))
        assert alignment is not None
        assert len(alignment.drops_s) == 3
        assert {one.imu for one in alignment.residuals} == {"left_foot", "left_shank"}
        for one in alignment.residuals:
            error_s = one.residual_s - late_ms * 1e-3
            assert abs(error_s) < (1.0e-3 if imu_hz > 100 else 2.0e-3)
            assert abs(error_s) < 5 * one.uncertainty_s


def test_one_drop_is_enough_at_a_common_rate_and_too_little_at_a_low_one() -> None:
    for seed in range(4):
        alignment = heel_drop_alignment(late(dropped(seed, drops=1), 0.003))
        assert alignment is not None
        for one in alignment.residuals:
            assert abs(one.residual_s - 0.003) < 1e-3
            assert one.drops == 1
        assert heel_drop_alignment(dropped(seed, drops=1, imu_rate_hz=100.0)) is None


def test_an_imu_is_compared_with_the_plate_below_it() -> None:
    alignment = heel_drop_alignment(dropped(1, plates=("left_plate", "right_plate", "plate")))
    assert alignment is not None
    assert {one.plate for one in alignment.residuals} == {"left_plate", "plate"}


def test_a_small_residual_is_noted_and_nothing_moved() -> None:
    recording = late(dropped(1), 0.003)
    aligned = with_alignment(recording)
    foot, before = aligned.at("left_foot"), recording.at("left_foot")
    assert foot is not None
    assert before is not None
    assert np.array_equal(foot.time, before.time)
    assert foot.calibration["heel_drop_residual_s"] == pytest.approx(0.003, abs=5e-4)
    assert [one.severity for one in aligned.findings] == [Severity.INFO] * 2
    assert aligned.findings[0].code is Code.CLOCK
    assert "agree within 3." in aligned.findings[0].message
    assert aligned.findings[0].message.startswith("heel drop at ")


def test_a_large_residual_is_put_right_and_said_so() -> None:
    recording = late(dropped(2), -0.025)
    gap = Gap(1.0, 1.1, 19)
    foot = recording.streams[0]
    recording = replace(recording, streams=(replace(foot, gaps=(gap,)), *recording.streams[1:]))
    aligned = with_alignment(recording)
    moved = aligned.streams[0]
    assert moved.time - foot.time == pytest.approx(0.025, abs=1e-3)
    assert moved.gaps[0].start_s - gap.start_s == pytest.approx(0.025, abs=1e-3)
    assert moved.calibration["heel_drop_residual_s"] == pytest.approx(-0.025, abs=1e-3)
    assert aligned.findings[0].severity is Severity.WARNING
    assert "earlier" in aligned.findings[0].message
    assert aligned.findings[0].correction is not None
    again = heel_drop_alignment(aligned)
    assert again is not None
    assert all(abs(one.residual_s) < 1e-3 for one in again.residuals)


def test_a_single_drop_moves_nothing() -> None:
    recording = late(dropped(2, drops=1), 0.04)
    aligned = with_alignment(recording)
    assert np.array_equal(aligned.streams[0].time, recording.streams[0].time)
    assert aligned.findings[0].severity is Severity.WARNING
    assert aligned.findings[0].correction is None


def test_missing_samples_and_broken_numbers_do_not_upset_it() -> None:
    recording = late(dropped(3), 0.004)
    foot, shank, plate = recording.streams
    values, force = foot.values.copy(), plate.values.copy()
    values[100:140] = np.nan
    force[500:600] = np.nan
    keep = np.ones(shank.time.size, dtype=bool)
    keep[200:300] = False
    streams = (
        replace(foot, values=values),
        replace(shank, time=shank.time[keep], values=shank.values[keep]),
        replace(plate, values=force),
    )
    alignment = heel_drop_alignment(replace(recording, streams=streams))
    assert alignment is not None
    assert all(abs(one.residual_s - 0.004) < 1e-3 for one in alignment.residuals)


def emptied(stream: Stream) -> Stream:
    return replace(stream, time=stream.time[:0], values=stream.values[:0])


def test_streams_without_samples_have_no_alignment() -> None:
    recording = dropped(1)
    for at in range(3):
        streams = list(recording.streams)
        streams[at] = emptied(streams[at])
        heel_drop_alignment(replace(recording, streams=tuple(streams)))
    nothing = replace(recording, streams=tuple(map(emptied, recording.streams)))
    assert heel_drop_alignment(nothing) is None
    assert with_alignment(nothing) is nothing


@pytest.mark.parametrize("seed", range(6))
def test_quick_raises_and_jumps_are_no_drops(seed: int) -> None:
    raises, _ = calf_raise_recording(
        reps=4, seed=seed, tempo=Tempo(0.35, 0.1, 0.35, 0.1), range_deg=25.0
    )
    assert heel_drop_alignment(raises) is None
    jump, _ = jump_recording(placements=("plate",), height_m=0.2 + 0.05 * seed, seed=seed)
    assert heel_drops(jump.streams[0]) == []


def test_walking_over_a_plate_is_no_drop() -> None:
    rate_hz = 1000.0
    time = np.arange(8000) / rate_hz
    force = np.random.default_rng(1).normal(0, 1, time.size)
    for step_s in np.arange(0.5, 7.0, 1.1):
        phase = (time - step_s) / 0.65
        inside = (phase > 0) & (phase < 1)
        hump = 750 * (1.3 * np.sin(np.pi * phase) + 0.35 * np.sin(3 * np.pi * phase))
        strike = 400 * np.exp(-(((time - step_s - 0.015) / 0.006) ** 2))
        force[inside] += (hump + strike)[inside]
    recording, _ = jump_recording()
    plate = replace(recording.streams[0], time=time, values=force[:, np.newaxis])
    assert heel_drops(plate) == []


@pytest.mark.parametrize(
    "name", ["cmj_kistler/1CMJAB1.txt", "cmj_hawkin_style/trial1.csv", "cmj_kistler/jump_10.txt"]
)
def test_real_jumps_are_no_drops(name: str) -> None:
    recording = open_recording(shared(name))
    assert all(heel_drops(plate) == [] for plate in recording.of_kind(Kind.FORCE_PLATE))


def test_an_imu_that_felt_another_impact_is_not_matched() -> None:
    recording = dropped(4)
    foot = recording.streams[0]
    quiet = replace(foot, values=np.repeat(foot.values[:1], foot.time.size, axis=0))
    assert heel_drop_alignment(replace(recording, streams=(quiet, recording.streams[2]))) is None
    unlike = late(replace(recording, streams=(foot, recording.streams[2])), 0.6)
    assert heel_drop_alignment(unlike) is None
