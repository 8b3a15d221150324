from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tracker.sensors.clock import MAX_DRIFT, DeviceClock, Ping, fit_clock
from tracker.sensors.radio_interval import radio_interval

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


INTERVAL_S = 0.03


def one_phase(
    generator: np.random.Generator, duration_s: float, drift: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[Ping]]:
    """Packets that all wait 20 ms for the radio, and pings asked at any phase; offset 5 s."""
    device_s = np.arange(1, round(duration_s / 0.06) + 1, dtype=np.float64) * 0.06
    arrival_s = 5.0 + (1 + drift) * device_s + 0.021 + generator.exponential(4e-4, device_s.size)
    read_s = np.cumsum(generator.integers(10, 30, round(duration_s / 0.6))) * INTERVAL_S
    host_s = 5.0 + (1 + drift) * read_s
    sent_s = host_s - generator.uniform(0, INTERVAL_S, read_s.size)
    received_s = host_s + INTERVAL_S + 0.001 + generator.exponential(4e-4, read_s.size)
    pings = [Ping(*map(float, one)) for one in zip(sent_s, read_s, received_s, strict=True)]
    return device_s, arrival_s, pings


def worst_ms(device_s: NDArray[np.float64], drift: float, fitted: NDArray[np.float64]) -> float:
    """Largest error, the host's least delay of 1 ms taken off."""
    return float(np.abs(fitted - 5.001 - (1 + drift) * device_s).max()) * 1e3


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(-100e-6, 100e-6))
def test_pings_tell_a_delay_that_all_packets_share(seed: int, drift: float) -> None:
    device_s, arrival_s, pings = one_phase(np.random.default_rng(seed), 60.0, drift)
    alone, helped = fit_clock(device_s, arrival_s), fit_clock(device_s, arrival_s, pings)
    assert worst_ms(device_s, drift, alone.to_host(device_s)) > 15.0
    assert worst_ms(device_s, drift, helped.to_host(device_s)) < 0.5
    assert helped.pings == len(pings)
    assert helped.bounds_s is not None
    assert helped.bounds_s[0] <= 0.0 <= helped.bounds_s[1]
    assert helped.bounds_s[1] == pytest.approx(0.020, abs=0.001)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ping: Ping(ping.received_s, ping.device_s, ping.sent_s),
        lambda ping: Ping(ping.sent_s, ping.device_s - 7.0, ping.received_s),
        lambda ping: Ping(ping.sent_s, ping.device_s + 4294.967296, ping.received_s),
        lambda ping: Ping(ping.sent_s, float("nan"), ping.received_s),
        lambda ping: Ping(ping.sent_s + 0.4, ping.device_s, ping.received_s + 0.4),
        lambda ping: Ping(ping.sent_s - 9.0, ping.device_s, ping.received_s),
    ],
    ids=["turned", "back", "wrapped", "no number", "late", "too long"],
)
@pytest.mark.parametrize("every", [3, 7])
def test_pings_that_cannot_be_do_no_harm(spoil: Callable[[Ping], Ping], every: int) -> None:
    device_s, arrival_s, pings = one_phase(np.random.default_rng(5), 60.0, 40e-6)
    spoilt = [spoil(one) if at % every == 0 else one for at, one in enumerate(pings)]
    fit = fit_clock(device_s, arrival_s, spoilt)
    assert worst_ms(device_s, 40e-6, fit.to_host(device_s)) < 1.0


def test_the_live_clock_takes_pings_as_they_come() -> None:
    device_s, arrival_s, pings = one_phase(np.random.default_rng(6), 30.0, -80e-6)
    clock = DeviceClock()
    waiting = list(pings)
    for device, arrival in zip(device_s, arrival_s, strict=True):
        clock.add(float(device), float(arrival))
        while waiting and waiting[0].received_s <= arrival:
            clock.add_ping(waiting[0].sent_s, waiting[0].device_s, waiting[0].received_s)
            del waiting[0]
        assert np.isfinite(clock.fit().host_s)
    assert worst_ms(device_s, -80e-6, clock.fit().to_host(device_s)) < 0.5


