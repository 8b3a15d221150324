from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from tracker.gravity import GRAVITY
from tracker.signals.orientation import AttitudeFilter, hinge_axis, turn_about

RATE_HZ = 200.0


def turning(
    axis: np.ndarray[tuple[int], np.dtype[np.float64]], mounting: Rotation
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Time, specific force and rate of a sensor that swings about a fixed axis, and the angle."""
    time = np.arange(0, 8, 1 / RATE_HZ)
    angle = np.radians(20) * np.clip(np.sin(2 * np.pi * 0.5 * (time - 2)), 0, None) * (time > 2)
    rate = np.gradient(angle, time)
    pose = Rotation.from_rotvec(angle[:, None] * axis)
    up = pose.inv().apply([0.0, 0.0, 1.0])
    return (
        time,
        mounting.inv().apply(GRAVITY * up),
        mounting.inv().apply(rate[:, None] * axis),
        angle,
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0, 2 * np.pi))
def test_the_turn_is_found_in_any_mounting_about_any_horizontal_axis(
    seed: int, heading: float
) -> None:
    axis = np.array([np.cos(heading), np.sin(heading), 0.0])
    mounting = Rotation.random(rng=np.random.default_rng(seed))
    time, acceleration, rate, angle = turning(axis, mounting)
    up = AttitudeFilter(RATE_HZ, rest_bias=True).update(time, acceleration, rate).up
    found = hinge_axis(rate, up)
    assert found is not None
    expected = mounting.inv().apply(axis)
    assert abs(found @ expected) == pytest.approx(1.0, abs=1e-3)
    turn = turn_about(found * np.sign(found @ expected), up, up[:100].mean(axis=0))
    assert np.degrees(np.abs(turn - angle).max()) < 0.5


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 400), max_size=20))
def test_any_split_gives_the_same_attitude(sizes: list[int]) -> None:
    time, acceleration, rate, _ = turning(np.array([1.0, 0, 0]), Rotation.identity())
    acceleration[300] = np.nan
    kept = (time < 3.0) | (time > 3.2)
    time, acceleration, rate = time[kept], acceleration[kept], rate[kept]
    whole = AttitudeFilter(RATE_HZ, rest_bias=True).update(time, acceleration, rate)
    parts = AttitudeFilter(RATE_HZ, rest_bias=True)
    edges = [0, *np.minimum(np.cumsum(sizes, dtype=int), time.size), time.size]
    pieces = [parts.update(time[a:b], acceleration[a:b], rate[a:b]) for a, b in pairwise(edges)]
    np.testing.assert_array_equal(np.concatenate([one.up for one in pieces]), whole.up)
    np.testing.assert_array_equal(np.concatenate([one.vertical for one in pieces]), whole.vertical)


def test_one_nan_does_not_poison_what_follows() -> None:
    time, acceleration, rate, _ = turning(np.array([0, 1.0, 0]), Rotation.identity())
    clean = AttitudeFilter(RATE_HZ, rest_bias=True).update(time, acceleration, rate).up
    rate[700] = np.nan
    holed = AttitudeFilter(RATE_HZ, rest_bias=True).update(time, acceleration, rate).up
    assert np.isnan(holed[700]).all()
    assert np.isfinite(np.delete(holed, 700, axis=0)).all()
    assert np.abs(np.delete(holed - clean, 700, axis=0)).max() < np.radians(0.5)


def test_a_loss_inside_a_turn_leaves_no_lasting_error() -> None:
    axis = np.array([1.0, 0.0, 0.0])
    time, acceleration, rate, angle = turning(axis, Rotation.identity())
    kept = (time < 2.3) | (time > 2.6)
    up = (
        AttitudeFilter(RATE_HZ, rest_bias=True)
        .update(time[kept], acceleration[kept], rate[kept])
        .up
    )
    error = np.degrees(np.abs(turn_about(axis, up, up[0]) - angle[kept]))
    assert error[time[kept] > 2.6].max() < 1.0


def test_nothing_turned_has_no_axis() -> None:
    still = np.random.default_rng(1).normal(0, 0.005, (500, 3))
    assert hinge_axis(still, np.tile([0.0, 0.0, 1.0], (500, 1))) is None
