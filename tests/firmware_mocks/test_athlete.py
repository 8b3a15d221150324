"""The simulated athlete obeys mechanics, and its truth is the truth of its pose."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from firmware_mocks.athlete import GRAVITY, Athlete
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.jet import Array, Jet
from firmware_mocks.jump import CountermovementJump
from firmware_mocks.motion import SegmentName, Side, Sway
from firmware_mocks.raise_plan import Tempo

BOTH_LEGS = CalfRaises(side="both", left_share=0.55, load_kg=20.0, fatigue=0.3, seed=4)
STEP = CalfRaises(side="right", bottom_deg=-12.0, range_deg=40.0, seed=9)
LEANING = CalfRaises(lean_deg=4.0, seed=6)
SETS = [
    CalfRaises(seed=1),
    BOTH_LEGS,
    STEP,
    LEANING,
    CalfRaises(tempo=Tempo(0.5, 0.0, 0.5, 0.0), seed=2),
]
JUMP = CountermovementJump()


def fine(duration_s: float, step_s: float = 1e-4) -> Array:
    return np.arange(0.0, duration_s, step_s)


def assert_derivatives_agree(jet: Jet, time: Array) -> None:
    step = time[1] - time[0]
    for of, derivative in ((jet.value, jet.velocity), (jet.velocity, jet.acceleration)):
        scale = max(float(np.abs(derivative).max()), 1e-6)
        numeric = np.gradient(of, step, edge_order=2)
        # A jump of the next derivative at a knot costs the central difference half a step of it.
        assert np.abs(numeric - derivative).max() < 3e-3 * scale


@pytest.mark.parametrize("motion", SETS)
@pytest.mark.parametrize("name", ["foot", "shank", "trunk"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_velocities_and_accelerations_are_those_of_the_positions(
    motion: CalfRaises, name: SegmentName, side: Side
) -> None:
    time = fine(motion.duration_s)
    segment = motion.segment(name, side, time)
    for jet in (segment.pitch, *segment.point(-0.11, 0.07)):
        assert_derivatives_agree(jet, time)


@pytest.mark.parametrize("motion", [*SETS, JUMP])
def test_impulse_of_the_plate_force_is_the_change_of_momentum(
    motion: CalfRaises | CountermovementJump,
) -> None:
    time = fine(motion.duration_s)
    centre = motion.centre_height(time)
    surplus = motion.support(None, time).force - motion.total_mass_kg * GRAVITY
    gained = np.concatenate(([0.0], np.cumsum((surplus[1:] + surplus[:-1]) / 2 * 1e-4)))
    momentum = motion.total_mass_kg * (centre.velocity - centre.velocity[0])
    assert np.abs(gained - momentum).max() < 1e-3


@pytest.mark.parametrize("motion", [*SETS, JUMP])
def test_energy_put_in_by_the_force_is_height_and_speed_gained(
    motion: CalfRaises | CountermovementJump,
) -> None:
    time = fine(motion.duration_s)
    centre = motion.centre_height(time)
    power = motion.support(None, time).force * centre.velocity
    done = np.concatenate(([0.0], np.cumsum((power[1:] + power[:-1]) / 2 * 1e-4)))
    mass = motion.total_mass_kg
    energy = mass * GRAVITY * centre.value + mass * centre.velocity**2 / 2
    assert np.abs(done - (energy - energy[0])).max() < 5e-3


@pytest.mark.parametrize("motion", SETS)
def test_both_feet_carry_the_whole(motion: CalfRaises) -> None:
    time = fine(motion.duration_s, 0.01)
    left, right = (motion.support(side, time).force for side in ("left", "right"))
    whole = motion.support(None, time).force
    assert np.allclose(left + right, whole, atol=1e-9)
    assert whole.min() > 0


def test_truth_of_a_set_without_sway_is_what_was_ordered() -> None:
    ranges = (30.0, 12.0, 34.5)
    motion = CalfRaises(ranges_deg=ranges, sway_deg=0.0, shank_sway=0.08, seed=3)
    truth = motion.truth
    assert [rep.range_deg for rep in truth] == pytest.approx(ranges, abs=1e-6)
    assert [rep.peak_deg for rep in truth] == pytest.approx(ranges, abs=1e-6)
    assert [rep.foot_range_deg for rep in truth] == pytest.approx(
        [angle / 0.92 for angle in ranges], abs=1e-6
    )


@pytest.mark.parametrize("motion", SETS)
def test_truth_follows_from_its_parts(motion: CalfRaises) -> None:
    foot, mass = motion.athlete, motion.total_mass_kg
    before: float | None = None
    for rep in motion.truth:
        assert rep.start_s < rep.concentric_end_s <= rep.top_s <= rep.eccentric_start_s < rep.end_s
        rest = rep.bottom_hold_time_s
        assert rest is None if before is None else rest == pytest.approx(rep.start_s - before)
        before = rep.end_s
        # The body starts and ends the rise at rest, but for the sway, so all work lifts it.
        assert rep.mean_power_w * rep.concentric_time_s == pytest.approx(rep.work_j, abs=0.3)
        assert rep.work_j == pytest.approx(mass * GRAVITY * rep.com_rise_m)
        angles = np.array((rep.peak_deg - rep.range_deg, rep.peak_deg)) + motion.lean_deg
        bottom, top = np.radians(angles) / 0.93
        heel = foot.heel_behind_ball_m * (np.sin(top) - np.sin(bottom))
        assert rep.heel_height_m == pytest.approx(heel, abs=0.003)
        ankle = foot.ankle_behind_ball_m * (np.sin(top) - np.sin(bottom))
        ankle += foot.ankle_height_m * (np.cos(top) - np.cos(bottom))
        assert rep.com_rise_m == pytest.approx(ankle, abs=0.003)
        assert rep.mean_vertical_velocity_m_s < rep.peak_vertical_velocity_m_s
        assert rep.mean_power_w < rep.peak_power_w


def test_fatigue_lowers_the_last_repetitions() -> None:
    truth = CalfRaises(reps=12, fatigue=0.4, range_variation_deg=0.5).truth
    assert truth[-1].range_deg == pytest.approx(0.6 * truth[0].range_deg, abs=2.0)


def test_a_step_lets_the_heel_drop() -> None:
    rep = STEP.truth[0]
    assert rep.peak_deg - rep.range_deg == pytest.approx(-12.0, abs=1.0)
    before = STEP.plantar_flexion_deg("right", np.array([0.5, 1.0, 2.0]))
    assert np.abs(before).max() < 1.0
    assert STEP.heel_height("left", np.array([rep.start_s])).value[0] < -0.03


def test_leaning_over_the_ball_starts_below_zero_and_presses_forward() -> None:
    first = LEANING.truth[0]
    assert first.peak_deg - first.range_deg == pytest.approx(-4.0, abs=1.0)
    upright, leaning = (
        LEANING.support(None, np.array([time])).ahead[0] for time in (2.0, first.start_s)
    )
    assert leaning - upright == pytest.approx(np.radians(4.0) * 0.93, abs=0.015)
    assert leaning < 0


def test_standing_is_quiet_before_and_after() -> None:
    motion = CalfRaises(quiet_s=2.5)
    end = motion.duration_s
    weight = motion.total_mass_kg * GRAVITY
    for time in (np.arange(0, 2.5, 0.01), np.arange(end - 2.5, end + 10.0, 0.01)):
        assert np.abs(motion.support(None, time).force - weight).max() < 2.0
        assert np.abs(motion.plantar_flexion_deg("left", time)).max() < 1.0
    assert motion.truth[0].start_s == 2.5
    assert motion.truth[-1].end_s == pytest.approx(end - 2.5)


def test_sway_has_the_spread_it_is_given() -> None:
    lean = np.degrees(Sway(0.3, seed=5).lean(np.arange(0, 3000, 0.1)).value)
    assert lean.std() == pytest.approx(0.3, rel=0.03)


def test_the_seed_decides_everything() -> None:
    assert CalfRaises(seed=7).truth == CalfRaises(seed=7).truth
    assert CalfRaises(seed=7).truth != CalfRaises(seed=8).truth


@pytest.mark.parametrize(
    "wrong",
    [
        {"reps": 0},
        {"ranges_deg": ()},
        {"tempo": Tempo(concentric_s=0.0)},
        {"tempo": Tempo(bottom_s=-0.1)},
        {"quiet_s": 0.0},
        {"tempo": Tempo(concentric_s=0.12, eccentric_s=0.12)},
    ],
)
def test_impossible_sets_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(CalfRaises(), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["mass_kg", "height_m", "foot_length_m"])
def test_a_body_has_measures(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        replace(Athlete(), **{name: 0.0})


@given(height=st.floats(0.08, 0.6), depth=st.floats(0.15, 0.45), share=st.floats(0.3, 0.7))
@settings(max_examples=40, deadline=None)
def test_any_jump_is_consistent(height: float, depth: float, share: float) -> None:
    try:
        jump = CountermovementJump(height_m=height, depth_m=depth, left_share=share)
    except ValueError:
        assume(False)
    truth, time = jump.truth, fine(jump.duration_s, 5e-4)
    centre, force = jump.centre_height(time), jump.support(None, time).force
    flying = (time >= truth.takeoff_s) & (time <= truth.landing_s)
    assert force.min() >= -1e-6
    assert np.all(force[flying] == 0)
    assert force[~flying].min() > 0
    assert np.allclose(centre.acceleration[flying], -GRAVITY)
    assert centre.value[time < truth.takeoff_s].min() == pytest.approx(-depth, abs=1e-4)
    assert centre.value.max() == pytest.approx(jump.takeoff_rise_m + height, abs=1e-4)
    takeoff = jump.centre_height(np.array([truth.takeoff_s]))
    assert takeoff.velocity[0] == pytest.approx(truth.takeoff_velocity_m_s)
    assert takeoff.value[0] == pytest.approx(jump.takeoff_rise_m)
    end = jump.centre_height(np.array([jump.duration_s]))
    assert (end.value[0], end.velocity[0]) == (pytest.approx(0), pytest.approx(0))
    assert jump.support("left", time).force == pytest.approx(share * force)


def test_truth_of_a_jump_follows_from_its_parts() -> None:
    truth = JUMP.truth
    mass = JUMP.total_mass_kg
    assert truth.height_m == pytest.approx(truth.takeoff_velocity_m_s**2 / (2 * GRAVITY))
    drop = JUMP.takeoff_rise_m - JUMP.landing_rise_m
    rise = truth.takeoff_velocity_m_s / GRAVITY
    assert truth.flight_time_s == pytest.approx(
        rise + np.sqrt(2 * (truth.height_m + drop) / GRAVITY)
    )
    assert truth.flight_height_m > truth.height_m
    assert truth.propulsive_impulse_n_s == pytest.approx(mass * truth.takeoff_velocity_m_s)
    names = ["unweighting", "braking", "propulsion", "flight", "landing"]
    assert list(truth.phases) == names
    ends = [truth.phases[name] for name in names]
    assert all(one[1] == after[0] for one, after in pairwise(ends))
    at = np.linspace(*truth.phases["braking"], 20001)
    surplus = JUMP.support(None, at).force - truth.body_weight_n
    assert np.trapezoid(surplus, at) == pytest.approx(truth.braking_impulse_n_s, rel=1e-6)
    lightest = JUMP.centre_height(at).velocity
    assert lightest.argmin() == 0
    assert lightest[-1] == pytest.approx(0.0, abs=1e-9)
    assert 40 < truth.peak_power_w / mass < 55


def test_a_jump_that_no_push_gives_is_refused() -> None:
    for height, depth, unweighting in ((0.0, 0.3, 0.6), (0.3, 0.3, 1.0), (0.02, 0.3, 0.95)):
        with pytest.raises(ValueError, match=r"\w"):
            CountermovementJump(height_m=height, depth_m=depth, unweighting=unweighting)
    with pytest.raises(ValueError, match="land higher"):
        replace(JUMP, landing_rise_m=0.5)