@given(st.lists(st.tuples(*(st.floats(-1e6, 1e6, allow_nan=False) for _ in range(3))), max_size=30))
def test_whatever_is_said_to_be_a_ping_gives_a_fit(said: list[tuple[float, float, float]]) -> None:
    device_s = np.arange(20, dtype=np.float64) * PACKET_S
    fit = fit_clock(device_s, device_s + 3.0, [Ping(*one) for one in said])
    assert np.isfinite(fit.to_host(device_s)).all()
    assert abs(fit.rate - 1) <= MAX_DRIFT * (1 + 1e-9)


@pytest.mark.parametrize("interval_ms", [7.5, 11.25, 30.0, 48.75, 400.0])
@pytest.mark.parametrize("drift", [-60e-6, 60e-6])
def test_the_radio_s_interval_shows_in_the_readings(interval_ms: float, drift: float) -> None:
    generator = np.random.default_rng(round(interval_ms))
    many = np.cumsum(generator.integers(1, 3 + round(1500 / interval_ms), 25))
    readings = many * interval_ms * 1e-3 * (1 + drift) + generator.uniform(0, 1e-4, many.size)
    assert radio_interval(readings.tolist()) == pytest.approx(interval_ms * 1e-3)
    assert radio_interval(np.cumsum(generator.uniform(0.3, 1.0, 25)).tolist()) is None
    assert radio_interval(readings[:5].tolist()) is None


def warmed(
    generator: np.random.Generator, minutes: float, ppm_in_10_minutes: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], list[Ping]]:
    """Device times and arrivals of packets, their true host times, and pings."""

    def host(device_s: NDArray[np.float64]) -> NDArray[np.float64]:
        return 5.0 + (1 + 20e-6) * device_s + ppm_in_10_minutes * 1e-6 / 1200 * device_s**2

    device_s = np.arange(1, round(minutes * 60 / 0.05) + 1, dtype=np.float64) * 0.05
    true_s = host(device_s)
    arrival_s = np.ceil(true_s / INTERVAL_S) * INTERVAL_S + 0.001
    arrival_s = arrival_s + generator.exponential(4e-4, device_s.size)
    sent_s = 5.0 + np.cumsum(generator.uniform(0.35, 1.05, round(minutes * 60 / 0.7) - 1))
    event_s = np.ceil(sent_s / INTERVAL_S) * INTERVAL_S
    read_s = np.interp(event_s, true_s, device_s)
    received_s = event_s + INTERVAL_S + 0.001 + generator.exponential(4e-4, event_s.size)
    pings = [Ping(*map(float, one)) for one in zip(sent_s, read_s, received_s, strict=True)]
    return device_s, arrival_s, true_s + 0.001, pings


@pytest.mark.parametrize("seed", range(2))
def test_an_hour_of_warming_up_is_followed(seed: int) -> None:
    device_s, arrival_s, true_s, pings = warmed(np.random.default_rng(seed), 60.0, 2.0)
    straight, bent = fit_clock(device_s, arrival_s), fit_clock(device_s, arrival_s, pings)
    host_s = bent.to_host(device_s)
    assert np.abs(straight.to_host(device_s) - true_s).max() > 3e-3
    assert np.abs(host_s - true_s).max() < 0.5e-3
    assert (np.diff(host_s) > 0).all()
    assert bent.jump_s is None


def test_a_steady_clock_stays_a_straight_line() -> None:
    device_s, arrival_s, true_s, pings = warmed(np.random.default_rng(4), 15.0, 0.0)
    fit = fit_clock(device_s, arrival_s, pings)
    assert fit.bends == ()
    assert np.abs(fit.to_host(device_s) - true_s).max() < 0.2e-3


@pytest.mark.parametrize("step_ms", [15.0, -15.0, 40.0, -40.0])
def test_a_clock_that_jumps_is_found_out(step_ms: float) -> None:
    device_s, arrival_s, _, pings = warmed(np.random.default_rng(5), 1.5, 0.0)
    assert fit_clock(device_s, arrival_s, pings).jump_s is None
    by_s = step_ms * 1e-3
    jumped_s = device_s + by_s * (device_s > 45.0)
    asked = [
        Ping(one.sent_s, one.device_s + by_s * (one.device_s > 45.0), one.received_s)
        for one in pings
    ]
    jump_s = fit_clock(jumped_s, arrival_s, asked).jump_s
    assert jump_s is not None
    at_s, size_s = jump_s
    assert at_s == pytest.approx(45.0, abs=8.0)
    assert size_s * by_s > 0
    assert 2e-3 < abs(size_s) <= abs(by_s) + 1e-3
