from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.transform import Rotation

from firmware_mocks.athlete import Athlete
from firmware_mocks.force_plate import ForcePlate
from firmware_mocks.heel_lift import HeelLifts
from firmware_mocks.imu import PLACEMENTS, Imu
from tests.formats.samples import shared
from tests.simulated import Side, stream_of
from tracker.findings import Code, Finding, Severity
from tracker.recording import CHANNELS, Channel, Kind, Recording, Stream
from tracker.signals.placement import Asked, check_placement

LEGS = ("left_foot", "left_shank", "right_foot", "right_shank")


@cache
def movement(seed: int, *, shank_share: float | None = None) -> HeelLifts:
    generator = np.random.default_rng((seed, 0x91))
    drawn = float(generator.uniform(0.3, 0.9))
    return HeelLifts(
        athlete=Athlete(height_m=float(generator.uniform(1.5, 2.0))),
        height_deg=float(generator.uniform(15, 35)),
        shank_share=drawn if shank_share is None else shank_share,
        lift_s=float(generator.uniform(0.8, 1.6)),
        sway_deg=float(generator.uniform(0.1, 0.4)),
        seed=seed,
    )


def worn(
    motion: HeelLifts,
    placements: Sequence[str] = LEGS,
    *,
    named: dict[str, str] | None = None,
    seed: int = 0,
    rate_hz: float = 100.0,
) -> Recording:
    """Streams of sensors worn at some placements; `named` says what else each is said to be."""
    streams = []
    for number, placement in enumerate(placements):
        own = seed * 50 + number
        source: Imu | ForcePlate
        if placement in PLACEMENTS:
            kind = Kind.IMU
            source = Imu(motion=motion, placement=placement, rate_hz=rate_hz, seed=own)
        else:
            kind = Kind.FORCE_PLATE
            source = ForcePlate(motion=motion, placement=placement, rate_hz=500.0, seed=own)
        said = (named or {}).get(placement, placement)
        streams.append(stream_of(source, name=said, kind=kind, placement=said))
    return Recording(tuple(streams))


def asked(motion: HeelLifts) -> list[Asked]:
    """The lifts, asked for a little before they come."""
    return [
        Asked(start - 0.2, end + 0.2, side)
        for side in ("left", "right")
        for start, end in motion.lifts(side)
    ]


def judged(recording: Recording, motion: HeelLifts) -> list[Finding]:
    """Findings that are more than information."""
    findings = check_placement(recording, asked=asked(motion))
    return [one for one in findings if one.severity is not Severity.INFO]


@pytest.mark.parametrize("seed", range(25))
def test_sensors_in_their_places_raise_no_alarm(seed: int) -> None:
    motion = movement(seed)
    rate_hz = (60.0, 100.0, 200.0)[seed % 3]
    placements = (*LEGS, "sacrum", "left_heel", "left_plate", "right_plate")
    assert judged(worn(motion, placements, seed=seed, rate_hz=rate_hz), motion) == []


@pytest.mark.parametrize("seed", range(4))
def test_on_the_toes_with_straight_knees_raises_no_alarm(seed: int) -> None:
    motion = movement(seed, shank_share=0.05)
    assert judged(worn(motion, seed=seed), motion) == []


@pytest.mark.parametrize("seed", range(8))
def test_feet_that_are_exchanged_are_named(seed: int) -> None:
    motion = movement(seed)
    named = {"left_foot": "right_foot", "right_foot": "left_foot"}
    findings = judged(worn(motion, named=named, seed=seed), motion)
    assert {one.stream for one in findings} == {"left_foot", "right_foot"}
    assert all(one.code is Code.WRONG_SEGMENT for one in findings)
    assert any("the left foot sensor is on the right foot" in one.message for one in findings)


@pytest.mark.parametrize("seed", range(8))
def test_a_single_foot_sensor_on_the_other_foot_is_named(seed: int) -> None:
    motion = movement(seed)
    recording = worn(motion, ("right_foot",), named={"right_foot": "left_foot"}, seed=seed)
    (finding,) = judged(recording, motion)
    assert "the left foot sensor is on the right foot" in finding.message
    assert finding.stream == "left_foot"


@pytest.mark.parametrize("seed", range(8))
def test_foot_and_shank_exchanged_show_when_knees_are_straight(seed: int) -> None:
    motion = movement(seed, shank_share=0.07)
    named = {"left_foot": "left_shank", "left_shank": "left_foot"}
    (finding,) = judged(worn(motion, named=named, seed=seed), motion)
    assert "exchanged" in finding.message
    assert finding.code is Code.WRONG_SEGMENT


def test_a_knee_that_bends_over_a_foot_at_rest_is_no_exchange() -> None:
    motion = movement(3)
    recording = worn(motion, ("left_shank",))
    still = worn(replace(motion, height_deg=0.01), ("left_foot",))
    findings = judged(Recording((*recording.streams, *still.streams)), motion)
    assert not any("exchanged" in one.message for one in findings)


def edited(recording: Recording, name: str, change: Callable[[Stream], Stream]) -> Recording:
    return replace(
        recording,
        streams=tuple(change(one) if one.name == name else one for one in recording.streams),
    )


