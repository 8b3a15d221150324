import numpy as np
import pytest

from firmware_mocks.imu import Imu
from firmware_mocks.jump import CountermovementJump
from firmware_mocks.jumper import Jumper
from firmware_mocks.motion import Leaping
from firmware_mocks.rebounds import Rebounds

MOVES: dict[str, Leaping] = {
    "jump": CountermovementJump(),
    "hops": Rebounds(heights_m=(0.2, 0.18), contacts_s=(0.24, 0.22)),
}


@pytest.mark.parametrize("move", MOVES)
def test_velocities_and_accelerations_are_those_of_the_places(move: str) -> None:
    jumper = Jumper(MOVES[move])
    step = 2e-5
    time = np.arange(1.5, 4.5, step)
    edges = [t for leap in jumper.leaping.leaps for t in (leap.takeoff_s, leap.landing_s)]
    inside = np.min([np.abs(time - at) for at in edges], axis=0) > 3 * step
    for name in ("foot", "trunk", "shank"):
        segment = jumper.segment(name, "left", time)
        for track in (segment.z, segment.pitch):
            velocity = np.gradient(track.value, step)[inside]
            assert np.abs(track.velocity[inside] - velocity).max() < 2e-3, name
            acceleration = np.gradient(track.velocity, step)[inside]
            assert np.abs(track.acceleration[inside] - acceleration).max() < 0.5, name


@pytest.mark.parametrize("move", MOVES)
def test_feet_leave_the_ground_with_the_body_and_meet_it_again(move: str) -> None:
    jumper = Jumper(MOVES[move])
    last = jumper.leaping.leaps[-1]
    around = np.array([last.takeoff_s - 0.06, (last.takeoff_s + last.landing_s) / 2])
    ball = jumper.segment("foot", "right", around).z.value
    assert ball[0] == pytest.approx(0.0, abs=1e-9)
    assert ball[1] > 0.08
    for at in (last.takeoff_s, last.landing_s):
        before, after = jumper.segment("foot", "left", np.array([at - 1e-6, at + 1e-6])).z.value
        assert before == pytest.approx(after, abs=1e-4)


@pytest.mark.parametrize("placement", ["sacrum", "left_foot"])
def test_who_flies_weighs_nothing(placement: str) -> None:
    jump = CountermovementJump()
    leap = jump.leaps[0]
    signal = Imu(motion=Jumper(jump), placement=placement, noise=0).signal
    flying = np.linspace(leap.takeoff_s + 0.08, leap.landing_s - 0.03, 100)
    assert np.linalg.norm(signal(flying)[:, :3], axis=1).max() < 2.0
    standing = np.linspace(0.1, 2.0, 100)
    assert np.linalg.norm(signal(standing)[:, :3], axis=1) == pytest.approx(9.8, abs=0.1)


def test_a_thigh_is_not_made_up() -> None:
    with pytest.raises(ValueError, match="thigh"):
        Jumper(CountermovementJump()).segment("thigh", "left", np.zeros(1))
