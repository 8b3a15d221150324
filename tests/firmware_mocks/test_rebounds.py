import numpy as np
import pytest

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.rebounds import Rebounds

MOTION = Rebounds(heights_m=(0.22, 0.18), contacts_s=(0.26, 0.22), drop_height_m=0.3)


def test_impulses_change_the_momentum_by_what_the_heights_say() -> None:
    speeds = [np.sqrt(2 * GRAVITY * one) for one in (0.3, 0.22, 0.18)]
    for true, before, after in zip(MOTION.truth, speeds[:-1], speeds[1:], strict=True):
        time = np.linspace(true.touchdown_s, true.takeoff_s, 20001)
        force = MOTION.support(None, time).force
        impulse = float(np.trapezoid(force, time)) - 75 * GRAVITY * true.contact_time_s
        assert impulse == pytest.approx(75 * (before + after), rel=1e-6)
        assert force.max() == pytest.approx(true.peak_force_n, rel=1e-6)


def test_nothing_presses_on_the_plate_in_the_air_and_the_body_at_the_end() -> None:
    first, second = MOTION.truth
    for start, end in ((0.0, first.touchdown_s), (first.takeoff_s, second.touchdown_s)):
        inside = np.linspace(start + 1e-6, end - 1e-6, 50)
        assert MOTION.support(None, inside).force == pytest.approx(np.zeros(50))
    last = MOTION.support(None, np.array([MOTION.duration_s - 0.5])).force
    assert last == pytest.approx(75 * GRAVITY)


def test_each_contact_has_a_height() -> None:
    with pytest.raises(ValueError, match="each contact"):
        Rebounds(contacts_s=(0.2, 0.2))
