"""The scripted movements obey mechanics, and hold what their script says."""

import numpy as np
import pytest
from scipy.integrate import cumulative_trapezoid

from firmware_mocks.athlete import GRAVITY
from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.imu import Imu
from firmware_mocks.jet import Array
from firmware_mocks.motion import SegmentName, Side
from firmware_mocks.performance import Performance
from firmware_mocks.raise_plan import Tempo
from firmware_mocks.script import Script

STEP_S = 1e-3
SIDES: tuple[Side, ...] = ("left", "right")
SEGMENTS: tuple[SegmentName, ...] = ("foot", "shank", "thigh")
LEVEL = (0.0, 0.0, 0.0, 1.0)


def everything() -> Performance:
    script = Script(seed=4)
    script.stand(2.0)
    script.walk(4, length_m=0.2)
    script.raises(3)
    script.shift_weight(4.0)
    script.squats(2)
    script.toe_taps(2)
    script.jump()
    script.step_aside(ahead_m=0.1)
    script.step_aside(ahead_m=0.1, up_m=0.2)
    script.raises(2, side="left", surface="step", bounce_deg=6.0, tempo=Tempo(0.8, 0.8, 0.8, 0.4))
    script.knee_lifts(2)
    script.bent_knee_heel_lifts(2)
    script.raises(2, knee="bent", surface="wobble_board", cheat_deg=5.0)
    script.stand(2.0)
    return Performance(script)


MOTION = everything()
TIME = np.arange(0.0, MOTION.duration_s, STEP_S)


def integrated(rate: Array) -> Array:
    return np.asarray(cumulative_trapezoid(rate, dx=STEP_S, initial=0))


def farthest(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max())


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", SEGMENTS)
def test_velocities_and_accelerations_are_those_of_the_places(
    name: SegmentName, side: Side
) -> None:
    segment = MOTION.segment(name, side, TIME)
    for jet in (segment.x, segment.z, segment.pitch):
        # Twice integrated, the accelerations lead from the first place to the last.
        assert farthest(integrated(jet.acceleration), jet.velocity) < 0.05
        assert farthest(jet.value[0] + integrated(jet.velocity), jet.value) < 0.005


def test_the_force_is_what_moves_the_body() -> None:
    force = MOTION.support(None, TIME).force
    jump = next(one for one in MOTION.parts if one.name == "jump")
    on_plate = (MOTION.parts[2].start_s < TIME) & (jump.end_s > TIME)
    rise = MOTION.centre_height(TIME)
    pushed = integrated((force / MOTION.total_mass_kg - GRAVITY)[on_plate])
    assert farthest(pushed, rise.velocity[on_plate]) < 0.02
    left, right = (MOTION.support(side, TIME).force for side in SIDES)
    assert farthest(left + right, force) < 1e-6
    flight = force[on_plate] < 1.0
    assert 0.3 < flight.sum() * STEP_S < 0.7


def test_feet_stay_on_the_floor_or_above_it() -> None:
    for side in SIDES:
        foot = MOTION.segment("foot", side, TIME)
        # Shoe and pads give way when a jump lands.
        landing = np.zeros(TIME.size, dtype=bool)
        for part in (one for one in MOTION.parts if one.name == "jump"):
            landing |= (part.start_s < TIME) & (part.end_s > TIME)
        assert foot.z.value[~landing].min() > -1e-9
        assert foot.z.value[landing].min() > -0.035
    raising = next(one for one in MOTION.parts if one.name == "raises")
    inside = (raising.start_s < TIME) & (raising.end_s > TIME)
    ball = MOTION.segment("foot", "left", TIME[inside])
    assert np.ptp(ball.x.value) == np.ptp(ball.z.value) == 0


def test_each_raise_has_its_truth_and_nothing_else_has() -> None:
    assert len(MOTION.truth) == 7
    for one, planned in zip(MOTION.truth, MOTION.script.raises_done, strict=True):
        part = next(part for part in MOTION.parts if part.start_s <= one.top_s < part.end_s)
        assert part.name == "raises"
        side = planned.sides[0]
        whole = np.linspace(one.start_s, one.end_s, 2000)
        angle = MOTION.plantar_flexion_deg(side, whole)
        assert one.range_deg == pytest.approx(angle.max() - angle[0], abs=0.01)
        assert one.heel_height_m == pytest.approx(
            np.ptp(MOTION.heel_height(side, whole).value), abs=1e-4
        )


def test_a_scripted_set_has_the_truth_of_the_set_made_directly() -> None:
    script = Script()
    script.raises(1, ranges_deg=(30.0,), shank_sway=0.07)
    one = Performance(script, sway_deg=0.0).truth[0]
    other = CalfRaises(ranges_deg=(30.0,), side="both", sway_deg=0.0, tempo_variation=0.0).truth[0]
    assert one.range_deg == pytest.approx(other.range_deg, abs=0.05)
    assert one.heel_height_m == pytest.approx(other.heel_height_m, abs=2e-4)
    assert one.com_rise_m == pytest.approx(other.com_rise_m, abs=2e-3)


def test_a_rolling_foot_is_seen_by_its_gyroscope_and_by_gravity() -> None:
    wobbly = MOTION.parts[-2]
    time = np.arange(wobbly.start_s, wobbly.end_s, 0.01)
    imu = Imu(motion=MOTION, placement="left_foot", mounting=LEVEL, noise=0.0)
    signal = imu.signal(time)
    roll = MOTION.roll("foot", "left", time)
    assert roll is not None
    assert signal[:, 3] == pytest.approx(roll.velocity)
    assert np.abs(roll.value).max() > np.radians(2)
    still = np.abs(signal[:, 4]) < 1e-3
    assert signal[still, 1] == pytest.approx(GRAVITY * np.sin(roll.value[still]), abs=0.3)


def test_skin_and_straps_turn_the_sensor_and_not_the_foot() -> None:
    raises = CalfRaises(reps=2, sway_deg=0.0)
    top = np.array([raises.truth[0].top_s])

    def tilt_deg(tissue: float = 0.0, slip: tuple[float, float] | None = None) -> float:
        imu = Imu(motion=raises, placement="left_foot", mounting=LEVEL, tissue=tissue, slip=slip)
        ahead, _, up = imu.signal(top)[0, :3]
        return float(np.degrees(np.arctan2(-ahead, up)))

    true = tilt_deg()
    assert tilt_deg(slip=(0.5, 6.0)) == pytest.approx(true + 6.0, abs=0.5)
    assert true < tilt_deg(tissue=0.1) <= true * 1.11
