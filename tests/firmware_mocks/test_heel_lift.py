import numpy as np
import pytest

from firmware_mocks.heel_lift import HeelLifts
from firmware_mocks.motion import Side

LIFTS = HeelLifts(sides=("left", "right", "left"), sway_deg=0.0)


def test_each_lift_pitches_its_own_foot_and_no_other() -> None:
    pairs: tuple[tuple[Side, Side], ...] = (("left", "right"), ("right", "left"))
    for side, other in pairs:
        for start, end in LIFTS.lifts(side):
            time = np.linspace(start, end, 101)
            pitch = np.degrees(LIFTS.segment("foot", side, time).pitch.value)
            assert pitch.max() == pytest.approx(25.0)
            assert pitch[[0, -1]] == pytest.approx(0.0, abs=1e-9)
            assert np.ptp(LIFTS.segment("foot", other, time).pitch.value) == 0.0
    assert len(LIFTS.lifts("left")) == 2
    assert LIFTS.lifts("left")[-1][1] < LIFTS.duration_s - LIFTS.quiet_s


def test_a_lifted_heel_unloads_and_the_weight_is_kept() -> None:
    (start, end), *_ = LIFTS.lifts("left")
    time = np.linspace(start, end, 51)
    left, right = LIFTS.support("left", time).force, LIFTS.support("right", time).force
    assert left + right == pytest.approx(LIFTS.support(None, time).force)
    assert left[25] == pytest.approx(0.2 * left[0])


def test_the_ankle_is_at_zero_in_standing_and_turns_by_what_the_shank_leaves() -> None:
    (start, end), *_ = LIFTS.lifts("right")
    angle = LIFTS.plantar_flexion_deg("right", np.array([0.0, (start + end) / 2]))
    assert angle == pytest.approx([0.0, 25.0 * 0.3], abs=1e-6)
