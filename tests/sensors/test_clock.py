import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tracker.sensors.clock import MAX_DRIFT, DeviceClock, fit_clock

PACKET_S = 0.05


def arrivals(
    generator: np.random.Generator, duration_s: float, drift: float, offset_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Packets that mostly wait for the next radio slot, sometimes much longer."""
    device_s = np.arange(0, duration_s, PACKET_S)
    wait = generator.exponential(0.008, device_s.size) + (
        generator.random(device_s.size) < 0.03
    ) * generator.uniform(0.02, 0.3, device_s.size)
    return device_s, offset_s + (1 + drift) * device_s + 0.001 + wait


@settings(max_examples=40)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(-100e-6, 100e-6),
    st.floats(-1e5, 1e5),
)
def test_a_minute_is_placed_within_a_millisecond(seed: int, drift: float, offset_s: float) -> None:
    device_s, arrival_s = arrivals(np.random.default_rng(seed), 60.0, drift, offset_s)
    error_s = fit_clock(device_s, arrival_s).to_host(device_s) - (
        offset_s + (1 + drift) * device_s + 0.001
    )
    assert np.abs(error_s).max() < 1.5e-3
    assert abs(np.median(error_s)) < 1.0e-3


def test_it_beats_least_squares_and_states_its_residual() -> None:
    hull, squares = [], []
    for seed in range(50):
        device_s, arrival_s = arrivals(np.random.default_rng(seed), 60.0, 30e-6, 5.0)
        truth = 5.0 + (1 + 30e-6) * device_s + 0.001
        fit = fit_clock(device_s, arrival_s)
        hull.append(np.median(np.abs(fit.to_host(device_s) - truth)))
        slope, start = np.polyfit(device_s, arrival_s, 1)
        squares.append(np.median(np.abs(start + slope * device_s - truth)))
        assert fit.residual_s == pytest.approx(0.0058, abs=0.002)
    assert np.median(hull) < 0.2e-3
    assert np.median(squares) > 5e-3


@given(
    st.lists(st.tuples(st.floats(0.001, 10.0), st.floats(0.0, 1.0)), min_size=1, max_size=60),
    st.floats(-250e-6, 250e-6),
)
def test_the_line_lies_below_all_arrivals_and_touches_one(
    steps: list[tuple[float, float]], drift: float
) -> None:
    device_s = np.cumsum([step for step, _ in steps])
    arrival_s = 3.0 + (1 + drift) * device_s + np.array([wait for _, wait in steps])
    fit = fit_clock(device_s, arrival_s)
    above = arrival_s - fit.to_host(device_s)
    assert above.min() == pytest.approx(0.0, abs=1e-9)
    assert abs(fit.rate - 1) <= MAX_DRIFT * (1 + 1e-9)


@given(st.permutations(range(12)))
def test_the_order_of_arrival_does_not_matter(order: list[int]) -> None:
    generator = np.random.default_rng(1)
    device_s, arrival_s = arrivals(generator, 12 * PACKET_S - 1e-9, 0.0, 0.0)
    straight, mixed = fit_clock(device_s, arrival_s), fit_clock(device_s[order], arrival_s[order])
    assert straight.to_host(device_s) == pytest.approx(mixed.to_host(device_s), abs=1e-12)


def test_the_live_clock_ends_where_the_final_fit_does() -> None:
    device_s, arrival_s = arrivals(np.random.default_rng(3), 20.0, 50e-6, 1.0)
    clock = DeviceClock()
    for device, arrival in zip(device_s, arrival_s, strict=True):
        clock.add(float(device), float(arrival))
    clock.add(float(device_s[3]), -1e9)
    live, final = clock.fit(), fit_clock(device_s, arrival_s)
    assert (live.device_s, live.host_s, live.rate) == (final.device_s, final.host_s, final.rate)


def test_one_packet_is_taken_as_it_arrives() -> None:
    fit = fit_clock(np.array([7.0]), np.array([2.0]))
    assert fit.to_host(np.array([6.0, 7.0])).tolist() == [1.0, 2.0]
