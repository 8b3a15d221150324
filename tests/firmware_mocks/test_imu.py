"""A mock inertial sensor feels what the pose says, wherever and however it is strapped on."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import cumulative_simpson
from scipy.spatial.transform import Rotation

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.imu import GYR_NOISE_RAD_S, PLACEMENTS, Imu
from firmware_mocks.jet import Array
from firmware_mocks.motion import SegmentName, Side
from firmware_mocks.source import SampleSource

MOTION = CalfRaises(reps=3, seed=11)
STILL = CalfRaises(reps=1, sway_deg=0.0)
LEVEL = (0.0, 0.0, 0.0, 1.0)


def reading(source: SampleSource, first: int = 0, count: int | None = None) -> Array:
    count = round(source.duration_s * source.rate_hz) if count is None else count
    values: Array = source.counts(first, count) * np.array(source.scales)
    return values


@given(
    mounting=st.tuples(*[st.floats(-1, 1)] * 4).filter(lambda q: np.linalg.norm(q) > 0.1),
    placement=st.sampled_from(PLACEMENTS),
)
@settings(max_examples=50, deadline=None)
def test_at_rest_it_reads_g_upwards_in_any_mounting(
    mounting: tuple[float, float, float, float], placement: str
) -> None:
    imu = Imu(motion=STILL, placement=placement, mounting=mounting, noise=0.0)
    values = reading(imu, 0, 50)
    assert np.all(values[:, 3:] == 0)
    of_leg: dict[str, SegmentName] = {"shank": "shank", "thigh": "thigh"}
    site = placement.partition("_")[2]
    name = "trunk" if placement == "sacrum" else of_leg.get(site, "foot")
    side: Side = "right" if "right" in placement else "left"
    pitch = STILL.segment(name, side, np.zeros(1)).pitch.value[0]
    # The segment's axes in the world, then back to where the specific force points up.
    to_world = Rotation.from_euler("y", pitch) * Rotation.from_quat(mounting)
    assert np.allclose(to_world.apply(values[:, :3]), (0, 0, GRAVITY), atol=imu.scales[0])


@pytest.mark.parametrize("placement", ["left_foot", "left_heel", "left_shank", "sacrum"])
def test_the_angular_velocity_adds_up_to_the_pitch(placement: str) -> None:
    imu = Imu(motion=MOTION, placement=placement, rate_hz=1000, mounting=LEVEL, noise=0.0)
    values = reading(imu)
    time = np.arange(len(values)) / 1000
    segment = {"sacrum": "trunk", "left_shank": "shank"}.get(placement, "foot")
    pitch = MOTION.segment(segment, "left", time).pitch.value  # type: ignore[arg-type]
    turned = cumulative_simpson(values[:, 4], dx=1e-3, initial=0)
    # What is left is the rounding to whole counts.
    assert np.degrees(np.abs(turned - (pitch - pitch[0])).max()) < 0.2
    assert np.all(values[:, [3, 5]] == 0)


@pytest.mark.parametrize("placement", ["left_foot", "left_heel", "left_shank", "right_foot"])
def test_the_specific_force_is_the_second_derivative_of_the_position(placement: str) -> None:
    imu = Imu(motion=MOTION, placement=placement, rate_hz=2000, mounting=LEVEL, noise=0.0)
    time = np.arange(round(MOTION.duration_s * 2000)) / 2000
    force = imu.signal(time)[:, :3]
    side, _, site = placement.partition("_")
    segment = MOTION.segment(
        "shank" if site == "shank" else "foot", "right" if side == "right" else "left", time
    )
    foot, shank = MOTION.athlete.foot_length_m, MOTION.athlete.shank_length_m
    ahead, above = {
        "foot": (-0.28 * foot, 0.24 * foot),
        "heel": (-0.72 * foot, 0.12 * foot),
        "shank": (0.10 * shank, 0.50 * shank),
    }[site]
    # By hand rather than by the pose's own derivatives.
    pitch = segment.pitch.value
    x = segment.x.value + ahead * np.cos(pitch) + above * np.sin(pitch)
    z = segment.z.value - ahead * np.sin(pitch) + above * np.cos(pitch)
    second = [np.diff(one, 2) * 2000**2 for one in (x, z)]
    world = Rotation.from_euler("y", pitch[1:-1, np.newaxis]).apply(force[1:-1])
    assert np.abs(world[:, 0] - second[0]).max() < 0.01
    assert np.abs(world[:, 2] - second[1] - GRAVITY).max() < 0.01
    assert np.all(force[:, 1] == 0)


def test_foot_and_shank_together_give_the_ankle_angle() -> None:
    time = np.arange(round(MOTION.duration_s * 500)) / 500
    foot, shank = (
        Imu(motion=MOTION, placement=f"left_{one}", mounting=LEVEL).signal(time)[:, 4]
        for one in ("foot", "shank")
    )
    angle = np.degrees(cumulative_simpson(foot - shank, dx=1 / 500, initial=0))
    truth = MOTION.plantar_flexion_deg("left", time)
    assert np.abs(angle - (truth - truth[0])).max() < 0.02


def test_the_leg_that_is_held_does_not_turn_but_goes_up_with_the_body() -> None:
    values = reading(Imu(motion=MOTION, placement="right_foot", noise=0.0, rate_hz=200))
    assert np.all(values[:, 3:] == 0)
    assert np.linalg.norm(values[:, :3], axis=1).std() > 0.1


@given(cuts=st.lists(st.integers(0, 2500), max_size=8), start=st.integers(0, 3000))
@settings(max_examples=40, deadline=None)
def test_samples_are_the_same_however_they_are_asked_for(cuts: list[int], start: int) -> None:
    imu = Imu(motion=MOTION, placement="left_foot", seed=3)
    edges = [0, *sorted(cuts), 2500]
    parts = [imu.counts(start + a, b - a) for a, b in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), imu.counts(start, 2500))


def test_the_seed_decides_noise_bias_and_mounting() -> None:
    one, same, other = (
        Imu(motion=MOTION, placement="left_foot", seed=seed).counts(0, 700) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.allclose(one.mean(axis=0), other.mean(axis=0), atol=50)


def test_noise_is_white_and_as_large_as_stated() -> None:
    values = reading(Imu(motion=STILL, placement="right_foot", seed=5), 100_000, 20_000)[:, 3:]
    assert values.std(axis=0) == pytest.approx([GYR_NOISE_RAD_S] * 3, rel=0.05)
    lagged = np.corrcoef(values[1:, 0], values[:-1, 0])[0, 1]
    assert abs(lagged) < 0.03


def test_it_saturates_at_its_range() -> None:
    imu = Imu(motion=MOTION, placement="left_foot", mounting=LEVEL, gyr_range_deg_s=31.25)
    counts = imu.counts(0, round(imu.duration_s * 100))[:, 4]
    assert counts.max() == 32767
    assert counts.min() == -32768
    assert np.degrees(imu.scales[4]) * 32768 == pytest.approx(31.25)


def test_after_the_movement_the_athlete_stands_on() -> None:
    values = reading(Imu(motion=STILL, placement="left_foot", mounting=LEVEL, noise=0), 10_000, 10)
    assert np.allclose(values, [0, 0, GRAVITY, 0, 0, 0], atol=0.005)


def test_a_placement_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="left_toe"):
        Imu(motion=MOTION, placement="left_toe")
