"""Force against velocity from several loads, and rates of force development."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from tests.simulated import jump_recording, rebound_recording
from tracker.analysis import analyze
from tracker.exercises.jumps.metrics import rising_rates
from tracker.exercises.jumps.profile import LoadedJump, force_velocity_profile
from tracker.gravity import GRAVITY
from tracker.recording import Recording, Segment, Variant
from tracker.results import Quality

BODY_KG, PUSH_M = 75.0, 0.36


def legs(f0: float, v0: float, load_kg: float) -> LoadedJump:
    """The jump of legs whose mean force falls along a straight line with mean velocity."""
    mass = BODY_KG + load_kg

    def excess(height: float) -> float:
        # Work of the mean force over the push lifts the body by the push and the jump.
        needed = mass * GRAVITY * (height + PUSH_M) / PUSH_M
        leaving = np.sqrt(2 * GRAVITY * height)
        return float(needed - BODY_KG * f0 * (1 - leaving / 2 / v0))

    return LoadedJump(mass, float(brentq(excess, 1e-6, 2.0)), PUSH_M, 0.005)


@pytest.mark.parametrize(("f0", "v0"), [(30.0, 3.0), (36.0, 2.6), (26.0, 4.5)])
def test_the_line_of_ideal_legs_comes_back(f0: float, v0: float) -> None:
    jumps = [legs(f0, v0, load) for load in (0.0, 20.0, 40.0)]
    found = force_velocity_profile(jumps, BODY_KG)
    assert found["force_velocity_f0"].value == pytest.approx(f0, rel=1e-6)
    assert found["force_velocity_v0"].value == pytest.approx(v0, rel=1e-6)
    assert found["force_velocity_pmax"].value == pytest.approx(f0 * v0 / 4, rel=1e-6)
    assert found["force_velocity_slope"].value == pytest.approx(-f0 / v0, rel=1e-6)
    assert {one.quality for one in found.values()} == {Quality.FAIR}


def test_jumps_whose_heights_make_no_sense_give_no_profile() -> None:
    heavier_is_higher = [LoadedJump(75, 0.2, 0.36, 0.005), LoadedJump(95, 0.5, 0.36, 0.005)]
    assert force_velocity_profile(heavier_is_higher, BODY_KG) == {}


def session(loads: dict[float, float]) -> Recording:
    """One jump after another, each with a load (kg) and a height (m)."""
    parts, segments, at = [], [], 0.0
    for load_kg, height_m in loads.items():
        recording, _ = jump_recording(load_kg=load_kg, height_m=height_m, with_subject=False)
        stream = recording.streams[0]
        parts.append(stream)
        length = stream.time.size / stream.rate_hz
        variant = Variant(load_kg=load_kg)
        segments.append(Segment(at, at + length, "countermovement_jump", variant))
        at += length
    values = np.concatenate([one.values for one in parts])
    time = np.arange(len(values)) / parts[0].rate_hz
    return Recording((replace(parts[0], time=time, values=values),), segments=tuple(segments))


def test_a_session_with_three_loads_has_a_profile() -> None:
    result = analyze(session({0.0: 0.34, 20.0: 0.24, 40.0: 0.16}))
    assert len(result.efforts) == 3
    *others, last = result.sets
    assert all("force_velocity_f0" not in one.metrics for one in others)
    for effort in result.efforts:
        # 30 cm down, and standing 10 cm higher at take-off.
        assert effort.metrics["push_off_distance"].value == pytest.approx(0.40, abs=0.01)
    expected = force_velocity_profile(
        [
            LoadedJump(BODY_KG + load, height, 0.40, 0.005)
            for load, height in ((0, 0.34), (20, 0.24), (40, 0.16))
        ],
        BODY_KG,
    )
    for name, metric in expected.items():
        uncertainty = last.metrics[name].uncertainty
        assert uncertainty is not None
        assert abs(last.metrics[name].value - metric.value) < 2 * uncertainty, name


def test_one_load_is_no_profile() -> None:
    result = analyze(session({0.0: 0.34, 1.0: 0.33}))
    assert not any("force_velocity_f0" in one.metrics for one in result.sets)


def test_rates_of_a_straight_rise() -> None:
    force = 200 + 4000 * np.arange(181) / 1000
    rates = rising_rates(force, 1000.0)
    assert set(rates) == {f"rate_of_force_development_{ms}ms" for ms in (50, 100, 150)}
    assert all(rate == pytest.approx(4000) for rate, _ in rates.values())


def test_rates_of_a_drop_jump_begin_at_touch_down() -> None:
    recording, (true,) = rebound_recording(contacts_s=(0.28,), noise=0.5)
    (effort,) = analyze(recording).efforts
    plate = recording.streams[0]
    for window_ms in (50, 100, 200):
        reached = float(np.interp(true.touchdown_s + window_ms / 1000, plate.time, plate["fz"]))
        rate = effort.metrics[f"rate_of_force_development_{window_ms}ms"]
        assert rate.value == pytest.approx(1000 * reached / window_ms, rel=0.03)
