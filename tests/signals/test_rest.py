from dataclasses import replace

import numpy as np
import pytest

from firmware_mocks.calf_raises import CalfRaises
from firmware_mocks.force_plate import ForcePlate
from firmware_mocks.imu import Imu
from firmware_mocks.jump import CountermovementJump
from tests.simulated import stream_of
from tracker.findings import Code
from tracker.recording import Kind, Stream
from tracker.signals.rest import rest_calibration, tare


def foot(seed: int, placement: str = "left_foot", rate_hz: float = 100.0) -> tuple[Stream, Imu]:
    motion = CalfRaises(reps=2, seed=seed)
    imu = Imu(motion=motion, placement=placement, rate_hz=rate_hz, seed=seed)
    return stream_of(imu, name=placement, kind=Kind.IMU, placement=placement), imu


@pytest.mark.parametrize("placement", ["left_foot", "left_shank", "sacrum"])
@pytest.mark.parametrize("seed", range(6))
def test_bias_and_gravity_are_found(seed: int, placement: str) -> None:
    stream, imu = foot(seed, placement)
    rest = rest_calibration(stream)
    assert rest.still
    assert rest.findings == ()
    sway = 0.004 if placement != "left_foot" else 0.0
    off = np.abs(rest.bias_rad_s - imu.bias()[3:])
    assert (off < 5 * rest.bias_sd_rad_s + 3e-4 + sway).all()
    assert rest.gravity_m_s2 == pytest.approx(9.81, abs=0.25)
    assert rest.up == pytest.approx(imu.signal(np.zeros(1))[0, :3] / 9.81, abs=0.03)
    if placement == "left_foot":
        assert rest.acc_noise_m_s2 == pytest.approx(0.02, rel=0.3)
        assert rest.gyr_noise_rad_s == pytest.approx(0.0015, rel=0.4)


def test_a_wrong_range_shows_in_gravity() -> None:
    stream, _ = foot(1)
    scaled = replace(stream, values=stream.values * np.repeat([0.95, 1.0], 3))
    (finding,) = rest_calibration(scaled).findings
    assert finding.code is Code.UNITS
    assert "9.81" in finding.message


def test_a_sensor_in_motion_is_told_to_hold_still() -> None:
    stream, _ = foot(2)
    time = stream.time
    shaken = stream.values.copy()
    shaken[:, 3] += np.sin(2 * np.pi * time)
    rest = rest_calibration(replace(stream, values=shaken))
    assert not rest.still
    assert "hold still for 2 s" in rest.findings[0].message
    turning = stream.values.copy()
    turning[:, 4] += 0.8
    assert not rest_calibration(replace(stream, values=turning)).still
    short = replace(stream, time=time[:50], values=stream.values[:50])
    assert not rest_calibration(short).still
    empty = replace(stream, time=time[:0], values=stream.values[:0])
    assert not rest_calibration(empty).still


def test_rest_is_not_put_together_over_a_gap() -> None:
    stream, _ = foot(3)
    keep = (stream.time < 1.4) | ((stream.time > 20.0) & (stream.time < 21.0))
    kept = replace(stream, time=stream.time[keep], values=stream.values[keep])
    assert not rest_calibration(kept).still


@pytest.mark.parametrize("offset_n", [-20.0, 0.0, 35.0])
def test_an_empty_plate_is_tared(offset_n: float) -> None:
    plate = ForcePlate(motion=CountermovementJump(), offset_n=offset_n, seed=4)
    stream = stream_of(plate, name="plate", kind=Kind.FORCE_PLATE, placement="plate")
    loaded = tare(stream)
    assert np.isnan(loaded.offset_n)
    assert "step off" in loaded.findings[0].message
    values = stream.values.copy()
    values[:2000] -= 735.5
    found = tare(replace(stream, values=values))
    assert found.findings == ()
    assert found.offset_n == pytest.approx(offset_n, abs=0.5)
    assert found.noise_n == pytest.approx(1.0, rel=0.2)
    assert found.end_s < 2.0
    short = replace(stream, time=stream.time[:20], values=stream.values[:20])
    assert "less than a second" in tare(short).findings[0].message
