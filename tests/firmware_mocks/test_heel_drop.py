import numpy as np
import pytest

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.heel_drop import HeelDrop
from firmware_mocks.motion import SegmentName

DROP = HeelDrop(drops=2, seed=3)


def test_body_weight_is_carried_before_and_after() -> None:
    weight_n = DROP.athlete.mass_kg * GRAVITY
    end_s = DROP.duration_s
    for time in (np.linspace(0, 2.4, 200), np.linspace(end_s - 1.0, end_s, 200)):
        assert DROP.support(None, time).force == pytest.approx(weight_n, abs=0.5)


def test_the_forces_impulse_is_the_change_of_momentum() -> None:
    # From rest to rest: over the whole movement the floor carries the weight and nothing more.
    time = np.arange(0, DROP.duration_s, 2e-5)
    excess = DROP.support(None, time).force - DROP.athlete.mass_kg * GRAVITY
    assert float(np.trapezoid(excess, time)) == pytest.approx(0.0, abs=0.15)


@pytest.mark.parametrize("name", ["foot", "shank", "trunk"])
def test_velocity_and_acceleration_are_the_derivatives(name: SegmentName) -> None:
    contact_s = DROP.truth[0].contact_s
    for start, stop in ((contact_s - 0.1, contact_s - 1e-3), (contact_s + 1e-4, contact_s + 0.3)):
        time = np.arange(start, stop, 1e-5)
        segment = DROP.segment(name, "left", time)
        for one in (segment.z, segment.pitch):
            slope = np.gradient(one.value, time)[1:-1]
            assert slope == pytest.approx(one.velocity[1:-1], abs=2e-3 * np.ptp(one.velocity))
            bend = np.gradient(one.velocity, time)[1:-1]
            scale = np.ptp(one.acceleration) + 1e-9
            assert bend == pytest.approx(one.acceleration[1:-1], abs=2e-2 * scale)


def test_force_and_foot_feel_the_floor_at_the_instant_of_contact() -> None:
    for drop in DROP.truth:
        before = drop.contact_s - np.array([2e-3, 1e-3, 1e-5])
        soon = drop.contact_s + np.array([1e-5, 2e-4, 2e-3, 4e-3])
        force = DROP.support(None, np.concatenate((before, soon))).force
        assert np.ptp(force[:3]) < 1.0
        assert force[3] - force[2] < 20.0
        assert force[5] - force[2] > 200.0
        foot = DROP.segment("foot", "left", np.concatenate((before, soon))).pitch
        assert np.ptp(foot.acceleration[:3]) < 1.0
        assert foot.acceleration[5] - foot.acceleration[2] > 200.0
        assert -foot.velocity[2] * DROP.athlete.heel_behind_ball_m == pytest.approx(
            drop.heel_speed_m_s, rel=0.02
        )


def test_the_impact_is_one_that_people_have() -> None:
    weight_n = DROP.athlete.mass_kg * GRAVITY
    for drop in DROP.truth:
        assert 1.8 * weight_n < drop.peak_force_n < 4.5 * weight_n
        assert 0.6 < drop.heel_speed_m_s < 1.3
        assert drop.peak_s - drop.contact_s < 0.08
    everything = DROP.support(None, np.arange(0, DROP.duration_s, 1e-3)).force
    assert everything.min() > 0.05 * weight_n


def test_feet_share_the_force() -> None:
    motion = HeelDrop(drops=1, left_share=0.4)
    time = np.arange(0, motion.duration_s, 1e-2)
    left, right = (motion.support(side, time).force for side in ("left", "right"))
    assert left + right == pytest.approx(motion.support(None, time).force)
    assert left == pytest.approx(0.4 * (left + right))


def test_standing_is_the_zero_of_the_ankle() -> None:
    motion = HeelDrop(drops=1, sway_deg=0.0)
    time = np.array([0.0, 1.0, motion.duration_s])
    assert motion.plantar_flexion_deg("right", time) == pytest.approx(0.0, abs=0.01)
    top = motion.plantar_flexion_deg("right", np.array([motion.truth[0].release_s]))
    assert top[0] == pytest.approx(motion.height_deg * 0.93, rel=0.12)


def test_impossible_drops_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one drop"):
        HeelDrop(drops=0)
    with pytest.raises(ValueError, match="must be positive"):
        HeelDrop(height_deg=0.0)
    with pytest.raises(ValueError, match="heel pad"):
        HeelDrop(pad_stiffness_n_m=0.0)