def test_a_sensor_on_the_table_is_seen() -> None:
    motion = movement(1)
    table = Rotation.random(rng=np.random.default_rng(1)).apply([0, 0, 9.81])

    def laid(stream: Stream) -> Stream:
        generator = np.random.default_rng(2)
        values = generator.normal(0, 1, stream.values.shape) * np.repeat([0.02, 0.0015], 3)
        return replace(stream, values=values + np.concatenate((table, [0.01, -0.01, 0.005])))

    for name, told in (("left_shank", "worn by nobody"), ("left_foot", "lift it again")):
        findings = judged(edited(worn(motion, ("left_foot", "left_shank")), name, laid), motion)
        relevant = [one for one in findings if one.stream == name]
        if name == "left_foot":
            # The shank's turn shows that the heel was lifted, or that the knee bent.
            assert relevant == []
            alone = edited(worn(motion, ("left_foot",)), name, laid)
            relevant = judged(alone, motion)
        assert [told in one.message for one in relevant] == [True]


def test_a_silent_sensor_is_named() -> None:
    motion = movement(1)

    def cut(stream: Stream) -> Stream:
        return replace(stream, time=stream.time[:250], values=stream.values[:250])

    (finding,) = judged(edited(worn(motion), "right_foot", cut), motion)
    assert "the right foot sensor was silent" in finding.message
    assert finding.severity is Severity.ERROR

    def emptied(stream: Stream) -> Stream:
        return replace(stream, time=stream.time[:0], values=stream.values[:0])

    (finding,) = judged(edited(worn(motion), "left_shank", emptied), motion)
    assert "left shank" in finding.message


def test_a_sensor_that_slid_is_said_to_be_loose() -> None:
    motion = movement(2)
    slid_s = motion.lifts("left")[1][1] - 0.3

    def slid(stream: Stream) -> Stream:
        down = stream.values[:150, :3].mean(axis=0)
        across = np.cross(down, [0.3, 0.5, 0.7])
        axis = across / np.linalg.norm(across)
        turn = Rotation.from_rotvec(np.radians(15) * axis)
        values = stream.values.copy()
        after = stream.time > slid_s
        values[after, :3] = turn.apply(values[after, :3])
        values[after, 3:] = turn.apply(values[after, 3:])
        return replace(stream, values=values)

    (finding,) = judged(edited(worn(motion), "left_foot", slid), motion)
    assert "loose" in finding.message
    assert "15°" in finding.message
    assert finding.severity is Severity.WARNING


def test_a_sensor_that_rings_after_each_lift_is_said_to_be_loose() -> None:
    motion = movement(5)

    def ringing(stream: Stream) -> Stream:
        values = stream.values.copy()
        for _, end in motion.lifts("left"):
            since = stream.time - (end - 0.15)
            ring = np.where(since > 0, 2.5 * np.exp(-np.maximum(since, 0) / 0.25), 0.0)
            values[:, 4] += ring * np.sin(2 * np.pi * 13.0 * since)
        return replace(stream, values=values)

    (finding,) = judged(edited(worn(motion, rate_hz=200.0), "left_foot", ringing), motion)
    assert "probably loose" in finding.message


def test_upside_down_is_fine_and_said_to_be() -> None:
    motion = movement(4)
    imu = Imu(motion=motion, placement="left_foot", mounting=(1.0, 0.0, 0.0, 0.0))
    recording = Recording((stream_of(imu, name="f", kind=Kind.IMU, placement="left_foot"),))
    (finding,) = check_placement(recording, asked=asked(motion))
    assert finding.severity is Severity.INFO
    assert "fine" in finding.message


@pytest.mark.parametrize("seed", range(4))
def test_exchanged_plates_are_named(seed: int) -> None:
    motion = movement(seed)
    named = {"left_plate": "right_plate", "right_plate": "left_plate"}
    recording = worn(motion, ("left_plate", "right_plate"), named=named, seed=seed)
    (finding,) = judged(recording, motion)
    assert "plates seem exchanged" in finding.message


def test_a_person_who_lifts_nothing_is_asked_again_and_nothing_else_is_said() -> None:
    motion = replace(movement(6), height_deg=0.01)
    findings = judged(worn(motion, ("left_foot", "right_foot")), motion)
    assert len(findings) == 2
    assert all("lift it again" in one.message for one in findings)
    assert all(one.severity is Severity.WARNING for one in findings)


def test_a_sensor_that_never_rests_is_told_to_hold_still() -> None:
    motion = movement(7)

    def shaken(stream: Stream) -> Stream:
        noise = np.random.default_rng(1).normal(0, 0.5, stream.values.shape)
        return replace(stream, values=stream.values + noise)

    (finding,) = judged(edited(worn(motion, ("left_foot",)), "left_foot", shaken), motion)
    assert finding.code is Code.NO_QUIET
    assert "hold still" in finding.message


def test_nothing_asked_gives_no_verdict_of_places() -> None:
    findings = check_placement(worn(movement(1), LEGS), asked=[])
    assert all(one.severity is Severity.INFO for one in findings)


@pytest.mark.parametrize("side", ["left", "right"])
def test_real_walking_does_not_make_a_strap_loose(side: Side) -> None:
    path = shared("gait_foot_imu/imu_sample.csv")
    table = pd.read_csv(path, header=[0, 1], index_col=0)[f"{side}_sensor"]
    names = list(CHANNELS[Kind.IMU])
    values = table[names].to_numpy(dtype=np.float64) * np.repeat([1.0, np.pi / 180], 3)
    walking = Stream(
        name=f"{side}_foot",
        kind=Kind.IMU,
        placement=f"{side}_foot",
        rate_hz=204.8,
        time=np.arange(len(values)) / 204.8,
        values=values,
        channels=tuple(Channel(name, unit) for name, unit in CHANNELS[Kind.IMU].items()),
    )
    spans = [Asked(float(start), start + 2.5, side) for start in np.arange(2, 30, 2.5)]
    findings = check_placement(Recording((walking,)), asked=spans)
    assert not any("loose" in one.message for one in findings)
