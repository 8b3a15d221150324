import numpy as np
import pytest

from tracker.signals.force import extended, flight_between, quietest, unloaded_spans


def contact_and_flight(
    rate_hz: float, takeoff_s: float, landing_s: float, offset: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Force that falls to nothing and comes back along straight lines at exactly known times."""
    time = np.arange(0, 2.0, 1 / rate_hz)
    leaving = np.clip((takeoff_s - time) * 40_000, 0, 1500)
    landing = np.clip((time - landing_s) * 60_000, 0, 2500)
    return leaving + landing + offset


@pytest.mark.parametrize("rate_hz", [500.0, 1000.0, 2000.0])
@pytest.mark.parametrize("offset", [-20.0, 0.0, 15.0])
def test_flight_is_timed_between_the_samples(rate_hz: float, offset: float) -> None:
    takeoff_s, landing_s = 0.80037, 1.30061
    force = contact_and_flight(rate_hz, takeoff_s, landing_s, offset)
    (first, last), *_ = unloaded_spans(force)
    flight = flight_between(force, first, last, rate_hz)
    assert flight.offset == pytest.approx(offset)
    assert flight.takeoff / rate_hz == pytest.approx(takeoff_s, abs=0.2 / rate_hz)
    assert flight.landing / rate_hz == pytest.approx(landing_s, abs=0.2 / rate_hz)


def test_the_quietest_second_is_found_among_movement() -> None:
    rng = np.random.default_rng(3)
    force = 700 + rng.normal(0, 20, 5000)
    force[2100:3300] = 712 + rng.normal(0, 1.5, 1200)
    quiet = quietest(force, 1000.0)
    assert quiet is not None
    assert quiet.start >= 2090
    assert quiet.end <= 3310
    assert quiet.force == pytest.approx(712, abs=0.5)
    assert quiet.uncertainty < 0.5


def test_nobody_on_the_plate_is_not_standing_still() -> None:
    assert quietest(np.random.default_rng(1).normal(0, 0.1, 5000), 1000.0) is None


def test_missing_samples_are_not_weighed() -> None:
    force = np.full(3000, 700.0)
    force[::500] = np.nan
    assert quietest(force, 1000.0) is None
    force[1200:2300] = 700.0
    quiet = quietest(force, 1000.0)
    assert quiet is not None
    assert 1001 <= quiet.start < quiet.end <= 2500


def test_the_weighing_lasts_as_long_as_the_standing() -> None:
    rng = np.random.default_rng(8)
    force = 700 + rng.normal(0, 4, 5000)
    force[:600] += np.linspace(80, 0, 600)
    force[3000:] += 60 * np.sin(np.arange(2000) / 120)
    quiet = quietest(force, 1000.0)
    assert quiet is not None
    longer = extended(force, 1000.0, quiet)
    assert longer.end - longer.start >= 2000
    assert longer.start >= 550
    assert longer.end <= 3010
    assert longer.force == pytest.approx(700, abs=0.3)


def test_a_toe_that_leaves_slowly_leaves_last() -> None:
    rng = np.random.default_rng(4)
    time = np.arange(0, 2.0, 0.001)
    # From 60 N on the force goes down ten times slower than before.
    leaving = np.where(
        time < 0.8, 60 + (0.8 - time) * 40_000, np.maximum(0, 60 - 4000 * (time - 0.8))
    )
    landing = np.clip((time - 1.3) * 60_000, 0, 2500)
    force = np.minimum(leaving, 1500) + landing + rng.normal(0, 1.5, time.size)
    (first, last), *_ = unloaded_spans(force)
    flight = flight_between(force, first, last, 1000.0)
    assert flight.takeoff == pytest.approx(815, abs=1.5)
    assert flight.landing == pytest.approx(1300, abs=0.5)
