"""Mock plates, insoles and optical angles read what the pose says."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.force_plate import ForcePlate, Insole
from firmware_mocks.jet import Array
from firmware_mocks.jump import CountermovementJump
from firmware_mocks.optical import AngleSensor
from firmware_mocks.source import SampleSource

RAISES = CalfRaises(reps=3, seed=11)
PAIR = CalfRaises(side="both", left_share=0.6, load_kg=10.0)
JUMP = CountermovementJump()


def reading(source: SampleSource) -> Array:
    count = round(source.duration_s * source.rate_hz)
    values: Array = source.counts(0, count) * np.array(source.scales)
    return values


def test_quiet_standing_reads_the_weight_of_body_and_load() -> None:
    values = reading(ForcePlate(motion=PAIR))[:2000, 0]
    assert values.mean() == pytest.approx(85.0 * GRAVITY, abs=0.3)
    assert values.std() == pytest.approx(1.0, abs=0.2)


def test_two_plates_share_what_one_reads() -> None:
    left, right, whole = (
        reading(ForcePlate(motion=PAIR, placement=name, noise=0.0))[:, 0]
        for name in ("left_plate", "right_plate", "plate")
    )
    assert np.allclose(left + right, whole, atol=0.16)
    assert left.mean() / whole.mean() == pytest.approx(0.6, abs=1e-3)


def test_a_jump_read_at_1000_hz_gives_back_its_take_off_velocity_and_flight() -> None:
    force = reading(ForcePlate(motion=JUMP, noise=0.0))[:, 0]
    truth = JUMP.truth
    time = np.arange(force.size) / 1000
    push = (time >= truth.onset_s) & (time <= truth.takeoff_s)
    velocity = np.trapezoid(force[push] - truth.body_weight_n, time[push]) / JUMP.total_mass_kg
    assert velocity == pytest.approx(truth.takeoff_velocity_m_s, abs=0.005)
    flight = np.flatnonzero(force < 5.0) / 1000
    assert flight[0] == pytest.approx(truth.takeoff_s, abs=0.002)
    assert flight[-1] == pytest.approx(truth.landing_s, abs=0.002)
    assert np.all(force[(time > truth.takeoff_s) & (time < truth.landing_s)] == 0)


def test_a_plate_has_an_offset_and_an_end_of_its_range() -> None:
    plain, shifted = (
        ForcePlate(motion=JUMP, offset_n=offset, scale_n=0.05).counts(0, 6000)
        for offset in (0.0, 12.0)
    )
    assert shifted.max() == plain.max() == 32767
    assert np.median(shifted.astype(int) - plain) == 240


def test_the_centre_of_pressure_goes_from_mid_foot_to_the_ball() -> None:
    plate = ForcePlate(motion=RAISES, with_cop=True)
    ahead = reading(plate)[:, 1]
    foot = RAISES.athlete
    standing = ahead[:2000].mean()
    assert -foot.ankle_behind_ball_m < standing < -0.2 * foot.foot_length_m
    for rep in RAISES.truth:
        top = ahead[round(rep.concentric_end_s * 1000) : round(rep.eccentric_start_s * 1000)]
        assert abs(top.mean()) < 0.002


def test_nobody_on_the_plate_has_no_centre_of_pressure() -> None:
    values = reading(ForcePlate(motion=JUMP, with_cop=True, noise=0.0))
    assert np.all(values[values[:, 0] == 0.0, 1] == 0.0)
    assert values[0, 1] < -0.05


def test_the_zones_of_an_insole_add_up_and_move_forward() -> None:
    insole = Insole(motion=PAIR, side="right", noise=0.0)
    forefoot, midfoot, heel, total = reading(insole).T
    assert np.allclose(forefoot + midfoot + heel, total, atol=0.21)
    assert min(forefoot.min(), midfoot.min(), heel.min()) >= 0
    assert total[:200].mean() == pytest.approx(0.4 * 85.0 * GRAVITY, abs=0.5)
    top = round(PAIR.truth[0].top_s * 100)
    assert heel[top] < 0.02 * total[top]
    assert heel[:200].mean() > 0.3 * total[:200].mean()


def test_the_foot_that_is_held_presses_on_nothing() -> None:
    assert np.all(reading(Insole(motion=RAISES, side="right", noise=0.0)) == 0)
    assert np.all(reading(ForcePlate(motion=RAISES, placement="right_plate", noise=0.0)) == 0)


def test_the_optical_angle_is_the_truth_but_for_its_zero() -> None:
    sensor = AngleSensor(motion=RAISES, offset_deg=-12.0, seed=2)
    angle = reading(sensor)[:, 0] + 12.0
    for rep in RAISES.truth:
        inside = angle[round(rep.start_s * 100) : round(rep.end_s * 100)]
        assert inside.max() == pytest.approx(rep.peak_deg, abs=0.5)
    time = np.arange(angle.size) / 100
    assert np.std(angle - RAISES.plantar_flexion_deg("left", time)) == pytest.approx(0.1, rel=0.1)


@given(cuts=st.lists(st.integers(0, 3000), max_size=6), start=st.integers(0, 2000))
@settings(max_examples=30, deadline=None)
def test_samples_are_the_same_however_they_are_asked_for(cuts: list[int], start: int) -> None:
    sources: tuple[SampleSource, ...] = (
        ForcePlate(motion=JUMP, seed=1, with_cop=True),
        Insole(motion=RAISES, seed=1),
        AngleSensor(motion=RAISES, seed=1),
    )
    edges = [0, *sorted(cuts), 3000]
    for source in sources:
        parts = [source.counts(start + a, b - a) for a, b in pairwise(edges)]
        assert np.array_equal(np.concatenate(parts), source.counts(start, 3000))


def test_a_placement_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="treadmill"):
        ForcePlate(motion=JUMP, placement="treadmill")
