"""Sway of curves whose path, area and frequency are known."""

import numpy as np
import pytest

from tracker.signals.sway import prediction_area, sway_of

RATE_HZ = 100.0
TIME = np.arange(0, 60, 1 / RATE_HZ)


def test_of_a_circle_all_is_known() -> None:
    turn = 2 * np.pi * 0.5 * TIME
    sway = sway_of(0.01 * np.column_stack((np.cos(turn), np.sin(turn))), RATE_HZ)
    assert sway.velocity_m_s == pytest.approx(2 * np.pi * 0.01 * 0.5, rel=1e-3)
    assert sway.path_m == pytest.approx(sway.velocity_m_s * (TIME.size - 1) / RATE_HZ)
    assert sway.axis_velocity_m_s == pytest.approx((0.02, 0.02), rel=2e-3)
    assert sway.rms_m == pytest.approx((0.01 / 2**0.5, 0.01 / 2**0.5), rel=1e-3)
    assert sway.mean_frequency_hz == pytest.approx(0.5, abs=0.02)
    assert sway.noise_velocity_m_s < 1e-4


def test_the_ellipse_holds_95_percent_of_what_comes_next() -> None:
    draw = np.random.default_rng(3)
    mixed = np.array([[2.0, 0.0], [1.5, 0.5]])
    within = []
    for _ in range(400):
        known, new = (draw.normal(size=(n, 2)) @ mixed.T for n in (15, 500))
        # The ellipse of that area around the mean, in the shape of the covariance.
        covariance = np.cov(known.T)
        scale = prediction_area(known) / (np.pi * np.sqrt(np.linalg.det(covariance)))
        centred = new - known.mean(axis=0)
        distance = np.einsum("ij,ij->i", centred @ np.linalg.inv(covariance), centred)
        within.append((distance < scale).mean())
    assert np.mean(within) == pytest.approx(0.95, abs=0.01)


def test_noise_that_passes_the_filter_is_told() -> None:
    draw = np.random.default_rng(1)
    rate_hz = 1000.0
    still = 0.0005 * draw.normal(size=(30_000, 2))
    sway = sway_of(still, rate_hz)
    # All of the sway is noise; its mean speed is less than its root mean square by pi/4's root.
    assert sway.velocity_m_s == pytest.approx(
        sway.noise_velocity_m_s * np.sqrt(np.pi) / 2, rel=0.05
    )


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="15 samples"):
        sway_of(np.zeros((15, 2)), RATE_HZ)
